"""How much harm an error in a text could do, and why. Derived from what the text says of itself, never typed.

The floor below holds under every policy; a policy can put more into a class, and take nothing out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.choices import RISK_ORDER, ArticleType, Audience, RiskClass, SubjectKind
from articles.content import ArticleContent
from articles.domain.governance.policy import Policy

FLOOR = {
    f"type:{ArticleType.DRUG.value}": RiskClass.RAISED,
    f"type:{ArticleType.COMPARISON.value}": RiskClass.RAISED,
    f"kind:{SubjectKind.DRUG.value}": RiskClass.RAISED,
    f"kind:{SubjectKind.PROCEDURE.value}": RiskClass.RAISED,
    f"audience:{Audience.PARENTS.value}": RiskClass.RAISED,
}
"""Who reads about a drug, a procedure or a child may act on it at once."""

ASPECTS = {
    "type": "kind of article",
    "kind": "kind of subject",
    "subject": "subject",
    "class": "drug class",
    "topic": "topic",
    "audience": "audience",
}
"""What a line of the policy may name before its colon."""


@dataclass(frozen=True)
class Risk:
    """The class of a text, and the sentences that say why; none for the standard class."""

    level: RiskClass
    because: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(self.level.label)


def risk_of(content: ArticleContent, policy: Policy) -> Risk:
    """The class of a text under a policy: the highest one that anything in it asks for. Pure."""
    found: dict[str, RiskClass] = {}
    for marker in dict.fromkeys(markers(content)):
        asked = [FLOOR.get(marker, RiskClass.STANDARD)]
        if marker in policy.raised_risk:
            asked.append(RiskClass.RAISED)
        if marker in policy.high_risk:
            asked.append(RiskClass.HIGH)
        found[marker] = max(asked, key=RISK_ORDER.index)
    level = max(found.values(), key=RISK_ORDER.index, default=RiskClass.STANDARD)
    if level == RiskClass.STANDARD:
        return Risk(RiskClass.STANDARD)
    return Risk(level, tuple(in_words(marker) for marker, asked in found.items() if asked == level))


def markers(content: ArticleContent) -> Iterator[str]:
    """What a text says of itself, as the lines of a policy name it."""
    if content.article_type:
        yield f"type:{content.article_type}"
    if content.audience:
        yield f"audience:{content.audience}"
    for topic in content.topics:
        yield f"topic:{topic.slug}"
    for subject in content.subjects:
        yield f"kind:{subject.kind}"
        yield f"subject:{subject.slug}"
        yield from (f"class:{name}" for name in subject.classes)


def in_words(marker: str) -> str:
    """ "class:opioid" as people read it: "drug class: opioid"."""
    aspect, _, name = marker.partition(":")
    return f"{ASPECTS.get(aspect, aspect)}: {name}"


def why_not_a_marker(marker: str) -> str:
    """What is wrong with a line that names a marker; empty when nothing is."""
    aspect, colon, name = marker.partition(":")
    if not colon or aspect not in ASPECTS or not name.strip():
        return (
            f"“{marker}” is no such line. Write one of {', '.join(ASPECTS)}, a colon and a name, such as class:opioid."
        )
    known = {"type": ArticleType.values, "kind": SubjectKind.values, "audience": Audience.values}.get(aspect)
    if known is not None and name not in known:
        return f"“{name}” is no {ASPECTS[aspect]}. Use one of {', '.join(known)}."
    return ""
