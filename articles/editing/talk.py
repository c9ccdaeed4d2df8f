"""What staff screens show of the discussion of a draft: who may do what, and the threads beside their fields."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from articles.content import ArticleContent
from articles.domain.drafting.comparison import FieldDiff
from articles.domain.drafting.places import places
from articles.domain.reviewing.concerned import is_concerned, is_reviewer
from articles.domain.reviewing.discussion import Thread, threads_about
from articles.models import Draft
from medsite.lib.diff import Run
from people.models import User
from people.roles import Role, roles_of


@dataclass(frozen=True)
class Talk:
    """The discussion of a draft for one person. ``parts`` are the fields that can be spoken of."""

    draft: Draft
    threads: tuple[Thread, ...]
    parts: tuple[str, ...]
    may_say: bool
    may_suggest: bool
    may_take: bool

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.threads if thread.is_open)

    def on(self, field: str) -> tuple[Thread, ...]:
        """The threads about a field, open ones first."""
        return _open_first(thread for thread in self.threads if thread.field == field)

    def beside(self, fields: Collection[str]) -> tuple[Thread, ...]:
        """The threads about everything but these fields, open ones first."""
        return _open_first(thread for thread in self.threads if thread.field not in fields)


@dataclass(frozen=True)
class TalkedField:
    """A field with what changed in it and what is said about it, as ``_field_diff.html`` takes it."""

    anchor: str
    label: str
    runs: tuple[Run, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class Typed:
    """A comment that was refused: it stands in its form again."""

    field: str = ""
    quote: str = ""
    body: str = ""
    wording: str = ""


def talk_about(draft: Draft, content: ArticleContent, user: User) -> Talk | None:
    """The discussion, placed in a content; None for somebody who is not concerned. At most ten queries."""
    roles = roles_of(user)
    if not is_concerned(draft, user, roles=roles):
        return None
    is_open = draft.closed_at is None
    return Talk(
        draft=draft,
        threads=tuple(threads_about(draft, content)),
        parts=tuple(dict.fromkeys(place.field for place in places(content))),
        may_say=is_open,
        may_suggest=is_open and is_reviewer(draft, user, roles=roles),
        may_take=draft.is_editable and Role.WRITER in roles,
    )


def with_talk(fields: Iterable[FieldDiff], talk: Talk | None) -> list[TalkedField]:
    """Differences with the threads about each field."""
    return [
        TalkedField(field.anchor, field.label, field.runs, talk.on(field.label) if talk else ()) for field in fields
    ]


def _open_first(threads: Iterable[Thread]) -> tuple[Thread, ...]:
    return tuple(sorted(threads, key=lambda thread: not thread.is_open))
