"""The sources of a live article as RIS and BibTeX."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import ArticleContent
from articles.domain.publication import addresses, taking_down
from articles.models import Publication
from references import formats, library
from references.models import Reference, RetractionNotice
from references.retractions import checking
from tests import factories
from tests.conftest import Cast

ADDRESS = "/articles/a-sample-article/references"


def read(client: Client, ending: str) -> list[Any]:
    response = client.get(f"{ADDRESS}.{ending}")
    assert response.status_code == 200
    return [item.record for item in formats.read(response.content, name=f"x.{ending}").reads]


@pytest.mark.parametrize(
    ("ending", "media_type"), [("ris", "application/x-research-info-systems"), ("bib", "application/x-bibtex")]
)
def test_the_file_holds_the_records_that_were_signed(
    ending: str, media_type: str, publication: Publication, client: Client
) -> None:
    signed = ArticleContent.from_json(publication.revision.content_json).citations[0].reference or {}
    library.put(dict(signed) | {"title": "What the library says today"})

    response = client.get(f"{ADDRESS}.{ending}")

    assert response["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="a-sample-article.{ending}"'
    assert response["Cache-Control"] == "public, no-cache"
    assert read(client, ending) == [signed]


def test_sources_stand_in_the_order_of_their_numbers_and_uncited_ones_last(
    cast: Cast, approved_notices: None, client: Client
) -> None:
    made = [factories.make_reference(key) for key in ("unused2001", "second2002", "first2003")]
    draft = factories.make_draft(
        cast.writer,
        citations=tuple(factories.citation(reference) for reference in made),
        summary="So [@first2003].",
        body="And so [@second2002].",
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    assert [record["id"] for record in read(client, "bib")] == ["first2003", "second2002", "unused2001"]


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_a_source_that_was_retracted_since_says_so(ending: str, publication: Publication, client: Client) -> None:
    signed = ArticleContent.from_json(publication.revision.content_json).citations[0].reference or {}
    library.put(dict(signed) | {"title": "What the library says today", "DOI": "10.1000/paper"})
    RetractionNotice.objects.create(
        record_id="1", nature="retraction", doi="10.1000/paper", notice_on=date(2026, 2, 6),
        notice_doi="10.1000/notice", read_at=factories.NOW,
    )  # fmt: skip
    checking.refresh(Reference.objects.all())

    assert read(client, ending) == [
        signed | {"status": "retracted", "note": "Retracted, 6 February 2026. https://doi.org/10.1000/notice"}
    ]


def test_a_file_costs_two_statements_and_is_answered_304(publication: Publication, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        etag = client.get(f"{ADDRESS}.ris")["ETag"]

    assert len(queries) == 2
    assert client.get(f"{ADDRESS}.ris", headers={"If-None-Match": etag}).status_code == 304


def test_the_files_of_a_withdrawn_article_are_gone(publication: Publication, client: Client, cast: Cast) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="It was wrong.")

    response = client.get(f"{ADDRESS}.ris")

    assert response.status_code == 410
    assert "It was wrong." in response.content.decode()


@pytest.mark.parametrize("address", ["/articles/never-there/references.ris", f"{ADDRESS}.doc", f"{ADDRESS}.ris/"])
def test_what_is_not_there_is_not_found(address: str, publication: Publication, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_a_draft_has_no_file(revision: Any, client: Client) -> None:
    assert client.get(f"{ADDRESS}.ris").status_code == 404


def test_the_page_links_to_its_files_and_a_preview_does_not(
    publication: Publication, client: Client, cast: Cast
) -> None:
    assert f'href="{ADDRESS}.ris"' in client.get("/articles/a-sample-article/").content.decode()
    client.force_login(cast.clinician)
    preview = client.get(f"/admin/desk/revisions/{publication.revision_id}/preview/").content.decode()
    assert "references.ris" not in preview


def test_an_old_address_leads_to_the_file_at_the_new_one(publication: Publication, client: Client, cast: Cast) -> None:
    addresses.rename(publication.article, "a-new-address", by=cast.publisher, now=factories.NOW)

    response = client.get(f"{ADDRESS}.ris")

    assert (response.status_code, response["Location"]) == (301, "/articles/a-new-address/references.ris")
