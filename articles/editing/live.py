"""A draft as it is being typed: previews numbered as the page will number them, length, and what holds it up."""

from dataclasses import dataclass

from articles.domain import drafts
from articles.domain.finding_waivers import with_waivers
from articles.domain.subjects import house_for
from articles.editing.typed import Typed
from articles.models import Draft
from articles.quality.checks import blockers, inspect_in
from articles.quality.inspection import Inspection
from articles.rendering.body import count_words, reading_minutes


@dataclass(frozen=True)
class Look:
    """``previews`` and ``problems`` go by the names of form fields; a field has one or the other."""

    previews: dict[str, str]
    problems: dict[str, str]
    words: int
    minutes: int
    blockers: int
    remarks: int


def look(typed: Typed, draft: Draft) -> Look:
    """How the page would show what was typed. Everything is rendered once; stores nothing."""
    content = drafts.with_cited_sources(typed.content)
    inspection = Inspection(content, house_for(content, draft))
    names = {item.place: name for item, name in zip(inspection.fields, typed.names, strict=True)}
    findings = with_waivers(inspect_in(inspection), content, draft)
    words, minutes = length(inspection)
    stopping = blockers(findings)
    return Look(
        previews={names[item.place]: rendered.html for item, rendered in inspection.rendered},
        problems={names[place]: reason for place, reason in inspection.too_complex.items()},
        words=words,
        minutes=minutes,
        blockers=len(stopping),
        remarks=len(findings) - len(stopping),
    )


def length(inspection: Inspection) -> tuple[int, int]:
    """Words and minutes to read, counted as the page counts them."""
    words = count_words(inspection.content, [rendered for _, rendered in inspection.rendered])
    return words, reading_minutes(words)
