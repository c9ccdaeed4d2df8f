"""A draft as it is being typed: previews numbered as the page will number them, length, and what the checks say."""

from dataclasses import dataclass

from articles.content import ArticleContent
from articles.domain.drafting import drafts
from articles.domain.drafting.similar import Similar, similar
from articles.domain.knowledge.subjects import house_for
from articles.domain.reviewing.finding_waivers import with_waivers
from articles.editing.typed import Typed
from articles.models import Draft
from articles.quality import mends
from articles.quality.checks import blockers, inspect_in
from articles.quality.findings import Finding
from articles.quality.inspection import Inspection
from articles.rendering.body import count_words, reading_minutes


@dataclass(frozen=True)
class Look:
    """``previews`` and ``problems`` go by the names of form fields; a field has one or the other. ``mends`` are the
    rules that one press mends, with what the button says."""

    previews: dict[str, str]
    problems: dict[str, str]
    words: int
    minutes: int
    findings: tuple[Finding, ...]
    mends: dict[str, str]
    similar: tuple[Similar, ...]

    @property
    def blockers(self) -> int:
        return len(blockers(self.findings))

    def as_json(self) -> dict[str, object]:
        """What the scripts of the editor get, but for what the page says of the findings."""
        return {
            "previews": self.previews,
            "problems": self.problems,
            "words": self.words,
            "minutes": self.minutes,
            "blockers": self.blockers,
            "remarks": len(self.findings) - self.blockers,
        }


def look(typed: Typed, draft: Draft) -> Look:
    """How the page would show what was typed. Everything is rendered once; stores nothing."""
    inspection = _rendered(typed.content)
    content = inspection.content
    house = inspection.house = house_for(content, draft)
    names = {item.place: name for item, name in zip(inspection.fields, typed.names, strict=True)}
    findings = with_waivers(inspect_in(inspection), content, draft)
    words, minutes = length(inspection)
    return Look(
        previews={names[item.place]: rendered.html for item, rendered in inspection.rendered},
        problems={names[place]: reason for place, reason in inspection.too_complex.items() if place in names},
        words=words,
        minutes=minutes,
        findings=findings,
        mends=mends.offered(findings, content, house),
        similar=similar(content.title, [subject.slug for subject in content.subjects], to=draft.article_id),
    )


def _rendered(content: ArticleContent) -> Inspection:
    """The content as a save would store it, with sources of the library that it cites; rendered once where none are."""
    inspection = Inspection(content)
    is_complete = not any(rendered.missing for _, rendered in inspection.rendered) and all(
        citation.reference is not None or citation.raw_text or not citation.key for citation in content.citations
    )
    if is_complete:
        return inspection
    completed = drafts.with_cited_sources(content)
    return inspection if completed == content else Inspection(completed)


def length(inspection: Inspection) -> tuple[int, int]:
    """Words and minutes to read, counted as the page counts them."""
    words = count_words(inspection.content, [rendered for _, rendered in inspection.rendered])
    return words, reading_minutes(words)
