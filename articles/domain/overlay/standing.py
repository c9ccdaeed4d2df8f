"""Why each notice stands on an article, who approved it, and since when it is there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.domain.overlay.conditions import describe
from articles.domain.overlay.notices import GENERAL_RULE, Chosen, current_rules
from articles.models import Article, NoticeVersion, Rendering
from articles.rendering.shapes import NoticeText

LOOKED_BACK = 200
"""Renderings that are read to find since when a notice stands; more than a decade of ordinary change."""


@dataclass(frozen=True)
class Since:
    """From which publication and moment on a notice has stood without a break. ``at_least`` when it is older still."""

    at: datetime
    publication: int
    at_least: bool = False


@dataclass(frozen=True)
class Standing:
    """A notice as staff see it: the rule in words, the facts that fired, the approvals, since when."""

    notice: NoticeText
    version: NoticeVersion
    rule: str
    rule_words: str
    rule_version: int | None
    rule_approved: str
    because: tuple[str, ...]
    numbers: tuple[str, ...]
    since: Since | None


def standing(chosen: Chosen, *, article: Article | None = None) -> list[Standing]:
    """Everything about the notices that were chosen. Two queries; ``article`` adds since when they stand on it."""
    rules = {rule.code: rule for rule in current_rules()}
    since = first_shown(article, [notice.code for notice in chosen.notices]) if article else {}
    found = []
    for text, version in zip(chosen.notices, chosen.versions, strict=True):
        rule = rules.get(text.rule)
        found.append(
            Standing(
                notice=text,
                version=version,
                rule=text.rule,
                rule_words=describe(rule.conditions) if rule and text.rule != GENERAL_RULE else "every article",
                rule_version=rule.version if rule else None,
                rule_approved=f"{rule.approved_by_name}, {rule.approved_at:%-d %B %Y}" if rule else "",
                because=chosen.because.get(text.code, ()),
                numbers=tuple(f"{n.service}: {n.number}" for n in chosen.numbers.get(text.code, ())),
                since=since.get(text.code),
            )
        )
    return found


def first_shown(article: Article, codes: Iterable[str]) -> dict[str, Since]:
    """Since which rendering each notice has stood on the live page without a break. One query, no documents."""
    rows = list(
        Rendering.objects.filter(publication__article=article)
        .order_by("-pk")
        .values_list("at", "publication__number", "notices")[: LOOKED_BACK + 1]
    )
    found: dict[str, Since] = {}
    open_codes = set(codes)
    for place, (at, number, notices) in enumerate(rows[:LOOKED_BACK]):
        there = {entry["notice"] for entry in json.loads(notices)}
        open_codes &= there
        is_last = place == LOOKED_BACK - 1 and len(rows) > LOOKED_BACK
        for code in open_codes:
            found[code] = Since(at=at, publication=number, at_least=is_last)
    return found
