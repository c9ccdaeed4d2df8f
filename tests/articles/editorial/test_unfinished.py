"""Keeping a review without a decision, with the script of the page and without."""

import json
from typing import Any

import pytest
from django.test import Client

from articles.models import Publication, Revision, UnfinishedReview
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")
TYPED = {"confirmed": ["sources"], "ticked": ["sample2020"], "interests": "none", "comment": "Half a note."}


@pytest.fixture
def as_clinician(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clinician)
    return client


def review(revision: Revision) -> str:
    return f"/admin/desk/revisions/{revision.pk}/"


def keep(client: Client, revision: Revision, **more: Any) -> Any:
    return client.post(f"{review(revision)}unfinished/", TYPED, **more)


def test_kept_by_the_button_it_is_offered_and_taken_up(as_clinician: Client, revision: Revision) -> None:
    response = keep(as_clinician, revision)
    assert response.headers["Location"] == f"/admin/desk/articles/{revision.article_id}/"

    offered = as_clinician.get(review(revision)).content.decode()
    assert "Kept: 1 point confirmed, 1 source compared, a note to the writer." in offered
    assert "Half a note." not in offered
    taken = as_clinician.get(f"{review(revision)}?resume=1")
    html = taken.content.decode()
    assert "Half a note.</textarea>" in html.replace("\n", "")
    assert 'value="sample2020" form="decision" checked' in html
    assert taken.context["form"]["confirmed"].value() == ["sources"]
    assert "You began this review" not in html


def test_the_script_is_answered_in_json(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    kept = keep(as_clinician, revision, headers={"accept": "application/json"})
    factories.request_changes(revision, cast.second_clinician)
    late = keep(as_clinician, revision, headers={"accept": "application/json"})

    assert list(json.loads(kept.content)) == ["kept"]
    assert (late.status_code, "not waiting" in json.loads(late.content)["error"]) == (409, True)


def test_a_refused_keeping_shows_what_was_typed(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    factories.request_changes(revision, cast.second_clinician)

    response = keep(as_clinician, revision)

    assert response.status_code == 409
    assert "Half a note." in response.content.decode()


def test_it_is_thrown_away_and_shown_to_nobody_else(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    keep(as_clinician, revision)
    as_clinician.force_login(cast.second_clinician)
    assert "You began" not in as_clinician.get(review(revision)).content.decode()
    as_clinician.post(f"{review(revision)}unfinished/", {"act": "discard"})
    assert UnfinishedReview.objects.count() == 1

    as_clinician.force_login(cast.clinician)
    as_clinician.post(f"{review(revision)}unfinished/", {"act": "discard"})

    assert "You began" not in as_clinician.get(review(revision)).content.decode()


def test_a_text_that_is_read_again_is_kept_and_taken_up(as_clinician: Client, publication: Publication) -> None:
    page = f"/admin/desk/articles/{publication.article_id}/still-right/"
    assert "Keep for later" in as_clinician.get(page).content.decode()
    keep(as_clinician, publication.revision)

    offered = as_clinician.get(page).content.decode()
    assert "Kept: 1 point confirmed, 1 source compared, a note to the writer." in offered
    assert 'href="?resume=1#decide"' in offered
    taken = as_clinician.get(f"{page}?resume=1")
    assert "Half a note.</textarea>" in taken.content.decode().replace("\n", "")
    assert taken.context["form"]["confirmed"].value() == ["sources"]
    assert 'value="sample2020" form="decision" checked' in taken.content.decode()

    response = as_clinician.post(f"{review(publication.revision)}unfinished/", {"act": "discard"})
    assert response.headers["Location"] == page
    assert "You began" not in as_clinician.get(page).content.decode()
