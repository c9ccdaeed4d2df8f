"""The same article read from every format, formats told apart, files of other kinds refused."""

import codecs
import gzip
import io
import json
import time
import zipfile

import pytest

from references import csl, formats, matching
from references.formats import UnreadableFile, names
from references.joining import joined
from tests.references.formats.samples import (
    BIBTEX,
    ENDNOTE_XML,
    NBIB,
    PUBMED_XML,
    RECORD,
    RIS,
    only,
    read,
    records,
    without,
)

EVERY = [("ris", RIS), ("bibtex", BIBTEX), ("nbib", NBIB), ("pubmed-xml", PUBMED_XML), ("endnote-xml", ENDNOTE_XML)]


@pytest.mark.parametrize(("name", "text"), EVERY)
def test_every_format_gives_the_same_article(name: str, text: str) -> None:
    read_record = only(text)

    own = {"nbib": ("id", "URL"), "pubmed-xml": ("id", "URL", "ISSN", "keyword")}.get(name, ())
    further = ("custom", "status", "source", "id") if name in {"nbib", "pubmed-xml", "endnote-xml"} else ()
    assert without(read_record, *further) | {"ISSN": RECORD["ISSN"]} == without(RECORD, *own, *further) | {
        "ISSN": RECORD["ISSN"]
    }


@pytest.mark.parametrize(("name", "text"), [*EVERY, ("csl-json", json.dumps([RECORD])), ("identifiers", "PMID: 12")])
def test_formats_are_told_apart_by_what_they_hold(name: str, text: str) -> None:
    assert read(text).format == name


@pytest.mark.parametrize("alias", ["bib", "medline", "json", "csl", "pubmed", "endnote", "ids", "RIS"])
def test_formats_have_the_names_that_people_use(alias: str) -> None:
    assert formats.format_named(alias).name in formats.FORMATS


@pytest.mark.parametrize("name", [name for name in formats.FORMATS if name != "identifiers"])
def test_a_file_written_and_read_again_gives_the_same_record(name: str) -> None:
    odd = {
        "id": "odd:2020",
        "type": "webpage",
        "title": "{Odd} \\emph -- `title` ends. ~x^2 $5 % # \"q\" 'r'",
        "author": [{"family": "Berg", "given": "J", "non-dropping-particle": "van der"}, {"literal": "WHO, Geneva"}],
        "editor": [{"literal": "One"}, {"family": "Two", "suffix": "III"}],
        "note": "status: not a status; PMID: 7",
        "issued": {"date-parts": [[2020, 2]]},
        "accessed": {"date-parts": [[2021, 1, 31]]},
        "page": "iii, 7-9",
        "custom": {"NCT": "NCT00000000", "evidence": "Guideline", "retracted_in": "J. 2021."},
        "status": "retracted",
    }
    wanted = [RECORD, odd]

    text = formats.write(wanted, name)

    assert records(text, name) == wanted
    assert read(text).format == name


def test_nothing_is_kept_twice_where_a_format_has_a_place() -> None:
    text = formats.write([without(RECORD, "URL") | {"id": "other"}], "nbib")

    assert 'CSL-JSON: {"id": "other"}' in text.replace("\n      ", " ")
    assert "CSL-JSON" not in formats.write([RECORD], "ris")
    assert "CSL-JSON" not in formats.write([RECORD], "bibtex")


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + RIS.encode(),
        RIS.encode("utf-16"),
        RIS.encode("utf-16-le"),
        RIS.encode("utf-16-be"),
        RIS.encode("utf-32"),
        RIS.encode("latin-1"),
        RIS.replace("\n", "\r").encode(),
        RIS.replace("\n", "\r\n").encode(),
        RIS.rstrip().removesuffix("ER  -").encode(),
        RIS.rstrip().encode(),
        RIS.replace("  - ", " - ").encode(),
        b"\n\n" + RIS.encode(),
    ],
    ids="bom utf16 utf16le utf16be utf32 latin1 cr crlf no-er no-last-line one-space blank-before".split(),  # noqa: SIM905  # in the order of the cases
)
def test_encodings_line_ends_and_missing_ends_cost_nothing(data: bytes) -> None:
    assert only(data) == RECORD


def test_a_guessed_encoding_is_said() -> None:
    assert "not in UTF-8" in read(RIS.encode("latin-1")).notes[0]
    assert "UTF-16-LE" in read(RIS.encode("utf-16-le")).notes[0]
    bad = RIS.replace("Words.", "Wörds with süch märks.").encode() + b"\xff"
    assert "1 byte(s) are not UTF-8" in read(bad).notes[0]


def zipped(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.ris", text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (b"%PDF-1.7", "This is a PDF"),
        (zipped(RIS), "ZIP archive"),
        (gzip.compress(b"0" * 1_000_000), "gzip archive"),
        (b"Dear colleague, find the list attached.", "could not be told"),
        (b"<html><body>No.</body></html>", "This is a web page"),
        (b"<svg><path/></svg>", "neither of PubMed nor of EndNote"),
        (b"<PubmedArticleSet></PubmedArticleSet>", "No record was found"),
        (b"[]", "No record was found"),
        (b"@comment{nothing}", "No record was found"),
    ],
)
def test_a_file_without_records_is_refused_with_a_reason_and_never_counts_as_empty(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(data)


class TestXml:
    DOCUMENT = '<?xml version="1.0"?><!DOCTYPE x [{}]><PubmedArticleSet>{}</PubmedArticleSet>'
    BOMB = DOCUMENT.format('<!ENTITY a "ha"><!ENTITY b "&a;&a;">', "&b;")
    FILE = DOCUMENT.format('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;")

    @pytest.mark.parametrize("text", [BOMB, FILE, BOMB.replace("<!ENTITY a", "<!ENTITY % p 'x'><!ENTITY a")])
    def test_entities_are_refused(self, text: str) -> None:
        with pytest.raises(UnreadableFile, match="declares entities of its own"):
            read(text)

    def test_unknown_entities_and_broken_xml_say_where(self) -> None:
        with pytest.raises(UnreadableFile, match="undefined entity"):
            read("<PubmedArticleSet><PubmedArticle>&nbsp;</PubmedArticle></PubmedArticleSet>")
        with pytest.raises(UnreadableFile, match="broken in line 2"):
            read("<xml><records>\n<record></records></xml>")
        with pytest.raises(UnreadableFile, match="nested more than"):
            read("<PubmedArticleSet>" + "<a>" * 100 + "</a>" * 100 + "</PubmedArticleSet>")


class TestHostile:
    SCRIPT = "<script>alert(1)</script> {{ 7*7 }} {% raw %} \u202egnp.exe"

    def test_scripts_and_templates_stay_text_and_overrides_go(self) -> None:
        [item] = read(RIS.replace('A made-up study of sleep <5 hours & "more"', self.SCRIPT)).reads

        assert item.record is not None
        assert item.record["title"] == "<script>alert(1)</script> {{ 7*7 }} {% raw %} gnp.exe"
        assert item.problems == (
            "title: holds code, '<script', which stays text. Check it against the source.",
            "title: held control characters or marks that turn the text round; they were taken out.",
        )

    def test_a_hostile_name_is_said_too(self) -> None:
        [item] = read(RIS.replace("Sample Study Group", "<svg onload=x> Group")).reads

        assert item.problems == ("author: holds code, '<svg', which stays text. Check it against the source.",)

    def test_an_enormous_list_of_authors_names_its_record_and_spares_the_others(self) -> None:
        many = RIS.replace("AU  - Sample Study Group\n", "AU  - Name, A\n" * 100_000)

        first, second = read(many + RIS).reads

        assert first.record is None
        assert first.reason == "author: has more than 3,000 names."
        assert second.record == RECORD

    def test_an_enormous_author_is_refused_by_name(self) -> None:
        first, second = read(RIS.replace("Sample Study Group", "x " * 500_000) + RIS).reads

        assert "literal: is longer than 20,000 characters" in first.reason
        assert second.record == RECORD

    def test_a_long_abstract_is_left_out_and_said(self) -> None:
        [item] = read(RIS.replace("Words.", "word " * 5_000)).reads

        assert item.record == without(RECORD, "abstract")
        assert item.problems == ("abstract: is longer than 20,000 characters; left out.",)

    @pytest.mark.parametrize(
        "text", ["@article{a, title={" + "{" * 100_000, "[" * 100_000 + "{", '{"a":' * 50_000, "@a{" * 20_000]
    )
    def test_endless_nesting_does_no_harm(self, text: str) -> None:
        try:
            reading = read(text)
        except UnreadableFile:
            return
        assert all(item.record is None and item.reason for item in reading.reads)

    def test_wrong_identifiers_are_left_out_and_said_and_the_record_stays(self) -> None:
        [item] = read(
            RIS.replace("10.1000/ABC(1)<2>_3", "10.1/x").replace("https://example.org/a_b", "javascript:x")
        ).reads

        assert item.record == without(RECORD, "DOI", "URL")
        assert item.problems == (
            "DOI: '10.1/x' is not a DOI; left out.",
            "URL: 'javascript:x?x=1&y=%7B2%7D' does not begin with http:// or https://; left out.",
        )

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("csl-json", '[{"title": oops}' + " " * 300_000 + "x]"),
            ("identifiers", "10.1000/x" + " " * 300_000 + "10.1000/y"),
            ("bibtex", "@book{" + " " * 300_000 + "x"),
            ("bibtex", "@book{a, title={T}, author={A" + " " * 300_000 + "B}}"),
            ("bibtex", "@" * 300_000 + "@book{a, title={T}}"),
            ("ris", "TY  - JOUR\nTI  - T\nAB  - a\n" + "more\n" * 200_000),
            ("nbib", "PMID- 1\nTI  - T\nAB  - a\n" + "      more\n" * 200_000),
            ("ris", "TY  - JOUR\nTI  - " + "<" * 300_000 + "\nER  -\n"),
            ("bibtex", "@book{a, title={" + "\\'" * 150_000 + "}}"),
        ],
    )
    def test_floods_of_one_mark_take_no_time(self, name: str, text: str) -> None:
        start = time.process_time()

        read(text, name)

        assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ronald L. Graham", {"family": "Graham", "given": "Ronald L."}),
        ("Ludwig van der Berg Jr.", {"family": "van der Berg", "given": "Ludwig", "suffix": "Jr."}),
        ("Graham, Ronald", {"family": "Graham", "given": "Ronald"}),
        ("Hippocrates", {"family": "Hippocrates"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("Institute of Medicine (U.S.)", {"literal": "Institute of Medicine (U.S.)"}),
        ("Joint Formulary Committee", {"literal": "Joint Formulary Committee"}),
    ],
)
def test_spoken_names_are_told_from_groups(text: str, person: dict[str, str]) -> None:
    assert names.spoken(text) == person


@pytest.mark.parametrize("name", ["nbib", "pubmed-xml"])
def test_a_translated_title_keeps_the_original_beside_it(name: str) -> None:
    record = {"id": "sample2020", "type": "article-journal", "title": "[A study of sleep]", "language": "ger"}
    record |= {"original-title": "Eine Schlafstudie", "PMID": "1", "container-title": "Sample Journal"}

    text = formats.write([record], name)

    [item] = formats.read(text.encode()).reads
    assert item.record == record
    assert "Schlafstudie" not in text.partition("CSL-JSON")[2]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("TI  - RETRACTED ARTICLE: Sleep in thirty adults", "retracted"),
        ("TI  - [Retracted] Sleep in thirty adults", "retracted"),
        ("TI  - Sleep\nKW  - Sleep\nKW  - Retracted Publication", "retracted"),
        ("TI  - Retracted papers: a review", ""),
        ("TI  - Retraction: Sleep in thirty adults", ""),
        ("TI  - Sleep\nKW  - Retracted Publications as Topic", ""),
    ],
)
def test_a_record_that_calls_itself_retracted_is_believed(lines: str, status: str) -> None:
    [item] = read(f"TY  - JOUR\n{lines}\nER  -\n").reads

    assert item.record is not None
    assert item.record.get("status", "") == status


def test_the_same_person_with_and_without_particles_is_one() -> None:
    apart = {"family": "Jager", "given": "Jolien", "non-dropping-particle": "de"}
    whole = {"family": "de Jager", "given": "Jolien"}
    records = [RECORD | {"author": [person], "id": key} for person, key in ((apart, "a"), (whole, "b"))]

    assert [matching.traits(record).author for record in records] == ["dejager", "dejager"]
    assert [csl.names_of(record) for record in records] == ["de Jager", "de Jager"]
    assert joined(records[0], records[1] | {"id": "a"}, updating=True) == records[0]


@pytest.mark.parametrize(("name", "text"), EVERY)
def test_tags_around_words_of_a_title_are_taken_out_in_each_format(name: str, text: str) -> None:
    marked = text.replace("A made-up study", "A <i>made-up</i> study", 1)
    if name.endswith("xml"):
        marked = text.replace("A made-up study", "A &lt;i&gt;made-up&lt;/i&gt; study", 1)
    assert marked != text

    assert only(marked)["title"] == only(text)["title"]
