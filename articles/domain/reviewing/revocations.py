"""Taking a signature back: it does not count any more, and stays on record."""

from datetime import datetime

from django.db import transaction

from articles.choices import PublicationKind, StopReason, Verdict
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.publication import taking_down
from articles.models import Article, Decision, DecisionRevocation, PublicationApproval
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role


def may_revoke(decision: Decision, by: User) -> bool:
    """Whether a person may take a signature back.

    The signer may, and those who answer for what is published and for the register: publishers and administrators.
    """
    return (by.is_active and decision.by_id == by.pk) or has_role(by, Role.PUBLISHER, Role.ADMINISTRATOR)


def stands(decision: Decision) -> bool:
    """Whether there is a signature to take back."""
    return decision.verdict == Verdict.APPROVE and not DecisionRevocation.objects.filter(decision=decision).exists()


def pages_resting_on(decision: Decision) -> list[PublicationApproval]:
    """The live pages that rest on a signature: one, or none. One query."""
    return list(PublicationApproval.objects.of_live_pages().filter(decision=decision).with_pages())


def revoke(decision: Decision, *, by: User, now: datetime, reason: str, stop_live: bool = False) -> DecisionRevocation:
    """Take a signature back. From now on nothing is published that rests on it.

    A live page stays, because what readers get changes by the acts of publishing only; the caller shows it. With
    ``stop_live`` it is taken down for a check in the same act, if this person may stop articles. Writes one audit
    entry, and one more when a page is stopped.

    Raises NotAllowed, WrongState, Refused without a reason; what ``taking_down.stop`` raises.
    """
    if not may_revoke(decision, by):
        raise NotAllowed("Only the signer, a publisher or an administrator takes a signature back.")
    if not reason.strip():
        raise Refused("Say why the signature is taken back.")
    with transaction.atomic():
        article = Article.objects.held(decision.revision.article_id)
        if not stands(decision):
            raise WrongState("This is no approval that could be taken back, or it was taken back already.")
        revocation = DecisionRevocation.objects.create(decision=decision, by=by, reason=reason.strip(), at=now)
        trail.record(
            actor=by,
            act="decision.revoked",
            subject=article_subject(article),
            at=now,
            decision=decision.pk,
            content_digest=decision.content_digest,
            reason=revocation.reason,
        )
        if stop_live and pages_resting_on(decision):
            taking_down.stop(article, kind=PublicationKind.SUSPENDED, reason=StopReason.OTHER, by=by, now=now)
    return revocation
