"""The texts of an article that a comment can be about, each with its field and its place in the content."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.content import ArticleContent
from articles.domain.drafting.comparison import body_sections, fields

WRITABLE = frozenset({"Title", "Lead", "Quick summary", "Key points", "Questions"})
"""Fields of which a place is known beside the sections of the body; the others can be talked about, not replaced."""


@dataclass(frozen=True)
class Place:
    """One text. ``path`` leads to its value in the content, where it begins at ``offset``; empty for what cannot be
    replaced, because it is made of several values."""

    field: str
    text: str
    path: tuple[str | int, ...] = ()
    offset: int = 0


def places(content: ArticleContent) -> tuple[Place, ...]:
    """Every text that says something, in the order of the page; ``field`` is the label of ``comparison.fields``."""
    return tuple(place for place in _places(content) if place.text.strip())


def with_text(content: ArticleContent, place: Place, start: int, end: int, new: str) -> ArticleContent:
    """The content with some characters of a place replaced; ``start`` and ``end`` count within the place's text.

    Raises ValueError for a place that cannot be replaced, and pydantic's error for a text that no content can hold.
    """
    if not place.path:
        raise ValueError(f"{place.field} cannot be replaced.")
    name, *rest = str(place.path[0]), *place.path[1:]
    data = content.model_dump()
    if not rest:
        data[name] = _spliced(data[name], place.offset + start, place.offset + end, new)
    else:
        row: dict[str, Any] = data[name][rest[0]]
        row[str(rest[1])] = _spliced(row[str(rest[1])], start, end, new)
    return ArticleContent.model_validate(data)


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _places(content: ArticleContent) -> Iterator[Place]:
    yield Place("Title", content.title, ("title",))
    yield Place("Lead", content.lead, ("lead",))
    yield Place("Quick summary", content.summary, ("summary",))
    for number, point in enumerate(content.key_points):
        yield Place("Key points", point.label, ("key_points", number, "label"))
        yield Place("Key points", point.text, ("key_points", number, "text"))
    for label, start, end in body_sections(content.body):
        yield Place(label, content.body[start:end], ("body",), start)
    for number, item in enumerate(content.questions):
        yield Place("Questions", item.question, ("questions", number, "question"))
        yield Place("Questions", item.answer, ("questions", number, "answer"))
    for label, text in fields(content):
        if label not in WRITABLE and label != "Body" and not label.startswith("Body: "):
            yield Place(label, text)
