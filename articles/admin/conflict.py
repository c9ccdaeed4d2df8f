"""When two people saved the same draft: what this one typed, kept and compared."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from articles import content as shapes
from articles.content import ArticleContent
from articles.domain import conversion
from articles.models import Draft
from references import library
from references.models import Reference

TEXTS = ("title", "lead", "summary", "body", "article_type", "audience", "funding", "funding_note")
ROW = re.compile(r"^(\w+)-(\d+)-(\w+)$")


def rows_as_values(typed: QueryDict, *, version: int) -> QueryDict:
    """What was typed, as a form for the version that is stored now.

    The rows lose their keys, because the other save may have removed them: each becomes a new row with the same
    words. Rows ticked for deletion become empty, which is the same thing.
    """
    kept = typed.copy()
    deleted = {match.group(1, 2) for name in typed if (match := ROW.match(name)) and match[3] == "DELETE"}
    for name in list(kept):
        if name.endswith("-INITIAL_FORMS"):
            kept[name] = "0"
        elif (match := ROW.match(name)) and (match[3] in {"id", "draft"} or match.group(1, 2) in deleted):
            kept[name] = ""
        if name.endswith("-DELETE"):
            del kept[name]
    kept["expected_version"] = str(version)
    return kept


def typed_content(typed: QueryDict, theirs: Draft) -> ArticleContent | None:
    """The content that was typed, for comparing. What the form leaves alone is as stored; None if unreadable."""
    stored = conversion.draft_content(theirs)
    keys = [row["reference"] for row in _rows(typed, "citations") if row.get("reference", "").isdigit()]
    references = {str(reference.pk): reference for reference in Reference.objects.filter(pk__in=keys)}
    try:
        return ArticleContent.model_validate(
            stored.model_dump()
            | {name: typed.get(name, "") for name in TEXTS}
            | {
                "key_points": [
                    {"label": row.get("label", ""), "text": row.get("text", "")} for row in _rows(typed, "key_points")
                ],
                "questions": [
                    {"question": row.get("question", ""), "answer": row.get("answer", "")}
                    for row in _rows(typed, "questions")
                ],
                "citations": [_citation(row, references) for row in _rows(typed, "citations")],
            }
        )
    except ValidationError:
        return None


def _citation(row: dict[str, str], references: dict[str, Reference]) -> dict[str, Any]:
    reference = references.get(row.get("reference", ""))
    return shapes.Citation(
        key=row.get("key", "") or (reference.key if reference else ""),
        number=int(row["number"]) if row.get("number", "").isdigit() else None,
        raw_text=row.get("raw_text", ""),
        reference=library.frozen(reference) if reference else None,
    ).model_dump()


def _rows(typed: QueryDict, prefix: str) -> Iterator[dict[str, str]]:
    """The rows of one inline that hold something and are not ticked for deletion, in their order."""
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        match = ROW.match(name)
        if match and match[1] == prefix:
            found.setdefault(int(match[2]), {})[match[3]] = str(value).replace("\r\n", "\n")
    ordered = sorted(found.items(), key=lambda item: (_position(item[1]), item[0]))
    for _, row in ordered:
        said = {name: value for name, value in row.items() if name not in {"id", "draft", "position"} and value.strip()}
        if said and "DELETE" not in row:
            yield row


def _position(row: dict[str, str]) -> int:
    return int(row["position"]) if row.get("position", "").isdigit() else 10_000
