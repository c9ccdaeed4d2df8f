"""The page of one article: one statement, stored bytes, nothing that nobody signed."""

import gzip
import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.overlay import notice_desk
from articles.domain.publication import reframing, taking_down
from articles.models import NoticeProposal, Publication, PublishedPage, PublishedRepresentation, Revision
from medsite.lib import markdown
from tests import factories
from tests.conftest import Cast

ADDRESS = "/articles/a-sample-article/"
SCRIPTS = ['<script src="/static/js/reader.js" defer>', '<script type="application/ld+json">']
"""The one file of the house, and data that nothing runs."""


@pytest.mark.parametrize("count", [1, 3])
def test_an_article_costs_one_statement_whatever_the_number_of_articles(
    count: int, cast: Cast, approved_notices: None, client: Client
) -> None:
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)

    with CaptureQueriesContext(connection) as queries:
        response = client.get("/articles/article-0/")

    assert response.status_code == 200
    assert len(queries) == 1


def test_a_page_is_served_without_rendering_any_markdown(publication: Publication, client: Client) -> None:
    with mock.patch.object(markdown, "render", side_effect=AssertionError("rendered on a public request")):
        response = client.get(ADDRESS)

    assert response.status_code == 200
    assert response.content.decode() == PublishedPage.objects.get().document


def test_a_page_sets_no_cookie_and_has_a_strict_policy(publication: Publication, client: Client) -> None:
    response = client.get(ADDRESS)

    assert response.cookies == {}
    assert "Cookie" not in response["Vary"]
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, no-cache"


def test_a_signed_in_person_gets_the_same_bytes(publication: Publication, client: Client, cast: Cast) -> None:
    anonymous = client.get(ADDRESS).content
    client.force_login(cast.writer)

    assert client.get(ADDRESS).content == anonymous


def test_a_page_has_no_script_but_one_file_and_calls_no_third_party(publication: Publication, client: Client) -> None:
    html = client.get(ADDRESS).content.decode()

    assert re.findall(r"<script[^>]*>", html) == SCRIPTS
    assert " style=" not in html
    assert 'src="http' not in html
    assert "{#" not in html
    assert "{{" not in html


def test_an_unchanged_page_is_answered_304(publication: Publication, client: Client) -> None:
    etag = client.get(ADDRESS)["ETag"]

    with CaptureQueriesContext(connection) as queries:
        response = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert (response.status_code, response.content, len(queries)) == (304, b"", 1)
    assert response["ETag"] == etag


def test_the_stored_gzip_is_sent_to_who_takes_it_with_an_etag_of_its_own(
    publication: Publication, client: Client
) -> None:
    plain = client.get(ADDRESS)
    zipped = client.get(ADDRESS, headers={"Accept-Encoding": "gzip, deflate"})

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert zipped["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert client.get(ADDRESS, headers={"If-None-Match": zipped["ETag"], "Accept-Encoding": "gzip"}).status_code == 304


@pytest.mark.parametrize("header", ['"nonsense"', '"', "*", "", '"' + "0" * 64 + '"'])
def test_a_foreign_etag_gets_the_page(header: str, publication: Publication, client: Client) -> None:
    assert client.get(ADDRESS, headers={"If-None-Match": header}).status_code in {200} | (
        {304} if header == "*" else set()
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_answers_get_and_head_only(method: str, publication: Publication) -> None:
    client = Client(enforce_csrf_checks=False)

    assert getattr(client, method)(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200
    assert client.head(ADDRESS).content == b""


def test_a_draft_and_an_unknown_address_answer_alike(cast: Cast, draft: Any, client: Client) -> None:
    never_published, unknown = client.get(ADDRESS), client.get("/articles/no-such-article/")

    assert never_published.status_code == unknown.status_code == 404
    assert never_published.content == unknown.content


def test_an_approved_text_is_not_public_before_it_is_published(approved: Any, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404


def test_a_withdrawn_article_says_so_without_its_title(cast: Cast, publication: Publication, client: Client) -> None:
    taking_down.withdraw(
        publication.article, by=cast.publisher, now=factories.NOW, note="A source was retracted <b>today</b>."
    )

    response = client.get(ADDRESS)

    html = response.content.decode()
    assert response.status_code == 410
    assert "A source was retracted &lt;b&gt;today&lt;/b&gt;." in html
    assert "25 November 2026" in html
    assert "A sample article" not in html


def test_an_approved_change_of_a_notice_is_on_the_page_at_the_next_request(
    cast: Cast, publication: Publication, client: Client
) -> None:
    etag = client.get(ADDRESS)["ETag"]
    proposal = NoticeProposal(
        code="general", harm="general", heading="Medical disclaimer", body="A newer wording of the disclaimer."
    )
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    assert "A newer wording" not in client.get(ADDRESS).content.decode()
    notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    response = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "A newer wording of the disclaimer." in response.content.decode()
    reframing.rebuild(list(reframing.stale_pages(now=factories.NOW)), now=factories.NOW)
    with CaptureQueriesContext(connection) as queries:
        stored = client.get(ADDRESS)
    assert (stored.content, len(queries)) == (response.content, 1)


def test_a_page_of_another_frame_is_framed_afresh(publication: Publication, client: Client) -> None:
    """As after an upgrade that changed a template, before pages were rebuilt."""
    PublishedPage.objects.update(frame_version="older")
    PublishedRepresentation.objects.update(gzip=gzip.compress(b"<p>old frame</p>"), brotli=b"")

    html = client.get(ADDRESS).content.decode()

    assert html.startswith("<!DOCTYPE html>")
    assert "A statement with a source" in html


def test_a_page_past_its_date_says_that_its_review_is_overdue_without_any_clock_running(
    publication: Publication, client: Client
) -> None:
    with mock.patch("articles.reader.views.timezone.now", return_value=factories.later(days=900)):
        html = client.get(ADDRESS).content.decode()

    assert "The review of this article is overdue" in html
    assert "Review overdue" in html


def test_a_page_whose_signed_text_was_damaged_is_withheld_when_it_is_framed_anew(
    publication: Publication, client: Client
) -> None:
    revision = Revision.objects.get()
    revision.body_html = revision.body_html.replace("source", "sauce", 1)
    with factories.triggers_lifted():
        Revision.objects.bulk_update([revision], ["body_html"])
    PublishedPage.objects.update(notices_stamp=0)

    response = client.get(ADDRESS)

    assert response.status_code == 503
    assert "sauce" not in response.content.decode()


def test_every_fact_of_the_trust_strip_comes_from_a_real_decision(publication: Publication, client: Client) -> None:
    html = client.get(ADDRESS).content.decode()

    assert "Clara Clinician, MD" in html
    assert "Wendy Writer" in html
    assert '<time datetime="2026-11-25">25 November 2026</time>' in html
    assert '<time datetime="2028-11-25">25 November 2028</time>' in html


HOSTILE = "<script>alert(1)</script>{{ 7777*7777 }}{% now %}\"'><img src=x onerror=alert(1)>"


def test_nothing_that_a_writer_types_becomes_markup(cast: Cast, approved_notices: None, client: Client) -> None:
    source = factories.make_reference("hostile", title=HOSTILE, author=[{"literal": HOSTILE}])
    content = factories.content()
    draft = factories.make_draft(
        cast.writer,
        title=f"Title {HOSTILE}",
        lead=HOSTILE,
        summary=f"{HOSTILE} [@hostile]",
        body=f"{HOSTILE}\n\n## {HOSTILE}\n\nText.",
        citations=(factories.citation(source),),
        key_points=(content.key_points[0].model_copy(update={"label": HOSTILE, "text": HOSTILE}),),
        questions=(content.questions[0].model_copy(update={"question": HOSTILE, "answer": HOSTILE}),),
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher, note=HOSTILE)

    html = client.get(f"/articles/{draft.article.slug}/").content.decode()

    assert re.findall(r"<(?:script|!--)[^>]*>", html) == SCRIPTS
    assert html.count("</script") == len(SCRIPTS)
    assert "<img" not in html
    assert "60481729" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10
