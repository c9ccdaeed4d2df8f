"""Translations: begun from a live text, signed with the link, and honest about what the original says now."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.choices import CallOutcome, CallReason, Lane
from articles.content import ArticleContent
from articles.domain.drafting import drafts, translating
from articles.domain.drafting.conversion import draft_content, link_to
from articles.domain.drafting.translations import standing_of
from articles.domain.errors import Blocked, NotAllowed, Refused, Stale, WrongState
from articles.domain.mail import composing
from articles.domain.publication import addresses, publishing, reframing, taking_down
from articles.domain.workflow import inspect_draft
from articles.models import (
    Article,
    Draft,
    Letter,
    NoticeVersion,
    Publication,
    PublishedPage,
    Rendering,
    ReviewCall,
    Subject,
)
from articles.reader import sitemaps
from articles.rendering.page import frame_version
from people.models import User
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("spanish_notice")

CHANGED = "El texto original se modificó el 26 de noviembre de 2026."
WITHDRAWN = "El texto original se retiró el 26 de noviembre de 2026."
TOMORROW = factories.NOW + timedelta(days=1)


@pytest.fixture
def spanish_notice(cast: Cast, approved_notices: None) -> None:
    factories.approve_general_notice(cast.clinician, "es")


@pytest.fixture
def translation(cast: Cast, publication: Publication) -> Draft:
    """A Spanish text in work."""
    return factories.make_translation(publication.article, cast.writer)


@pytest.fixture
def spanish(cast: Cast, translation: Draft) -> Article:
    """A live Spanish translation."""
    return put_live(cast, translation).article


def put_live(cast: Cast, draft: Draft, **values: Any) -> Publication:
    now = values.pop("now", factories.NOW)
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    return factories.publish(draft, cast.publisher, now=now, **values)


def republish(cast: Cast, article: Article, *, lane: Lane = Lane.MAIN, now: Any = TOMORROW, **values: Any) -> None:
    draft = drafts.open_draft(article, by=cast.writer, now=now, lane=lane)
    factories.save(draft, cast.writer, now=now, **values)
    put_live(cast, draft, now=now)


def page_of(article: Article) -> str:
    return PublishedPage.objects.get(article=article).document


def rules(draft: Draft) -> set[str]:
    return {finding.rule for finding in inspect_draft(Draft.objects.with_rows().get(pk=draft.pk))}


def test_a_translation_begins_with_the_live_text_and_names_it(cast: Cast, publication: Publication) -> None:
    article = publication.article

    draft = translating.start_translation(article, locale="es", title="Una muestra", by=cast.writer, now=TOMORROW)

    content = draft_content(Draft.objects.with_rows().get(pk=draft.pk))
    original = ArticleContent.from_json(publication.revision.content_json)
    assert (draft.article.slug, draft.article.locale, content.title) == ("una-muestra", "es", "Una muestra")
    assert content.translation_of == link_to(publication)
    assert content.model_copy(update={"locale": "en", "title": original.title, "translation_of": None}) == original
    assert draft.article_id != article.pk
    assert not draft.article.revisions.exists()


def test_a_copy_from_the_bank_becomes_the_translation_s_own_and_rejected_subjects_stay(cast: Cast) -> None:
    question = factories.make_bank_question(cast.writer)
    source = {"question": question.uuid, "version": 1}
    subject = Subject.objects.get(slug="clonazepam")
    content = factories.content(
        lead="It names Klonopin. That is all.",
        questions=({"question": "Is it safe?", "answer": "It is.", "bank": source},),
    )
    draft = drafts.create_article(content, by=cast.writer, now=factories.NOW, rejected={subject: "Only named."})
    article = put_live(cast, draft).article

    begun = translating.start_translation(article, locale="es", title="Una muestra", by=cast.writer, now=TOMORROW)

    assert [(row.question, row.bank_version) for row in begun.questions.all()] == [("Is it safe?", None)]
    assert [row.reason for row in begun.draft_subjects.all()] == ["Only named."]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"locale": "en"}, Refused, "The text is in English already"),
        ({"locale": "xx"}, Refused, "Choose one of the languages"),
        ({"title": " "}, Refused, "Give the title in the new language"),
        ({"by": "clinician"}, NotAllowed, "Only medical writers"),
    ],
)
def test_what_cannot_be_begun_is_refused_in_words(
    values: dict[str, str], error: type[Refused], message: str, cast: Cast, publication: Publication
) -> None:
    by = getattr(cast, values.pop("by", "writer"))

    with pytest.raises(error, match=message):
        translating.start_translation(
            publication.article, **{"locale": "es", "title": "T"} | values, by=by, now=factories.NOW
        )


def test_only_a_live_text_is_translated(cast: Cast, draft: Draft) -> None:
    with pytest.raises(WrongState, match="Only a live text is translated"):
        translating.start_translation(draft.article, locale="es", title="T", by=cast.writer, now=factories.NOW)


def test_one_translation_into_a_language_is_open_or_live(cast: Cast, translation: Draft) -> None:
    original = Article.objects.get(slug="a-sample-article")

    with pytest.raises(WrongState, match="already: “Un artículo de muestra”"):
        translating.start_translation(original, locale="es", title="Otra", by=cast.writer, now=factories.NOW)
    put_live(cast, translation)
    with pytest.raises(WrongState, match="already: “Un artículo de muestra”"):
        translating.start_translation(original, locale="es", title="Otra", by=cast.writer, now=factories.NOW)
    drafts.give_up_draft(
        drafts.open_draft(translation.article, by=cast.writer, now=TOMORROW), by=cast.writer, now=TOMORROW
    )
    taking_down.withdraw(translation.article, by=cast.publisher, now=TOMORROW, note="It was wrong.")
    translating.start_translation(original, locale="es", title="Otra", by=cast.writer, now=TOMORROW)


def test_a_translation_is_not_translated_further(cast: Cast, spanish: Article) -> None:
    factories.approve_general_notice(cast.clinician, "fr")

    with pytest.raises(Refused, match="Translate its original, “A sample article”"):
        translating.start_translation(spanish, locale="fr", title="T", by=cast.writer, now=factories.NOW)


def test_languages_say_what_is_there_and_which_notices_are_not_approved(cast: Cast, translation: Draft) -> None:
    factories.approve_general_notice(cast.clinician, "fr")
    original = Article.objects.get(slug="a-sample-article")

    choices = translating.languages_for(original)

    assert [(c.locale, c.name, c.taken_by, c.lacks) for c in choices] == [
        ("es", "Spanish", translation.article, ()),
        ("fr", "French", None, ()),
    ]


def test_a_language_without_an_approved_notice_is_offered_with_what_it_lacks(cast: Cast) -> None:
    article = put_live(cast, factories.make_draft(cast.writer, article_type="test")).article

    (choice,) = translating.languages_for(article)

    assert (choice.locale, choice.lacks) == ("es", ("no-self-diagnosis",))


def test_whoever_wrote_the_translation_does_not_sign_it(cast: Cast, translation: Draft) -> None:
    revision = factories.submit(translation, cast.writer)

    assert ArticleContent.from_json(revision.content_json).translation_of == link_to(
        Publication.objects.get(article__slug="a-sample-article")
    )
    with pytest.raises(NotAllowed):
        factories.approve(revision, cast.writer)


def test_live_pages_of_a_text_name_each_other_from_the_act_on(cast: Cast, spanish: Article, client: Client) -> None:
    english = Article.objects.get(slug="a-sample-article")

    original, translated = page_of(english), page_of(spanish)

    assert '<a href="/articles/un-articulo-de-muestra/" lang="es" hreflang="es">Español</a>' in original
    assert '<a href="/articles/a-sample-article/" lang="en" hreflang="en">English</a>' in translated
    alternates = [line.strip() for line in translated.splitlines() if 'rel="alternate" hreflang' in line]
    assert alternates == [
        '<link rel="alternate" hreflang="es" href="http://testserver/articles/un-articulo-de-muestra/">',
        '<link rel="alternate" hreflang="en" href="http://testserver/articles/a-sample-article/">',
        '<link rel="alternate" hreflang="x-default" href="http://testserver/articles/a-sample-article/">',
    ]
    assert [line.strip() for line in original.splitlines() if 'rel="alternate" hreflang' in line] == [
        '<link rel="alternate" hreflang="en" href="http://testserver/articles/a-sample-article/">',
        '<link rel="alternate" hreflang="es" href="http://testserver/articles/un-articulo-de-muestra/">',
        '<link rel="alternate" hreflang="x-default" href="http://testserver/articles/a-sample-article/">',
    ]
    assert ">A sample article</a>" in translated.partition("Traducción de")[2]
    assert CHANGED not in translated
    assert Rendering.objects.filter(publication__article=english).count() == 2


def test_other_forms_of_a_page_name_the_other_languages_too(spanish: Article, client: Client) -> None:
    payload = client.get("/api/v1/articles/un-articulo-de-muestra/").json()
    original = client.get("/api/v1/articles/a-sample-article/").json()
    markdown = client.get("/articles/un-articulo-de-muestra.md").content.decode()
    number = PublishedPage.objects.get(article=spanish).pk // sitemaps.RANGE
    sitemap = client.get(f"/sitemap-{number}.xml").content.decode()

    assert payload["translations"] == [
        {
            "locale": "en",
            "title": "A sample article",
            "url": "http://testserver/articles/a-sample-article/",
            "api_url": "http://testserver/api/v1/articles/a-sample-article/",
            "is_original": True,
        }
    ]
    assert payload["translation_of"]["version"] == 1
    assert payload["translation_of"]["changed_on"] is None
    assert original["translation_of"] is None
    assert [each["locale"] for each in original["translations"]] == ["es"]
    assert "Traducción de «A sample article» (inglés), versión del 25 de noviembre de 2026." in markdown
    assert (
        '<xhtml:link rel="alternate" hreflang="en" href="http://testserver/articles/a-sample-article/"/>'
        '<xhtml:link rel="alternate" hreflang="es" href="http://testserver/articles/un-articulo-de-muestra/"/>'
        '<xhtml:link rel="alternate" hreflang="x-default" href="http://testserver/articles/a-sample-article/"/></url>'
    ) in sitemap


def test_a_withdrawn_translation_is_named_nowhere_from_the_act_on(cast: Cast, spanish: Article) -> None:
    taking_down.withdraw(spanish, by=cast.publisher, now=TOMORROW, note="It was wrong.")

    assert "un-articulo" not in page_of(Article.objects.get(slug="a-sample-article"))


def test_a_translation_with_another_address_is_named_by_the_new_one(cast: Cast, spanish: Article) -> None:
    addresses.rename(spanish, "otra-direccion", by=cast.publisher, now=TOMORROW)

    assert 'href="/articles/otra-direccion/"' in page_of(Article.objects.get(slug="a-sample-article"))


def test_a_changed_original_is_said_on_the_page_and_called_for_in_the_same_act(cast: Cast, spanish: Article) -> None:
    english = Article.objects.get(slug="a-sample-article")

    republish(cast, english, lead="Another lead. It says more.")

    page = PublishedPage.objects.get(article=spanish)
    assert CHANGED in page.document
    assert page.frame_version == frame_version()
    call = ReviewCall.objects.open().get()
    assert (call.article, call.reason) == (spanish, CallReason.ORIGINAL)
    assert "was changed on 26 November 2026. This translation follows version 1 of 25 November 2026." in call.detail


def letters() -> list[Letter]:
    return list(Letter.objects.filter(kind="original").order_by("recipient__username"))


def test_who_wrote_signed_and_publishes_a_translation_is_told_once_of_a_changed_original(
    cast: Cast, spanish: Article
) -> None:
    User.objects.update(email="somebody@example.org")
    english = Article.objects.get(slug="a-sample-article")

    republish(cast, english, lead="Another lead. It says more.")

    assert [letter.recipient for letter in letters()] == [cast.clinician, cast.publisher, cast.writer]
    letter = letters()[0]
    assert composing.still_true(letter, now=TOMORROW)
    composed = composing.compose([letter], now=TOMORROW)
    assert composed is not None
    said = composed[0].body
    assert "“A sample article”, the original of the live translation “Un artículo de muestra”, was changed." in said
    assert f"/admin/desk/articles/{spanish.pk}/original/" in said
    ReviewCall.objects.update(closed_at=TOMORROW, outcome=CallOutcome.OVER)
    assert not composing.still_true(letter, now=TOMORROW)


def test_a_withdrawn_original_is_told_as_such(cast: Cast, spanish: Article) -> None:
    User.objects.update(email="somebody@example.org")
    english = Article.objects.get(slug="a-sample-article")

    taking_down.withdraw(english, by=cast.publisher, now=TOMORROW, note="It was wrong.")

    composed = composing.compose([letters()[0]], now=TOMORROW)
    assert composed is not None
    assert "was taken from readers." in composed[0].body
    assert composed[0].subject.endswith("Original withdrawn: Un artículo de muestra")


def test_a_new_signature_of_the_original_changes_nothing_for_its_translation(cast: Cast, spanish: Article) -> None:
    before = page_of(spanish)

    factories.confirm(Article.objects.get(slug="a-sample-article"), cast.clinician, now=TOMORROW)

    assert page_of(spanish) == before
    assert not ReviewCall.objects.exists()


def test_a_withdrawn_original_is_said_and_called_for_and_its_return_settles_it(cast: Cast, spanish: Article) -> None:
    english = Article.objects.get(slug="a-sample-article")

    taking_down.withdraw(english, by=cast.publisher, now=TOMORROW, note="It was wrong.")

    assert WITHDRAWN in page_of(spanish)
    assert "was taken from readers on 26 November 2026" in ReviewCall.objects.open().get().detail
    publishing.reinstate(english, by=cast.publisher, now=TOMORROW + timedelta(hours=1))
    assert WITHDRAWN not in page_of(spanish)
    assert [call.outcome for call in ReviewCall.objects.all()] == [CallOutcome.OVER]


@pytest.mark.parametrize(
    "address",
    [
        "/articles/un-articulo-de-muestra/",
        "/articles/un-articulo-de-muestra/?view=reading",
        "/articles/un-articulo-de-muestra.md",
        "/articles/un-articulo-de-muestra/history/",
        "/api/v1/articles/un-articulo-de-muestra/",
        "/es/feed/",
        "/es/",
    ],
)
def test_no_word_of_a_withdrawn_original_stands_on_its_translation(
    address: str, cast: Cast, spanish: Article, client: Client
) -> None:
    taking_down.withdraw(
        Article.objects.get(slug="a-sample-article"), by=cast.publisher, now=TOMORROW, note="It was wrong."
    )

    said = client.get(address).content.decode()

    assert "sample article" not in said.lower()
    assert "a-sample-article" not in said


def test_a_page_names_its_original_by_the_title_that_it_has_now(cast: Cast, spanish: Article) -> None:
    republish(cast, Article.objects.get(slug="a-sample-article"), title="Another title")

    assert ">Another title</a>" in page_of(spanish)
    assert "A sample article" not in page_of(spanish)


def test_taking_the_newer_version_over_answers_remark_call_and_line(cast: Cast, spanish: Article) -> None:
    english = Article.objects.get(slug="a-sample-article")
    republish(cast, english, lead="Another lead. It says more.")
    draft = drafts.open_draft(spanish, by=cast.writer, now=TOMORROW)
    assert "original has changed" in rules(draft)

    moved = translating.take_over_original(spanish, publication=2, by=cast.writer, now=TOMORROW)

    assert moved.pk == draft.pk
    assert "original has changed" not in rules(moved)
    assert CHANGED in page_of(spanish)
    put_live(cast, moved, now=TOMORROW)
    assert CHANGED not in page_of(spanish)
    assert [call.outcome for call in ReviewCall.objects.all()] == [CallOutcome.PUBLISHED]


def test_taking_over_opens_a_draft_where_there_is_none(cast: Cast, spanish: Article) -> None:
    republish(cast, Article.objects.get(slug="a-sample-article"), lead="Another lead. It says more.")

    draft = translating.take_over_original(spanish, publication=2, by=cast.writer, now=TOMORROW)

    standing = standing_of(draft_content(draft))
    assert (draft.base_revision_id is not None, standing is not None and standing.recorded.number) == (True, 2)


@pytest.mark.parametrize(
    ("number", "change", "error", "message"),
    [
        (1, {}, WrongState, "follows the newest version"),
        (1, {"lead": "Another lead. It says more."}, Stale, "published again"),
    ],
)
def test_only_the_version_that_was_looked_at_is_taken_over(
    number: int, change: dict[str, Any], error: type[Refused], message: str, cast: Cast, spanish: Article
) -> None:
    if change:
        republish(cast, Article.objects.get(slug="a-sample-article"), **change)

    with pytest.raises(error, match=message):
        translating.take_over_original(spanish, publication=number, by=cast.writer, now=TOMORROW)
    assert not spanish.drafts.open().exists()


def test_an_article_that_is_no_translation_takes_nothing_over(cast: Cast, publication: Publication) -> None:
    with pytest.raises(WrongState, match="no translation"):
        translating.take_over_original(publication.article, publication=1, by=cast.writer, now=TOMORROW)


def test_a_withdrawn_original_has_nothing_to_take_over(cast: Cast, spanish: Article) -> None:
    original = Article.objects.get(slug="a-sample-article")
    taking_down.withdraw(original, by=cast.publisher, now=TOMORROW, note="It was wrong.")

    with pytest.raises(WrongState, match="not live any more"):
        translating.take_over_original(spanish, publication=2, by=cast.writer, now=TOMORROW)


def test_a_text_that_is_still_behind_leaves_the_call_open(cast: Cast, spanish: Article) -> None:
    republish(cast, Article.objects.get(slug="a-sample-article"), lead="Another lead. It says more.")

    republish(cast, spanish, lead="Otra entrada. Dice un poco más.", now=TOMORROW)
    factories.confirm(spanish, cast.clinician, now=TOMORROW + timedelta(hours=1))

    assert [call.reason for call in ReviewCall.objects.open()] == [CallReason.ORIGINAL]


def test_a_translation_that_goes_live_behind_its_original_is_called_for(cast: Cast, translation: Draft) -> None:
    republish(cast, Article.objects.get(slug="a-sample-article"), lead="Another lead. It says more.")

    put_live(cast, translation, now=TOMORROW)

    assert CHANGED in page_of(translation.article)
    assert ReviewCall.objects.open().get().article == translation.article


def test_an_original_that_changes_while_its_translation_is_published_stops_that(cast: Cast, translation: Draft) -> None:
    factories.approve(factories.submit(translation, cast.writer), cast.clinician)
    real = publishing._issue

    def meanwhile(*args: Any, **kwargs: Any) -> Publication:
        publishing._issue = real  # before anything else happens
        republish(cast, Article.objects.get(slug="a-sample-article"), lead="Another lead. It says more.")
        return real(*args, **kwargs)

    publishing._issue = meanwhile  # somebody else, between the two halves of the act
    with pytest.raises(Stale, match="The original was published"):
        factories.publish(translation, cast.publisher, now=TOMORROW)


def test_a_language_that_cannot_be_framed_holds_the_original_up_in_nothing(cast: Cast, spanish: Article) -> None:
    original = Article.objects.get(slug="a-sample-article")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reframing, "reframe", _blocked)
        taking_down.withdraw(original, by=cast.publisher, now=TOMORROW, note="It was wrong.")

    page = PublishedPage.objects.get(article=spanish)
    assert page.frame_version == ""
    assert ReviewCall.objects.open().get().article == spanish


def _blocked(*args: Any, **kwargs: Any) -> Any:
    raise Refused("No wording.")


def test_the_database_holds_one_live_translation_in_a_language(cast: Cast, spanish: Article) -> None:
    english = PublishedPage.objects.get(article__slug="a-sample-article")

    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedPage.objects.filter(pk=english.pk).update(translation_of=english.article, locale="es")


def test_a_second_translation_into_a_language_is_refused_when_it_is_published(cast: Cast, spanish: Article) -> None:
    link = link_to(Publication.objects.get(article__slug="a-sample-article"))
    twin = factories.make_draft(
        cast.writer,
        title="Otro",
        lead="Otra entrada. Dice más.",
        summary="La respuesta, otra vez [@sample2020].",
        locale="es",
        translation_of=link,
        body="Un párrafo [@sample2020].",
        key_points=(),
        questions=(),
    )
    factories.approve(factories.submit(twin, cast.writer), cast.clinician)

    with pytest.raises(Refused, match="live translation into this language already: “Un artículo de muestra”"):
        factories.publish(twin, cast.publisher)


@pytest.mark.parametrize(("languages", "statements"), [(("es",), 100), (("es", "fr", "pt"), 190)])
def test_each_further_language_costs_the_same(
    languages: tuple[str, ...], statements: int, cast: Cast, publication: Publication
) -> None:
    article = publication.article
    for locale in languages:
        if locale != "es":
            factories.approve_general_notice(cast.clinician, locale)
        put_live(cast, factories.make_translation(article, cast.writer, locale=locale, title=f"Una {locale}"))
    draft = drafts.open_draft(article, by=cast.writer, now=TOMORROW)
    factories.save(draft, cast.writer, now=TOMORROW, lead="Another lead. It says more.")
    factories.approve(factories.submit(draft, cast.writer, now=TOMORROW), cast.clinician, now=TOMORROW)

    with CaptureQueriesContext(connection) as queries:
        factories.publish(draft, cast.publisher, now=TOMORROW)

    assert len(queries) == statements


def test_a_notice_that_lacks_its_language_stops_the_publication_and_names_it(cast: Cast, translation: Draft) -> None:
    factories.approve(factories.submit(translation, cast.writer), cast.clinician)
    with factories.triggers_lifted():
        NoticeVersion.objects.filter(locale="es").delete()

    with pytest.raises(Blocked, match="and have them approved in Spanish first"):
        factories.publish(translation, cast.publisher)
