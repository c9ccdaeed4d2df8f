"""The question bank: every wording is kept, writers alone change it, each act is in the trail."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faq import bank
from faq.bank import BankError
from faq.models import Question, QuestionVersion
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast

NOW = factories.NOW


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    question = factories.make_bank_question(cast.writer)

    bank.write(question, wording=" Is it  safe? ", answer="It is.\r\n\r\nMostly.\n", by=cast.writer, now=NOW)

    found = list(question.versions.order_by("number").values_list("number", "wording", "answer"))
    assert found == [(1, "Is it safe?", "It is."), (2, "Is it safe?", "It is.\n\nMostly.")]
    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert (entry.act, entry.subject, entry.data) == ("bank.written", f"bank question {question.uuid}", '{"version":2}')


def test_the_same_wording_again_adds_nothing(cast: Cast) -> None:
    question = factories.make_bank_question(cast.writer)
    before = AuditEntry.objects.count()

    bank.write(question, wording="Is it safe?", answer="It is.\n", by=cast.writer, now=NOW)

    assert (QuestionVersion.objects.count(), AuditEntry.objects.count()) == (1, before)


@pytest.mark.parametrize("role", ["clinician", "publisher", "administrator", "stranger", "superuser"])
def test_only_writers_change_the_bank(role: str, cast: Cast) -> None:
    question, by = factories.make_bank_question(cast.writer), getattr(cast, role)

    with pytest.raises(BankError, match="Only medical writers"):
        bank.write(question, wording="Other?", answer="Yes.", by=by, now=NOW)
    with pytest.raises(BankError, match="Only medical writers"):
        bank.retire(question, by=by, now=NOW)
    with pytest.raises(BankError, match="Only medical writers"):
        bank.bring_back(question, by=by, now=NOW)


@pytest.mark.parametrize(("wording", "answer"), [("", "Yes."), ("Is it?", " \n")])
def test_a_question_has_wording_and_answer(wording: str, answer: str, cast: Cast) -> None:
    with pytest.raises(BankError, match="Write both"):
        bank.write(Question.objects.create(), wording=wording, answer=answer, by=cast.writer, now=NOW)


def test_a_question_is_retired_and_brought_back_once(cast: Cast) -> None:
    question = factories.make_bank_question(cast.writer)
    for verb, act in ((bank.retire, "bank.retired"), (bank.bring_back, "bank.brought_back")):
        verb(question, by=cast.writer, now=NOW)
        verb(question, by=cast.writer, now=NOW)

        assert AuditEntry.objects.filter(act=act).count() == 1
        question.refresh_from_db()
        assert (question.retired_at == NOW) is (act == "bank.retired")


def test_the_newest_wording_is_what_is_searched(cast: Cast) -> None:
    question = factories.make_bank_question(cast.writer, "Is metformin safe?", "For most people.")
    bank.write(question, wording="Is it safe in pregnancy?", answer="Ask first.", by=cast.writer, now=NOW)

    assert list(QuestionVersion.objects.newest().holding("metformin")) == []
    assert [row.number for row in QuestionVersion.objects.newest().holding("PREGNANCY ask")] == [2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_admin_costs_the_same_with_one_and_three(count: int, as_writer: Client, cast: Cast) -> None:
    for place in range(count):
        factories.make_bank_question(cast.writer, f"Question {place}?")
    as_writer.get("/admin/faq/question/")

    with CaptureQueriesContext(connection) as queries:
        html = as_writer.get("/admin/faq/question/").content.decode()

    assert len(queries) == 7
    assert all(f"Question {place}?" in html for place in range(count))


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(as_writer: Client, cast: Cast) -> None:
    response = as_writer.post("/admin/faq/question/add/", {"wording": "Is it?", "answer": "Bad \x08 sign."})

    assert response.status_code == 200
    assert "holds the control character U+0008" in response.content.decode()
    assert "Is it?" in response.content.decode()
    assert not QuestionVersion.objects.exists()


def test_the_form_writes_a_version_and_leads_to_where_it_is_used(as_writer: Client, cast: Cast) -> None:
    as_writer.post("/admin/faq/question/add/", {"wording": "Is it?", "answer": "It is."})

    question = Question.objects.get()
    assert question.versions.get().written_by == cast.writer
    html = as_writer.get(f"/admin/faq/question/{question.pk}/change/").content.decode()
    assert f'href="/admin/desk/bank/{question.pk}/"' in html
    assert "Is it?" in as_writer.get("/admin/faq/question/?q=is+it").content.decode()
