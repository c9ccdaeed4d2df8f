"""The notice desk and the notices of one article, as staff use them."""

from typing import Any

import pytest
from django.test import Client

from articles.choices import Mark
from articles.domain.overlay import exceptions, notice_desk
from articles.models import (
    ArticleMark,
    NoticeProposal,
    NoticeVersion,
    NoticeWaiver,
    NumberProposal,
    Publication,
    RuleProposal,
    RuleVersion,
)
from tests import factories
from tests.conftest import Cast

DESK = "/admin/desk/notices/"


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_new_site_sees_its_proposals_and_what_is_missing(as_writer: Client) -> None:
    text = html(as_writer, DESK)

    assert "78 proposals wait for approval." in text
    assert "The general disclaimer has no approved wording, so nothing can be published." in text
    assert text.count("Not approved yet") == 35 + (39 + 2) + 4  # two notices have two wordings, each with its rule
    assert "988 Suicide &amp; Crisis Lifeline" in text


def test_the_desk_without_a_number_says_what_notices_do_then(as_writer: Client) -> None:
    NumberProposal.objects.all().delete()

    assert "There is no number yet. Until one is approved, notices name none." in html(as_writer, DESK)


def test_everything_approved_is_in_force(as_writer: Client, approved_notices: None) -> None:
    text = html(as_writer, DESK)

    assert "4 proposals wait for approval." in text
    assert text.count(">In force<") == 35


@pytest.mark.parametrize("extra", [0, 2])
def test_the_desk_costs_the_same_whatever_is_on_it(
    extra: int, as_writer: Client, cast: Cast, approved_notices: None, django_assert_max_num_queries: Any
) -> None:
    for place in range(extra):
        proposal = NoticeProposal(code=f"more-{place}", harm="caution", heading="More", body="More.")
        notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)

    with django_assert_max_num_queries(25):
        as_writer.get(DESK)


def test_a_change_of_a_wording_begins_from_the_one_in_force(as_writer: Client, approved_notices: None) -> None:
    data = {"kind": "notice", "code": "driving", "locale": "en-GB"}

    response = as_writer.post(f"{DESK}change/", data)

    proposal = NoticeProposal.objects.get()
    assert response["Location"] == f"/admin/articles/noticeproposal/{proposal.pk}/change/"
    assert proposal.body == NoticeVersion.objects.get(code="driving", locale="en-GB").body
    assert "Proposal waits" in html(as_writer, DESK)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose what to change"),
        ({"kind": "rule", "code": "no-such"}, "This rule has no version in force."),
        ({"kind": "notice", "code": "no-such", "locale": "en"}, "This notice has no wording in force."),
        ({"kind": "number", "code": "no-such"}, "This number is not in force."),
        ({"kind": "rule", "code": "x" * 999}, "This rule has no version in force."),
    ],
)
def test_a_change_of_nothing_is_refused_on_the_desk(data: dict[str, str], message: str, as_writer: Client) -> None:
    response = as_writer.post(f"{DESK}change/", data)

    assert response.status_code == 400
    assert message in response.content.decode()


def test_a_rule_is_retired_by_a_clinician_after_a_look_at_who_loses_it(
    client: Client, cast: Cast, approved_notices: None
) -> None:
    draft = factories.make_draft(cast.writer, title="About suicide", lead="About suicide. Then more.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    article = factories.publish(draft, cast.publisher).article
    client.force_login(cast.writer)
    address = client.post(f"{DESK}change/", {"kind": "retire", "code": "crisis-line"})["Location"]
    assert "You cannot approve this." in html(client, address)
    client.force_login(cast.second_clinician)

    text = html(client, address)
    assert "Never: the rule is retired" in text
    assert "1 of numbers 1 to 1 would change; there are 1." in text
    assert "<b>loses</b>If you are thinking about suicide or harming yourself" in text
    proposal = RuleProposal.objects.get()
    signed = {"proposed_at": proposal.proposed_at.isoformat(), "password": factories.PASSWORD}
    assert client.post(address, signed)["Location"] == DESK

    assert RuleVersion.objects.newest().get(code="crisis-line").retired
    assert "crisis" not in client.get(f"/articles/{article.slug}/").content.decode()
    assert "crisis-line</b>" in html(client, DESK)


@pytest.mark.parametrize("part", ["x", "-1", "0", "99999999", "٣", "2"])
def test_a_part_that_is_none_shows_the_first_or_nothing(part: str, as_writer: Client) -> None:
    proposal = NoticeProposal.objects.get(code="general")

    assert as_writer.get(f"/admin/desk/notices/{proposal.pk}/approve/?live={part}&drafts={part}").status_code == 200


@pytest.fixture
def article(publication: Publication) -> Any:
    return publication.article


def test_the_article_page_says_why_each_notice_is_there(as_writer: Client, article: Any) -> None:
    for address in (f"/admin/desk/articles/{article.pk}/", f"/admin/desk/articles/{article.pk}/notices/"):
        text = html(as_writer, address)
        assert "it stands on every article" in text
        assert "every-article: every article. Version 1, approved by Clara Clinician, MD, 25 November 2026" in text
        assert "25 November 2026, " in text.split("On this page since")[1]


def test_an_article_that_is_not_live_says_where_its_notices_are(as_writer: Client, draft: Any) -> None:
    text = html(as_writer, f"/admin/desk/articles/{draft.article_id}/notices/")

    assert "The article is not live. Its notices stand on the review screen." in text
    assert "Every rule applies to this article." in text


def test_a_writer_sets_a_mark_and_readers_get_its_notice(as_writer: Client, article: Any) -> None:
    address = f"/admin/desk/articles/{article.pk}/notices/"

    response = as_writer.post(address, {"act": "set", "key": "off_label"})

    assert response.status_code == 302
    assert "Not an approved use everywhere" in as_writer.get(f"/articles/{article.slug}/").content.decode()
    assert as_writer.post(address, {"act": "set", "key": "off_label"}).status_code == 409


@pytest.mark.parametrize(
    "data", [{}, {"act": "set", "key": "pizza"}, {"act": "dance", "key": "off_label"}, {"act": "set"}]
)
def test_nonsense_is_refused_with_a_sentence(data: dict[str, str], as_writer: Client, article: Any) -> None:
    response = as_writer.post(f"/admin/desk/articles/{article.pk}/notices/", data)

    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("query", ["act=dance&key=x", "act=waive", "act=waive&key=<b>", "act=clear&key=pizza"])
def test_a_form_for_nothing_is_not_there(query: str, as_writer: Client, article: Any) -> None:
    assert as_writer.get(f"/admin/desk/articles/{article.pk}/notices/?{query}").status_code == 404


def test_a_clinician_waives_a_rule_with_reason_and_password(client: Client, cast: Cast, article: Any) -> None:
    exceptions.set_mark(article, Mark.AFFILIATE, by=cast.writer, now=factories.NOW)
    address = f"/admin/desk/articles/{article.pk}/notices/"
    client.force_login(cast.writer)
    data = {"act": "waive", "key": "affiliate", "reason": "There are no such links."}
    assert client.post(address, data | {"password": factories.PASSWORD}).status_code == 403
    client.force_login(cast.second_clinician)
    assert "Waive the rule “affiliate” for this article" in html(client, f"{address}?act=waive&key=affiliate")

    refused = client.post(address, data)
    assert refused.status_code == 403
    assert "There are no such links.</textarea>" in refused.content.decode()
    assert client.post(address, data | {"reason": "", "password": factories.PASSWORD}).status_code == 400
    assert client.post(address, data).status_code == 302

    assert NoticeWaiver.objects.get().reason == "There are no such links."
    assert "Links here may pay" not in client.get(f"/articles/{article.slug}/").content.decode()
    assert "Waived by Carl Clinician, MD" in html(client, address)
    assert client.post(address, {"act": "restore", "key": "affiliate", "reason": "There are."}).status_code == 302
    assert "Links here may pay" in client.get(f"/articles/{article.slug}/").content.decode()
    assert client.post(address, {"act": "clear", "key": "affiliate", "reason": "None left."}).status_code == 302
    assert not ArticleMark.objects.exists()


def test_an_urgent_wording_is_on_the_page_at_the_very_next_request(client: Client, cast: Cast, article: Any) -> None:
    reader = Client()
    before = reader.get(f"/articles/{article.slug}/")
    client.force_login(cast.writer)
    client.post(f"{DESK}change/", {"kind": "notice", "code": "general", "locale": "en"})
    proposal = NoticeProposal.objects.get()
    fields = {"code": "general", "locale": "en", "harm": "general", "heading": "Medical disclaimer", "source": "x"}
    client.post(f"/admin/articles/noticeproposal/{proposal.pk}/change/", fields | {"body": "An urgent wording of it."})
    proposal.refresh_from_db()
    client.force_login(cast.clinician)
    client.post(
        f"/admin/desk/notices/{proposal.pk}/approve/",
        {"proposed_at": proposal.proposed_at.isoformat(), "password": factories.PASSWORD},
    )

    after = reader.get(f"/articles/{article.slug}/", headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert "An urgent wording of it." in after.content.decode()
