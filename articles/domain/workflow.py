"""The verbs of review: submit, recall, request changes, approve, reopen.

Each is one act, one transaction, one audit entry; each moves the state by one conditional UPDATE that names the
state, the version and the digest it expects. The table is in ``transitions``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.choices import DraftState, ScheduleState, Verdict
from articles.content import SCHEMA_VERSION, ArticleContent, content_digest
from articles.domain.drafting import conversion
from articles.domain.drafting.drafts import article_subject, require_up_to_date
from articles.domain.errors import Blocked, NotAllowed, Refused, Stale, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.mail import news
from articles.domain.reviewing import assignments, finding_waivers, safety, specialties, ticks, unfinished
from articles.domain.reviewing.approvals import (
    counting,
    frozen_waivers,
    given_since,
    needed_for,
    require_untouched,
    standing_approvals,
    what_lacks,
)
from articles.domain.reviewing.candidates import Candidates, candidates
from articles.domain.reviewing.decision_record import decision_digest
from articles.domain.reviewing.signatures import require_fresh
from articles.domain.reviewing.signers import name_of
from articles.domain.reviewing.signing import Signing
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.models import (
    Article,
    Decision,
    Draft,
    Publication,
    Revision,
    RevisionContributor,
    Schedule,
)
from articles.quality.checks import blockers
from articles.quality.findings import Finding
from articles.rendering.body import RENDERER_VERSION, html_digest, render_body
from medsite.audit import trail
from medsite.lib.canonical import canonical_json
from people.models import Credential, Profile, User
from people.roles import Role, has_role


def inspect_draft(draft: Draft, *, now: datetime | None = None) -> tuple[Finding, ...]:
    """All findings about a draft as it is now. Load it with ``with_rows()``. ``now`` tells the age of its sources."""
    return finding_waivers.findings_of(draft, conversion.draft_content(draft), this_year=now.year if now else None)


def submit(
    draft: Draft,
    *,
    expected_version: int,
    by: User,
    now: datetime,
    note: str = "",
    reviewers: Collection[User] = (),
    due_on: date | None = None,
) -> Revision:
    """Cut a revision of the draft and lock it for review.

    Content and body HTML are frozen as text and both hashed. Approvals that stand for exactly this text count
    again; when they are enough, the draft is approved at once. What could harm somebody in the change from the last
    published text is recorded with the revision, and how many clinicians sign because of it.
    Otherwise ``reviewers`` are asked, by ``due_on`` or within the days of the policy.

    Raises NotAllowed, WrongState, Stale, Blocked (with the findings), Refused for a reviewer who may not review it,
    markdown.TooComplex never (it is a finding).
    """
    _require_role(Act.SUBMIT, by)
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    _require_state(Act.SUBMIT, loaded)
    if loaded.version != expected_version:
        raise Stale("The article was saved again after you opened this page. Look at it once more, then send it.")
    content = conversion.draft_content(loaded)
    findings = finding_waivers.findings_of(loaded, content, this_year=now.year)
    if stopping := blockers(findings):
        raise Blocked(f"{len(stopping)} thing(s) to do before this article can be sent.", stopping)
    body = render_body(content).to_json()  # outside the transaction: SQLite has one writer at a time
    with transaction.atomic():
        current = Draft.objects.select_for_update(no_key=True, of=("self",)).select_related("article").get(pk=draft.pk)
        last = safety.last_text(current.article)
        require_up_to_date(current, last.revision_id if last else None)
        findings = _still_waived(current, findings)
        policy, record = current_policy(), safety.compared(last, content)
        contributors = sorted(_contributors(current, content, by))
        revision = _cut(
            current,
            content,
            body,
            findings,
            record,
            contributors=contributors,
            policy=policy,
            by=by,
            now=now,
            note=note,
        )
        standing = standing_approvals(revision)
        target = DraftState.IN_REVIEW if what_lacks(revision, standing, policy) else DraftState.APPROVED
        rows = assignments.open_round(
            revision,
            needed=_still_needed(revision, standing, policy) if target == DraftState.IN_REVIEW else 0,
            reviewers=reviewers,
            due_on=due_on,
            by=by,
            now=now,
        )
        _move(
            current,
            Act.SUBMIT,
            expected_version=expected_version,
            target=target,
            revision=revision,
            submitted_digest=revision.content_digest,
        )
        trail.record(
            actor=by,
            act="draft.submitted",
            subject=article_subject(current.article),
            at=now,
            draft=current.pk,
            revision=revision.number,
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
            contributors=contributors,
            standing_approvals=[decision.pk for decision in standing],
            asked=[row.reviewer_id for row in rows],
            **({"waivers": waivers} if (waivers := [waiver.key for waiver in frozen_waivers(revision)]) else {}),
            safety=safety.record_of(revision).in_words,
            safety_digest=safety.record_digest(revision),
            signers_for_safety=revision.signers_for_safety,
        )
    return revision


def _still_needed(revision: Revision, standing: Sequence[Decision], policy: Policy) -> int:
    return max(1, needed_for(revision, policy).signers - len(standing))


def _still_waived(draft: Draft, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, once nobody can take a waiver back any more: the caller holds the draft locked."""
    given = {finding.waiver.key for finding in findings if finding.waiver}
    if given and not given <= {row.pk for row in finding_waivers.standing(draft).values()}:
        raise Stale("A waiver was taken back just now. Look at the findings once more, then send the article.")
    return findings


def candidates_for(draft: Draft, *, by: User, now: datetime) -> Candidates:
    """Who may be asked to review a draft that this person is about to send. Load it with ``with_rows()``."""
    content, policy = conversion.draft_content(draft), current_policy()
    record = safety.compare_with_last(draft.article, content)
    return candidates(
        content,
        contributors=_contributors(draft, content, by),
        policy=policy,
        today=timezone.localdate(now),
        needed=safety.signers_for(policy, content, record.changes),
    )


def recall(draft: Draft, *, by: User, now: datetime) -> None:
    """Take a text back from review, to go on writing. Raises NotAllowed, WrongState."""
    _unlock(draft, Act.RECALL, "draft.recalled", by=by, now=now)


def reopen(draft: Draft, *, by: User, now: datetime, reason: str) -> None:
    """Unlock an approved text. The approval stays on record and counts again for exactly the same text.

    Raises NotAllowed, WrongState, Refused without a reason.
    """
    if not reason.strip():
        raise Refused("Say why the approved text is opened again.")
    _unlock(draft, Act.REOPEN, "draft.reopened", by=by, now=now, reason=reason.strip())


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
        _move(draft, Act.REQUEST_CHANGES, submitted_digest="", expected_digest=revision.content_digest)
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
            _move(draft, Act.APPROVE, expected_digest=revision.content_digest)
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
        _require_role(Act.CONFIRM, by)
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


def _cut(
    draft: Draft,
    content: ArticleContent,
    body: str,
    findings: Sequence[Finding],
    record: safety.SafetyRecord,
    *,
    contributors: Sequence[int],
    policy: Policy,
    by: User,
    now: datetime,
    note: str,
) -> Revision:
    text = content.to_json()
    last = (
        Revision.objects.filter(article=draft.article_id).order_by("-number").values_list("number", flat=True).first()
    )
    revision = Revision.objects.create(
        article=draft.article,
        draft=draft,
        number=(last or 0) + 1,
        lane=draft.lane,
        schema_version=SCHEMA_VERSION,
        renderer_version=RENDERER_VERSION,
        content_json=text,
        content_digest=content_digest(draft.article.uuid, text),
        body_html=body,
        html_digest=html_digest(draft.article.uuid, RENDERER_VERSION, body),
        title=content.title,
        note=note.strip(),
        safety=record.stored(),
        signers_for_safety=safety.signers_for(policy, content, record.changes),
        findings=canonical_json([finding.as_json() for finding in findings]),
        submitted_by=by,
        submitted_at=now,
    )
    RevisionContributor.objects.bulk_create(RevisionContributor(revision=revision, user_id=key) for key in contributors)
    return revision


def _contributors(draft: Draft, content: ArticleContent, by: User) -> set[int]:
    """Everybody who may not sign: who wrote since the last publication, who submits, whose byline it is."""
    bylines = Profile.objects.filter(uuid__in=conversion.profile_uuids(content), user__isnull=False)
    return (
        {by.pk}
        | set(draft.contributions.values_list("user_id", flat=True))
        | {key for key in bylines.values_list("user_id", flat=True) if key is not None}
    )


def _locked_for_decision(revision: Revision, act: Act, *, by: User, seen: tuple[str, str]) -> tuple[Draft, Revision]:
    """Lock the draft of a revision, and make sure that this person decides on what they looked at."""
    draft = (
        Draft.objects.select_for_update(no_key=True, of=("self",)).select_related("article").get(pk=revision.draft_id)
    )
    fresh = Revision.objects.select_related("article", "draft").get(pk=revision.pk)
    _require_role(act, by)
    _require_state(act, draft)
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
    _require_role(act, by)
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
        by_role=profile.role if profile else "",
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


def _unlock(draft: Draft, act: Act, name: str, *, by: User, now: datetime, **data: Any) -> None:
    with transaction.atomic():
        current = Draft.objects.select_for_update(no_key=True, of=("self",)).select_related("article").get(pk=draft.pk)
        _require_role(act, by)
        _require_state(act, current)
        _move(current, act, submitted_digest="", expected_digest=current.submitted_digest)
        if current.revision is not None:
            assignments.end_round(current.revision, why="The text was opened again.", by=by, now=now)
        Schedule.objects.pending().filter(draft=current).update(
            state=ScheduleState.CANCELLED, problem="The text was opened again."
        )
        trail.record(
            actor=by,
            act=name,
            subject=article_subject(current.article),
            at=now,
            draft=current.pk,
            content_digest=current.submitted_digest,
            **data,
        )


def _require_role(act: Act, by: User) -> None:
    roles = (DRAFT_TRANSITIONS.get(act) or ARTICLE_TRANSITIONS[act]).roles
    if not has_role(by, *roles):
        who = " or ".join(sorted(Role(role).label.lower() + "s" for role in roles))
        raise NotAllowed(f"You cannot {act} here: that is for {who}.")


def _require_state(act: Act, draft: Draft) -> None:
    transition = DRAFT_TRANSITIONS[act]
    if draft.closed_at is not None:
        raise WrongState(f"This draft is closed, so you cannot {act} it. Open the article for its newest draft.")
    if draft.state not in transition.sources:
        here = DraftState(draft.state).label.lower()
        raise WrongState(f"You cannot {act} this article now: its state is “{here}”.")


def _move(
    draft: Draft,
    act: Act,
    *,
    expected_version: int | None = None,
    expected_digest: str | None = None,
    target: str | None = None,
    **changes: Any,
) -> None:
    """The one place that changes the state of a draft: a conditional UPDATE that must hit one row."""
    transition = DRAFT_TRANSITIONS[act]
    conditions: Mapping[str, Any] = {
        "pk": draft.pk,
        "state__in": transition.sources,
        "closed_at__isnull": True,
        "version": draft.version if expected_version is None else expected_version,
        "submitted_digest": draft.submitted_digest if expected_digest is None else expected_digest,
    }
    target = target or transition.target
    moved = Draft.objects.filter(**conditions).update(**changes | ({"state": target} if target else {}))
    if moved != 1:
        raise Stale("Somebody else changed the state of this article just now. Open it again to see where it stands.")


def close_published(draft: Draft, *, now: datetime) -> None:
    """Close an approved draft, as part of publishing it; the caller holds the transaction and writes the audit.

    Raises NotAllowed never; WrongState and Stale when the draft is not approved any more.
    """
    _require_state(Act.PUBLISH, draft)
    _move(draft, Act.PUBLISH, closed_at=now)
    unfinished.forget_reviews_of_closed(draft.article)
