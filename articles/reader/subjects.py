"""The A–Z of subjects with all their names, and the articles about one. A subject is there while a live page is."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.choices import OTHER_LETTER, SUBJECT_IN_PLAIN_WORDS, NameKind, SubjectKind
from articles.models import PublishedName
from articles.reader.letters import Letter, letters
from articles.reader.paging import page_number, page_of
from articles.reader.stamped import Made, stamped
from articles.reader.views import listing, made, pages_in_lists
from medsite.lib import languages

ON_PAGE = 100
"""Names on one page of the list; a line each."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All names in order, or those under ``?letter=``. Brand names and synonyms say which subject to see.

    404 for what is no letter; a letter without names says so.
    """
    letter, number = _letter(request), page_number(request)

    def make() -> Made:
        read = partial(PublishedName.objects.in_order, languages.current(), letter=letter)
        rows, page_obj = page_of(request, read, size=ON_PAGE)
        return made(
            request,
            "reader/subjects.html",
            {
                "names": [row | _in_words(row) for row in rows],
                "letters": letters(),
                "letter": Letter(letter) if letter else None,
                "page_obj": page_obj,
                "is_empty": not rows,
                "page_prefix": f"{urlencode({'letter': letter})}&" if letter else "",
            },
        )

    return stamped(request, f"subjects {letter} {number}", make)


@require_safe
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles about one subject, and what else it is called. 404 when no live page is about it."""
    number = page_number(request)

    def make() -> Made:
        names = [row | _in_words(row) for row in PublishedName.objects.of_subject(slug)]
        if not names:
            raise Http404
        pages = pages_in_lists().about(slug).order_by(Lower("title"), "pk")
        others = [row for row in names if row["kind"]]
        return made(
            request,
            "reader/subject.html",
            listing(request, pages) | {"slug": slug, "subject": names[0], "others": others},
        )

    return stamped(request, f"subject {slug} {number}", make)


def _letter(request: HttpRequest) -> str:
    letter = request.GET.get("letter", "").upper()
    if letter and letter != OTHER_LETTER and not (len(letter) == 1 and letter.isalpha()):
        raise Http404
    return letter


def _in_words(row: dict[str, Any]) -> dict[str, str]:
    """Kinds of the subject and of the name, for readers."""
    return {
        "subject_kind": languages.said(SUBJECT_IN_PLAIN_WORDS[SubjectKind(row["subject__kind"])]),
        "name_kind": languages.said(NameKind(row["kind"]).label) if row["kind"] else "",
    }
