"""What became known of a source after the signing: on every form of the page, at the next request, unsigned."""

from datetime import date

import pytest
from django.test import Client

from articles.choices import PublicationKind
from articles.domain.publication import reframing
from articles.domain.upkeep import archives
from articles.models import Publication, PublishedPage
from references import links
from references.link_status import LinkStatus
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

URL = "https://source.example.org/page?a=1&b=2"
COPY = "https://archive.example.org/2026/page"
FORMS = ("/articles/a-sample-article/", "/articles/a-sample-article.md", "/api/v1/articles/a-sample-article/")


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    reference = factories.make_reference(
        "web2020", type="webpage", URL=URL, accessed={"date-parts": [[2026, 1, 2]]}, title="A page"
    )
    draft = factories.make_draft(
        cast.writer,
        body="Text.\n\n## What it is\n\nA statement [@web2020].",
        summary="Brief.",
        citations=(factories.citation(reference),),
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def note_copy(cast: Cast) -> None:
    links.remember([URL], now=factories.NOW)
    archives.note_copy(
        LinkStatus.objects.get(),
        archive_url=COPY,
        archived_on=date(2026, 5, 3),
        by=cast.writer,
        now=factories.NOW,
    )


@pytest.mark.parametrize("address", FORMS)
def test_an_archived_copy_is_offered_on_the_next_request(
    address: str, client: Client, cast: Cast, live: Publication
) -> None:
    assert COPY not in client.get(address).content.decode()

    note_copy(cast)

    text = client.get(address).content.decode()
    assert COPY in text
    assert "Archived copy of 3 May 2026" in text


def test_the_signed_text_stays_what_it_was(cast: Cast, live: Publication) -> None:
    before = (live.revision.content_digest, live.revision.body_html)

    note_copy(cast)
    reframing.rebuild([PublishedPage.objects.get().pk], now=factories.NOW)

    page = PublishedPage.objects.get()
    assert (page.content_digest, page.publication.revision.body_html) == before
    assert page.publication.kind == PublicationKind.PUBLISHED


def test_the_copy_goes_when_the_note_is_taken_back(cast: Cast, client: Client, live: Publication) -> None:
    note_copy(cast)
    archives.note_copy(LinkStatus.objects.get(), archive_url="", archived_on=None, by=cast.writer, now=factories.NOW)

    assert COPY not in client.get(FORMS[0]).content.decode()
