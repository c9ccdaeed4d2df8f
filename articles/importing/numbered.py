"""The section of references → sources with their numbers, which may have no text."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from articles.content import Citation
from articles.importing.ledger import Ledger, counted, listed
from articles.importing.lines import Chunk, Line, bare, bullet
from articles.importing.oldmarks import citation_key

_NUMBERED = re.compile(r"^(?:\[([0-9]{1,3})\]|\(?([0-9]{1,3})[.)])(?:\s+(.*))?$|^([0-9]{1,3})(?:\t(.*))?$")


@dataclass(frozen=True)
class Source:
    """One source of the list; ``number`` is None where its line has none and others do."""

    number: int | None
    text: str
    lines: tuple[Line, ...]

    @property
    def empty(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class SourceList:
    sources: tuple[Source, ...] = ()
    counted: bool = False
    """Whether the numbers are ours: the file had none."""

    @property
    def texts(self) -> dict[int, str]:
        """The text of each number; of a number that stands twice, the first."""
        found: dict[int, str] = {}
        for source in self.sources:
            if source.number is not None:
                found.setdefault(source.number, source.text)
        return found

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(source.number for source in self.sources if source.number is not None)


_Draft = tuple[int | None, list[str], list[Line]]


def read_sources(chunks: Sequence[Chunk]) -> SourceList:
    """The sources of a list, numbered or not. A line that runs on belongs to the source above it."""
    found: list[_Draft] = []
    for chunk in chunks:
        for line in chunk:
            number, text = _parts(line.text)
            if found and _runs_on(line, number, glued=line is not chunk[0], above=found[-1]):
                found[-1][1].append(line.text)
                found[-1][2].append(line)
            else:
                found.append((number, [text], [line]))
    if found and all(number is None for number, _, _ in found):
        numbered = ((place, texts, lines) for place, (_, texts, lines) in enumerate(found, 1))
        return SourceList(tuple(_source(*parts) for parts in numbered), counted=True)
    return SourceList(tuple(_source(*parts) for parts in found))


def starts_source(text: str) -> bool:
    """Whether a line has the number or the bullet of a source in front."""
    return bool(bullet(text)) or _NUMBERED.match(text) is not None


def _runs_on(line: Line, number: int | None, *, glued: bool, above: _Draft) -> bool:
    """Whether a line belongs to the source above it.

    A volume such as "12. " may come to stand at the start of a wrapped line: it does not count on from the
    number above, and the line is indented otherwise.
    """
    latest, _, lines = above
    if number is not None:
        return glued and number != (latest or 0) + 1 and line.indent != lines[0].indent
    return not bullet(line.text) and (glued or line.indent > lines[0].indent)


def _parts(text: str) -> tuple[int | None, str]:
    match = _NUMBERED.match(text)
    if match is None:
        return None, bare(text) if bullet(text) else text
    number = next(group for group in (match.group(1), match.group(2), match.group(4)) if group)
    return int(number), (match.group(3) or match.group(5) or "").strip()


def _source(number: int | None, texts: list[str], lines: list[Line]) -> Source:
    text = " ".join(" ".join(texts).split())
    if number is not None and text.strip("[]().: ") in ("", str(number)):
        text = ""
    return Source(number, text, tuple(lines))


def citations(listing: SourceList, cited: Collection[int], ledger: Ledger) -> list[Citation]:
    """The sources as content, without a library record.

    A number without a text gets a key only where the text cites it. Of a number that stands twice, the first
    is the one that the text means.
    """
    made = []
    taken: set[int] = set()
    for source in listing.sources:
        number = source.number
        ledger.place(source.lines)
        known = number is not None and number not in taken and (not source.empty or number in cited)
        made.append(
            Citation(
                key=citation_key(number) if number is not None and known else "",
                number=number,
                raw_text=source.text,
            )
        )
        taken |= {number} if number is not None else set()
    _report(listing, cited, ledger)
    return made


def _report(listing: SourceList, cited: Collection[int], ledger: Ledger) -> None:
    _report_empty([source for source in listing.sources if source.empty], cited, ledger)
    filled = [source for source in listing.sources if not source.empty]
    lines = [line for source in filled for line in source.lines]
    if filled:
        each = (
            "Match each with a record of the library." if len(filled) > 1 else "Match it with a record of the library."
        )
        ledger.inform(lines, f"{counted(len(filled), 'reference')} came as text. {each}")
    if listing.counted:
        ledger.inform(lines, "The references had no numbers; we numbered them in their order.")
    idle = [source for source in filled if source.number is not None and source.number not in cited]
    if idle:
        numbers = [source.number for source in idle]
        named = f"References {listed(numbers)} are" if len(idle) > 1 else f"Reference {numbers[0]} is"
        ledger.warn([line for source in idle for line in source.lines], f"{named} not cited in the text.")
    for source in filled:
        if source.number is None:
            ledger.warn(source.lines, "A line among the references has no number; kept as a source of its own. Check.")
    places_of: dict[int | None, list[Source]] = defaultdict(list)
    for source in listing.sources:
        places_of[source.number].append(source)
    for number, same in places_of.items():
        if number is not None and len(same) > 1:
            places = [line for source in same for line in source.lines]
            ledger.warn(
                places, f"Number {number} stands {len(same)} times in the references; the text means the first. Check."
            )


def _report_empty(empty: Sequence[Source], cited: Collection[int], ledger: Ledger) -> None:
    if not empty:
        return
    held = f"{counted(len(empty), 'reference')} held only {'their number' if len(empty) > 1 else 'its number'}."
    wanted = sorted({source.number for source in empty if source.number is not None}.intersection(cited))
    if wanted:
        then = f"The text cites {listed(wanted)}: find {'these' if len(wanted) > 1 else 'this one'} first."
    else:
        then = f"Nothing in the text shows where {'they' if len(empty) > 1 else 'it'} belonged."
    ledger.warn([line for source in empty for line in source.lines], f"{held} {then}")
