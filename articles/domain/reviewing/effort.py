"""How much there is to review, and about how long it takes: a promise that a clinician can plan with.

Minutes = words to read / 150 + a quarter of a minute for each source to compare + one minute to decide, rounded up.
Words to read are those of the passages that changed, old and new, and of the sentences and quoted passages of the
sources to compare. Sources to compare are those whose record, passage or sentences changed; all of them where nothing
is compared. 150 words a minute is slower than the 200 that readers are told, because a reviewer weighs each sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from articles.content import ArticleContent
from articles.domain.drafting.comparison import FieldDiff
from articles.rendering.resting import claims
from articles.rendering.shapes import SignedBody

WORDS_A_MINUTE = 150
MINUTES_A_SOURCE = 0.25
MINUTES_TO_DECIDE = 1
SOURCES = "Sources"
"""The field whose words are counted with each source, not twice."""

Text = tuple[ArticleContent, SignedBody]


@dataclass(frozen=True)
class Effort:
    """``changes`` are passages that changed, None where all is new; ``sources`` the keys of those to compare."""

    changes: int | None
    words: int
    sources: frozenset[str]

    @property
    def minutes(self) -> int:
        return ceil(self.words / WORDS_A_MINUTE + len(self.sources) * MINUTES_A_SOURCE + MINUTES_TO_DECIDE)


def effort_of_changes(fields: Iterable[FieldDiff], *, old: Text, new: Text) -> Effort:
    """What changed from one text to the next."""
    changed = [(field.label, block) for field in fields for block in field.blocks if block.is_changed]
    words = sum(_words(piece.text) for label, block in changed if label != SOURCES for piece in block.pieces)
    before, after = _sources(*old), _sources(*new)
    sources = frozenset(key for key, said in after.items() if before.get(key) != said)
    return Effort(len(changed), words + _words_of(after, sources), sources)


def effort_of_all(content: ArticleContent, body: SignedBody) -> Effort:
    """A text that is read from beginning to end."""
    said = _sources(content, body)
    sources = frozenset(said)
    return Effort(None, body.words + _words_of(said, sources), sources)


def _sources(content: ArticleContent, body: SignedBody) -> dict[str, tuple[str, ...]]:
    """Each cited source with everything that is compared: the record as shown, the passage, the sentences."""
    passages = {citation.key: citation.passage for citation in content.works}
    resting = claims(body)
    return {
        item.key: (
            item.html,
            passage.quote if (passage := passages.get(item.key)) else "",
            *(claim.text for claim in resting[item.key]),
        )
        for item in body.references
    }


def _words_of(said: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> int:
    return sum(_words(text) for key in keys for text in said[key][1:])


def _words(text: str) -> int:
    return len(text.split())
