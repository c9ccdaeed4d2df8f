"""Questions copied from the bank: an article owns its copy, remembers the source, and is told of newer wordings."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.content import ArticleContent, BankSource, Question
from articles.domain.drafting import bank, drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.workflow import inspect_draft
from articles.models import Draft, PublishedQuestion
from faq import bank as faq_bank
from faq.models import Question as BankQuestion
from tests import factories
from tests.conftest import Cast

NOW = factories.NOW
OWN = Question(question="Is this a sample?", answer="Yes, it is.")


@pytest.fixture
def question(cast: Cast) -> BankQuestion:
    return factories.make_bank_question(cast.writer)


@pytest.fixture
def copied(cast: Cast, draft: Draft, question: BankQuestion) -> Draft:
    return bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=NOW)


def reworded(question: BankQuestion, cast: Cast) -> None:
    faq_bank.write(question, wording="Is it quite safe?", answer="It is. Mostly.", by=cast.writer, now=NOW)


def questions_of(draft: Draft) -> tuple[Question, ...]:
    return draft_content(Draft.objects.with_rows().get(pk=draft.pk)).questions


def rules(draft: Draft) -> list[str]:
    """The findings about the bank; what a bare sample lacks besides is not asked here."""
    found = inspect_draft(Draft.objects.with_rows().get(pk=draft.pk))
    return [finding.rule for finding in found if "bank" in finding.rule]


def test_a_copy_remembers_question_and_version(copied: Draft, question: BankQuestion) -> None:
    source = BankSource(question=question.uuid, version=1)

    assert questions_of(copied) == (OWN, Question(question="Is it safe?", answer="It is.", bank=source))
    assert copied.snapshots.latest("version").reason == "Copied 1 question from the question bank"


def test_the_source_survives_a_save_a_restore_and_a_review(cast: Cast, copied: Draft, question: BankQuestion) -> None:
    saved = factories.save(copied, cast.writer, lead="Another lead. It says more.")
    revision = factories.submit(saved, cast.writer)

    frozen = ArticleContent.from_json(revision.content_json)
    assert frozen.questions[1].bank == BankSource(question=question.uuid, version=1)


def test_a_cited_source_of_the_answer_joins_the_list(cast: Cast, draft: Draft) -> None:
    factories.make_reference("other2021")
    question = factories.make_bank_question(cast.writer, "Is it so?", "It is [@other2021].")

    changed = bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=NOW)

    assert "other2021" in {citation.key for citation in draft_content(changed).citations}


@pytest.mark.parametrize("picked", ["none", "unknown", "retired", "there", "many"])
def test_what_cannot_be_copied_is_refused_whole(picked: str, cast: Cast, copied: Draft, question: BankQuestion) -> None:
    other = factories.make_bank_question(cast.writer, "Other?")
    faq_bank.retire(other, by=cast.writer, now=NOW)
    uuids = {
        "none": [],
        "unknown": [uuid4()],
        "retired": [other.uuid],
        "there": [question.uuid],
        "many": [uuid4() for _ in range(bank.PICK_LIMIT + 1)],
    }[picked]

    with pytest.raises(Refused):
        bank.insert(copied, uuids, expected_version=copied.version, by=cast.writer, now=NOW)

    assert len(questions_of(copied)) == 2


def test_more_questions_than_an_article_takes_are_refused(cast: Cast, draft: Draft, question: BankQuestion) -> None:
    full = factories.save(draft, cast.writer, questions=tuple(OWN for _ in range(500)))

    with pytest.raises(Refused, match="too many questions"):
        bank.insert(full, [question.uuid], expected_version=full.version, by=cast.writer, now=NOW)


def test_copying_is_for_writers_into_an_open_text_that_nobody_saved_since(
    cast: Cast, draft: Draft, question: BankQuestion
) -> None:
    with pytest.raises(NotAllowed):
        bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.clinician, now=NOW)
    with pytest.raises(drafts.StaleDraft):
        bank.insert(draft, [question.uuid], expected_version=draft.version + 1, by=cast.writer, now=NOW)
    factories.submit(draft, cast.writer)
    with pytest.raises(WrongState):
        bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=NOW)


def test_a_newer_wording_is_a_remark_and_changes_nothing_by_itself(
    cast: Cast, copied: Draft, question: BankQuestion
) -> None:
    assert rules(copied) == []
    before = questions_of(copied)

    reworded(question, cast)

    assert rules(copied) == ["newer wording in the bank"]
    assert questions_of(copied) == before
    factories.submit(copied, cast.writer)


def test_a_newer_wording_is_taken_over(cast: Cast, copied: Draft, question: BankQuestion) -> None:
    reworded(question, cast)
    (newer,) = bank.newer_wordings(Draft.objects.with_rows().get(pk=copied.pk))
    assert (newer.place, newer.copied, newer.entry.number) == (2, 1, 2)
    assert any(block.is_changed for block in newer.question)

    bank.settle_newer(copied, 2, seen=2, take=True, expected_version=copied.version, by=cast.writer, now=NOW)

    source = BankSource(question=question.uuid, version=2)
    assert questions_of(copied) == (OWN, Question(question="Is it quite safe?", answer="It is. Mostly.", bank=source))
    assert rules(copied) == []


def test_or_the_words_of_the_article_are_kept_and_it_is_not_said_again(
    cast: Cast, copied: Draft, question: BankQuestion
) -> None:
    reworded(question, cast)

    bank.settle_newer(copied, 2, seen=2, take=False, expected_version=copied.version, by=cast.writer, now=NOW)

    source = BankSource(question=question.uuid, version=2)
    assert questions_of(copied)[1] == Question(question="Is it safe?", answer="It is.", bank=source)
    assert rules(copied) == []


@pytest.mark.parametrize(("place", "seen"), [(1, 2), (3, 2), (0, 2), (2, 1), (2, 3)])
def test_what_is_settled_is_what_was_looked_at(
    place: int, seen: int, cast: Cast, copied: Draft, question: BankQuestion
) -> None:
    reworded(question, cast)

    with pytest.raises(Stale, match="changed after you opened this page"):
        bank.settle_newer(copied, place, seen=seen, take=True, expected_version=copied.version, by=cast.writer, now=NOW)


def test_a_retired_question_is_a_remark_of_its_own(cast: Cast, copied: Draft, question: BankQuestion) -> None:
    reworded(question, cast)
    faq_bank.retire(question, by=cast.writer, now=NOW)

    assert rules(copied) == ["retired bank question"]
    assert bank.newer_wordings(Draft.objects.with_rows().get(pk=copied.pk)) == []


def test_an_article_that_copied_nothing_asks_the_bank_nothing(cast: Cast, draft: Draft, copied: Draft) -> None:
    def cost(of: Draft) -> int:
        loaded = Draft.objects.with_rows().get(pk=of.pk)
        with CaptureQueriesContext(connection) as queries:
            inspect_draft(loaded)
        return len(queries)

    other = factories.make_draft(cast.writer)

    assert cost(copied) == cost(other) + 1


def test_live_pages_remember_the_version_they_hold(
    cast: Cast, approved_notices: None, copied: Draft, question: BankQuestion
) -> None:
    factories.approve(factories.submit(copied, cast.writer), cast.clinician)
    factories.publish(copied, cast.publisher)

    version = question.versions.get()
    assert list(PublishedQuestion.objects.order_by("position").values_list("question", "bank_version")) == [
        ("Is this a sample?", None),
        ("Is it safe?", version.pk),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_where_a_question_is_used_costs_two_queries(
    count: int, cast: Cast, approved_notices: None, question: BankQuestion
) -> None:
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        live = bank.insert(draft, [question.uuid], expected_version=draft.version, by=cast.writer, now=NOW)
        factories.approve(factories.submit(live, cast.writer), cast.clinician)
        factories.publish(live, cast.publisher)
        drafts.open_draft(live.article, by=cast.writer, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        uses = bank.uses(question.pk, limit=2)
        said = [(str(row.draft), row.bank_version.number if row.bank_version else 0) for row in uses.drafts]
        pages = [row.page.title for row in uses.pages]

    assert len(queries) == 2
    assert said == [(f"Article {place}", 1) for place in range(min(count, 2))]
    assert pages == [f"Article {place}" for place in range(min(count, 2))]
    assert uses.has_more is (count == 3)
    (row,) = bank.with_uses(bank.newest())
    entry = bank.entry_of(row)
    assert (entry.in_drafts, entry.on_pages) == (count, count)
