"""check_links, the finding it leads to, and the notes of staff about archived copies."""

import json
from datetime import date
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.domain import workflow
from articles.domain.errors import NotAllowed, Refused
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.upkeep import archives
from articles.models import Draft
from medsite.audit.models import AuditEntry
from medsite.lib import fetching
from people.models import User
from references import links
from references.link_status import LinkState, LinkStatus
from references.links.manners import Manners
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

URL = "https://health.example.org/leaflet"


@pytest.fixture
def linking(cast: Cast) -> Draft:
    return factories.make_draft(cast.writer, lead=f"Read [the leaflet]({URL}).")


@pytest.fixture
def dead(linking: Draft) -> LinkStatus:
    links.remember([URL], now=factories.NOW)
    LinkStatus.objects.update(state=LinkState.DEAD, message="The server says 404.")
    return LinkStatus.objects.get()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, **options: Any) -> str:
    def probe(url: str, *, method: str, agent: str) -> fetching.Answer:
        assert agent == "medsite link check (+http://testserver)"
        return fetching.Answer(status=404, url=url)

    asked = partial(Manners, probe=probe, sleep=lambda seconds: None)
    monkeypatch.setattr("articles.management.commands.check_links.links.Manners", asked)
    out = StringIO()
    call_command("check_links", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_says_what_does_not_answer(linking: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(monkeypatch)

    assert f"Does not answer; will be tried again: {URL}" in said
    assert "1 address(es) known, 1 looked at, 1 of them in doubt." in said
    assert "0 looked at" in run(monkeypatch)


def test_the_command_reports_as_json(linking: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(run(monkeypatch, report="json")) == [
        {"url": URL, "state": "failing", "message": "The server says 404."}
    ]


def test_the_command_stops_at_its_limit(cast: Cast, linking: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.make_draft(cast.writer, title="Another", lead="Read [x](https://other.example.org/).")

    assert "1 looked at" in run(monkeypatch, limit=1)
    assert "1 looked at" in run(monkeypatch, limit=5)


def test_a_dead_address_is_a_remark_that_holds_nothing_up(linking: Draft, dead: LinkStatus) -> None:
    (finding,) = [found for found in workflow.inspect_draft(linking) if found.rule == "link lost"]

    assert not finding.blocks_submission
    assert URL in finding.message
    assert "The server says 404" in finding.message


@pytest.mark.parametrize("state", [LinkState.ALIVE, LinkState.FAILING, LinkState.CLOSED, LinkState.MOVED])
def test_an_address_that_may_be_well_is_no_remark(linking: Draft, dead: LinkStatus, state: LinkState) -> None:
    LinkStatus.objects.update(state=state)

    assert [found for found in workflow.inspect_draft(linking) if found.rule == "link lost"] == []


def test_an_archived_copy_ends_the_remark(cast: Cast, linking: Draft, dead: LinkStatus) -> None:
    before = current_stamp()

    archives.note_copy(
        dead,
        archive_url="https://archive.example.org/leaflet",
        archived_on=date(2026, 5, 3),
        by=cast.writer,
        now=factories.NOW,
    )

    assert [found for found in workflow.inspect_draft(linking) if found.rule == "link lost"] == []
    assert current_stamp() == before + 1
    assert AuditEntry.objects.filter(act="address.copy_noted").count() == 1


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("ftp://archive.example.org/x", date(2026, 5, 3)),
        ("javascript:alert(1)", date(2026, 5, 3)),
        ("http://[x", date(2026, 5, 3)),
        ("https://archive.example.org/x", None),
        ("https://archive.example.org/x", date(2027, 5, 3)),
    ],
)
def test_a_copy_needs_an_address_and_a_day(cast: Cast, dead: LinkStatus, url: str, day: date | None) -> None:
    with pytest.raises(Refused):
        archives.note_copy(dead, archive_url=url, archived_on=day, by=cast.writer, now=factories.NOW)


def test_only_writers_and_publishers_note_copies(cast: Cast, dead: LinkStatus) -> None:
    for person in (cast.clinician, cast.administrator, cast.stranger, cast.superuser):
        with pytest.raises(NotAllowed):
            archives.note_copy(dead, archive_url="", archived_on=None, by=person, now=factories.NOW)
        with pytest.raises(NotAllowed):
            archives.look_again([dead], by=person, now=factories.NOW)


CHANGE = "/admin/references/linkstatus/{}/change/"


def test_staff_see_what_was_found_and_where_the_address_stands(as_writer: Client, dead: LinkStatus) -> None:
    html = as_writer.get(CHANGE.format(dead.pk)).content.decode()

    assert "Dead" in html
    assert "The server says 404." in html
    assert "None yet." in html


def test_a_copy_is_noted_in_the_admin(as_writer: Client, dead: LinkStatus) -> None:
    values = {"archive_url": "https://archive.example.org/leaflet", "archived_on": "2026-05-03"}

    response = as_writer.post(CHANGE.format(dead.pk), values)

    assert response.status_code == 302
    assert LinkStatus.objects.get().archived_on == date(2026, 5, 3)


@pytest.mark.parametrize(
    "values",
    [
        {"archive_url": "https://archive.example.org/leaflet", "archived_on": ""},
        {"archive_url": "https://archive.example.org/leaflet", "archived_on": "2999-01-01"},
        {"archive_url": "ftp://archive.example.org/leaflet", "archived_on": "2026-05-03"},
        {"archive_url": "not an address", "archived_on": "2026-05-03"},
    ],
)
def test_a_bad_note_is_said_beside_its_field_and_kept(
    as_writer: Client, dead: LinkStatus, values: dict[str, str]
) -> None:
    response = as_writer.post(CHANGE.format(dead.pk), values)

    html = response.content.decode()
    assert response.status_code == 200
    assert "errorlist" in html
    assert values["archive_url"] in html
    assert LinkStatus.objects.get().archive_url == ""


@pytest.mark.parametrize(("role", "status"), [("clinician", 403), ("stranger", 302), ("administrator", 403)])
def test_others_change_nothing(client: Client, cast: Cast, dead: LinkStatus, role: str, status: int) -> None:
    person: User = getattr(cast, role)
    client.force_login(person)

    response = client.post(
        CHANGE.format(dead.pk), {"archive_url": "https://x.example.org/", "archived_on": "2026-05-03"}
    )

    assert response.status_code == status
    assert LinkStatus.objects.get().archive_url == ""


def test_addresses_can_be_looked_at_again(as_writer: Client, dead: LinkStatus) -> None:
    LinkStatus.objects.update(next_check_at=factories.later(days=9000))
    values = {"action": "look_again", "_selected_action": [str(dead.pk)]}

    as_writer.post("/admin/references/linkstatus/", values)

    assert LinkStatus.objects.get().next_check_at < factories.later(days=900)


def test_an_address_that_is_never_asked_is_no_link_for_staff_either(as_writer: Client, dead: LinkStatus) -> None:
    LinkStatus.objects.update(state=LinkState.FORBIDDEN, url="http://127.0.0.1/secret")

    assert 'href="http://127.0.0.1/secret"' not in as_writer.get(CHANGE.format(dead.pk)).content.decode()
