"""The verbs of marks and waivers: what staff say of one article that bears on its notices."""

from datetime import datetime

from django.db import transaction

from articles.choices import Mark, WaiverAct
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.overlay import notices
from articles.domain.overlay.approving import require_approver, require_editor, signed
from articles.domain.publication import reframing
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.models import Article, ArticleMark, Contribution, NoticeWaiver, RuleVersion
from medsite.audit import trail
from people.models import User


def set_mark(article: Article, mark: Mark, *, by: User, now: datetime) -> ArticleMark:
    """Say something of an article that its text does not; the notice for it is on the page at the next request.

    Raises NotAllowed; WrongState when the article has the mark; Blocked when the notice has no approved wording.
    """
    require_editor(by)
    with transaction.atomic():
        article = Article.objects.held(article.pk)
        if ArticleMark.objects.filter(article=article, mark=mark).exists():
            raise WrongState("The article has this mark already.")
        row = ArticleMark.objects.create(article=article, mark=Mark(mark), by=by, at=now)
        _record(article, "mark.set", by=by, now=now, mark=row.mark)
        _show(article, now=now)
    return row


def clear_mark(
    article: Article, mark: Mark, *, evidence: SignatureEvidence, reason: str, by: User, now: datetime
) -> None:
    """Take a mark off, which can take a notice away: an approved act, with a reason.

    Raises NeedsSignIn, NotAllowed for anybody but a clinician who did not set it, WrongState, Refused.
    """
    require_fresh(evidence, user=by, now=now)
    _require_reason(reason)
    with transaction.atomic():
        article = Article.objects.held(article.pk)
        row = ArticleMark.objects.filter(article=article, mark=mark).first()
        if row is None:
            raise WrongState("The article does not have this mark any more.")
        require_approver(None, by=by, now=now)
        if row.by_id == by.pk:
            raise NotAllowed("You set this mark, so another clinician has to take it off.")
        row.delete()
        _record(article, "mark.cleared", by=by, now=now, mark=str(mark), reason=reason.strip())
        _show(article, now=now)


def waive(
    article: Article, rule_code: str, *, evidence: SignatureEvidence, reason: str, by: User, now: datetime
) -> NoticeWaiver:
    """Decide that a rule, in its present version, does not apply to one article.

    A later version of the rule is a new question and applies again.

    Raises NeedsSignIn; NotAllowed for anybody but a clinician who did not work on the article; Refused without a
    reason and for the general notice; WrongState when the rule is not in force or is waived already.
    """
    require_fresh(evidence, user=by, now=now)
    _require_reason(reason)
    if rule_code == notices.GENERAL_RULE:
        raise Refused("The general notice stands on every page and cannot be waived.")
    with transaction.atomic():
        article, rule = _locked(article, rule_code, by=by, now=now)
        if (rule.code, rule.version) in notices.waived_for([article.pk]).get(article.pk, ()):
            raise WrongState("This rule is waived for this article already.")
        return _decide(article, rule, WaiverAct.WAIVED, reason, by=by, now=now)


def restore(
    article: Article, rule_code: str, *, evidence: SignatureEvidence, reason: str, by: User, now: datetime
) -> NoticeWaiver:
    """Let a waived rule apply to the article again. Raises what ``waive`` raises."""
    require_fresh(evidence, user=by, now=now)
    _require_reason(reason)
    with transaction.atomic():
        article, rule = _locked(article, rule_code, by=by, now=now)
        if (rule.code, rule.version) not in notices.waived_for([article.pk]).get(article.pk, ()):
            raise WrongState("This rule is not waived for this article.")
        return _decide(article, rule, WaiverAct.RESTORED, reason, by=by, now=now)


def _locked(article: Article, rule_code: str, *, by: User, now: datetime) -> tuple[Article, RuleVersion]:
    article = Article.objects.held(article.pk)
    require_approver(None, by=by, now=now)
    if Contribution.objects.filter(draft__article=article, user=by).exists():
        raise NotAllowed("You worked on this article, so another clinician has to decide about its notices.")
    rule = RuleVersion.objects.newest().filter(code=rule_code).first()
    if rule is None or rule.retired:
        raise WrongState("This rule is not in force.")
    return article, rule


def _decide(
    article: Article, rule: RuleVersion, act: WaiverAct, reason: str, *, by: User, now: datetime
) -> NoticeWaiver:
    row = NoticeWaiver.objects.create(
        article=article,
        rule_code=rule.code,
        rule_version=rule.version,
        act=act,
        reason=reason.strip(),
        by=by,
        by_name=signed(by),
        at=now,
    )
    _record(article, f"notice.{act.value}", by=by, now=now, rule=rule.code, version=rule.version, reason=reason.strip())
    _show(article, now=now)
    return row


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Give the reason in plain words. It stays with the article.")


def _record(article: Article, act: str, *, by: User, now: datetime, **data: str | int) -> None:
    trail.record(actor=by, act=act, subject=article_subject(article), at=now, **data)


def _show(article: Article, *, now: datetime) -> None:
    """Frame the live page afresh, and have every act that is under way look at the notices again."""
    notices_changed()
    reframing.frame_again(article, now=now)
