"""Notices: what is in force is what was approved, every rule has a wording, and the general notice is there."""

import json
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from articles.domain.doctor.report import Examination, Notes
from articles.domain.overlay import conditions, notice_overview
from articles.domain.overlay.notices import current_rules, current_versions
from articles.models import NoticeVersion, NumberVersion, PublishedPage, RuleVersion
from articles.models.notice import GENERAL
from medsite.audit.models import AuditEntry

COMPARE = (
    "Do not run rebuild_pages: it would put this before readers. Compare the row with the entry of its approval in the "
    "audit trail and with a backup, and restore it; or propose what is right on the notice desk and have it approved."
)


def approved(notes: Notes, now: datetime) -> None:
    """Every wording, rule and number against the audit entry of its approval. Entries name only what they bind."""
    told: dict[tuple[str, int, str], dict[str, Any]] = {}
    binds: dict[str, Any]
    acts = ("notice.approved", "rule.approved", "rule.retired", "number.approved", "number.retired")
    entries = AuditEntry.objects.filter(act__in=acts).order_by("sequence").values_list("subject", "data")
    for subject, data in entries.iterator(chunk_size=2000):
        said = json.loads(data)
        told[subject, said["version"], said.get("locale", "")] = said
    for notice in notes.seen(NoticeVersion.objects.order_by("pk")):
        said_then = told.get((f"notice {notice.code}", notice.version, notice.locale))
        binds = {"heading": notice.heading, "body": notice.body}
        _compare(notes, f"notice {notice} ({notice.locale})", said_then, binds)
    for rule in notes.seen(RuleVersion.objects.order_by("pk")):
        said_then = told.get((f"rule {rule.code}", rule.version, ""))
        lines = conditions.as_lines(rule.conditions).splitlines()
        binds = {"notice": rule.notice_code, "conditions": lines, "retired": rule.retired}
        _compare(notes, f"rule {rule}", said_then, binds)
    for number in notes.seen(NumberVersion.objects.order_by("pk")):
        said_then = told.get((f"number {number.code}", number.version, ""))
        binds = {"country": number.country, "purpose": number.purpose, "number": number.number}
        _compare(notes, f"number {number}", said_then, binds)


def _compare(notes: Notes, place: str, told: dict[str, Any] | None, binds: dict[str, Any]) -> None:
    if told is None:
        notes.broken(place, "The audit trail has no entry of its approval.", COMPARE)
    elif changed := [name for name, value in binds.items() if name in told and told[name] != value]:
        notes.broken(place, f"It is not what was approved: {', '.join(changed)}.", COMPARE)


def wordings(notes: Notes, now: datetime) -> None:
    """In every language in which something is live; a site without live pages is examined in none."""
    rules = [rule for rule in current_rules() if not rule.retired]
    for locale in PublishedPage.objects.order_by().values_list("locale", flat=True).distinct():
        there = current_versions([rule.notice_code for rule in rules] + [GENERAL], locale=locale)
        if GENERAL not in there:
            notes.broken(
                f"{GENERAL} ({locale})",
                "The general disclaimer has no approved version.",
                "A clinician approves it on the notice desk.",
            )
        for rule in notes.seen(rules):
            if rule.notice_code not in there:
                notes.broken(
                    f"rule {rule.code} ({locale})",
                    f"The notice “{rule.notice_code}”, which this rule demands, has no approved version. "
                    "Pages that need it are withheld.",
                    "A clinician approves the notice on the notice desk, or the retirement of the rule.",
                )


def desk(notes: Notes, now: datetime) -> None:
    """What the notice desk would say, whether or not a live page feels it yet."""
    for problem in notes.seen(notice_overview.problems(day=localdate(now))):
        notes.advise(problem.place, problem.message, problem.remedy)


EXAMINATIONS = (
    Examination("notices", "Has every rule in force an approved wording?", wordings),
    Examination("notice desk", "Is nothing left to do about notices, rules and local numbers?", desk),
    Examination("approved notices", "Is every notice, rule and local number what was approved?", approved),
)
