"""The names of a front matter → fields of the content. Whatever is not understood is named, never dropped."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from articles.content import TranslationOf
from articles.importing.frontmatter import Entry, Header
from articles.importing.ledger import Ledger, quoted
from articles.importing.report import Identity, NameKind, Severity, Wanted

TEXT_FIELDS = (
    "locale",
    "title",
    "lead",
    "summary",
    "body",
    "article_type",
    "audience",
    "funding",
    "funding_note",
)
ROW_FIELDS = ("key_points", "questions", "citations", "authors", "topics", "subjects", "files")

ALIASES = {
    "language": "locale",
    "lang": "locale",
    "headline": "title",
    "description": "lead",
    "excerpt": "lead",
    "subtitle": "lead",
    "standfirst": "lead",
    "quick_summary": "summary",
    "tl;dr": "summary",
    "takeaways": "key_points",
    "key_takeaways": "key_points",
    "faq": "questions",
    "faqs": "questions",
    "references": "citations",
    "sources": "citations",
    "bibliography": "citations",
    "author": "authors",
    "topic": "topics",
    "category": "topics",
    "categories": "topics",
    "subject": "subjects",
    "type": "article_type",
    "kind": "article_type",
    "id": "uuid",
    "address": "slug",
}
_ROW_TEXTS = frozenset(
    [
        "label",
        "text",
        "question",
        "answer",
        "key",
        "raw_text",
        "name",
        "credentials",
        "role",
        "slug",
        "interests",
        "kind",
        "alt",
        "caption",
        "credit",
        "text_version",
    ]
)
NAMES_OF = {"authors": NameKind.AUTHOR, "topics": NameKind.TOPIC, "subjects": NameKind.SUBJECT}

_LABEL = re.compile(r"^(?:\*\*(?P<bold>[^*]+?):?\*\*:?|(?P<plain>[^:]{1,60}):)\s+(?P<text>\S.*)$", re.DOTALL)


class Fields:
    """What a header gives: values ready for ArticleContent, the identity, and names that somebody has to find."""

    def __init__(self, ledger: Ledger) -> None:
        self.values: dict[str, Any] = {}
        self.lines: dict[str, tuple[int, ...]] = {}
        self.identity = Identity()
        self.wanted: list[Wanted] = []
        self._ledger = ledger

    def read(self, header: Header) -> None:
        """Take every entry of a header, and account for each of its lines."""
        for entry in header.entries:
            self._take(entry)
        for number, comment in header.comments:
            self._ledger.inform([number], f"Left out: the comment {quoted(comment)}.")
        rows = {number for number, _ in header.rows}
        known = self._ledger.placed | self._ledger.left | self._ledger.consumed
        commented = {number for number, _ in header.comments}
        self._ledger.forget((rows - known) & commented)
        self._ledger.consume(header.first, header.last)

    def _take(self, entry: Entry) -> None:
        typed = entry.name.strip()
        name = typed.casefold().replace("-", "_").replace(" ", "_")
        field = ALIASES.get(name, name)
        if field in self.lines:
            self._leave(entry, f"Left out: {quoted(typed)} is given a second time.")
            return
        if field in TEXT_FIELDS:
            self._text(entry, field)
        elif field in ROW_FIELDS:
            self._rows(entry, field)
        elif field == "translation_of":
            self._link(entry, field)
        elif field in {"uuid", "slug"}:
            self._identify(entry, field)
        elif field == "schema_version":
            self.values[field] = entry.value
            self._placed(entry, field)
        else:
            self._leave(entry, f"Left out: {quoted(typed)} is no part of an article here.")
            return
        if field not in {name, f"{name}s"} and field in self.lines:
            self._ledger.inform(entry.lines[:1], f"{quoted(typed)} was taken as {field.replace('_', ' ')}. Check.")

    def _text(self, entry: Entry, field: str) -> None:
        if isinstance(entry.value, list | dict):
            self._leave(entry, f"Left out: {quoted(entry.name)} has to be one text, not a list.")
            return
        self.values[field] = entry.text
        self._placed(entry, field)

    def _link(self, entry: Entry, field: str) -> None:
        """What a translation says of its original: all three facts, or nothing that can be used."""
        said = entry.value if isinstance(entry.value, dict) else {}
        try:
            link = TranslationOf.model_validate({name: str(value) for name, value in said.items()})
        except ValidationError:
            self._leave(
                entry,
                f"Left out: {quoted(entry.name)} does not name the article, version and content_digest of an original.",
            )
            return
        self.values[field] = link.model_dump(mode="json")
        self._placed(entry, field)

    def _identify(self, entry: Entry, field: str) -> None:
        if field == "slug":
            if not re.fullmatch(r"[\w-]{1,100}", entry.text):
                self._leave(entry, f"Left out: {quoted(entry.text)} is no address of an article.")
                return
            self.identity = Identity(self.identity.uuid, entry.text)
        else:
            try:
                self.identity = Identity(UUID(entry.text), self.identity.slug)
            except ValueError:
                self._leave(entry, f"Left out: {quoted(entry.text)} is no identity of an article.")
                return
        self._placed(entry, field)

    def _rows(self, entry: Entry, field: str) -> None:
        value = entry.value
        if field == "questions" and isinstance(value, dict) and not {"question", "answer"} & value.keys():
            value = [{"question": question, "answer": answer} for question, answer in value.items()]
        items = value if isinstance(value, list) else [] if value is None or value == "" else [value]
        kept = []
        for place, item in enumerate(items, 1):
            row = self._row(item, field, entry, place)
            if row is not None:
                kept.append(row)
        self.values[field] = kept
        self._placed(entry, field)

    def _row(self, item: Any, field: str, entry: Entry, place: int) -> Any:
        if field in NAMES_OF and not isinstance(item, dict):
            name = str(item).strip()
            if name:
                self.wanted.append(Wanted(NAMES_OF[field], name, entry.lines))
            return None
        if isinstance(item, dict):
            return _MAPPINGS.get(field, _texts)(item)
        if isinstance(item, list) or item is None or field not in _STRINGS:
            self._ledger.warn(entry.lines, f"Left out: item {place} of {quoted(entry.name)} is not understood.")
            return None
        return _STRINGS[field](str(item).strip(), place)

    def _placed(self, entry: Entry, field: str) -> None:
        self.lines[field] = entry.lines
        self._ledger.place_numbers(entry.lines)

    def _leave(self, entry: Entry, message: str) -> None:
        self._ledger.leave(entry.lines, message, severity=Severity.WARNING)


def split_label(text: str) -> tuple[str, str]:
    """ "**Label:** sentence" or "Label: sentence" → label and sentence; the label is empty where there is none."""
    match = _LABEL.match(text)
    if match is None:
        return "", text
    return (match["bold"] or match["plain"]).strip(), match["text"]


def _point(text: str, _: int) -> dict[str, Any]:
    label, sentence = split_label(text)
    return {"label": label, "text": sentence}


def _question(text: str, _: int) -> dict[str, Any]:
    return {"question": text}


def _source(text: str, place: int) -> dict[str, Any]:
    return {"key": f"ref-{place}", "number": place, "raw_text": text}


def _citation(item: Mapping[str, Any]) -> dict[str, Any]:
    """A citation as the content has it, or a CSL-JSON record by itself."""
    if "type" in item and "id" in item and not {"reference", "raw_text", "key"} & item.keys():
        return {"key": str(item["id"]), "reference": dict(item)}
    row = _texts(item)
    if isinstance(passage := row.get("passage"), str):
        row["passage"] = {"quote": passage}
    elif isinstance(passage, dict):
        row["passage"] = {name: _as_text(value) for name, value in passage.items()}
    return row


def _texts(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose texts are texts, also where YAML took "2020" for a number or nothing for nothing."""
    return {name: _as_text(value) if name in _ROW_TEXTS else value for name, value in item.items()}


def _as_text(value: Any) -> Any:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_STRINGS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "key_points": _point,
    "questions": _question,
    "citations": _source,
}
_MAPPINGS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"citations": _citation}
