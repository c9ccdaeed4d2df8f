"""Where a record of the library is used: live pages with their sentences, and open drafts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts
from articles.domain.publication import reframing, taking_down
from articles.models import Publication, PublishedReference
from references import library
from references.models import Reference
from tests import factories
from tests.conftest import Cast


def address(key: str = "sample2020") -> str:
    return f"/admin/desk/sources/{Reference.objects.get(key=key).pk}/"


def test_live_pages_stand_with_their_sentences_and_drafts_with_their_state(
    as_writer: Client, publication: Publication, cast: Cast
) -> None:
    factories.make_draft(cast.writer, title="A draft that cites it")

    html = as_writer.get(address()).content.decode()

    assert "Live pages (1)" in html
    assert "“A statement with a source.”" in html
    assert 'href="/articles/a-sample-article/#cite-1b"' in html
    assert "A draft that cites it" in html
    assert '<span class="ed-pill">Draft</span>' in html


def test_a_source_that_nobody_cites_says_so(as_writer: Client, cast: Cast) -> None:
    factories.make_reference("lonely2019")

    html = as_writer.get(address("lonely2019")).content.decode()

    assert "No live page lists it." in html
    assert "No open draft lists it." in html


def test_a_closed_draft_and_a_withdrawn_page_do_not_count(
    as_writer: Client, publication: Publication, cast: Cast
) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="It was wrong.")

    html = as_writer.get(address()).content.decode()

    assert "Live pages (0)" in html
    assert "No open draft lists it." in html


def test_the_rows_of_a_page_follow_its_newest_signed_text(
    cast: Cast, publication: Publication, as_writer: Client
) -> None:
    other = factories.make_reference("other2021")
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    citations = (*factories.content().citations, factories.citation(other))
    factories.save(draft, cast.writer, citations=citations, summary="So [@other2021].", body="Nothing cited here.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    rows = PublishedReference.objects.order_by("key").values_list("key", "is_cited")

    assert list(rows) == [("other2021", True), ("sample2020", False)]
    assert "Listed as further reading" in as_writer.get(address()).content.decode()


def test_storing_a_page_again_keeps_its_rows(publication: Publication) -> None:
    before = list(PublishedReference.objects.values_list("pk", flat=True))

    reframing.rebuild([publication.article.page.pk], now=factories.NOW)

    assert list(PublishedReference.objects.values_list("pk", flat=True)) == before


def test_a_merged_record_and_the_one_it_went_into_are_used_in_the_same_places(
    as_writer: Client, publication: Publication, cast: Cast
) -> None:
    kept = factories.make_reference("kept2020")
    library.merge(kept, Reference.objects.get(key="sample2020"), by=cast.writer, now=factories.NOW)

    for key in ("kept2020", "sample2020"):
        html = as_writer.get(address(key)).content.decode()
        assert "Live pages (1)" in html, key
    assert "merged into" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_costs_the_same_for_one_and_three(
    count: int, cast: Cast, approved_notices: None, as_writer: Client
) -> None:
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)
        factories.make_draft(cast.writer, title=f"Draft {place}")
    where = address()

    with CaptureQueriesContext(connection) as queries:
        html = as_writer.get(where).content.decode()

    assert html.count("“A statement with a source.”") == count
    assert len(queries) == 9


def test_the_form_of_a_record_leads_there(as_writer: Client, cast: Cast) -> None:
    reference = factories.make_reference()

    html = as_writer.get(f"/admin/references/reference/{reference.pk}/change/").content.decode()

    assert f'href="{address()}"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_search_and_autocomplete_ask_nothing_for_each_record(count: int, cast: Cast, as_writer: Client) -> None:
    for place in range(count):
        factories.make_reference(f"sample{place}")
    as_writer.get("/admin/")
    query = "app_label=articles&model_name=citation&field_name=reference"

    with CaptureQueriesContext(connection) as listing:
        as_writer.get("/admin/references/reference/?q=ada+sample")
    with CaptureQueriesContext(connection) as complete:
        found = as_writer.get(f"/admin/autocomplete/?term=sample&{query}").json()["results"]

    assert len(found) == count
    assert (len(listing), len(complete)) == (5, 5)
