"""How an act is answered: a refused one with the right status and the person's own words still in the form, one that
was done with a sentence on the page of its article.
"""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.timezone import localtime

from articles.domain.errors import Blocked, NeedsSignIn, NotAllowed, Refused, Stale, Tampered, TooMany, WrongState


def status_of(error: Refused) -> int:
    """403 for people, 409 for states and races, 429 for too many, 500 for damaged text, 400 for what was typed."""
    match error:
        case NotAllowed() | NeedsSignIn():
            return 403
        case Stale() | WrongState():
            return 409
        case TooMany():
            return 429
        case Tampered():
            return 500
        case Blocked():
            return 409
    return 400


def say(request: HttpRequest, error: Refused) -> int:
    """Show the sentence of a refusal at the top of the next screen; give its status."""
    messages.error(request, str(error))
    return status_of(error)


def done(request: HttpRequest, article: int, sentence: str) -> HttpResponseRedirect:
    """Go to the page of an article, which says on top what was done."""
    messages.success(request, sentence)
    return redirect("editorial:article", article)


def moment(at: datetime) -> str:
    """A planned time, in the zone that the screens name."""
    return f"{localtime(at):%-d %B %Y, %H:%M}"
