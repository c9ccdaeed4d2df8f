"""An audit entry in words: what it is about, and what it says."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from articles.editorial.audit_forms import in_words
from articles.models import Article
from medsite.audit.models import AuditEntry

PERSON_FACTS = frozenset({"editor", "holder", "by", "user", "reviewer"})
LONG = 300
DIGEST = 64


@dataclass(frozen=True)
class Told:
    """One entry as the list shows it. ``about`` is the title of an article where it is about one."""

    entry: AuditEntry
    act: str
    about: str
    address: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing that an entry says. ``is_code`` for what people compare and never read."""

    name: str
    text: str
    is_code: bool = False


def told(entries: Iterable[AuditEntry], *, has_desk: bool) -> list[Told]:
    """Entries in words, with one query for the titles of articles."""
    rows = list(entries)
    uuids = [uuid for row in rows if (uuid := article_of(row.subject))]
    articles = {f"article {article.uuid}": article for article in Article.objects.filter(uuid__in=uuids)}
    return [
        Told(
            entry=row,
            act=in_words(row.act),
            about=str(found) if (found := articles.get(row.subject)) else row.subject,
            address=reverse("editorial:article", args=[found.pk]) if found and has_desk else "",
        )
        for row in rows
    ]


def article_of(subject: str) -> UUID | None:
    """The article that a subject names; None for other subjects, and for one that somebody damaged."""
    try:
        return UUID(subject.removeprefix("article ")) if subject.startswith("article ") else None
    except ValueError:
        return None


def facts(entry: AuditEntry, people: dict[int, str]) -> list[Fact]:
    """What an entry says, one line each; people by their names."""
    return [_fact(name, value, people) for name, value in json.loads(entry.data).items()]


def _fact(name: str, value: Any, people: dict[int, str]) -> Fact:
    label = in_words(name)
    match value:
        case bool():
            return Fact(label, "yes" if value else "no")
        case int() if name in PERSON_FACTS:
            return Fact(label, people.get(value, f"person {value}"))
        case None | "" | []:
            return Fact(label, "nothing")
        case list():
            return Fact(label, ", ".join(str(part) for part in value))
        case dict():
            return Fact(label, ", ".join(f"{in_words(key)}: {part}" for key, part in value.items()))
    text = str(value)
    return Fact(label, text, is_code=len(text) == DIGEST and set(text) <= set("0123456789abcdef"))
