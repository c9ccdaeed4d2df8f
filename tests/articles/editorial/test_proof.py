"""Proof at the desk: approval packs for those who answer for texts."""

import zipfile
from io import BytesIO

import pytest
from django.test import Client

from articles.models import Publication, Rendering
from tests import factories
from tests.conftest import Cast

PACK = "/admin/desk/articles/{}/publications/{}/pack/"


@pytest.mark.parametrize(("role", "sees"), [("publisher", True), ("clinician", True), ("writer", False)])
def test_the_article_page_offers_packs_to_those_who_may_take_them(
    role: str, sees: bool, client: Client, cast: Cast, publication: Publication
) -> None:
    client.force_login(getattr(cast, role))

    html = client.get(f"/admin/desk/articles/{publication.article_id}/").content.decode()

    assert (PACK.format(publication.article_id, 1) in html) == sees


def test_a_pack_is_a_file_that_nothing_on_the_way_stores(client: Client, cast: Cast, publication: Publication) -> None:
    client.force_login(cast.publisher)

    response = client.get(PACK.format(publication.article_id, 1))

    assert (response["Content-Type"], response["Cache-Control"]) == ("application/zip", "no-store")
    assert response["Content-Disposition"] == 'attachment; filename="a-sample-article-publication-1.zip"'
    assert "verify.py" in zipfile.ZipFile(BytesIO(response.content)).namelist()


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_publication_that_is_none_is_a_404(number: int, client: Client, cast: Cast, publication: Publication) -> None:
    client.force_login(cast.publisher)

    assert client.get(PACK.format(publication.article_id, number)).status_code == 404


def test_damage_is_said_and_gives_no_file(client: Client, cast: Cast, publication: Publication) -> None:
    rendering = Rendering.objects.get(publication=publication)
    rendering.sha256 = "0" * 64
    with factories.triggers_lifted():
        Rendering.objects.bulk_update([rendering], ["sha256"])
    client.force_login(cast.administrator)

    response = client.get(PACK.format(publication.article_id, 1))

    assert response.status_code == 500
    assert "was changed. Run doctor" in response.content.decode()
