"""Reference rescue: a person picks records for the texts of a broken list."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import Citation
from articles.domain.drafting.conversion import draft_content
from articles.models import Draft
from references.models import Reference
from tests import factories
from tests.conftest import Cast

TEXT = "Müller A. Sleep and samples in a made-up cohort. Sample J. 2019;4:11-9."


def make_sleep(key: str = "muller2019", **values: Any) -> Reference:
    record = {
        "title": "Sleep and samples in a made-up cohort",
        "author": [{"family": "Müller", "given": "Ada"}],
        "issued": {"date-parts": [[2019]]},
    }
    return factories.make_reference(key, **record | values)


def broken(cast: Cast, *texts: str) -> Draft:
    lost = tuple(Citation(key=f"ref-{place}", number=place, raw_text=text) for place, text in enumerate(texts, start=1))
    return factories.make_draft(cast.writer, citations=(*factories.content().citations, *lost))


def address(draft: Draft) -> str:
    return f"/admin/desk/drafts/{draft.pk}/sources/"


def citations(draft: Draft) -> tuple[Citation, ...]:
    return draft_content(Draft.objects.with_rows().get(pk=draft.pk)).citations


def test_candidates_stand_beside_the_text_with_what_fits(as_writer: Client, cast: Cast) -> None:
    make_sleep()
    make_sleep("knees2019", title="Knees of small horses", author=[{"family": "Horse"}])
    draft = broken(cast, TEXT, "Nobody N. Nothing of the kind. 1950.")

    response = as_writer.get(address(draft))

    html = response.content.decode()
    assert [[found.reference.key for found, _ in rows] for _, _, rows in response.context["lost"]] == [
        ["muller2019"],
        [],
    ]
    assert "90 %" in html
    assert "Fits: title, first author, year." in html
    assert "Nothing that resembles it." in html
    assert "2 sources are only a text." in html
    assert 'value="" checked' in html


def test_nothing_is_taken_by_itself(as_writer: Client, cast: Cast) -> None:
    make_sleep()
    draft = broken(cast, TEXT)

    as_writer.get(address(draft))
    response = as_writer.post(address(draft), {"version": 1, "pick-2": ""})

    assert (response.status_code, citations(draft)[1].reference) == (400, None)
    assert "Pick a record for at least one source." in response.content.decode()


def test_what_is_picked_keeps_its_key_its_place_and_its_text(as_writer: Client, cast: Cast) -> None:
    reference = make_sleep()
    draft = broken(cast, TEXT, "Another text that stays lost 2001.")

    response = as_writer.post(address(draft), {"version": 1, "pick-2": reference.pk, "pick-3": ""})

    assert response.status_code == 302
    found = citations(draft)
    assert (found[1].key, found[1].raw_text, (found[1].reference or {})["id"]) == ("ref-1", TEXT, "muller2019")
    assert found[2].reference is None
    assert Draft.objects.get().version == 2


def test_a_source_without_a_key_takes_that_of_the_record(as_writer: Client, cast: Cast) -> None:
    reference = make_sleep()
    draft = factories.make_draft(cast.writer, citations=(*factories.content().citations, Citation(raw_text=TEXT)))

    as_writer.post(address(draft), {"version": 1, "pick-2": reference.pk})

    assert citations(draft)[1].key == "muller2019"


def test_one_record_for_two_sources_is_refused_and_the_picks_stay(as_writer: Client, cast: Cast) -> None:
    reference = make_sleep()
    draft = broken(cast, TEXT, TEXT)

    response = as_writer.post(address(draft), {"version": 1, "pick-2": reference.pk, "pick-3": reference.pk})

    html = response.content.decode()
    assert response.status_code == 400
    assert "You picked muller2019 for two sources." in html
    assert html.count(f'value="{reference.pk}" checked') == 2
    assert citations(draft)[1].reference is None


def test_a_record_that_the_article_lists_cannot_be_picked(as_writer: Client, cast: Cast) -> None:
    listed = Reference.objects.filter(key="sample2020").first() or factories.make_reference()
    draft = broken(cast, "Sample A. A sample study called sample2020. Sample Journal. 2020.")

    html = as_writer.get(address(draft)).content.decode()
    response = as_writer.post(address(draft), {"version": 1, "pick-2": listed.pk})

    assert "The article lists it already as <code>sample2020</code>." in html
    assert response.status_code == 400
    assert "The article lists sample2020 already." in response.content.decode()


@pytest.mark.parametrize(
    ("values", "status"),
    [({"version": 9}, 409), ({"pick-2": 999_999}, 409), ({"pick-1": 1}, 409), ({"pick-x": 1}, 302)],
)
def test_what_changed_in_the_meantime_is_refused(
    values: dict[str, Any], status: int, as_writer: Client, cast: Cast
) -> None:
    reference = make_sleep()
    draft = broken(cast, TEXT)

    response = as_writer.post(address(draft), {"version": 1, "pick-2": reference.pk} | values)

    assert response.status_code == status
    assert (citations(draft)[1].reference is not None) == (status == 302)


def test_a_locked_text_offers_nothing_and_takes_nothing(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.submit(draft, cast.writer)

    assert "The text is locked" in as_writer.get(address(draft)).content.decode()
    assert as_writer.post(address(draft), {"version": 1, "pick-1": 1}).status_code in {400, 409}


def test_an_identifier_finds_a_record_whose_title_is_spelt_otherwise(as_writer: Client, cast: Cast) -> None:
    make_sleep("byid2019", PMID="12345678", title="A title of its own that nobody quoted here")
    draft = broken(cast, "Somebody. PMID: 12345678.")

    response = as_writer.get(address(draft))

    assert [found.reference.key for found, _ in response.context["lost"][0][2]] == ["byid2019"]


def test_a_name_with_an_accent_and_the_year_find_a_title_that_is_spelt_otherwise(as_writer: Client, cast: Cast) -> None:
    make_sleep()
    draft = broken(cast, "Müller A. The sleep & the samples of a made-up cohort: J Sample 2019")

    response = as_writer.get(address(draft))

    assert [found.reference.key for found, _ in response.context["lost"][0][2]] == ["muller2019"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_costs_the_same_for_one_and_three(count: int, as_writer: Client, cast: Cast) -> None:
    texts = []
    for place in range(count):
        make_sleep(f"sleep{place}", title=f"Sleep and samples in cohort number {place}")
        texts.append(f"Müller A. Sleep and samples in cohort number {place}. 2019.")
    draft = broken(cast, *texts)
    as_writer.get("/admin/")

    with CaptureQueriesContext(connection) as queries:
        response = as_writer.get(address(draft))

    assert all(rows for _, _, rows in response.context["lost"])
    assert len(queries) == 13


def test_the_form_of_the_text_leads_there(as_writer: Client, draft: Draft) -> None:
    html = as_writer.get(f"/admin/articles/draft/{draft.pk}/change/").content.decode()

    assert f'href="{address(draft)}"' in html


def paste(client: Client, draft: Draft, text: str, version: int = 1) -> Any:
    return client.post(address(draft), {"version": version, "pasted": text})


def test_a_pasted_list_goes_to_the_numbers_that_came_in_alone(as_writer: Client, cast: Cast) -> None:
    make_sleep()
    draft = broken(cast, "", "A text that came in.", "")
    html = as_writer.get(address(draft)).content.decode()

    response = paste(as_writer, draft, f"1. {TEXT}\n2. Another.\n3. Nobody N. Nothing.\n   It runs on.\n9. One more.")

    assert "2 hold only their number" not in html  # one is a text, so there is something to find
    assert response.status_code == 302
    assert [(c.number, c.key, c.raw_text) for c in citations(draft)[1:]] == [
        (1, "ref-1", TEXT),
        (2, "ref-2", "A text that came in."),
        (3, "ref-3", "Nobody N. Nothing. It runs on."),
        (9, "ref-9", "One more."),
    ]
    shown = as_writer.get(address(draft))
    assert "Texts for sources that had none: 2. New sources: 1." in shown.content.decode()
    assert "because they have a text or a record: 2." in shown.content.decode()
    assert [len(found) for _, _, found in shown.context["lost"]] == [1, 0, 0, 0]


def test_a_list_without_numbers_goes_in_its_order(as_writer: Client, cast: Cast) -> None:
    lost = (Citation(number=1), Citation(number=2))
    draft = factories.make_draft(cast.writer, citations=(*factories.content().citations, *lost))

    assert "2 hold only their number" in as_writer.get(address(draft)).content.decode()
    paste(as_writer, draft, "First of all\nSecond of all\nThird of all")

    assert [(c.number, c.raw_text) for c in citations(draft)[1:]] == [
        (1, "First of all"),
        (2, "Second of all"),
        (3, "Third of all"),
    ]


@pytest.mark.parametrize(
    ("text", "version", "status", "said"),
    [
        ("1.\n2.\n", 1, 400, "No reference was found in it."),
        (f"1. {'word ' * 1_100}", 1, 400, "is longer than 5,000 characters."),
        ("1. <b>Too late</b>", 9, 409, "&lt;b&gt;Too late&lt;/b&gt;"),
        ("\n".join(f"{place}. A" for place in range(1, 502)), 1, 400, "An article lists 500 sources at most"),
        (f"1. {'x' * 60_000}", 1, 400, "at most 60000 characters"),
    ],
)
def test_a_list_that_cannot_be_taken_stays_in_its_field(
    text: str, version: int, status: int, said: str, as_writer: Client, cast: Cast
) -> None:
    draft = broken(cast, "")

    response = paste(as_writer, draft, text, version)

    html = response.content.decode()
    assert response.status_code == status
    assert said in html
    assert text[:40] in html or "&lt;b&gt;" in html
    assert [c.raw_text for c in citations(draft)[1:]] == [""]


def test_a_locked_text_takes_no_list(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.submit(draft, cast.writer)

    assert paste(as_writer, draft, "1. Sample", 1).status_code == 409
