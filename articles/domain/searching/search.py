"""Finding live pages by words: what a reader gets for a query, whichever database there is.

The words of a query are read here: common ones are left out, all names of a subject stand for each other, and the
beginning of a word is enough. Only when nothing fits every word, the spelling is mended from the words of live pages;
only when that does not help either, pages with some of the words are shown, and the answer says so.
"""

import difflib
import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Q
from django.db.models.functions import Lower

from articles.choices import Condition, FoundKind, Harm
from articles.domain.knowledge.facts import Facts
from articles.domain.overlay import conditions, notices
from articles.domain.searching import fulltext
from articles.domain.searching.fulltext import Group, Wanted
from articles.models import SearchEntry, SearchWord, Subject, SubjectName
from articles.models.notice import GENERAL
from articles.rendering.shapes import NoticeText
from medsite.lib import words
from medsite.lib.languages import language_of
from medsite.lib.phrases import Passage, Reading
from medsite.lib.words import COMMON, COMMON_IN, Word

LONGEST_QUERY = 200
"""Characters of a query."""
MOST_WORDS = 12
"""Words of a query that count; further ones are left out, and the page says so."""
LONGEST_NAME = 4
"""Words of a name that is looked for in a query."""
EXCERPT_WORDS = 36
SHORTEST_PREFIX = 3
SHORTEST_MENDED = 4
LIKE_ENOUGH = 0.75
"""How alike two spellings are that may be the same word, as ``difflib`` measures it."""
URGENT = frozenset({Harm.EMERGENCY, Harm.CRISIS})
SHORTEST_MEANT = 6
"""Letters of a word of an urgent rule that is recognised with a typing error."""


@dataclass(frozen=True)
class Found:
    """One result. ``title`` and ``excerpt`` are HTML: escaped, with ``<mark>`` around what was searched.

    ``safety`` is the heading of the article's first safety notice. Both are empty for a page whose notices may have
    changed since it was stored.
    """

    kind: FoundKind
    title: str
    excerpt: str
    safety: str
    url: str
    page_title: str
    reviewed_on: date
    review_due_on: date


@dataclass(frozen=True)
class Answer:
    """What a query finds. ``mended`` is the spelling that was searched instead, empty when nothing was changed."""

    found: tuple[Found, ...] = ()
    has_more: bool = False
    mended: str = ""
    only_some: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class _Query:
    text: str
    words: tuple[Word, ...]
    groups: tuple[Group, ...]


def search(
    query: str,
    *,
    now: datetime,
    language: str = "en",
    kind: FoundKind | None = None,
    topic: str = "",
    start: int = 0,
    size: int = 15,
) -> Answer:
    """The live articles and questions of a language that fit a query, the best first. Reads only.

    ``topic`` is the slug of a topic. Five statements where every word is found; otherwise two for each word more.
    """
    asked = _read(query, language)
    left_out = len(_counting(query, language)) > MOST_WORDS
    wanted = partial(Wanted, language=language, kind=kind, topic=topic)
    keys = fulltext.find(wanted(asked.groups), start=start, stop=start + size + 1)
    mended, only_some = "", False
    if not keys and not _finds(wanted(asked.groups)):
        better, is_mended = _mended(asked, language), False
        if better:
            other = _read(better, language)
            keys = fulltext.find(wanted(other.groups), start=start, stop=start + size + 1)
            is_mended = bool(keys) or _finds(wanted(other.groups))
            asked, mended = other, better
        if not is_mended and len(asked.groups) > 1:
            some = wanted(asked.groups, any_of_them=True)
            keys, only_some = fulltext.find(some, start=start, stop=start + size + 1), True
    rows = {row.pk: row for row in SearchEntry.objects.shown(keys[:size])} if keys else {}
    found = tuple(_found(rows[key], asked, now, language) for key in keys[:size] if key in rows)
    return Answer(
        found=found,
        has_more=len(keys) > size,
        mended=mended,
        only_some=only_some and bool(found),
        left_out=left_out,
    )


def help_for(query: str, *, day: date, locale: str = "en") -> tuple[tuple[NoticeText, ...], NoticeText | None]:
    """The approved notices for an emergency or a crisis that a query calls for, and the general one. Three statements.

    The rules in force decide, those that ask about words of a text too. Quotation marks and denials change nothing:
    whoever searches for "no way out but suicide" is shown the help. Nor does a typing error: where nothing is called
    for, words that are nearly a word of those rules and stand on no live page are read as that word, with one
    statement more. A help too many is the smaller harm.
    """
    said = re.sub(r"[^\w'’]+", " ", query).split()
    book = notices.rulebook()
    chosen = book.choose(_facts_of(said, day=day, locale=locale)).notices
    if not any(notice.harm in URGENT for notice in chosen):
        meant = _meant(said, book, locale)
        chosen = book.choose(_facts_of(meant, day=day, locale=locale)).notices if meant != said else chosen
    urgent = tuple(notice for notice in chosen if notice.harm in URGENT)
    return urgent, next((notice for notice in chosen if notice.code == GENERAL), None)


def _facts_of(said: Sequence[str], *, day: date, locale: str) -> Facts:
    passages = tuple(Passage("search", " ".join(said[place:])) for place in range(len(said)))
    reading = Reading(passages, without_accents=True)
    return Facts(
        topics=frozenset(),
        subjects=frozenset(),
        classes=frozenset(),
        audience="",
        overdue=False,
        locale=locale,
        reading=reading,
        searched=reading,
        day=day,
    )


def _meant(said: list[str], book: notices.Rulebook, locale: str) -> list[str]:
    """The words of a query, those that are nearly a word of an urgent rule as that word."""
    urgent = {wording.code for wording in book.wordings if wording.harm in URGENT}
    known = {
        word.casefold()
        for rule in book.rules
        if rule.notice_code in urgent and not rule.retired
        for kind in (Condition.TEXT, Condition.SEARCH)
        for value in conditions.values(rule.conditions, kind)
        for word in re.findall(rf"[^\W\d_]{{{SHORTEST_MEANT},}}\*?", value)
    }
    near = {word: like for word in dict.fromkeys(said) if (like := _slip_of(word.casefold(), known))}
    if not near:
        return said
    folded = {word: next((one.folded for one in words.read(word)), "") for word in near}
    language = language_of(locale)
    there = set(SearchWord.objects.filter(word__in=folded.values(), language=language).values_list("word", flat=True))
    return [near[word] if word in near and folded[word] not in there else word for word in said]


def _slip_of(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant: one letter too few or too many, two exchanged, or, where any ending is
    meant ("suicid*"), one that is wrong. Empty for a known word, and for most others: "cooking" is not "choking"."""
    stems = {one.rstrip("*"): one.endswith("*") for one in known}
    if any(word.startswith(stem) if is_open else word == stem for stem, is_open in stems.items()):
        return ""
    for stem, is_open in sorted(stems.items()):
        lengths = (len(stem) - 1, len(stem), len(stem) + 1) if is_open else (len(word),)
        if any(_is_slip(word[:length], stem, may_be_wrong=is_open) for length in lengths):
            return stem
    return ""


def _is_slip(typed: str, meant: str, *, may_be_wrong: bool) -> bool:
    shorter, longer = sorted((typed, meant), key=len)
    if len(longer) == len(shorter) + 1:
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
    if len(longer) != len(shorter):
        return False
    wrong = [place for place, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
    if len(wrong) == 1:
        return may_be_wrong and wrong[0] > 0
    exchanged = [(meant[place], typed[place]) for place in wrong]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and exchanged[0] == exchanged[1][::-1]


def _finds(wanted: Wanted) -> bool:
    return bool(fulltext.find(wanted, start=0, stop=1))


def _counting(query: str, language: str) -> list[Word]:
    """The words of a query that say something; all of them when none does."""
    said = list(words.read(words.composed(query), language))
    common = COMMON_IN.get(language, COMMON)
    return [word for word in said if word.folded not in common] or said


def _read(query: str, language: str) -> _Query:
    """A query as groups of what may stand for each other. One statement, two where a subject is named."""
    text = words.composed(query)
    counting = _counting(query, language)[:MOST_WORDS]
    names = _names_in(counting, language)
    groups: list[Group] = []
    for run, name in words.divided(counting, names, longest=LONGEST_NAME):
        own = tuple(word.stem for word in run)
        prefixes = _prefixes(run[0]) if len(run) == 1 else ()
        groups.append(Group(phrases=tuple(dict.fromkeys([own, *names.get(name, ())])), prefixes=prefixes))
    return _Query(text=text, words=tuple(counting), groups=tuple(dict.fromkeys(groups)))


def _prefixes(word: Word) -> tuple[str, ...]:
    return (word.folded,) if len(word.folded) >= SHORTEST_PREFIX else ()


def _names_in(said: Sequence[Word], language: str) -> dict[str, list[tuple[str, ...]]]:
    """Names of subjects in a query, folded, with all names of that subject as stems."""
    runs = words.runs(said, longest=LONGEST_NAME)
    if not runs:
        return {}
    named = SubjectName.objects.annotate(lower=Lower("name")).filter(lower__in=runs).values("subject")
    subjects = (
        Subject.objects.annotate(lower=Lower("name"))
        .filter(Q(lower__in=runs) | Q(pk__in=named))
        .prefetch_related("names")
        .order_by("pk")
    )
    found: dict[str, list[tuple[str, ...]]] = {}
    for subject in subjects:
        names = sorted({subject.name, *(name.name for name in subject.names.all())})
        spoken = [tuple(words.stems(name, language)) for name in names]
        for name in names:
            found[words.joined(list(words.read(words.composed(name))))] = [phrase for phrase in spoken if phrase]
    return found


def _mended(asked: _Query, language: str) -> str:
    """The query with each word that no live page has in the likest spelling that one has; empty if there is none.

    Pages of the language count.
    """
    better: list[tuple[Word, str]] = []
    for word in asked.words:
        if len(word.folded) < SHORTEST_MENDED or not word.folded.isalpha():
            continue
        alone = Wanted((Group(phrases=((word.stem,),), prefixes=_prefixes(word)),), language)
        if not _finds(alone) and (likest := _likest(word.folded, language)):
            better.append((word, likest))
    text, end = "", 0
    for word, likest in better:
        text += asked.text[end : word.start] + likest
        end = word.end
    return text + asked.text[end:] if better else ""


def _likest(word: str, language: str) -> str:
    there = SearchWord.objects.like(word, language=language, within=max(1, len(word) // 4))
    likest = difflib.get_close_matches(word, there, n=1, cutoff=LIKE_ENOUGH)
    return likest[0] if likest else ""


def _found(row: SearchEntry, asked: _Query, now: datetime, language: str) -> Found:
    page = row.page
    stamp: int = getattr(row, "stamp", 0) or 0
    is_current = page.notices_stamp == stamp and (page.valid_until is None or page.valid_until > now)
    return Found(
        kind=FoundKind(row.kind),
        title=_marked(row.title, asked.groups, language),
        excerpt=_excerpt(row.text, asked.groups, language) if is_current else "",
        safety=row.safety if is_current else "",
        url=row.get_absolute_url(),
        page_title=page.title,
        reviewed_on=page.reviewed_on,
        review_due_on=page.review_due_on,
    )


def _hits(said: Sequence[Word], groups: Sequence[Group]) -> dict[int, int]:
    """Places of the words that were searched, each with the number of its group."""
    prefixes = [(prefix, number) for number, group in enumerate(groups) for prefix in group.prefixes]
    starts: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, group in enumerate(groups):
        for phrase in group.phrases:
            starts.setdefault(phrase[0], []).append((phrase, number))
    hits: dict[int, int] = {}
    for place, word in enumerate(said):
        for phrase, number in starts.get(word.stem, ()):
            if phrase == tuple(other.stem for other in said[place : place + len(phrase)]):
                hits |= dict.fromkeys(range(place, place + len(phrase)), number)
        for prefix, number in prefixes:
            if word.stem.startswith(prefix):
                hits.setdefault(place, number)
    return hits


def _marked(text: str, groups: Sequence[Group], language: str) -> str:
    text = words.composed(text)
    said = list(words.read(text, language))
    return _with_marks(text, [said[place] for place in sorted(_hits(said, groups))])


def _excerpt(text: str, groups: Sequence[Group], language: str) -> str:
    """The part of a text with the most of what was searched, or its beginning."""
    said = list(words.read(text, language))
    hits = _hits(said, groups)
    best = max(
        hits,
        key=lambda place: (
            len({hits[p] for p in range(place, place + EXCERPT_WORDS) if p in hits}),
            sum(p in hits for p in range(place, place + EXCERPT_WORDS)),
            -place,
        ),
        default=0,
    )
    first = max(0, best - 4) if best + EXCERPT_WORDS // 2 < len(said) else max(0, len(said) - EXCERPT_WORDS)
    part = said[first : first + EXCERPT_WORDS]
    if not part:
        return ""
    first_sign = 0 if first == 0 else part[0].start
    is_end = first + EXCERPT_WORDS >= len(said)
    last_sign = len(text) if is_end else part[-1].end
    marked = _with_marks(
        text[:last_sign], [said[p] for p in sorted(hits) if first <= p < first + EXCERPT_WORDS], first_sign
    )
    return f"{'…' if first_sign else ''}{marked}{'' if is_end else '…'}"


def _with_marks(text: str, hits: Sequence[Word], start: int = 0) -> str:
    """The text from a place on, escaped, with what was searched in ``<mark>``; neighbours share one."""
    runs: list[tuple[int, int]] = []
    for hit in hits:
        if runs and text[runs[-1][1] : hit.start].isspace() and "\n" not in text[runs[-1][1] : hit.start]:
            runs[-1] = (runs[-1][0], hit.end)
        else:
            runs.append((hit.start, hit.end))
    out, end = "", start
    for begin, stop in runs:
        out += html.escape(text[end:begin]) + f"<mark>{html.escape(text[begin:stop])}</mark>"
        end = stop
    return out + html.escape(text[end:])
