"""The interface of readers' pages in each language: nothing is left out, and what is compiled is what is written."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"</?[a-z]+")
LANGUAGES = sorted(path.name for path in (ROOT / "locale").iterdir() if path.is_dir())


def messages_of(language: str) -> list[Message]:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(text: Any) -> tuple[str, ...]:
    """One text, or that of each number."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_each_language_but_that_of_the_code_has_translations() -> None:
    assert [settings.LANGUAGE_CODE, *LANGUAGES] == [code for code, _ in settings.LANGUAGES]


def test_the_files_are_what_make_messages_writes() -> None:
    done = subprocess.run(
        [sys.executable, "deploy/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_and_tags_of_its_text(language: str) -> None:
    """What is filled in stands in each number of it, and nothing else is filled in."""
    wrong = []
    for message in messages_of(language):
        wanted = set(PLACES.findall(forms(message.id)[-1]))
        wrong += [text for text in forms(message.string) if set(PLACES.findall(text)) != wanted]
        tags = sorted(TAGS.findall(forms(message.id)[-1]))
        wrong += [text for text in forms(message.string) if sorted(TAGS.findall(text)) != tags]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_in_doubt(language: str) -> None:
    assert [message.id for message in messages_of(language) if message.fuzzy] == []
