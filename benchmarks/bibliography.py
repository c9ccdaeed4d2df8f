"""Figures of the library of references: formatting, importing, duplicates, retractions. Run it with "make bench"."""

import itertools
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from standalone import ROOT, begin

begin()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from references import formats, importing, matching, styles
from references.matching import Index
from references.models import Reference
from references.retractions import checking, reader

NUMBER = 10_000

SAMPLES = json.loads((ROOT / "articles" / "demonstration" / "references.json").read_text(encoding="utf-8"))
Record = Mapping[str, Any]


def a_second(act: Callable[[Record], object], records: list[Record], *, rounds: int = 5) -> float:
    """Records a second of CPU time: the best round of several."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for record in records:
            act(record)
        best = min(best, time.process_time() - start)
    return len(records) / best


def main() -> None:
    records = SAMPLES * 100
    print(
        f"References: {len(SAMPLES)} records of the demonstration, {len(records):,} times a round; CPU of one process."
    )
    for style in styles.STYLES:
        text = a_second(lambda record, style=style: styles.as_text(record, style=style), records)  # type: ignore[misc]  # a lambda's default
        html = a_second(lambda record, style=style: styles.as_html(record, style=style), records)  # type: ignore[misc]  # a lambda's default
        print(f"  format {style:<4} {text:10,.0f} texts/s {html:10,.0f} HTML/s")
    many = [one_of_many(place) for place in range(NUMBER)]
    compared(many)
    call_command("migrate", verbosity=0)
    for name in formats.FORMATS:
        if name != "identifiers":
            imported(name, many)
    retractions()


def one_of_many(place: int) -> dict[str, Any]:
    """A record like those of the demonstration, and unlike all others."""
    sample = SAMPLES[place % len(SAMPLES)]
    record = {name: value for name, value in sample.items() if name not in {"PMID", "PMCID", "ISBN"}}
    return record | {"id": f"key{place}", "title": f"{record['title']}, part {place}", "DOI": f"10.1000/{place}"}


def compared(records: list[dict[str, Any]]) -> None:
    start, index = time.process_time(), Index()
    for record in records:
        known = matching.traits(record)
        index.best(known)
        index.add(known, None)
    print(f"  find duplicates among {len(records):,}: {time.process_time() - start:6.1f} s")


def imported(name: str, records: list[dict[str, Any]]) -> None:
    """Write, read, store, and read again what was stored before."""
    data = formats.write(records, name).encode()
    times = [time.perf_counter()]
    reading = formats.read(data, format_name=name)
    times.append(time.perf_counter())
    first = importing.import_files([(name, reading)], by=None, now=timezone.now())
    times.append(time.perf_counter())
    read, stored = (after - before for before, after in itertools.pairwise(times))
    new = sum(outcome.status is importing.Status.NEW for outcome in first)
    print(
        f"  {name:<12} {len(records):,} records, {len(data) / 1e6:5.1f} MB: read {read:5.1f} s, "
        f"imported {stored:5.1f} s ({new:,} new) on {connection.vendor}"
    )


def retractions(number: int = 70_000) -> None:
    """A list of the length of the public one, in its layout, most of it about papers that nobody here cites."""
    header = (
        "Record ID,Title,Journal,Author,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,"
        "OriginalPaperPubMedID,RetractionNature,Reason,"
    )
    lines = (
        f"{place},A title of {place},J,A B;C D,2/6/2010 0:00,Unavailable,0,10.1000/{place * 7},0,Retraction,Error;,"
        for place in range(number)
    )
    start = time.perf_counter()
    check = checking.check_list(reader.read(itertools.chain([header], lines)), name="list.csv", now=timezone.now())
    whole = time.perf_counter() - start
    references = list(Reference.objects.all())
    start = time.perf_counter()
    checking.judge(references)
    looked_up = time.perf_counter() - start
    print(
        f"  retractions  {check.rows:,} notices kept and {check.references:,} references checked: {whole:5.1f} s; "
        f"{len(references) / looked_up:,.0f} references/s looked up, {len(check.matches):,} with a notice"
    )


if __name__ == "__main__":
    main()
