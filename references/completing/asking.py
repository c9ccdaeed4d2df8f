"""What PubMed, Crossref, Open Library and ClinicalTrials.gov say an identifier means.

Sources: NCBI, "Entrez Programming Utilities Help" (efetch; tool and email name who asks) and "PMC ID Converter API";
Crossref, "REST API" (works; an address in the query and in the user agent puts a program into the polite pool);
for books and trials see catalogues.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from medsite.lib import fetching, identifiers
from references import formats
from references.completing import catalogues
from references.completion import isbn_of, nct_of
from references.links import Manners
from references.models import Reference

PUBMED, CROSSREF, OPEN_LIBRARY, TRIALS = "PubMed", "Crossref", "Open Library", catalogues.REGISTRY
PAUSE = 1.5
"""Seconds between two questions to one server: ClinicalTrials.gov takes about 50 a minute, the others more."""
TOOL = "medsite"
_EMPTY = re.compile(rb"<PubmedArticleSet\s*(?:/>|>\s*</PubmedArticleSet>)\s*$")
_EFETCH = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
_CONVERTER = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
_WORKS = "https://api.crossref.org/works/"
_BOOKS = "https://openlibrary.org/api/books"
_STUDIES = "https://clinicaltrials.gov/api/v2/studies/"
_STUDY_FIELDS = "NCTId,NCTIdAlias,BriefTitle,OfficialTitle,LeadSponsorName,StudyFirstPostDate,LastUpdatePostDate"


class NotKnown(Exception):
    """The service knows no such work."""


class AskLater(Exception):
    """No answer that can be used; the message says why. ``retry_after`` is in seconds."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Said:
    """What a service says about an identifier: a record that the library could take."""

    service: str
    identifier: str
    record: dict[str, Any]
    titles: tuple[str, ...] = ()
    """Other titles that the service gives the same work."""


@dataclass(frozen=True)
class Asker:
    """Asks in the name of whoever runs the site. ``contact`` is an e-mail address; ``download`` waits its turn."""

    contact: str
    download: Callable[[str], fetching.Download]

    def about(self, reference: Reference) -> Said:
        """PubMed where it can know the work, for it tells of retractions and abbreviations; else Crossref. Books and
        trials, which have no DOI as a rule, are asked of their catalogues.

        Raises NotKnown, AskLater.
        """
        pmid = reference.pmid or (self._pmid_of(reference.pmcid) if reference.pmcid else "")
        if pmid:
            try:
                identifier = f"PMID {reference.pmid}" if reference.pmid else f"PMCID {reference.pmcid}"
                return Said(PUBMED, identifier, self._from_pubmed(pmid))
            except NotKnown:
                if not reference.doi:
                    raise
        if reference.doi:
            return Said(CROSSREF, f"DOI {reference.doi}", self._from_crossref(reference.doi))
        if isbn := isbn_of(reference):
            return self._from_open_library(isbn)
        if nct := nct_of(reference):
            return self._from_registry(nct)
        raise NotKnown(f"PubMed has no article of {reference.pmcid}." if reference.pmcid else "It names no article.")

    def _from_pubmed(self, pmid: str) -> dict[str, Any]:
        query = {"db": "pubmed", "id": pmid, "retmode": "xml", "tool": TOOL, "email": self.contact}
        body = self._body(f"{_EFETCH}?{urlencode(query)}", f"PubMed has no article {pmid}.")
        if _EMPTY.search(body):
            raise NotKnown(f"PubMed has no article {pmid}.")
        record = _record(body, "pubmed-xml", PUBMED)
        if record.get("PMID") != pmid:
            raise AskLater("PubMed answered with another article than it was asked for.")
        return record

    def _pmid_of(self, pmcid: str) -> str:
        """The PMID of an article of PubMed Central; empty where it has none."""
        query = {"ids": pmcid.partition(".")[0], "format": "json", "tool": TOOL, "email": self.contact}
        body = self._body(f"{_CONVERTER}?{urlencode(query)}", f"PubMed Central has no article {pmcid}.")
        try:
            rows = json.loads(body)["records"]
            return next((pmid for row in rows if (pmid := identifiers.pmid(str(row.get("pmid") or "")))), "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise AskLater("The answer of PubMed Central cannot be read.") from error

    def _from_crossref(self, doi: str) -> dict[str, Any]:
        url = f"{_WORKS}{quote(doi, safe='')}?{urlencode({'mailto': self.contact})}"
        return _record(self._body(url, f"Crossref does not know the DOI {doi}."), "csl-json", CROSSREF)

    def _from_open_library(self, isbn: str) -> Said:
        query = {"bibkeys": f"ISBN:{isbn}", "jscmd": "data", "format": "json"}
        not_known = f"Open Library does not know the ISBN {isbn}."
        body = self._body(f"{_BOOKS}?{urlencode(query)}", not_known)
        try:
            entry = catalogues.book(body, isbn)
        except catalogues.Nothing as error:
            raise NotKnown(not_known) from error
        except catalogues.Unusable as error:
            raise AskLater(f"The answer of {OPEN_LIBRARY} cannot be used. {error}") from error
        return Said(OPEN_LIBRARY, f"ISBN {isbn}", entry.record, entry.titles)

    def _from_registry(self, nct: str) -> Said:
        query = {"format": "json", "fields": _STUDY_FIELDS}
        body = self._body(f"{_STUDIES}{nct}?{urlencode(query)}", f"{TRIALS} has no trial {nct}.")
        try:
            entry = catalogues.trial(body, nct)
        except catalogues.Unusable as error:
            raise AskLater(f"The answer of {TRIALS} cannot be used. {error}") from error
        return Said(TRIALS, f"trial {nct}", entry.record, entry.titles)

    def _body(self, url: str, not_known: str) -> bytes:
        try:
            answer = self.download(url)
        except (fetching.Unreachable, fetching.Forbidden) as error:
            raise AskLater(str(error)) from error
        if answer.status in {400, 404}:
            raise NotKnown(not_known)
        if answer.status != 200:
            raise AskLater(f"The server says {answer.status}.", retry_after=answer.retry_after)
        return answer.body


def polite_asker() -> Asker:
    """The one that the settings allow: says who asks, and asks one server once in a while."""
    contact = settings.REFERENCE_LOOKUP_CONTACT
    manners = Manners(agent=f"{TOOL} ({settings.SITE_URL}; mailto:{contact})", pause=PAUSE)
    return Asker(contact=contact, download=manners.download)


def _record(body: bytes, format_name: str, service: str) -> dict[str, Any]:
    """The one record of an answer, checked as if it came from a file. Raises AskLater."""
    try:
        reading = formats.read(body, format_name=format_name)
    except formats.UnreadableFile as error:
        raise AskLater(f"The answer of {service} cannot be read. {error}") from error
    read = reading.reads[0]
    if read.record is None:
        raise AskLater(f"The answer of {service} cannot be used. {read.reason}")
    return read.record
