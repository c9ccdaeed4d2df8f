"""Every form in which an article leaves the house: with its notices, at one statement, gone when it is withdrawn."""

import gzip
import json
from typing import Any
from unittest import mock

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.choices import Format, PublicationKind, StopReason
from articles.content import ArticleContent
from articles.domain.overlay import notice_desk
from articles.domain.publication import framing, reframing, taking_down
from articles.domain.publication.framing import choose_notices
from articles.models import NoticeProposal, Publication, PublishedPage, PublishedRepresentation
from articles.rendering import representations
from articles.rendering.guard import NoticeMissing, readable
from tests import factories
from tests.conftest import Cast

SLUG = "a-sample-article"
ADDRESSES = {
    f"/articles/{SLUG}/": Format.HTML,
    f"/articles/{SLUG}/?view=reading": Format.READING,
    f"/articles/{SLUG}/?view=large": Format.HTML,
    f"/articles/{SLUG}.md": Format.MARKDOWN,
    f"/api/v1/articles/{SLUG}/": Format.JSON,
    "/api/v1/articles/": Format.ITEM,
    "/api/v1/articles/?topic=mental-health": Format.ITEM,
    "/feed/": Format.ENTRY,
    "/topics/mental-health/feed/": Format.ENTRY,
}
OF_ONE = [
    f"/articles/{SLUG}/",
    f"/articles/{SLUG}/?view=reading",
    f"/articles/{SLUG}/?view=large",
    f"/articles/{SLUG}.md",
    f"/api/v1/articles/{SLUG}/",
]
LISTING = [
    "/",
    "/articles/",
    "/topics/mental-health/",
    "/feed/",
    "/topics/mental-health/feed/",
    "/sitemap-0.xml",
    "/api/v1/articles/",
    "/api/v1/articles/?topic=mental-health",
]


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    """A live article about clonazepam, in a topic: it carries several notices."""
    return publish(cast)


def publish(cast: Cast, **values: Any) -> Publication:
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    subject = factories.clonazepam()
    body = "Clonazepam is a medicine.\n\n## What it is\n\nIt is used for < 9 weeks at 10^9^ [@sample2020, p. 3]."
    draft = factories.make_draft(cast.writer, topics=(topic,), subjects=(subject,), body=body, **values)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def text_of(client: Client, address: str) -> str:
    form = ADDRESSES[address]
    return readable(client.get(address).content.decode(), Format.ENTRY if form == Format.ENTRY else form)


def words(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_representation_lacks_the_text_of_an_applicable_notice(
    address: str, live: Publication, client: Client
) -> None:
    content = ArticleContent.from_json(live.revision.content_json)
    notices = choose_notices(content).notices
    assert len(notices) > 3
    assert "general" in {notice.code for notice in notices}

    shown = words(text_of(client, address))

    for notice in notices:
        assert words(notice.heading) in shown
        assert words(notice.text) in shown


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("code", ["general", "do-not-stop-suddenly"])
def test_the_one_writer_refuses_a_representation_that_lost_a_notice(form: Format, code: str, live: Publication) -> None:
    """Whatever renders, and however it forgets: the guard looks at the result."""
    page = PublishedPage.objects.select_related("article", "publication__revision__article").get()
    framed = reframing.reframe(page, now=factories.NOW)
    lost = next(notice for notice in framed.chosen.notices if notice.code == code)
    broken = framed.texts[form].replace(lost.heading, "")
    assert broken != framed.texts[form]
    if form == Format.HTML:
        forgetful: Any = mock.patch("articles.rendering.page.render_to_string", return_value=broken)
    else:
        forgetful = mock.patch.dict(representations.RENDERERS, {form: lambda source: broken})

    with forgetful, pytest.raises(NoticeMissing, match="is missing"):
        reframing.reframe(page, now=factories.NOW, formats=[form])


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_changed_notice_is_in_every_representation_at_the_next_request(
    address: str, live: Publication, cast: Cast, client: Client
) -> None:
    etag = client.get(address)["ETag"]
    proposal = NoticeProposal(code="general", harm="general", heading="Disclaimer", body="A quite new wording.")
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    response = client.get(address, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "A quite new wording" in response.content.decode()
    reframing.rebuild(list(reframing.stale_pages(now=factories.NOW)), now=factories.NOW)
    assert client.get(address).content == response.content


@pytest.mark.parametrize("address", OF_ONE)
def test_a_representation_costs_one_statement_in_every_encoding(
    address: str, live: Publication, client: Client
) -> None:
    bodies = set()
    for encoding, decode in (("", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers={"Accept-Encoding": encoding})
        assert (response.status_code, len(queries)) == (200, 1)
        assert response.get("Content-Encoding", "") == encoding
        assert response["Vary"] == "Accept-Encoding"
        assert int(response["Content-Length"]) == len(response.content)
        bodies.add(decode(response.content))

        with CaptureQueriesContext(connection) as queries:
            again = client.get(address, headers={"Accept-Encoding": encoding, "If-None-Match": response["ETag"]})
        assert (again.status_code, again.content, len(queries)) == (304, b"", 1)
    assert len(bodies) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_representation_is_framed_afresh_while_the_stored_one_is_missing(
    address: str, live: Publication, client: Client
) -> None:
    """As right after an upgrade that brings a new form."""
    before = client.get(address).content
    PublishedRepresentation.objects.all().delete()

    assert client.get(address).content == before


@pytest.mark.parametrize("act", ["withdraw", "stop"])
def test_what_is_taken_down_is_gone_from_everywhere_at_the_next_request(
    act: str, live: Publication, cast: Cast, client: Client
) -> None:
    for address in [*ADDRESSES, *LISTING]:
        assert client.get(address).status_code == 200

    if act == "withdraw":
        taking_down.withdraw(live.article, by=cast.publisher, now=factories.NOW, note="A number was wrong.")
    else:
        taking_down.stop(
            live.article,
            kind=PublicationKind.SUSPENDED,
            reason=StopReason.NUMBER,
            by=cast.clinician,
            now=factories.NOW,
        )

    for address in OF_ONE:
        response = client.get(address)
        assert response.status_code == 410, address
        assert "Clonazepam" not in response.content.decode()
    for address in LISTING:
        response = client.get(address)
        assert response.status_code in {200, 404}, address
        assert SLUG not in response.content.decode(), address
    assert PublishedRepresentation.objects.count() == 0


def test_a_text_that_was_damaged_is_withheld_in_every_form(live: Publication, client: Client) -> None:
    revision = live.revision
    revision.body_html = revision.body_html.replace("medicine", "sweet", 1)
    with factories.triggers_lifted():
        type(revision).objects.bulk_update([revision], ["body_html"])
    PublishedPage.objects.update(notices_stamp=0)

    for address in OF_ONE:
        response = client.get(address)
        assert response.status_code == 503, address
        assert "sweet" not in response.content.decode()
    assert json.loads(client.get("/api/v1/articles/").content)["articles"] == []


def test_forms_are_stored_once_and_only_anew_when_they_change(live: Publication) -> None:
    before = dict(PublishedRepresentation.objects.values_list("format", "pk"))
    assert set(before) == set(Format)

    reframing.rebuild([live.article.page.pk], now=factories.NOW)

    assert dict(PublishedRepresentation.objects.values_list("format", "pk")) == before


def test_lists_read_no_documents(live: Publication, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/articles/")

    assert "representation" not in " ".join(query["sql"] for query in queries)


def test_the_framed_document_is_what_is_stored(live: Publication) -> None:
    page = PublishedPage.objects.select_related("article", "publication__revision__article").get()
    framed = reframing.reframe(page, now=factories.NOW)

    assert framed.document == page.document
    assert framed.sha256 == page.etag == page.representations.get(format=Format.HTML).etag
    assert isinstance(framed, framing.Framed)
