"""What of a live page can be found: its rows for the search, and the index of the database beside them.

``domain.publication.pages`` calls this when it stores a page and before it takes one down, inside its transaction;
nothing else does. Only signed text and the names of its subjects are indexed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from articles.choices import FoundKind
from articles.domain.publication.around import Around
from articles.domain.publication.framing import Framed
from articles.domain.publication.page_facts import plain
from articles.domain.searching import fulltext
from articles.models import PublishedPage, SearchEntry, SearchWord
from articles.models.search import words_of
from medsite.lib import words

HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)
"""Headings stand in ``brief``; in an excerpt they would run into the sentence after them."""
SHORTEST = 4
"""Letters of a word that "did you mean" may propose."""


def store(page: PublishedPage, framed: Framed, *, answers: Mapping[int, str], is_new: bool) -> None:
    """Write what can be found of a page anew. Six statements, whatever its length, three for a page that is new.

    ``answers`` are those that stand in lists, by the place of their question; ``is_new``: the page was made just now.
    """
    content, body = framed.around.content, framed.around.body
    safety = framed.chosen.for_page().safety
    entry = SearchEntry(
        page=page,
        kind=FoundKind.ARTICLE,
        position=0,
        title=content.title,
        names="\n".join(_names(framed.around)),
        brief=_lines(
            plain(body.lead),
            plain(body.summary),
            *(point.label for point in body.points),
            *(heading.text for heading in body.contents),
            *(item.question for item in body.questions),
            *(topic.name for topic in content.topics),
        ),
        text=_lines(
            plain(body.lead),
            plain(body.summary),
            *(plain(point.html) for point in body.points),
            *(plain(HEADING.sub(" ", section.html)) for section in body.sections),
            *(plain(item.html) for item in body.questions),
        ),
        safety=safety[0].heading if safety else "",
    )
    questions = [
        SearchEntry(
            page=page,
            kind=FoundKind.QUESTION,
            position=place,
            title=item.question,
            names=content.title,
            brief=entry.names,
            text=words.composed(answers.get(place, "")),
            safety=entry.safety,
            anchor=item.anchor,
        )
        for place, item in enumerate(body.questions, start=1)
    ]
    if not is_new:
        forget(page)
    fulltext.write(SearchEntry.objects.bulk_create([entry, *questions]), language=page.language)
    SearchWord.objects.bulk_create(words_of(page, _vocabulary([entry.title, entry.names, entry.brief])))


def forget(page: PublishedPage) -> None:
    """Take a page out of the search."""
    fulltext.forget(page.pk)
    SearchEntry.objects.filter(page=page).delete()
    SearchWord.objects.filter(page=page).delete()


def _names(around: Around) -> Sequence[str]:
    """Every name of the subjects: those in the signed text, and those the house knows today."""
    found = {subject.name for subject in around.content.subjects}
    for subject in around.subjects:
        found |= {subject.name, *(name.name for name in around.names[subject.pk])}
    return sorted(found)


def _lines(*parts: str) -> str:
    return words.composed("\n".join(part for part in parts if part))


def _vocabulary(texts: Iterable[str]) -> set[str]:
    return {
        word.folded
        for text in texts
        for word in words.read(words.composed(text))
        if len(word.folded) >= SHORTEST and word.folded.isalpha()
    }
