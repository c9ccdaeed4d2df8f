"""What the search box proposes, as JSON for its script. It is of no use without script, and nothing needs it."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.domain.searching.completing import SHORTEST, beginning_of, complete
from articles.reader import answers
from articles.reader.stamped import Made, stamped
from medsite.lib import languages
from medsite.lib.limits import Limit

A_MINUTE = 60
LIMIT = Limit("suggestions", times=60, seconds=A_MINUTE)
"""Answers that are made anew for one address of the network. Somebody who types asks twice for a word at most; many
people may share an address."""
NOTHING = Made('{"proposals":[],"more":false}', answers.JSON)
NOINDEX = (("X-Robots-Tag", "noindex"),)


class _TooMany(Exception):
    """More is asked for than this is worth."""


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Proposals for the beginning in ``?q=``; none for one that is too short or too long; 429 when too many came
    from one address of the network within a minute.

    The shortest beginnings are kept as lists are, because many people share them; longer ones are in no cache, as what
    a reader searches for is in none.
    """
    beginning = beginning_of(request.GET.get("q", ""))

    def make() -> Made:
        if not beginning:
            return NOTHING
        if LIMIT.is_reached(request):
            raise _TooMany
        LIMIT.count(request)
        found = complete(beginning, language=languages.current())
        proposals = [{"text": one.text, "kind": one.kind, "url": one.url} for one in found.proposals]
        said = {"proposals": proposals, "more": found.has_more}
        return Made(json.dumps(said, ensure_ascii=False, separators=(",", ":")), answers.JSON, NOINDEX)

    try:
        if len(beginning) <= SHORTEST:
            return stamped(request, f"suggestions {beginning}", make)
        return _unkept(request, make())
    except _TooMany:
        response = HttpResponse(NOTHING.text, content_type=answers.JSON, status=429)
        response["Retry-After"] = str(A_MINUTE)
        response["Cache-Control"] = "no-store"
        return response


def _unkept(request: HttpRequest, made: Made) -> HttpResponse:
    data = made.text.encode()
    response = answers.answer(request, data, digest=hashlib.sha256(data).hexdigest(), content_type=made.content_type)
    response["Cache-Control"] = "private, no-store"
    for header, value in made.headers:
        response[header] = value
    return response
