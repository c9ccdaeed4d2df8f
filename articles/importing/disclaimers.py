"""Disclaimers of the export, which the site's own notices replace."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.importing.ledger import Ledger, quoted
from articles.importing.lines import Chunk, Line, first_word_would_have_fitted, key

_ORDINALS = {2: "Second", 3: "Third", 4: "Fourth"}
_PREFIX = re.compile(r"^(?:medical |health |legal |general )?disclaimer\s*[:.–—-]\s*\S", re.IGNORECASE)

_SMALL_WORDS = (
    "a|an|any|as|be|been|being|by|clinical|considered|constitute|constituting|construed|for|form|health|healthcare|"
    "individual|intended|is|it|meant|medical|mental|of|offer|offered|on|or|our|personal|personalised|personalized|"
    "professional|provide|provided|regarded|relied|replace|replacement|replacing|specific|substitute|taken|the|to|"
    "upon|used|your"
)
_READS_LIKE = re.compile(
    r"\b(?:informational|information|educational|education)(?: (?:and|or) (?:informational|information|educational))?"
    r" (?:purposes?|use)\b"
    rf"|(?:\bnot|n['’]t|\bnever|\bno)(?: (?:{_SMALL_WORDS}))* advice\b"
    r"|\bnot(?: \w+){0,4} (?:substitute|replacement) for\b"
    r"|\b(?:no|not|any)(?: \w+){0,4} (?:liable|liability|responsible|responsibility)\b"
    r"|\bdisclaims?\b",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"\b(?:911|112|999|988|116 ?123|emergency|emergencies|poison|overdos\w*|suicid\w*|crisis|helpline|hotline|funded|"
    r"sponsored|fees?|conflicts?|mg|dose|doses)\b",
    re.IGNORECASE,
)


def reads_like_disclaimer(chunk: Chunk) -> bool:
    """Whether a paragraph says that it is no medical advice. When in doubt it does not: it is kept."""
    return bool(_READS_LIKE.search(_text(chunk)))


def calls_itself_disclaimer(chunk: Chunk) -> bool:
    """Whether a paragraph starts with "Disclaimer:" and reads like one."""
    return bool(_PREFIX.match(chunk[0].text)) and reads_like_disclaimer(chunk)


def says_more(chunk: Chunk) -> bool:
    """Whether a person should read a disclaimer before it goes.

    It is long, it tells readers what to do, or other lines stand directly under it.
    """
    text = _text(chunk)
    long = len(re.findall(r"[.!?](?:\s|$)", text)) > 3
    return long or bool(_SAYS_MORE.search(text)) or first_word_would_have_fitted(chunk)


def _text(chunk: Chunk) -> str:
    return " ".join(line.text for line in chunk)


@dataclass(frozen=True)
class _Left:
    """A disclaimer that stays out, with the marker above it."""

    lines: tuple[Line, ...]
    addition: str
    warning: bool


class Disclaimers:
    """Takes the disclaimers out of the file, and what only looks like one not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._left: list[_Left] = []

    def sift(self, found: Iterable[Chunk], *, loose: bool = False) -> list[Chunk]:
        """The chunks that are none. Outside their section, disclaimers have to call themselves so.

        ``loose``: behind the references, where reading like one is enough.
        """
        kept = []
        for chunk in found:
            if calls_itself_disclaimer(chunk) or (loose and reads_like_disclaimer(chunk)):
                self._left.append(_Left(chunk, "", says_more(chunk)))
            else:
                kept.append(chunk)
        return kept

    def read_section(self, marker: Line, found: Sequence[Chunk]) -> list[Chunk]:
        """The chunks of a section of disclaimers that are none and stay in the text."""
        left = [chunk for chunk in found if reads_like_disclaimer(chunk)]
        kept = [chunk for chunk in found if not reads_like_disclaimer(chunk)]
        resources = promises_resources(marker)
        if left:
            addition = ""
            if resources:
                addition = (
                    ' The resources stay in the text, under "Resources".'
                    if kept
                    else ' "Resources" promised a list but held none.'
                )
            lines = (marker, *(line for chunk in left for line in chunk))
            self._left.append(_Left(lines, addition, any(map(says_more, left))))
        elif kept:
            where = ', under "Resources"' if resources else ""
            self._ledger.leave(
                [marker], f"{quoted(marker.text)} held no disclaimer; its lines stay in the text{where}."
            )
        else:
            self._ledger.leave([marker], f"Left out: {quoted(marker.text)} stands over nothing.")
        if kept and not resources:
            lines = tuple(line for chunk in kept for line in chunk)
            self._ledger.warn(
                lines, f"Kept in the text: this stood under {quoted(marker.text)} but does not read like one. Check."
            )
        return kept

    def report(self) -> None:
        """Write into the ledger which disclaimers stay out, counted in the order of the file."""
        for place, left in enumerate(sorted(self._left, key=lambda left: left.lines[0].number), 1):
            name = "Disclaimer" if place == 1 else f"{_ORDINALS.get(place, 'Another')} disclaimer"
            said = f"{name} left out; ours takes its place.{left.addition}"
            self._ledger.leave(left.lines, said, replaced=True)
            if left.warning:
                self._ledger.warn(
                    left.lines, "This disclaimer says more than usual. Read it, and keep what your readers need."
                )


def promises_resources(marker: Line) -> bool:
    """Whether a section is announced as resources, too."""
    return "resources" in key(marker.text)
