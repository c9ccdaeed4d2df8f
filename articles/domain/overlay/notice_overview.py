"""Every notice, rule and local number with where it stands: for the notice desk, and for whoever examines a site."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from articles.choices import Condition
from articles.domain.overlay import conditions
from articles.domain.overlay.numbers import due_for_a_check
from articles.models import (
    DrugClass,
    NoticeProposal,
    NoticeVersion,
    NumberProposal,
    NumberVersion,
    RuleProposal,
    RuleVersion,
    Subject,
    Topic,
)
from articles.models.notice import GENERAL

Version = TypeVar("Version", NoticeVersion, RuleVersion, NumberVersion)


@dataclass(frozen=True)
class RuleLine:
    """One rule: the version in force, the proposal that waits, and what it asks in words."""

    code: str
    notice_code: str
    words: str
    version: RuleVersion | None
    proposal: RuleProposal | None

    @property
    def in_force(self) -> bool:
        return self.version is not None and not self.version.retired


@dataclass(frozen=True)
class NoticeLine:
    """One notice in one language, with the rules that place it."""

    code: str
    locale: str
    heading: str
    harm: str
    version: NoticeVersion | None
    proposal: NoticeProposal | None
    rules: tuple[RuleLine, ...]

    @property
    def in_force(self) -> bool:
        """Whether pages can carry it: a wording and a rule, or the general notice, which needs none."""
        return self.version is not None and (self.code == GENERAL or any(rule.in_force for rule in self.rules))

    @property
    def proposals(self) -> tuple[NoticeProposal | RuleProposal, ...]:
        """What waits for approval: the wording, and the rules."""
        waiting = [self.proposal, *(rule.proposal for rule in self.rules)]
        return tuple(proposal for proposal in waiting if proposal is not None)


@dataclass(frozen=True)
class NumberLine:
    code: str
    version: NumberVersion | None
    proposal: NumberProposal | None
    due: bool

    @property
    def shown(self) -> NumberVersion | NumberProposal:
        """What is known of the number: the version in force, or else the proposal."""
        found = self.version or self.proposal
        if found is None:
            raise ValueError("A line has a version or a proposal.")
        return found


@dataclass(frozen=True)
class Problem:
    """Something about notices that somebody has to look at: where, what, and what to do."""

    place: str
    message: str
    remedy: str


def notice_lines() -> list[NoticeLine]:
    """Every notice by harm and code, whatever became of it. Four queries."""
    rules = _rule_lines()
    current = {(row.code, row.locale): row for row in NoticeVersion.objects.newest()}
    proposed = {(row.code, row.locale): row for row in NoticeProposal.objects.select_related("proposed_by")}
    lines = []
    for key in {**current, **proposed}:
        shown = current.get(key) or proposed[key]
        lines.append(
            NoticeLine(
                code=key[0],
                locale=key[1],
                heading=shown.heading,
                harm=shown.harm,
                version=current.get(key),
                proposal=proposed.get(key),
                rules=tuple(rule for rule in rules if rule.notice_code == key[0]),
            )
        )
    return sorted(lines, key=lambda line: (line.code, line.locale))


def orphan_rules(lines: Iterable[NoticeLine]) -> list[RuleLine]:
    """Rules for a notice that does not exist, not even as a proposal. Two queries."""
    known = {line.code for line in lines}
    return [rule for rule in _rule_lines() if rule.notice_code not in known]


def number_lines(*, day: date) -> list[NumberLine]:
    """Every local number by country. Two queries."""
    current = {row.code: row for row in NumberVersion.objects.newest()}
    proposed = {row.code: row for row in NumberProposal.objects.select_related("proposed_by")}
    due = {row.code for row in due_for_a_check(list(current.values()), day=day)}
    lines = [
        NumberLine(code=code, version=current.get(code), proposal=proposed.get(code), due=code in due)
        for code in {**current, **proposed}
    ]
    return sorted(lines, key=lambda line: (line.shown.country, line.shown.purpose, line.code))


def problems(*, day: date) -> Iterator[Problem]:
    """What is amiss with notices, rules and numbers, whether or not a live page feels it. Ten queries at most."""
    lines = notice_lines()
    if not any(line.code == GENERAL and line.version for line in lines):
        yield Problem(
            f"notice {GENERAL}",
            "The general disclaimer has no approved wording, so nothing can be published.",
            "A clinician approves it on the notice desk.",
        )
    yield from _rules_without_wording(lines)
    for line in lines:
        if line.version is not None and not line.in_force:
            yield Problem(
                f"notice {line.code} ({line.locale})",
                "It has an approved wording, and no rule in force places it.",
                "Approve a rule for it, if readers should see it.",
            )
    yield from _rules_that_ask_for_nothing_there()
    for number in due_for_a_check(list(NumberVersion.objects.newest()), day=day):
        checked = f"on {number.checked_on:%-d %B %Y}" if number.checked_on else "never"
        yield Problem(
            f"number {number.code}",
            f"It was last compared with its service {checked}.",
            "Compare it with the service, propose a version with the day, and have a clinician approve it.",
        )


def _rules_without_wording(lines: Iterable[NoticeLine]) -> Iterator[Problem]:
    wordings = {line.code for line in lines if line.version}
    for rule in _rule_lines():
        if rule.in_force and rule.notice_code not in wordings:
            yield Problem(
                f"rule {rule.code}",
                f"The notice “{rule.notice_code}”, which it demands, has no approved wording.",
                "A clinician approves the notice, or the retirement of the rule, on the notice desk.",
            )


def _rules_that_ask_for_nothing_there() -> Iterator[Problem]:
    """Slugs in rules that name nothing: the rule waits for them for ever, or they were misspelt."""
    there = {
        Condition.TOPIC: set(Topic.objects.values_list("slug", flat=True)),
        Condition.SUBJECT: set(Subject.objects.values_list("slug", flat=True)),
        Condition.DRUG_CLASS: set(DrugClass.objects.values_list("slug", flat=True)),
    }
    for rule in RuleVersion.objects.newest():
        for kind, known in there.items():
            missing = sorted(set(conditions.values(rule.conditions, kind)) - known)
            if missing and not rule.retired:
                yield Problem(
                    f"rule {rule.code}",
                    f"It asks for the {kind.label.lower()} {', '.join(missing)}, which this site does not have.",
                    "Add it under that very slug, or propose another condition.",
                )


def _rule_lines() -> list[RuleLine]:
    current = {row.code: row for row in RuleVersion.objects.newest()}
    proposed = {row.code: row for row in RuleProposal.objects.select_related("proposed_by")}
    lines = []
    for code in sorted({**current, **proposed}):
        shown = current.get(code) or proposed[code]
        lines.append(
            RuleLine(
                code=code,
                notice_code=shown.notice_code,
                words=conditions.describe(shown.conditions),
                version=current.get(code),
                proposal=proposed.get(code),
            )
        )
    return lines
