"""An import of an article that is there: what it would change, field by field, and the decision on it.

Three texts meet: the draft as it is (mine), what the source says now (theirs), and what the source said when it
was taken in last (base). What only the draft changed is no news of the file; what the file never said is no wish
to delete.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from articles.choices import ImportState
from articles.content import ArticleContent, Shape
from articles.domain.drafting import drafts
from articles.domain.drafting.comparison import FieldDiff, compare_contents
from articles.domain.drafting.merging import merge_contents
from articles.domain.drafting.newest_text import NewestText, newest_text
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.domain.exchange.known import as_known_here
from articles.models import Article, ArticleImport, Draft
from medsite.audit import trail
from medsite.lib.canonical import canonical_json
from people.models import User
from people.roles import Role, has_role

FIELDS = {
    "title": "Title",
    "lead": "Lead",
    "summary": "Quick summary",
    "key_points": "Key points",
    "body": "Body",
    "questions": "Questions",
    "citations": "Sources",
    "authors": "Authors",
    "topics": "Topics",
    "subjects": "Subjects",
    "article_type": "Article type",
    "audience": "Audience",
    "funding": "Funding",
    "funding_note": "Note on funding",
    "files": "Images",
    "translation_of": "Translation of",
}


class Choice(StrEnum):
    KEEP = "keep"
    TAKE = "take"
    MERGE = "merge"


@dataclass(frozen=True)
class Change:
    """A field that the source has otherwise. ``disputed``: the draft changed it too since the last import."""

    name: str
    label: str
    disputed: bool
    may_merge: bool
    diffs: tuple[FieldDiff, ...]

    @property
    def usual(self) -> Choice:
        """What is chosen before anybody chooses."""
        return Choice.KEEP if self.disputed else Choice.TAKE


def base_text(article: Article, *, before: ArticleImport | None = None) -> ArticleContent | None:
    """What the last import that arrived in this article said; ``before`` looks at those older than one."""
    rows = article.imports.arrived()
    row = (rows.filter(pk__lt=before.pk) if before is not None else rows).order_by("-pk").first()
    return ArticleContent.from_json(row.content_json) if row is not None else None


def changes(base: ArticleContent | None, mine: ArticleContent, theirs: ArticleContent) -> list[Change]:
    """The fields that the source wants otherwise than the text is now. Seven queries at most."""
    base = as_known_here(base) if base is not None else None
    mine, theirs = as_known_here(mine), as_known_here(theirs)
    found = []
    for name, label in FIELDS.items():
        wished = getattr(theirs, name)
        was, now, wants = (_said(getattr(text, name, None)) for text in (base, mine, theirs))
        if now == wants or (was == wants if base is not None else not wants):
            continue
        diffs = compare_contents(mine, mine.model_copy(update={name: wished}))
        disputed = base is not None and now != was
        found.append(
            Change(
                name=name,
                label=label,
                disputed=disputed,
                may_merge=disputed and isinstance(wished, str | tuple) and name not in {"title", "article_type"},
                diffs=tuple(diff for diff in diffs if diff.is_changed),
            )
        )
    return found


def _said(value: Any) -> Any:
    """A value without blank ends: a form takes them away from every text that is saved, and nobody changed it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {name: _said(part) for name, part in value.items()}
    return [_said(part) for part in _dumped(value)] if isinstance(value, tuple | list) else value


def proposed_changes(row: ArticleImport) -> tuple[NewestText | None, list[Change]]:
    """What an open proposal would change in the text of today."""
    newest = newest_text(row.article)
    if newest is None:
        return None, []
    theirs = ArticleContent.from_json(row.content_json)
    return newest, changes(base_text(row.article, before=row), newest.content, theirs)


def take(row: ArticleImport, choices: Mapping[str, Choice], *, expected_version: int, by: User, now: datetime) -> Draft:
    """Put the chosen fields of a proposal into the draft, as a new save; open a draft where there is none.

    ``expected_version`` is that of the draft on the screen, 0 where there was none. One audit entry beside the
    save's. Raises NotAllowed; Stale when the draft, or the proposal, is not what the screen showed; WrongState
    while the text is locked; Refused when nothing was chosen.
    """
    with transaction.atomic():
        lock_drafts(row.article_id)
        current = _claim(row, ImportState.TAKEN, by=by, now=now)
        newest, offered = proposed_changes(current)
        if newest is None or newest.version != expected_version:
            raise Stale(
                "The draft was saved, opened or closed after you opened this page. Nothing was changed: look at the "
                "differences below once more."
            )
        chosen = {c.name: choices.get(c.name, Choice.KEEP) for c in offered}
        names = [name for name, choice in chosen.items() if choice is not Choice.KEEP]
        if not names:
            raise Refused("Choose at least one field to take over, or set the proposal aside and say why.")
        content = _combined(current, newest.content, chosen)
        draft = newest.draft or drafts.open_draft(current.article, by=by, now=now)
        saved = drafts.save_draft(
            draft,
            content,
            expected_version=draft.version,
            by=by,
            now=now,
            reason=f"Took over from {current.source}",
        )
        ArticleImport.objects.filter(pk=current.pk).update(draft=saved, taken=canonical_json(names))
        _record("import.taken", current, by=by, now=now, draft=saved.pk, fields=names)
    return saved


def set_aside(row: ArticleImport, *, reason: str, by: User, now: datetime) -> None:
    """Decide against a proposal. Raises NotAllowed, Stale, Refused without a reason."""
    if not reason.strip():
        raise Refused("Say why the proposed change is set aside.")
    with transaction.atomic():
        lock_drafts(row.article_id)
        current = _claim(row, ImportState.SET_ASIDE, by=by, now=now, reason=reason.strip())
        _record("import.set_aside", current, by=by, now=now, reason=reason.strip())


def lock_drafts(article: int) -> None:
    """Hold the open drafts of an article, before its imports and the audit trail.

    Whoever saves or gives up a draft takes them in this order; the other way round two of them would wait for each
    other for ever on PostgreSQL.
    """
    list(Draft.objects.open().select_for_update(no_key=True, of=("self",)).filter(article=article).order_by("pk"))


def _combined(row: ArticleImport, mine: ArticleContent, chosen: Mapping[str, Choice]) -> ArticleContent:
    theirs = ArticleContent.from_json(row.content_json)
    values: dict[str, Any] = {n: getattr(theirs, n) for n, choice in chosen.items() if choice is Choice.TAKE}
    merged = [name for name, choice in chosen.items() if choice is Choice.MERGE]
    if merged:
        together = merge_contents(base_text(row.article, before=row) or ArticleContent(), mine, theirs).content
        values |= {name: getattr(together, name) for name in merged}
    return ArticleContent.model_validate(mine.model_dump() | {n: _dumped(value) for n, value in values.items()})


def _dumped(value: Any) -> Any:
    return [row.model_dump() if isinstance(row, Shape) else row for row in value] if isinstance(value, tuple) else value


def _claim(row: ArticleImport, state: ImportState, *, by: User, now: datetime, **values: Any) -> ArticleImport:
    if not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers decide on proposed changes.")
    claimed = ArticleImport.objects.open().filter(pk=row.pk)
    if claimed.update(state=state, decided_by=by, decided_at=now, **values) != 1:
        raise Stale("This proposed change was decided on meanwhile, or a newer import took its place.")
    return ArticleImport.objects.select_related("article").get(pk=row.pk)


def _record(act: str, row: ArticleImport, *, by: User | None, now: datetime, **data: Any) -> None:
    trail.record(
        actor=by,
        act=act,
        subject=drafts.article_subject(row.article),
        at=now,
        source=row.source,
        source_digest=row.source_digest,
        **{"import": row.pk},
        **data,
    )
