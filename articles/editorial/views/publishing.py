"""Publishing, withdrawing, reinstating."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.choices import DraftState
from articles.content import ArticleContent
from articles.domain.drafting.comparison import compare_contents
from articles.domain.errors import Blocked, Refused, WrongState
from articles.domain.governance.policy import current_policy
from articles.domain.overlay.standing import standing
from articles.domain.publication import framing, log, publishing, scheduling, taking_down
from articles.domain.reviewing.approvals import standing_approvals
from articles.editorial import safety_view
from articles.editorial.access import get_article, get_draft, signed_in, staff_view
from articles.editorial.answers import done, moment, say
from articles.editorial.forms import PublishForm
from articles.editorial.screens import screen
from articles.editorial.views.hub import hub
from articles.editorial.views.reasons import Wording, act_with_reason
from articles.models import Article, Draft, Schedule
from articles.rendering.shapes import SignedBody
from medsite.lib.canonical import grouped
from people.models import User
from people.roles import Role

PUBLISHED = "Published: readers have this text now."
PUBLISHED_LATER = "Planned: it is published on {at}, if everything still holds then."


@staff_view(Role.PUBLISHER)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers will get, who signed it, which notices stand on it; a POST publishes."""
    draft = get_draft(pk)
    revision = draft.revision
    if draft.state != DraftState.APPROVED or draft.closed_at is not None or revision is None:
        error = WrongState("Only an approved draft can be published. This one is not approved.")
        return hub(request, draft.article, status=say(request, error))
    form = PublishForm(request.POST or None, initial={"digest": revision.content_digest})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _publish(draft, form.cleaned_data, by=signed_in(request))
        except Refused as error:
            status = say(request, error)
        else:
            at = form.cleaned_data["at"]
            return done(request, draft.article_id, PUBLISHED_LATER.format(at=moment(at)) if at else PUBLISHED)
    content = ArticleContent.from_json(revision.content_json)
    live = log.live_publication(draft.article)
    old = ArticleContent.from_json(live.revision.content_json) if live else None
    try:
        chosen = framing.choose_notices(
            content,
            body=SignedBody.model_validate_json(revision.body_html),
            article=draft.article,
            now=timezone.now(),
        )
        notices, notices_problem = standing(chosen, article=draft.article), ""
    except Blocked as error:
        notices, notices_problem = [], str(error)
    changes = [field for field in compare_contents(old, content) if field.is_changed] if live else []
    context = {
        "title": "Publish",
        "article": draft.article,
        "draft": draft,
        "revision": revision,
        "form": form,
        "live": live,
        "changes": changes,
        "safety": safety_view.of_publication(revision, changes, current_policy()),
        "decisions": standing_approvals(revision),
        "fingerprint": grouped(revision.content_digest, groups=16),
        "notices": notices,
        "notices_problem": notices_problem,
    }
    return screen(request, "editorial/publish.html", context, status=status)


def _publish(draft: Draft, data: dict[str, Any], *, by: User) -> None:
    """Now, or at the time that was given."""
    now, at = timezone.now(), data["at"]
    facts = {name: data[name] for name in ("note", "correction")}
    if at is None:
        publishing.publish(draft, content_digest=data["digest"], by=by, now=now, **facts)
    else:
        scheduling.schedule_publication(draft, at=at, content_digest=data["digest"], by=by, now=now, **facts)


@require_POST
@staff_view(Role.PUBLISHER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scheduled act back."""
    schedule = get_object_or_404(Schedule.objects.select_related("article"), pk=pk)
    try:
        scheduling.cancel(schedule, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return hub(request, schedule.article, status=say(request, error))
    return done(request, schedule.article_id, "Cancelled: it does not happen.")


WITHDRAW = Wording(
    title="Withdraw the article",
    explain="The page disappears for readers at once, from its address and from every list. The address then says that "
    "the article was withdrawn, when, and the reason you give here.",
    label="Why is it withdrawn?",
    help_text="In plain words, in the language of the article: readers who come to the address see it.",
    button="Withdraw",
    done="Withdrawn: the page is gone for readers, and its address says why.",
    done_later="Planned: the page is withdrawn on {at}.",
    is_dangerous=True,
    may_wait=True,
)
REINSTATE = Wording(
    title="Reinstate the article",
    explain="The text that was withdrawn is shown to readers again, with today's notices, if its approval still "
    "stands.",
    label="What readers are told",
    help_text="It stands in the history of the article. May be empty.",
    button="Reinstate",
    done="Reinstated: readers have the text again.",
    is_required=False,
)


@staff_view(Role.PUBLISHER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    article, by = get_article(pk), signed_in(request)
    return act_with_reason(
        request,
        article,
        WITHDRAW,
        lambda reason, at: _withdraw(article, reason, at, by=by),
    )


def _withdraw(article: Article, reason: str, at: datetime | None, *, by: User) -> None:
    now = timezone.now()
    if at is None:
        taking_down.withdraw(article, by=by, now=now, note=reason)
    else:
        scheduling.schedule_withdrawal(article, at=at, by=by, now=now, note=reason)


@staff_view(Role.PUBLISHER)
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    article, by = get_article(pk), signed_in(request)
    return act_with_reason(
        request,
        article,
        REINSTATE,
        lambda reason, _: publishing.reinstate(article, by=by, now=timezone.now(), note=reason),
    )
