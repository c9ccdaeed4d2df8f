"""A form that was opened before somebody else saved: the text it began with, theirs, mine, and all three merged."""

from dataclasses import dataclass

from articles.content import ArticleContent
from articles.domain.drafting.comparison import FieldDiff, compare_contents, fields
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.merging import merge_contents
from articles.models import Draft


@dataclass(frozen=True)
class Disputed:
    """A field that both changed, in all three versions."""

    label: str
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """``merged`` holds what either side changed. ``theirs`` and ``mine`` are those changes, field by field."""

    merged: ArticleContent
    disputed: tuple[Disputed, ...]
    theirs: tuple[FieldDiff, ...]
    mine: tuple[FieldDiff, ...]
    knows_base: bool


def conflict_of(mine: ArticleContent, stored: Draft, *, opened_version: int) -> Conflict:
    """Merge what somebody typed into what is stored now. Load the draft with ``with_rows()``. Reads only.

    Where both changed the same place, a passage or row keeps both and a single line keeps mine: theirs is stored, and
    stands in the saved versions. Without the snapshot of the version that the form began with, everything typed counts
    as mine.
    """
    theirs = draft_content(stored)
    snapshot = stored.snapshots.filter(version=opened_version).first()
    base = ArticleContent.from_json(snapshot.content_json) if snapshot else theirs
    merged = merge_contents(base, mine, theirs, prefers_mine=True).content
    return Conflict(
        merged=merged,
        disputed=tuple(_disputed(base, theirs, mine)),
        theirs=tuple(field for field in compare_contents(base, theirs) if field.is_changed),
        mine=tuple(field for field in compare_contents(base, mine) if field.is_changed),
        knows_base=snapshot is not None,
    )


def _disputed(base: ArticleContent, theirs: ArticleContent, mine: ArticleContent) -> list[Disputed]:
    before, stored, typed = (dict(fields(content)) for content in (base, theirs, mine))
    labels = dict.fromkeys([*typed, *stored, *before])
    found = [Disputed(label, before.get(label, ""), stored.get(label, ""), typed.get(label, "")) for label in labels]
    return [field for field in found if len({field.before, field.theirs, field.mine}) == 3]
