"""Notices: every rule that is in force has an approved wording, and the general one is there."""

from datetime import datetime

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
                "A clinician approves it under “Proposed notices”.",
            )
        for rule in notes.seen(rules):
            if rule.notice_code not in there:
                notes.broken(
                    f"rule {rule.code} ({locale})",
                    f"The notice “{rule.notice_code}”, which this rule demands, has no approved version. "
                    "Pages that need it are withheld.",
                    "A clinician approves the notice under “Proposed notices”, or the retirement of the rule.",
                )


EXAMINATIONS = (Examination("notices", "Has every rule in force an approved wording?", wordings),)
