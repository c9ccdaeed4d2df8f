"""What every site begins with: names of drugs, and sample notices that wait for the publisher's clinicians.

Sample wordings are proposals, never versions: nothing reaches a page that no clinician of this publisher has
approved. What is there already, in whatever wording, is left alone.
"""

import json
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.utils import timezone

from articles.models import (
    DrugClass,
    NoticeProposal,
    NoticeVersion,
    NumberProposal,
    NumberVersion,
    RuleProposal,
    RuleVersion,
    SiteState,
    Subject,
    SubjectName,
)

FOLDER = Path(__file__).resolve().parent.parent / "starter"


def ensure_starter_data(using: str = DEFAULT_DB_ALIAS) -> None:
    """Add whatever the site has not met yet. Safe to run again: nothing comes back that was removed or changed
    once the site has begun, except a required notice that has neither a version nor a proposal."""
    with transaction.atomic(using=using):
        _, is_new = SiteState.objects.using(using).get_or_create(pk=1)
        if is_new:
            _add_subjects(using)
        _add_notices(using)
        _add_rules(using)
        _add_numbers(using)


def ensure_starter_data_after_migrate(sender: Any, *, using: str, **kwargs: Any) -> None:
    ensure_starter_data(using)


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _add_subjects(using: str) -> None:
    data = _read("subjects")
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


def _add_notices(using: str) -> None:
    known = {
        row
        for model in (NoticeVersion, NoticeProposal)
        for row in model._default_manager.using(using).values_list("code", "locale")
    }
    NoticeProposal.objects.using(using).bulk_create(
        NoticeProposal(**row, is_sample=True, proposed_at=timezone.now())
        for row in _read("notices")
        if (row["code"], row.get("locale", "en")) not in known
    )


def _add_rules(using: str) -> None:
    known = _codes(RuleVersion, using) | _codes(RuleProposal, using)
    RuleProposal.objects.using(using).bulk_create(
        RuleProposal(**row, proposed_at=timezone.now()) for row in _read("rules") if row["code"] not in known
    )


def _add_numbers(using: str) -> None:
    known = _codes(NumberVersion, using) | _codes(NumberProposal, using)
    NumberProposal.objects.using(using).bulk_create(
        NumberProposal(**row, is_sample=True, proposed_at=timezone.now())
        for row in _read("numbers")
        if row["code"] not in known
    )


def _codes(model: type[Model], using: str) -> set[str]:
    return set(model._default_manager.using(using).values_list("code", flat=True))
