"""The verbs of the table of local numbers: propose and approve, as for notices."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.domain.errors import Refused
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.overlay.approving import approval_of, require_approver, require_editor
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.models import NumberProposal, NumberVersion
from medsite.audit import trail
from people.models import User

FIELDS = (
    "code",
    "country",
    "purpose",
    "service",
    "number",
    "channel",
    "hours",
    "source",
    "checked_on",
    "valid_until",
    "retired",
    "is_sample",
)


def save_number_proposal(proposal: NumberProposal, *, by: User, now: datetime) -> None:
    """Store work on a local number, under the name of its last editor.

    Raises NotAllowed for people without a role, Refused for a number that nobody could call.
    """
    require_editor(by)
    _require_sensible(proposal, now=now)
    proposal.proposed_by, proposal.proposed_at = by, now
    proposal.save()


def approve_number(proposal: NumberProposal, *, evidence: SignatureEvidence, by: User, now: datetime) -> NumberVersion:
    """Make a proposal the number that pages of its country show, from the next request on.

    Writes one audit entry and deletes the proposal.

    Raises NeedsSignIn; NotAllowed for the editor and for anybody who is no clinician with a valid registration;
    Refused while nobody has compared the number with its service.
    """
    require_fresh(evidence, user=by, now=now)
    with transaction.atomic():
        proposal = NumberProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
        require_approver(proposal.proposed_by_id, by=by, now=now)
        _require_sensible(proposal, now=now)
        if proposal.checked_on is None and not proposal.retired:
            raise Refused(
                "Nobody has compared this number with its service yet. Edit the proposal and give the day on which "
                "you did."
            )
        version = NumberVersion.objects.create(
            **{name: getattr(proposal, name) for name in FIELDS},
            **approval_of(proposal.proposed_by_id, NumberVersion.objects.filter(code=proposal.code), by=by, now=now),
        )
        proposal.delete()
        notices_changed()
        trail.record(
            actor=by,
            act="number.retired" if version.retired else "number.approved",
            subject=f"number {version.code}",
            at=now,
            version=version.version,
            country=version.country,
            purpose=version.purpose,
            number=version.number,
            editor=version.edited_by_id,
        )
    return version


def change_number(code: str, *, by: User, now: datetime) -> NumberProposal:
    """Begin work on the next version of a number, from the one in force; give the proposal there is already.

    Raises NotAllowed; Refused when nothing is in force.
    """
    require_editor(by)
    with transaction.atomic():
        waiting = NumberProposal.objects.filter(code=code).first()
        if waiting is not None:
            return waiting
        current = NumberVersion.objects.newest().filter(code=code).first()
        if current is None:
            raise Refused("This number is not in force. Add a proposal for it.")
        proposal = NumberProposal(**{name: getattr(current, name) for name in FIELDS})
        save_number_proposal(proposal, by=by, now=now)
    return proposal


def _require_sensible(proposal: NumberProposal, *, now: datetime) -> None:
    try:
        proposal.clean_fields(exclude=["proposed_by", "proposed_at"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    # A day further, because the day of the server may be behind that of the person.
    if proposal.checked_on is not None and proposal.checked_on > (now + timedelta(days=1)).date():
        raise Refused("The day of the check is in the future.")
