"""From signed body, facts and notices to the finished page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from articles.choices import Harm
from articles.rendering import translated
from articles.rendering.guard import refuse_without_notices
from articles.rendering.shapes import Notices, PageFacts, PastVersion, SignedBody
from medsite.lib import languages

FRAME_FILES = (
    "templates/reader",
    "static/css/site.css",
    "static/js/reader.js",
    "static/img",
    "articles/rendering",
    "medsite/lib/words.py",  # what the search keeps of a page is written with it
    "locale",
)


@dataclass(frozen=True)
class Site:
    """What the frame says about the site itself."""

    name: str
    url: str
    demo: bool


def this_site() -> Site:
    return Site(name=settings.SITE_NAME, url=settings.SITE_URL, demo=settings.DEMO)


def frame() -> dict[str, Any]:
    """What every template of readers may use: ``site``, and ``in_house``, the attributes of a text in the language of
    the house. In that one people speak of themselves, and subjects have their names.
    """
    return {"site": this_site(), "in_house": languages.marks(settings.LANGUAGE_CODE)}


def absolute(address: str) -> str:
    """An address of this site with its host, for those who read elsewhere; others and empty ones stay."""
    return settings.SITE_URL + address if address.startswith("/") else address


def render_page(
    body: SignedBody,
    facts: PageFacts,
    notices: Notices,
    *,
    preview: str = "",
    past: PastVersion | None = None,
    linked: str = "",
    is_reading: bool = False,
) -> str:
    """The whole HTML document of an article.

    ``preview`` is a line for staff that something is not published; empty for readers. ``past`` is there for a
    version that readers get no more. ``linked`` is what the page says to machines, as JSON that is safe inside a script
    element. ``is_reading`` leaves out what is there to check and to move about: contents, sources, history.

    Raises guard.NoticeMissing when the text of a notice is not in the result.
    """
    in_text = languages.marks(facts.locale)
    html = render_to_string(
        "reader/article.html",
        frame()
        | {
            "body": body,
            "references": [(item, facts.marks.get(item.key, ())) for item in body.references],
            "further_reading": [(item, facts.marks.get(item.key, ())) for item in body.further_reading],
            "facts": facts,
            "behind": translated.behind(facts.translation_of) if facts.translation_of else "",
            "original_language": translated.language_of(facts.translation_of) if facts.translation_of else "",
            "safety": notices.safety,
            "warnings": [notice for notice in notices.safety[1:] if notice.harm != Harm.CAUTION],
            "cautions": [notice for notice in notices.safety[1:] if notice.harm == Harm.CAUTION],
            "status": notices.status,
            "general": notices.general,
            "in_text": in_text,
            # Open Graph has no languages without a country: "es" alone would be read as its default, English.
            "og_locale": facts.locale.replace("-", "_") if "-" in facts.locale else "",
            "page_locale": languages.current() if in_text else facts.locale,
            "preview": preview,
            "past": past,
            "linked": linked,
            "is_reading": is_reading,
            "has_views": not preview and past is None,
        },
    )
    refuse_without_notices(html, notices.all)
    return html


@cache
def frame_version() -> str:
    """A digest of every file that the frame of a page is made of, and of the settings it shows.

    A page that was framed under another version is framed afresh.
    """
    hasher = hashlib.sha256(repr(this_site()).encode())
    for path in _frame_files():
        hasher.update(path.name.encode() + path.read_bytes())
    return hasher.hexdigest()


def _frame_files() -> Sequence[Path]:
    found: list[Path] = []
    for name in FRAME_FILES:
        path = Path(settings.BASE_DIR) / name
        inside = (item for item in path.rglob("*") if item.is_file() and item.suffix != ".pyc")
        found += sorted(inside) if path.is_dir() else [path]
    return found
