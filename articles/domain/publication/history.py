"""What readers may know of an article's past: its publications, and the texts that were served before. Reads only."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_noop as _

from articles.choices import IN_PLAIN_WORDS, NO_NEW_TEXT, TAKEN_DOWN, PublicationKind
from articles.domain.governance.policy import current_policy
from articles.domain.publication import framing, log, notice_history
from articles.domain.publication.around import Around
from articles.domain.publication.log import Issue
from articles.domain.publication.notice_history import NoticeChange
from articles.domain.publication.page_facts import bylines, fingerprint, page_facts, roles_alone
from articles.domain.reviewing.approvals import require_untouched
from articles.models import Article, FormerAddress, Publication, Rendering
from articles.rendering.page import render_page
from articles.rendering.shapes import Byline, PastVersion
from medsite.lib import days, languages

FIRST = _("First published")


@dataclass(frozen=True)
class Version:
    """One publication as the history shows it. ``has_page`` says whether its text can still be read."""

    number: int
    kind: str
    in_words: str
    on: date
    note: str
    signers: tuple[Byline, ...] = ()
    fingerprint: str = ""
    is_current: bool = False
    has_page: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the history: a publication, or a change of the notices above the same text."""

    on: date
    version: Version | None = None
    notices: NoticeChange | None = None


@dataclass(frozen=True)
class History:
    """The publications of an article, newest first. Of one that is not live: dates, kinds and notes, no title.

    ``entries`` are the same with the changes of notices between them, while it is live.
    """

    slug: str
    title: str
    locale: str
    is_live: bool
    versions: tuple[Version, ...]
    entries: tuple[Entry, ...]


def of_address(slug: str) -> History | str | None:
    """The history of the article at an address; the present address for a former one; None if nothing is there.

    Seven queries at most, whatever the number of publications.
    """
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        former = FormerAddress.objects.filter(slug=slug).select_related("article").first()
        return former.article.slug if former else None
    issues = log.stored_issues(article)
    if not issues:
        return None
    last = log.live_publication(article)
    with languages.speaking(article.locale):
        versions = tuple(_version(issue, issues, is_live=last is not None) for issue in reversed(issues))
    return History(
        slug=article.slug,
        title=last.revision.title if last else "",
        locale=article.locale,
        is_live=last is not None,
        versions=versions,
        entries=_entries(issues, versions, notice_history.of_article(article) if last else []),
    )


def _entries(issues: list[Issue], versions: tuple[Version, ...], changes: list[NoticeChange]) -> tuple[Entry, ...]:
    published = zip(reversed(issues), versions, strict=True)
    told = [(issue.at, Entry(version.on, version=version)) for issue, version in published]
    told += [(change.at, Entry(days.day_of(change.at, days.zone()), notices=change)) for change in changes]
    return tuple(entry for _, entry in sorted(told, key=lambda each: each[0], reverse=True))


def past_page(slug: str, number: int, *, now: datetime) -> str | None:
    """The page of a version that was served before and is not any more, with the notices of today laid over it.

    The signed text is the one that was served then, byte for byte. None when there is no such version, it is the
    current one, it put no text before readers, or the article is not live: what was withdrawn stays withdrawn. A fixed
    number of queries.

    Raises Tampered when the stored text does not match its digests; Blocked and NoticeMissing as for a live page.
    """
    publication = (
        Publication.objects.of_texts()
        .select_related("revision__article", "article")
        .filter(article__slug=slug, number=number)
        .first()
    )
    if publication is None:
        return None
    article = publication.article
    issues = log.stored_issues(article)
    ended = _ended(issues, number)
    if publication.kind in NO_NEW_TEXT or ended is None or issues[-1].kind in TAKEN_DOWN:
        return None
    require_untouched(publication.revision)
    until_then = [issue for issue in issues if issue.number <= number]
    around = Around.of(publication.revision, current_policy(), until_then[-1].decisions)
    last_served = Rendering.objects.filter(publication=publication).order_by("-at", "-pk").first()
    chosen = framing.choose_notices(around.content, body=around.body, article=article, now=now, today=around.today)
    with languages.speaking(around.content.locale):
        facts = page_facts(article, around, until_then, now=publication.at, links=roles_alone(around))
        past = PastVersion(
            number=number,
            served_on=days.day_of(publication.at, days.zone()),
            ended_on=days.day_of(ended.at, days.zone()),
            was_taken_down=ended.kind in TAKEN_DOWN,
            current_url=facts.url,
            sha256=last_served.sha256 if last_served else "",
        )
        return render_page(around.body, facts, chosen.for_page(), past=past)


def _version(issue: Issue, issues: list[Issue], *, is_live: bool) -> Version:
    kind = PublicationKind(issue.kind)
    is_first = issue.number == issues[0].number
    shown = Version(
        number=issue.number,
        kind=kind,
        in_words=languages.said(FIRST if is_first and kind == PublicationKind.PUBLISHED else IN_PLAIN_WORDS[kind]),
        on=days.day_of(issue.at, days.zone()),
        note=issue.note,
    )
    if not is_live:
        return shown
    is_current = issue is issues[-1]
    return replace(
        shown,
        signers=bylines(issue.decisions),
        fingerprint="" if kind in TAKEN_DOWN else fingerprint(issue.content_digest),
        is_current=is_current,
        has_page=kind not in NO_NEW_TEXT and _ended(issues, issue.number) is not None,
    )


def _ended(issues: list[Issue], number: int) -> Issue | None:
    """The publication with which readers got no more what they got from that one; None while they still do."""
    later = (issue for issue in issues if issue.number > number and issue.kind != PublicationKind.REVIEWED)
    return next(later, None)
