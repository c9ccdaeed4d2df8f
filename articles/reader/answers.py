"""Finished bytes as a response: encoding, ETag, 304, and how caches may keep it."""

from django.http import HttpRequest, HttpResponse

from articles.reader.negotiation import best_encoding, etag_of, known_digests
from articles.rendering.packing import compress, decompress

CACHE_CONTROL = "public, no-cache"
HTML = "text/html; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
JSON = "application/json"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def wanted_encoding(request: HttpRequest) -> str:
    return best_encoding(request.headers.get("Accept-Encoding", ""))


def known(request: HttpRequest) -> frozenset[str]:
    """The digests of the texts that the client has."""
    return known_digests(request.headers.get("If-None-Match", ""))


def answer(
    request: HttpRequest, body: bytes | None, *, digest: str, content_type: str, stored_as: str = "", status: int = 200
) -> HttpResponse:
    """The response for a text whose SHA-256 is ``digest``; 304 when the client has it.

    ``body`` is stored in one encoding, ``stored_as``; it is sent as it is if the client takes that, else encoded anew.
    It may be None when the client has the text.
    """
    encoding = wanted_encoding(request)
    if body is None or (status == 200 and digest in known(request)):
        response = HttpResponse(status=304)
    else:
        if stored_as != encoding:
            body = compress(decompress(body, stored_as), encoding)
        response = HttpResponse(body, content_type=content_type, status=status)
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(body))
    response["ETag"] = etag_of(digest, encoding)
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = CACHE_CONTROL
    return response


def plain(text: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text + "\n", content_type=TEXT, status=status)
    response["Cache-Control"] = CACHE_CONTROL
    return response
