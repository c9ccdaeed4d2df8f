"""Figures of the readers' lists with many articles: what each costs, and how that grows.

The pages of the demonstration are copied by SQL, with the rows that lists and the search begin with. Each subject has
many pages, and there are many subjects; a few people wrote and signed everything. Time is that of making one answer
anew, best of several: what the cache keeps until a page changes is not counted. A list that stays fast costs about the
same at every size. Run it with "make bench", or with sizes of your own: "benchmarks/readers.py 1000 100000".
DATABASE_URL chooses the database, which has to be empty (default: a SQLite file of its own).
"""

import sys

from standalone import begin, clock

begin()

from copies import Copier, Tables, analyse
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles.choices import Format
from articles.models import (
    Article,
    Publication,
    PublishedName,
    PublishedPage,
    PublishedPerson,
    PublishedQuestion,
    PublishedRepresentation,
    PublishedTopic,
    SearchEntry,
    SearchWord,
    Subject,
    SubjectName,
)
from people.models import Profile

SIZES = (1_000, 10_000)
ROUNDS = 3
COPIED = Tables(
    copied=(
        Subject,
        SubjectName,
        Profile,
        Article,
        Publication,
        PublishedPage,
        PublishedRepresentation,
        PublishedTopic,
        PublishedName,
        PublishedPerson,
        PublishedQuestion,
        SearchEntry,
        SearchWord,
    ),
    only={PublishedRepresentation: f"row.format IN ('{Format.ENTRY.value}', '{Format.ITEM.value}')"},
    seldom={Subject: 10, SubjectName: 10, Profile: 100},
)
LISTS = (
    ("home", "/"),
    ("articles", "/articles/"),
    ("articles, page 30", "/articles/?page=30"),
    ("a topic", "/topics/mental-health/"),
    ("a topic, page 5", "/topics/mental-health/?page=5"),
    ("A–Z", "/subjects/"),
    ("A–Z, a letter", "/subjects/?letter=C"),
    ("a subject", "/subjects/clonazepam/"),
    ("questions", "/faq/"),
    ("questions of a topic", "/faq/mental-health/"),
    ("people", "/people/"),
    ("a person", "/people/ada-sample/"),
    ("all that a person wrote", "/people/ada-sample/written/"),
    ("corrections", "/about/corrections/"),
    ("feed", "/feed/"),
    ("feed of a topic", "/topics/mental-health/feed/"),
    ("sitemap, index", "/sitemap.xml"),
    ("sitemap, a map", "/sitemap-0.xml"),
    ("sitemap of the site", "/sitemap-site.xml"),
    ("sitemap of subjects", "/sitemap-subjects-0.xml"),
    ("API", "/api/v1/articles/"),
    ("API, a topic", "/api/v1/articles/?topic=mental-health"),
    ("suggestions", "/search/suggestions/?q=clo"),
    ("search, a rare word", "/search/?q=n7"),
    ("search, two words", "/search/?q=n7+clonazepam"),
    ("search, a name of 1 in 20", "/search/?q=klonopin"),
    ("search, nothing", "/search/?q=zzzzqqqq"),
    ("search, a slip", "/search/?q=clonazepan"),
    ("home in Spanish", "/es/"),
)
FTS_SQL = """
INSERT INTO articles_searchfts (rowid, title, names, brief, body)
SELECT rowid + %s, title || ' n' || %s, names, brief, body FROM articles_searchfts WHERE rowid < %s
"""
VECTOR_SQL = """
UPDATE articles_searchentry AS copy
SET vector = row.vector || setweight(to_tsvector('simple', 'n' || (copy.id / %s)), 'A')
FROM articles_searchentry AS row WHERE row.id = copy.id %% %s AND copy.id BETWEEN %s AND %s
"""
"""The index of the search for copies, with a word in each title that only the articles of one copy have."""


def index(first: int, last: int, *, stride: int) -> None:
    """Write the index of the search for copies number ``first`` to ``last``."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(FTS_SQL, [(k * stride, k, stride) for k in range(first, last + 1)])
        else:
            cursor.execute(VECTOR_SQL, [stride, stride, first * stride, (last + 1) * stride - 1])


def best(client: Client, address: str) -> float:
    """Milliseconds of an answer that is made anew, the best of several."""
    found = float("inf")
    for _ in range(ROUNDS):
        cache.clear()
        start = clock()
        response = client.get(address)
        found = min(found, clock() - start)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}.")
    return found * 1000


def main(sizes: list[int]) -> None:
    if min(sizes) < SIZES[0]:
        raise SystemExit(f"Begin with {SIZES[0]:,} articles: a list of fewer has no thirtieth page.")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("seed_demo", verbosity=0)
    call_command("rebuild_pages", verbosity=0)
    client, originals, made, copier = Client(), PublishedPage.objects.count(), 0, Copier(COPIED)
    figures: dict[str, list[float]] = {label: [] for label, _ in LISTS}
    for size in sizes:
        wanted = max(made, size // originals)
        copier.copy(made + 1, wanted)
        index(made + 1, wanted, stride=copier.strides[SearchEntry])
        analyse()
        made = wanted
        for label, address in LISTS:
            figures[label].append(best(client, address))
    print(f"Readers' lists with {' and '.join(f'{size:,}' for size in sizes)} articles, {connection.vendor}: ms")
    for label, found in figures.items():
        print(f"  {label:<28}" + "".join(f"{took:10.1f}" for took in found) + f"{found[-1] / found[0]:8.1f} times")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
