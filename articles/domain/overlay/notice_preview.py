"""What a proposal would do before anybody approves it: which live articles and drafts gain, lose or change a notice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import cached_property

from articles.choices import EDITABLE, PublicationKind
from articles.content import ArticleContent
from articles.domain.drafting.conversion import draft_content
from articles.domain.knowledge.facts import facts_of, marks_of, today_for
from articles.domain.overlay.notices import Chosen, Rulebook, rulebook, waived_for
from articles.domain.overlay.number_desk import FIELDS as NUMBER_FIELDS
from articles.domain.publication import framing
from articles.models import (
    Draft,
    NoticeProposal,
    NoticeVersion,
    NumberProposal,
    NumberVersion,
    Publication,
    PublishedPage,
    RuleProposal,
    RuleVersion,
)
from articles.rendering.body import render_body
from articles.rendering.shapes import SignedBody
from medsite.lib import days
from medsite.lib.markdown import TooComplex

AT_ONCE = 40
"""Texts that one screen looks at. Each costs some milliseconds."""

Anything = NoticeProposal | RuleProposal | NumberProposal


@dataclass(frozen=True)
class Effect:
    """What a proposal changes for one article: headings of notices."""

    title: str
    article: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """A part of all texts, in the words of Django's paginator: how many there are, and what changes among these."""

    number: int
    start: int
    end: int
    total: int
    effects: tuple[Effect, ...]

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.end < self.total else None


@dataclass(frozen=True)
class _Text:
    title: str
    article: int
    content: ArticleContent
    body: SignedBody
    overdue: bool = False
    corrected: bool = False


class Preview:
    """The effects of one proposal. A window costs a fixed number of queries; the rules are read once."""

    def __init__(self, proposal: Anything, *, now: datetime) -> None:
        self._proposal, self._now = proposal, now

    @cached_property
    def _before(self) -> Rulebook:
        return rulebook()

    @cached_property
    def _after(self) -> Rulebook:
        return with_proposal(self._before, self._proposal)

    def live(self, number: int) -> Window:
        """What changes on live pages at the next request, a window at a time, by key."""
        pages = PublishedPage.objects.order_by("pk")
        total = pages.count()
        start = (number - 1) * AT_ONCE
        rows = list(pages.select_related("publication__revision")[start : start + AT_ONCE])
        day = days.day_of(self._now, days.zone())
        corrected = self._corrected([page.article_id for page in rows])
        texts = [
            _Text(
                title=page.title,
                article=page.article_id,
                content=ArticleContent.from_json(page.publication.revision.content_json),
                body=SignedBody.model_validate_json(page.publication.revision.body_html),
                overdue=day > page.review_due_on,
                corrected=page.article_id in corrected,
            )
            for page in rows
        ]
        return Window(number, start + 1, start + len(rows), total, tuple(self._effects(texts)))

    def drafts(self, number: int) -> Window:
        """What changes for open drafts, a window at a time. Texts beyond the limits of the page are left out."""
        drafts = Draft.objects.open().order_by("pk")
        total = drafts.count()
        start = (number - 1) * AT_ONCE
        rows = list(drafts.with_rows().select_related("article", "revision")[start : start + AT_ONCE])
        texts = [text for text in map(_draft_text, rows) if text is not None]
        return Window(number, start + 1, start + len(rows), total, tuple(self._effects(texts)))

    def _corrected(self, articles: Sequence[int]) -> set[int]:
        """Articles whose page says today that they were corrected."""
        issues = Publication.objects.filter(article__in=articles, kind=PublicationKind.CORRECTED)
        return {
            article
            for article, at in issues.values_list("article_id", "at")
            if self._now < framing.correction_shown_until(at)
        }

    def _effects(self, texts: Sequence[_Text]) -> Iterable[Effect]:
        today = today_for(text.content for text in texts)
        articles = {text.article for text in texts}
        marks, waived = marks_of(articles), waived_for(articles)
        for text in texts:
            facts = facts_of(
                text.content,
                body=text.body,
                today=today,
                marks=marks.get(text.article, frozenset()),
                overdue=text.overdue,
                corrected=text.corrected,
                day=days.day_of(self._now, days.zone()),
            )
            exceptions = waived.get(text.article, frozenset())
            effect = _effect(
                text, self._before.choose(facts, waived=exceptions), self._after.choose(facts, waived=exceptions)
            )
            if effect.gained or effect.lost or effect.changed:
                yield effect


def with_proposal(book: Rulebook, proposal: Anything) -> Rulebook:
    """The rulebook as it would be with a proposal approved."""
    match proposal:
        case NoticeProposal():
            wording = NoticeVersion(
                **{name: getattr(proposal, name) for name in ("code", "locale", "harm", "heading", "body")}, version=0
            )
            others = [w for w in book.wordings if (w.code, w.locale) != (proposal.code, proposal.locale)]
            return replace(book, wordings=(*others, wording))
        case RuleProposal():
            rule = RuleVersion(
                **{name: getattr(proposal, name) for name in ("code", "notice_code", "conditions", "retired")},
                version=0,
            )
            rules = [*(r for r in book.rules if r.code != proposal.code), rule]
            return replace(book, rules=tuple(sorted(rules, key=lambda row: row.code)))
        case NumberProposal():
            number = NumberVersion(**{name: getattr(proposal, name) for name in NUMBER_FIELDS}, version=0)
            numbers = [*(n for n in book.numbers if n.code != proposal.code), number]
            return replace(book, numbers=tuple(sorted(numbers, key=lambda n: (n.country, n.purpose, n.code))))


def _draft_text(draft: Draft) -> _Text | None:
    title = draft.title or "Untitled draft"
    if draft.state not in EDITABLE and draft.revision is not None:
        return _Text(
            title=title,
            article=draft.article_id,
            content=ArticleContent.from_json(draft.revision.content_json),
            body=SignedBody.model_validate_json(draft.revision.body_html),
        )
    content = draft_content(draft)
    try:
        return _Text(title=title, article=draft.article_id, content=content, body=render_body(content))
    except TooComplex:
        return None


def _effect(text: _Text, before: Chosen, after: Chosen) -> Effect:
    old, new = _said(before), _said(after)
    return Effect(
        title=text.title,
        article=text.article,
        gained=tuple(new[code][0] for code in new if code not in old),
        lost=tuple(old[code][0] for code in old if code not in new),
        changed=tuple(new[code][0] for code in new if code in old and new[code] != old[code]),
    )


def _said(chosen: Chosen) -> dict[str, tuple[str, str, str]]:
    """What readers would read of each notice; a notice without approved wording is there with its code."""
    said = {notice.code: (notice.heading, notice.harm, notice.html) for notice in chosen.notices}
    return said | {code: (f"{code} (no approved wording)", "", "") for code in chosen.unapproved}
