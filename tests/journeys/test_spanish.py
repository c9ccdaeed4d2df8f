"""The site in Spanish, in a real browser, on a phone: first page, search box, an article, and back to English."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, Site, expect_accessible

LISTS = (
    "articles/",
    "topics/mental-health/",
    "subjects/",
    "faq/",
    "people/clara-clinician/",
    "search/?q=nada",
    "about/",
)


def both_languages() -> None:
    """An article in English and one in Spanish, of one topic and subject."""
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    factories.approve_notices_in("es", cast.clinician)
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    for locale, title in (("en", "Clonazepam: uses and risks"), ("es", "Clonazepam: usos y riesgos")):
        draft = factories.make_draft(
            cast.writer,
            now=now,
            locale=locale,
            title=title,
            topics=(topic,),
            subjects=(factories.clonazepam(),),
            body="Clonazepam [@sample2020].",
        )
        factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
        factories.publish(draft, cast.publisher, now=now)


def _fine(page: Page) -> None:
    expect_accessible(page)
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes


@pytest.mark.parametrize("dark", [False, True])
def test_a_reader_stays_in_the_language_and_can_leave_it(site: Site, dark: bool) -> None:
    both_languages()
    with site.visitor(phone=True, dark=dark) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Language").get_by_role("link", name="Español").click()
        expect(page).to_have_url(f"{site.url}/es/")
        expect(page.get_by_role("heading", level=1, name="Información de salud que puede comprobar")).to_be_visible()
        assert page.locator("html").get_attribute("lang") == "es"
        _fine(page)
        for address in LISTS:
            page.goto(f"/es/{address}")
            _fine(page)
        page.goto("/es/")
        page.get_by_role("navigation", name="Principal").get_by_role("link", name="Preguntas").click()
        expect(page).to_have_url(f"{site.url}/es/faq/")
        page.get_by_role("link", name="Is this a sample?").click()
        expect(page).to_have_url(f"{site.url}/articles/clonazepam-usos-y-riesgos/#question-1")
        page.goto("/es/")
        page.get_by_role("navigation", name="Idioma").get_by_role("link", name="English").click()
        expect(page).to_have_url(f"{site.url}/")


def test_the_search_box_speaks_and_proposes_in_the_language(site: Site) -> None:
    both_languages()
    with site.visitor(phone=True) as page:
        page.goto("/es/")
        box = page.get_by_role("combobox", name="Buscar artículos y preguntas")
        box.press_sequentially("usos")
        proposals = page.get_by_role("listbox", name="Sugerencias").get_by_role("option")
        expect(proposals).to_have_count(1)
        expect(proposals.first).to_have_text("Clonazepam: usos y riesgos Artículo")
        expect(page.get_by_role("status").first).to_have_text("1 sugerencia")
        expect_accessible(page)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.url}/es/search/?q=usos")
        expect(page.get_by_role("heading", level=2, name=re.compile(r"^\d+ resultados?$"))).to_be_visible()
        _fine(page)


def test_it_all_works_without_script(site: Site) -> None:
    both_languages()
    with site.visitor(phone=True, script=False) as page:
        page.goto("/es/")
        page.get_by_role("searchbox").fill("riesgos")
        page.get_by_role("button", name="Buscar").click()
        page.get_by_role("link", name="Clonazepam: usos y riesgos").click()
        expect(page.get_by_role("heading", level=1, name="Clonazepam: usos y riesgos")).to_be_visible()
