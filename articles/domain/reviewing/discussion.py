"""What was said about a draft, placed in a text of it: the one of a revision, or the one that is being written now."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.choices import EntryKind
from articles.content import ArticleContent
from articles.domain.drafting.places import Place, places
from articles.domain.reviewing.comments import is_open
from articles.models import CommentEntry, CommentThread, Draft
from medsite.lib.anchoring import Anchor, Fate, Plain, find
from medsite.lib.diff import Block, compare


@dataclass(frozen=True)
class Thread:
    """A thread and where it stands now.

    ``field`` is where its words are in this text, or were when they are gone. ``path`` leads to the value of the
    content that holds them. ``now`` are the words that stand there, where they changed. ``is_handed_down`` is true for
    what was said about an earlier draft of the article.
    """

    row: CommentThread
    entries: tuple[CommentEntry, ...]
    fate: Fate
    field: str
    path: tuple[str | int, ...]
    now: str
    is_handed_down: bool = False

    @property
    def is_open(self) -> bool:
        return is_open(self.entries)

    @property
    def closing(self) -> CommentEntry | None:
        """Who closed it, when; None while it is open."""
        turns = [entry for entry in self.entries if entry.kind != EntryKind.SAID]
        return turns[-1] if turns and not self.is_open else None

    @property
    def waits(self) -> bool:
        """Whether a suggested wording waits for the writer."""
        answered = {EntryKind.TAKEN, EntryKind.DECLINED}
        return bool(self.row.wording) and not any(entry.kind in answered for entry in self.entries)

    @property
    def can_be_taken(self) -> bool:
        return self.waits and self.fate in {Fate.HERE, Fate.MOVED} and bool(self.path)

    @property
    def wording(self) -> tuple[Block, ...]:
        """What a suggestion would change, word by word."""
        return compare(self.row.quote, self.row.wording) if self.row.wording else ()


def threads_about(draft: Draft, content: ArticleContent) -> list[Thread]:
    """All threads of a draft and those handed down to it, placed in a content, the oldest first.

    Two queries, whatever the number of threads.
    Show them to people who are concerned with the draft only (``concerned.is_concerned``).
    """
    rows = list(CommentThread.objects.about(draft))
    if not rows:
        return []
    texts = places(content)
    plain = [Plain(place.text) for place in texts]
    return [_placed(row, draft, texts, plain) for row in rows]


def open_threads(draft: Draft) -> int:
    """How many threads of a draft are open. Two queries."""
    return sum(is_open(row.entries.all()) for row in CommentThread.objects.about(draft))


def _placed(row: CommentThread, draft: Draft, texts: Sequence[Place], plain: Sequence[Plain]) -> Thread:
    home = {number for number, place in enumerate(texts) if place.field == row.field}
    found = find(Anchor(row.quote, row.before, row.after), plain, home=home)
    entries = tuple(row.entries.all())
    is_handed_down = row.revision.draft_id != draft.pk
    if found.fate == Fate.GONE:
        return Thread(row, entries, found.fate, row.field, (), "", is_handed_down)
    place = texts[found.text]
    now = place.text[found.start : found.end] if found.fate == Fate.CHANGED else ""
    return Thread(row, entries, found.fate, place.field, place.path, now, is_handed_down)
