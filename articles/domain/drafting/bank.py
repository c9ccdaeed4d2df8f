"""The question bank as articles use it: copy a question in, take a newer wording over, see where it is used.

An article owns its wording. A copy remembers the question and the version, and is changed by its writer only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pydantic import ValidationError

from articles.content import ArticleContent, BankSource, Question
from articles.domain.drafting import conversion, drafts
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.models import ArticleQuestion, Draft, PublishedQuestion
from faq import bank as faq_bank
from faq.models import Question as BankQuestion
from faq.models import QuestionVersion
from medsite.lib.diff import Block, compare
from people.models import User

PICK_LIMIT = 50
"""Questions copied in one act."""


@dataclass(frozen=True)
class Entry:
    """A question of the bank in its newest wording. Counts are those of the list, or 0."""

    key: int
    uuid: UUID
    number: int
    wording: str
    answer: str
    written_by: str
    written_at: datetime
    is_retired: bool
    in_drafts: int = 0
    on_pages: int = 0


@dataclass(frozen=True)
class Newer:
    """A question of a draft, of which the bank has a newer wording. ``place`` counts from 1."""

    place: int
    copied: int
    entry: Entry
    question: tuple[Block, ...]
    answer: tuple[Block, ...]


@dataclass(frozen=True)
class Uses:
    """Where a question is copied: in open drafts and on live pages, so many at most; ``has_more`` beyond that."""

    drafts: tuple[ArticleQuestion, ...]
    pages: tuple[PublishedQuestion, ...]
    has_more: bool


def newest(words: str = "", *, retired: bool = False) -> QuerySet[QuestionVersion]:
    """The newest wordings that hold the words, of the questions on offer, or of those retired."""
    return (
        QuestionVersion.objects.newest()
        .holding(words)
        .filter(question__retired_at__isnull=not retired)
        .select_related("question", "written_by")
        .order_by("wording", "pk")
    )


def with_uses(versions: QuerySet[QuestionVersion]) -> QuerySet[QuestionVersion]:
    """Add how many open drafts and live pages hold a copy of the question, in whatever wording."""
    in_drafts = ArticleQuestion.objects.filter(draft__closed_at__isnull=True)
    return versions.annotate(in_drafts=_count(in_drafts), on_pages=_count(PublishedQuestion.objects.all()))


def _count(copies: QuerySet[Any]) -> Coalesce:
    grouped = (
        copies.filter(bank_version__question=OuterRef("question"))
        .order_by()
        .values("bank_version__question")
        .annotate(copies=Count("pk"))
        .values("copies")
    )
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def entry_of(version: QuestionVersion) -> Entry:
    """A newest wording as screens show it. Load it with ``newest``."""
    return Entry(
        key=version.question_id,
        uuid=version.question.uuid,
        number=version.number,
        wording=version.wording,
        answer=version.answer,
        written_by=str(version.written_by or "the system"),
        written_at=version.written_at,
        is_retired=version.question.retired_at is not None,
        in_drafts=getattr(version, "in_drafts", 0),
        on_pages=getattr(version, "on_pages", 0),
    )


def find(key: int) -> Entry | None:
    """One question of the bank, retired or not. One query."""
    row = QuestionVersion.objects.newest().filter(question=key).select_related("question", "written_by").first()
    return entry_of(row) if row else None


def history(key: int) -> list[QuestionVersion]:
    """Every wording of a question, the newest first. One query."""
    return list(QuestionVersion.objects.filter(question=key).select_related("written_by").order_by("-number"))


def uses(key: int, *, limit: int) -> Uses:
    """Where a question of the bank is copied. Two queries, whatever their number."""
    in_drafts = list(
        ArticleQuestion.objects.filter(bank_version__question=key, draft__closed_at__isnull=True)
        .select_related("bank_version", "draft__article")
        .order_by("draft__title", "pk")[: limit + 1]
    )
    on_pages = list(
        PublishedQuestion.objects.filter(bank_version__question=key)
        .select_related("bank_version", "page")
        .order_by("page__title", "pk")[: limit + 1]
    )
    return Uses(
        drafts=tuple(in_drafts[:limit]),
        pages=tuple(on_pages[:limit]),
        has_more=len(in_drafts) > limit or len(on_pages) > limit,
    )


def set_retired(key: int, *, retired: bool, by: User, now: datetime) -> None:
    """Take a question out of the offer, or bring it back. Raises NotAllowed for anybody who is no writer."""
    verb = faq_bank.retire if retired else faq_bank.bring_back
    try:
        verb(BankQuestion.objects.get(pk=key), by=by, now=now)
    except faq_bank.BankError as error:
        raise NotAllowed(str(error)) from error


def newer_wordings(draft: Draft) -> list[Newer]:
    """The questions of a draft of which the bank has a newer wording, with the differences. One query.

    Load the draft with ``with_rows()``.
    """
    rows = [(place, row) for place, row in enumerate(draft.questions.all(), start=1) if row.bank_version is not None]
    newest_of = _newest_of({row.bank_version.question_id for _, row in rows if row.bank_version is not None})
    found = []
    for place, row in rows:
        entry = newest_of.get(row.bank_version.question_id) if row.bank_version is not None else None
        if entry is None or row.bank_version is None or entry.is_retired or entry.number <= row.bank_version.number:
            continue
        found.append(
            Newer(
                place=place,
                copied=row.bank_version.number,
                entry=entry,
                question=compare(row.question, entry.wording),
                answer=compare(row.answer, entry.answer),
            )
        )
    return found


def insert(draft: Draft, picked: Collection[UUID], *, expected_version: int, by: User, now: datetime) -> Draft:
    """Copy questions of the bank to the end of a draft's questions, each with its source and version.

    Raises Refused when none or too many are picked, when one is not on offer any more or stands in the draft
    already; what ``drafts.save_draft`` raises.
    """
    if not picked:
        raise Refused("Choose at least one question.")
    if len(set(picked)) > PICK_LIMIT:
        raise Refused(f"Copy {PICK_LIMIT} questions at a time at most.")
    content = conversion.draft_content(Draft.objects.with_rows().get(pk=draft.pk))
    there = {item.bank.question for item in content.questions if item.bank is not None}
    if there & set(picked):
        raise Refused("One of these questions stands in the article already. Choose others.")
    rows = {row.question.uuid: row for row in newest().filter(question__uuid__in=set(picked))}
    if set(rows) != set(picked):
        raise Refused("One of these questions is not on offer any more. Choose others.")
    added = [_copy(entry_of(rows[uuid])) for uuid in dict.fromkeys(picked)]
    changed = _with_questions(content, (*content.questions, *added))
    number = len(added)
    reason = f"Copied {number} question{'' if number == 1 else 's'} from the question bank"
    return drafts.save_draft(draft, changed, expected_version=expected_version, by=by, now=now, reason=reason)


def settle_newer(
    draft: Draft, place: int, *, seen: int, take: bool, expected_version: int, by: User, now: datetime
) -> Draft:
    """Take the newest wording of the bank over into a question of a draft, or keep the draft's own words.

    ``seen`` is the version that was shown beside them. Either way the question remembers it as its source, so that
    the finding is gone until there is a newer one.

    Raises Stale when the bank moved on or the question is another one now; what ``drafts.save_draft`` raises.
    """
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    newer = {item.place: item for item in newer_wordings(loaded)}.get(place)
    if newer is None or newer.entry.number != seen:
        raise Stale("The question or its wording in the bank changed after you opened this page. Look at it once more.")
    content = conversion.draft_content(loaded)
    mine, theirs = content.questions[place - 1], _copy(newer.entry)
    settled = theirs if take else Question(question=mine.question, answer=mine.answer, bank=theirs.bank)
    questions = (*content.questions[: place - 1], settled, *content.questions[place:])
    said = "Took version" if take else "Kept its own words beside version"
    return drafts.save_draft(
        draft,
        _with_questions(content, questions),
        expected_version=expected_version,
        by=by,
        now=now,
        reason=f"{said} {seen} of a bank question",
    )


def _newest_of(questions: Collection[int]) -> dict[int, Entry]:
    if not questions:
        return {}
    rows = QuestionVersion.objects.filter(question__in=questions).newest().select_related("question", "written_by")
    return {row.question_id: entry_of(row) for row in rows}


def _copy(entry: Entry) -> Question:
    try:
        return Question(
            question=entry.wording,
            answer=entry.answer,
            bank=BankSource(question=entry.uuid, version=entry.number),
        )
    except ValidationError as error:
        raise Refused(f"“{entry.wording[:80]}” cannot stand in an article. Mend its wording in the bank.") from error


def _with_questions(content: ArticleContent, questions: tuple[Question, ...]) -> ArticleContent:
    """The content with other questions, checked anew: copies of a model are not."""
    try:
        return ArticleContent.model_validate(content.model_dump() | {"questions": questions})
    except ValidationError as error:
        raise Refused("The article would have too many questions. Take some out first.") from error
