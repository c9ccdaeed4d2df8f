"""The same list in each language of the site, for the switch and for search engines."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from medsite.lib import languages


@dataclass(frozen=True)
class Alternate:
    """A list in one language. ``name`` is what the language calls itself."""

    language: str
    name: str
    url: str
    is_current: bool


def canonical(request: HttpRequest, context: dict[str, Any]) -> str:
    """The one address of a list, with the letter and the page that it shows and nothing else that was asked for."""
    page = context.get("page_obj")
    number = f"page={page.number}" if page and page.number > 1 else ""
    query = f"{context.get('page_prefix', '')}{number}".removesuffix("&")
    return f"{request.path}?{query}" if query else request.path


def of_list(request: HttpRequest) -> tuple[Alternate, ...]:
    """The list at this address in every language, that of plain addresses first. Without what stands behind a "?":
    another language has other letters and other pages.
    """
    here = languages.language_of_address(request.path_info)
    names = dict(settings.LANGUAGES)
    bare = request.path_info.removeprefix(f"/{here}") if here != settings.LANGUAGE_CODE else request.path_info
    return tuple(
        Alternate(
            language=language,
            name=names[language],
            url=bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}",
            is_current=language == here,
        )
        for language in languages.interface_languages()
    )
