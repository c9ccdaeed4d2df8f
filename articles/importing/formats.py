"""Which format a source has, and the articles that it holds."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from articles.importing.frontmatter import has_header
from articles.importing.markdown import read_markdown
from articles.importing.plaintext import read_plaintext
from articles.importing.records import read_record
from articles.importing.report import Imported


class Format(StrEnum):
    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"


SUFFIXES = {
    ".txt": Format.AUTO,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".json": Format.JSONL,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
}
"""Endings of the files that a folder is searched for."""

_HEADINGS = re.compile(r"^#{1,3}[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """The text of one article within a source, and the name by which a report calls it."""

    source: str
    text: str
    format: Format

    def read(self) -> Imported:
        """Content and report. Raises UnreadableSource."""
        match self.format:
            case Format.JSONL:
                return read_record(self.text, source=self.source)
            case Format.MARKDOWN:
                return read_markdown(self.text, source=self.source)
        return read_plaintext(self.text, source=self.source)


def detect(text: str, *, name: str = "") -> Format:
    """The format of a text: by the ending of its name, then by what it looks like."""
    ending = SUFFIXES.get(PurePath(name).suffix.lower(), Format.AUTO)
    if ending is not Format.AUTO:
        return ending
    if text.lstrip("\ufeff \t\n").startswith('{"') or re.match(r"\s*\{\s*\n\s*\"", text):
        return Format.JSONL
    if has_header(text.removeprefix("\ufeff").split("\n")):
        return Format.MARKDOWN
    if not name.lower().endswith(".txt") and len(_HEADINGS.findall(text)) > 1:
        return Format.MARKDOWN
    return Format.TEXT


def pieces(text: str, *, source: str, kind: Format = Format.AUTO, name: str = "") -> Iterator[Piece]:
    """The articles of a source: several only where it is JSON lines. ``name`` is that of the file."""
    chosen = detect(text, name=name or source) if kind is Format.AUTO else kind
    if chosen is not Format.JSONL:
        yield Piece(source, text, chosen)
        return
    rows = [(number, row) for number, row in enumerate(text.split("\n"), start=1) if row.strip()]
    if len(rows) > 1 and _is_one_object(text):
        yield Piece(source, text, chosen)
        return
    for number, row in rows:
        yield Piece(f"{source}:{number}", row, chosen)


def _is_one_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
