"""Words inside citations: abbreviations of journals, ordinals, supplements, title case."""

import re

from references.styles.marks import Abbreviations, Record, field

SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "onto", "or", "over"}
    | {"per", "so", "the", "to", "upon", "via", "vs", "with", "within", "without"}
)


def journal_name(record: Record, abbreviations: Abbreviations) -> str:
    """NLM's abbreviation, without full stops, where the record or the library knows it; else the whole name."""
    whole = field(record, "container-title")
    short = field(record, "container-title-short") or abbreviations.get(whole.lower(), "")
    return re.sub(r"\.(?=\s|$)", "", short) if short else whole


def ordinal(number: str) -> str:
    """3 → 3rd."""
    if number[-2:] in {"11", "12", "13"}:
        return f"{number}th"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def supplement(issue: str) -> str:
    """The issue as "Suppl 2", if it is a supplement to a volume; else an empty string."""
    match = re.match(r"^(?:suppl|supplement|supp)\b\.?\s*(.*)$", issue, re.IGNORECASE)
    return f"Suppl {match.group(1)}".strip() if match else ""


def title_case(title: str) -> str:
    """Capitals for the important words of a book's title. Words that have a capital or a digit stay as they are."""
    words = title.split(" ")
    last = len(words) - 1
    for place, word in enumerate(words):
        small = word.strip(",;:") in SMALL_WORDS and 0 < place < last and not words[place - 1].endswith(":")
        if word.islower() and not small:
            words[place] = _capital(word)
    return " ".join(words)


def _capital(word: str) -> str:
    """Behind opening marks; a word with a digit (such as p53) is a name of its own."""
    if any(mark.isdigit() for mark in word):
        return word
    match = re.match(r"^([^\w]*)(.*)$", word, re.DOTALL)
    opening, rest = match.groups() if match else ("", word)
    return opening + rest[:1].upper() + rest[1:]
