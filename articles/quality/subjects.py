"""A text that names a known drug or condition says whether it is about it: notices depend on the answer."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from articles.quality.findings import Finding, blocker, count
from articles.quality.inspection import Inspection, KnownSubject

_DOTS = {ord("İ"): "i", ord("ı"): "i"}


@dataclass(frozen=True)
class Proposal:
    """A known subject that a text names, with how often it uses each name."""

    subject: KnownSubject
    uses: tuple[tuple[str, int], ...]
    in_title: bool

    @property
    def words(self) -> str:
        """The uses as a sentence begins: "Klonopin" (36 times) and "clonazepam" (3)."""
        (first, times), *others = self.uses
        said = [f'"{first}" ({count(times, "time", "times")})', *(f'"{name}" ({number})' for name, number in others)]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def propose(inspection: Inspection) -> list[Proposal]:
    """The known subjects that the text names and nobody has confirmed or rejected yet, most used first."""
    answered = {subject.slug for subject in inspection.content.subjects} | inspection.house.rejected
    text = _text(inspection)
    lower = _folded(text)
    found = []
    for subject in inspection.house.subjects:
        # A house has hundreds of subjects, a text names a few: looking for letters first takes a fiftieth of the time.
        if subject.slug in answered or not any(_folded(name) in lower for name in subject.names):
            continue
        if uses := _uses(subject, text):
            in_title = bool(_uses(subject, inspection.content.title))
            found.append(Proposal(subject=subject, uses=tuple(uses.most_common()), in_title=in_title))
    return sorted(found, key=lambda proposal: (-sum(n for _, n in proposal.uses), proposal.subject.name))


def check(inspection: Inspection) -> Iterator[Finding]:
    for proposal in propose(inspection):
        subject = proposal.subject
        kind = f" ({subject.classes[0]})" if subject.classes else ""
        verb = "match" if len(proposal.uses) > 1 else "matches"
        yield blocker(
            "subject not confirmed",
            (["title"] if proposal.in_title else []) + ["body"],
            f"{proposal.words} {verb} the subject {subject.name}{kind}. Confirm, so that its safety notices show.",
        )


def _text(inspection: Inspection) -> str:
    content = inspection.content
    return "\n".join(
        [
            content.title,
            *(item.source for item in inspection.fields),
            *(point.label for point in content.key_points),
            *(item.question for item in content.questions),
        ]
    )


def _folded(text: str) -> str:
    """The same letters, small or large; also those that a pattern takes for an "i", and casefold does not."""
    return text.translate(_DOTS).casefold()


def _uses(subject: KnownSubject, text: str) -> Counter[str]:
    """How often each name stands in a text as a word of its own, spelt as it was met first."""
    pattern = "|".join(re.escape(name) for name in sorted(subject.names, key=len, reverse=True))
    if not pattern:
        return Counter()
    spelling: dict[str, str] = {}
    uses: Counter[str] = Counter()
    for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, flags=re.IGNORECASE):
        uses[spelling.setdefault(match[0].casefold(), match[0])] += 1
    return uses
