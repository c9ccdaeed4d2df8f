""" "Still right, no change": a clinician signs the live text once more, and the dates of the page move on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from articles.choices import CallOutcome, PublicState
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.drafting.translations import standing_of
from articles.domain.errors import Refused, Stale, WrongState
from articles.domain.governance.policy import current_policy
from articles.domain.publication import holding, publishing
from articles.domain.reviewing.approvals import given_since, standing_approvals, what_lacks
from articles.domain.reviewing.signing import Signing
from articles.domain.upkeep import original_calls, review_queue, source_calls
from articles.models import Article, Decision, Publication
from people.models import User


@dataclass(frozen=True)
class Confirmed:
    """The signature, and the publication that rests on it; without one, ``lacks`` says what is still missing."""

    decision: Decision
    publication: Publication | None
    lacks: str = ""


def last_text(article: Article) -> Publication:
    """The publication whose text is live, or was before the article was taken down. Raises WrongState."""
    last = article.publications.of_texts().select_related("revision__article", "article").order_by("-number").first()
    if last is None:
        raise WrongState("Nothing of this article was published yet, so there is nothing to sign again.")
    return last


def confirm(
    article: Article,
    signing: Signing,
    *,
    publication: int,
    by: User,
    now: datetime,
) -> Confirmed:
    """Sign the published text again as it is. ``publication`` is the number of the one that was read.

    It is a decision of its own on the same digests, by all the rules of an approval. When the signatures given since
    are as many as the policy asks for, the live page rests on them from now on: reviewed today, due at the next date,
    changed when it was changed. Fewer are kept until the others are there. Its safety changes
    keep the number of their signatures, of which older ones count. Open calls for a review are answered, but for that
    of a translation that is behind its original: the signature covers the older version. Where
    one is about a source that was retracted or is doubted, each signer says in the comment why the text is right.

    Raises Refused without that comment, and what ``workflow.approve`` and ``publishing.renew`` raise.
    """
    with transaction.atomic():
        locked = holding.locked_with_original(article)
        last = last_text(locked)
        if last.number != publication:
            raise Stale("Another text was published after you opened this page. Read that one.")
        if not signing.comment.strip() and source_calls.open_for(locked):
            raise Refused(
                "A source of this text was retracted or is doubted. Say in the comment why the text is right all the "
                "same."
            )
        decision = workflow.confirm(last, signing, by=by, now=now)
        standing, policy = standing_approvals(last.revision), current_policy()
        given = given_since(last, standing)
        lacks = what_lacks(last.revision, given, policy, is_unchanged=True)
        lacks = lacks or what_lacks(last.revision, standing, policy)
        if lacks or locked.public_state != PublicState.LIVE:
            return Confirmed(decision, None, lacks)
        original = standing_of(ArticleContent.from_json(last.revision.content_json))
        behind = original_calls.unanswered(review_queue.open_calls(locked), original)
        review_queue.settle(locked, CallOutcome.CONFIRMED, by=by, now=now, note=signing.comment, but=behind)
        return Confirmed(decision, publishing.renew(locked, last.revision, given, by=by, now=now))


def why_not_confirm(article: Article, user: User, *, now: datetime) -> str:
    """Why this person cannot sign the published text again, as a sentence; empty when they can."""
    try:
        last = last_text(article)
    except WrongState as error:
        return str(error)
    if why := workflow.why_not_sign(last.revision, user, now=now):
        return why
    if any(row.by_id == user.pk for row in given_since(last, standing_approvals(last.revision))):
        return "You have signed this text again already. Another clinician's signature is needed."
    return ""
