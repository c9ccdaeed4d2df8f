"""The verbs that make pages anew around the same signed text: other notices, another frame, another address or day."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from articles.choices import Format
from articles.content import ArticleContent
from articles.domain.drafting import translations
from articles.domain.errors import Refused
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.publication import framing, log, pages
from articles.domain.publication.framing import Framed
from articles.domain.reviewing.approvals import require_untouched
from articles.domain.upkeep import original_calls
from articles.models import Article, PublishedPage
from articles.rendering.guard import NoticeMissing
from articles.rendering.page import frame_version


def reframe(page: PublishedPage, *, now: datetime, formats: Sequence[Format] = tuple(Format)) -> Framed:
    """A live page as it is right now, framed afresh, in some or all of its forms. Reads only.

    Raises Tampered, Blocked, NoticeMissing.
    """
    require_untouched(page.publication.revision)
    issues = log.stored_issues(page.article)
    return framing.frame(page.article, page.publication.revision, issues, now=now, formats=formats)


def rebuild(keys: Sequence[int], *, now: datetime) -> int:
    """Frame live pages afresh and store those whose document changed; give their number.

    Signed text is not touched. Each page is a transaction of its own. Raises what ``reframe`` raises.
    """
    changed = 0
    for key in keys:
        stamp = current_stamp()
        page = PublishedPage.objects.with_text().filter(pk=key).first()
        if page is None:
            continue
        framed = reframe(page, now=now)
        if framed.sha256 != page.etag:
            changed += 1
        with transaction.atomic():
            pages.outdate(pages.store(page.article, page.publication, framed, stamp=stamp, now=now))
    return changed


def frame_again(article: Article, *, now: datetime) -> None:
    """Frame the live page of an article afresh, if it has one, because its address changed.

    Call it inside the transaction of that change. Raises what ``reframe`` raises.
    """
    for page in PublishedPage.objects.with_text().filter(article=article):
        framed = reframe(page, now=now)
        frame_others(pages.store(article, page.publication, framed, stamp=current_stamp(), now=now), now=now)


def frame_others(keys: Sequence[int], *, now: datetime) -> None:
    """Frame the pages of a text in other languages afresh, because it came, changed or went in one of them.

    They name each other, and a translation says when its original was changed or withdrawn; then it is called for
    review. One that cannot be framed holds nothing else up: it counts as out of date. Call it in the transaction of the
    act.
    """
    if not keys:
        return
    for page in PublishedPage.objects.with_text().filter(pk__in=keys):
        try:
            framed = reframe(page, now=now)
        except (Refused, NoticeMissing):
            pages.outdate([page.pk])
            standing = translations.standing_of(ArticleContent.from_json(page.publication.revision.content_json))
        else:
            pages.store(page.article, page.publication, framed, stamp=current_stamp(), now=now)
            standing = framed.around.standing
        original_calls.note(page.publication, standing, now=now)


def stale_pages(*, now: datetime) -> Iterator[int]:
    """Keys of pages framed under older notices or another frame, or whose day has passed. Two queries."""
    current = PublishedPage.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        notices_stamp=current_stamp(),
        frame_version=frame_version(),
    ).values("pk")
    yield from PublishedPage.objects.exclude(pk__in=current).order_by("pk").values_list("pk", flat=True)
