"""Who may change what readers get, and what has to be true of a text before they get it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from articles.domain.drafting import translations
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.governance.policy import Policy
from articles.domain.publication import log
from articles.domain.publication.framing import Framed
from articles.domain.publication.log import Issue
from articles.domain.reviewing import safety
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.models import Article, Decision, PublishedPage, Revision
from medsite.lib import days
from people.models import Credential, User
from people.roles import has_role


def require_publisher(act: Act, by: User) -> None:
    """That this person has the role that the table of the workflow asks for. Raises NotAllowed."""
    transition = DRAFT_TRANSITIONS.get(act) or ARTICLE_TRANSITIONS[act]
    if not has_role(by, *transition.roles):
        raise NotAllowed(f"You cannot {act} an article: that is for publishers.")


def require_signers_in_good_standing(decisions: Sequence[Decision]) -> None:
    """A registration that ran out after the signing does no harm; one that was suspended does. Raises WrongState."""
    signers = [decision.by_id for decision in decisions]
    good = Credential.objects.filter(holder__in=signers, verified_at__isnull=False, suspended_at__isnull=True)
    holders = set(good.values_list("holder", flat=True))
    for decision in decisions:
        if decision.by_id not in holders:
            raise WrongState(
                f"The registration of {decision.by_name}, who signed this text, is suspended. Another clinician has "
                "to review it."
            )


def require_same_predecessor(issues: Sequence[Issue], revision: Revision) -> None:
    """The safety changes that were looked at are those that readers will get. Raises Stale."""
    last = log.last_text(issues)
    before = last.content_digest if last else ""
    if before not in {safety.record_of(revision).against, revision.content_digest}:
        raise Stale("Readers got another text since this one was sent. Open it again and send it once more.")


def require_review_in_time(due_on: date, policy: Policy, *, now: datetime) -> None:
    """Nothing goes live that the clock would withdraw at once. Raises WrongState."""
    if is_withdrawn_by(due_on, policy, now=now):
        raise WrongState(
            f"The review of this text was due on {due_on:%-d %B %Y}, and by {policy.version} a page is withdrawn "
            f"{policy.withdrawn_after_days} days after that. A clinician has to sign it again first."
        )


def is_withdrawn_by(due_on: date, policy: Policy, *, now: datetime) -> bool:
    """Whether a page whose review was due on that day is overdue for longer than the policy allows."""
    return days.day_of(now, days.zone()) > due_on + timedelta(days=policy.withdrawn_after_days)


def require_one_in_its_language(article: Article, framed: Framed) -> None:
    """A text has one live translation in a language, which stands against its original as its page will say.

    Raises Stale, Refused.
    """
    if framed.original is None:
        return
    if translations.standing_of(framed.around.content) != framed.around.standing:
        raise Stale("The original was published or withdrawn just now. Try again.")
    pages = PublishedPage.objects.filter(translation_of=framed.original, locale=framed.facts.locale)
    if other := pages.exclude(article=article).only("title").first():
        raise Refused(
            f"There is a live translation into this language already: “{other.title}”. Withdraw it, or go on there."
        )
