"""What kinds of works an article rests on, and how old they are (checklist items C30, C31)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from articles.content import ArticleContent
from articles.quality.findings import Finding, count, warning
from articles.quality.inspection import Inspection
from references import csl

OLD_YEARS = 10
"""What the reviewer is told in the line about the mix."""
VERY_OLD_YEARS = 15
"""What is worth a warning when all sources are older: knowledge of old drugs rests on old works."""
FEW_SOURCES = 3
"""Fewer than these say nothing about a mix."""
COMMERCIAL_SHARE = 0.2
_SUMMARIES = re.compile(r"systematic review|meta-?analysis|guideline|position statement|consensus", re.IGNORECASE)
_COMMERCIAL = re.compile(r"\.(?:com|co\.\w\w|shop|store|biz)$")
_PAGES = frozenset({"webpage", "post", "post-weblog", "article-magazine", "article-newspaper"})
NOT_SAID = "kind not said"


@dataclass(frozen=True)
class SourceMix:
    """``kinds`` are the kinds of evidence with how many sources are of each, the most frequent first."""

    total: int
    kinds: tuple[tuple[str, int], ...]
    years: tuple[int, ...]
    summaries: int
    commercial: tuple[str, ...]

    def older_than(self, years: int, *, this_year: int) -> int:
        return sum(this_year - year > years for year in self.years)

    def in_words(self, *, this_year: int) -> str:
        """The mix as a reviewer reads it in one line; empty without sources."""
        if not self.total:
            return ""
        parts = [", ".join(f"{number} {_lower(label)}" for label, number in self.kinds)]
        if self.years:
            old = self.older_than(OLD_YEARS, this_year=this_year)
            span = f"from {min(self.years)} to {max(self.years)}" if len(set(self.years)) > 1 else f"of {self.years[0]}"
            parts.append(f"{span}; {old or 'none'} older than {OLD_YEARS} years")
        if self.commercial:
            parts.append(f"{count(len(self.commercial), 'web page', 'web pages')} of companies")
        return f"{count(self.total, 'source', 'sources')}: {'; '.join(parts)}."


def mix_of(content: ArticleContent) -> SourceMix:
    """What the records of a content say about themselves; sources without a record are not counted."""
    records = [(c.key, c.reference) for c in content.works if c.reference is not None]
    labels = Counter(_label(record) or NOT_SAID for _, record in records)
    years = sorted(year for _, record in records if (year := csl.year(record)) is not None)
    return SourceMix(
        total=len(records),
        kinds=tuple(sorted(labels.items(), key=lambda kind: (kind[0] == NOT_SAID, -kind[1], kind[0]))),
        years=tuple(years),
        summaries=sum(bool(_SUMMARIES.search(_label(record))) for _, record in records),
        commercial=tuple(key for key, record in records if _is_commercial(record)),
    )


def check(inspection: Inspection) -> Iterator[Finding]:
    mix = mix_of(inspection.content)
    if not mix.total:
        yield from _one_site(inspection)
    if mix.total < FEW_SOURCES:
        return
    this_year = inspection.house.this_year
    if this_year and mix.years and mix.older_than(VERY_OLD_YEARS, this_year=this_year) == len(mix.years):
        yield warning(
            "sources old",
            ("article",),
            f"The newest source is of {max(mix.years)}: all are older than {VERY_OLD_YEARS} years. Look for more.",
        )
    if len(mix.commercial) > COMMERCIAL_SHARE * mix.total:
        yield warning(
            "sources commercial",
            (f"source {key}" for key in mix.commercial),
            f"More than one source in five is a web page of a company: {', '.join(mix.commercial)}. Look for the works "
            "behind them.",
        )
    if not mix.summaries and all(label != NOT_SAID for label, _ in mix.kinds):
        yield warning(
            "no summary of evidence",
            ("article",),
            "No source is a systematic review or a guideline. Cite one where there is one.",
        )


def _one_site(inspection: Inspection) -> Iterator[Finding]:
    """A text without sources that leads to one site again and again rests on the word of that site."""
    sites = Counter(
        host.removeprefix("www.")
        for _, rendered in inspection.rendered
        for link in rendered.links
        if (host := _host(link.href))
    )
    if len(sites) == 1:
        ((site, number),) = sites.items()
        yield warning(
            "one site only",
            (item.place for item, rendered in inspection.rendered if rendered.links),
            f"The text leads to one site only: {site}, {count(number, 'time', 'times')}. Cite the works behind it.",
        )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _lower(label: str) -> str:
    """Small first letter, but not of an abbreviation such as NHS."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _label(record: dict[str, Any]) -> str:
    custom = record.get("custom")
    return str(custom.get("evidence", "")) if isinstance(custom, dict) else ""


def _is_commercial(record: dict[str, Any]) -> bool:
    """A web page at the address of a company, of a work that no register knows."""
    if record.get("type") not in _PAGES or any(csl.text(record, field) for field in ("DOI", "PMID", "PMCID", "ISBN")):
        return False
    return bool(_COMMERCIAL.search(_host(csl.text(record, "URL"))))
