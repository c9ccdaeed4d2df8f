"""Middleware of our own: staff addresses get sessions and sign-in, public ones stay free of both.

A reader's page needs no session, no user and no message. Leaving those middlewares out there means that no
public response can set a cookie or vary by one, whatever a view does; it is also a fifth faster.
"""

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from medsite.lib.languages import language_of_address

GetResponse = Callable[[HttpRequest], HttpResponseBase]
STAFF_PREFIX = "/admin/"
API_PREFIX = "/api/"


def is_staff_address(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF_PREFIX)


class _StaffOnly:
    """Mixed in before one of Django's middlewares: at public addresses it steps aside."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_staff_address(request):
            return self.get_response(request)  # type: ignore[attr-defined]  # Django's class has it
        return super().__call__(request)  # type: ignore[misc]  # Django's class comes next in the order


class StaffSession(_StaffOnly, SessionMiddleware):
    pass


class StaffAuthentication(_StaffOnly, AuthenticationMiddleware):
    pass


class StaffMessages(_StaffOnly, MessageMiddleware):
    pass


class ResponseHeaders:
    """Headers that hold for every response; staff pages are never stored by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if is_staff_address(request):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class LanguageOfAddress:
    """The language of a response is that of its address. What a browser prefers is not asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of_address(request.path_info)):
            return self.get_response(request)


class PublicApi:
    """The API answers programs of any origin, reads only, and says so in JSON.

    No answer of it depends on who asks, so any page may read it; credentials are never accepted.
    """

    METHODS = "GET, HEAD, OPTIONS"
    ACCESS = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    PREFLIGHT = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": "86400",
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API_PREFIX):
            return self.get_response(request)
        response = self._answer(request)
        for header, value in self.ACCESS.items():
            response.headers[header] = value
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": self.METHODS, **self.PREFLIGHT})
        if request.method not in {"GET", "HEAD"}:
            said = b'{"error":"This API only reads. Use GET."}'
            return HttpResponse(said, status=405, content_type="application/json", headers={"Allow": self.METHODS})
        is_head, request.method = request.method == "HEAD", "GET"
        response = self.get_response(request)
        if is_head and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
