"""The menus on top of every staff page: which doors each role finds in them, and where one is."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.editorial import site
from people.roles import Role
from tests.articles.editorial.test_access import DOORS
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

REVIEWS = ["Reviews asked", "Reviews due", "Calendar"]


def labels(*roles: Role) -> dict[str, list[str]]:
    found = site.menus(frozenset(roles), "/admin/")
    return {menu.label: [link.label for link in menu.links] for menu in found}


def test_each_role_finds_its_doors_and_no_menu_is_empty() -> None:
    assert labels(Role.WRITER) == {
        "Texts": ["Import", "Question bank", "Notices", "Manifests", "From readers"],
        "Reviews": REVIEWS,
        "House": ["Pages of the house", "Policy"],
    }
    assert labels(Role.CLINICIAN) == {
        "Texts": ["Question bank", "Notices", "Manifests", "From readers", "Stop an article"],
        "Reviews": REVIEWS,
        "House": ["Pages of the house", "Policy"],
    }
    assert labels(Role.PUBLISHER) == {
        "Texts": ["Question bank", "Notices", "Manifests", "From readers", "Stop an article"],
        "Reviews": REVIEWS,
        "House": ["Pages of the house", "Policy", "Register", "Audit trail", "Reports"],
    }
    assert labels(Role.ADMINISTRATOR) == {"House": ["Policy", "Register", "Audit trail", "Reports"]}
    assert labels() == {}


def test_who_may_stop_an_article_finds_that_on_the_first_page(cast: Cast, client: Client) -> None:
    for person, may in ((cast.clinician, 1), (cast.publisher, 1), (cast.writer, 0), (cast.administrator, 0)):
        client.force_login(person)
        page = client.get("/admin/").content.decode()

        assert page.count(f'<a class="button ed-stop" href="{reverse("editorial:stop-find")}">') == may, person


@pytest.mark.parametrize("door", [door for doors in site.MENUS.values() for door in doors], ids=lambda door: door.label)
def test_a_menu_names_a_door_to_those_for_whom_it_opens(door: site.Door) -> None:
    assert {str(role.value) for role in door.roles} == DOORS[door.address.removeprefix("editorial:")]


def test_the_door_one_went_through_is_marked_and_so_is_its_menu(cast: Cast, as_writer: Client) -> None:
    for address in (reverse("editorial:calendar"), f"{reverse('editorial:calendar')}?by=week"):
        page = as_writer.get(address).content.decode()

        assert f'<a href="{reverse("editorial:calendar")}" aria-current="page">Calendar</a>' in page
        assert page.count('aria-current="true"') == 1
        assert '<summary aria-current="true">Reviews</summary>' in page


def test_whoever_is_not_signed_in_sees_no_menu(client: Client, db: None) -> None:
    assert "ed-menu" not in client.get("/admin/login/", follow=True).content.decode()
