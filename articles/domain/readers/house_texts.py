"""The verbs of pages on which the house speaks about itself. Two people make a version."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from articles.choices import CLINICAL_HOUSE_TEXTS, HouseKey
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.overlay.approving import approval_of, require_approver
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.models import HouseProposal, HouseText, SiteState
from medsite.audit import trail
from medsite.lib import days, markdown
from medsite.lib.canonical import digest
from medsite.lib.texts import clean_text
from people.models import User
from people.roles import Role, has_role

LONGEST = 20_000
WRITERS = (Role.WRITER, Role.CLINICIAN, Role.PUBLISHER)


@dataclass(frozen=True)
class PublicText:
    """A page of the house as readers get it."""

    key: str
    title: str
    html: str
    version: int
    approved_by: str
    approved_on: date


def propose(key: HouseKey, *, body: str, by: User, now: datetime) -> HouseProposal:
    """Write or rewrite what is proposed for a page. One audit entry.

    Raises NotAllowed, and Refused for a text that is empty, too long, too complex or unchanged.
    """
    if not has_role(by, *WRITERS):
        raise NotAllowed("Writers, clinicians and publishers write the pages of the house.")
    text = _text(body)
    with transaction.atomic():
        if HouseText.objects.in_force().filter(key=key, body=text).exists():
            raise Refused("This is what readers have already. Change something, or leave it.")
        row, _ = HouseProposal.objects.update_or_create(
            key=HouseKey(key), defaults={"body": text, "proposed_by": by, "proposed_at": now}
        )
        trail.record(actor=by, act="house_text.proposed", subject=f"house text {key}", at=now)
    return row


def drop(proposal: HouseProposal, *, by: User, now: datetime) -> None:
    """Throw a proposal away. One audit entry. Raises NotAllowed, WrongState when it is gone."""
    if not has_role(by, *WRITERS):
        raise NotAllowed("Writers, clinicians and publishers write the pages of the house.")
    with transaction.atomic():
        if not HouseProposal.objects.filter(pk=proposal.pk).delete()[0]:
            raise WrongState("Somebody settled this proposal already.")
        trail.record(actor=by, act="house_text.dropped", subject=f"house text {proposal.key}", at=now)


def approve(
    proposal: HouseProposal, *, seen: datetime, evidence: SignatureEvidence, by: User, now: datetime
) -> HouseText:
    """Let readers have a proposed wording from the next request on. One audit entry.

    ``seen`` is when the wording that this person read was proposed. Raises NeedsSignIn, NotAllowed, Stale, WrongState.
    """
    require_fresh(evidence, user=by, now=now)
    with transaction.atomic():
        row = HouseProposal.objects.select_for_update(no_key=True).filter(pk=proposal.pk).first()
        if row is None:
            raise WrongState("Somebody settled this proposal already.")
        if row.proposed_at != seen:
            raise Stale("The proposal was edited after you opened this page. Read it again, then approve it.")
        _require_approver(row, by=by, now=now)
        version = HouseText.objects.create(
            key=row.key,
            body=row.body,
            **approval_of(row.proposed_by_id, HouseText.objects.filter(key=row.key), by=by, now=now),
        )
        row.delete()
        SiteState.objects.filter(pk=1).update(pages_stamp=F("pages_stamp") + 1, pages_changed_at=now)
        trail.record(
            actor=by,
            act="house_text.approved",
            subject=f"house text {version.key}",
            at=now,
            version=version.version,
            digest=digest("medsite-house-text", version.body),
        )
    return version


def why_not_approve(proposal: HouseProposal, *, by: User, now: datetime) -> str:
    """Why this person cannot approve it, as a sentence; empty when they can."""
    try:
        _require_approver(proposal, by=by, now=now)
    except NotAllowed as error:
        return str(error)
    return ""


def own_pages() -> list[HouseKey]:
    """The pages that readers have because the house wrote them, in the order of the choices. One query.

    How to reach the house is said on a page that is always there.
    """
    there = set(HouseText.objects.order_by().values_list("key", flat=True).distinct())
    return [key for key in HouseKey if key.value in there and key != HouseKey.CONTACT]


def public_text(key: str) -> PublicText | None:
    """A page of the house; None when none was approved. One query."""
    row = HouseText.objects.in_force().filter(key=key).first()
    if row is None:
        return None
    return PublicText(
        key=row.key,
        title=str(HouseKey(row.key).label),
        html=markdown.render(row.body).html,
        version=row.version,
        approved_by=row.approved_by_name,
        approved_on=days.day_of(row.approved_at, days.zone()),
    )


def _require_approver(proposal: HouseProposal, *, by: User, now: datetime) -> None:
    if proposal.key in CLINICAL_HOUSE_TEXTS:
        require_approver(proposal.proposed_by_id, by=by, now=now)
        return
    if not has_role(by, Role.PUBLISHER):
        raise NotAllowed("A publisher approves this page.")
    if proposal.proposed_by_id == by.pk:
        raise NotAllowed("You wrote this, so another publisher has to approve it.")


def _text(body: str) -> str:
    try:
        text = clean_text(body).strip()
    except ValueError as error:
        raise Refused(f"The text {error}.") from error
    if not text:
        raise Refused("Write the text of the page.")
    if len(text) > LONGEST:
        raise Refused(f"This has {len(text):,} characters. A page has at most {LONGEST:,}.")
    try:
        markdown.render(text)
    except markdown.TooComplex as error:
        raise Refused(f"This cannot be shown: {error}") from error
    return text
