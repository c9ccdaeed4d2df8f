"""Typing errors of spaces and signs, each with its mend.

A number and its unit stand apart: after the list of error-prone abbreviations, symbols and dose designations of the
Institute for Safe Medication Practices, by which "10mg" is read as "10 m g" or with one nought more.
"""

import re
from collections.abc import Iterator

from articles.content import ArticleContent
from articles.quality.findings import Finding, count, hint
from articles.quality.inspection import Inspection
from articles.quality.rewriting import in_each_text, places, rewritten

_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)|(?<=[^\W\d_]) +(?=[.,;:!?](?:\s|\Z))")
_DOUBLED = re.compile(r"(?<=[^\W\d_])([.,;:])\1(?![.,;:])")
_UNIT = re.compile(r"(?<![\w.,/-])(\d+(?:[.,]\d+)*)(mg|mcg|µg|μg|kg|ml|mL|mmol|mmHg|IU)(?![\w-])")


def check(inspection: Inspection) -> Iterator[Finding]:
    if found := _places(inspection, _SPACES):
        yield hint("spaces", found, f"{_has(found)} more than one space, or a space before a comma or full stop.")
    if found := _places(inspection, _DOUBLED):
        yield hint("doubled sign", found, f"{_has(found)} a full stop or comma twice.")
    if found := _places(inspection, _UNIT):
        yield hint("unit without space", found, f"{_has(found)} no space between a number and its unit.")


def without_spaces(content: ArticleContent) -> ArticleContent:
    return in_each_text(
        content,
        lambda text: rewritten(text, _SPACES, lambda m: " " if text[m.end() : m.end() + 1] not in ".,;:!?" else ""),
    )


def without_doubled_signs(content: ArticleContent) -> ArticleContent:
    return in_each_text(content, lambda text: rewritten(text, _DOUBLED, lambda match: match[1]))


def with_spaced_units(content: ArticleContent) -> ArticleContent:
    return in_each_text(content, lambda text: rewritten(text, _UNIT, lambda match: f"{match[1]} {match[2]}"))


def _has(found: list[str]) -> str:
    return count(len(found), "place has", "places have")


def _places(inspection: Inspection, pattern: re.Pattern[str]) -> list[str]:
    content = inspection.content
    texts = [("title", content.title), *((item.place, item.source) for item in inspection.fields)]
    texts += [(f"key point {place}", point.label) for place, point in enumerate(content.key_points, start=1)]
    texts += [(f"question {place}", item.question) for place, item in enumerate(content.questions, start=1)]
    return [place for place, text in texts if pattern.search(text) for _ in places(text, pattern)]
