"""Safety changes as screens show them: counted, the worst first, each with a mark, a word and a link to its place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.choices import DraftState
from articles.content import ArticleContent
from articles.domain.drafting import conversion
from articles.domain.drafting.comparison import FieldDiff
from articles.domain.governance.policy import Policy
from articles.domain.reviewing import safety
from articles.domain.reviewing.approvals import needed_for, standing_approvals, what_lacks
from articles.domain.reviewing.since import Comparison, Since
from articles.models import Article, Draft, Revision
from medsite.lib.safety import Act, Kind, SafetyChange

MARKS = {Act.CHANGED: "≠", Act.ADDED: "+", Act.REMOVED: "−", Act.MOVED: "⇄"}
LAST = "since the text that readers had"
SHOWN = 50
"""Changes that are listed; the others are in the comparison below."""
PEOPLE = {1: "one clinician signs", 2: "two clinicians sign", 3: "three clinicians sign"}


@dataclass(frozen=True)
class SafetyRow:
    """One change. ``anchor`` is the place on the same screen; empty where the screen does not show it."""

    change: SafetyChange
    mark: str
    anchor: str

    @property
    def label(self) -> str:
        return f"{self.change.kind} {self.change.act}".capitalize()


@dataclass(frozen=True)
class SafetyView:
    """``since`` completes "Safety changes …"; ``rule`` says who signs because of them, in a sentence."""

    summary: str
    since: str
    rows: tuple[SafetyRow, ...]
    counts: tuple[tuple[Kind, int], ...]
    total: int
    rule: str = ""

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


def of_review(revision: Revision, found: Comparison, policy: Policy) -> SafetyView | None:
    """For the review of a revision: since the text that readers had when it was sent, or since the reviewer signed,
    whichever the screen compares. None where there was no text before. One query for the second.
    """
    record = safety.record_of(revision)
    if record.publication is None:
        return None
    changes, since = record.changes, LAST
    if found.since == Since.MINE and found.older is not None:
        old, new = (ArticleContent.from_json(row.content_json) for row in (found.older.revision, revision))
        changes, since = safety.between(old, new, safety.drug_names()), "since you signed"
    rule = _rule(needed_for(revision, policy).signers, policy, record.changes)
    return view_of(changes, since=since, anchors=anchors_of(found.changed), rule=rule)


def of_publication(revision: Revision, fields: Iterable[FieldDiff], policy: Policy) -> SafetyView | None:
    """For the publisher of a signed text. ``fields`` are the differences that the screen shows. No query."""
    record = safety.record_of(revision)
    if record.publication is None:
        return None
    rule = _rule(needed_for(revision, policy).signers, policy, record.changes)
    return view_of(record.changes, since=LAST, anchors=anchors_of(fields), rule=rule)


def of_draft(article: Article, content: ArticleContent, policy: Policy) -> SafetyView | None:
    """For the writer, before the text is sent. None where readers had no text before. Two queries."""
    record = safety.compare_with_last(article, content)
    if record.publication is None:
        return None
    rule = _rule(safety.signers_for(policy, content, record.changes), policy, record.changes)
    return view_of(record.changes, since=LAST, rule=rule)


def signing_of(draft: Draft, policy: Policy) -> str:
    """One line for the page of an article: "2 safety changes: dose, negation. By strict-1 two clinicians sign this
    text."; of a text in review, what its signatures lack. Load the draft with ``with_rows()``. Three queries at most.
    """
    if draft.is_editable:
        view = of_draft(draft.article, conversion.draft_content(draft), policy)
        return f"{view.summary}. {view.rule}" if view is not None and view.total else ""
    if draft.state == DraftState.IN_REVIEW and draft.revision is not None:
        return what_lacks(draft.revision, standing_approvals(draft.revision), policy)
    return ""


def of_texts(old: ArticleContent, new: ArticleContent, *, since: str, fields: Iterable[FieldDiff]) -> SafetyView:
    """For any two texts that a screen compares. One query."""
    changes = safety.between(old, new, safety.drug_names())
    return view_of(changes, since=since, anchors=anchors_of(fields))


def view_of(
    changes: Iterable[SafetyChange], *, since: str, anchors: Mapping[str, str] | None = None, rule: str = ""
) -> SafetyView:
    """The rows, what can harm most first; among equals, as the text has them."""
    listed = sorted(changes, key=lambda change: list(Kind).index(change.kind))
    counts = Counter(change.kind for change in listed)
    known = anchors or {}
    return SafetyView(
        summary=safety.SafetyRecord(changes=tuple(listed)).in_words,
        since=since,
        rows=tuple(SafetyRow(change, MARKS[change.act], known.get(change.place, "")) for change in listed[:SHOWN]),
        counts=tuple((kind, counts[kind]) for kind in Kind if counts[kind]),
        total=len(listed),
        rule=rule,
    )


def anchors_of(fields: Iterable[FieldDiff]) -> dict[str, str]:
    """Where each field stands on a screen that shows these differences."""
    return {field.label: field.anchor for field in fields}


def _rule(signers: int, policy: Policy, changes: Iterable[SafetyChange]) -> str:
    if not any(True for _ in changes):
        return ""
    return f"By {policy.version} {PEOPLE.get(signers, f'{signers} clinicians sign')} this text."
