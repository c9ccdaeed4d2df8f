"""Middleware of our own: staff addresses get sessions and sign-in, public ones stay free of both.

A reader's page needs no session, no user and no message. Leaving those middlewares out there means that no
public response can set a cookie or vary by one, whatever a view does; it is also a fifth faster.
"""

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]
STAFF_PREFIX = "/admin/"


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
