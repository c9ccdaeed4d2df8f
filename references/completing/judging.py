"""Whether what a service says of an identifier is the work that the record is of. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from references import csl, matching
from references.styles.languages import language_name
from references.titles import title_key

NEAR_YEARS = 1
"""Print and electronic publication may lie in two years (ISSUE of a journal against "Epub ahead of print")."""


def differences(record: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a record cannot be of the work that was found, in words: the title, the year, an identifier.

    Titles are held against originals too; a record of which only an identifier is known has no title to compare. A
    title and its translation have no words in common: then people and place decide, see ``is_unsure``.
    """
    said: list[str] = []
    for name in ("DOI", "PMID", "PMCID"):
        mine, theirs = (csl.text(one, name).lower() for one in (record, found))
        if name == "PMCID":
            mine, theirs = mine.split(".")[0], theirs.split(".")[0]
        if mine and theirs and mine != theirs:
            said.append(f"the {name}")
    if record.get("status") == csl.IDENTIFIER_ONLY:
        return tuple(said)
    if not _same_title(record, found) and (not _are_translations(record, found) or _parts(record, found, equal=False)):
        said.insert(0, "the title")
    one, two = csl.year(record), csl.year(found)
    if one and two and abs(one - two) > NEAR_YEARS:
        said.append("the year")
    return tuple(said)


def is_unsure(record: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether the titles are in two languages, and nothing else says that it is one work or that it is two."""
    if record.get("status") == csl.IDENTIFIER_ONLY or differences(record, found) or _same_title(record, found):
        return False
    return not _parts(record, found, equal=True)


def _same_title(record: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return any(matching.alike(one, two) for one in _titles(record) for two in _titles(found))


def _are_translations(record: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether one title may be a translation of the other: NLM puts brackets around a title that it translated, and
    names the language of the work; a record that names none is in English as a rule.
    """
    if any(csl.text(one, "title").startswith("[") for one in (record, found)):
        return True
    one, two = (language_name(csl.text(work, "language")) or "English" for work in (record, found))
    return one != two


def _parts(record: Mapping[str, Any], found: Mapping[str, Any], *, equal: bool) -> list[str]:
    """What besides the title both name, and name equally, or not equally: the first author, volume and page."""
    one, two = matching.traits(dict(record)), matching.traits(dict(found))
    pairs = (
        ("first author", one.author, two.author),
        ("volume and page", one.volume and one.page and f"{one.volume}:{one.page}",
         two.volume and two.page and f"{two.volume}:{two.page}"),
    )  # fmt: skip
    return [name for name, mine, theirs in pairs if mine and theirs and (mine == theirs) is equal]


def _titles(record: Mapping[str, Any]) -> Iterable[str]:
    """The title, the original one, the short one; and what a catalogue calls the work besides (``titles``)."""
    names = ("title", "original-title", "title-short")
    more = record.get("titles")
    texts = [*(csl.text(record, name) for name in names), *(map(str, more) if isinstance(more, list) else ())]
    return [key for text in texts if (key := title_key(text.strip("[]")))]
