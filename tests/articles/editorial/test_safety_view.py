"""Safety changes on the screens of writers, reviewers and publishers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts
from articles.editorial.safety_view import SHOWN, view_of
from articles.models import Draft, Publication, Revision
from medsite.lib.safety import Act, Kind, SafetyChange
from tests import factories
from tests.conftest import Cast

BODY = "An opening.\n\n## Dose\n\nTake 5 mg at night [@sample2020]. Do not drive."
OTHER = BODY.replace("5 mg", "50 mg").replace("Do not drive", "Do drive")


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    return factories.put_live(cast, body=BODY, subjects=(factories.clonazepam(),))


@pytest.fixture
def newer(live: Publication, cast: Cast) -> Draft:
    draft = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    return factories.save(draft, cast.writer, body=OTHER)


def review_of(client: Client, revision: Revision, by: object, query: str = "") -> str:
    client.force_login(by)  # type: ignore[arg-type]
    return client.get(f"/admin/desk/revisions/{revision.pk}/{query}").content.decode()


def test_the_reviewer_sees_them_first_with_marks_words_and_links_to_their_places(
    client: Client, newer: Draft, cast: Cast
) -> None:
    html = review_of(client, factories.submit(newer, cast.writer), cast.second_clinician)

    assert html.index("2 safety changes") < html.index("What changed since the live text")
    assert "By strict-1 two clinicians sign this text." in html
    assert re.search(r"≠ </span>Dose changed", html)
    assert re.search(r"− </span>Negation removed", html)
    (anchor,) = set(re.findall(r'href="#(field-\d+)">Body: Dose<span', html))
    assert f'id="{anchor}"' in html
    assert html.index("Dose changed") < html.index("Negation removed")


def test_what_the_reviewer_signed_is_compared_when_they_ask_for_it(client: Client, newer: Draft, cast: Cast) -> None:
    html = review_of(client, factories.submit(newer, cast.writer), cast.clinician, "?since=mine")

    assert "2 safety changes" in html
    assert "since you signed" in html


def test_a_text_that_readers_never_had_has_no_such_part(client: Client, revision: Revision, cast: Cast) -> None:
    assert "safety-h" not in review_of(client, revision, cast.clinician)


def test_that_nothing_of_the_kind_changed_is_said(client: Client, live: Publication, cast: Cast) -> None:
    draft = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, title="Other words")

    html = review_of(client, factories.submit(draft, cast.writer), cast.second_clinician)

    assert "No safety change" in html


def test_the_writer_is_told_before_sending(client: Client, newer: Draft, cast: Cast) -> None:
    client.force_login(cast.writer)

    html = client.get(f"/admin/desk/drafts/{newer.pk}/submit/").content.decode()

    assert "2 safety changes: dose, negation." in html
    assert "By strict-1 two clinicians sign this text." in html
    assert html.count('id="safety"') == 1


def test_as_many_reviewers_are_suggested_as_have_to_sign(client: Client, newer: Draft, cast: Cast) -> None:
    client.force_login(cast.writer)

    response = client.get(f"/admin/desk/drafts/{newer.pk}/submit/")

    assert response.context["found"].needed == 2


def test_the_page_of_the_article_says_who_has_to_sign(client: Client, newer: Draft, cast: Cast) -> None:
    client.force_login(cast.writer)
    address = f"/admin/desk/articles/{newer.article_id}/"
    before = client.get(address).content.decode()
    factories.approve(factories.submit(newer, cast.writer), cast.clinician)

    after = client.get(address).content.decode()

    assert "2 safety changes: dose, negation. By strict-1 two clinicians sign this text." in before
    assert "By strict-1 2 clinicians sign this text (2 safety changes: dose, negation; " in after


def test_the_publisher_sees_them_too(client: Client, newer: Draft, cast: Cast) -> None:
    revision = factories.submit(newer, cast.writer)
    for clinician in (cast.clinician, cast.second_clinician):
        factories.approve(revision, clinician)
    client.force_login(cast.publisher)

    html = client.get(f"/admin/desk/drafts/{newer.pk}/publish/").content.decode()

    assert "2 safety changes" in html


def test_saved_versions_are_compared_in_the_same_way(client: Client, newer: Draft, cast: Cast) -> None:
    client.force_login(cast.writer)
    first = newer.snapshots.order_by("version").first()
    assert first is not None

    html = client.get(f"/admin/desk/drafts/{newer.pk}/versions/?version={first.version}").content.decode()

    assert f"since version {first.version}" in html


def test_many_changes_are_counted_and_the_first_ones_listed() -> None:
    changes = [SafetyChange(Kind.NUMBER, Act.CHANGED, "Body", str(n), str(n + 1)) for n in range(SHOWN + 3)]
    changes.append(SafetyChange(Kind.DOSE, Act.ADDED, "Lead", "", "5 mg"))

    view = view_of(changes, since="since then")

    assert (view.rows[0].label, view.rows[0].mark) == ("Dose added", "+")
    assert (len(view.rows), view.left_out, view.counts) == (SHOWN, 4, ((Kind.DOSE, 1), (Kind.NUMBER, SHOWN + 3)))


def test_the_writer_s_screen_costs_the_same_with_one_and_three_changes(
    client: Client, newer: Draft, cast: Cast
) -> None:
    client.force_login(cast.writer)
    address, costs = f"/admin/desk/drafts/{newer.pk}/submit/", []
    client.get(address)

    for count in (1, 3):
        factories.save(newer, cast.writer, body=BODY + " Take 7 mg." * count)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))

    assert costs[0] == costs[1]
