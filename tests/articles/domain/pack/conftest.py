"""A pack of a publication with everything in it, made once for the tests that only read or forge it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from articles.domain.drafting.conversion import file_of
from articles.domain.governance import policy_desk
from articles.domain.governance.policy import STRICT, as_values
from articles.domain.overlay import conditions, notice_desk
from articles.domain.pack import verify
from articles.domain.pack.making import make_pack
from articles.models import Draft, NoticeProposal, NoticeVersion, Publication, RuleProposal, RuleVersion
from medsite.audit import trail
from medsite.audit.models import AuditEntry
from medsite.audit.records import json_lines
from tests import factories
from tests.conftest import Cast, make_cast

SCRIPT = Path(verify.__file__)


@dataclass(frozen=True)
class Made:
    """A good pack, the whole trail as JSON lines, and the line of a checkpoint."""

    pack: bytes
    trail: str
    checkpoint: str


def approve_notices_by_the_verbs(cast: Cast) -> None:
    """Every sample notice and rule, each with its audit entry."""
    evidence = factories.evidence(cast.clinician)
    for notice in NoticeProposal.objects.order_by("pk"):
        notice_desk.approve_notice(notice, evidence=evidence, by=cast.clinician, now=factories.NOW)
    for rule in RuleProposal.objects.order_by("pk"):
        notice_desk.approve_rule(rule, evidence=evidence, by=cast.clinician, now=factories.NOW)


def tell_of_notices(cast: Cast) -> None:
    """The audit entries that the verbs would have left; the verbs themselves take two seconds."""
    for notice in NoticeVersion.objects.order_by("pk"):
        facts = {name: getattr(notice, name) for name in ("version", "locale", "heading", "body")}
        subject = f"notice {notice.code}"
        trail.record(actor=cast.clinician, act="notice.approved", subject=subject, at=factories.NOW, **facts)
    for rule in RuleVersion.objects.order_by("pk"):
        lines = conditions.as_lines(rule.conditions).splitlines()
        facts = {"version": rule.version, "retired": rule.retired, "conditions": lines}
        subject = f"rule {rule.code}"
        trail.record(actor=cast.clinician, act="rule.approved", subject=subject, at=factories.NOW, **facts)


def make_policy(cast: Cast) -> None:
    """A policy of the house, made by two people."""
    values = as_values(replace(STRICT, review_interval_months=12))
    proposal = policy_desk.propose(values, reason="We look more often.", by=cast.publisher, now=factories.NOW)
    policy_desk.approve(
        proposal,
        seen=proposal.proposed_at,
        evidence=factories.evidence(cast.administrator),
        by=cast.administrator,
        now=factories.NOW,
    )


def make_proven(cast: Cast) -> Publication:
    """A live article about clonazepam with an image, sent back once, with entries of other articles between its own."""
    picture = factories.make_picture(cast.writer)
    draft = factories.make_draft(
        cast.writer,
        title="Clonazepam & <sleep>",
        body=f"An opening.\n\n![](file:{picture.digest[:12]})\n\n## What it is\n\nA statement [@sample2020].",
        subjects=(factories.clonazepam(),),
        files=(file_of(picture, alt="A sample"),),
    )
    factories.request_changes(factories.submit(draft, cast.writer), cast.second_clinician)
    factories.make_draft(cast.writer, title="Another article")
    factories.save(draft, cast.writer, summary="Another answer in brief [@sample2020].")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician, now=factories.later(minutes=5))
    factories.make_draft(cast.writer, title="A third article")
    return factories.publish(Draft.objects.get(pk=draft.pk), cast.publisher, now=factories.later(minutes=9))


@pytest.fixture
def proven(cast: Cast) -> Publication:
    factories.approve_all_notices(cast.clinician)
    with transaction.atomic():
        tell_of_notices(cast)
    return make_proven(cast)


@pytest.fixture(scope="package")
def made(django_db_setup: None, django_db_blocker: Any) -> Made:
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        approve_notices_by_the_verbs(cast)
        make_policy(cast)
        publication = make_proven(cast)
        factories.make_draft(cast.writer, title="One more, so that there is an entry after those of the pack")
        good = Made(
            pack=make_pack(publication, by=cast.publisher),
            trail="".join(json_lines(AuditEntry.objects.order_by("sequence"))),
            checkpoint=f"2026-11-25T10:00:00+00:00 {trail.current_checkpoint()}\n",
        )
        transaction.set_rollback(True)
    return good
