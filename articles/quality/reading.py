"""How hard each section is to read (checklist item C41). Shown, never a gate: a formula finds passages, no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.choices import Audience
from articles.quality.findings import Finding, hint
from articles.quality.inspection import Inspection
from medsite.lib import readability

AIM_FLESCH_KINCAID = 8
AIM_SMOG = 10
"""School grades to aim at for the public: on 507 topics of MedlinePlus the medians are 7.3 and 10.1."""
HARD_BY = 2
"""Grades above the aim from which a section is worth a remark: a formula is no exact measure."""


@dataclass(frozen=True)
class Measure:
    """One section, or the whole text, in figures; no grade where the text is too short for one."""

    place: str
    counts: readability.Counts

    @property
    def grade(self) -> str:
        """As the writer reads it: "9.4", or why there is none."""
        return _said(self.counts.flesch_kincaid)

    @property
    def smog(self) -> str:
        return _said(self.counts.smog)

    @property
    def is_hard(self) -> bool:
        grade, smog = self.counts.flesch_kincaid, self.counts.smog
        return (
            grade is not None
            and smog is not None
            and grade > AIM_FLESCH_KINCAID + HARD_BY
            and smog > AIM_SMOG + HARD_BY
        )


def measures(inspection: Inspection) -> tuple[Measure, ...]:
    """The whole text first, then each of its parts. Empty for other languages than English: the formulas are for it."""
    if not inspection.reads_words:
        return ()
    parts = [
        (part.place, [block.plain for block in part.blocks])
        for part in inspection.parts
        if part.place in {"lead", "quick summary", "body"} or part.place.startswith(("section", "answer"))
    ]
    found = [Measure(place, readability.count(texts)) for place, texts in parts if texts]
    whole = readability.Counts(
        sentences=sum(one.counts.sentences for one in found),
        words=sum(one.counts.words for one in found),
        syllables=sum(one.counts.syllables for one in found),
        long_words=sum(one.counts.long_words for one in found),
    )
    return (Measure("the whole text", whole), *found)


def check(inspection: Inspection) -> Iterator[Finding]:
    if inspection.content.audience == Audience.CLINICIANS:
        return
    hard = [measure for measure in measures(inspection) if measure.is_hard]
    if hard:
        said = "; ".join(f"{one.place}: grade {one.grade} (SMOG {one.smog})" for one in hard[:6])
        yield hint(
            "hard to read",
            (one.place for one in hard),
            f"Harder than the aim of grade {AIM_FLESCH_KINCAID} (SMOG {AIM_SMOG}): {said}. Shorter sentences and "
            "everyday words help. The formulas only find passages; you judge them.",
        )


def _said(grade: float | None) -> str:
    return "too short" if grade is None else f"{grade:.1f}"
