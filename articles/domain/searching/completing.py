"""What a search box may propose while somebody types: names of subjects, titles and questions of live pages, no more.

It answers for the first letters only. The browser chooses among the answers as the typing goes on and asks again only
where there were more, so nobody is told what a reader searched for before it is sent.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from articles.choices import SUBJECT_IN_PLAIN_WORDS, FoundKind, NameKind, SubjectKind
from articles.domain.searching import fulltext
from articles.domain.searching.fulltext import Group, Wanted
from articles.models import PublishedName, SearchEntry
from medsite.lib import words
from medsite.lib.languages import said

SHORTEST, LONGEST = 3, 8
"""Characters of the beginning that is asked for."""
MOST = 20


@dataclass(frozen=True)
class Proposal:
    """A line that leads to a page: what it says, what it is, where it leads."""

    text: str
    kind: str
    url: str


@dataclass(frozen=True)
class Completion:
    """All that begins so, or the first ones of more."""

    proposals: tuple[Proposal, ...] = ()
    has_more: bool = False


def beginning_of(typed: str) -> str:
    """What is looked for of a text, without case, accents and signs; empty when it is too short or too long."""
    folded = " ".join(word.folded for word in words.read(words.composed(typed[: LONGEST * 4])))
    return folded if SHORTEST <= len(folded) <= LONGEST and len(typed) <= LONGEST * 4 else ""


def complete(beginning: str, *, language: str = "en") -> Completion:
    """Names on pages of a language that begin so, then titles and questions with words that begin so.

    Three statements at most, reads only. ``beginning`` comes from ``beginning_of``.
    """
    names = PublishedName.objects.in_order(language, 0, MOST + 1, beginning=beginning)
    groups = tuple(Group(phrases=((words.stem(word, language),),), prefixes=(word,)) for word in beginning.split())
    keys = fulltext.find(Wanted(groups, language, in_titles=True), start=0, stop=MOST + 1)
    rows = {row.pk: row for row in SearchEntry.objects.shown(keys)} if keys else {}
    proposals = [
        *(
            Proposal(
                text=row["name"],
                kind=_what(row),
                url=reverse("reader:subject", args=[row["subject__slug"]]),
            )
            for row in names
        ),
        *(
            Proposal(
                text=row.title,
                kind=gettext("Question") if row.kind == FoundKind.QUESTION else gettext("Article"),
                url=row.get_absolute_url(),
            )
            for row in (rows[key] for key in keys if key in rows)
        ),
    ]
    return Completion(tuple(proposals[:MOST]), has_more=len(proposals) > MOST)


def _what(row: dict[str, str]) -> str:
    if not row["kind"]:
        return said(SUBJECT_IN_PLAIN_WORDS[SubjectKind(row["subject__kind"])])
    names = {"kind": said(NameKind(row["kind"]).label), "name": row["subject__name"]}
    return gettext("%(kind)s of %(name)s") % names
