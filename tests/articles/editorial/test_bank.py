"""The question bank at the desk: offer, where used, copying in, newer wordings."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import bank
from articles.domain.drafting.conversion import draft_content
from articles.models import Draft
from faq import bank as faq_bank
from faq.models import Question as BankQuestion
from tests import factories
from tests.conftest import Cast

BANK = "/admin/desk/bank/"


@pytest.fixture
def question(cast: Cast) -> BankQuestion:
    return factories.make_bank_question(cast.writer)


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def questions_of(draft: Draft) -> list[tuple[str, int]]:
    content = draft_content(Draft.objects.with_rows().get(pk=draft.pk))
    return [(item.question, item.bank.version if item.bank else 0) for item in content.questions]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_the_bank_cost_the_same_with_one_and_three(
    count: int, as_writer: Client, cast: Cast, draft: Draft
) -> None:
    for place in range(count):
        factories.make_bank_question(cast.writer, f"Question {place}?")
    offer = f"/admin/desk/drafts/{draft.pk}/bank/"
    html_of(as_writer, BANK)

    with CaptureQueriesContext(connection) as of_list:
        listed = html_of(as_writer, BANK)
    with CaptureQueriesContext(connection) as of_offer:
        offered = html_of(as_writer, offer)

    assert (len(of_list), len(of_offer)) == (5, 12)
    assert all(f"Question {place}?" in listed and f"Question {place}?" in offered for place in range(count))


def test_the_bank_is_searched_and_says_when_it_is_empty(as_writer: Client, cast: Cast, draft: Draft) -> None:
    offer = f"/admin/desk/drafts/{draft.pk}/bank/"
    assert "The bank holds no question yet." in html_of(as_writer, BANK)
    assert "The bank holds no question yet." in html_of(as_writer, offer)
    factories.make_bank_question(cast.writer, "Is metformin old?")
    for address in (BANK, offer):
        assert "Is metformin old?" in html_of(as_writer, f"{address}?q=METFORMIN")
        assert "holds these words" in html_of(as_writer, f"{address}?q=clonazepam")
    assert "No question was retired." in html_of(as_writer, f"{BANK}?show=retired")


def test_a_question_is_retired_and_brought_back(
    as_writer: Client, cast: Cast, draft: Draft, question: BankQuestion
) -> None:
    address = f"{BANK}{question.pk}/"
    as_writer.post(f"{address}retire/", {"act": "retire"})

    assert "Is it safe?" not in html_of(as_writer, BANK)
    assert "Is it safe?" in html_of(as_writer, f"{BANK}?show=retired")
    assert "Is it safe?" not in html_of(as_writer, f"/admin/desk/drafts/{draft.pk}/bank/")
    assert "Bring back" in html_of(as_writer, address)

    as_writer.post(f"{address}retire/", {"act": "bring-back"})

    assert "Is it safe?" in html_of(as_writer, BANK)


def test_a_question_that_is_not_there_is_a_404(as_writer: Client) -> None:
    assert as_writer.get(f"{BANK}999/").status_code == 404
    assert as_writer.post(f"{BANK}999/retire/").status_code == 404


def test_a_question_says_where_it_is_used_and_where_its_wording_is_older(
    as_writer: Client, cast: Cast, approved_notices: None, draft: Draft, question: BankQuestion
) -> None:
    copied = bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=factories.NOW)
    factories.approve(factories.submit(copied, cast.writer), cast.clinician)
    factories.publish(copied, cast.publisher)
    faq_bank.write(question, wording="Is it quite safe?", answer="Yes.", by=cast.writer, now=factories.NOW)

    html = html_of(as_writer, f"{BANK}{question.pk}/")

    assert f'href="/articles/{draft.article.slug}/#question-2"' in html
    assert "copied version 1" in html
    assert "Older wording" in html
    assert "Is it quite safe?" in html


def test_questions_are_copied_into_a_draft(as_writer: Client, draft: Draft, question: BankQuestion) -> None:
    address = f"/admin/desk/drafts/{draft.pk}/bank/"

    html = as_writer.post(
        address, {"version": draft.version, "pick": [str(question.uuid)]}, follow=True
    ).content.decode()

    assert questions_of(draft) == [("Is this a sample?", 0), ("Is it safe?", 1)]
    assert "stands in the article" in html


def test_a_stale_pick_is_refused_and_stays_ticked(as_writer: Client, draft: Draft, question: BankQuestion) -> None:
    address = f"/admin/desk/drafts/{draft.pk}/bank/"

    response = as_writer.post(address, {"version": draft.version + 1, "pick": [str(question.uuid)], "q": "safe"})

    assert response.status_code == 409
    html = response.content.decode()
    assert f'value="{question.uuid}" checked' in html
    assert 'value="safe"' in html


@pytest.mark.parametrize("pick", [[], ["no key"], ["0" * 32], ["'; drop table"]])
def test_a_pick_of_nothing_that_is_on_offer_is_refused(pick: list[str], as_writer: Client, draft: Draft) -> None:
    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/bank/", {"version": draft.version, "pick": pick})

    assert response.status_code == 400
    assert len(questions_of(draft)) == 1


@pytest.mark.parametrize(("act", "wording"), [("take", "Is it quite safe?"), ("keep", "Is it safe?")])
def test_a_newer_wording_is_shown_with_its_difference_and_settled_with_one_click(
    act: str, wording: str, as_writer: Client, cast: Cast, draft: Draft, question: BankQuestion
) -> None:
    copied = bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=factories.NOW)
    faq_bank.write(question, wording="Is it quite safe?", answer="It is.", by=cast.writer, now=factories.NOW)
    hub = html_of(as_writer, f"/admin/desk/articles/{draft.article_id}/")
    assert "Newer wording in the bank" in hub
    address = f"/admin/desk/drafts/{draft.pk}/bank/"
    assert f'href="{address}"' in hub
    assert "<ins" in html_of(as_writer, address)

    as_writer.post(f"{address}2/", {"version": copied.version, "seen": "2", "act": act})

    assert questions_of(draft) == [("Is this a sample?", 0), (wording, 2)]
    assert "Newer wordings" not in html_of(as_writer, address)


@pytest.mark.parametrize("values", [{"version": "9", "seen": "2"}, {"version": "2", "seen": "1"}, {}, {"seen": "x"}])
def test_what_was_not_looked_at_is_not_settled(
    values: dict[str, str], as_writer: Client, cast: Cast, draft: Draft, question: BankQuestion
) -> None:
    bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=factories.NOW)
    faq_bank.write(question, wording="Is it quite safe?", answer="It is.", by=cast.writer, now=factories.NOW)

    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/bank/2/", values)

    assert response.status_code == 409
    assert questions_of(draft)[1] == ("Is it safe?", 1)


def test_a_locked_text_is_left_alone(as_writer: Client, cast: Cast, draft: Draft, question: BankQuestion) -> None:
    factories.submit(draft, cast.writer)

    for response in (
        as_writer.get(f"/admin/desk/drafts/{draft.pk}/bank/"),
        as_writer.post(f"/admin/desk/drafts/{draft.pk}/bank/", {"version": "1", "pick": [str(question.uuid)]}),
        as_writer.post(f"/admin/desk/drafts/{draft.pk}/bank/1/", {"version": "1", "seen": "1"}),
    ):
        assert response.status_code == 409


def test_an_evil_answer_is_shown_as_it_is(as_writer: Client, cast: Cast, draft: Draft) -> None:
    question = factories.make_bank_question(cast.writer, "<script>?", "<script>alert(1)</script>")

    for address in (BANK, f"{BANK}{question.pk}/", f"/admin/desk/drafts/{draft.pk}/bank/"):
        html = html_of(as_writer, address)
        assert "<script>alert" not in html
        assert "&lt;script&gt;?" in html
