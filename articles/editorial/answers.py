"""How a refused act is answered: the right status, and the person's own words still in the form."""

from django.contrib import messages
from django.http import HttpRequest

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
