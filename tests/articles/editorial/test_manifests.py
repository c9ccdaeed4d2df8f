"""The screens of manifests: choosing, reading, signing; a refusal keeps what was typed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.governance.policy import STRICT
from articles.domain.reviewing import manifests
from articles.models import Decision, Manifest, ManifestOpening, Revision
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


@pytest.fixture
def as_clinician(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clinician)
    return client


@pytest.fixture
def manifest(cast: Cast, revision: Revision) -> Manifest:
    return manifests.make_manifest([revision], title="Autumn import", by=cast.writer, now=factories.NOW)


def form(manifest: Manifest, cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "shown": manifests.overview(manifest, user=cast.clinician, now=factories.timezone_now()).shown,
        "confirmed": [key for key, _ in STRICT.checklist],
        "interests": "some",
        "statement": "I was paid by nobody.",
        "password": factories.PASSWORD,
    } | values


def test_waiting_texts_become_a_manifest(as_writer: Client, revision: Revision) -> None:
    page = as_writer.get("/admin/desk/manifests/new/").content.decode()
    assert "A sample article, revision 1" in page

    response = as_writer.post("/admin/desk/manifests/new/", {"title": "Autumn", "texts": [revision.pk]})

    assert response["Location"] == f"/admin/desk/manifests/{Manifest.objects.get().pk}/"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "A"}, "Choose at least one text."),
        ({"title": "A", "texts": ["999"]}, "not one of the available choices"),
        ({"title": "A", "texts": ["9" * 30]}, "not one of the available choices"),
        ({"title": "A", "texts": ["²\0"]}, "not one of the available choices"),
    ],
)
def test_a_choice_that_is_none_gets_a_sentence(
    data: dict[str, Any], said: str, as_writer: Client, revision: Revision
) -> None:
    response = as_writer.post("/admin/desk/manifests/new/", data)

    assert response.status_code == 400
    assert said in response.content.decode()
    assert 'value="A"' in response.content.decode()


def test_a_clinician_samples_opens_and_signs(as_clinician: Client, cast: Cast, manifest: Manifest) -> None:
    address = f"/admin/desk/manifests/{manifest.pk}/"
    assert "Choose my sample" in as_clinician.get(address).content.decode()
    as_clinician.post(f"{address}sample/")

    early = as_clinician.post(address, form(manifest, cast))
    assert early.status_code == 400
    assert "were not opened yet" in early.content.decode()
    assert 'value="I was paid by nobody."' in early.content.decode()

    item = manifest.items.get()
    opened = as_clinician.post(f"/admin/desk/manifest-items/{item.pk}/open/")
    assert opened["Location"] == f"/admin/desk/revisions/{item.revision_id}/"
    assert ManifestOpening.objects.get().by == cast.clinician
    assert "Autumn import" in as_clinician.get(opened["Location"]).content.decode()

    wrong = as_clinician.post(address, form(manifest, cast, password="wrong"))
    assert wrong.status_code == 403
    signed = as_clinician.post(address, form(manifest, cast, password=factories.PASSWORD))

    assert signed["Location"] == address
    assert Decision.objects.get().statement == "I was paid by nobody."
    page = as_clinician.get(address).content.decode()
    assert "signed 1 of 1 texts" in page
    assert "There is no text in this manifest that waits for your signature." in page


def test_a_writer_sees_a_manifest_and_cannot_sign_it(as_writer: Client, cast: Cast, manifest: Manifest) -> None:
    address = f"/admin/desk/manifests/{manifest.pk}/"
    assert "You cannot sign here. Only clinicians sign." in as_writer.get(address).content.decode()

    assert as_writer.post(address, form(manifest, cast)).status_code == 403
    assert Decision.objects.count() == 0


def test_an_empty_list_says_what_to_do(as_writer: Client) -> None:
    assert "There is no manifest yet." in as_writer.get("/admin/desk/manifests/").content.decode()
    assert "No text waits for a decision." in as_writer.get("/admin/desk/manifests/new/").content.decode()


def test_lists_take_a_fixed_number_of_statements(as_writer: Client, cast: Cast) -> None:
    counts = []
    for number in range(3):
        revision = factories.submit(factories.make_draft(cast.writer, title=f"Text {number}"), cast.writer)
        manifests.make_manifest([revision], title=f"M{number}", by=cast.writer, now=factories.NOW)
        with CaptureQueriesContext(connection) as queries:
            as_writer.get("/admin/desk/manifests/")
            as_writer.get("/admin/desk/manifests/new/")
        counts.append(len(queries))

    assert len(set(counts)) == 1
