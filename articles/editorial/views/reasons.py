"""The one screen of acts that need a reason and nothing else: reopen, withdraw, reinstate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from articles.domain.errors import Refused
from articles.editorial.answers import done, moment, say
from articles.editorial.forms import ReasonForm
from articles.editorial.screens import screen
from articles.models import Article


@dataclass(frozen=True)
class Wording:
    """What the screen of an act says."""

    title: str
    explain: str
    label: str
    help_text: str
    button: str
    done: str
    done_later: str = ""
    is_dangerous: bool = False
    is_required: bool = True
    may_wait: bool = False


def act_with_reason(
    request: HttpRequest, article: Article, wording: Wording, verb: Callable[[str, datetime | None], object]
) -> HttpResponse:
    """Ask for the reason, then do the act with it; a refusal keeps what was typed."""
    form = ReasonForm(
        request.POST or None,
        label=wording.label,
        help_text=wording.help_text,
        required=wording.is_required,
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            at = form.cleaned_data["at"] if wording.may_wait else None
            verb(form.cleaned_data["reason"], at)
        except Refused as error:
            status = say(request, error)
        else:
            return done(request, article.pk, wording.done_later.format(at=moment(at)) if at else wording.done)
    context = {"title": wording.title, "article": article, "form": form, "wording": wording}
    return screen(request, "editorial/act.html", context, status=status)
