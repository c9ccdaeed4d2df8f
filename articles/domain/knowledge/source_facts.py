"""What is known today about the sources and addresses of a text: which lead nowhere, which were retracted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from articles.content import ArticleContent
from articles.domain.upkeep.outgoing import addresses_in
from articles.quality.inspection import OtherWork, SourceFact
from references import styles
from references.completing import differences, is_unsure
from references.completion import identifiers_of
from references.link_status import LinkState, LinkStatus
from references.links import key_of
from references.models import Completion, Reference, RetractionNotice
from references.retractions.checking import names_of
from references.retractions.standing import LABELS, NOT_TO_BE_CITED, Standing

RETRACTED = frozenset({Standing.RETRACTED, Standing.REPUBLISHED})
"""Readers get a notice at the top for these. Whatever merely looks like it is for people to look at first."""
IN_DOUBT = RETRACTED | {Standing.POSSIBLE, Standing.CONCERN}
"""Staff look at live pages that cite one of these."""


@dataclass(frozen=True)
class Known:
    """How a source stands today, in words, and where its newest notice is."""

    standing: Standing
    label: str
    notice_url: str = ""
    noticed_on: date | None = None

    @property
    def day(self) -> str:
        """The day of the newest notice as staff read it."""
        return f"{self.noticed_on:%-d %B %Y}" if self.noticed_on else ""

    @property
    def in_words(self) -> str:
        """ "Retracted, 3 May 2024"."""
        return f"{self.label}, {self.day}" if self.day else self.label


def troubled_addresses(content: ArticleContent) -> dict[str, str]:
    """Addresses of a text that are dead, suspect or never asked, each with what is known. One query."""
    urls = {key_of(url): url for url in addresses_in(content)}
    if not urls:
        return {}
    states = [LinkState.DEAD, LinkState.SUSPECT, LinkState.FORBIDDEN]
    rows = LinkStatus.objects.filter(key__in=urls, state__in=states, archive_url="").order_by("pk")
    return {row.url: f"{row.get_state_display()}. {row.message}".strip() for row in rows}


def records_of(content: ArticleContent) -> dict[str, Reference]:
    """The library's records of the sources of a text, by key, with what was looked up. One query, if it has sources."""
    keys = {citation.key for citation in content.citations if citation.key}
    return {row.key: row for row in Reference.objects.for_keys(keys).with_what_was_looked_up()} if keys else {}


def source_facts(records: Mapping[str, Reference]) -> dict[str, SourceFact]:
    """What the checks need to know about how the sources of a text stand. Two queries where one is in doubt."""
    known = known_of_works(records)
    return {
        key: SourceFact(
            words=found.in_words,
            needs_reason=found.standing in NOT_TO_BE_CITED,
            is_doubted=found.standing in IN_DOUBT,
        )
        for key, found in known.items()
    }


def other_works(records: Mapping[str, Reference]) -> dict[str, OtherWork]:
    """Sources whose identifier means another work, by key, with what a service such as PubMed says it is. No query."""
    return {key: said for key, row in records.items() if (said := _other_work(row))}


def _other_work(row: Reference) -> OtherWork | None:
    work = row.merged_into or row
    looked_up: Completion | None = getattr(work, "completion", None)
    if looked_up is None or looked_up.answered_at is None or looked_up.identifier not in identifiers_of(work):
        return None
    known = f"{looked_up.service} says that {looked_up.identifier} is “{styles.as_text(looked_up.found)}”"
    if other := differences(work.csl, looked_up.found):
        return OtherWork(f"{known}, which differs in {' and '.join(other)}.")
    return OtherWork(f"{known}.", is_certain=False) if is_unsure(work.csl, looked_up.found) else None


def known_of(keys: Iterable[str]) -> dict[str, Known]:
    """How the sources with these keys stand; those only of which something is known. Three queries at most.

    The key of a record that was merged stands for the one it went into.
    """
    return known_of_works(works_of(keys))


def works_of(keys: Iterable[str]) -> dict[str, Reference]:
    """The library's records with these keys, merged ones with what they went into. One query, if there are keys."""
    wanted = {key for key in keys if key}
    return {row.key: row for row in Reference.objects.for_keys(wanted)} if wanted else {}


def known_of_works(records: Mapping[str, Reference]) -> dict[str, Known]:
    """As ``known_of``, for records that were read already. Two queries where one is in doubt."""
    works = {key: row.merged_into or row for key, row in records.items()}
    noticed = {key: work for key, work in works.items() if work.standing}
    if not noticed:
        return {}
    newest = _newest_notices(noticed)
    return {key: _known(work, newest.get(key)) for key, work in noticed.items()}


def _newest_notices(works: Mapping[str, Reference]) -> dict[str, RetractionNotice]:
    """Of each work the newest notice, about it or about a record that was merged into it. Two queries."""
    names = dict(zip(works, names_of(list(works.values())), strict=True))
    notices = RetractionNotice.objects.about(
        dois={doi for dois, _ in names.values() for doi in dois},
        pmids={pmid for _, pmids in names.values() for pmid in pmids},
        titles=(),
    )
    found: dict[str, RetractionNotice] = {}
    for notice in sorted(notices, key=lambda row: row.notice_on.isoformat() if row.notice_on else ""):
        for key, (dois, pmids) in names.items():
            if notice.doi in dois or notice.pmid in pmids:
                found[key] = notice
    return found


def _known(work: Reference, notice: RetractionNotice | None) -> Known:
    standing = Standing(work.standing)
    if notice is None:
        return Known(standing, LABELS[standing])
    url = f"https://doi.org/{notice.notice_doi}" if notice.notice_doi else ""
    url = url or (f"https://pubmed.ncbi.nlm.nih.gov/{notice.notice_pmid}/" if notice.notice_pmid else "")
    return Known(standing, LABELS[standing], notice_url=url, noticed_on=notice.notice_on)
