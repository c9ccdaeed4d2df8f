"""What every site begins with: names of drugs, and sample notices that wait for the publisher's clinicians.

Sample wordings are proposals, never versions: nothing reaches a page that no clinician of this publisher has
approved. What is there already, in whatever wording, is left alone.
"""

import json
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from articles.models import (
    DrugClass,
    NoticeProposal,
    NoticeVersion,
    RuleProposal,
    RuleVersion,
    SiteState,
    Subject,
    SubjectName,
)

DATA = Path(__file__).resolve().parent.parent / "starter.json"


def ensure_starter_data(using: str = DEFAULT_DB_ALIAS) -> None:
    """Add whatever the site has not met yet. Safe to run again: nothing comes back that was removed or changed
    once the site has begun, except a required notice that has neither a version nor a proposal."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    with transaction.atomic(using=using):
        _, is_new = SiteState.objects.using(using).get_or_create(pk=1)
        if is_new:
            _add_subjects(data, using)
        _add_notices(data, using)
        _add_rules(data, using)


def ensure_starter_data_after_migrate(sender: Any, *, using: str, **kwargs: Any) -> None:
    ensure_starter_data(using)


def _add_subjects(data: dict[str, Any], using: str) -> None:
    classes = {
        row["slug"]: DrugClass.objects.using(using).get_or_create(slug=row["slug"], defaults={"name": row["name"]})[0]
        for row in data["classes"]
    }
    for row in data["subjects"]:
        subject, created = Subject.objects.using(using).get_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "review_interval_months": row["review_interval_months"],
            },
        )
        if created:
            subject.classes.set([classes[slug] for slug in row["classes"]])
            SubjectName.objects.using(using).bulk_create(
                SubjectName(subject=subject, name=name, kind=kind) for name, kind in row["names"]
            )


def _add_notices(data: dict[str, Any], using: str) -> None:
    known = set(NoticeVersion.objects.using(using).values_list("code", flat=True))
    known |= set(NoticeProposal.objects.using(using).values_list("code", flat=True))
    NoticeProposal.objects.using(using).bulk_create(
        NoticeProposal(**row, is_sample=True, proposed_at=timezone.now())
        for row in data["notices"]
        if row["code"] not in known
    )


def _add_rules(data: dict[str, Any], using: str) -> None:
    known = set(RuleVersion.objects.using(using).values_list("code", flat=True))
    known |= set(RuleProposal.objects.using(using).values_list("code", flat=True))
    RuleProposal.objects.using(using).bulk_create(
        RuleProposal(**row, proposed_at=timezone.now()) for row in data["rules"] if row["code"] not in known
    )
