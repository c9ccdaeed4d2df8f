"""Translations at the desk: begin one, compare it with its original, follow a newer version."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import ArticleContent
from articles.domain.drafting.conversion import draft_content
from articles.domain.publication import taking_down
from articles.editorial.side_by_side import pairs
from articles.models import Article, Draft, Publication, ReviewCall
from articles.rendering.body import render_body
from tests import factories
from tests.articles.domain.drafting.test_translations import put_live, republish
from tests.conftest import Cast

TOMORROW = factories.NOW + timedelta(days=1)


@pytest.fixture
def english(publication: Publication, cast: Cast) -> Article:
    factories.approve_general_notice(cast.clinician, "es")
    return publication.article


@pytest.fixture
def spanish(cast: Cast, english: Article) -> Article:
    return put_live(cast, factories.make_translation(english, cast.writer)).article


def test_a_writer_begins_a_translation_from_the_page_of_the_article(as_writer: Client, english: Article) -> None:
    hub = as_writer.get(f"/admin/desk/articles/{english.pk}/").content.decode()
    assert f'href="/admin/desk/articles/{english.pk}/translate/"' in hub

    response = as_writer.post(f"/admin/desk/articles/{english.pk}/translate/", {"locale": "es", "title": "Una muestra"})

    draft = Draft.objects.get(article__locale="es")
    assert response["Location"] == f"/admin/articles/draft/{draft.pk}/change/"
    assert as_writer.get(response["Location"]).status_code == 200
    hub = as_writer.get(f"/admin/desk/articles/{draft.article_id}/").content.decode()
    assert "A translation of version 1 of" in hub
    assert "Spanish:" in as_writer.get(f"/admin/desk/articles/{english.pk}/").content.decode()


def test_the_only_language_that_is_left_is_chosen(as_writer: Client, english: Article) -> None:
    html = as_writer.get(f"/admin/desk/articles/{english.pk}/translate/").content.decode()

    assert '<input type="radio" name="locale" value="es" required checked' in html


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"locale": "es", "title": ""}, "Give the title in the new language."),
        ({"title": "Una muestra"}, "Choose a language."),
        ({"locale": "xx", "title": "Una muestra"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    sent: dict[str, str], said: str, as_writer: Client, english: Article
) -> None:
    response = as_writer.post(f"/admin/desk/articles/{english.pk}/translate/", sent)

    html = response.content.decode()
    assert response.status_code == 400
    assert said in html
    assert f'value="{sent["title"]}"' in html or not sent["title"]
    assert not Article.objects.filter(locale="es").exists()


def test_a_language_that_lacks_notices_says_which_and_what_to_do(as_writer: Client, publication: Publication) -> None:
    html = as_writer.get(f"/admin/desk/articles/{publication.article_id}/translate/").content.decode()

    assert "before a clinician has approved these notices in it: general." in " ".join(html.split())


def test_a_language_that_is_taken_leads_to_its_translation(as_writer: Client, cast: Cast, spanish: Article) -> None:
    english = Article.objects.get(slug="a-sample-article")

    html = as_writer.get(f"/admin/desk/articles/{english.pk}/translate/").content.decode()

    assert f'Spanish: there is one already, <a href="/admin/desk/articles/{spanish.pk}/" lang="es">' in html
    assert "It is there in every language of this site." in html
    assert "Begin the translation" not in html


def test_a_translation_is_not_translated_further_and_the_desk_says_why(as_writer: Client, spanish: Article) -> None:
    response = as_writer.get(f"/admin/desk/articles/{spanish.pk}/translate/")

    assert response.status_code == 400
    assert "Translate its original" in response.content.decode()


def test_the_reviewer_reads_both_texts_beside_each_other(client: Client, cast: Cast, english: Article) -> None:
    revision = factories.submit(factories.make_translation(english, cast.writer), cast.writer)
    client.force_login(cast.clinician)

    review = " ".join(client.get(f"/admin/desk/revisions/{revision.pk}/").content.decode().split())
    both = client.get(f"/admin/desk/revisions/{revision.pk}/original/").content.decode()

    assert "Your signature covers that this is a translation of version 1 of" in review
    assert "Two sentences of lead." in both
    assert "Dos frases de entrada en es." in both
    assert "Readers get that version still." in both
    assert len(set(re.findall(r' id="([^"]+)"', both))) == len(re.findall(r' id="([^"]+)"', both))


def test_a_revision_that_is_no_translation_leads_to_its_review(
    client: Client, cast: Cast, publication: Publication
) -> None:
    client.force_login(cast.clinician)

    response = client.get(f"/admin/desk/revisions/{publication.revision_id}/original/")

    assert response["Location"] == f"/admin/desk/revisions/{publication.revision_id}/"


def test_what_changed_in_the_original_is_shown_and_taken_over(
    client: Client, cast: Cast, english: Article, spanish: Article
) -> None:
    republish(cast, english, lead="Another lead. It says more.")
    client.force_login(cast.writer)
    desk = client.get("/admin/").content.decode()
    assert "Translations behind their original" in desk
    assert f"/admin/desk/articles/{spanish.pk}/original/" in client.get("/admin/desk/reviews-due/").content.decode()

    page = " ".join(client.get(f"/admin/desk/articles/{spanish.pk}/original/").content.decode().split())
    assert "The original was changed on 26 November 2026" in page
    assert "Another" in page
    response = client.post(f"/admin/desk/articles/{spanish.pk}/original/", {"publication": "2"})

    draft = Draft.objects.with_rows().get(article=spanish, closed_at=None)
    link = draft_content(draft).translation_of
    assert response["Location"] == f"/admin/articles/draft/{draft.pk}/change/"
    assert link is not None and link.version == 2


@pytest.mark.parametrize(
    ("role", "number", "status"), [("clinician", "2", 403), ("writer", "1", 409), ("writer", "x", 409)]
)
def test_taking_over_is_for_writers_and_for_the_version_they_saw(
    role: str, number: str, status: int, client: Client, cast: Cast, english: Article, spanish: Article
) -> None:
    republish(cast, english, lead="Another lead. It says more.")
    client.force_login(getattr(cast, role))

    response = client.post(f"/admin/desk/articles/{spanish.pk}/original/", {"publication": number})

    assert response.status_code == status
    assert not spanish.drafts.open().exists()


def test_a_withdrawn_original_is_said_at_the_desk(
    client: Client, cast: Cast, english: Article, spanish: Article
) -> None:
    taking_down.withdraw(english, by=cast.publisher, now=TOMORROW, note="It was wrong.")
    client.force_login(cast.clinician)

    assert (
        "The original was taken from readers on 26 November 2026."
        in client.get(f"/admin/desk/articles/{spanish.pk}/original/").content.decode()
    )
    assert (
        "The original was withdrawn on 26 November 2026"
        in client.get(f"/admin/desk/articles/{spanish.pk}/").content.decode()
    )
    assert ReviewCall.objects.open().count() == 1


def test_an_article_that_is_none_says_so(as_writer: Client, publication: Publication) -> None:
    html = as_writer.get(f"/admin/desk/articles/{publication.article_id}/original/").content.decode()

    assert "This article is no translation." in html


def test_parts_stand_beside_each_other_by_their_place() -> None:
    one = render_body(ArticleContent(title="A", lead="L", body="X\n\n## H\n\nText.\n\n## I\n\nMore."))
    other = render_body(ArticleContent(title="B", lead="M", body="Y\n\n## J\n\nTexto."))

    found = [(pair.label, bool(pair.theirs), bool(pair.mine)) for pair in pairs(one, other)]

    assert found == [
        ("Title", True, True),
        ("Lead", True, True),
        ("Section 1", True, True),
        ("Section 2", True, True),
        ("Section 3", True, False),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_article_costs_the_same_for_each_language(
    count: int, client: Client, cast: Cast, publication: Publication
) -> None:
    for locale in ("es", "fr", "pt")[:count]:
        factories.approve_general_notice(cast.clinician, locale)
        put_live(cast, factories.make_translation(publication.article, cast.writer, locale=locale, title=f"T {locale}"))
    client.force_login(cast.clinician)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/admin/desk/articles/{publication.article_id}/")

    assert len(queries) == 28 + count
