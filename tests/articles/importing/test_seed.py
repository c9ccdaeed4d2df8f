"""A real export, where this machine has it: its text belongs to its writer and is not part of the project."""

import os
import re
from pathlib import Path

import pytest

from articles.content import ArticleContent, Citation
from articles.importing.decoding import decode
from articles.importing.plaintext import Accounted, read_accounted
from articles.importing.report import ReportLine, Severity

INFO, WARNING = Severity.INFO, Severity.WARNING


def _seed() -> Path | None:
    """The file that MEDSITE_SEED names, else the only one in the shared folder beside the checkout."""
    named = os.environ.get("MEDSITE_SEED")
    if named:
        return Path(named)
    found = sorted((Path(__file__).resolve().parents[3] / "../shared/seeds").glob("*.txt"))
    return found[0] if found else None


@pytest.fixture(scope="module")
def data() -> bytes:
    path = _seed()
    if path is None or not path.is_file():
        pytest.skip("The real export is not on this machine. Set MEDSITE_SEED to its path.")
    return path.read_bytes()


@pytest.fixture(scope="module")
def accounted(data: bytes) -> Accounted:
    return read_accounted(decode(data, source="seed.txt"), source="seed.txt")


@pytest.fixture(scope="module")
def content(accounted: Accounted) -> ArticleContent:
    return accounted.imported.content


@pytest.fixture(scope="module")
def rows(data: bytes) -> list[str]:
    """The lines of the file without their bullets; row 0 stands for nothing, so that row 1 is line 1."""
    return ["", *(row.removeprefix("  • ") for row in data.decode("utf-8").split("\n"))]


def test_the_report_says_exactly_this(accounted: Accounted) -> None:
    assert accounted.imported.report == (
        ReportLine((1,), INFO, 'Left out: "Skip to content" is a page control.'),
        ReportLine((5,), INFO, "Left out: the file says 2 minutes; we count the words and show our own figure."),
        ReportLine((15,), INFO, 'Two colons: we took "Primary Mechanism: GABA" as the label. Check.'),
        ReportLine((27,), INFO, "Left out: the contents list was empty; we make one from your 5 headings."),
        ReportLine((42, 58), INFO, "2 `{Link:}` marks became links to the same page."),
        ReportLine(
            (60, 62),
            INFO,
            'Disclaimer left out; ours takes its place. "Resources" promised a list but held none.',
        ),
        ReportLine((66, 68, 70, 72, 74, 76, 78), WARNING, "7 answers came without their questions."),
        ReportLine(
            (82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95),
            WARNING,
            "14 references held only their number. Nothing in the text shows where they belonged.",
        ),
        ReportLine((97, 99), INFO, "Second disclaimer left out; ours takes its place."),
        ReportLine(
            (),
            WARNING,
            "Not in the file: author, funding, audience, article type, topic. Add them before you send it.",
        ),
    )


def test_every_line_is_placed_a_marker_or_left(accounted: Accounted) -> None:
    ledger = accounted.ledger
    assert sorted(ledger.consumed) == [9, 13, 64, 80]
    assert sorted(ledger.left) == [1, 5, 27, 60, 62, 97, 99]
    assert len(accounted.lines) == 58
    assert len(ledger.placed) == 33 + 14


def test_title_lead_and_summary_are_unchanged(content: ArticleContent, rows: list[str]) -> None:
    assert (content.title, content.lead, content.summary) == (rows[3], rows[7], rows[11])


def test_the_slug_is_the_title_in_words(accounted: Accounted, rows: list[str]) -> None:
    assert accounted.imported.slug == "-".join(re.findall(r"[a-z]+", rows[3].lower()))


def test_the_key_points_have_these_labels_and_the_rest_of_their_lines(content: ArticleContent, rows: list[str]) -> None:
    assert [point.label for point in content.key_points] == [
        "Primary Mechanism: GABA",
        "Indirect Serotonin Effect",
        "Long-Term Neurochemical Changes",
        "Depression as a Side Effect",
        "Withdrawal-Related Depression",
        "Not an SSRI",
    ]
    assert [f"{point.label}: {point.text}" for point in content.key_points] == [rows[line] for line in range(15, 26, 2)]


def test_the_body_is_these_lines_in_their_order(content: ArticleContent, rows: list[str]) -> None:
    headings = (31, 44, 48, 52, 56)
    blocks = [f"## {rows[line]}" if line in headings else rows[line] for line in (29, 31, 33, 35)]
    blocks.append("\n".join(f"- {rows[line]}" for line in (37, 38, 39, 40)))
    blocks += [f"## {rows[line]}" if line in headings else rows[line] for line in range(42, 59, 2)]
    assert content.body == "\n\n".join(blocks)


def test_the_full_stops_behind_the_links_stay_outside(content: ArticleContent) -> None:
    assert len(re.findall(r"\{Link: \S+ article https://\S+\}\.", content.body)) == 2


def test_the_answers_keep_their_order_and_have_no_questions(content: ArticleContent, rows: list[str]) -> None:
    pairs = [(entry.question, entry.answer) for entry in content.questions]
    assert pairs == [("", rows[line]) for line in range(66, 79, 2)]


def test_the_empty_references_keep_their_numbers_and_nothing_else(content: ArticleContent) -> None:
    assert content.citations == tuple(Citation(number=number) for number in range(1, 15))


def test_what_the_file_does_not_give_stays_empty(content: ArticleContent) -> None:
    left = (content.authors, content.topics, content.subjects, content.files)
    assert left == ((), (), (), ())
    assert (content.funding, content.audience, content.article_type) == ("", "", "")


def test_carriage_returns_change_nothing(data: bytes, accounted: Accounted) -> None:
    text = decode(data.replace(b"\n", b"\r\n"), source="seed.txt")
    assert read_accounted(text, source="seed.txt").imported == accounted.imported
