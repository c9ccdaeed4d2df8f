"""What rules may ask about an article: the union of what was frozen with its text and what holds today.

Editing a subject, a topic or a source can therefore add a notice and never remove one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from articles.content import ArticleContent
from articles.domain.knowledge.source_facts import RETRACTED, known_of
from articles.models import ArticleMark, Subject
from articles.rendering.shapes import SignedBody
from articles.rendering.spoken import passages
from medsite.lib.phrases import Reading

# Publishers and PubMed put the word before the title of a retracted paper.
_RETRACTED = re.compile(r"\W*retract(?:ed|ion)\b", re.IGNORECASE)


def _nothing_said() -> Reading:
    return Reading(())


@dataclass(frozen=True)
class Facts:
    """The facts of one article. ``reading`` is its text, for rules that ask about words."""

    topics: frozenset[str]
    subjects: frozenset[str]
    classes: frozenset[str]
    audience: str
    overdue: bool
    kinds: frozenset[str] = frozenset()
    article_type: str = ""
    funding: str = ""
    locale: str = "en"
    marks: frozenset[str] = frozenset()
    retracted: frozenset[str] = frozenset()
    corrected: bool = False
    reading: Reading = field(default_factory=_nothing_said)
    searched: Reading = field(default_factory=_nothing_said)
    """What a reader searched for. No article has it: such conditions hold on the page of results only."""
    day: date | None = None
    """Today, for numbers that are shown up to a day; None shows those without one only."""


@dataclass(frozen=True)
class Today:
    """What the house knows now about the subjects and sources of some contents."""

    kinds: dict[str, str]
    classes: dict[str, frozenset[str]]
    retracted: frozenset[str]


def today_for(contents: Iterable[ArticleContent]) -> Today:
    """Today's facts for any number of contents. Four queries at most."""
    contents = tuple(contents)
    slugs = {subject.slug for content in contents for subject in content.subjects}
    keys = {citation.key for content in contents for citation in content.citations if citation.key}
    subjects = list(Subject.objects.filter(slug__in=slugs).prefetch_related("classes")) if slugs else []
    known = known_of(keys)
    return Today(
        kinds={subject.slug: subject.kind for subject in subjects},
        classes={subject.slug: frozenset(found.slug for found in subject.classes.all()) for subject in subjects},
        retracted=frozenset(key for key, found in known.items() if found.standing in RETRACTED),
    )


def marks_of(articles: Iterable[int]) -> dict[int, frozenset[str]]:
    """The marks of articles, by their keys. One query."""
    found: dict[int, set[str]] = {}
    for article, mark in ArticleMark.objects.filter(article__in=list(articles)).values_list("article_id", "mark"):
        found.setdefault(article, set()).add(mark)
    return {article: frozenset(marks) for article, marks in found.items()}


def facts_of(
    content: ArticleContent,
    *,
    body: SignedBody,
    today: Today | None = None,
    marks: frozenset[str] = frozenset(),
    overdue: bool = False,
    corrected: bool = False,
    day: date | None = None,
) -> Facts:
    """Gather the facts of a content, frozen and current. Four queries at most, none when ``today`` is given."""
    known = today or today_for([content])
    subjects = {subject.slug for subject in content.subjects}
    frozen_classes = {name for subject in content.subjects for name in subject.classes}
    current_classes = {name for slug in subjects for name in known.classes.get(slug, ())}
    return Facts(
        topics=frozenset(topic.slug for topic in content.topics),
        subjects=frozenset(subjects),
        classes=frozenset(frozen_classes | current_classes),
        kinds=frozenset(
            {subject.kind for subject in content.subjects} | {known.kinds[s] for s in subjects if s in known.kinds}
        ),
        article_type=content.article_type,
        audience=content.audience,
        funding=content.funding,
        locale=content.locale,
        marks=marks,
        retracted=frozenset(
            citation.key
            for citation in content.citations
            if citation.key in known.retracted or _RETRACTED.match(str((citation.reference or {}).get("title", "")))
        ),
        overdue=overdue,
        corrected=corrected,
        reading=Reading(passages(body)),
        day=day,
    )
