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


@dataclass(frozen=True)
class Link:
    """A door as one person sees it from one page."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Menu:
    """Doors that belong together, under one word."""

    label: str
    links: tuple[Link, ...]

    @property
    def is_here(self) -> bool:
        return any(link.is_here for link in self.links)


EVERYBODY = frozenset(Role)
TEXTS = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
GOVERNANCE = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})

STOP = Door("Stop an article", "editorial:stop-find", frozenset({Role.PUBLISHER, Role.CLINICIAN}))
"""Also on the first page, outside the menus: who needs it has a phone and no time."""

MENUS: dict[str, tuple[Door, ...]] = {
    "Texts": (
        Door("Import", "editorial:import", frozenset({Role.WRITER})),
        Door("Question bank", "editorial:bank", TEXTS),
        Door("Notices", "editorial:notices", TEXTS),
        Door("Manifests", "editorial:manifests", TEXTS),
        Door("From readers", "editorial:inbox", TEXTS),
        STOP,
    ),
    "Reviews": (
        Door("Reviews asked", "editorial:asked", TEXTS),
        Door("Reviews due", "editorial:rereviews", TEXTS),
        Door("Calendar", "editorial:calendar", TEXTS),
    ),
    "House": (
        Door("Pages of the house", "editorial:house", TEXTS),
        Door("Policy", "editorial:policy", EVERYBODY),
        Door("Register", "editorial:register", GOVERNANCE),
        Door("Audit trail", "editorial:audit", GOVERNANCE),
        Door("Reports", "editorial:reports", GOVERNANCE),
    ),
}
YOURS = (Door("Your mail", "editorial:your-mail", EVERYBODY), Door("Signing in", "mfa_index", EVERYBODY))


def menus(roles: frozenset[Role], path: str) -> tuple[Menu, ...]:
    """The menus of somebody with these roles on the page at ``path``. One without a door for them is left out."""
    found = (Menu(label, _links(doors, roles, path)) for label, doors in MENUS.items())
    return tuple(menu for menu in found if menu.links)


def _links(doors: tuple[Door, ...], roles: frozenset[Role], path: str) -> tuple[Link, ...]:
    open_to = [(door.label, reverse(door.address)) for door in doors if door.roles & roles]
    return tuple(Link(label, address, is_here=path.startswith(address)) for label, address in open_to)


class DeskSite(admin.AdminSite):
    """The admin, which names the screens beside it that this person may open."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Editorial desk"
    index_template = "editorial/desk.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        roles = request_roles(request)
        name = request.user.get_short_name() if isinstance(request.user, User) else ""
        yours = Menu(name or request.user.get_username(), _links(YOURS, EVERYBODY, request.path))
        return super().each_context(request) | {"menus": menus(roles, request.path), "yours": yours}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what waits for this person, then the lists of everything."""
        roles = request_roles(request)
        waiting = desk.panels(cast("User", request.user), roles, now=timezone.now())
        shown = {"panels": waiting, "may_stop": bool(STOP.roles & roles)}
        return super().index(request, shown | (extra_context or {}))
