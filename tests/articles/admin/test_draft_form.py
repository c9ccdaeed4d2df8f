"""Editing in the admin: one form, one verb, and nothing typed is ever lost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import Citation, KeyPoint, Passage, Question
from articles.domain.drafting.conversion import draft_content
from articles.models import Draft, Snapshot, Subject
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast

PREFIXES = ("draft_authors", "draft_subjects", "key_points", "questions", "files", "citations")


def address(draft: Draft) -> str:
    return f"/admin/articles/draft/{draft.pk}/change/"


def form_data(client: Client, draft: Draft) -> dict[str, Any]:
    """What a browser would send if somebody opened the form and pressed a button."""
    response = client.get(address(draft))
    assert response.status_code == 200
    data: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for name in form.fields:
            value = form[name].value()
            key = form[name].html_name
            data[key] = (
                [item.pk if hasattr(item, "pk") else item for item in value] if isinstance(value, list) else value
            )
    return {key: getattr(value, "pk", value) for key, value in data.items() if value is not None}


def stored(draft: Draft) -> Any:
    return draft_content(Draft.objects.with_rows().get(pk=draft.pk))


@pytest.fixture
def rich_draft(cast: Cast) -> Draft:
    topic = factories.make_topic()
    return factories.make_draft(cast.writer, topics=(factories.topic_fact(topic),), subjects=(factories.clonazepam(),))


def test_a_form_that_is_saved_as_it_was_opened_changes_nothing(as_writer: Client, rich_draft: Draft) -> None:
    before = stored(rich_draft)

    response = as_writer.post(address(rich_draft), form_data(as_writer, rich_draft))

    assert response.status_code == 302
    assert stored(rich_draft) == before
    assert Draft.objects.get().version == 1


def test_changed_fields_and_rows_are_saved_in_one_version(as_writer: Client, rich_draft: Draft) -> None:
    data = form_data(as_writer, rich_draft) | {
        "title": "A better title",
        "key_points-0-text": "Another sentence.",
        "questions-0-question": "Is it a better question?",
        "audience": "patients",
    }

    as_writer.post(address(rich_draft), data)

    content = stored(rich_draft)
    assert (content.title, content.audience) == ("A better title", "patients")
    assert content.key_points == (KeyPoint(label="First point", text="Another sentence."),)
    assert content.questions[0].question == "Is it a better question?"
    assert Draft.objects.get().version == 2
    assert Snapshot.objects.count() == 2


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": number + 1}


def test_rows_are_added_ordered_and_deleted(as_writer: Client, rich_draft: Draft) -> None:
    data = form_data(as_writer, rich_draft)
    data = add_row(data, "key_points", position=1, label="Before", text="It comes first.")
    data = add_row(data, "key_points", label="After", text="It comes last.")
    as_writer.post(address(rich_draft), data | {"key_points-0-position": 2})
    assert [point.label for point in stored(rich_draft).key_points] == ["Before", "First point", "After"]

    data = form_data(as_writer, rich_draft) | {"key_points-1-DELETE": "on"}
    as_writer.post(address(rich_draft), data)

    assert [point.label for point in stored(rich_draft).key_points] == ["Before", "After"]


@pytest.mark.parametrize("prefix", ["draft_authors", "key_points", "questions", "files", "citations"])
def test_a_row_that_was_added_and_left_empty_is_no_row(prefix: str, as_writer: Client, rich_draft: Draft) -> None:
    """Its number comes from the page, not from a person."""
    before = stored(rich_draft)

    response = as_writer.post(address(rich_draft), add_row(form_data(as_writer, rich_draft), prefix, position=7))

    assert response.status_code == 302
    assert stored(rich_draft) == before


def test_a_source_of_the_library_takes_its_key(as_writer: Client, rich_draft: Draft) -> None:
    reference = factories.make_reference("other2021")

    as_writer.post(address(rich_draft), add_row(form_data(as_writer, rich_draft), "citations", reference=reference.pk))

    assert [citation.key for citation in stored(rich_draft).citations] == ["sample2020", "other2021"]


def test_the_passage_of_a_source_is_saved_and_comes_back(as_writer: Client, rich_draft: Draft) -> None:
    data = form_data(as_writer, rich_draft) | {
        "citations-0-passage": "Its own words.\r\nMore of them.",
        "citations-0-passage_place": "p. 3, Table 2",
    }

    as_writer.post(address(rich_draft), data)

    passage = Passage(quote="Its own words.\nMore of them.", place="p. 3, Table 2")
    assert stored(rich_draft).citations[0].passage == passage
    again = form_data(as_writer, rich_draft)
    assert (again["citations-0-passage"], again["citations-0-passage_place"]) == (passage.quote, passage.place)
    as_writer.post(address(rich_draft), again)
    assert Draft.objects.get().version == 2


def test_a_passage_that_is_too_long_is_refused_beside_the_field(as_writer: Client, rich_draft: Draft) -> None:
    data = form_data(as_writer, rich_draft) | {"citations-0-passage": "x" * 3_001}

    response = as_writer.post(address(rich_draft), data)

    assert response.status_code == 200
    assert "at most 3000 characters" in response.content.decode()
    assert stored(rich_draft).citations[0].passage is None


def test_two_sources_with_one_key_are_refused_beside_the_field(as_writer: Client, rich_draft: Draft) -> None:
    data = add_row(form_data(as_writer, rich_draft), "citations", key="sample2020", raw_text="Twice")

    response = as_writer.post(address(rich_draft), data)

    assert response.status_code == 200
    assert "Two citations of this article have the same key." in response.content.decode()
    assert "Twice" in response.content.decode()


def test_a_named_subject_waits_for_an_answer_and_takes_it(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, body="Klonopin is a brand name [@sample2020].")
    data = form_data(as_writer, draft)
    assert Subject.objects.get(pk=data["draft_subjects-0-subject"]).slug == "clonazepam"
    as_writer.post(address(draft), data | {"title": "Untouched"})
    assert stored(draft).subjects == ()

    as_writer.post(address(draft), form_data(as_writer, draft) | {"draft_subjects-0-answer": "confirmed"})

    assert [subject.slug for subject in stored(draft).subjects] == ["clonazepam"]


def test_a_subject_is_rejected_with_a_reason_only(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, body="Klonopin is a brand name [@sample2020].")
    data = form_data(as_writer, draft) | {"draft_subjects-0-answer": "rejected"}
    refused = as_writer.post(address(draft), data)
    assert "Say why the article is not about it." in refused.content.decode()

    as_writer.post(address(draft), data | {"draft_subjects-0-reason": "Named once."})

    row = Draft.objects.get().draft_subjects.get()
    assert (row.answer, row.reason) == ("rejected", "Named once.")
    assert "subject not confirmed" not in {f.rule for f in as_writer.get(address(draft)).context["findings"]}


def test_a_stale_save_is_refused_shows_both_texts_and_keeps_every_word(
    as_writer: Client, cast: Cast, rich_draft: Draft
) -> None:
    mine = form_data(as_writer, rich_draft) | {
        "title": "My title",
        "body": "My body, written for an hour.",
        "key_points-0-text": "My sentence.",
    }
    mine = add_row(mine, "questions", question="My new question?", answer="My new answer.")
    factories.save(rich_draft, cast.writer, title="Their title", key_points=())

    response = as_writer.post(address(rich_draft), mine)

    html = response.content.decode()
    assert response.status_code == 409
    assert stored(rich_draft).title == "Their title"
    for words in ("My title", "My body, written for an hour.", "My sentence.", "My new question?", "My new answer."):
        assert words in html
    assert "<del>" in html
    assert "Their" in html
    fields = response.context["adminform"].form
    assert (fields["title"].value(), fields["expected_version"].value()) == ("My title", "2")


def test_saving_again_after_a_conflict_stores_what_was_typed(as_writer: Client, cast: Cast, rich_draft: Draft) -> None:
    mine = form_data(as_writer, rich_draft) | {"title": "My title", "key_points-0-text": "My sentence."}
    factories.save(rich_draft, cast.writer, title="Their title", key_points=())
    response = as_writer.post(address(rich_draft), mine)
    again: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        again |= {form[name].html_name: form[name].value() for name in form.fields if form[name].value() is not None}

    as_writer.post(address(rich_draft), again)

    content = stored(rich_draft)
    assert (content.title, content.key_points) == ("My title", (KeyPoint(label="First point", text="My sentence."),))
    assert Draft.objects.get().version == 3


def test_a_row_deleted_in_a_stale_form_stays_deleted(as_writer: Client, cast: Cast, rich_draft: Draft) -> None:
    mine = form_data(as_writer, rich_draft) | {"key_points-0-DELETE": "on"}
    factories.save(rich_draft, cast.writer, title="Their title")

    response = as_writer.post(address(rich_draft), mine)

    assert response.status_code == 409
    rows = {i.formset.prefix: i.formset for i in response.context["inline_admin_formsets"]}
    assert rows["key_points"].total_form_count() == 0


def test_a_save_after_the_text_was_locked_keeps_what_was_typed(
    as_writer: Client, cast: Cast, rich_draft: Draft
) -> None:
    mine = form_data(as_writer, rich_draft) | {"body": "Words of an hour <b>that must not be lost</b>."}
    factories.submit(rich_draft, cast.writer)

    response = as_writer.post(address(rich_draft), mine)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Words of an hour &lt;b&gt;that must not be lost&lt;/b&gt;." in html
    assert "The text was locked while you were writing" in html
    assert (
        stored(rich_draft).body == "An opening paragraph.\n\n## What it is\n\nA statement with a source [@sample2020]."
    )


def test_a_locked_draft_is_shown_read_only(as_writer: Client, cast: Cast, rich_draft: Draft) -> None:
    factories.submit(rich_draft, cast.writer)

    html = as_writer.get(address(rich_draft)).content.decode()

    assert 'name="_save"' not in html
    assert "<textarea" not in html


@pytest.mark.parametrize("role", ["clinician", "publisher"])
def test_others_of_the_house_read_a_draft_and_cannot_save_it(
    role: str, client: Client, cast: Cast, rich_draft: Draft
) -> None:
    client.force_login(cast.writer)
    data = form_data(client, rich_draft) | {"title": "Not mine to write"}
    client.force_login(getattr(cast, role))

    assert 'name="_save"' not in client.get(address(rich_draft)).content.decode()
    assert client.post(address(rich_draft), data).status_code in {403, 409}
    assert stored(rich_draft).title == "A sample article"


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_people_without_an_editorial_role_do_not_see_a_draft(
    role: str, client: Client, cast: Cast, rich_draft: Draft
) -> None:
    client.force_login(getattr(cast, role))

    assert client.get(address(rich_draft)).status_code == 403
    assert "A sample article" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "crafted",
    [{"state": "approved"}, {"version": "99"}, {"revision": "1"}, {"article": "2"}, {"closed_at": "2020-01-01"}],
)
def test_fields_that_are_not_in_the_form_are_ignored(
    crafted: dict[str, str], as_writer: Client, rich_draft: Draft
) -> None:
    as_writer.post(address(rich_draft), form_data(as_writer, rich_draft) | {"title": "Another"} | crafted)

    draft = Draft.objects.get()
    assert (draft.state, draft.version, draft.revision, draft.closed_at) == ("draft", 2, None, None)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "x" * 501, "at most 500 characters"),
        ("body", "x" * 60_001, "at most 60000 characters"),
        ("lead", "a\x00b", "Null characters are not allowed"),
        ("lead", "a\x07b", "control character U+0007"),
        ("questions-0-answer", "x" * 60_001, "at most 60000 characters"),
        ("key_points-0-text", "a\x1bb", "control character U+001B"),
    ],
)
def test_what_no_page_can_hold_is_refused_beside_its_field(
    field: str, value: str, message: str, as_writer: Client, rich_draft: Draft
) -> None:
    response = as_writer.post(address(rich_draft), form_data(as_writer, rich_draft) | {field: value})

    assert response.status_code == 200
    assert message in response.content.decode()
    assert Draft.objects.get().version == 1


def test_more_rows_than_a_list_may_have_are_refused(as_writer: Client, rich_draft: Draft) -> None:
    data = form_data(as_writer, rich_draft)
    for number in range(501):
        data |= {f"key_points-{number}-label": "L", f"key_points-{number}-text": "T"}
    data["key_points-TOTAL_FORMS"] = 502

    response = as_writer.post(address(rich_draft), data)

    assert response.status_code == 200
    assert Draft.objects.get().version == 1


def test_the_findings_stand_above_the_form(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, audience="", questions=(Question(answer="An answer."),))

    html = as_writer.get(address(draft)).content.decode()

    assert "2 things to do before this can be sent for review" in html
    assert "This answer has no question." in html


@pytest.mark.parametrize("count", [1, 3])
def test_opening_the_form_costs_the_same_with_one_and_three_rows(count: int, as_writer: Client, cast: Cast) -> None:
    references = [factories.make_reference(f"many{place}") for place in range(count)]
    rows = factories.content()
    draft = factories.make_draft(
        cast.writer,
        key_points=rows.key_points * count,
        questions=rows.questions * count,
        citations=(*(factories.citation(reference) for reference in references), Citation(number=9)),
        summary="",
    )
    as_writer.get(address(draft))

    with CaptureQueriesContext(connection) as queries:
        as_writer.get(address(draft))

    assert len(queries) == 35


def test_both_roles_at_once_are_counted_as_a_contributor(client: Client, cast: Cast, rich_draft: Draft) -> None:
    set_roles(cast.clinician, [Role.CLINICIAN, Role.WRITER], by=None, now=factories.NOW)
    client.force_login(cast.clinician)

    client.post(address(rich_draft), form_data(client, rich_draft) | {"title": "By a clinician"})

    revision = factories.submit(rich_draft, cast.writer)
    assert {row.user for row in revision.contributors.all()} == {cast.writer, cast.clinician}
