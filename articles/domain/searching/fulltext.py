"""The full-text index of the database: FTS5 on SQLite, a tsvector on PostgreSQL. All SQL of the search is here.

Both get the same stems, made in Python, and neither one's own rules for words. So they find the same. Words are
letters and digits only and are quoted all the same: nothing that a reader types is an operator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from articles.choices import FoundKind
from articles.models import SearchEntry
from medsite.lib import words

LAST_POSITION = 16_383
MOST_POSITIONS = 250
"""What a tsvector holds; later words and further places are found without their place."""

ROOM = 700_000
"""Bytes of different words that are indexed of one entry: a tsvector holds one megabyte, and refuses more."""

FTS_FORGET = """
DELETE FROM articles_searchfts WHERE rowid IN (SELECT id FROM articles_searchentry WHERE page_id = %s)
"""
FTS_INSERT = "INSERT OR REPLACE INTO articles_searchfts (rowid, title, names, brief, body) VALUES (%s, %s, %s, %s, %s)"
FTS_FIND = """
SELECT entry.id FROM articles_searchfts JOIN articles_searchentry AS entry ON entry.id = articles_searchfts.rowid
JOIN articles_publishedpage AS page ON page.id = entry.page_id
WHERE articles_searchfts MATCH %s AND articles_searchfts.rowid IN ({candidates})
ORDER BY {steps} entry.kind,
  bm25(articles_searchfts, 10.0, 6.0, 3.0, 1.0), page.reviewed_on DESC, page.id, entry.position
LIMIT %s OFFSET %s
"""
FTS_STEPS = """
  (entry.id IN (SELECT rowid FROM articles_searchfts WHERE articles_searchfts MATCH %s))
  + (entry.id IN (SELECT rowid FROM articles_searchfts WHERE articles_searchfts MATCH %s))
  + (entry.id IN (SELECT rowid FROM articles_searchfts WHERE articles_searchfts MATCH %s)) DESC,
"""
FTS_CANDIDATES = """
SELECT * FROM (
  SELECT entry.id FROM articles_searchfts JOIN articles_searchentry AS entry ON entry.id = articles_searchfts.rowid
  JOIN articles_publishedpage AS page ON page.id = entry.page_id
  WHERE articles_searchfts MATCH %s {filters}
  ORDER BY articles_searchfts.rowid DESC LIMIT %s
)
"""
FTS_ASKED = """
AND (entry.kind = 'article' OR entry.id IN (SELECT rowid FROM articles_searchfts WHERE articles_searchfts MATCH %s))
"""
VECTOR_WRITE = "UPDATE articles_searchentry SET vector = %s::tsvector WHERE id = %s"
VECTOR_FIND = """
SELECT entry.id FROM articles_searchentry AS entry
JOIN articles_publishedpage AS page ON page.id = entry.page_id
WHERE entry.id IN ({candidates})
ORDER BY {steps} entry.kind,
  ts_rank('{{0.1,0.3,0.6,1.0}}', entry.vector, %s::tsquery, 1) DESC, page.reviewed_on DESC, page.id, entry.position
LIMIT %s OFFSET %s
"""
VECTOR_STEPS = """
  (entry.vector @@ %s::tsquery)::int + (entry.vector @@ %s::tsquery)::int + (entry.vector @@ %s::tsquery)::int DESC,
"""
VECTOR_CANDIDATES = """
(SELECT entry.id FROM articles_searchentry AS entry JOIN articles_publishedpage AS page ON page.id = entry.page_id
 WHERE {words} {filters}
 ORDER BY entry.id DESC LIMIT %s)
"""
VECTOR_WORDS = "entry.vector @@ %s::tsquery"
VECTOR_TITLES = """ts_filter(entry.vector, '{a}') @@ %s::tsquery"""
VECTOR_ASKED = "AND (entry.kind = 'article' OR ts_filter(entry.vector, '{a}') @@ %s::tsquery) "
MOST_RANKED = 1_000
"""Entries of each kind of fit that are compared with each other. Where more fit, a search for a word that half of the
pages have would read all of them: so those with it in the title are taken first, then as many others, of each those
that were stored last.
"""
IN_LANGUAGE = "AND page.language = %s "
OF_KIND = "AND entry.kind = %s"
IN_TOPIC = """
AND EXISTS (
  SELECT 1 FROM articles_publishedtopic AS of_page JOIN articles_topic AS topic ON topic.id = of_page.topic_id
  WHERE of_page.page_id = entry.page_id AND topic.slug = %s
)
"""

Argument = str | int
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One thing that is wanted, and all that it may be called: phrases of stems, and beginnings of words."""

    phrases: tuple[Phrase, ...]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is searched: all groups or any of them, in all entries of a language or in those of a kind and a topic.

    ``in_titles``: all groups have to stand in the title, or in the question.
    """

    groups: tuple[Group, ...]
    language: str
    any_of_them: bool = False
    kind: FoundKind | None = None
    topic: str = ""
    in_titles: bool = False


def write(entries: Iterable[SearchEntry], *, language: str) -> None:
    """Index stored entries of a page in that language, inside the transaction that stored them."""
    rows = [(entry.pk, _within([words.stems(text, language) for text in _columns(entry)])) for entry in entries]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(VECTOR_WRITE, [(_vector(columns), key) for key, columns in rows])
        else:
            cursor.executemany(
                FTS_INSERT,
                [(key, *(" ".join(column) for column in columns)) for key, columns in rows],
            )


def forget(page: int) -> None:
    """Take the entries of a page out of the index before their rows are deleted. PostgreSQL has them in the rows."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(FTS_FORGET, [page])


def find(wanted: Wanted, *, start: int, stop: int) -> list[int]:
    """Keys of the entries that fit, the best first: all words in the title, then in the names, then in what stands
    out, then anywhere; within each, articles before questions. One statement.

    These steps are the same on every database; only within one of them does the database's own rank decide.

    A question counts only when something wanted stands in the question itself: the article answers the rest.
    """
    if not wanted.groups:
        return []
    sql, arguments = (_postgresql if connection.vendor == "postgresql" else _sqlite)(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, stop - start, start])
        return [row[0] for row in cursor.fetchall()]


def _sqlite(wanted: Wanted) -> tuple[str, list[Argument]]:
    groups = [_fts_group(group) for group in wanted.groups]
    steps = [f"{{{columns}}} : ({' AND '.join(groups)})" for columns in ("title", "title names", "title names brief")]
    asked = "{title} : (" + " OR ".join(groups) + ")"
    sql, further = _filters(wanted)
    if wanted.in_titles:  # all of them are on the first step, and all have something of it in their title
        candidates = FTS_CANDIDATES.format(filters=sql)
        return FTS_FIND.format(candidates=candidates, steps=""), [steps[0], steps[0], *further, MOST_RANKED]
    whole = _joined(groups, wanted, " AND ", " OR ")
    fits = [asked if wanted.any_of_them else steps[0], whole]
    candidates = " UNION ".join([FTS_CANDIDATES.format(filters=FTS_ASKED + sql)] * len(fits))
    arguments = [argument for fit in fits for argument in (fit, asked, *further, MOST_RANKED)]
    return FTS_FIND.format(candidates=candidates, steps=FTS_STEPS), [whole, *arguments, *steps]


def _postgresql(wanted: Wanted) -> tuple[str, list[Argument]]:
    steps = [" & ".join(_ts_group(group, labels) for group in wanted.groups) for labels in ("A", "AB", "ABC")]
    plain = [_ts_group(group, "") for group in wanted.groups]
    every, asked = " & ".join(plain), " | ".join(plain)
    sql, further = _filters(wanted)
    if wanted.in_titles:
        candidates = VECTOR_CANDIDATES.format(words=VECTOR_TITLES, filters=sql)
        return VECTOR_FIND.format(candidates=candidates, steps=""), [every, *further, MOST_RANKED, steps[0]]
    whole = _joined(plain, wanted, " & ", " | ")
    fits = [(VECTOR_TITLES, asked if wanted.any_of_them else every), (VECTOR_WORDS, whole)]
    candidates = " UNION ".join(VECTOR_CANDIDATES.format(words=words, filters=VECTOR_ASKED + sql) for words, _ in fits)
    arguments = [argument for _, fit in fits for argument in (fit, asked, *further, MOST_RANKED)]
    return VECTOR_FIND.format(candidates=candidates, steps=VECTOR_STEPS), [*arguments, *steps, whole]


def _joined(groups: Sequence[str], wanted: Wanted, all_of_them: str, any_of_them: str) -> str:
    return (any_of_them if wanted.any_of_them else all_of_them).join(groups)


def _filters(wanted: Wanted) -> tuple[str, list[Argument]]:
    sql, arguments = IN_LANGUAGE, list[Argument]([wanted.language])
    if wanted.kind:
        sql, arguments = sql + OF_KIND, [*arguments, wanted.kind.value]
    if wanted.topic:
        sql, arguments = sql + IN_TOPIC, [*arguments, wanted.topic]
    return sql, arguments


def _columns(entry: SearchEntry) -> Sequence[str]:
    return (entry.title, entry.names, entry.brief, entry.text)


def _within(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """As many of the words, from the first column on, as the index of either database holds."""
    room, known = ROOM, set[str]()
    kept: list[list[str]] = []
    for column in columns:
        kept.append([])
        for stem in column:
            if stem not in known:
                room -= len(stem.encode()) + 8
                known.add(stem)
            if room < 0:
                break
            kept[-1].append(stem)
    return kept


def _vector(columns: Sequence[Sequence[str]]) -> str:
    """A tsvector as PostgreSQL reads it, with the weights A to D for the four columns."""
    places: dict[str, list[str]] = {}
    position = 0
    for label, column in zip("ABCD", columns, strict=True):
        for stem in column:
            position += 1
            there = places.setdefault(stem, [])
            if len(there) < MOST_POSITIONS and position <= LAST_POSITION:
                there.append(f"{position}{label}")
        position += 10  # so that no phrase reaches from one column into the next
    return " ".join(f"'{stem}':{','.join(there)}" if there else f"'{stem}'" for stem, there in places.items())


def _fts_group(group: Group) -> str:
    parts = [f'"{" ".join(phrase)}"' for phrase in group.phrases] + [f'"{prefix}" *' for prefix in group.prefixes]
    return f"({' OR '.join(parts)})"


def _ts_group(group: Group, labels: str) -> str:
    weights = f":{labels}" if labels else ""
    parts = ["(" + " <-> ".join(f"'{stem}'{weights}" for stem in phrase) + ")" for phrase in group.phrases]
    parts += [f"'{prefix}':*{labels}" for prefix in group.prefixes]
    return f"({' | '.join(parts)})"
