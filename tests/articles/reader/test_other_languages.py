"""Articles in languages that the interface does not speak are found, and every word has its language."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts, preview
from articles.domain.drafting.conversion import draft_content
from articles.domain.publication import taking_down
from articles.models import Article, Decision, PublishedPage, Revision
from people import register
from people.models import Profile
from tests import factories
from tests.articles.reader.test_lists_by_language import publish
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def html_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def french(cast: Cast) -> None:
    factories.approve_notices_in("fr", cast.clinician)
    publish(cast, "fr-CA", "Un article")


def test_a_list_of_other_languages_leads_to_their_articles(french: None, cast: Cast, client: Client) -> None:
    publish(cast, "en", "An article")

    assert 'href="/languages/"' in html_of(client, "/articles/")
    assert '<a href="/languages/fr/" lang="fr" dir="ltr">Français</a>' in html_of(client, "/languages/")
    html = html_of(client, "/languages/fr/")
    assert "<h1>Articles in French</h1>" in html
    assert 'aria-current="page"' in html_of(client, "/articles/") and 'aria-current="page"' not in html
    assert '<a href="/articles/un-article/" lang="fr" dir="ltr">Un article</a>' in html
    assert "<h1>Artículos en francés</h1>" in html_of(client, "/es/languages/fr/")
    assert "/languages/fr/" in html_of(client, "/sitemap-site.xml")


def test_there_is_no_list_of_a_language_without_articles_or_with_lists(
    french: None, cast: Cast, client: Client
) -> None:
    for nothing in ("/languages/de/", "/languages/en/", "/es/languages/es/"):
        html_of(client, nothing, 404)

    taking_down.withdraw(Article.objects.get(), by=cast.publisher, now=factories.NOW, note="A source was retracted.")

    for nothing in ("/languages/", "/languages/fr/"):
        html_of(client, nothing, 404)
    assert "/languages/" not in html_of(client, "/articles/")


def test_a_page_in_another_language_than_its_frame_says_which_words_are_of_which(french: None, client: Client) -> None:
    html = html_of(client, "/articles/un-article/")

    assert '<html lang="en" dir="ltr">' in html
    assert '<h1 id="title-h" lang="fr-CA" dir="ltr">Un article</h1>' in html
    assert '<h2 id="disclaimer" lang="fr-CA" dir="ltr">fr: ' in html
    for words in ('p class="lede"', 'section class="prose"', 'details class="qa"', 'dl class="points"'):
        assert all('lang="fr-CA"' in tag for tag in re.findall(rf"<{words}[^>]*>", html)), words
    assert '<a href="/articles/un-article/" lang="fr-CA" dir="ltr">' in html_of(
        client, "/articles/un-article/feedback/"
    )


def test_a_text_that_runs_the_other_way_says_so(cast: Cast, client: Client) -> None:
    factories.approve_notices_in("ar", cast.clinician)
    publish(cast, "ar", "Un article")

    html = html_of(client, "/articles/un-article/")

    assert '<html lang="en" dir="ltr">' in html
    assert '<h1 id="title-h" lang="ar" dir="rtl">' in html


def test_what_people_say_of_themselves_is_marked_on_a_page_in_another_language(cast: Cast, client: Client) -> None:
    factories.approve_notices_in("es", cast.clinician)
    publish(cast, "es-MX", "Un artículo")
    publish(cast, "en", "An article")

    assert '<html lang="es-MX" dir="ltr">' in html_of(client, "/articles/un-articulo/")
    role = '<span lang="en" dir="ltr">Psychiatrist</span>'
    assert role in html_of(client, "/articles/un-articulo/")
    assert 'lang="en"' not in html_of(client, "/articles/an-article/").replace('<html lang="en"', "")


def test_a_text_and_its_signature_name_people_in_the_language_of_the_text(cast: Cast, client: Client) -> None:
    factories.approve_notices_in("es", cast.clinician)
    Profile.objects.filter(user=cast.clinician).update(role_translations="es: Psiquiatra")
    Profile.objects.filter(user=cast.writer).update(role_translations="de: Autorin\nes: Redactora")
    publish(cast, "es-MX", "Un artículo")
    publish(cast, "en", "An article")

    html, english = html_of(client, "/articles/un-articulo/"), html_of(client, "/articles/an-article/")

    assert "<span>Psiquiatra</span>" in html and "<span>Redactora</span>" in html
    assert "<span>Psychiatrist</span>" in english and "Psiquiatra" not in english
    assert [decision.by_role for decision in Decision.objects.order_by("pk")] == ["Psiquiatra", "Psychiatrist"]
    signed = Revision.objects.order_by("pk").values_list("content_json", flat=True)
    assert ["Redactora" in content for content in signed] == [True, False]
    Profile.objects.update(role_translations="")
    assert ">Psiquiatra</span>" in html_of(client, "/articles/un-articulo/")  # what was signed stays


def test_the_page_of_a_person_names_the_confirmed_role_in_its_language(cast: Cast, client: Client) -> None:
    profile = Profile.objects.get(user=cast.clinician)
    profile.role_translations = "es: Psiquiatra"
    register.save_profile(profile, by=cast.administrator, now=factories.NOW)
    publish(cast, "en", "An article")

    spanish, english = html_of(client, "/es/people/clara-clinician/"), html_of(client, "/people/clara-clinician/")

    assert '<p class="lede"><span>Psiquiatra</span></p>' in spanish
    assert '<p class="lede"><span>Psychiatrist</span></p>' in english


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_a_language_costs_the_same_with_one_and_three_articles(
    count: int, cast: Cast, client: Client
) -> None:
    factories.approve_notices_in("fr", cast.clinician)
    for place in range(count):
        publish(cast, "fr", f"Article {place}")

    with CaptureQueriesContext(connection) as queries:
        html_of(client, "/languages/fr/")

    assert len(queries) == 4


def test_a_past_version_and_a_preview_say_the_language_of_each_role(cast: Cast, client: Client) -> None:
    factories.approve_notices_in("es", cast.clinician)
    Profile.objects.filter(user=cast.clinician).update(role_translations="es: Psiquiatra")
    publish(cast, "es-MX", "Un artículo")
    article = Article.objects.get()
    draft = drafts.open_draft(article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, lead="Otra entrada.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    past = html_of(client, "/articles/un-articulo/history/1/")
    assert "<span>Psiquiatra</span>" in past
    assert '<span lang="en" dir="ltr">Medical writer</span>' in past
    assert "/people/" not in past[past.index("<h1") : past.index("</main>")]
    Profile.objects.filter(user=cast.writer).update(role_translations="es: Redactora")
    draft = factories.make_draft(cast.writer, locale="es-MX", title="Un borrador")
    previewed = preview.preview_content(draft.article, draft_content(draft), now=factories.NOW)
    assert "<span>Redactora</span>" in previewed
    assert "/people/" not in previewed[previewed.index("<h1") : previewed.index("</main>")]


@pytest.mark.parametrize(
    ("locale", "said"), [("es-MX", '<meta property="og:locale" content="es_MX">'), ("es", ""), ("en", "")]
)
def test_a_page_says_its_language_to_other_sites_where_it_has_a_country(
    locale: str, said: str, cast: Cast, client: Client
) -> None:
    if locale != "en":
        factories.approve_notices_in("es", cast.clinician)
    publish(cast, locale, "Una muestra")

    assert re.findall('<meta property="og:locale"[^>]*>', html_of(client, "/articles/una-muestra/")) == (
        [said] if said else []
    )


def test_the_languages_that_are_there_are_told_once_each_in_order(cast: Cast) -> None:
    assert PublishedPage.objects.languages_there() == []
    factories.approve_notices_in("fr", cast.clinician)
    factories.approve_notices_in("es", cast.clinician)
    for locale in ("fr", "es-MX", "en", "fr-CA"):
        publish(cast, locale, f"Un article {locale}")

    assert PublishedPage.objects.languages_there() == ["en", "es", "fr"]
