"""NLM's abbreviations: learned from PubMed, used where a record lacks its own, never made up."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from references import abbreviating, formats, importing, library, styles
from references.journal import journal_key
from references.models import Journal, Reference
from tests import factories

NOW = factories.NOW
FULL, SHORT = "The Journal of clinical endocrinology and metabolism", "J Clin Endocrinol Metab"
NBIB = f"PMID- 26900641\nTI  - A title.\nDP  - 2016\nJT  - {FULL}\nTA  - {SHORT}\n\n"


@pytest.mark.parametrize(
    "name",
    [
        FULL,
        "Journal of Clinical Endocrinology & Metabolism",
        "  the journal of  Clinical Endocrinology and Metabolism ",
        "Journal of clinical endocrinology and metabolism (Springfield, Ill.)",
    ],
)
def test_spellings_of_one_name_have_one_key(name: str) -> None:
    assert journal_key(name) == "journal of clinical endocrinology and metabolism"


def article(key: str = "a", **values: Any) -> Reference:
    record = {"id": key, "type": "article-journal", "title": f"A title {key}", "container-title": FULL}
    return library.put(record | {"issued": {"date-parts": [[2016]]}} | values)


def shown(reference: Reference) -> str:
    reference.refresh_from_db()
    return styles.as_text(library.frozen(reference))


def take_in(text: str, name: str = "nbib") -> None:
    reading = formats.read(text.encode(), format_name=name)
    importing.import_files([("file", reading)], by=None, now=NOW)


@pytest.mark.django_db
def test_a_file_of_pubmed_teaches_what_earlier_and_later_records_lack() -> None:
    earlier = article("earlier", **{"container-title": "J. Clinical Endocrinology"})
    other = article("other")
    assert FULL in shown(other)

    take_in(NBIB)

    later = article("later", **{"container-title": "Journal of Clinical Endocrinology & Metabolism"})
    assert f"{SHORT}. 2016" in shown(other)
    assert f"{SHORT}. 2016" in shown(later)
    assert "J. Clinical Endocrinology. 2016" in shown(earlier)
    assert "container-title-short" not in library.as_record(other)
    assert Journal.objects.get().abbreviation == SHORT


@pytest.mark.django_db
def test_what_a_record_says_itself_stays() -> None:
    take_in(NBIB)

    own = article("own", **{"container-title-short": "JCEM"})

    assert "JCEM. 2016" in shown(own)


@pytest.mark.django_db
def test_other_files_teach_nothing() -> None:
    take_in(f"TY  - JOUR\nTI  - A title\nT2  - {FULL}\nJ2  - JCEM\nAN  - 1\nER  - \n", "ris")
    take_in("PMID- 7\nTI  - A title.\nTA  - Only Short\n\n")
    take_in(f"TI  - Another.\nJT  - {FULL}\nTA  - Made Up\n\n")

    assert Journal.objects.count() == 0


@pytest.mark.django_db
def test_a_name_that_two_journals_share_is_not_abbreviated() -> None:
    other = article()
    take_in(NBIB)
    assert SHORT in shown(other)

    take_in(NBIB.replace("26900641", "7").replace(SHORT, "J Clin Other").replace("A title", "B title"))

    assert FULL in shown(other)
    assert Journal.objects.get().abbreviation == ""
    take_in(NBIB.replace("26900641", "8").replace("A title", "C title"))
    assert FULL in shown(other)


@pytest.mark.django_db
def test_naming_costs_one_query_for_any_number_of_records() -> None:
    take_in(NBIB)
    rows = [article(key) for key in "abc"]

    with CaptureQueriesContext(connection) as queries:
        abbreviating.name(rows)

    assert len(queries) == 1
    assert {row.journal_short for row in rows} == {SHORT}
