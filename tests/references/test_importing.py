"""Files into the library: what is new, what is there, what may be, what is broken; and out again."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from medsite.audit.models import AuditEntry
from references import exporting, formats, importing, library
from references.importing import CannotImport, Outcome, Status
from references.models import Reference
from tests import factories
from tests.conftest import Cast
from tests.references.formats.samples import BIBTEX, ENDNOTE_XML, NBIB, PUBMED_XML, RECORD, RIS

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "references"


def take(text: str, *, name: str = "file", dry_run: bool = False) -> list[Outcome]:
    reading = formats.read(text.encode(), name=name)
    return importing.import_files([(name, reading)], by=None, now=factories.NOW, dry_run=dry_run)


def take_records(*records: dict[str, Any], **options: Any) -> list[Outcome]:
    return take(json.dumps(records), **options)


def brief(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.status.value, outcome.other) for outcome in outcomes]


def paper(key: str, **values: Any) -> dict[str, Any]:
    base = {"id": key, "type": "article-journal", "title": f"The title of {key}", "issued": {"date-parts": [[2020]]}}
    return base | {name.replace("_", "-"): value for name, value in values.items()}


def test_the_same_article_in_five_formats_is_one_reference() -> None:
    outcomes = [take(text) for text in (RIS, BIBTEX, NBIB, PUBMED_XML, ENDNOTE_XML)]

    assert [brief(outcome)[0] for outcome in outcomes] == [("new", "")] + [("duplicate", "sample2020")] * 4
    record = library.as_record(Reference.objects.get())
    assert record | {"ISSN": RECORD["ISSN"]} == RECORD | {
        "status": "retracted",
        "source": "NLM",
        "custom": {
            "study_type": "randomised-trial",
            "NCT": "NCT00000000",
            "retracted_in": "Sample J Med. 2021;15(1):1",
        },
    }


def test_a_library_imported_again_changes_nothing_and_adds_nothing() -> None:
    records = [
        paper("a", DOI="10.1000/a"),
        paper("b", DOI="10.1000/b"),
        paper("c", issued=None),
        paper("d", title="The title of a", DOI="10.1000/d"),
    ]
    take_records(*records)
    before = list(Reference.objects.order_by("pk").values())

    again = take_records(*records)

    assert brief(again) == [("duplicate", key) for key in "abcd"]
    assert all(outcome.reason.endswith("nothing changed.") for outcome in again)
    assert list(Reference.objects.order_by("pk").values()) == before


def test_the_same_library_updates_and_another_only_fills_gaps() -> None:
    take_records(paper("a", volume="1", DOI="10.1000/a"))

    mine = take_records(paper("a", volume="2", DOI="10.1000/a", custom={"evidence": "Guideline"}))
    assert mine[0].reason == "In the library as a (a like title and the same DOI); updated: custom, volume."
    theirs = take_records(paper("x", title="The title of a", volume="3", page="7", DOI="10.1000/a", status="retracted"))

    record = library.as_record(Reference.objects.get())
    assert (record["volume"], record["page"], record["status"], record["id"]) == ("2", "7", "retracted", "a")
    assert record["custom"] == {"evidence": "Guideline"}
    assert theirs[0].reason == "In the library as a (a like title and the same DOI); updated: page, status."


def test_a_record_without_a_key_of_its_own_only_fills_gaps() -> None:
    take_records(paper("sample2020", author=[{"family": "Sample"}], volume="1", DOI="10.1000/a"))

    take("TY  - JOUR\nAU  - Sample, A\nTI  - The title of sample2020\nPY  - 2020\nVL  - 2\nDO  - 10.1000/a\nER  -\n")

    assert Reference.objects.get().csl["volume"] == "1"


def test_a_key_that_belongs_to_another_work_gets_a_letter_once() -> None:
    take_records(paper("a"))

    first = take_records(paper("a", title="Something else entirely"))
    second = take_records(paper("a", title="Something else entirely"))

    assert first[0].reason == "The key a belongs to another work; this one became aa."
    assert brief(second) == [("duplicate", "aa")]
    assert sorted(Reference.objects.values_list("key", "title")) == [
        ("a", "The title of a"),
        ("aa", "Something else entirely"),
    ]


def test_possible_duplicates_are_added_and_named() -> None:
    take_records(paper("a", DOI="10.1000/a"))

    [outcome] = take_records(paper("b", title="The title of a", DOI="10.1000/b"))

    assert brief([outcome]) == [("possible", "a")]
    assert outcome.reason == "May be a of the library: the same title and year, but not the same DOI."
    assert Reference.objects.count() == 2


def test_duplicates_within_a_file_become_one_and_say_of_which_record() -> None:
    outcomes = take_records(paper("a"), paper("b", title="The title of a", volume="7"), name="x.json")

    assert brief(outcomes) == [("new", ""), ("duplicate", "a")]
    assert outcomes[1].reason == "A (record 1 of x.json) (the same title and year); updated: volume."
    assert Reference.objects.get().csl["volume"] == "7"


def test_a_record_that_was_merged_does_not_come_back(cast: Cast) -> None:
    take_records(paper("a", DOI="10.1000/a"), paper("b", title="The title of a", DOI="10.1000/b"))
    kept, other = Reference.objects.order_by("key")
    library.merge(kept, other, by=cast.writer, now=factories.NOW)

    outcomes = take_records(paper("b", title="The title of a", DOI="10.1000/b"))

    assert brief(outcomes) == [("duplicate", "a")]
    assert outcomes[0].reason.endswith("nothing changed.")
    assert Reference.objects.current().count() == 1


def test_what_a_file_says_of_a_merged_record_reaches_the_kept_one(cast: Cast) -> None:
    take_records(paper("a", DOI="10.1000/a"), paper("b", title="The title of a", DOI="10.1000/b"))
    kept, other = Reference.objects.order_by("key")
    library.merge(kept, other, by=cast.writer, now=factories.NOW)

    [outcome] = take_records(paper("b", title="The title of a", DOI="10.1000/b", volume="7", status="retracted"))

    kept.refresh_from_db()
    assert outcome.reason.endswith("updated: status, volume.")
    assert (kept.csl["volume"], kept.csl["DOI"], kept.standing) == ("7", "10.1000/a", "retracted")
    other.refresh_from_db()
    assert "volume" not in other.csl


@pytest.mark.parametrize("later", ["corrected", "in press", "Expression of Concern"])
def test_no_file_silences_a_notice(later: str) -> None:
    take_records(paper("a", DOI="10.1000/a", status="Retracted"))
    assert Reference.objects.get().standing == "retracted"

    take_records(paper("a", DOI="10.1000/a", status=later))
    take_records(paper("x", title="The title of a", DOI="10.1000/a", status=later))

    reference = Reference.objects.get()
    assert (reference.csl["status"], reference.standing) == ("Retracted", "retracted")


def test_an_identifier_that_is_all_that_is_known_can_be_imported_twice() -> None:
    take("PMID: 12345678\n")

    [again] = take("PMID: 12345678\n")

    assert (again.status, again.reason) == (
        Status.DUPLICATE,
        "In the library as pmid12345678 (the same PMID); nothing changed.",
    )


def test_an_identifier_alone_is_completed_by_the_whole_record() -> None:
    [bare] = take("PMID: 12345678\n")
    [whole] = take(RIS)

    assert (bare.status, bare.reason) == (
        Status.NEW,
        "Only an identifier is known of it; complete it before it is cited.",
    )
    assert whole.status is Status.DUPLICATE
    reference = Reference.objects.get()
    assert library.as_record(reference) == RECORD | {"id": "pmid12345678"}
    assert [outcome.status for outcome in take("12345678\n10.1000/abc(1)<2>_3\n")] == [Status.DUPLICATE] * 2
    assert library.as_record(Reference.objects.get()) == RECORD | {"id": "pmid12345678"}


def test_a_dry_run_says_the_same_and_stores_nothing() -> None:
    assert brief(take(RIS, dry_run=True)) == brief(take(RIS)) == [("new", "")]
    assert brief(take(RIS, dry_run=True)) == [("duplicate", "sample2020")]
    assert AuditEntry.objects.filter(act="references imported").count() == 1


def test_an_import_leaves_one_entry_with_counts(cast: Cast) -> None:
    reading = formats.read((RIS + "TY  - JOUR\nAU  - A, B\nER  - \n").encode())

    importing.import_files([("x.ris", reading)], by=cast.writer, now=factories.NOW)

    entry = AuditEntry.objects.get(act="references imported")
    data = json.loads(entry.data)
    assert (entry.actor, data["files"], data["new"], data["invalid"]) == (cast.writer, ["x.ris"], 1, 1)
    with pytest.raises(CannotImport, match="Only a writer"):
        importing.import_files([], by=cast.superuser, now=factories.NOW)


@pytest.mark.parametrize("number", [1, 3])
def test_a_small_import_takes_few_statements_however_many_records(
    number: int, django_assert_max_num_queries: Any
) -> None:
    records = [paper(f"k{n}", DOI=f"10.1000/{n}", title=f"Subject {n} of many") for n in range(number)]

    with django_assert_max_num_queries(11):
        take_records(*records)


class TestCommands:
    def run(self, *arguments: str) -> list[dict[str, Any]]:
        out = StringIO()
        call_command("import_references", *arguments, "--report", "json", stdout=out, stderr=StringIO())
        rows: list[dict[str, Any]] = json.loads(out.getvalue())
        return rows

    def test_the_report_has_an_object_for_each_record(self, tmp_path: Path) -> None:
        path = tmp_path / "library.ris"
        path.write_text(RIS + "TY  - JOUR\nER  -\n", encoding="utf-8")

        first, second = self.run(str(path))

        assert {name: first[name] for name in ("status", "reason", "source")} == {
            "status": "new",
            "reason": "",
            "source": f"{path}:1",
        }
        assert first["record"] == RECORD
        assert (second["status"], second["record"], second["source"]) == ("invalid", None, f"{path}:2")
        assert self.run(str(path), "--dry-run")[0]["status"] == "duplicate"

    def test_a_file_that_cannot_be_read_is_an_error_and_the_others_go_in(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "a.ris", tmp_path / "b.pdf"
        good.write_text(RIS, encoding="utf-8")
        bad.write_bytes(b"%PDF-1.7")
        out = StringIO()

        with pytest.raises(CommandError, match=r"1 of 2 files could not be read: .*b\.pdf"):
            call_command("import_references", str(good), str(bad), "--report", "json", stdout=out)

        rows = json.loads(out.getvalue())
        assert [row["status"] for row in rows] == ["new", "invalid"]
        assert (rows[1]["source"], rows[1]["reason"].split(",")[0]) == (str(bad), "This is a PDF")
        assert Reference.objects.count() == 1

    def test_the_report_for_people_names_what_needs_a_look(self, tmp_path: Path) -> None:
        path = tmp_path / "library.ris"
        path.write_text(RIS + "TY  - JOUR\nER  -\n", encoding="utf-8")
        out = StringIO()

        call_command("import_references", str(path), "--format", "ris", stdout=out)

        assert out.getvalue() == (
            f"{path}: 2 records, read as RIS.\n"
            f"  {path}, record 2: invalid. It is empty: it has no field but its kind.\n"
            "1 new, 0 duplicate, 0 possible, 1 invalid.\n"
        )

    @pytest.mark.parametrize("name", [name for name in formats.FORMATS if name != "identifiers"])
    def test_what_is_exported_comes_back_identical(self, name: str, tmp_path: Path) -> None:
        library.put(RECORD)
        library.put(paper("b", custom={"evidence": "Guideline", "study_type": "guideline", "NCT": "NCT00000000"}))
        before = list(exporting.exported())
        path = tmp_path / f"library.{name}"
        call_command("export_references", "--format", name, "--output", str(path), stderr=StringIO())
        Reference.objects.all().delete()

        self.run(str(path))

        assert list(exporting.exported()) == before

    def test_a_selection_is_exported(self, cast: Cast) -> None:
        for key in ("a", "b", "zebra"):
            factories.make_reference(key)
        library.merge(Reference.objects.get(key="a"), Reference.objects.get(key="b"), by=cast.writer, now=factories.NOW)

        assert [record["id"] for record in exporting.exported(["zebra", "b"])] == ["zebra", "a"]
        assert [record["id"] for record in exporting.exported(words="called zebra")] == ["zebra"]
        assert [record["id"] for record in exporting.exported()] == ["a", "zebra"]
        with pytest.raises(CommandError, match="The library has no reference nobody"):
            call_command("export_references", "--key", "nobody")
        with pytest.raises(CommandError, match="Choose one of"):
            call_command("export_references", "--key", "a", "--search", "b")


@pytest.mark.skipif(not REAL.is_dir(), reason="no real records beside this checkout")
def test_real_records_come_in_once_whichever_format_is_first() -> None:
    files = ("references.ris", "references.bib", "references.nbib", "csl.json")
    statuses = []
    for file in files:
        reading = formats.read((REAL / file).read_bytes(), name=file)
        outcomes = importing.import_files([(file, reading)], by=None, now=factories.NOW)
        statuses.append({status.value: sum(o.status is status for o in outcomes) for status in Status})

    assert statuses == [
        {"new": 83, "duplicate": 0, "possible": 0, "invalid": 0},
        {"new": 0, "duplicate": 83, "possible": 0, "invalid": 0},
        {"new": 0, "duplicate": 32, "possible": 0, "invalid": 0},
        {"new": 0, "duplicate": 83, "possible": 0, "invalid": 0},
    ]
