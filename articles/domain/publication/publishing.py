"""The verbs that put a text before readers: publish, reinstate, renew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from articles.choices import CallOutcome, PublicationKind, PublicState
from articles.domain import workflow
from articles.domain.drafting.drafts import require_up_to_date
from articles.domain.drafting.pictures import require_files
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.mail import news
from articles.domain.publication import framing, holding, log, pages, reframing, requirements
from articles.domain.publication.around import Around
from articles.domain.publication.framing import Framed
from articles.domain.publication.log import Issue
from articles.domain.publication.moment import Moment, moment_of
from articles.domain.reviewing.approvals import (
    counting,
    frozen_waivers,
    require_untouched,
    standing_approvals,
    what_lacks,
)
from articles.domain.reviewing.finding_waivers import why_not_standing
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.domain.upkeep import original_calls, review_queue, source_calls
from articles.models import Article, Decision, Draft, Publication, Revision
from medsite.lib import languages
from people.models import User

STILL_RIGHT = _("A clinician has reviewed the text again. Nothing had to change.")


def publish(
    draft: Draft, *, content_digest: str, by: User, now: datetime, note: str = "", correction: bool = False
) -> Publication:
    """Put an approved draft before readers, and close it.

    ``content_digest`` is that of the text the publisher saw. The stored text is hashed again, the approvals
    are checked again, the page is framed with today's notices; then one transaction writes publication,
    rendering, page and audit entry. A correction says in ``note`` what was wrong, for readers.

    Raises NotAllowed, WrongState, Stale, Tampered, Blocked, Refused.
    """
    found = require_publishable(draft, content_digest=content_digest, by=by, note=note, correction=correction)
    revision, article = found.revision, found.draft.article
    kind = _kind(article, correction=correction)
    prepared = _prepare(article, revision, found.issues, kind, by=by, now=now, note=note)
    with transaction.atomic():
        holding.hold_original(prepared.framed.original)
        locked = (
            Draft.objects.select_for_update(no_key=True, of=("self", "article"))
            .select_related("article")
            .get(pk=draft.pk)
        )
        workflow.close_published(locked, now=now)
        if frozen_waivers(revision) and (why_not := why_not_standing(revision, prepared.moment.policy)):
            raise Stale(f"{why_not} Open the text again, mend it, and send it.")
        publication = _issue(locked.article, revision, prepared, by=by, now=now)
        signers = {decision.by_id for decision in prepared.issue.decisions}
        news.published(publication, contributors=prepared.contributors, signers=signers, now=now)
        return publication


@dataclass(frozen=True)
class Publishable:
    """A draft and its revision as they are now, and what was published of the article so far."""

    draft: Draft
    revision: Revision
    issues: Sequence[Issue]


def require_publishable(draft: Draft, *, content_digest: str, by: User, note: str, correction: bool) -> Publishable:
    """The draft and its revision as they are now, if this person may publish exactly that text.

    Raises NotAllowed, WrongState, Stale, Refused. Approvals, notices and text are checked when it is published.
    """
    requirements.require_publisher(Act.PUBLISH, by)
    if correction and not note.strip():
        raise Refused("Say in plain words what was wrong. Readers see it in the history of the article.")
    draft = Draft.objects.select_related("article", "revision__article").get(pk=draft.pk)
    revision = draft.revision
    if draft.closed_at is not None or draft.state not in DRAFT_TRANSITIONS[Act.PUBLISH].sources or revision is None:
        raise WrongState("Only an approved draft can be published. This one is not approved.")
    if revision.content_digest != content_digest:
        raise Stale("Another text was approved after you opened this page. Open it again and look at that one.")
    issues = log.stored_issues(draft.article)
    last = log.last_text(issues)
    require_up_to_date(draft, last.revision if last else None)
    return Publishable(draft, revision, issues)


def reinstate(article: Article, *, by: User, now: datetime, note: str = "") -> Publication:
    """Put the withdrawn text back, if its approvals still stand. Raises what ``publish`` raises."""
    requirements.require_publisher(Act.REINSTATE, by)
    article = Article.objects.get(pk=article.pk)
    if article.public_state not in ARTICLE_TRANSITIONS[Act.REINSTATE].sources:
        raise WrongState("Only a withdrawn article can be reinstated.")
    last = log.last_publication(article)
    if last is None:
        raise WrongState("This article was never published.")
    revision = Revision.objects.select_related("article").get(pk=last.revision_id)
    issues = log.stored_issues(article)
    prepared = _prepare(article, revision, issues, PublicationKind.REINSTATED, by=by, now=now, note=note)
    with transaction.atomic():
        holding.hold_original(prepared.framed.original)
        return _issue(Article.objects.held(article.pk), revision, prepared, by=by, now=now)


def renew(
    article: Article, revision: Revision, decisions: Sequence[Decision], *, by: User, now: datetime
) -> Publication:
    """Let a live page rest on newer signatures of the very same text, so that its dates move on.

    A publication of its own: the text, its address and when it was changed stay; the reviewers and both dates of the
    review are those of ``decisions``. Called by ``domain.upkeep.rereview`` only, which has looked whether they are
    enough. One audit entry.

    Raises WrongState, Stale, Tampered, Blocked.
    """
    with transaction.atomic():
        locked = Article.objects.held(article.pk)
        last = log.last_publication(locked)
        if locked.public_state != PublicState.LIVE or last is None or last.revision_id != revision.pk:
            raise WrongState("Readers get another text by now, or none. Open the article again.")
        require_untouched(revision)
        requirements.require_signers_in_good_standing(decisions)
        stamp, issues = current_stamp(), log.stored_issues(locked)
        issue = Issue(
            number=last.number + 1,
            kind=PublicationKind.REVIEWED,
            at=now,
            note=languages.said_for(locked.locale, STILL_RIGHT),
            decisions=tuple(decisions),
            content_digest=revision.content_digest,
        )
        framed = framing.frame(locked, revision, [*issues, issue], now=now)
        return _write(locked, revision, issue, framed, stamp=stamp, by=by, now=now)


@dataclass(frozen=True)
class Prepared:
    """A page that is ready to be published, and what has to be the same still when it is: ``moment`` and the decisions
    of ``issue``. ``contributors`` are the keys of those who worked on the text.
    """

    issue: Issue
    framed: Framed
    moment: Moment
    contributors: frozenset[int]


def _prepare(
    article: Article,
    revision: Revision,
    issues: Sequence[Issue],
    kind: PublicationKind,
    *,
    by: User,
    now: datetime,
    note: str,
) -> Prepared:
    """Everything that can be refused or computed before the transaction begins. ``issues`` are those stored so far."""
    require_untouched(revision)
    moment = moment_of(article)
    policy = moment.policy
    contributors = frozenset(revision.contributors.values_list("user_id", flat=True))
    if by.pk in contributors:
        raise NotAllowed("You worked on this text, so another publisher has to publish it.")
    requirements.require_same_predecessor(issues, revision)
    standing = standing_approvals(revision)
    if lacks := what_lacks(revision, standing, policy) or why_not_standing(revision, policy):
        raise WrongState(
            f"The approval of this text does not stand any more. {lacks} It has to be reviewed again: open it again "
            "and send it."
        )
    decisions = counting(revision, standing, policy)
    requirements.require_signers_in_good_standing(decisions)
    around = Around.of(revision, policy, decisions)
    require_files(around.content.files)
    issue = Issue(
        number=issues[-1].number + 1 if issues else 1,
        kind=kind,
        at=now,
        note=note.strip(),
        decisions=tuple(decisions),
        content_digest=revision.content_digest,
        revision=revision.pk,
    )
    framed = framing.frame(article, revision, [*issues, issue], now=now, around=around, is_first=not issues)
    requirements.require_review_in_time(framed.facts.review_due_on, policy, now=now)
    return Prepared(issue, framed, moment, contributors)


def _issue(locked: Article, revision: Revision, prepared: Prepared, *, by: User, now: datetime) -> Publication:
    """Write what was prepared, unless notices, policy, approvals or publications changed in the meantime.

    The caller holds the article locked, and the original of a translation before it.
    """
    requirements.require_one_in_its_language(locked, prepared.framed)
    issue, moment = prepared.issue, moment_of(locked)
    if moment.last_number + 1 != issue.number:
        raise Stale("Somebody else published or withdrew this article just now. Open it again.")
    decisions = counting(revision, standing_approvals(revision), moment.policy)
    if moment != prepared.moment or tuple(decisions) != issue.decisions:
        raise Stale("Notices, approvals or the policy changed while the page was being made. Try again.")
    if moment.is_called_for_review:
        calls = review_queue.open_calls(locked)
        still_open = source_calls.unanswered_by(calls, revision)
        still_open += original_calls.unanswered(calls, prepared.framed.around.standing)
        review_queue.settle(locked, CallOutcome.PUBLISHED, by=by, now=now, but=still_open)
    return _write(locked, revision, issue, prepared.framed, stamp=moment.stamp, by=by, now=now)


def _write(
    locked: Article, revision: Revision, issue: Issue, framed: Framed, *, stamp: int, by: User, now: datetime
) -> Publication:
    """The rows of a publication that puts or leaves a text before readers, its page and its audit entry."""
    publication = log.add(
        locked,
        revision,
        number=issue.number,
        kind=issue.kind,
        note=issue.note,
        by=by,
        now=now,
        decisions=issue.decisions,
    )
    if locked.public_state != PublicState.LIVE:
        Article.objects.filter(pk=locked.pk).update(public_state=PublicState.LIVE)
    others = pages.store(locked, publication, framed, stamp=stamp, now=now)
    log.audit(publication, locked, actor=by, now=now, document=framed.sha256)
    original_calls.note(publication, framed.around.standing, now=now)
    reframing.frame_others(others, now=now)
    return publication


def _kind(article: Article, *, correction: bool) -> PublicationKind:
    if article.public_state == PublicState.WITHDRAWN:
        return PublicationKind.REINSTATED
    return PublicationKind.CORRECTED if correction else PublicationKind.PUBLISHED
