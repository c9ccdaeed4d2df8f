"""Citations: `[@key]`, `[see @a, p. 3; @b]`, their numbers, and the marks that readers see."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from medsite.lib.markdown.labels import ENGLISH, Labels

# Keys as in Pandoc: a letter, digit or underscore, then single punctuation characters inside.
_KEY = re.compile(r"(?<![^\s;,(])@(\w+(?:[:.#$%&\-+?<>~/]\w+)*)")
_GROUP = re.compile(r"\[([^\[\]`\\]*)\]")
# Nothing that a writer types gives this text: a space stands between number and words.
_RANGE = re.compile(r"\[(\d+)–(\d+)\]")
WORD_JOINER = "\u2060"
SHORTEST_RANGE = 3


@dataclass(frozen=True)
class Mark:
    """One place that cites a source: the source's number and the id of the place ("cite-1a")."""

    number: int
    anchor: str


@dataclass(frozen=True)
class CitationItem:
    """One key in a group, with the words before it and its locator or other words after it."""

    key: str
    prefix: str
    suffix: str

    def around(self, middle: str) -> str:
        """The item as readers see it, in square brackets: "[see 2, p. 3]"."""
        before = f"{self.prefix} " if self.prefix else ""
        space = " " if self.suffix and self.suffix[0] not in ",;:.)" else ""
        return f"[{before}{middle}{space}{self.suffix}]"


CitationGroup = tuple[CitationItem, ...]


class CitationNumbers:
    """Numbers sources in the order in which they are first cited.

    Give the same object to every `render` of an article, in reading order, and the numbers run through lead,
    summary, key points, body and answers. `known` holds the keys that may be cited; `same` those of them that mean
    the source of another key, which then has one number for both; `labels` are the words beside the numbers.
    """

    def __init__(
        self, known: Iterable[str], *, same: Mapping[str, str] | None = None, labels: Labels = ENGLISH
    ) -> None:
        self._known = frozenset(known)
        self.labels = labels
        self.same: Mapping[str, str] = same or {}
        self._anchors: dict[str, list[str]] = {}
        self._numbers: dict[str, int] = {}

    def cite(self, key: str) -> Mark | None:
        """Count one more citation of a source; None if the key is unknown. A first mention takes the next number."""
        if key not in self._known:
            return None
        key = self.same.get(key, key)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        anchors = self._anchors.setdefault(key, [])
        anchors.append(f"cite-{number}{_letters(len(anchors))}")
        return Mark(number, anchors[-1])

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers given so far, by key, in ascending order. A copy."""
        return dict(self._numbers)

    def anchors(self, key: str) -> tuple[str, ...]:
        """The ids of all places that cite this source, in order; empty if none does."""
        return tuple(self._anchors.get(key, ()))


def _letters(index: int) -> str:
    """A to z, then aa, ab, …: 0 is "a", 25 is "z", 26 is "aa"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def match_group(source: str, start: int, end: int, decode: Callable[[str], str]) -> tuple[CitationGroup, int] | None:
    """Read a citation group that starts at a bracket: its items and where it ends; None if it is none.

    A group holds at least one key at the start of a word and no brackets, backticks or backslashes. `decode`
    resolves entities in the words around the keys.
    """
    match = _GROUP.match(source, start, end)
    if match is None:
        return None
    keys = list(_KEY.finditer(match[1]))
    if not keys:
        return None
    return _items(match[1], keys, decode), match.end()


def _items(content: str, keys: list[re.Match[str]], decode: Callable[[str], str]) -> CitationGroup:
    """Share the words between two keys at their last semicolon: a locator to the left, a prefix to the right."""
    prefix = content[: keys[0].start()]
    items = []
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        words = content[key.end() : following.start() if following else len(content)]
        suffix, next_prefix = (words, "") if following is None else _shared(words)
        items.append(CitationItem(key[1], decode(prefix).strip(), decode(suffix).strip()))
        prefix = next_prefix
    return tuple(items)


def _shared(words: str) -> tuple[str, str]:
    left, semicolon, right = words.rpartition(";")
    if semicolon:
        return left, right
    return words.rstrip().removesuffix(","), ""


def group_html(items: CitationGroup, numbers: CitationNumbers | None) -> tuple[str, list[tuple[str, Mark | None]]]:
    """The HTML of a group, and the keys in the order typed with their marks.

    Counts the citations in `numbers`. Known sources come first, by number; unknown keys stay visible as typed. Three
    or more in a row become a range, "[1–3]", with a place for each to come back to.
    """
    shown_once = once_each(items, numbers.same if numbers else {})
    marks = [(item, numbers.cite(item.key) if numbers else None) for item in shown_once]
    known = sorted(((mark, item) for item, mark in marks if mark), key=lambda pair: pair[0].number)
    labels = numbers.labels if numbers else ENGLISH
    shown = [_run_html(run, labels) for run in _runs(known)]
    shown += [
        f'<span class="cite-missing">{escape(item.around("@" + item.key))}</span>' for item, mark in marks if not mark
    ]
    found = [(item.key, mark) for item, mark in marks]
    found += [(item.key, _mark_of(item.key, found, numbers)) for item in items if item not in shown_once]
    return f'{WORD_JOINER}<sup class="cite">{"".join(shown)}</sup>', found


def once_each(items: CitationGroup, same: Mapping[str, str]) -> CitationGroup:
    """The items of a group without those that would show a number a second time, because two keys mean one source."""
    if not any(item.key in same for item in items):
        return items
    kept: list[CitationItem] = []
    sources: set[str] = set()
    for item in items:
        source = same.get(item.key, item.key)
        if source not in sources or item.prefix or item.suffix:
            kept.append(item)
        sources.add(source)
    return tuple(kept)


def _mark_of(key: str, found: list[tuple[str, Mark | None]], numbers: CitationNumbers | None) -> Mark | None:
    """The mark of the source that a key means, among those of its group."""
    same = numbers.same if numbers else {}
    return next((mark for other, mark in found if same.get(other, other) == same.get(key, key)), None)


_Known = tuple[Mark, CitationItem]


def _runs(known: list[_Known]) -> Iterator[list[_Known]]:
    """The sources of a group, those together that follow each other and have no words around them."""
    run: list[_Known] = []
    for mark, item in known:
        bare = not item.prefix and not item.suffix
        if run and not (bare and mark.number == run[-1][0].number + 1):
            yield run
            run = []
        run.append((mark, item))
        if not bare:
            yield run
            run = []
    if run:
        yield run


def _run_html(run: list[_Known], labels: Labels) -> str:
    if len(run) < SHORTEST_RANGE:
        return "".join(_known_html(mark, item, labels) for mark, item in run)
    (first, _), *middle, (last, _) = run
    places = "".join(f'<span id="{mark.anchor}"></span>' for mark, _ in middle)
    said = labels.references.format(first=first.number, last=last.number)
    return (
        f'<a href="#ref-{first.number}" id="{first.anchor}" role="doc-noteref">'
        f'<span class="vh">{said} </span>[{first.number}</a>{places}–'
        f'<a href="#ref-{last.number}" id="{last.anchor}" role="doc-noteref">'
        f'<span class="vh">{labels.reference} </span>{last.number}]</a>'
    )


def sources_shown(text: str) -> int:
    """How many sources the visible text of a group stands for: "[1–3][5, p. 2]" for four."""
    ranges = [(int(match[1]), int(match[2])) for match in _RANGE.finditer(text)]
    return text.count("[") + sum(last - first for first, last in ranges)


def _known_html(mark: Mark, item: CitationItem, labels: Labels) -> str:
    return (
        f'<a href="#ref-{mark.number}" id="{mark.anchor}" role="doc-noteref">'
        f'<span class="vh">{labels.reference} </span>{escape(item.around(str(mark.number)))}</a>'
    )
