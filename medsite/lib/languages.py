"""Which language the frame of a page speaks. The address says it, or the article; never a cookie, never a header."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy


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
