"""Notices: every rule that is in force has an approved wording, and the general one is there."""

from datetime import datetime

from django.utils.timezone import localdate

from articles.domain import notice_overview
from articles.domain.doctor.report import Examination, Notes
from articles.domain.notices import current_rules, current_versions
from articles.models import PublishedPage
from articles.models.notice import GENERAL


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
)
