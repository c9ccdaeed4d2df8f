"""What clinicians decide: request changes, sign, sign a published text again."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from articles.choices import Verdict
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.mail import news
from articles.domain.reviewing import assignments, finding_waivers, safety, specialties, ticks, unfinished
from articles.domain.reviewing.approvals import (
    counting,
    frozen_waivers,
    given_since,
    require_untouched,
    standing_approvals,
    what_lacks,
)
from articles.domain.reviewing.decision_record import decision_digest
from articles.domain.reviewing.signatures import require_fresh
from articles.domain.reviewing.signers import name_of
from articles.domain.reviewing.signing import Signing
from articles.domain.transitions import ARTICLE_TRANSITIONS, Act
from articles.domain.workflow.moving import move, require_role, require_state
from articles.models import Article, Decision, Draft, Publication, Revision
from medsite.audit import trail
from medsite.lib.canonical import canonical_json
from medsite.lib.languages import language_of
from people.models import Credential, Profile, User


def request_changes(
    revision: Revision,
    *,
    content_digest: str,
    html_digest: str,
    by: User,
    now: datetime,
    comment: str,
    ticked: Collection[str] = (),
) -> Decision:
    """Send a text back to its writer, with what has to change. ``ticked`` are the sources compared so far.

    Raises NotAllowed (role, or somebody who worked on the text), WrongState, Stale, Refused without a comment.
    """
    if not comment.strip():
        raise Refused("Say what has to change. The writer sees your words.")
    with transaction.atomic():
        draft, revision = _locked_for_decision(revision, Act.REQUEST_CHANGES, by=by, seen=(content_digest, html_digest))
        decision = _decide(
            revision,
            Verdict.REQUEST_CHANGES,
            by=by,
            now=now,
            comment=comment.strip(),
            checklist=canonical_json(ticks.checklist_entries(revision, ticked)),
            evidence=("session", now),
        )
        move(draft, Act.REQUEST_CHANGES, submitted_digest="", expected_digest=revision.content_digest)
        assignments.decided(revision, by=by, now=now)
        assignments.end_round(revision, why="Changes were requested.", by=by, now=now)
        _record_decision(draft.article, decision, revision, now)
        news.changes_requested(decision, revision, now=now)
    return decision


def approve(revision: Revision, signing: Signing, *, by: User, now: datetime) -> Decision:
    """Sign a revision: this clinician vouches for exactly this text.

    When the policy's signatures for a text of this risk are there, the draft is approved.

    Raises NeedsSignIn, NotAllowed, WrongState, Stale, Tampered, Refused.
    """
    policy = current_policy()
    _require_said(revision, signing, policy, by=by, now=now)
    with transaction.atomic():
        seen = (signing.content_digest, signing.html_digest)
        draft, revision = _locked_for_decision(revision, Act.APPROVE, by=by, seen=seen)
        _require_signable(revision, policy, by=by)
        if why_not := finding_waivers.why_not_standing(revision, policy):
            raise WrongState(f"{why_not} Request changes, so that the writer mends it.")
        if any(decision.by_id == by.pk for decision in counting(revision, standing_approvals(revision), policy)):
            raise WrongState("You have signed exactly this text already. Another clinician's signature is needed.")
        decision = _sign(revision, signing, policy, by=by, now=now)
        assignments.decided(revision, by=by, now=now)
        is_enough = not what_lacks(revision, standing_approvals(revision), policy)
        if is_enough:
            move(draft, Act.APPROVE, expected_digest=revision.content_digest)
            assignments.end_round(revision, why="It is signed.", by=by, now=now)
        _record_decision(draft.article, decision, revision, now)
        if is_enough:
            news.approved(decision, revision, now=now)
    return decision


def confirm(publication: Publication, signing: Signing, *, by: User, now: datetime) -> Decision:
    """Sign a published text once more, as it is: still right. The rules are those of ``approve``.

    ``publication`` is the last one that put a text before readers; the caller holds the article locked, and renews
    the page (``domain.upkeep.rereview``). A text that was taken down can be signed again before it is reinstated.

    Raises what ``approve`` raises.
    """
    policy, revision = current_policy(), publication.revision
    _require_said(revision, signing, policy, by=by, now=now)
    with transaction.atomic():
        require_role(Act.CONFIRM, by)
        article = Article.objects.get(pk=publication.article_id)
        if article.public_state not in ARTICLE_TRANSITIONS[Act.CONFIRM].sources:
            raise WrongState("Nothing of this article was published yet, so there is nothing to sign again.")
        if (signing.content_digest, signing.html_digest) != (revision.content_digest, revision.html_digest):
            raise Stale("What you looked at is not what readers get now. Open the page again and read it.")
        _require_reviewer(revision, Act.CONFIRM, by=by, now=now)
        _require_signable(revision, policy, by=by)
        standing = standing_approvals(revision)
        if any(decision.by_id == by.pk for decision in given_since(publication, counting(revision, standing, policy))):
            raise WrongState("You have signed this text again already. Another clinician's signature is needed.")
        decision = _sign(revision, signing, policy, by=by, now=now)
        _record_decision(article, decision, revision, now, confirms=publication.number)
    return decision


def why_not_sign(revision: Revision, user: User, *, now: datetime) -> str:
    """Why this person cannot decide on this revision, as a sentence; empty when they can."""
    try:
        _require_reviewer(revision, Act.APPROVE, by=user, now=now)
    except NotAllowed as error:
        return str(error)
    return ""


def why_not_decide(revision: Revision, user: User, *, now: datetime) -> str:
    """As ``why_not_sign``, for a revision that waits: the policy may leave it to those who were asked."""
    try:
        _require_reviewer(revision, Act.APPROVE, by=user, now=now)
        _require_asked(revision, user)
    except NotAllowed as error:
        return str(error)
    return ""


def _require_said(revision: Revision, signing: Signing, policy: Policy, *, by: User, now: datetime) -> None:
    """That it is them, and what every signature says, whatever it is of."""
    require_fresh(signing.evidence, user=by, now=now)
    if not signing.statement.strip():
        raise Refused("State your interests: that you have none, or which ones you have.")
    if left := [sentence for key, sentence in policy.checklist if key not in signing.confirmed]:
        raise Refused(f"Confirm each point of the checklist. Open: {' '.join(left)}")
    ticks.require_enough(revision, signing.ticked)


def _require_signable(revision: Revision, policy: Policy, *, by: User) -> None:
    """The text is the one that was frozen, and it is for this person to sign."""
    require_untouched(revision)
    if lacks := specialties.why_not_sign(revision, by, policy):
        raise NotAllowed(f"{lacks} Ask a colleague, or an administrator to confirm your specialty.")


def _sign(revision: Revision, signing: Signing, policy: Policy, *, by: User, now: datetime) -> Decision:
    points = [key for key, _ in policy.checklist]
    return _decide(
        revision,
        Verdict.APPROVE,
        by=by,
        now=now,
        comment=signing.comment.strip(),
        statement=signing.statement.strip(),
        checklist=canonical_json([*points, *ticks.checklist_entries(revision, signing.ticked)]),
        notices=signing.notices_shown,
        evidence=(signing.evidence.method, signing.evidence.proven_at),
    )


def _locked_for_decision(revision: Revision, act: Act, *, by: User, seen: tuple[str, str]) -> tuple[Draft, Revision]:
    """Lock the draft of a revision, and make sure that this person decides on what they looked at."""
    draft = Draft.objects.held(revision.draft_id)
    fresh = Revision.objects.select_related("article", "draft").get(pk=revision.pk)
    require_role(act, by)
    require_state(act, draft)
    if draft.revision_id != fresh.pk:
        raise Stale("A newer revision was sent after you opened this page. Read that one.")
    if seen != (fresh.content_digest, fresh.html_digest):
        raise Stale("What you looked at is not what would be signed. Open the review again and read it.")
    _require_reviewer(fresh, act, by=by)
    _require_asked(fresh, by)
    return draft, fresh


def _require_asked(revision: Revision, by: User) -> None:
    if current_policy().assigned_only and not assignments.is_asked(revision, by):
        raise NotAllowed("By the policy only those who were asked review. Ask a publisher to ask you.")


def _require_reviewer(revision: Revision, act: Act, *, by: User, now: datetime | None = None) -> None:
    require_role(act, by)
    if revision.contributors.filter(user=by).exists():
        raise NotAllowed("You worked on this text or stand in its byline, so another clinician has to review it.")
    if now is not None:
        name_of(by)
    if now is not None and not Credential.objects.filter(holder=by).valid_on(now.date()).exists():
        raise NotAllowed(
            "You have no checked registration that is valid today. Ask an administrator to enter and verify it."
        )


def _decide(
    revision: Revision,
    verdict: Verdict,
    *,
    by: User,
    now: datetime,
    evidence: tuple[str, datetime],
    comment: str = "",
    statement: str = "",
    checklist: str = "[]",
    notices: str = "[]",
) -> Decision:
    name, credentials = name_of(by)
    profile = Profile.objects.filter(user=by).first()
    registration = _registration(by, now) if verdict == Verdict.APPROVE else ""
    unfinished.forget_review(revision.draft_id, by=by)
    return Decision.objects.create(
        revision=revision,
        verdict=verdict,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        by=by,
        by_name=name,
        by_credentials=credentials,
        by_registration=registration,
        by_role=profile.role_in(language_of(revision.article.locale)) if profile else "",
        by_specialties=canonical_json(specialties.verified(by)),
        policy_version=current_policy().version,
        checklist=checklist,
        statement=statement,
        comment=comment,
        notices=notices,
        waivers=canonical_json([asdict(waiver) for waiver in frozen_waivers(revision)]),
        evidence_method=evidence[0],
        evidence_at=evidence[1],
        at=now,
    )


def _registration(by: User, now: datetime) -> str:
    """The registration that a signature rests on. Raises NotAllowed when none is valid on the day."""
    credential = Credential.objects.filter(holder=by).valid_on(now.date()).order_by("pk").first()
    if credential is None:
        raise NotAllowed(
            "You have no checked registration that is valid today. Ask an administrator to enter and verify it."
        )
    return str(credential)


def _record_decision(article: Article, decision: Decision, revision: Revision, now: datetime, **data: Any) -> None:
    trail.record(
        actor=decision.by,
        act="revision.approved" if decision.verdict == Verdict.APPROVE else "revision.changes_requested",
        subject=article_subject(article),
        at=now,
        decision=decision.pk,
        revision=revision.number,
        content_digest=decision.content_digest,
        html_digest=decision.html_digest,
        policy=decision.policy_version,
        evidence=decision.evidence_method,
        decision_digest=decision_digest(decision),
        safety_digest=safety.record_digest(revision),
        **data,
    )
