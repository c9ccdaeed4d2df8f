"""A translation: is it written in another language than its original, is it translated, has the original changed since?

The signature covers of which published text a translation is one; it cannot follow one that came later.
"""

from collections.abc import Iterator

from articles.quality.findings import Finding, blocker, listed, warning
from articles.quality.inspection import Inspection, OriginalFact

A_SENTENCE = 4
"""Words from which on two texts in two languages are not the same by chance."""
A_PASSAGE = 8


def check(inspection: Inspection) -> Iterator[Finding]:
    fact, content = inspection.house.original, inspection.content
    if fact is None:
        return
    original = fact.content
    if content.locale.casefold() == original.locale.casefold():
        yield blocker(
            "translation in its own language",
            ("the whole text",),
            f"This is said to be a translation, and its original is in “{original.locale}” as well. Make it a copy "
            "instead, or import it in its own language.",
        )
    if original.translation_of is not None:
        yield blocker(
            "translation of a translation",
            ("the whole text",),
            "The text that this is a translation of is a translation itself. Translate its original: each step from "
            "one language to another loses something.",
        )
    yield from _left(inspection, Inspection(original))
    yield from _since(fact)


def _left(translation: Inspection, original: Inspection) -> Iterator[Finding]:
    """What still says, word for word, what the original says."""
    theirs = _texts(original)
    places = [
        place
        for place, text in _texts(translation).items()
        if theirs.get(place) == text and len(text.split()) >= A_SENTENCE
    ]
    if places:
        yield blocker(
            "not translated yet", places, "This says word for word what the original says. Write it in this language."
        )
    if "body" not in places and (same := _passages(translation.content.body) & _passages(original.content.body)):
        yield warning(
            "passage not translated",
            ("body",),
            f"The original has these passages word for word: {listed(_begin(text) for text in sorted(same))}. "
            "Translate them, or leave them where they are quotations.",
        )


def _texts(inspection: Inspection) -> dict[str, str]:
    """The texts of an article by their places; questions and answers with their numbers."""
    questions = enumerate(inspection.content.questions, start=1)
    return {
        "title": inspection.content.title,
        **{item.place: item.source for item in inspection.fields},
        **{f"question {place}": item.question for place, item in questions},
    }


def _passages(body: str) -> set[str]:
    return {text for part in body.split("\n\n") if len((text := part.strip()).split()) >= A_PASSAGE}


def _begin(text: str) -> str:
    return f"“{' '.join(text.split()[:6])} …”"


def _since(fact: OriginalFact) -> Iterator[Finding]:
    if fact.withdrawn_on is not None:
        yield warning(
            "original withdrawn",
            ("the whole text",),
            f"The original was taken from readers on {fact.withdrawn_on:%-d %B %Y}. Find out why before this goes on: "
            "what was wrong there may be wrong here.",
        )
    elif fact.changed_on is not None:
        yield warning(
            "original has changed",
            ("the whole text",),
            f"The original was changed on {fact.changed_on:%-d %B %Y}; this follows the version before. “The original” "
            "on the page of the article shows what changed. Take it over there when the translation says it too.",
        )
