"""Lists in each language of the site. The address alone says which."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

LISTS = ("/", "/articles/", "/subjects/", "/faq/", "/people/", "/search/", "/about/", "/about/corrections/")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.usefixtures("cast")
def test_a_list_speaks_the_language_of_its_address(address: str, client: Client) -> None:
    english, spanish = client.get(address), client.get(f"/es{address}")

    assert '<html lang="en"' in english.content.decode()
    assert '<html lang="es"' in spanish.content.decode()
    assert "Ir al contenido principal" in spanish.content.decode()
    assert f'<a href="/es{address}" lang="es" hreflang="es">Español</a>' in english.content.decode()
    assert f'<a href="{address}" lang="en" hreflang="en">English</a>' in spanish.content.decode()
    assert translation.get_language() == "en"


@pytest.mark.parametrize("address", ["/", "/es/", "/es/articles/", "/es/people/"])
@pytest.mark.usefixtures("cast")
def test_what_a_browser_prefers_changes_nothing(address: str, client: Client) -> None:
    asked = client.get(address, headers={"accept-language": "es"})
    cache.clear()
    plain = client.get(address)

    assert asked.content == plain.content
    assert "Cookie" not in asked.headers.get("Vary", "") and "Accept-Language" not in asked.headers.get("Vary", "")
    assert not asked.cookies and "Set-Cookie" not in asked


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.usefixtures("cast")
def test_search_engines_are_told_of_the_other_languages(address: str, client: Client) -> None:
    found = re.findall(
        r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', client.get(address).content.decode()
    )

    assert found == [
        ("en", f"http://testserver{address}"),
        ("es", f"http://testserver/es{address}"),
        ("x-default", f"http://testserver{address}"),
    ]


@pytest.mark.parametrize("address", ["/en/", "/es/healthz", "/es/api/v1/", "/es/sitemap.xml", "/es/admin/", "/fr/"])
@pytest.mark.usefixtures("cast")
def test_nothing_else_has_an_address_in_a_language(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("cast")
def test_an_address_without_its_last_stroke_leads_to_the_list(client: Client) -> None:
    response = client.get("/es")

    assert (response.status_code, response["Location"]) == (301, "/es/")
