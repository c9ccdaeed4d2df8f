"""Who may open which staff screen. Each helper returns the object, or answers as if it did not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.models import Article, Draft, Revision
from people.admin_access import request_roles
from people.models import User
from people.roles import Role

P = ParamSpec("P")
EDITORIAL_ROLES = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})


def signed_in(request: HttpRequest) -> User:
    """The person signed in, for views behind ``staff_view``."""
    return cast("User", request.user)


def staff_view(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Let only people with one of the roles in; with none named, any editorial role.

    Strangers are sent to sign in; people without the role get the same 404 as for an address that is not there.
    """
    allowed = frozenset(roles) or EDITORIAL_ROLES

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if request_roles(request).isdisjoint(allowed):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return decorate


def get_article(pk: int) -> Article:
    return get_object_or_404(Article, pk=pk)


def get_draft(pk: int) -> Draft:
    """A draft with all its rows."""
    return get_object_or_404(Draft.objects.with_rows().select_related("revision"), pk=pk)


def get_revision(pk: int) -> Revision:
    return get_object_or_404(Revision.objects.select_related("article", "draft", "submitted_by"), pk=pk)
