"""What a browser sent from the form of a draft, as content. For previews, conflicts and unsaved work; saves go
through the form itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from articles.choices import SubjectAnswer
from articles.content import ArticleContent, BankSource
from articles.domain.drafting import conversion
from articles.domain.drafting.same_works import kept_key, marked
from articles.models import Draft, Picture, Subject, Topic
from medsite.lib.wrong_values import in_words
from people.models import Profile
from references import library
from references.models import Reference

TEXTS = ("title", "lead", "summary", "body", "article_type", "audience", "funding", "funding_note")
ROW = re.compile(r"^(\w+)-(\d+)-(\w+)$")

Rows = Sequence[tuple[int, dict[str, str]]]


class Unreadable(ValueError):
    """What was typed is no content yet; the message says which field is the reason."""


@dataclass(frozen=True)
class Typed:
    """The content that was typed. ``names`` are the form fields of its Markdown texts, in the order of the page."""

    content: ArticleContent
    names: tuple[str, ...]


def read(typed: QueryDict, stored: Draft, *, tolerant: bool = False) -> Typed:
    """The content in a form. What the form leaves out is as stored; load the draft with ``with_rows()``.

    ``tolerant``: of two sources with one key the second one loses it, because somebody is still typing.
    A fixed number of queries. Raises Unreadable.
    """
    base = conversion.draft_content(stored)
    points, questions, citations = (rows(typed, name) for name in ("key_points", "questions", "citations"))
    listed, kept = _citations(citations, tolerant=tolerant)
    try:
        content = ArticleContent.model_validate(
            base.model_dump()
            | {name: typed[name] for name in TEXTS if name in typed}
            | {
                "key_points": [{"label": row.get("label", ""), "text": row.get("text", "")} for _, row in points],
                "questions": _questions(questions),
                "citations": listed,
            }
            | _people_and_places(typed, stored.article.locale)
        )
    except ValidationError as error:
        problem = error.errors()[0]
        place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
        raise Unreadable(f"{place.replace('_', ' ').capitalize()}: {in_words(problem)}.") from error
    names = (
        "lead",
        "summary",
        *(f"key_points-{place}-text" for place, _ in points),
        "body",
        *(f"questions-{place}-answer" for place, _ in questions),
    )
    content = content.model_copy(update={"citations": marked(content.citations, kept)})
    return Typed(content=content, names=names)


def rows(typed: QueryDict, prefix: str) -> Rows:
    """The rows of one inline that hold something and are not ticked for deletion, in their order, with their places."""
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        match = ROW.match(name)
        if match and match[1] == prefix:
            found.setdefault(int(match[2]), {})[match[3]] = str(value).replace("\r\n", "\n")
    ordered = sorted(found.items(), key=lambda item: (_position(item[1]), item[0]))
    return [(place, row) for place, row in ordered if "DELETE" not in row and _says_something(row)]


def _says_something(row: dict[str, str]) -> bool:
    return any(value.strip() for name, value in row.items() if name not in {"id", "draft", "position", "bank"})


def _position(row: dict[str, str]) -> int:
    position = row.get("position", "")
    return int(position) if position.isascii() and position.isdigit() and len(position) < 6 else 10_000


def _questions(found: Rows) -> list[dict[str, Any]]:
    return [
        {
            "question": row.get("question", ""),
            "answer": row.get("answer", ""),
            "bank": source.model_dump() if (source := bank_of(row.get("bank", ""))) else None,
        }
        for _, row in found
    ]


def bank_of(name: str) -> BankSource | None:
    """The bank question that a row of a form was copied from; None for anything else. See ``forms.bank_name``."""
    question, _, version = name.partition(":")
    try:
        return BankSource.model_validate({"question": question, "version": version})
    except ValidationError:
        return None


def _citations(found: Rows, *, tolerant: bool) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows as they will stand in the content; and for the key of each record that of the kept one."""
    wanted = _keys(row.get("reference", "") for _, row in found)
    references = {
        str(reference.pk): reference
        for reference in Reference.objects.filter(pk__in=wanted).select_related("merged_into")
    }
    used: set[str] = set()
    citations = []
    for _, row in found:
        reference = references.get(row.get("reference", ""))
        key = row.get("key", "").strip() or (reference.key if reference else "")
        if tolerant and key in used:
            key = ""
        used.add(key)
        citations.append(
            {
                "key": key,
                "number": int(row["number"]) if _is_number(row.get("number", "")) else None,
                "raw_text": row.get("raw_text", ""),
                "reference": library.frozen(reference) if reference else None,
                "passage": {"quote": row.get("passage", ""), "place": row.get("passage_place", "")},
                "despite": row.get("despite", ""),
            }
        )
    return citations, {reference.key: kept_key(reference) for reference in references.values()}


def _people_and_places(typed: QueryDict, locale: str) -> dict[str, Any]:
    """Images, authors, subjects and topics; nothing for an inline that the form does not have."""
    said: dict[str, Any] = {}
    if "files-TOTAL_FORMS" in typed:
        listed = rows(typed, "files")
        pictures = {p.pk: p for p in Picture.objects.filter(pk__in=_keys(row.get("picture", "") for _, row in listed))}
        by_key = {int(row["picture"]): row for _, row in listed if _keys([row.get("picture", "")])}
        said["files"] = [
            conversion.file_of(
                pictures[key],
                alt=row.get("alt", ""),
                caption=row.get("caption", ""),
                credit=row.get("credit", ""),
                kind=row.get("kind", ""),
                text_version=row.get("text_version", ""),
            ).model_dump()
            for key, row in by_key.items()
            if key in pictures
        ]
    if "draft_authors-TOTAL_FORMS" in typed:
        order = _keys(row.get("profile", "") for _, row in rows(typed, "draft_authors"))
        profiles = {profile.pk: profile for profile in Profile.objects.filter(pk__in=order)}
        said["authors"] = [
            conversion.author_of(profiles[key], locale).model_dump() for key in dict.fromkeys(order) if key in profiles
        ]
    if "draft_subjects-TOTAL_FORMS" in typed:
        confirmed = _keys(
            row.get("subject", "")
            for _, row in rows(typed, "draft_subjects")
            if row.get("answer") == SubjectAnswer.CONFIRMED
        )
        subjects = Subject.objects.prefetch_related("classes").filter(pk__in=confirmed)
        said["subjects"] = [conversion.subject_fact(subject).model_dump() for subject in subjects]
        topics = Topic.objects.filter(pk__in=_keys(typed.getlist("topics")))
        said["topics"] = [{"slug": topic.slug, "name": topic.name} for topic in topics]
    return said


def _keys(values: Any) -> list[int]:
    return [int(value) for value in values if _is_number(str(value))]


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def without_secrets(sent: QueryDict) -> QueryDict:
    """A form without its token and its buttons: what may be kept."""
    kept = sent.copy()
    for name in [name for name in kept if name.startswith(("csrf", "_"))]:
        del kept[name]
    return kept
