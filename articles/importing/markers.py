"""The names of the parts of an export, and the lines around them that are no text of the article."""

import re
from enum import Enum, auto

from articles.importing.lines import key


class Part(Enum):
    OPENING = auto()
    SUMMARY = auto()
    KEY_POINTS = auto()
    CONTENTS = auto()
    """The contents list; the text of the article follows it without a marker of its own."""
    BODY = auto()
    QUESTIONS = auto()
    REFERENCES = auto()
    DISCLAIMER = auto()


FRONT = frozenset({Part.SUMMARY, Part.KEY_POINTS, Part.CONTENTS})
"""Parts that stand before the text: what comes before one of them belongs to the front as well."""

_NAMES: dict[Part, tuple[str, ...]] = {
    Part.SUMMARY: ("quick summary", "summary", "at a glance", "in brief", "tl;dr", "article summary"),
    Part.KEY_POINTS: (
        "key points",
        "key point",
        "key takeaways",
        "key takeaway",
        "takeaways",
        "main takeaways",
        "main points",
        "key facts",
        "highlights",
    ),
    Part.CONTENTS: (
        "in this article",
        "what's in this article",
        "in this guide",
        "on this page",
        "table of contents",
        "contents",
        "article contents",
        "jump to",
    ),
    Part.QUESTIONS: (
        "frequently asked questions",
        "frequently asked questions (faq)",
        "frequently asked questions (faqs)",
        "faq",
        "faqs",
        "common questions",
        "questions and answers",
        "q&a",
        "q & a",
        "people also ask",
    ),
    Part.REFERENCES: (
        "references",
        "reference",
        "reference list",
        "references and sources",
        "sources and references",
        "sources",
        "article sources",
        "citations",
        "bibliography",
        "works cited",
        "literature",
    ),
    Part.DISCLAIMER: (
        "disclaimer",
        "disclaimers",
        "medical disclaimer",
        "health disclaimer",
        "legal disclaimer",
        "important disclaimer",
        "general disclaimer",
        "resources and disclaimer",
        "resources & disclaimer",
        "resources and disclaimers",
        "disclaimer and resources",
    ),
}

_PART_OF = {name: part for part, names in _NAMES.items() for name in names}

AMBIGUOUS = frozenset({"summary", "contents", "highlights", "key facts", "takeaways"})
"""Names that a heading inside the text may have as well."""

WEAK_REFERENCES = frozenset({"sources", "citations", "literature", "reference"})
"""Names that mean the references only where the file has no stronger name for them."""

AFTERWORDS = frozenset(
    {"conclusion", "conclusions", "in conclusion", "final thoughts", "bottom line", "the bottom line", "the takeaway"}
)
"""Headings that lead from questions, references or disclaimers back to the text."""

_PAGE_CONTROLS = frozenset(
    {
        "skip to content",
        "skip to main content",
        "skip to navigation",
        "skip navigation",
        "skip to main navigation",
        "jump to content",
        "back to top",
        "scroll to top",
    }
)
_READING_TIME = re.compile(
    r"^(?:estimated )?(?:reading time:?\s*(?:about )?(\d{1,3})\s*min(?:ute)?s?\.?(?: read)?"
    r"|(\d{1,3})[\s-]*min(?:ute)?s?\.?\s+(?:read|reading(?: time)?))$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:by|(?:written|reviewed|medically reviewed|fact[- ]checked|edited) by|authors?|last updated|last reviewed"
    r"|updated(?: on)?|published(?: on)?):?\s+\S",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b)", re.IGNORECASE)


def part_named(text: str) -> Part | None:
    """The part that a line announces, or None where it is no marker."""
    name = key(text)
    if re.match(r"frequently asked questions (?:about|on) \S", name) and len(name) <= 100:
        return Part.QUESTIONS
    return _PART_OF.get(name)


def is_usual_name(text: str) -> bool:
    """Whether a marker has one of the listed names and nothing more."""
    return key(text) in _PART_OF


def is_page_control(text: str) -> bool:
    return key(text) in _PAGE_CONTROLS


def reading_minutes(text: str) -> int | None:
    """The figure of a line such as "2 min read"."""
    match = _READING_TIME.match(text)
    return int(match.group(1) or match.group(2)) if match else None


def is_byline(text: str) -> bool:
    """Whether a line near the title names a person or a date: "By Jane Doe, MD"."""
    return bool(_BYLINE.match(text)) and len(text) <= 120 and not text.endswith((".", "?", "!", ":"))


def is_copyright(text: str) -> bool:
    return bool(_COPYRIGHT.match(text)) and len(text) <= 200
