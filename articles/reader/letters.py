"""The letters of the A–Z of subjects: those with names lead on, the others are only there to keep the order."""

import string
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from articles.choices import OTHER_LETTER
from medsite.lib import languages

MOST_LETTERS = 100
LETTERS_SQL = """
WITH RECURSIVE found(letter) AS (
    SELECT MIN(letter) FROM articles_publishedname WHERE language = %s
    UNION ALL
    SELECT (SELECT MIN(letter) FROM articles_publishedname WHERE language = %s AND letter > found.letter)
    FROM found WHERE found.letter IS NOT NULL
)
SELECT letter FROM found WHERE letter IS NOT NULL LIMIT %s
"""
"""One step in the index for each letter, however many names there are."""


@dataclass(frozen=True)
class Letter:
    """A letter as the navigation shows it. ``url`` is empty where nothing begins with it."""

    letter: str
    url: str = ""

    @property
    def in_words(self) -> str:
        return "0–9" if self.letter == OTHER_LETTER else self.letter


def letters() -> list[Letter]:
    """A to Z, with the further letters and the digits that there are; empty when there is no name at all. One query.

    Names on pages in the language of the address count.
    """
    language = languages.current()
    with connection.cursor() as cursor:
        cursor.execute(LETTERS_SQL, [language, language, MOST_LETTERS])
        there = [row[0] for row in cursor.fetchall()]
    if not there:
        return []
    latin = list(string.ascii_uppercase)
    further = sorted(letter for letter in there if letter not in latin and letter != OTHER_LETTER)
    last = [OTHER_LETTER] if OTHER_LETTER in there else []
    return [Letter(one, address_of(one) if one in there else "") for one in (*latin, *further, *last)]


def address_of(letter: str) -> str:
    return f"{reverse('reader:subjects')}?{urlencode({'letter': letter})}"
