"""Content → a Markdown file with front matter, which an import reads back as exactly the same content.

Key points and questions are written as Markdown where that can be read back; otherwise they, and in the last
resort the text itself, stand in the header.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import yaml

from articles.content import ArticleContent
from articles.importing.fields import TEXT_FIELDS
from articles.importing.markdown import read_markdown
from articles.importing.report import UnreadableSource

_FORMS = (
    frozenset[str](),
    frozenset({"questions"}),
    frozenset({"key_points"}),
    frozenset({"questions", "key_points"}),
    frozenset({"questions", "key_points", "body"}),
)
"""Which parts the header takes, from the form that is nicest to read to the one that holds everything."""


class NotWritable(ValueError):
    """No Markdown file can hold this content; nobody has seen one yet."""


def to_markdown(content: ArticleContent, *, uuid: UUID | None = None, slug: str = "") -> str:
    """A Markdown file with the identity and the whole content of an article.

    Raises NotWritable where reading it back would not give the same.
    """
    for plain in (False, True):
        for inside in _FORMS if not plain else _FORMS[-1:]:
            text = _written(content, inside, uuid=uuid, slug=slug, plain=plain)
            if _read_back(text) == content:
                return text
    raise NotWritable("This article cannot be written as Markdown. Export it as JSON lines.")


def _read_back(text: str) -> ArticleContent | None:
    try:
        return read_markdown(text, source="export").content
    except UnreadableSource:
        return None


def _written(content: ArticleContent, inside: frozenset[str], *, uuid: UUID | None, slug: str, plain: bool) -> str:
    data = content.model_dump(mode="json")
    head: dict[str, Any] = {"schema_version": content.schema_version}
    head |= {"uuid": str(uuid)} if uuid else {}
    head |= {"slug": slug} if slug else {}
    always, always_listed = {"title", "lead", "summary"}, ("key_points", "questions", "citations")
    head |= {name: data[name] for name in TEXT_FIELDS if name != "body" and (data[name] or name in always)}
    for name in ("topics", "subjects", "authors", *always_listed, "files"):
        rows = [row.model_dump(mode="json", exclude_defaults=True) for row in getattr(content, name)]
        if name in {"key_points", "questions"} and name not in inside and rows:
            continue
        if rows or name in always_listed:
            head[name] = rows
    if content.translation_of is not None:
        head["translation_of"] = data["translation_of"]
    if "body" in inside:
        head["body"] = content.body
    parts = [f"---\n{_yaml(head, plain=plain)}---", *_text(content, inside)]
    return "\n\n".join(parts) + "\n"


def _text(content: ArticleContent, inside: frozenset[str]) -> Iterator[str]:
    if content.body and "body" not in inside:
        yield content.body
    if content.key_points and "key_points" not in inside:
        rows = (f"- **{p.label}:** " + p.text.replace("\n", "\n  ") for p in content.key_points)
        yield "## Key points\n\n" + "\n".join(rows)
    if content.questions and "questions" not in inside:
        yield "## Frequently asked questions"
        for item in content.questions:
            yield f"### {item.question}"
            if item.answer:
                yield item.answer


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are, the others in one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(str, _text_node)


def _yaml(head: dict[str, Any], *, plain: bool) -> str:
    if plain:
        return str(yaml.dump(head, Dumper=yaml.SafeDumper, default_style='"', width=10**9, sort_keys=False))
    return str(yaml.dump(head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9))
