"""What staff templates get: typed values, ready to show."""

from dataclasses import dataclass

from articles.choices import Harm
from articles.domain import notices as notice_rules
from articles.domain.notices import Chosen
from articles.models import Draft, RuleVersion
from articles.quality.findings import Finding


@dataclass(frozen=True)
class Action:
    """A button of the article page. ``reason`` says why it cannot be used now; empty when it can."""

    label: str
    url: str
    reason: str = ""
    is_main: bool = False
    is_post: bool = False


@dataclass(frozen=True)
class LaneView:
    """An open draft on the page of its article."""

    draft: Draft
    actions: tuple[Action, ...]
    findings: tuple[Finding, ...]
    blockers: tuple[Finding, ...]
    is_behind: bool


@dataclass(frozen=True)
class NoticeRow:
    """A notice as staff see it: with the rule that fired and who approved the wording."""

    code: str
    version: int
    harm: str
    heading: str
    html: str
    rule: str
    because: str
    approved: str
    is_sample: bool


def notice_rows(chosen: Chosen) -> list[NoticeRow]:
    """Why each notice is there, since when, and who approved it. One query."""
    rules = {rule.code: rule for rule in notice_rules.current_rules()}
    return [
        NoticeRow(
            code=text.code,
            version=text.version,
            harm=Harm(text.harm).label,
            heading=text.heading,
            html=text.html,
            rule=text.rule,
            because=_because(rules.get(text.rule)),
            approved=f"{version.approved_by_name}, {version.approved_at:%-d %B %Y}",
            is_sample=version.is_sample,
        )
        for text, version in zip(chosen.notices, chosen.versions, strict=True)
    ]


def _because(rule: RuleVersion | None) -> str:
    if rule is None:
        return "every article"
    return notice_rules.describe(rule.conditions)
