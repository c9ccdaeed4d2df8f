"""Which language the frame of a page speaks. The address says it, or the article; never a cookie, never a header."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})
"""Languages that are written from right to left."""


WITHOUT_CAPITALS = frozenset({"es"})
"""Languages that write the names of languages small."""


def in_a_sentence(name: str) -> str:
    """The name of a language as it stands within a sentence of the language that is spoken now."""
    return name.lower() if current() in WITHOUT_CAPITALS else name


def language_of(locale: str) -> str:
    """The language of a locale without its country: "es" for "es-MX"."""
    return locale.partition("-")[0].casefold()


def interface_languages() -> tuple[str, ...]:
    """The languages that readers' pages can speak, that of plain addresses first."""
    others = (code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return (settings.LANGUAGE_CODE, *others)


def frame_language(locale: str) -> str:
    """What the page around a text of this locale speaks: its own language, or that of plain addresses."""
    language = language_of(locale)
    return language if language in interface_languages() else settings.LANGUAGE_CODE


def speaking(locale: str) -> AbstractContextManager[None]:
    """While it lasts, texts, dates and addresses of lists are those of the language around a text of this locale."""
    return translation.override(frame_language(locale))


def current() -> str:
    """The language that is spoken now."""
    return frame_language(translation.get_language() or settings.LANGUAGE_CODE)


def direction(locale: str) -> str:
    """How a text of this locale runs, as HTML says it."""
    return "rtl" if language_of(locale) in RIGHT_TO_LEFT else "ltr"


def marks(locale: str) -> SafeString:
    """The attributes of an element whose text is of this locale, on a page that speaks another language.

    Nothing where the page speaks it: then the page as a whole says so. Without them a screen reader would read the
    words with the sounds of another language (WCAG 3.1.2).
    """
    if not locale or language_of(locale) == current():
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', locale, direction(locale))


said = translation.gettext
"""A text that is marked where it is written, such as the label of a choice, in the language that is spoken now."""


def said_for(locale: str, words: str) -> str:
    """The same in the language around a text of this locale: what the house has ready and keeps with that text."""
    with speaking(locale):
        return said(words)


def language_of_address(path: str) -> str:
    """The language of an address: "es" for /es/ and all below it."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in interface_languages()[1:] else settings.LANGUAGE_CODE


def prefix() -> str:
    """What addresses of lists begin with in the language that is spoken now: "es/", or nothing."""
    language = current()
    return "" if language == settings.LANGUAGE_CODE else f"{language}/"


PREFIX = lazy(prefix, str)()
"""For ``path()``, which reads it anew in each language."""
