"""The CSV of Crossref and Retraction Watch, trap by trap."""

from datetime import date

import pytest

from references.retractions.reader import Row, UnreadableList, read
from references.retractions.standing import Nature

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes"
)


def line(
    number: str = "1",
    *,
    title: str = "A made-up study of sleep in thirty adults",
    author: str = "Ada B Sample;J Example",
    on: str = "2/6/2010 0:00",
    notice: str = "10.1000/notice",
    doi: str = "10.1000/PAPER",
    pmid: str = "0",
    nature: str = "Retraction",
    reason: str = "Concerns/Issues about Data;",
    end: str = ",",
) -> str:
    cells = [number, f'"{title}"', "", "", "J", "", "", author, "", "", on, notice, "0", "", doi, pmid, nature]
    return ",".join([*cells, f'"{reason}"', "No", ""]) + end


def rows(*lines: str, header: str = HEADER + ",") -> list[Row]:
    return list(read(f"{text}\r\n" for text in (header, *lines)))


def test_a_row_is_read_whole() -> None:
    [row] = rows(line(pmid="123"))

    assert row == Row(
        record_id="1",
        nature=Nature.RETRACTION,
        word="Retraction",
        title="A made-up study of sleep in thirty adults",
        title_key="amadeupstudyofsleepinthirtyadults",
        author_key="sample",
        journal="J",
        notice_on=date(2010, 2, 6),
        notice_doi="10.1000/notice",
        notice_pmid="",
        doi="10.1000/paper",
        pmid="123",
        reasons=("Concerns/Issues about Data",),
        replaced=False,
        notes="",
    )


@pytest.mark.parametrize("doi", ["Unavailable", "unavailable", "UNAVAILABLE", "", "0", "n/a"])
def test_a_doi_that_is_none_is_none(doi: str) -> None:
    assert rows(line(doi=doi))[0].doi == ""


@pytest.mark.parametrize("pmid", ["0", "", "Unavailable", "00"])
def test_a_pmid_that_is_none_is_none(pmid: str) -> None:
    assert rows(line(pmid=pmid))[0].pmid == ""


@pytest.mark.parametrize(
    ("word", "nature"),
    [
        ("Retraction", Nature.RETRACTION),
        ("expression of Concern", Nature.CONCERN),
        ("Correction", Nature.CORRECTION),
        ("Reinstatement", Nature.REINSTATEMENT),
        ("Quiet removal", Nature.OTHER),
        ("", Nature.OTHER),
    ],
)
def test_new_words_for_the_nature_stop_nothing(word: str, nature: Nature) -> None:
    first, second = rows(line(nature=word), line("2"))

    assert (first.nature, first.word, second.nature) == (nature, word, Nature.RETRACTION)


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/31/2019 0:00", date(2019, 12, 31)), ("1/2/2019", date(2019, 1, 2)), ("2019-01-02", date(2019, 1, 2)),
     ("", None), ("13/13/2019 0:00", None), ("soon", None)],
)  # fmt: skip
def test_dates_are_american_or_none(text: str, day: date | None) -> None:
    assert rows(line(on=text))[0].notice_on == day


def test_empty_rows_short_rows_marks_and_bad_bytes_are_borne() -> None:
    found = rows(
        line("1", title="A\ufffdb\x00c"),
        "," * 20,
        "",
        '5,"Only a title"',
        '6,"",,',
        line("7", end=""),
        header="\ufeff" + HEADER,
    )

    assert [(row.record_id, row.title) for row in found] == [
        ("1", "A\ufffdbc"),
        ("5", "Only a title"),
        ("7", "A made-up study of sleep in thirty adults"),
    ]


def test_a_row_without_a_number_gets_one_that_stays() -> None:
    assert rows(line(""))[0].record_id == rows(line(""), line("2"))[0].record_id != ""


@pytest.mark.parametrize("reason", ["+Retract and Replace;", "Error in Methods;Retract and Replace;"])
def test_retract_and_replace_is_told_apart(reason: str) -> None:
    assert rows(line(reason=reason))[0].replaced


@pytest.mark.parametrize("header", ["", "Title,Author", "not,this,list"])
def test_another_file_is_refused(header: str) -> None:
    with pytest.raises(UnreadableList):
        rows(header=header)


def test_a_field_beyond_all_limits_costs_only_its_row() -> None:
    found = rows(line("1"), line("2", title="x" * 1_100_000), line("3"))

    assert [row.record_id for row in found] == ["1", "3"]
