"""Local numbers in notices: the wording names a purpose, the number comes from the one table.

``{number: crisis}`` becomes the approved number of the page's country. Without one it becomes words, such as
"your local emergency number": a number is never guessed, and never taken from another country.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext

from articles.choices import Channel, NumberPurpose
from articles.models import NumberVersion
from medsite.lib import languages

PLACEHOLDER = re.compile(r"\{number:\s*([\w-]*)\s*\}", re.IGNORECASE)
WITHOUT = {
    NumberPurpose.EMERGENCY: _("your local emergency number"),
    NumberPurpose.CRISIS: _("a crisis line in your country"),
    NumberPurpose.POISON: _("the poison service of your country"),
    NumberPurpose.ADVICE: _("your local service for medical advice"),
}
"""What stands in a notice while nobody has approved a number for the place."""

CHECK_EVERY_DAYS = 90
"""A number that nobody compared with its service for longer is due for a check."""

_LITERAL = re.compile(
    r"(?:\+?\d[\d ()-]{4,}\d)|\b(?:call|dial|ring|text|phone)\s+\+?\d{3,}\b"
    r"|\b(?:ll[aá]m[aeo]|marqu?[aeá]|telefone[aeá]|env[ií][aeé])\w*\s+(?:(?:al?|el|un SMS al?)\s+)*\+?\d{3,}\b",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~^])")


@dataclass(frozen=True)
class Filled:
    """A wording with its numbers in place, and the versions that they came from."""

    text: str
    used: tuple[NumberVersion, ...] = ()


def country_of(locale: str) -> str:
    """The country of a page's language tag: "GB" for "en-GB", empty for "en"."""
    for part in locale.split("-")[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    return ""


def fill(body: str, *, locale: str, numbers: Iterable[NumberVersion], day: date | None) -> Filled:
    """Put the numbers of the page's country into a wording, with the few words around them in the page's language.

    ``day`` is today; without it, numbers that are shown up to a day are left out.
    """
    country = country_of(locale)
    here = [number for number in numbers if country and number.country == country and _counts(number, day)]
    used: list[NumberVersion] = []

    def replacement(found: re.Match[str]) -> str:
        purpose = found[1].lower()
        fitting = [number for number in here if number.purpose == purpose]
        used.extend(number for number in fitting if number not in used)
        if fitting:
            return f" {pgettext('between two numbers', 'or')} ".join(_shown(number) for number in fitting)
        return languages.said(WITHOUT[NumberPurpose(purpose)])

    with languages.speaking(locale):
        text = PLACEHOLDER.sub(replacement, body)
    return Filled(text=text, used=tuple(used))


def wording_problem(text: str) -> str:
    """What is wrong with the numbers of a wording, as a sentence; empty when nothing is."""
    for purpose in PLACEHOLDER.findall(text):
        if purpose.lower() not in NumberPurpose.values:
            return f"“{{number: {purpose}}}” is not known. Use one of: {', '.join(NumberPurpose.values)}."
    if literal := _LITERAL.search(text):
        return (
            f"“{literal[0].strip()}” looks like a number to call. Numbers differ by country and change: write "
            "{number: emergency} and keep the number under “Local numbers”."
        )
    return ""


def due_for_a_check(numbers: Sequence[NumberVersion], *, day: date) -> list[NumberVersion]:
    """Numbers in use that nobody compared with their service for 90 days, or whose last day is over."""
    return [
        number
        for number in numbers
        if not number.retired
        and (
            (number.valid_until is not None and number.valid_until < day)
            or number.checked_on is None
            or (day - number.checked_on).days > CHECK_EVERY_DAYS
        )
    ]


def _counts(number: NumberVersion, day: date | None) -> bool:
    if number.retired:
        return False
    return number.valid_until is None or (day is not None and day <= number.valid_until)


def _shown(number: NumberVersion) -> str:
    """The number as it stands in a sentence; the emergency number needs no name."""
    if number.purpose == NumberPurpose.EMERGENCY:
        return number.number
    said = [
        number.service,
        languages.said(Channel(number.channel).label).lower(),
        *([number.hours] if number.hours else []),
    ]
    plain = _MARKDOWN.sub(r"\\\1", ", ".join(said))
    return f"{number.number} ({plain})"
