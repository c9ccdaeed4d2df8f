"""No template of readers' pages says anything that is not marked for translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

ROOT = Path(settings.BASE_DIR) / "templates"
ERRORS = [path for path in sorted(ROOT.glob("*.html")) if path.name != "500.html"]
"""The page for when anything may be broken says it all in each language."""
TEMPLATES = [*ERRORS, *sorted((ROOT / "reader").rglob("*.html"))]
SAID = {"alt", "aria-label", "aria-description", "placeholder", "title"}
"""Attributes that a reader hears or sees."""
ALLOWED = {"RIS", "BibTeX", "ltr", "rtl", "ar dv fa he ps ur yi", "home", "true", "page"} | {
    'aria-current="',
    'aria-current="page"',
    'aria-current="true"',
}
"""Names that are the same in every language, and what stands or is filled into attributes."""
LETTERS = re.compile(r"[^\W\d_]")
CONSTANT = re.compile(r'(default:)?"([^"]*)"')
"""A constant inside a tag. One with a space in it is a text, and so is one that stands in for a value."""
FILLED = "\N{REPLACEMENT CHARACTER}"


class Reader(HTMLParser):
    """Collects what a page says: its text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.is_silent = tag in {"script", "style"}
        self.said += [values[name] or "" for name in SAID & values.keys()]
        if tag == "meta" and values.get("name") == "description":
            self.said.append(values.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self.is_silent = False

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            self.said.append(data)


def unmarked(source: str) -> Iterator[str]:
    """Texts of a template that stand outside of every mark."""
    page, is_marked = "", False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT:
            page += "" if is_marked else token.contents
        elif token.token_type == TokenType.BLOCK and token.contents.startswith(("blocktranslate", "endblocktranslate")):
            is_marked = token.contents.startswith("blocktranslate")
            page += FILLED
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            page += FILLED
            if not token.contents.startswith("translate "):
                found = CONSTANT.findall(token.contents)
                yield from (
                    text
                    for instead, text in found
                    if LETTERS.search(text) and (instead or " " in text) and text not in ALLOWED
                )
    reader = Reader()
    reader.feed(page)
    reader.close()
    for text in reader.said:
        yield from (part.strip() for part in text.split(FILLED) if LETTERS.search(part) and part.strip() not in ALLOWED)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_of_a_template_is_marked(path: Path) -> None:
    assert list(unmarked(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p aria-label="Hello">{{ name }}</p>', ["Hello"]),
        ('<p>{% translate "Hello" %}, and more</p>', [", and more"]),
        ("<p>{% if a %}Hello{% endif %}</p>", ["Hello"]),
        ('{{ name|default:"Home" }}', ["Home"]),
        ('{% include "reader/x.html" with label="All of them" %}', ["All of them"]),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}", []),
        ('<p class="hello" title="{% translate "Hello" %}">{{ name }}: 3</p>', []),
        ("<script>let hello = 1;</script>", []),
    ],
)
def test_what_is_not_marked_is_found(source: str, said: list[str]) -> None:
    assert list(unmarked(source)) == said
