"""Which notices an article carries, and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from articles.choices import HARM_ORDER, Harm, WaiverAct
from articles.domain.knowledge.facts import Facts
from articles.domain.overlay import conditions
from articles.domain.overlay.conditions import describe
from articles.domain.overlay.numbers import fill
from articles.models import NoticeVersion, NoticeWaiver, NumberVersion, RuleVersion
from articles.models.notice import GENERAL
from articles.rendering.shapes import Notices, NoticeText
from medsite.lib import markdown
from medsite.lib.canonical import canonical_json
from medsite.lib.languages import language_of

__all__ = ["GENERAL_RULE", "Chosen", "Facts", "Rulebook", "choose", "describe", "rulebook"]

GENERAL_RULE = "every-article"


@dataclass(frozen=True)
class Chosen:
    """The notices of an article, and the codes of those that a rule demands and nobody has approved."""

    notices: tuple[NoticeText, ...]
    versions: tuple[NoticeVersion, ...]
    unapproved: tuple[str, ...]
    because: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, tuple[NumberVersion, ...]] = field(default_factory=dict)

    @property
    def general(self) -> NoticeVersion | None:
        return next((version for version in self.versions if version.code == GENERAL), None)

    def for_page(self) -> Notices:
        """The same, as the page wants them. The general notice must be among them."""
        general = next(notice for notice in self.notices if notice.code == GENERAL)
        others = [notice for notice in self.notices if notice.code != GENERAL]
        return Notices(
            safety=tuple(notice for notice in others if notice.harm != Harm.STATUS),
            status=tuple(notice for notice in others if notice.harm == Harm.STATUS),
            general=general,
        )

    def as_json(self) -> str:
        """What a decision and a rendering remember of each, in order: code, version, rule, facts, numbers."""
        return canonical_json([self._entry(notice) for notice in self.notices])

    def _entry(self, notice: NoticeText) -> dict[str, object]:
        because = self.because.get(notice.code, ())
        numbers = [str(number) for number in self.numbers.get(notice.code, ())]
        return (
            {"notice": notice.code, "version": notice.version, "rule": notice.rule}
            | ({"because": list(because)} if because else {})
            | ({"numbers": numbers} if numbers else {})
        )

    @property
    def until(self) -> date | None:
        """The last day on which these wordings are right, when a number in them is shown up to a day."""
        days = [n.valid_until for used in self.numbers.values() for n in used if n.valid_until is not None]
        return min(days, default=None)


@dataclass(frozen=True)
class Rulebook:
    """Every rule, wording and number in force, read once for any number of articles."""

    rules: tuple[RuleVersion, ...]
    wordings: tuple[NoticeVersion, ...]
    numbers: tuple[NumberVersion, ...]

    def choose(self, facts: Facts, *, waived: Collection[tuple[str, int]] = frozenset()) -> Chosen:
        """Run every rule over the facts of one article. ``waived`` are rules and versions that do not apply to it.

        The order is that of the safety region: harm first, then the code of the notice.
        """
        wanted: dict[str, str] = {}
        because: dict[str, tuple[str, ...]] = {}
        for rule in self.rules:
            if rule.retired or (rule.code, rule.version) in waived:
                continue
            found = conditions.why(rule.conditions, facts)
            if found is not None and rule.notice_code not in wanted:
                wanted[rule.notice_code], because[rule.notice_code] = rule.code, found
        if GENERAL not in wanted:
            wanted[GENERAL], because[GENERAL] = GENERAL_RULE, ()
        there = in_locale(self.wordings, facts.locale)
        versions = sorted(
            (there[code] for code in wanted if code in there),
            key=lambda version: (HARM_ORDER.index(Harm(version.harm)), version.code),
        )
        filled = {
            version.code: fill(version.body, locale=facts.locale, numbers=self.numbers, day=facts.day)
            for version in versions
        }
        return Chosen(
            notices=tuple(_text(version, filled[version.code].text, rule=wanted[version.code]) for version in versions),
            versions=tuple(versions),
            unapproved=tuple(sorted(set(wanted) - set(there))),
            because=because,
            numbers={code: found.used for code, found in filled.items()},
        )


def rulebook(*, locale: str = "") -> Rulebook:
    """The rules, wordings and numbers that are in force now. Three queries.

    With ``locale`` the wordings are those that a text of that language may carry, otherwise those of all languages.
    """
    wordings = NoticeVersion.objects.newest()
    return Rulebook(
        rules=tuple(RuleVersion.objects.newest()),
        wordings=tuple(wordings.filter(locale__in={locale, language_of(locale)}) if locale else wordings),
        numbers=tuple(NumberVersion.objects.newest()),
    )


def choose(facts: Facts, *, locale: str | None = None) -> Chosen:
    """Run every current rule over the facts. Three queries, whatever the number of rules."""
    return rulebook().choose(replace(facts, locale=locale) if locale else facts)


def waived_for(articles: Iterable[int]) -> dict[int, frozenset[tuple[str, int]]]:
    """Rules that do not apply to articles, with the version that was waived, by article. One query."""
    newest: dict[tuple[int, str], NoticeWaiver] = {}
    for row in NoticeWaiver.objects.filter(article__in=list(articles)).order_by("pk"):
        newest[row.article_id, row.rule_code] = row
    found: dict[int, set[tuple[str, int]]] = {}
    for (article, code), row in newest.items():
        if row.act == WaiverAct.WAIVED:
            found.setdefault(article, set()).add((code, row.rule_version))
    return {article: frozenset(rules) for article, rules in found.items()}


def current_rules() -> list[RuleVersion]:
    """The newest version of each rule, retired ones included, by code."""
    return list(RuleVersion.objects.newest())


def current_versions(codes: Iterable[str], *, locale: str) -> dict[str, NoticeVersion]:
    """The approved wording of each notice for a language, as pages carry it. One query."""
    return in_locale(NoticeVersion.objects.newest().filter(code__in=list(codes)), locale)


def in_locale(wordings: Iterable[NoticeVersion], locale: str) -> dict[str, NoticeVersion]:
    """The wording of each notice for a language, by code: its regional form, or else the plain one.

    "en-GB" falls back to "en". There is no fallback to another language.
    """
    plain, regional = language_of(locale), {}
    found = {}
    for version in wordings:
        if version.locale == locale:
            regional[version.code] = version
        elif version.locale == plain:
            found[version.code] = version
    return found | regional


def general_notice(*, locale: str = "en") -> NoticeText | None:
    """The general notice that is in force, for lists of many articles; None before one was approved. One query."""
    version = current_versions([GENERAL], locale=locale).get(GENERAL)
    if version is None:
        return None
    return _text(version, fill(version.body, locale=locale, numbers=(), day=None).text, rule=GENERAL_RULE)


@lru_cache(maxsize=1024)
def _rendered(body: str) -> tuple[str, str]:
    rendered = markdown.render(body)
    return rendered.html, rendered.text


def _text(version: NoticeVersion, body: str, *, rule: str) -> NoticeText:
    """A notice as pages show it."""
    html, text = _rendered(body)
    return NoticeText(
        code=version.code,
        version=version.version,
        harm=version.harm,
        heading=version.heading,
        html=html,
        text=text,
        rule=rule,
    )
