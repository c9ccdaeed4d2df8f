"""Holding the library against the list: what is found, by what, and what must not be."""

import json
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medsite.audit.models import AuditEntry
from references import formats, importing, library
from references.models import Reference, RetractionNotice
from references.retractions import checking, reader
from tests import factories
from tests.conftest import Cast
from tests.references.retractions.test_reader import HEADER, line

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "references"
TITLE = "A made-up study of sleep in thirty adults"


def check(*lines: str, now: datetime = factories.NOW) -> checking.Check:
    rows = reader.read(f"{text}\n" for text in (HEADER + ",", *lines))
    return checking.check_list(rows, name="list.csv", now=now)


def found(result: checking.Check) -> dict[str, tuple[str, str]]:
    return {match.reference.key: (match.standing.value, match.by) for match in result.matches}


@pytest.mark.parametrize(
    "values",
    [
        {"DOI": "10.1000/paper"},
        {"DOI": "10.1000/PAPER"},
        {"DOI": "https://doi.org/10.1000/Paper"},
        {"DOI": "doi:10.1000/paper."},
        {"DOI": "DOI: https://doi.org/10.1000%2FPAPER"},
        {"DOI": "https://www.example.org/doi/full/10.1000/paper?tab=1"},
        {"PMID": "123"},
        {"PMID": "PMID: 123"},
        {"PMID": "https://pubmed.ncbi.nlm.nih.gov/123/"},
    ],
)
def test_a_retracted_paper_is_found_by_each_spelling_of_its_identifiers(values: dict[str, str]) -> None:
    factories.make_reference("a", **values)

    [match] = check(line(pmid="123", doi="HTTPS://DOI.ORG/10.1000/PAPER")).matches

    assert match.standing.value == "retracted"
    assert Reference.objects.get().standing == "retracted"


@pytest.mark.parametrize(
    "values",
    [
        {"DOI": "10.1000/paper2"},
        {"DOI": "10.1000/pape"},
        {"DOI": "10.1000/notice"},
        {"PMID": "1234"},
        {"PMID": "12"},
        {"title": TITLE, "author": [{"family": "Sample", "given": "A"}]},
        {"title": f"{TITLE}: a comment", "author": [{"family": "Sample"}]},
    ],
)
def test_nothing_that_looks_alike_is_found(values: dict[str, Any]) -> None:
    factories.make_reference("a", **values)

    assert check(line(pmid="123")).matches == ()


def test_a_notice_without_identifiers_says_possibly_for_the_whole_title_and_the_same_author() -> None:
    factories.make_reference("a", title=TITLE.upper(), author=[{"family": "Sample", "given": "Ada"}])
    factories.make_reference("b", title=TITLE, author=[{"family": "Other", "given": "Ada"}])
    factories.make_reference("c", title=f"{TITLE} and more", author=[{"family": "Sample", "given": "Ada"}])

    assert found(check(line(doi="Unavailable"))) == {"a": ("possibly retracted", "title and author")}


def test_a_reinstatement_clears_and_is_told() -> None:
    factories.make_reference("a", DOI="10.1000/paper")
    check(line())

    result = check(line("2", nature="Reinstatement", on="3/3/2011 0:00"))

    assert found(result) == {"a": ("reinstated", "DOI")}
    assert [match.before.value for match in result.matches] == ["retracted"]


def test_a_list_that_was_cut_off_silences_no_alarm() -> None:
    factories.make_reference("a", DOI="10.1000/paper")
    check(line("1"), line("2", doi="10.1000/other"))

    result = check(line("2", doi="10.1000/other"))

    assert found(result) == {"a": ("retracted", "DOI")}
    assert RetractionNotice.objects.count() == 2


def test_a_changed_row_replaces_the_old_one() -> None:
    factories.make_reference("a", DOI="10.1000/paper")
    check(line())

    result = check(line(nature="Expression of concern"))

    assert found(result) == {"a": ("expression of concern", "DOI")}
    assert RetractionNotice.objects.count() == 1


def test_every_save_and_import_looks_at_once() -> None:
    check(line())

    saved = library.put({"id": "a", "type": "book", "title": "T", "DOI": "10.1000/paper"})
    reading = formats.read(b"TY  - JOUR\nID  - b\nTI  - Another title of that paper\nDO  - 10.1000/Paper\nER  - \n")
    importing.import_files([("x.ris", reading)], by=None, now=factories.NOW)

    assert saved.standing == "retracted"
    assert str(saved) == "a: T [Retracted]"
    assert Reference.objects.get(key="b").standing == "retracted"
    library.put({"id": "a", "type": "book", "title": "T", "DOI": "10.1000/right"})
    assert Reference.objects.get(key="a").standing == ""


@pytest.mark.parametrize("listed_first", [True, False])
def test_a_notice_about_a_merged_record_is_one_about_the_record_it_went_into(cast: Cast, listed_first: bool) -> None:
    kept = factories.make_reference("kept", DOI="10.1000/early")
    other = factories.make_reference("old", DOI="10.1000/paper")
    if listed_first:
        check(line())
    library.merge(kept, other, by=cast.writer, now=factories.NOW)

    result = check(line())

    assert found(result) == {"kept": ("retracted", "DOI")}
    assert [match.before.value for match in result.matches] == ["retracted" if listed_first else ""]
    assert Reference.objects.get(key="kept").standing == "retracted"


def test_what_pubmed_says_counts_without_any_list() -> None:
    nbib = b"PMID- 7\nTI  - T.\nPT  - Retracted Publication\nRIN - J. 2021;1:2\n\nPMID- 8\nTI  - U.\nECI - J. 2020\n"
    importing.import_files([("x.nbib", formats.read(nbib))], by=None, now=factories.NOW)

    assert found(check()) == {
        "t": ("retracted", "its own record"),
        "u": ("expression of concern", "its own record"),
    }


def test_unknown_words_are_counted_and_an_entry_is_left() -> None:
    factories.make_reference("a", DOI="10.1000/paper")

    result = check(line(nature="Quiet removal"))

    assert result.unknown_words == {"Quiet removal": 1}
    assert found(result) == {"a": ("other notice", "DOI")}
    data = json.loads(AuditEntry.objects.get(act="retractions checked").data)
    assert data == {"file": "list.csv", "rows": 1, "changed": ["a: other notice"]}


@pytest.mark.parametrize("number", [1, 3])
def test_a_check_takes_as_many_statements_for_three_as_for_one(number: int, django_assert_num_queries: Any) -> None:
    references = [factories.make_reference(f"r{n}", DOI=f"10.1000/{n}") for n in range(number)]

    with django_assert_num_queries(2):
        checking.judge(references)


def test_the_database_refuses_a_notice_about_nothing() -> None:
    with pytest.raises(IntegrityError, match="a_notice_names_a_work"), transaction.atomic():
        RetractionNotice.objects.create(record_id="1", nature="retraction", read_at=factories.NOW)


def test_the_admin_says_not_known_retracted_and_never_sound(as_writer: Client) -> None:
    reference = factories.make_reference("a")

    html = as_writer.get(f"/admin/references/reference/{reference.pk}/change/").content.decode()

    assert "Not known retracted" in html


class TestCommand:
    def run(self, path: Path, *arguments: str) -> str:
        out = StringIO()
        call_command("check_retractions", str(path), *arguments, stdout=out)
        return out.getvalue()

    def test_it_names_each_paper_and_how_many_are_not_known_retracted(self, tmp_path: Path) -> None:
        factories.make_reference("a", DOI="10.1000/paper")
        factories.make_reference("b")
        path = tmp_path / "list.csv"
        path.write_bytes(
            f"\ufeff{HEADER},\r\n{line()}\r\n{line('2', title='bad')}\r\n".encode().replace(b"bad", b"b\xffd")
        )

        assert self.run(path) == (
            "a: Retracted (new). A sample study called a. Found by DOI. "
            "Retraction 2010-02-06 10.1000/notice, Retraction 2010-02-06 10.1000/notice\n"
            "2 notices read. Of 2 references 1 have a notice; 1 are not known retracted.\n"
        )
        [row] = json.loads(self.run(path, "--report", "json"))
        assert (row["key"], row["standing"], row["before"], row["found_by"]) == ("a", "retracted", "retracted", "DOI")

    def test_a_file_that_is_not_the_list_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_text("a,b\n1,2\n", encoding="utf-8")

        with pytest.raises(CommandError, match="it has no column Title, Author"):
            self.run(path)
        with pytest.raises(CommandError, match="could not be read"):
            self.run(tmp_path / "nothing.csv")


def test_a_long_list_is_read_in_seconds() -> None:
    rows = reader.read(
        f"{text}\n"
        for text in (HEADER + ",", *(line(str(n), doi=f"10.1000/{n}", pmid=str(n + 1)) for n in range(3_000)))
    )
    start = time.process_time()
    checking.check_list(rows, name="list.csv", now=factories.NOW)

    assert time.process_time() - start < 10


@pytest.mark.skipif(not REAL.is_dir(), reason="no real records beside this checkout")
def test_the_real_retracted_papers_are_found_and_no_others() -> None:
    records = json.loads((REAL / "csl.json").read_text(encoding="utf-8"))
    reading = formats.read((REAL / "csl.json").read_bytes())
    importing.import_files([("csl.json", reading)], by=None, now=factories.NOW)

    with (REAL / "retractions.csv").open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        result = checking.check_list(reader.read(lines), name="retractions.csv", now=factories.NOW)

    retracted = {record["id"] for record in records if record.get("custom", {}).get("retracted")}
    assert set(found(result)) == retracted
    assert {key: value for key, value in found(result).items() if value[0] != "retracted"} == {
        "boldt2009": ("possibly retracted", "title and author"),
        "estruch2013": ("retracted and republished", "DOI and PMID"),
    }


def test_of_the_list_of_the_next_day_only_what_changed_is_written() -> None:
    lines = [line(str(place), doi=f"10.1000/{place}") for place in range(1_200)]
    check(*lines)
    later = factories.NOW + timedelta(days=1)

    with CaptureQueriesContext(connection) as queries:
        result = check(*lines[:-1], line("1199", doi="10.1000/other"), line("new"), now=later)

    written = [query["sql"] for query in queries if query["sql"].startswith("INSERT INTO")]
    assert len([sql for sql in written if "retractionnotice" in sql]) == 1
    assert result.rows == RetractionNotice.objects.filter(read_at=later).count() == 1_201
    assert RetractionNotice.objects.get(record_id="1199").doi == "10.1000/other"
