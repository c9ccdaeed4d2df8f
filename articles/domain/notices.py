"""Which notices an article carries, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.choices import HARM_ORDER, Condition, Harm
from articles.content import ArticleContent
from articles.models import NoticeVersion, RuleVersion, Subject, Topic
from articles.models.notice import GENERAL
from articles.rendering.page import Notices
from articles.rendering.shapes import NoticeText
from medsite.lib import markdown
from medsite.lib.canonical import canonical_json

GENERAL_RULE = "every-article"


@dataclass(frozen=True)
class Facts:
    """What rules may ask about an article: the union of what was frozen and what holds today.

    Editing a subject can therefore add a notice and never remove one.
    """

    topics: frozenset[str]
    subjects: frozenset[str]
    classes: frozenset[str]
    audience: str
    overdue: bool


@dataclass(frozen=True)
class Chosen:
    """The notices of an article, and the codes of those that a rule demands and nobody has approved."""

    notices: tuple[NoticeText, ...]
    versions: tuple[NoticeVersion, ...]
    unapproved: tuple[str, ...]

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
        """What a decision and a rendering remember: code, version and rule of each, in order."""
        return canonical_json([{"notice": n.code, "version": n.version, "rule": n.rule} for n in self.notices])


def facts_of(content: ArticleContent, *, overdue: bool = False) -> Facts:
    """Gather the facts of a content, frozen and current. Two queries."""
    subjects = {subject.slug for subject in content.subjects}
    classes = {name for subject in content.subjects for name in subject.classes}
    today = Subject.objects.filter(slug__in=subjects).prefetch_related("classes")
    classes |= {drug_class.slug for subject in today for drug_class in subject.classes.all()}
    return Facts(
        topics=frozenset(topic.slug for topic in content.topics),
        subjects=frozenset(subjects),
        classes=frozenset(classes),
        audience=content.audience,
        overdue=overdue,
    )


def choose(facts: Facts, *, locale: str = "en") -> Chosen:
    """Run every current rule over the facts. Two queries, whatever the number of articles.

    The order is that of the safety region: harm first, then the code of the notice.
    """
    wanted: dict[str, str] = {}
    for rule in current_rules():
        if not rule.retired and any(_holds(condition, facts) for condition in rule.conditions):
            wanted.setdefault(rule.notice_code, rule.code)
    wanted.setdefault(GENERAL, GENERAL_RULE)
    versions = current_versions(wanted, locale=locale)
    ordered = sorted(versions.values(), key=lambda version: (HARM_ORDER.index(Harm(version.harm)), version.code))
    return Chosen(
        notices=tuple(notice_text(version, rule=wanted[version.code]) for version in ordered),
        versions=tuple(ordered),
        unapproved=tuple(sorted(set(wanted) - set(versions))),
    )


def current_rules() -> list[RuleVersion]:
    """The newest version of each rule, retired ones included, by code."""
    newest = {rule.code: rule for rule in RuleVersion.objects.order_by("code", "version")}
    return list(newest.values())


def current_versions(codes: Iterable[str], *, locale: str) -> dict[str, NoticeVersion]:
    """The newest approved version of each notice in a language. There is no fallback to another language."""
    rows = NoticeVersion.objects.filter(code__in=list(codes), locale=locale).order_by("code", "version")
    return {version.code: version for version in rows}


def general_notice(*, locale: str = "en") -> NoticeText | None:
    """The general notice that is in force, for lists of many articles; None before one was approved. One query."""
    version = current_versions([GENERAL], locale=locale).get(GENERAL)
    return notice_text(version, rule=GENERAL_RULE) if version else None


def notice_text(version: NoticeVersion, *, rule: str) -> NoticeText:
    """A notice as pages show it."""
    rendered = markdown.render(version.body)
    return NoticeText(
        code=version.code,
        version=version.version,
        harm=version.harm,
        heading=version.heading,
        html=rendered.html,
        text=rendered.text,
        rule=rule,
    )


def describe(conditions: Iterable[dict[str, Any]]) -> str:
    """A rule in words: "Drug class: benzodiazepine, or topic: depression"."""
    said = []
    for condition in conditions:
        kind = Condition(condition["kind"])
        said.append(f"{kind.label.lower()}: {condition['value']}" if condition.get("value") else kind.label.lower())
    return ", or ".join(said)


def _holds(condition: dict[str, Any], facts: Facts) -> bool:
    value = condition.get("value", "")
    match condition["kind"]:
        case Condition.ALWAYS:
            return True
        case Condition.TOPIC:
            return value in facts.topics
        case Condition.SUBJECT:
            return value in facts.subjects
        case Condition.DRUG_CLASS:
            return value in facts.classes
        case Condition.AUDIENCE:
            return bool(value == facts.audience)
        case Condition.OVERDUE:
            return facts.overdue
    raise ValueError(f"A rule asks about {condition['kind']!r}, which this version does not know.")


def shortest_interval(content: ArticleContent, default: int) -> int:
    """Months until the next review: the shortest interval of the topics and subjects, or the policy's."""
    intervals = [
        *Topic.objects.filter(slug__in=[t.slug for t in content.topics]).values_list(
            "review_interval_months", flat=True
        ),
        *Subject.objects.filter(slug__in=[s.slug for s in content.subjects]).values_list(
            "review_interval_months", flat=True
        ),
    ]
    return min([months for months in intervals if months is not None] + [default])
