"""Daily sums without people: views, votes, searches.

Views and searches are counted in a Redis that all machines share, so that a reader waits for no statement; the clock
carries them into the database. Elsewhere they are not counted: a cache of one process cannot be emptied by another, and
one in the database would cost each page several statements. Votes are rare, and go straight to the database.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F

from articles.choices import Counted
from articles.models import DailyCount, PublishedPage
from medsite.lib import days

logger = logging.getLogger(__name__)

KEPT_FOR = 3 * 24 * 60 * 60
"""Seconds that a sum waits in the cache for the clock."""
AT_ONCE = 1_000
COLLECTED_EVERY = 60 * 60
"""Seconds. It asks for the sum of every live page."""


def are_counted() -> bool:
    """Whether views and searches are counted here."""
    return "redis" in str(settings.CACHES["default"]["BACKEND"])


def note(what: Counted, *, now: datetime, slug: str = "") -> None:
    """One more of something, in the cache, and nothing about who. No statement; without its cache a page is served."""
    if not are_counted():
        return
    try:
        _count(_key(what, slug, _today(now)))
    except Exception:  # whatever the client of a cache raises: no page depends on a count
        logger.warning("A %s was not counted: the cache did not answer", what, exc_info=True)


def _count(key: str) -> None:
    cache.add(key, 0, KEPT_FOR)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, KEPT_FOR)


def add(what: Counted, *, day: date, article: int | None = None, number: int = 1) -> None:
    """Add to the sum of a day in the database. One statement, two for the first of a day."""
    row = DailyCount.objects.filter(day=day, what=what, article=article)
    with transaction.atomic():
        if not row.update(number=F("number") + number):
            _begin(day, what, article)
            row.update(number=F("number") + number)


def add_many(sums: Iterable[tuple[date, Counted, int | None, int]]) -> None:
    """Begin many sums at once: day, what, article and number, of which there is none yet. For the demonstration."""
    DailyCount.objects.bulk_create(
        DailyCount(day=day, what=what, article_id=article, number=number)
        for day, what, article, number in sums
        if number
    )


def _begin(day: date, what: Counted, article: int | None) -> None:
    """The first of a day; somebody else may begin it at the same moment."""
    with suppress(IntegrityError), transaction.atomic():
        DailyCount.objects.create(day=day, what=what, article_id=article)


def collect(*, now: datetime) -> int:
    """Carry the sums of today and yesterday from the cache into the database, once an hour; give what was added.

    For the clock. What is read is subtracted, so nothing is counted twice, on any number of machines.
    """
    if not are_counted() or not cache.add("count:collected", 1, COLLECTED_EVERY):
        return 0
    added, today = 0, _today(now)
    for day in (today - timedelta(days=1), today):
        for what in (Counted.SEARCHES, Counted.NOT_FOUND):
            added += _carry({_key(what, "", day): None}, what, day)
        pages = PublishedPage.objects.order_by("pk").values_list("slug", "article").iterator(AT_ONCE)
        while window := list(islice(pages, AT_ONCE)):
            added += _carry({_key(Counted.VIEWS, slug, day): article for slug, article in window}, Counted.VIEWS, day)
    return added


def _carry(articles: dict[str, int | None], what: Counted, day: date) -> int:
    added = 0
    for key, number in _taken(articles):
        add(what, day=day, article=articles[key], number=number)
        added += number
    return added


def _taken(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What stands in the cache under each key, which is subtracted there."""
    for key, number in cache.get_many(list(keys)).items():
        if number <= 0:
            continue
        try:
            left = cache.decr(key, number)
        except ValueError:  # another machine took it, or it ran out
            continue
        if left < 0:  # another machine took it at the same moment
            cache.incr(key, number)
            continue
        yield key, number


def _key(what: Counted, slug: str, day: date) -> str:
    return f"count:{day:%Y%m%d}:{what}:{slug}"


def _today(now: datetime) -> date:
    return days.day_of(now, ZoneInfo(settings.TIME_ZONE))
