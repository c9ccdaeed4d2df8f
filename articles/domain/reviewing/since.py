"""What a reviewer compares a submitted text with: what readers get now, what they signed last, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from articles.choices import Verdict
from articles.content import ArticleContent
from articles.domain.drafting.comparison import FieldDiff, compare_contents
from articles.domain.publication.log import live_publication
from articles.domain.reviewing.effort import Effort, effort_of_all, effort_of_changes
from articles.models import Decision, Revision
from articles.rendering.shapes import SignedBody
from people.models import User


class Since(StrEnum):
    LIVE = "live"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True)
class Older:
    """A text to compare with, the moment from which it counts, and what it is called above a column."""

    revision: Revision
    at: datetime
    name: str


@dataclass(frozen=True)
class Comparison:
    """``older`` is None where everything is read. ``fields`` are those of either text, changed or not.

    ``choices`` are the comparisons that there are for this person and text.
    """

    since: Since
    older: Older | None
    fields: tuple[FieldDiff, ...]
    effort: Effort
    choices: tuple[Since, ...]

    @property
    def changed(self) -> tuple[FieldDiff, ...]:
        return tuple(field for field in self.fields if field.is_changed) if self.older else ()

    @property
    def unchanged(self) -> tuple[str, ...]:
        return tuple(field.label for field in self.fields if not field.is_changed)


def compare_since(revision: Revision, *, wanted: str, by: User) -> Comparison:
    """Compare a revision with what the person asked for; what there is not falls back to the live text, then to all.

    Reads only: three queries. ``wanted`` is a value of ``Since``, or anything.
    """
    found = {Since.LIVE: _live(revision), Since.MINE: last_signed(revision, by)}
    choices = (*(since for since in (Since.LIVE, Since.MINE) if found[since]), Since.ALL)
    since = Since(wanted) if wanted in choices else choices[0] if found[Since.LIVE] else Since.ALL
    older = found.get(since)
    new, new_body = _read(revision)
    if older is None:
        return Comparison(since, None, tuple(compare_contents(None, new)), effort_of_all(new, new_body), choices)
    old, old_body = _read(older.revision)
    fields = tuple(compare_contents(old, new))
    effort = effort_of_changes(fields, old=(old, old_body), new=(new, new_body))
    return Comparison(since, older, fields, effort, choices)


def last_signed(revision: Revision, by: User) -> Older | None:
    """The newest earlier text of the article that somebody signed and did not take back. One query."""
    signed = Decision.objects.filter(
        by=by,
        verdict=Verdict.APPROVE,
        revocation__isnull=True,
        revision__article=revision.article_id,
        revision__number__lt=revision.number,
    )
    decision = signed.select_related("revision").order_by("-pk").first()
    return Older(decision.revision, decision.at, "You signed") if decision else None


def _live(revision: Revision) -> Older | None:
    live = live_publication(revision.article)
    return Older(live.revision, live.at, "Live") if live else None


def _read(revision: Revision) -> tuple[ArticleContent, SignedBody]:
    return (
        ArticleContent.from_json(revision.content_json),
        SignedBody.model_validate_json(revision.body_html),
    )
