"""Where texts lead: inside and outside addresses of live pages, and those that are typed in drafts."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts
from articles.domain.publication import taking_down
from articles.domain.upkeep import outgoing
from articles.models import PublishedAddress, PublishedLink, PublishedPage
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

BODY = """See [a leaflet](https://health.example.org/leaflet?a=1&b=2) and [another article](/articles/other-one/).

## What it is

A statement [@sample2020]. [The same leaflet](https://health.example.org/leaflet?a=1&b=2).
"""


def live(cast: Cast, **values: Any) -> PublishedPage:
    draft = factories.make_draft(cast.writer, **values)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)
    return PublishedPage.objects.get(article=draft.article)


def test_a_live_page_notes_where_its_signed_text_leads(cast: Cast, approved_notices: None) -> None:
    page = live(cast, body=BODY)

    assert [row.slug for row in PublishedLink.objects.filter(page=page)] == ["other-one"]
    assert [row.url for row in PublishedAddress.objects.filter(page=page)] == [
        "https://health.example.org/leaflet?a=1&b=2"
    ]


def test_the_next_publication_notes_anew(cast: Cast, approved_notices: None) -> None:
    page = live(cast, body=BODY)
    draft = drafts.open_draft(page.article, by=cast.writer, now=factories.NOW)
    text = BODY.replace("leaflet?a=1&b=2", "new-leaflet").replace("other-one", "third-one")
    factories.save(draft, cast.writer, body=text)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    assert [row.slug for row in PublishedLink.objects.all()] == ["third-one"]
    assert [row.url for row in PublishedAddress.objects.all()] == ["https://health.example.org/new-leaflet"]


def test_addresses_of_a_withdrawn_article_are_looked_at_no_more(cast: Cast, approved_notices: None) -> None:
    page = live(cast, body=BODY)
    taking_down.withdraw(page.article, by=cast.publisher, now=factories.NOW, note="Old.")

    assert list(outgoing.addresses()) == []


def test_addresses_typed_in_a_draft_are_found_wherever_they_stand(cast: Cast) -> None:
    reference = factories.make_reference(
        "web2020", type="webpage", URL="https://source.example.org/page", accessed={"date-parts": [[2026, 1, 2]]}
    )
    factories.make_draft(
        cast.writer,
        lead="Read https://a.example.org/one. More (https://b.example.org/two_(x)), and https://c.example.org/three!",
        body="{Link: A title https://d.example.org/four}\n\n## H\n\n[x](https://e.example.org/five) [@web2020]",
        citations=(factories.citation(reference),),
    )

    assert list(outgoing.addresses()) == [
        "https://a.example.org/one",
        "https://b.example.org/two_(x)",
        "https://c.example.org/three",
        "https://d.example.org/four",
        "https://e.example.org/five",
        "https://source.example.org/page",
    ]


def test_noting_addresses_costs_the_same_for_one_and_three(cast: Cast, approved_notices: None) -> None:
    counts = []
    for number in (1, 3):
        links = " ".join(f"[x](https://h{place}.example.org/)" for place in range(number))
        page = live(cast, title=f"With {number}", body=f"{links}\n\n## H\n\nA statement [@sample2020].")
        page.addresses.all().delete()
        with CaptureQueriesContext(connection) as queries:
            outgoing.store(page, page.publication.revision)
        counts.append(len(queries))
        assert page.addresses.count() == number

    assert counts[0] == counts[1]
