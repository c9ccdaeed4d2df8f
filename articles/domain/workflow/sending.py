"""Sending a draft for review: what is frozen, who may be asked, and the revision that is cut."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from articles.choices import DraftState
from articles.content import SCHEMA_VERSION, ArticleContent, content_digest
from articles.domain.drafting import conversion
from articles.domain.drafting.drafts import article_subject, require_up_to_date
from articles.domain.errors import Blocked, Stale
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.reviewing import assignments, finding_waivers, safety
from articles.domain.reviewing.approvals import frozen_waivers, needed_for, standing_approvals, what_lacks
from articles.domain.reviewing.candidates import Candidates, candidates
from articles.domain.transitions import Act
from articles.domain.workflow.moving import move, require_role, require_state
from articles.models import Draft, Revision, RevisionContributor
from articles.quality.checks import blockers
from articles.quality.findings import Finding
from articles.rendering.body import RENDERER_VERSION, html_digest, render_body
from medsite.audit import trail
from medsite.lib.canonical import canonical_json
from people.models import Profile, User


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
    text = _frozen(draft, expected_version=expected_version, by=by, now=now)
    with transaction.atomic():
        current = Draft.objects.held(draft.pk)
        last = safety.last_text(current.article)
        require_up_to_date(current, last.revision_id if last else None)
        _require_still_waived(current, text.findings)
        policy, record = current_policy(), safety.compared(last, text.content)
        contributors = sorted(_contributors(current, text.content, by))
        revision = _cut(current, text, record, policy, contributors=contributors, by=by, now=now, note=note)
        standing = standing_approvals(revision)
        is_signed = not what_lacks(revision, standing, policy)
        needed = 0 if is_signed else max(1, needed_for(revision, policy).signers - len(standing))
        asked = assignments.open_round(revision, needed=needed, reviewers=reviewers, due_on=due_on, by=by, now=now)
        move(
            current,
            Act.SUBMIT,
            expected_version=expected_version,
            target=DraftState.APPROVED if is_signed else DraftState.IN_REVIEW,
            revision=revision,
            submitted_digest=revision.content_digest,
        )
        _record(
            revision,
            contributors=contributors,
            standing_approvals=[decision.pk for decision in standing],
            asked=[row.reviewer_id for row in asked],
            by=by,
            now=now,
        )
    return revision


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


@dataclass(frozen=True)
class Frozen:
    """What a revision will hold: the content, its signed body as JSON, and what the checks said of it."""

    content: ArticleContent
    body: str
    findings: tuple[Finding, ...]


def _frozen(draft: Draft, *, expected_version: int, by: User, now: datetime) -> Frozen:
    """The text as it would be sent, if this person may and nothing stops it. Outside the transaction: SQLite has one
    writer at a time, and rendering is slow.
    """
    require_role(Act.SUBMIT, by)
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    require_state(Act.SUBMIT, loaded)
    if loaded.version != expected_version:
        raise Stale("The article was saved again after you opened this page. Look at it once more, then send it.")
    content = conversion.draft_content(loaded)
    findings = finding_waivers.findings_of(loaded, content, this_year=now.year)
    if stopping := blockers(findings):
        raise Blocked(f"{len(stopping)} thing(s) to do before this article can be sent.", stopping)
    return Frozen(content, render_body(content).to_json(), findings)


def _require_still_waived(draft: Draft, findings: Sequence[Finding]) -> None:
    """Nobody took back a waiver of a finding meanwhile; nobody can any more, for the caller holds the draft locked."""
    given = {finding.waiver.key for finding in findings if finding.waiver}
    if given and not given <= {row.pk for row in finding_waivers.standing(draft).values()}:
        raise Stale("A waiver was taken back just now. Look at the findings once more, then send the article.")


def _cut(
    draft: Draft,
    text: Frozen,
    record: safety.SafetyRecord,
    policy: Policy,
    *,
    contributors: Sequence[int],
    by: User,
    now: datetime,
    note: str,
) -> Revision:
    """The revision of a draft and its contributors: nobody who is one of them may sign it."""
    article, content_json = draft.article, text.content.to_json()
    numbers = Revision.objects.filter(article=article).order_by("-number").values_list("number", flat=True)
    revision = Revision.objects.create(
        article=article,
        draft=draft,
        number=(numbers.first() or 0) + 1,
        lane=draft.lane,
        schema_version=SCHEMA_VERSION,
        renderer_version=RENDERER_VERSION,
        content_json=content_json,
        content_digest=content_digest(article.uuid, content_json),
        body_html=text.body,
        html_digest=html_digest(article.uuid, RENDERER_VERSION, text.body),
        title=text.content.title,
        note=note.strip(),
        safety=record.stored(),
        signers_for_safety=safety.signers_for(policy, text.content, record.changes),
        findings=canonical_json([finding.as_json() for finding in text.findings]),
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


def _record(revision: Revision, *, by: User, now: datetime, **facts: Sequence[int]) -> None:
    """The audit entry; ``facts`` are keys of people and decisions."""
    waivers = [waiver.key for waiver in frozen_waivers(revision)]
    trail.record(
        actor=by,
        act="draft.submitted",
        subject=article_subject(revision.article),
        at=now,
        draft=revision.draft_id,
        revision=revision.number,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        **facts,
        **({"waivers": waivers} if waivers else {}),
        safety=safety.record_of(revision).in_words,
        safety_digest=safety.record_digest(revision),
        signers_for_safety=revision.signers_for_safety,
    )
