"""The editor while somebody types: its numbers, its length and its findings are those of the page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import KeyPoint, Question
from articles.domain.drafting.conversion import draft_content
from articles.domain.workflow import inspect_draft
from articles.models import Draft, UnsavedWork
from articles.quality.checks import blockers
from articles.rendering.body import reading_minutes, render_body
from people.roles import Role
from tests import factories
from tests.articles.admin.test_draft_form import add_row, form_data
from tests.conftest import Cast


def live(client: Client, draft: Draft, data: dict[str, Any], status: int = 200) -> dict[str, Any]:
    response = client.post(f"/admin/desk/drafts/{draft.pk}/live/", data)
    assert response.status_code == status
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture
def cited(cast: Cast) -> Draft:
    """Two sources, the second one cited first."""
    one, two, _ = (factories.make_reference(key) for key in ("one2020", "two2020", "three2020"))
    return factories.make_draft(
        cast.writer,
        lead="A lead [@two2020].",
        summary="",
        key_points=(KeyPoint(label="Point", text="It says so [@one2020]."),),
        body="## A section\n\nBoth [@one2020; @two2020].",
        questions=(Question(question="And?", answer="Yes [@one2020]."),),
        citations=(factories.citation(one), factories.citation(two)),
    )


def test_citations_have_the_numbers_of_the_page(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited))

    body = render_body(draft_content(cited))
    assert answer["previews"] == {
        "lead": body.lead,
        "summary": body.summary,
        "key_points-0-text": body.points[0].html,
        "body": body.sections[0].html,
        "questions-0-answer": body.questions[0].html.replace("q1-", ""),
    }
    assert "[1]" in answer["previews"]["lead"]
    assert "[2]" in answer["previews"]["key_points-0-text"]


def test_numbers_change_with_what_is_typed_in_another_field_and_another_order(as_writer: Client, cited: Draft) -> None:
    data = form_data(as_writer, cited) | {"lead": "No source any more."}
    data = add_row(data, "key_points", position="1", label="First", text="New [@three2020].") | {
        "key_points-0-position": 2
    }

    answer = live(as_writer, cited, data)

    assert "[1]" in answer["previews"]["key_points-1-text"], "a key of the library is known before it is saved"
    assert "[2]" in answer["previews"]["key_points-0-text"]
    assert draft_content(Draft.objects.with_rows().get()) == draft_content(cited), "nothing is stored"


def test_an_unknown_key_is_marked(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited) | {"lead": "A lead [@nobody]."})

    assert '<span class="cite-missing">[@nobody]</span>' in answer["previews"]["lead"]


def test_length_and_findings_are_those_of_the_page_and_of_the_desk(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited))

    words = render_body(draft_content(cited)).words
    findings = inspect_draft(cited)
    stopping = blockers(findings)
    assert (answer["words"], answer["minutes"]) == (words, reading_minutes(words))
    assert (answer["blockers"], answer["remarks"]) == (len(stopping), len(findings) - len(stopping))
    html = as_writer.get(f"/admin/articles/draft/{cited.pk}/change/").content.decode()
    assert f"{words} words, {reading_minutes(words)} min to read" in html


def test_the_findings_come_as_the_form_shows_them(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited) | {"lead": "Take 5mg.", "audience": ""})

    assert 'href="#id_audience"' in answer["findings"]
    assert 'type="submit" name="_mend" value="unit without space">' in answer["findings"]
    assert "1 thing to do before this can be sent for review" in answer["findings"]
    calm = live(as_writer, cited, form_data(as_writer, cited))
    assert "id_audience" not in calm["findings"]


def test_what_is_typed_is_text_in_the_findings_too(as_writer: Client, cited: Draft) -> None:
    answer = live(
        as_writer, cited, form_data(as_writer, cited) | {"lead": "A <img src=x onerror=y> miracle [TODO <b>]."}
    )

    assert "<img" not in answer["findings"]
    assert "<b>]" not in answer["findings"]


def test_one_field_beyond_the_limits_leaves_the_other_previews(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited) | {"body": "[" * 5_000})

    assert answer["problems"] == {"body": "This text has more than 4,000 opening square brackets. Divide it."}
    assert answer["previews"]["lead"]


def test_a_key_typed_twice_does_not_stop_the_preview(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, add_row(form_data(as_writer, cited), "citations", key="one2020", raw_text="Again"))

    assert "[1]" in answer["previews"]["lead"]


def test_text_that_no_page_can_hold_is_said_with_its_field(as_writer: Client, cited: Draft) -> None:
    answer = live(as_writer, cited, form_data(as_writer, cited) | {"body": "x" * 60_001}, status=400)

    assert answer["error"].startswith("Body: ")


@pytest.mark.parametrize(
    "crafted", [{"key_points-99999999999-text": "x"}, {"topics": "9" * 40}, {"citations-0-number": "²"}]
)
def test_crafted_values_are_left_out(crafted: dict[str, str], as_writer: Client, cited: Draft) -> None:
    live(as_writer, cited, form_data(as_writer, cited) | crafted)


@pytest.mark.parametrize("count", [1, 3])
def test_a_look_costs_the_same_with_one_and_three_rows(count: int, as_writer: Client, cast: Cast) -> None:
    rows = factories.content()
    references = [factories.make_reference(f"many{place}") for place in range(count)]
    draft = factories.make_draft(
        cast.writer,
        key_points=rows.key_points * count,
        questions=rows.questions * count,
        citations=tuple(factories.citation(reference) for reference in references),
    )
    data = form_data(as_writer, draft)
    live(as_writer, draft, data)

    with CaptureQueriesContext(connection) as queries:
        live(as_writer, draft, data)

    assert len(queries) == 24


def test_the_library_offers_what_matches_and_never_more_than_ten(as_writer: Client) -> None:
    for place in range(12):
        factories.make_reference(f"zinc{place:02}", title=f"Zinc {place}")
    factories.make_reference("iron2020")

    found = as_writer.get("/admin/desk/sources/", {"q": "ZINC"}).json()["sources"]

    assert [source["key"] for source in found] == [f"zinc{place:02}" for place in range(10)]
    assert found[0]["title"] == "Zinc 0"
    assert as_writer.get("/admin/desk/sources/", {"q": " "}).json() == {"sources": []}
    assert as_writer.get("/admin/desk/sources/", {"q": "x" * 5_000}).json() == {"sources": []}


def test_a_pulse_says_who_else_is_there_and_whether_the_text_was_saved(
    as_writer: Client, cast: Cast, cited: Draft
) -> None:
    olga = factories.make_user("olga", Role.WRITER, first_name="Olga", last_name="Other")
    other, address = Client(), f"/admin/desk/drafts/{cited.pk}/pulse/"
    other.force_login(olga)
    other.post(address, {"has_changes": "1"})
    factories.save(cited, olga, title="New")

    answer = as_writer.post(
        address, {"has_changes": "0", "form": "title=Mine&csrfmiddlewaretoken=x", "version": "1"}
    ).json()

    assert answer.pop("kept")
    assert answer == {
        "others": [{"name": "Olga Other", "has_changes": True}],
        "version": 2,
        "saved_by": "Olga Other",
        "is_locked": False,
    }
    assert UnsavedWork.objects.get().form == "title=Mine"
    assert (
        "<strong>Olga Other</strong> has this article open, with unsaved changes."
        in as_writer.get(f"/admin/articles/draft/{cited.pk}/change/").content.decode()
    )
    other.post(address, {"leaving": "1"})
    assert as_writer.post(address, {"has_changes": "0"}).json()["others"] == []
