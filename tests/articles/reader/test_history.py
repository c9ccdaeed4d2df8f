"""The history of an article: what happened when, and old versions under today's notices."""

import gzip
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.choices import Mark, PublicationKind, StopReason
from articles.domain.drafting import drafts
from articles.domain.overlay import exceptions, notice_desk
from articles.domain.publication import addresses, publishing, reframing, taking_down
from articles.models import Draft, NoticeProposal, NoticeVersion, Publication, PublishedPage, Rendering, Revision
from references.models import Reference
from tests import factories
from tests.conftest import Cast

HISTORY = "/articles/a-sample-article/history/"


def publish_again(cast: Cast, publication: Publication, *, days: int, **values: Any) -> Publication:
    """A next version of a live article, published some days after the first one."""
    now = factories.later(days=days)
    opened = drafts.open_draft(publication.article, by=cast.writer, now=now)
    factories.save(opened, cast.writer, now=now, lead=f"A lead of day {days}.")
    factories.approve(factories.submit(opened, cast.writer, now=now), cast.clinician, now=now)
    return factories.publish(Draft.objects.get(pk=opened.pk), cast.publisher, now=now, **values)


@pytest.fixture
def three(cast: Cast, publication: Publication) -> Publication:
    publish_again(cast, publication, days=10, correction=True, note="The dose was wrong <b>there</b>.")
    return publish_again(cast, publication, days=20, note="Two new studies.")


def test_the_history_says_what_happened_when_and_who_signed(three: Publication, client: Client) -> None:
    response = client.get(HISTORY)

    html = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html
    order = [
        "History of “A sample article”",
        "Version 3: New version, reviewed as a whole",
        "15 December 2026",
        "What readers get now",
        "Two new studies.",
        "Signed by Clara Clinician, MD.",
        "Version 2: An error was corrected",
        ">5 December 2026<",
        "The dose was wrong &lt;b&gt;there&lt;/b&gt;.",
        "Version 1: First published",
        "25 November 2026",
    ]
    places = [html.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    for number, shown in ((1, True), (2, True), (3, False)):
        assert (f'href="{HISTORY}{number}/"' in html) is shown
    assert "A sample article" in client.get("/articles/a-sample-article/").content.decode()
    assert 'history/">All versions' in client.get("/articles/a-sample-article/").content.decode()


def test_an_old_version_is_the_signed_text_of_then(three: Publication, client: Client) -> None:
    response = client.get(f"{HISTORY}1/")

    html = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert "This version was replaced on" in html
    assert '<time datetime="2026-12-05">5 December 2026</time>' in html
    assert 'href="http://testserver/articles/a-sample-article/">Read the current one' in html
    assert "Two sentences of lead." in html
    assert "A lead of day" not in html
    body = json.loads(Revision.objects.get(number=1).body_html)
    rendering = Rendering.objects.filter(publication__number=1).latest("pk")
    then = gzip.decompress(bytes(rendering.document)).decode()
    for section in body["sections"]:
        assert section["html"] in html
        assert section["html"] in then
    assert rendering.sha256[:16] in html
    assert "A lead of day 10." in client.get(f"{HISTORY}2/").content.decode()


def reword(cast: Cast, code: str, harm: str, heading: str) -> None:
    proposal = NoticeProposal(code=code, harm=harm, heading=heading, body="A quite new wording.")
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )


def test_the_history_says_when_the_notices_changed_above_the_same_text(
    three: Publication, cast: Cast, client: Client
) -> None:
    assert "Safety information changed" not in client.get(HISTORY).content.decode()
    reword(cast, "general", "general", "A new disclaimer")
    reframing.rebuild(list(reframing.stale_pages(now=factories.later(days=30))), now=factories.later(days=30))

    html = client.get(HISTORY).content.decode()

    told = html[html.index("Safety information changed") : html.index("Version 3: ")]
    assert '<time datetime="2026-12-25">25 December 2026</time>' in told
    assert "The text stayed as it was signed." in told
    assert "Reworded: <span>“A new disclaimer”</span>." in told
    assert "New:" not in told and "No longer there:" not in told
    taking_down.withdraw(three.article, by=cast.publisher, now=factories.later(days=40), note="A source was retracted.")
    assert "Safety information changed" not in client.get(HISTORY).content.decode()


def test_the_history_names_a_notice_that_came_and_one_that_went(
    approved_notices: None, cast: Cast, client: Client
) -> None:
    draft = factories.make_draft(cast.writer)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    article = factories.publish(draft, cast.publisher).article
    exceptions.set_mark(article, Mark.OFF_LABEL, by=cast.writer, now=factories.later(days=1))
    reframing.rebuild(list(reframing.stale_pages(now=factories.NOW)), now=factories.later(days=1))

    html = client.get(HISTORY).content.decode()

    assert html.count("Safety information changed") == 1
    assert html.count("New: <span>“") == 1


def test_the_history_tells_nobody_that_a_review_is_overdue_or_that_a_correction_is_long_ago(
    cast: Cast, publication: Publication, client: Client
) -> None:
    publish_again(cast, publication, days=10, correction=True, note="The dose was wrong there.")
    for day, shown in ((100, {"corrected"}), (900, {"overdue"})):
        rebuild_all(day=day)
        notices = {entry["notice"] for entry in json.loads(Rendering.objects.latest("pk").notices)}
        assert notices & {"corrected", "overdue"} == shown

    assert "Safety information changed" not in client.get(HISTORY).content.decode()


def test_the_history_says_when_a_source_was_retracted(approved_notices: None, cast: Cast, client: Client) -> None:
    factories.put_live(cast)
    Reference.objects.filter(key="sample2020").update(standing="retracted")
    rebuild_all(day=1)

    html = client.get(HISTORY).content.decode()

    assert html.count("Safety information changed") == html.count("New: <span>“") == 1


def test_the_history_says_when_a_number_in_a_notice_changed(approved_notices: None, cast: Cast, client: Client) -> None:
    factories.make_number(cast.clinician, code="xx-crisis", purpose="crisis")
    factories.put_live(cast, locale="en-XX", lead="Some have suicidal thoughts. Then more.")
    factories.make_number(cast.clinician, code="xx-crisis", purpose="crisis", number="11 111", version=2)
    rebuild_all(day=1)

    html = client.get(HISTORY).content.decode()

    heading = NoticeVersion.objects.get(code="crisis").heading
    assert html.count("Safety information changed") == 1
    assert f"Reworded: <span>“{heading}”</span>." in html
    assert "New:" not in html and "No longer there:" not in html


def rebuild_all(*, day: int) -> None:
    """Store every page anew as the clock does on that day."""
    reframing.rebuild(list(PublishedPage.objects.values_list("pk", flat=True)), now=factories.later(days=day))


def test_an_old_version_carries_the_notices_of_today(three: Publication, cast: Cast, client: Client) -> None:
    etag = client.get(f"{HISTORY}1/")["ETag"]
    proposal = NoticeProposal(code="general", harm="general", heading="Disclaimer", body="A quite new wording.")
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    response = client.get(f"{HISTORY}1/", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "A quite new wording." in response.content.decode()


def test_the_current_version_is_at_the_address_of_the_article(three: Publication, client: Client) -> None:
    response = client.get(f"{HISTORY}3/")

    assert (response.status_code, response["Location"]) == (302, "/articles/a-sample-article/")
    assert client.get(f"{HISTORY}4/").status_code == 404
    assert client.get(f"{HISTORY}0/").status_code == 404
    assert client.get("/articles/no-such/history/").status_code == 404
    assert client.get("/articles/no-such/history/1/").status_code == 404


@pytest.mark.parametrize("act", ["withdrawn", "suspended"])
def test_of_a_withdrawn_article_there_are_dates_kinds_and_notes_and_no_text(
    act: str, three: Publication, cast: Cast, client: Client
) -> None:
    assert client.get(f"{HISTORY}1/").status_code == 200
    now = factories.later(days=30)
    if act == "withdrawn":
        taking_down.withdraw(three.article, by=cast.publisher, now=now, note="It was unsafe.")
    else:
        taking_down.stop(
            three.article, kind=PublicationKind.SUSPENDED, reason=StopReason.NUMBER, by=cast.clinician, now=now
        )

    html = client.get(HISTORY).content.decode()

    for shown in ("25 December 2026", "First published", "Two new studies.", "The dose was wrong"):
        assert shown in html
    for hidden in ("A sample article", "Clara", "Fingerprint", f"{HISTORY}1/", "lead"):
        assert hidden not in html.split("<main")[1].split("</main>")[0]
    for number in (1, 2, 3, 4):
        response = client.get(f"{HISTORY}{number}/", follow=True)
        assert response.status_code == 410
        assert "Two sentences" not in response.content.decode()
    assert f'href="{HISTORY}"' in client.get("/articles/a-sample-article/").content.decode()


def test_a_version_before_a_withdrawal_can_be_read_again_once_the_article_is_back(
    three: Publication, cast: Cast, client: Client
) -> None:
    now = factories.later(days=30)
    taking_down.withdraw(three.article, by=cast.publisher, now=now, note="A mistake.")
    publishing.reinstate(three.article, by=cast.publisher, now=now)

    html = client.get(f"{HISTORY}3/").content.decode()

    assert "This version was taken down on" in html
    history = client.get(HISTORY).content.decode()
    assert "Version 5: Offered to readers again" in history
    assert "Version 4: Withdrawn: no longer offered to readers" in history
    assert f'href="{HISTORY}4/"' not in history
    assert client.get(f"{HISTORY}4/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_with_one_and_three_versions(
    count: int, cast: Cast, publication: Publication, client: Client
) -> None:
    for place in range(1, count):
        publish_again(cast, publication, days=place)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(HISTORY)
    with CaptureQueriesContext(connection) as again:
        same = client.get(HISTORY, headers={"If-None-Match": response["ETag"]})

    assert (response.status_code, len(queries)) == (200, 6)
    assert (same.status_code, len(again)) == (304, 1)


@pytest.mark.parametrize("count", [2, 4])
def test_an_old_version_costs_the_same_with_two_and_four_versions(
    count: int, cast: Cast, publication: Publication, client: Client
) -> None:
    for place in range(1, count):
        publish_again(cast, publication, days=place)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{HISTORY}1/")
    with CaptureQueriesContext(connection) as again:
        same = client.get(f"{HISTORY}1/", headers={"If-None-Match": response["ETag"]})

    assert (response.status_code, len(queries)) == (200, 12)
    assert (same.status_code, len(again)) == (304, 1)


def test_a_damaged_old_version_is_withheld(three: Publication, client: Client) -> None:
    revision = Revision.objects.get(number=1)
    revision.body_html = revision.body_html.replace("source", "sauce", 1)
    with factories.triggers_lifted():
        Revision.objects.bulk_update([revision], ["body_html"])

    response = client.get(f"{HISTORY}1/")

    assert response.status_code == 503
    assert "sauce" not in response.content.decode()


def test_a_never_published_article_has_no_history(draft: Draft, client: Client) -> None:
    assert client.get(HISTORY).status_code == 404
    assert client.get(f"{HISTORY}1/").status_code == 404


def test_an_old_version_at_a_former_address_leads_on(three: Publication, cast: Cast, client: Client) -> None:
    addresses.rename(three.article, "another", by=cast.publisher, now=factories.later(days=21))

    response = client.get(f"{HISTORY}1/")

    assert (response.status_code, response["Location"]) == (301, "/articles/another/history/1/")
