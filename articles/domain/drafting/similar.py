"""Articles that are like one that somebody writes or begins: by the words of the title, and what they are about.

Every name of a subject counts as the subject, so a brand name finds the generic one. Compared are articles in any
state, because a draft of the same thing is worth knowing of too.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from articles.choices import PublicState, SubjectAnswer
from articles.content import ArticleContent
from articles.models import Article, ArticleWord, Draft, Subject
from medsite.lib.words import COMMON, composed, divided, read, runs

LIKE_ENOUGH = 0.6
"""Share of words that two titles have in common (Dice), from which they may be about the same."""
LOOKED_AT = 30
SHOWN = 5
LONGEST_NAME = 4
"""Words of a name that is looked for in a title."""


@dataclass(frozen=True)
class Similar:
    """An article that may say the same, and the public state it is in."""

    article: Article
    likeness: float

    @property
    def title(self) -> str:
        return str(self.article)

    @property
    def state(self) -> str:
        return str(PublicState(self.article.public_state).label)


def similar(title: str, subjects: Collection[str] = (), *, to: int | None = None) -> tuple[Similar, ...]:
    """The articles like one with this title about these subjects, the likest first. ``to`` is its own key. Reads only:
    four statements, whatever the number of articles."""
    wanted = words_of(title, subjects)
    if not wanted:
        return ()
    keys = [key for key in ArticleWord.objects.sharing(wanted, most=LOOKED_AT) if key != to]
    found = []
    for article in Article.objects.filter(pk__in=keys).prefetch_related("title_words"):
        theirs = {row.word for row in article.title_words.all()}
        likeness = 2 * len(wanted & theirs) / (len(wanted) + len(theirs))
        if likeness >= LIKE_ENOUGH:
            found.append(Similar(article, likeness))
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.article.pk))[:SHOWN])


def similar_to(draft: Draft) -> tuple[Similar, ...]:
    """The articles like the one of a draft. Load it with ``with_rows()``."""
    answers = draft.draft_subjects.all()
    confirmed = [row.subject.slug for row in answers if row.answer == SubjectAnswer.CONFIRMED]
    return similar(draft.title, confirmed, to=draft.article_id)


def note(article: Article, content: ArticleContent) -> None:
    """Keep the words of an article's title and subjects, inside the transaction that stores them."""
    wanted = words_of(content.title, [subject.slug for subject in content.subjects])
    stored = set(article.title_words.values_list("word", flat=True))
    if gone := stored - wanted:
        article.title_words.filter(word__in=gone).delete()
    ArticleWord.objects.bulk_create(ArticleWord(article=article, word=word) for word in sorted(wanted - stored))


def words_of(title: str, subjects: Collection[str]) -> set[str]:
    """The stems of a title without the commonest words, each name of a subject as the subject. One statement."""
    said = list(read(composed(title)))
    known = _named(runs(said, longest=LONGEST_NAME))
    words = {f"={slug}" for slug in subjects}
    for run, name in divided(said, known, longest=LONGEST_NAME):
        if name:
            words.add(f"={known[name]}")
        elif run[0].folded not in COMMON:
            words.add(run[0].stem)
    return words


def _named(runs: Collection[str]) -> dict[str, str]:
    """Names of subjects among runs of words, with the short name of each."""
    if not runs:
        return {}
    rows = (
        Subject.objects.annotate(own=Lower("name"), other=Lower("names__name"))
        .filter(Q(own__in=runs) | Q(other__in=runs))
        .values_list("slug", "own", "other")
    )
    return {name: slug for slug, *names in rows for name in names if name in runs}
