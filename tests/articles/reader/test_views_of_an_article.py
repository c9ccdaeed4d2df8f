"""An article without the marks of references, in large print, and as others show a link to it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import Question
from articles.domain.drafting.conversion import file_of
from articles.domain.publication import taking_down
from articles.models import Publication, PublishedPage, PublishedRepresentation
from articles.rendering.reading import enlarged, without_marks
from articles.rendering.shapes import SignedBody
from medsite.lib.markdown import visible
from tests import factories
from tests.conftest import Cast

ADDRESS = "/articles/a-sample-article/"
VIEWS = ["reading", "large"]


def html_of(client: Client, view: str = "") -> str:
    response = client.get(ADDRESS, {"view": view} if view else {})
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    draft = factories.make_draft(
        cast.writer,
        subjects=(factories.clonazepam(),),
        lead="A lead [@sample2020].",
        body="Clonazepam[@sample2020] is 5^2^ [see @sample2020, p. 3].\n\n## What\n\nSaid[@sample2020; @sample2020].",
        questions=(Question(question="Is it?", answer="Yes [@sample2020]."),),
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def test_the_reading_version_has_every_word_but_the_marks(live: Publication, client: Client) -> None:
    body = SignedBody.model_validate_json(live.revision.body_html)
    html = html_of(client, "reading")

    assert 'class="cite"' not in html
    assert 'id="references"' not in html
    assert "\u2060" not in html
    for part in (body.lead, body.summary, *(s.html for s in body.sections), *(q.html for q in body.questions)):
        assert visible.read(part).uncited in visible.read(html).text
    assert "5<sup>2</sup>" in html
    assert f'<a href="{ADDRESS}">The full page</a>' in html
    assert 'class="qa" open' in html


def test_nothing_of_the_signed_body_is_changed_for_the_full_page(live: Publication, client: Client) -> None:
    before = live.revision.body_html

    without_marks(SignedBody.model_validate_json(before))

    assert live.revision.body_html == before
    assert 'class="cite"' in html_of(client)


def test_large_print_is_the_same_page_with_a_class_on_its_root(live: Publication, client: Client) -> None:
    assert html_of(client, "large") == html_of(client).replace("<html ", '<html class="large" ')


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_names_the_page_itself_as_the_one_to_find(view: str, live: Publication, client: Client) -> None:
    response = client.get(ADDRESS, {"view": view})
    html = response.content.decode()

    assert response["X-Robots-Tag"] == "noindex"
    assert f'<link rel="canonical" href="http://testserver{ADDRESS}">' in html
    assert html.count('rel="canonical"') == 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_costs_one_statement_and_is_answered_304(view: str, live: Publication, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        first: Any = client.get(ADDRESS, {"view": view})

    assert len(queries) == 1
    assert first.cookies == {}
    again = client.get(ADDRESS, {"view": view}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(ADDRESS, {"view": view}, headers={"If-None-Match": client.get(ADDRESS)["ETag"]})
    assert other.status_code == 200


def test_a_page_that_was_stored_before_there_was_a_reading_version_has_one(live: Publication, client: Client) -> None:
    before = client.get(ADDRESS, {"view": "reading"}).content
    PublishedRepresentation.objects.filter(format="reading").delete()

    assert client.get(ADDRESS, {"view": "reading"}).content == before


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_goes_with_its_article(view: str, live: Publication, cast: Cast, client: Client) -> None:
    taking_down.withdraw(live.article, by=cast.publisher, now=timezone.now(), note="It was wrong.")

    assert client.get(ADDRESS, {"view": view}).status_code == 410


@pytest.mark.parametrize("view", ["", "Reading", "print", "x" * 500])
def test_any_other_view_is_the_page_itself(view: str, live: Publication, client: Client) -> None:
    response = client.get(ADDRESS, {"view": view})

    assert response.content == client.get(ADDRESS).content
    assert "X-Robots-Tag" not in response


@pytest.mark.parametrize("document", ["", "<html lang='en'><html lang='en'>"])
def test_a_document_without_one_root_is_not_enlarged(document: str) -> None:
    with pytest.raises(ValueError, match="no root"):
        enlarged(document)


def test_the_buttons_stay_hidden_without_script(live: Publication, client: Client) -> None:
    html = html_of(client)

    assert html.count("<li hidden><button") == 2
    assert f'href="{ADDRESS}?view=reading"' in html
    assert f'href="{ADDRESS}?view=large"' in html


def test_a_link_shows_the_first_picture_of_the_text(
    cast: Cast, approved_notices: None, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    late, first = factories.make_picture(cast.writer), factories.make_picture(cast.writer, colour="red")
    draft = factories.make_draft(
        cast.writer,
        body=f"![](file:{first.digest[:12]})\n\n## What\n\nSaid [@sample2020].\n\n![](file:{late.digest[:12]})",
        files=(file_of(late, alt="Late"), file_of(first, alt='A "red" square')),
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    html = html_of(client)

    assert f'<meta property="og:image" content="http://testserver/files/{first.digest}.png">' in html
    assert '<meta property="og:image:alt" content="A &quot;red&quot; square">' in html
    assert html.count('property="og:image"') == 1


def test_a_page_without_a_picture_shows_none(live: Publication, client: Client) -> None:
    assert "og:image" not in html_of(client)
    assert "og:" not in html_of(client, "reading")


def test_a_page_leads_on_to_its_subjects(live: Publication, client: Client) -> None:
    assert '<h3><a href="/subjects/clonazepam/">Clonazepam</a></h3>' in html_of(client)
    assert "related-h" not in html_of(client, "reading")
    assert PublishedPage.objects.count() == 1
