"""A list of references that somebody pastes for sources of which only a number came in.

It is read as an import reads the list of a file: numbered or not, in lines that run on. What the article has a record
or a text for stays as it is.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from articles.content import ROW_LIMIT, ArticleContent, Citation
from articles.domain.drafting import conversion, drafts
from articles.domain.errors import Refused
from articles.importing.lines import Line, chunks, read_page
from articles.importing.numbered import read_sources
from articles.importing.oldmarks import citation_key
from articles.models import Draft
from people.models import User

TEXT_LIMIT = 5_000
"""Characters of one reference."""


@dataclass(frozen=True)
class Pasted:
    """What became of a list: sources that got their text, sources that are new, numbers that had theirs already."""

    filled: int
    added: int
    left: tuple[int, ...]


def empty_places(content: ArticleContent) -> list[int]:
    """The places, from 1, of the sources without a record and without a text."""
    return [
        place
        for place, citation in enumerate(content.citations, start=1)
        if citation.reference is None and not citation.raw_text.strip()
    ]


def paste(draft: Draft, text: str, *, expected_version: int, by: User, now: datetime) -> Pasted:
    """Give the sources of a draft the texts of a pasted list, by number, or in the order of a list without numbers.

    A number that the article does not have becomes a source more. One save, with what ``save_draft`` writes and raises.

    Raises Refused where no reference is found, one is too long, or there are too many.
    """
    listed = [source for source in read_sources(chunks(_lines(text))).sources if source.text]
    if not listed:
        raise Refused("No reference was found in it. Paste the list, one reference a line, with its numbers.")
    if long := next((source for source in listed if len(source.text) > TEXT_LIMIT), None):
        raise Refused(
            f"The reference that begins with {long.text[:60]!r} is longer than {TEXT_LIMIT:,} characters. Begin each "
            "reference on a line of its own."
        )
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    if loaded.version != expected_version:
        raise drafts.StaleDraft(loaded)
    content = conversion.draft_content(loaded)
    citations, left = list(content.citations), list[int]()
    filled = added = 0
    for source in listed:
        number = source.number
        place = _place(citations, number)
        if place is None:
            citations.append(_new(citations, number, source.text))
            added += 1
        elif citations[place].reference is None and not citations[place].raw_text.strip():
            citations[place] = citations[place].model_copy(update={"raw_text": source.text})
            filled += 1
        else:
            left.append(number or place + 1)
    if len(citations) > ROW_LIMIT:
        raise Refused(f"An article lists {ROW_LIMIT} sources at most; these would be {len(citations)}.")
    changed = content.model_copy(update={"citations": tuple(citations)})
    drafts.save_draft(
        loaded, changed, expected_version=expected_version, by=by, now=now, reason="Pasted a list of references"
    )
    return Pasted(filled, added, tuple(left))


def _lines(text: str) -> list[Line]:
    """The lines of a list. Where no blank line parts anything, each line begins a reference unless it is indented."""
    lines = read_page(text).lines
    if lines and lines[-1].number - lines[0].number + 1 == len(lines):
        return [replace(line, glued=False) for line in lines]
    return list(lines)


def _place(citations: list[Citation], number: int | None) -> int | None:
    """Where the source with a number stands: by its own number, or by its place where it has none."""
    if number is None:
        return None
    own = next((place for place, citation in enumerate(citations) if citation.number == number), None)
    if own is not None:
        return own
    by_place = number - 1
    is_there = 0 <= by_place < len(citations) and citations[by_place].number is None
    return by_place if is_there and citations[by_place].reference is None else None


def _new(citations: list[Citation], number: int | None, text: str) -> Citation:
    key = citation_key(number) if number is not None else ""
    taken = {citation.key for citation in citations}
    return Citation(key="" if key in taken else key, number=number, raw_text=text)
