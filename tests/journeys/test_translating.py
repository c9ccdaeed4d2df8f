"""One text in two languages, in a real browser: begun, compared, signed, read, and honest when the original changes."""

from playwright.sync_api import Page, expect

from articles.models import Article, Draft, Revision
from tests import factories
from tests.articles.domain.drafting.test_translations import put_live, republish
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

TITLE = "Un artículo de muestra"
LEAD = "Dos frases de entrada. Dicen de qué trata el texto."
BODY = "Un párrafo para empezar.\n\n## Qué es\n\nUna afirmación con su fuente [@sample2020]."


def test_a_text_goes_into_another_language_and_says_when_the_original_changed(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    factories.approve_general_notice(cast.clinician, "es")
    english = put_live(cast, factories.make_draft(cast.writer)).article

    _the_writer_begins_and_sends_it(site, english)
    _the_clinician_compares_on_a_phone_and_signs(site)
    draft = Draft.objects.get(article__locale="es")
    spanish = factories.publish(draft, cast.publisher).article
    _readers_go_from_one_language_to_the_other(site, english, spanish)
    republish(cast, english, lead="Another lead. It says more.")
    _readers_are_told(site, spanish)
    _the_writer_follows_the_newer_version(site, spanish)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def _the_writer_begins_and_sends_it(site: Site, english: Article) -> None:
    with site.staff("wendy") as page:
        page.goto(f"/admin/desk/articles/{english.pk}/")
        page.get_by_role("link", name="Translate", exact=True).click()
        expect_accessible(page)
        page.get_by_role("radio", name="Spanish").check()
        page.get_by_label("Title in that language").fill(TITLE)
        page.get_by_role("button", name="Begin the translation").click()
        expect(page.locator("#id_lead")).to_have_value("Two sentences of lead. They say what it is about.")
        page.locator("#id_lead").fill(LEAD)
        page.locator("#id_summary").fill("La respuesta en pocas palabras [@sample2020].")
        page.locator("#id_body").fill(BODY)
        page.locator("#id_key_points-0-label").fill("Primer punto")
        page.locator("#id_key_points-0-text").fill("Una frase sobre el asunto.")
        page.locator("#id_questions-0-question").fill("¿Es esto una muestra?")
        page.locator("#id_questions-0-answer").fill("Sí, lo es.")
        page.get_by_role("button", name="Save and send for review").click()
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("Draft: In review")).to_be_visible()
        expect(page.get_by_role("heading", name="Translation", exact=True)).to_be_visible()
        expect_accessible(page)


def _the_clinician_compares_on_a_phone_and_signs(site: Site) -> None:
    revision = Revision.objects.get(article__locale="es")
    with site.staff("clara", phone=True) as page:
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        expect(page.get_by_text("Your signature covers that this is a translation of version 1")).to_be_visible()
        expect_accessible(page)
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        page.get_by_role("link", name="Read both beside each other").click()
        expect(page.get_by_text("Two sentences of lead.")).to_be_visible()
        expect(page.get_by_text("Dos frases de entrada.")).to_be_visible()
        expect_accessible(page)
        assert fits(page)
        page.get_by_role("link", name="Back", exact=True).click()
        for box in page.get_by_role("group", name="Checklist").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("I have no conflict of interest with this subject.").check()
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Approve and sign").click()
        expect(page.get_by_text("Draft: Approved")).to_be_visible()


def _readers_go_from_one_language_to_the_other(site: Site, english: Article, spanish: Article) -> None:
    for phone, dark in ((True, False), (False, True)):
        with site.visitor(phone=phone, dark=dark) as page:
            page.goto(f"/articles/{english.slug}/")
            expect_accessible(page)
            page.get_by_role("navigation", name="Language").get_by_role("link", name="Español").click()
            expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
            assert page.locator("html").get_attribute("lang") == "es"
            expect(page.get_by_role("main").get_by_role("link", name="A sample article")).to_be_visible()
            expect(page.get_by_text("El texto original se modificó")).to_have_count(0)
            expect_accessible(page)
            assert fits(page)
            page.get_by_role("link", name="English").first.click()
            expect(page.get_by_role("heading", level=1, name="A sample article")).to_be_visible()
            assert page.context.cookies() == []


def _readers_are_told(site: Site, spanish: Article) -> None:
    for phone, dark in ((True, False), (True, True), (False, False)):
        with site.visitor(phone=phone, dark=dark) as page:
            page.goto(f"/articles/{spanish.slug}/")
            said = (
                "El texto original se modificó el 26 de noviembre de 2026. Esta traducción todavía no se ha comparado"
            )
            expect(page.get_by_text(said)).to_be_visible()
            expect_accessible(page)
            assert fits(page)


def _the_writer_follows_the_newer_version(site: Site, spanish: Article) -> None:
    with site.staff("wendy", phone=True) as page:
        page.get_by_role("link", name=TITLE).first.click()
        expect(page.get_by_role("heading", name="What changed in the original")).to_be_visible()
        expect_accessible(page)
        assert fits(page)
        page.get_by_role("button", name="Follow version 2 from now on").click()
        expect(page.get_by_text("The draft follows the newest version of the original now.")).to_be_visible()
        expect(page.locator("#id_lead")).to_have_value(LEAD)
