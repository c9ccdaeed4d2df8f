"""Which language a page speaks: that of its address, or that of its article."""

import pytest
from django.urls import reverse
from django.utils import translation

from medsite.lib import languages


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en"),
        ("/articles/", "en"),
        ("/es/", "es"),
        ("/es", "es"),
        ("/es/articles/", "es"),
        ("/essays/", "en"),
        ("/en/", "en"),
        ("/fr/", "en"),
        ("/articles/es/", "en"),
    ],
)
def test_an_address_says_its_language(path: str, language: str) -> None:
    assert languages.language_of_address(path) == language


@pytest.mark.parametrize(
    ("locale", "language"), [("en", "en"), ("es", "es"), ("es-MX", "es"), ("fr", "en"), ("", "en")]
)
def test_the_frame_around_a_text_speaks_its_language_where_it_can(locale: str, language: str) -> None:
    with languages.speaking(locale):
        assert translation.get_language() == language

    assert translation.get_language() == "en"


def test_addresses_of_lists_follow_the_language_and_those_of_articles_stay() -> None:
    with languages.speaking("es"):
        spanish = reverse("reader:home"), reverse("reader:article", args=["one"]), reverse("reader:sitemap")

    assert spanish == ("/es/", "/articles/one/", "/sitemap.xml")
    assert (reverse("reader:home"), reverse("reader:article", args=["one"])) == ("/", "/articles/one/")
