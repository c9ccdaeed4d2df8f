"""JSON of ArticleContent → content: one object, or one in each line."""

import json
from uuid import UUID

from articles.content import ArticleContent, UnreadableContent
from articles.importing.report import Identity, Imported, UnreadableSource
from articles.importing.slugs import propose_slug

IDENTITY = ("uuid", "slug")
"""Names beside those of ArticleContent that say which article it is."""


def read_record(text: str, *, source: str) -> Imported:
    """One ArticleContent, which may name its article by ``uuid`` or ``slug``.

    Raises UnreadableSource; its message names each place that is wrong.
    """
    try:
        content, identity = _parse(text)
        content.to_json()
    except UnreadableContent as error:
        raise UnreadableSource(str(error), source=source) from error
    except (ValueError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UnreadableSource(f"This line is no article: {said}. Export it again.", source=source) from error
    return Imported(
        source=source,
        content=content,
        report=(),
        slug=identity.slug or propose_slug(content.title),
        identity=identity,
    )


def _parse(text: str) -> tuple[ArticleContent, Identity]:
    if not any(f'"{name}"' in text for name in IDENTITY):
        return ArticleContent.from_json(text), Identity()
    data = json.loads(text)
    if not isinstance(data, dict) or not data.keys() & set(IDENTITY):
        return ArticleContent.from_json(text), Identity()
    named = {name: str(data.pop(name) or "") for name in IDENTITY if name in data}
    identity = Identity(_uuid(named.get("uuid", "")), named.get("slug", "")[:100])
    return ArticleContent.from_json(json.dumps(data, ensure_ascii=False)), identity


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ValueError(f"its uuid {text[:60]!r} is none") from error
