"""Findings as one thinks of them: what to do first, the same rule in one group, nothing that follows from another."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from articles.quality.findings import Finding, Severity

FIRST = 3
FOLLOWS: Mapping[str, frozenset[str]] = {
    "section uncited": frozenset({"source missing", "cites nothing"}),
    "claim uncited": frozenset({"source missing", "cites nothing"}),
    "never cited": frozenset({"cites nothing"}),
    "no summary of evidence": frozenset({"source missing"}),
    "lead": frozenset({"body"}),
    "quick summary": frozenset({"body"}),
    "image not used": frozenset({"image misplaced"}),
    "perhaps another work": frozenset({"another work"}),
    "heading order": frozenset({"too complex"}),
}
"""Rules that say nothing new while one of the others is not met; they come back when it is."""

_QUOTE = re.compile("“([^“”]{1,200})”")
_NAMED = re.compile("section “(?P<section>.*)”$|(?:heading|address) (?P<other>.*)$", re.DOTALL)
_ROWS = {
    "key point": ("key_points", "text"),
    "question": ("questions", "question"),
    "answer": ("questions", "answer"),
    "image": ("files", "alt"),
    "text version": ("files", "text_version"),
}
_FIELDS = {
    "title": "id_title",
    "lead": "id_lead",
    "quick summary": "id_summary",
    "body": "id_body",
    "the whole text": "id_body",
}
_OF_RULES = {
    "title": "id_title",
    "body": "id_body",
    "lead": "id_lead",
    "quick summary": "id_summary",
    "cites nothing": "id_body",
    "author": "draft_authors-group",
    "author role": "draft_authors-group",
    "funding": "id_funding",
    "funding note": "id_funding_note",
    "audience": "id_audience",
    "sources old": "citations-group",
    "sources commercial": "citations-group",
    "no summary of evidence": "citations-group",
    "subject not confirmed": "draft_subjects-group",
}


@dataclass(frozen=True)
class Place:
    """A place in words, and the id of its field in the form; empty where the form has none.

    ``find`` are words to look for in that field: those that the message quotes, or else the heading of a section.
    """

    words: str
    anchor: str
    find: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Saying:
    """A message with the places that it is about."""

    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Group:
    """All findings of one rule and one weight."""

    rule: str
    severity: Severity
    sayings: tuple[Saying, ...]
    count: int
    may_be_waived: bool = False
    """By whoever looks at it."""
    mend: str = ""
    """What the button says that mends it; empty where there is none."""

    @property
    def name(self) -> str:
        return self.rule[:1].upper() + self.rule[1:]


@dataclass(frozen=True)
class Panel:
    """Groups by weight. ``waiting`` names the rules that are looked at again when something else is mended."""

    blocking: tuple[Group, ...]
    remarks: tuple[Group, ...]
    hints: tuple[Group, ...]
    waiting: tuple[str, ...] = ()
    form: str = ""
    waive: str = ""
    waived: tuple[Finding, ...] = ()
    """Those that somebody let pass; each has its waiver with the reason."""

    @property
    def first(self) -> tuple[Group, ...]:
        """What to begin with."""
        return self.blocking[:FIRST]

    @property
    def is_empty(self) -> bool:
        return not (self.blocking or self.remarks or self.hints or self.waived)


def panel(
    findings: Iterable[Finding],
    *,
    form: str | None = None,
    waivable: Collection[str] = (),
    waive: str = "",
    mends: Mapping[str, str] = MappingProxyType({}),
) -> Panel:
    """Put findings in groups. ``form`` is the address of the form ("" for the page itself); None shows no links.

    ``waivable`` are the rules that whoever looks at it may waive, ``waive`` is the address where they do. ``mends`` are
    rules that a button of the form mends, with what it says.
    """
    every = list(findings)
    listed = [finding for finding in every if finding.waiver is None]
    broken = {finding.rule for finding in listed}
    shown = [finding for finding in listed if not FOLLOWS.get(finding.rule, frozenset()) & broken]
    waiting = dict.fromkeys(finding.rule for finding in listed if finding not in shown)
    anchor = _anchor if form is not None else _nowhere

    def groups(found: Iterable[Finding]) -> tuple[Group, ...]:
        return tuple(
            replace(group, may_be_waived=group.rule in waivable, mend=mends.get(group.rule, ""))
            for group in _groups(found, anchor)
        )

    return Panel(
        blocking=groups(one for one in shown if one.blocks_submission),
        remarks=groups(one for one in shown if not one.blocks_submission and one.severity is not Severity.HINT),
        hints=groups(one for one in shown if one.severity is Severity.HINT),
        waiting=tuple(waiting),
        form=form or "",
        waive=waive,
        waived=tuple(finding for finding in every if finding.waiver is not None),
    )


def _groups(findings: Iterable[Finding], anchor: Callable[[str, str], str]) -> tuple[Group, ...]:
    found: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.rule, finding.severity), []).append(finding)
    return tuple(
        Group(
            rule=rule,
            severity=severity,
            sayings=_sayings(rule, members, anchor),
            count=sum(max(1, len(member.places)) for member in members),
        )
        for (rule, severity), members in found.items()
    )


def _sayings(rule: str, members: list[Finding], anchor: Callable[[str, str], str]) -> tuple[Saying, ...]:
    """One message is said once, with all places to which it applies."""
    places: dict[str, list[str]] = {}
    for member in members:
        places.setdefault(member.message, []).extend(member.places)
    return tuple(
        Saying(message, tuple(_place(rule, place, message, anchor) for place in _named(listed)))
        for message, listed in places.items()
    )


def _named(places: list[str]) -> list[str]:
    """Each place once; the whole article only where nothing else is named."""
    return [place for place in dict.fromkeys(places) if place != "article"] or ["article"]


def _place(rule: str, place: str, message: str, anchor: Callable[[str, str], str]) -> Place:
    quote, named = _QUOTE.search(message), _NAMED.match(place)
    heading = named["section"] or named["other"] or "" if named else ""
    find = quote[1].rstrip("…").strip() if quote else ""
    return Place("" if place == "article" else place, anchor(rule, place), find=find, heading=heading)


def _nowhere(rule: str, place: str) -> str:
    return ""


def _anchor(rule: str, place: str) -> str:
    """The id of the field that a place means, as the form of a draft names it."""
    if rule in _OF_RULES and (place == "article" or rule in {"author role", "subject not confirmed"}):
        return _OF_RULES[rule]
    field = place.partition(", table")[0]
    if field in _FIELDS:
        return _FIELDS[field]
    word, _, number = field.rpartition(" ")
    if word in _ROWS and number.isascii() and number.isdigit():
        prefix, name = _ROWS[word]
        return f"id_{prefix}-{int(number) - 1}-{name}"
    if field.startswith("source "):
        return "citations-group"
    if field.startswith(("section ", "heading ", "address ")):
        return "id_body"
    return ""
