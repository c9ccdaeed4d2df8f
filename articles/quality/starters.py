"""With which headings an article of a kind begins, so that what readers need to decide is not forgotten.

What stands under them is a mark that holds the article up until it is written over.
"""

from collections.abc import Mapping

from articles.choices import ArticleType

_SOURCES = "[TODO: Write this, and cite the source of each statement.]"

SECTIONS: Mapping[str, tuple[str, ...]] = {
    ArticleType.DRUG: (
        "What it is used for",
        "Benefits: how well it works",
        "How it is taken",
        "Side effects and risks",
        "Who should not take it",
        "If you do nothing, and other ways",
        "What we do not know",
        "When to get help",
    ),
    ArticleType.CONDITION: (
        "What it is",
        "Signs and symptoms",
        "Causes",
        "How it is found",
        "Treatment: benefits and risks",
        "If you do nothing, and other ways",
        "What we do not know",
        "When to get help",
    ),
    ArticleType.TEST: (
        "What it is for",
        "Benefits: what it can tell you",
        "How it is done",
        "Risks, and false alarms",
        "What the result means",
        "If you do nothing, and other ways",
        "What we do not know",
    ),
    ArticleType.COMPARISON: (
        "What is compared, and for whom",
        "Benefits side by side",
        "Risks side by side",
        "If you do nothing, and other ways",
        "What we do not know",
        "How to choose",
    ),
    ArticleType.NEWS: (
        "What is new",
        "How it was found out",
        "What it means for you",
        "What we do not know",
    ),
}


def starter_body(kind: str) -> str:
    """The body of a new article of this kind; empty for kinds that begin with a blank page."""
    return "\n\n".join(f"## {heading}\n\n{_SOURCES}" for heading in SECTIONS.get(kind, ()))
