"""A content as the form of a draft would send it: what a person gets to see after a conflict or a crash."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from articles.choices import SubjectAnswer
from articles.content import ArticleContent, BankSource
from articles.domain.drafting import conversion
from articles.editing.typed import TEXTS, rows
from articles.models import Picture, Subject, Topic
from people.models import Profile
from references.models import Reference

Row = Mapping[str, Any]


def as_form(content: ArticleContent, typed: QueryDict, *, version: int) -> QueryDict:
    """The form that says this content on top of a version. Every row is a new one; answers that reject a subject, and
    buttons, are those of ``typed``. Six queries."""
    pairs: list[tuple[str, str]] = [("expected_version", str(version))]
    pairs += [(name, str(getattr(content, name))) for name in TEXTS]
    topics = dict(Topic.objects.filter(slug__in=[t.slug for t in content.topics]).values_list("slug", "pk"))
    pairs += [("topics", str(topics[t.slug])) for t in content.topics if t.slug in topics]
    for prefix, found in _lists(content, typed):
        listed = list(found)
        pairs += [(f"{prefix}-TOTAL_FORMS", str(len(listed))), (f"{prefix}-INITIAL_FORMS", "0")]
        pairs += [(f"{prefix}-MIN_NUM_FORMS", "0"), (f"{prefix}-MAX_NUM_FORMS", "500")]
        for place, row in enumerate(listed):
            numbered = row if prefix == "draft_subjects" else {"position": place + 1, **row}
            pairs += [(f"{prefix}-{place}-{name}", _said(value)) for name, value in numbered.items()]
    return QueryDict(urlencode(pairs), mutable=True)


def bank_name(source: BankSource | None) -> str:
    """How a form carries the version of the bank question that a question was copied from."""
    return f"{source.question}:{source.version}" if source else ""


def _lists(content: ArticleContent, typed: QueryDict) -> Iterable[tuple[str, Iterable[Row]]]:
    profiles = _by(Profile.objects.filter(uuid__in=[a.profile for a in content.authors]), "uuid")
    yield "draft_authors", [{"profile": profiles[a.profile]} for a in content.authors if a.profile in profiles]
    subjects = _by(Subject.objects.filter(slug__in=[s.slug for s in content.subjects]), "slug")
    confirmed = [subjects[s.slug] for s in content.subjects if s.slug in subjects]
    answers: list[Row] = [{"subject": key, "answer": SubjectAnswer.CONFIRMED.value} for key in confirmed]
    answers += [
        {name: row.get(name, "") for name in ("subject", "answer", "reason")}
        for _, row in rows(typed, "draft_subjects")
        if row.get("answer") != SubjectAnswer.CONFIRMED and row.get("subject") not in {str(key) for key in confirmed}
    ]
    yield "draft_subjects", answers
    yield "key_points", [{"label": point.label, "text": point.text} for point in content.key_points]
    yield (
        "questions",
        [{"question": q.question, "answer": q.answer, "bank": bank_name(q.bank)} for q in content.questions],
    )
    pictures = _by(Picture.objects.filter(digest__in=[file.digest for file in content.files]), "digest")
    yield (
        "files",
        [
            {"picture": pictures[file.digest], **{name: getattr(file, name) for name in conversion.SAID_OF_IMAGES}}
            for file in content.files
            if file.digest in pictures
        ],
    )
    wanted = [str(c.reference["id"]) for c in content.citations if c.reference]
    references = _by(Reference.objects.filter(key__in=wanted), "key")
    yield (
        "citations",
        [
            {
                "key": c.key,
                "number": c.number,
                "raw_text": c.raw_text,
                "passage": c.passage.quote if c.passage else "",
                "passage_place": c.passage.place if c.passage else "",
                "despite": c.despite,
                "reference": references.get(c.reference["id"]) if c.reference else None,
            }
            for c in content.citations
        ],
    )


def _by(queryset: Any, column: str) -> dict[Any, int]:
    return dict(queryset.values_list(column, "pk"))


def _said(value: Any) -> str:
    return "" if value is None else str(value)
