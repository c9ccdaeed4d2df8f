"""The conditions of notice rules: whether one holds, in words, and as lines that people type.

A condition is ``{"kind", "value", "and"}``. Its value may name several things, with ``|`` between; one of them is
enough. ``and`` lists further conditions that have to hold with it. A rule applies when any of its conditions does.
There is no "not": a fact can only add a notice.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from articles.choices import ArticleType, Audience, Condition, Funding, Mark, SubjectKind
from articles.domain.knowledge.facts import Facts
from medsite.lib import phrases

MANY = 60
"""Conditions of one rule, and conditions joined in one."""
LONG = 2_000
"""Characters of the value of a condition."""

WITHOUT_VALUE = frozenset(
    {Condition.ALWAYS, Condition.DOSE, Condition.RETRACTED, Condition.CORRECTED, Condition.OVERDUE}
)
FIXED: dict[Condition, type[ArticleType] | type[Audience] | type[Funding] | type[Mark] | type[SubjectKind]] = {
    Condition.ARTICLE_TYPE: ArticleType,
    Condition.AUDIENCE: Audience,
    Condition.FUNDING: Funding,
    Condition.MARK: Mark,
    Condition.SUBJECT_KIND: SubjectKind,
}
"""Conditions whose values come from a fixed list."""

JsonCondition = dict[str, Any]


class Unreadable(ValueError):
    """A line that is no condition; the message says which one and what a condition looks like."""


def why(conditions: Iterable[JsonCondition], facts: Facts) -> tuple[str, ...] | None:
    """Which facts make a rule apply, each as words such as "drug class: benzodiazepine"; None when it does not.

    Empty for a rule that applies to every article.
    """
    reasons: list[str] = []
    applies = False
    for condition in conditions:
        parts = [_holds(part, facts) for part in _parts(condition)]
        if all(part is not None for part in parts):
            applies = True
            said = " and ".join(part for part in parts if part)
            if said and said not in reasons:
                reasons.append(said)
    return tuple(reasons) if applies else None


def problem(conditions: Any) -> str:
    """What is wrong with the conditions of a rule, as a sentence; empty when nothing is."""
    if not isinstance(conditions, list) or not conditions:
        return "A rule needs at least one condition."
    if len(conditions) > MANY:
        return f"A rule has at most {MANY} conditions."
    for condition in conditions:
        if not isinstance(condition, dict) or not isinstance(condition.get("and", []), list):
            return "A condition is {kind, value}."
        if len(condition.get("and", [])) > MANY:
            return f"A rule has at most {MANY} conditions."
        for part in _parts(condition):
            if found := _problem(part):
                return found
    return ""


def describe(conditions: Iterable[JsonCondition]) -> str:
    """A rule in words: "drug class: benzodiazepine, or topic: depression"."""
    return ", or ".join(" and ".join(_words(part, " or ") for part in _parts(condition)) for condition in conditions)


def as_lines(conditions: Iterable[JsonCondition]) -> str:
    """The conditions as people edit them, a line each: ``kind of subject: drug + words: interact*``."""
    return "\n".join(" + ".join(_words(part, " | ") for part in _parts(condition)) for condition in conditions)


def from_lines(text: str) -> list[JsonCondition]:
    """Read what ``as_lines`` writes. Raises Unreadable."""
    conditions: list[JsonCondition] = []
    for line in text.splitlines():
        if line.strip():
            first, *others = [_read(part) for part in line.split(" + ")]
            conditions.append(first | ({"and": others} if others else {}))
    return conditions


def values(conditions: Iterable[JsonCondition], kind: Condition) -> Iterator[str]:
    """Everything of one kind that a rule asks for."""
    for condition in conditions:
        for part in _parts(condition):
            if part["kind"] == kind:
                yield from _alternatives(part)


def _parts(condition: JsonCondition) -> Sequence[JsonCondition]:
    return [condition, *condition.get("and", ())]


def _alternatives(part: JsonCondition) -> list[str]:
    return [value.strip() for value in str(part.get("value", "")).split("|") if value.strip()]


def _problem(part: Any) -> str:
    if not isinstance(part, dict) or part.get("kind") not in Condition.values:
        return f"A condition begins with one of: {', '.join(kind.label.lower() for kind in Condition)}."
    kind = Condition(part["kind"])
    return "" if kind in WITHOUT_VALUE else _value_problem(kind, str(part.get("value", "")), _alternatives(part))


def _value_problem(kind: Condition, value: str, alternatives: Sequence[str]) -> str:
    if not alternatives:
        return f"The condition “{kind.label}” needs a value, such as the slug of a drug class."
    if len(value) > LONG:
        return f"The condition “{kind.label}” is too long: at most {LONG} characters."
    if kind in {Condition.TEXT, Condition.SEARCH}:
        return next(filter(None, map(phrases.problem, alternatives)), "")
    allowed = FIXED[kind].values if kind in FIXED else alternatives
    unknown = [found for found in alternatives if found not in allowed]
    return f"“{unknown[0]}” is no value of “{kind.label}”. Use one of: {', '.join(allowed)}." if unknown else ""


def _words(part: JsonCondition, between: str) -> str:
    kind = Condition(part["kind"])
    label = kind.label.lower()
    return label if kind in WITHOUT_VALUE else f"{label}: {between.join(_alternatives(part))}"


def _read(part: str) -> JsonCondition:
    label, _, value = part.partition(":")
    kinds = {kind.label.lower(): kind for kind in Condition} | {kind.value: kind for kind in Condition}
    kind = kinds.get(" ".join(label.split()).lower())
    if kind is None:
        raise Unreadable(
            f"“{part.strip()}” is no condition. Begin with one of: {', '.join(k.label.lower() for k in Condition)}."
        )
    return {"kind": kind.value, "value": " | ".join(_alternatives({"value": value}))}


def _holds(part: JsonCondition, facts: Facts) -> str | None:
    """The fact that makes a condition hold, in words (empty for "every article"); None when it does not hold."""
    kind = Condition(part["kind"])
    if kind == Condition.ALWAYS:
        return ""
    if kind in _YES_OR_NO:
        return kind.label.lower() if _YES_OR_NO[kind](facts) else None
    found = _found(kind, _alternatives(part), facts)
    return f"{kind.label.lower()}: {', '.join(found)}" if found else None


def _found(kind: Condition, alternatives: Sequence[str], facts: Facts) -> Sequence[str]:
    """What of the wanted is there: slugs, words in their places, keys of sources."""
    match kind:
        case Condition.TEXT:
            mentions = [mention for phrase in alternatives for mention in facts.reading.mentions(phrase)]
            return [str(mention) for mention in mentions[: phrases.MENTIONS_SHOWN]]
        case Condition.SEARCH:
            return [phrase for phrase in alternatives if facts.searched.mentions(phrase)]
        case Condition.DOSE:
            return [str(mention) for mention in facts.reading.doses()]
        case Condition.RETRACTED:
            return sorted(facts.retracted)
        case Condition.LOCALE:
            return [value for value in alternatives if _is_in(facts.locale, value)]
    there = _THERE[kind](facts)
    return [value for value in alternatives if value in there]


_YES_OR_NO: dict[Condition, Callable[[Facts], bool]] = {
    Condition.CORRECTED: lambda facts: facts.corrected,
    Condition.OVERDUE: lambda facts: facts.overdue,
}
_THERE: dict[Condition, Callable[[Facts], Collection[str]]] = {
    Condition.TOPIC: lambda facts: facts.topics,
    Condition.SUBJECT: lambda facts: facts.subjects,
    Condition.SUBJECT_KIND: lambda facts: facts.kinds,
    Condition.DRUG_CLASS: lambda facts: facts.classes,
    Condition.MARK: lambda facts: facts.marks,
    Condition.ARTICLE_TYPE: lambda facts: (facts.article_type,),
    Condition.AUDIENCE: lambda facts: (facts.audience,),
    Condition.FUNDING: lambda facts: (facts.funding,),
}


def _is_in(locale: str, wanted: str) -> bool:
    """Whether a language is the wanted one, or a regional form of it."""
    return locale.casefold() == wanted.casefold() or locale.casefold().startswith(f"{wanted.casefold()}-")
