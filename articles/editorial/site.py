"""The frame of every staff page: the stock admin site, with the doors of the desk for the person signed in."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.editorial import desk
from people.admin_access import request_roles
from people.models import User
from people.roles import Role


@dataclass(frozen=True)
class Door:
    """A screen that is reached from the top of every staff page."""

    label: str
    address: str
    roles: frozenset[Role]


DOORS = (
    Door("Notices", "editorial:notices", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Import", "editorial:import", frozenset({Role.WRITER})),
    Door("Manifests", "editorial:manifests", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Stop an article", "editorial:stop-find", frozenset({Role.PUBLISHER, Role.CLINICIAN})),
    Door("Question bank", "editorial:bank", frozenset({Role.WRITER})),
    Door("Reviews asked", "editorial:asked", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Reviews due", "editorial:rereviews", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Calendar", "editorial:calendar", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("From readers", "editorial:inbox", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Pages of the house", "editorial:house", frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})),
    Door("Policy", "editorial:policy", frozenset(Role)),
    Door("Register", "editorial:register", frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})),
    Door("Audit trail", "editorial:audit", frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})),
    Door("Reports", "editorial:reports", frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})),
    Door("Your mail", "editorial:your-mail", frozenset(Role)),
)


class DeskSite(admin.AdminSite):
    """The admin, which names the screens beside it that this person may open."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Editorial desk"
    index_template = "editorial/desk.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        roles = request_roles(request)
        doors = [(door.label, reverse(door.address)) for door in DOORS if door.roles & roles]
        return super().each_context(request) | {"doors": doors}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what waits for this person, then the lists of everything."""
        waiting = desk.panels(cast("User", request.user), request_roles(request), now=timezone.now())
        return super().index(request, {"panels": waiting} | (extra_context or {}))
