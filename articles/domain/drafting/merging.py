"""Taking what was published meanwhile over into a draft, field by field."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from articles.content import ArticleContent, Shape
from medsite.lib.canonical import canonical_json
from medsite.lib.merge import merge

TWO_VERSIONS = "[TODO: two versions of this passage; keep one]"
"""Stands between two versions of a passage; a check holds the article up while it is there."""

LINES = ("title", "article_type", "audience", "funding", "funding_note", "locale", "translation_of")
TEXTS = ("lead", "summary", "body")
ROWS: dict[str, Callable[[Any], Any] | None] = {
    "key_points": None,
    "questions": None,
    "citations": lambda row: row.key or None,
    "authors": lambda row: row.profile,
    "topics": lambda row: row.slug,
    "subjects": lambda row: row.slug,
    "files": lambda row: row.digest,
}
"""Lists of a content, and what makes a row the same row; None where only its words do."""


@dataclass(frozen=True)
class Merged:
    """``disputed`` names the fields that both sides changed in the same place."""

    content: ArticleContent
    disputed: tuple[str, ...]


def merge_contents(
    base: ArticleContent, mine: ArticleContent, theirs: ArticleContent, *, prefers_mine: bool = False
) -> Merged:
    """Merge a draft with the text that was published, or saved by somebody else, after it began.

    What only one side changed is taken. In a dispute a single line takes theirs (mine with ``prefers_mine``); passages
    and rows keep both, theirs first, in a text with a mark between them.
    """
    values: dict[str, Any] = {}
    disputed: list[str] = []
    for name in LINES:
        values[name], dispute = _line(getattr(base, name), getattr(mine, name), getattr(theirs, name))
        if dispute:
            disputed.append(name)
            values[name] = getattr(mine if prefers_mine else theirs, name)
    for name in TEXTS:
        values[name], dispute = _text(getattr(base, name), getattr(mine, name), getattr(theirs, name))
        disputed += [name] if dispute else []
    for name, identity in ROWS.items():
        values[name], dispute = _rows(getattr(base, name), getattr(mine, name), getattr(theirs, name), identity)
        disputed += [name] if dispute else []
    return Merged(content=ArticleContent.model_validate(values), disputed=tuple(disputed))


def _line(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    if theirs == base:
        return mine, False
    return theirs, mine not in {base, theirs}


def _text(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    stretches = merge(_paragraphs(base), _paragraphs(mine), _paragraphs(theirs))
    parts: list[str] = []
    for stretch in stretches:
        if stretch.theirs is None:
            parts += stretch.mine
        else:
            parts += [*stretch.theirs, TWO_VERSIONS, *stretch.mine]
    return "\n\n".join(parts), any(stretch.is_conflict for stretch in stretches)


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n[ \t]*\n+", text.strip("\n")) if part.strip()]


def _rows(
    base: Sequence[Shape], mine: Sequence[Shape], theirs: Sequence[Shape], identity: Callable[[Any], Any] | None
) -> tuple[tuple[Any, ...], bool]:
    by_text = {_spelling(row): row for row in (*base, *mine, *theirs)}
    stretches = merge(*([_spelling(row) for row in rows] for rows in (base, mine, theirs)))
    kept: list[Shape] = []
    seen: set[Any] = set()
    for stretch in stretches:
        for text in (*(stretch.theirs or ()), *stretch.mine):
            row = by_text[text]
            key = identity(row) if identity is not None else None
            if key is None or key not in seen:
                kept.append(row)
            seen.add(key)
    return tuple(kept), any(stretch.is_conflict for stretch in stretches)


def _spelling(row: Shape) -> str:
    return canonical_json(row.model_dump(mode="json"))
