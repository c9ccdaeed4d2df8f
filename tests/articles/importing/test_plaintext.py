"""The plain-text export → content and report, by example and by property."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content import ArticleContent, Citation, KeyPoint, Question
from articles.importing.accounting import FAULT, settle
from articles.importing.decoding import decode
from articles.importing.ledger import Ledger
from articles.importing.lines import Line
from articles.importing.markup import LINK_MARK, citation_groups, escape_markdown
from articles.importing.plaintext import Accounted, read_accounted, read_plaintext
from articles.importing.report import Imported, ReportLine, Severity, UnreadableSource
from articles.importing.slugs import propose_slug
from medsite.lib.markdown import render

FIXTURES = Path(__file__).parents[2] / "fixtures" / "imports"
TWIN = FIXTURES / "answers-without-questions.txt"
COMPLETE = FIXTURES / "complete.txt"

INFO, WARNING = Severity.INFO, Severity.WARNING
NOT_IN_FILE = "Not in the file: author, funding, audience, article type, topic. Add them before you send it."


def read(text: str) -> Imported:
    return read_plaintext(text, source="export.txt")


def told(imported: Imported) -> list[tuple[tuple[int, ...], str]]:
    """The report without its severities, and without what it says about the file as a whole."""
    return [(entry.lines, entry.message) for entry in imported.report if entry.lines]


def body_of(text: str) -> str:
    """The Markdown that these lines become in the text of an article."""
    return read(f"Title\n\nIn This Article\n\n{text}").content.body


# The two fixtures


def test_the_twin_of_a_real_export_gives_exactly_this_report() -> None:
    imported = read_plaintext(TWIN.read_text(encoding="utf-8"), source=TWIN.name)
    assert imported.report == (
        ReportLine((1,), INFO, 'Left out: "Skip to content" is a page control.'),
        ReportLine((5,), INFO, "Left out: the file says 3 minutes; we count the words and show our own figure."),
        ReportLine((15,), INFO, 'Two colons: we took "Believed Mechanism: GABA" as the label. Check.'),
        ReportLine((27,), INFO, "Left out: the contents list was empty; we make one from your 5 headings."),
        ReportLine((42, 58), INFO, "2 `{Link:}` marks became links to the same page."),
        ReportLine(
            (60, 62),
            INFO,
            'Disclaimer left out; ours takes its place. "Resources" promised a list but held none.',
        ),
        ReportLine((66, 68, 70, 72, 74, 76, 78), WARNING, "7 answers came without their questions."),
        ReportLine(
            tuple(range(82, 96)),
            WARNING,
            "14 references held only their number. Nothing in the text shows where they belonged.",
        ),
        ReportLine((97, 99), INFO, "Second disclaimer left out; ours takes its place."),
        ReportLine((), WARNING, NOT_IN_FILE),
    )


def test_the_lines_of_the_twin_go_where_they_belong() -> None:
    rows = TWIN.read_text(encoding="utf-8").split("\n")

    def line(number: int) -> str:
        return rows[number - 1].removeprefix("  • ")

    def point(number: int, label: str) -> KeyPoint:
        return KeyPoint(label=label, text=line(number).removeprefix(f"{label}: "))

    headings = {31, 44, 48, 52, 56}
    paragraphs = [
        f"## {line(number)}" if number in headings else line(number)
        for number in (29, 31, 33, 35, 42, 44, 46, 48, 50, 52, 54, 56, 58)
    ]
    paragraphs.insert(4, "\n".join(f"- {line(number)}" for number in range(37, 41)))
    assert read_plaintext("\n".join(rows), source=TWIN.name).content == ArticleContent(
        title=line(3),
        lead=line(7),
        summary=line(11),
        key_points=(
            point(15, "Believed Mechanism: GABA"),
            point(17, "Mixed Evidence on Serotonin"),
            point(19, "Approved Uses"),
            point(21, "Physical Dependence"),
            point(23, "Risks of Stopping"),
            point(25, "Controlled Substance"),
        ),
        body="\n\n".join(paragraphs),
        questions=tuple(Question(answer=line(number)) for number in range(66, 79, 2)),
        citations=tuple(Citation(number=number) for number in range(1, 15)),
    )


def test_a_complete_export_gives_exactly_this_report() -> None:
    imported = read_plaintext(COMPLETE.read_text(encoding="utf-8"), source=COMPLETE.name)
    cited = (7, 9, 13, 17, 18, 19, 30, 32, 38, 40, 44, 46, 47, 49, 53, 57, 63, 67, 71, 73)
    assert imported.report == (
        ReportLine((1,), INFO, 'Left out: "Skip to main content" is a page control.'),
        ReportLine((5,), INFO, "Left out: the file says 4 minutes; we count the words and show our own figure."),
        ReportLine(cited, INFO, "23 in-text marks became citations."),
        ReportLine(
            (21, 23, 24, 25, 26),
            INFO,
            "Left out: the contents list (4 entries); we make one from your 4 headings.",
        ),
        ReportLine(
            (34, 35, 36),
            INFO,
            "A table of 2 rows and 3 columns was kept; its first line became the heading row. Check.",
        ),
        ReportLine(
            (71, 73),
            INFO,
            '"What is vitamin B12 needed for?" is answered in 2 paragraphs. Check that all of them answer it.',
        ),
        ReportLine(tuple(range(77, 84)), INFO, "7 references came as text. Match each with a record of the library."),
        ReportLine((85, 87), INFO, "Disclaimer left out; ours takes its place."),
        ReportLine((), WARNING, NOT_IN_FILE),
    )


def test_questions_and_references_of_a_complete_export_keep_their_words() -> None:
    content = read_plaintext(COMPLETE.read_text(encoding="utf-8"), source=COMPLETE.name).content
    rows = COMPLETE.read_text(encoding="utf-8").split("\n")
    assert [entry.question for entry in content.questions] == [rows[60], rows[64], rows[68]]
    assert content.questions[2].answer == (
        "It is needed for making DNA and for protecting nerves [@ref-6].\n\n"
        "A lack of it can cause megaloblastic anaemia and peripheral neuropathy [@ref-6]."
    )
    assert content.citations == tuple(
        Citation(key=f"ref-{number}", number=number, raw_text=rows[75 + number].removeprefix(f"{number}. "))
        for number in range(1, 8)
    )


def test_the_table_of_a_complete_export_becomes_a_markdown_table() -> None:
    content = read_plaintext(COMPLETE.read_text(encoding="utf-8"), source=COMPLETE.name).content
    tables = [block for block in content.body.split("\n\n") if block.startswith("|")]
    assert tables == [
        "| Time | Metformin | Placebo |\n| --- | --- | --- |\n| 5 years | 4.3% | 2.3% |\n| 13 years | 7.4% | 5.4% |"
    ]


@pytest.mark.parametrize("path", [TWIN, COMPLETE], ids=lambda path: path.stem)
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_line_ends_change_nothing(path: Path, end: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_plaintext(text.replace("\n", end), source="x") == read_plaintext(text, source="x")
    assert decode(text.replace("\n", end).encode("utf-8-sig"), source="x") == text


@pytest.mark.parametrize("path", [TWIN, COMPLETE], ids=lambda path: path.stem)
def test_capitals_in_markers_change_nothing_but_the_words_left_out(path: Path) -> None:
    markers = ("Quick Summary", "Key Points", "In This Article", "Frequently Asked Questions", "References")
    text = path.read_text(encoding="utf-8")
    shouted = re.sub(rf"(?m)^(?:{'|'.join(markers)})$", lambda match: match.group().upper(), text)
    assert shouted != text
    assert read_plaintext(shouted, source="x") == read_plaintext(text, source="x")


@pytest.mark.parametrize("path", [TWIN, COMPLETE], ids=lambda path: path.stem)
def test_more_empty_lines_move_only_the_line_numbers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loose = read_plaintext(text.replace("\n\n", "\n\n \n\t\n"), source="x")
    assert loose.content == read_plaintext(text, source="x").content


# Parts


@pytest.mark.parametrize(
    ("usual", "variants"),
    [
        ("Quick Summary", ["quick summary", "Summary", "At a glance", "Quick Summary:"]),
        ("Key Points", ["KEY POINTS", "Key takeaways", "Key Takeaway", "Main points"]),
        ("In This Article", ["Table of Contents", "On this page", "Contents"]),
        ("Frequently Asked Questions", ["FAQ", "FAQs", "Frequently asked questions (FAQ)", "Common questions"]),
        ("References", ["Sources", "REFERENCES:", "Bibliography", "Works cited"]),
        ("Medical Disclaimer", ["Disclaimer", "medical disclaimer", "Health Disclaimer:"]),
    ],
)
def test_every_name_of_a_part_means_that_part(usual: str, variants: list[str]) -> None:
    text = TWIN.read_text(encoding="utf-8")
    expected = read(text).content
    assert [
        variant for variant in variants if read(text.replace(f"\n{usual}\n", f"\n{variant}\n")).content != expected
    ] == []


def test_a_marker_with_more_words_is_named_in_the_report() -> None:
    imported = read("Title\n\nLead text.\n\nFrequently Asked Questions About Metformin\n\nIs it old?\n\nYes.\n")
    assert imported.content.questions == (Question(question="Is it old?", answer="Yes."),)
    assert told(imported) == [((5,), '"Frequently Asked Questions About Metformin" gets our own heading.')]


def test_parts_in_another_order_hold_the_same() -> None:
    parts = TWIN.read_text(encoding="utf-8").split("\n\n")
    starts = {
        name: parts.index(name)
        for name in ("Quick Summary", "Key Points", "In This Article", "Frequently Asked Questions", "References")
    }
    summary = parts[starts["Quick Summary"] : starts["Key Points"]]
    points = parts[starts["Key Points"] : starts["In This Article"]]
    questions = parts[starts["Frequently Asked Questions"] : starts["References"]]
    text = parts[starts["In This Article"] : starts["Frequently Asked Questions"]]
    last = parts[starts["References"] :]
    moved = "\n\n".join([*parts[: starts["Quick Summary"]], *questions, *points, *summary, *text, *last])
    assert read(moved).content == read("\n\n".join(parts)).content


def test_what_is_missing_is_said_once() -> None:
    imported = read("Title\n\nLead of one sentence.\n")
    assert imported.report == (
        ReportLine(
            (),
            WARNING,
            "Not found: quick summary, key points, text, questions and references. "
            "Check the file, or write what is missing.",
        ),
        ReportLine((), WARNING, NOT_IN_FILE),
    )


def test_a_name_of_a_part_inside_the_text_is_a_heading_where_the_part_was_there_before() -> None:
    text = "T\n\nLead.\n\nQuick Summary\n\nShort.\n\nIn This Article\n\nText.\n\nSummary\n\nAt the end.\n"
    content = read(text).content
    assert (content.summary, content.body) == ("Short.", "Text.\n\n## Summary\n\nAt the end.")


def test_sources_is_a_heading_where_the_file_has_references() -> None:
    text = "T\n\nIn This Article\n\nSources\n\nFish and eggs hold it.\n\nReferences\n\n1. Smith J. A title.\n"
    content = read(text).content
    assert content.body == "## Sources\n\nFish and eggs hold it."
    assert [citation.raw_text for citation in content.citations] == ["Smith J. A title."]


def test_a_conclusion_behind_the_questions_goes_back_to_the_text() -> None:
    text = "T\n\nIn This Article\n\nText.\n\nFAQ\n\nIs it?\n\nYes.\n\nConclusion\n\nThe end.\n"
    content = read(text).content
    assert content.body == "Text.\n\n## Conclusion\n\nThe end."
    assert content.questions == (Question(question="Is it?", answer="Yes."),)


def test_a_part_without_lines_is_reported() -> None:
    imported = read("T\n\nLead.\n\nKey Points\n\nIn This Article\n\nText.\n")
    assert told(imported) == [
        ((5,), '"Key Points" stands over nothing.'),
        ((7,), "Left out: the contents list was empty; the text has no headings."),
    ]


# Opening


def test_several_paragraphs_before_the_summary_are_the_lead() -> None:
    content = read("T\n\nOne.\n\nTwo.\n\nQuick Summary\n\nShort.\n\nKey Points\n\n- A: B c d e.\n").content
    assert (content.lead, content.summary) == ("One.\n\nTwo.", "Short.")


def test_without_any_marker_the_first_paragraph_is_the_lead_and_the_rest_is_text() -> None:
    content = read("T\n\nOne.\n\nTwo.\n\nA heading\n\nThree.\n").content
    assert (content.title, content.lead, content.body) == ("T", "One.", "Two.\n\n## A heading\n\nThree.")


def test_a_byline_is_left_out_and_named() -> None:
    imported = read("T\n\nBy Jane Doe, MD\n\nLast updated: 3 May 2025\n\nLead.\n")
    assert imported.content.lead == "Lead."
    said = "Names and dates come from the profiles and from the sign-off."
    assert imported.report[:2] == (
        ReportLine((3,), WARNING, f'Left out: "By Jane Doe, MD". {said}'),
        ReportLine((5,), WARNING, f'Left out: "Last updated: 3 May 2025". {said}'),
    )


@pytest.mark.parametrize("said", ["1 min read", "1-minute read", "Reading time: 1 minute", "1 MIN READ"])
def test_the_reading_time_is_left_out_in_each_spelling(said: str) -> None:
    sentence = "Left out: the file says 1 minute; we count the words and show our own figure."
    assert told(read(f"T\n\n{said}\n\nLead.\n")) == [((3,), sentence)]


def test_a_first_line_that_is_a_long_sentence_is_no_title() -> None:
    sentence = "This line says so many things one after the other, and more, " * 2 + "that it is a sentence."
    content = read(f"{sentence}\n\nMore.\n").content
    assert (content.title, content.lead, content.body) == ("", sentence, "More.")


def test_a_file_without_empty_lines_is_read_line_by_line() -> None:
    imported = read("T\n2 min read\nLead.\nQuick Summary\nShort.\nKey Points\n- A: B.\nIn This Article\nHead\nText.\n")
    content = imported.content
    assert (content.lead, content.summary, content.body) == ("Lead.", "Short.", "## Head\n\nText.")
    assert content.key_points == (KeyPoint(label="A", text="B."),)
    assert imported.report[-3].message == "The file has no empty lines: every line was taken as a paragraph. Check."


# Key points


@pytest.mark.parametrize(
    ("line", "label", "sentence", "said"),
    [
        ("Use: It lowers the pulse.", "Use", "It lowers the pulse.", []),
        (
            "Main Use: GABA: It helps GABA act.",
            "Main Use: GABA",
            "It helps GABA act.",
            ['Two colons: we took "Main Use: GABA" as the label. Check.'],
        ),
        (
            "One: Two: Three: It helps GABA act.",
            "One: Two: Three",
            "It helps GABA act.",
            ['Three colons: we took "One: Two: Three" as the label. Check.'],
        ),
        # The rest behind the second colon is no sentence, so there is nothing to choose.
        ("Use: It helps with two things: sleep.", "Use", "It helps with two things: sleep.", []),
        ("Use: It helps these people: Anyone.", "Use", "It helps these people: Anyone.", []),
        (
            "Dose: take with: water",
            "Dose",
            "take with: water",
            ['Two colons: we took "Dose" as the label. Check.'],
        ),
        (
            f"Use: {'It ' + 'really ' * 9}helps: Take it once a day.",
            "Use",
            f"{'It ' + 'really ' * 9}helps: Take it once a day.",
            [],
        ),
        ("It lowers the pulse.", "", "It lowers the pulse.", ["This key point has no label. Write one."]),
        ("Time: at 8:30 every day.", "Time", "at 8:30 every day.", []),
        (
            "See {Link: A page https://example.org/a}.",
            "",
            "See {Link: A page https://example.org/a}.",
            ["This key point has no label. Write one.", "1 `{Link:}` mark became a link."],
        ),
        ("Only a label:", "", "Only a label:", ["This key point has no label. Write one."]),
    ],
)
def test_the_label_of_a_key_point_ends_at_the_right_colon(
    line: str, label: str, sentence: str, said: list[str]
) -> None:
    imported = read(f"T\n\nLead.\n\nKey Points\n\n  • {line}\n")
    assert imported.content.key_points == (KeyPoint(label=label, text=sentence),)
    assert told(imported) == [((7,), message) for message in said]


def test_a_long_label_is_kept_and_reported() -> None:
    label = "A label that goes on and on until nobody wants to read it in bold"
    imported = read(f"T\n\nLead.\n\nKey Points\n\n- {label}: So it is.\n")
    assert imported.content.key_points == (KeyPoint(label=label, text="So it is."),)
    assert told(imported) == [((7,), "The label of this key point has 65 characters. Shorten it.")]


def test_a_key_point_that_runs_over_two_lines_is_one() -> None:
    content = read("T\n\nLead.\n\nKey Points\n\n  • Use: It lowers\n    the pulse.\n  • Other: Yes.\n").content
    assert content.key_points == (
        KeyPoint(label="Use", text="It lowers the pulse."),
        KeyPoint(label="Other", text="Yes."),
    )


def test_key_points_may_come_without_bullets() -> None:
    content = read("T\n\nLead.\n\nKey Points\n\nUse: It lowers.\n\nOther: Yes.\n\nText without a label.\n").content
    assert [point.label for point in content.key_points] == ["Use", "Other"]
    assert content.body == "Text without a label."


def test_a_paragraph_among_the_key_points_opens_the_text_and_is_reported() -> None:
    imported = read("T\n\nLead.\n\nKey Points\n\n- Use: It lowers.\n\nNot one.\n\nIn This Article\n\nText.\n")
    assert imported.content.body == "Not one.\n\nText."
    assert told(imported)[0] == ((9,), "This stood among the key points but is none; it opens the text. Check.")


# The text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("A heading\n\nText.", "## A heading\n\nText."),
        ("Is it a heading?\n\nText.", "## Is it a heading?\n\nText."),
        ("Tea vs. coffee\n\n- one\n- two", "## Tea vs. coffee\n\n- one\n- two"),
        ("It ends.\n\nText.", "It ends.\n\nText."),
        ("It goes on;\n\nText.", "It goes on;\n\nText."),
        ("It goes on,\n\nText.", "It goes on,\n\nText."),
        ('He said "yes."\n\nText.', 'He said "yes."\n\nText.'),
        ("Cited. [7]\n\nText.", "Cited. [7]\n\nText."),
        ("It includes:\n\n- one\n- two", "It includes:\n\n- one\n- two"),
        ("Warning signs:\n\nText.", "## Warning signs:\n\nText."),
        (f"{'Word ' * 30}\n\nText.", f"{'Word ' * 30}".strip() + "\n\nText."),
        ("Part\n\nSmaller part\n\nText.", "## Part\n\n## Smaller part\n\nText."),
        ("A #\n\nText.", "## A \\#\n\nText."),
        ("1. First question\n\nText.\n\n2. Second\n\nMore.", "## 1. First question\n\nText.\n\n## 2. Second\n\nMore."),
        ("One line\nand the next.\n\nText.", "One line\nand the next.\n\nText."),
    ],
)
def test_a_short_line_above_text_is_a_heading_unless_a_sentence_ends_there(text: str, markdown: str) -> None:
    assert body_of(text) == markdown.replace("1. First", "1\\. First").replace("2. Second", "2\\. Second")


def test_short_lines_in_a_row_are_kept_as_paragraphs_and_reported() -> None:
    imported = read("T\n\nIn This Article\n\nNausea\n\nDizziness\n\nSleep\n\nText.\n")
    assert imported.content.body == "Nausea\n\nDizziness\n\nSleep\n\nText."
    assert told(imported)[1:] == [
        ((5, 7, 9), "These short lines may be a list that lost its bullets; kept as paragraphs. Check.")
    ]


def test_a_heading_without_text_is_kept_as_a_paragraph_and_reported() -> None:
    imported = read("T\n\nIn This Article\n\nText.\n\nLonely line\n\nReferences\n\n1. 1\n")
    assert imported.content.body == "Text.\n\nLonely line"
    assert told(imported)[1] == ((7,), '"Lonely line" has no text under it; kept as a paragraph. Check.')


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("  • one\n  • two", "- one\n- two"),
        ("- one\n\n- two\n\n- three", "- one\n- two\n- three"),
        ("* one\n* two", "- one\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("1) one\n2) two", "1. one\n2. two"),
        ("• one\n  - inner\n  - inner two\n• two", "- one\n  - inner\n  - inner two\n- two"),
        ("1. one\n   • inner\n2. two", "1. one\n   - inner\n2. two"),
        ("• one that\n  runs on\n• two", "- one that\n  runs on\n- two"),
        ("Intro:\n- one\n- two", "Intro:\n\n- one\n- two"),
        ("  • one.\nNew text.", "- one.\n\nNew text."),
        ("1. one\n2. two\n\n1. other\n2. more", "1. one\n2. two\n1) other\n2) more"),
        ("3. three\n4. four", "3\\. three\n\n4\\. four"),
        ("1. one\n3. three", "1\\. one\n\n3\\. three"),
        ("They took 5\n- or more - of it.", "They took 5\n\\- or more - of it."),
        ("• - minus", "- \\- minus"),
    ],
)
def test_items_become_a_tight_list_and_numbers_stay_as_they_are(text: str, markdown: str) -> None:
    assert body_of(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a | b\n--|--\n1 | 2", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("| a | b |\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a\tb\n1\t2", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("\tb\n1\t2", "|  | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a\tb|c\n1\t2", "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"),
        ("a | b*c*\n--|--\n1 | 2", "| a | b\\*c\\* |\n| --- | --- |\n| 1 | 2 |"),
    ],
)
def test_clear_columns_become_a_table(text: str, markdown: str) -> None:
    assert body_of(text) == markdown


@pytest.mark.parametrize("text", ["| a | b |\n| 1 | 2 | 3 |", "a\tb\n1\t2\t3", "Drug    Dose\nAlpha    5 mg"])
def test_unclear_columns_stay_line_by_line_and_are_reported(text: str) -> None:
    imported = read(f"T\n\nIn This Article\n\n{text}\n")
    assert imported.content.body == "\\\n".join(text.split("\n"))
    assert told(imported)[1:] == [
        ((5, 6), "These lines look like a table without clear columns; kept line by line. Check.")
    ]


def test_prose_with_a_single_bar_is_no_table() -> None:
    assert body_of("The chance P(A|B) is\nnot P(B|A) at all.") == "The chance P(A|B) is\nnot P(B|A) at all."


def test_rules_and_page_controls_are_left_out_and_named() -> None:
    imported = read("T\n\nIn This Article\n\nText.\n\n-----\n\nBack to top\n")
    assert imported.content.body == "Text."
    assert told(imported)[1:] == [
        ((7,), 'Left out: "-----" has no words.'),
        ((9,), 'Left out: "Back to top" is a page control.'),
    ]


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("# 5 things", "\\# 5 things"),
        ("#5 of 7", "#5 of 7"),
        ("> 5 mg", "\\> 5 mg"),
        ("+ one", "\\+ one"),
        ("12. May", "12\\. May"),
        ("2019) May", "2019\\) May"),
        ("1.5 mg", "1.5 mg"),
        ("one\n===", "one\n\\==="),
        ("one\n--", "one\n\\--"),
        ("a|b\n-|-", "a|b\n\\-|-"),
        ("A<B and p < 0.05, <5 mg", "A\\<B and p < 0.05, <5 mg"),
        ("see <https://a.example>", "see \\<https://a.example>"),
        ("a *b* c", "a \\*b\\* c"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("one footnote*", "one footnote*"),
        ("snake_case_word", "snake_case_word"),
        ("_so_", "\\_so\\_"),
        ("`code`", "\\`code\\`"),
        ("H~2~O", "H\\~2\\~O"),
        ("about ~5 mg", "about ~5 mg"),
        ("10^3^", "10\\^3\\^"),
        ("[a](b)", "\\[a](b)"),
        ("[95% CI 1.2-3.4]", "[95% CI 1.2-3.4]"),
        ("[a]: b", "[a]\\: b"),
        ("[^1]", "\\[^1]"),
        ("[@ not a key]", "[@ not a key]"),
        ("[see @key, p. 3]", "[see @key, p. 3]"),
        ("{Link: A *b*}", "{Link: A \\*b\\*}"),
        ("{Link: A\n- https://a.example}", "{Link: A\n\\- https://a.example}"),
        ("[@key; @other, p. 3]", "[@key; @other, p. 3]"),
        ("{Link: A *b* https://a.example/_c_}", "{Link: A *b* https://a.example/_c_}"),
        ("&lt; & AT&T;", "\\&lt; & AT\\&T;"),
        ("a \\* b \\c", "a \\\\* b \\c"),
        ("ends \\", "ends \\\\"),
    ],
)
def test_only_what_markdown_would_read_gets_a_backslash(typed: str, markdown: str) -> None:
    assert escape_markdown(typed) == markdown


# The contents list


def test_entries_of_the_contents_are_left_out_even_without_bullets() -> None:
    imported = read("T\n\nIn This Article\n\nUse\n\nFAQ\n\nUse\n\nText.\n\nFAQ\n\nIs it?\n\nYes.\n")
    assert imported.content.body == "## Use\n\nText."
    assert told(imported) == [((3, 5, 7), "Left out: the contents list (2 entries); we make one from your 1 heading.")]


def test_a_contents_entry_without_its_heading_is_named() -> None:
    imported = read("T\n\nContents\n\n- Use\n- Dose\n- Harm\n\nUse\n\nText.\n\nDose\n\nText.\n")
    assert imported.content.body == "## Use\n\nText.\n\n## Dose\n\nText."
    assert told(imported)[1:] == [((7,), 'The contents entry "Harm" has no heading in the text.')]


def test_a_sentence_ends_the_contents_list() -> None:
    content = read("T\n\nContents\n\n1. Use\n\n- It is used at night.\n\nUse\n\nText.\n").content
    assert content.body == "- It is used at night.\n\n## Use\n\nText."


def test_a_list_behind_the_contents_marker_that_points_nowhere_is_text() -> None:
    assert body_of("- one\n- two\n\nText.") == "- one\n- two\n\nText."


# Citations and links

LISTED = "\n\nReferences\n\n1. Smith A. One.\n2. Jones B. Two.\n3. Brown C. Three.\n"


@pytest.mark.parametrize(
    ("typed", "became"),
    [
        ("[1]", "[@ref-1]"),
        ("[1, 2]", "[@ref-1; @ref-2]"),
        ("[1,3]", "[@ref-1; @ref-3]"),
        ("[1-3]", "[@ref-1; @ref-2; @ref-3]"),
        ("[1–2]", "[@ref-1; @ref-2]"),
        ("[1][2]", "[@ref-1][@ref-2]"),
        ("[3; 1]", "[@ref-3; @ref-1]"),
    ],
)
def test_old_marks_become_citations_where_their_numbers_exist(typed: str, became: str) -> None:
    assert read(f"T\n\nIn This Article\n\nIt is so {typed}.{LISTED}").content.body == f"It is so {became}."


@pytest.mark.parametrize("typed", ["[4]", "[1, 4]", "[2-4]", "[3-1]", "[2019]", "[0]"])
def test_marks_without_their_reference_stay_visible(typed: str) -> None:
    imported = read(f"T\n\nIn This Article\n\nIt is so {typed}.{LISTED}")
    assert imported.content.body == f"It is so {typed}."
    said = [message for lines, message in told(imported) if lines == (5,)]
    expected = [] if typed == "[2019]" else [f'"{typed}" stays as typed: the list of references does not have it.']
    assert said == expected


def test_without_references_every_mark_stays_visible() -> None:
    imported = read("T\n\nIn This Article\n\nIt is so [1]. And so [1].\n\nOr so [2].\n")
    assert imported.content.body == "It is so [1]. And so [1].\n\nOr so [2]."
    assert imported.report[1:3] == (
        ReportLine((5,), WARNING, '"[1]" stays as typed: the file has no list of references.'),
        ReportLine((7,), WARNING, '"[2]" stays as typed: the file has no list of references.'),
    )


def test_marks_in_title_label_and_question_stay_as_typed() -> None:
    text = f"Title [1]\n\nLead.\n\nKey Points\n\n- Use [1]: It is so.\n\nFAQ\n\nIs it [1]?\n\nYes.{LISTED}"
    imported = read(text)
    content = imported.content
    assert (content.title, content.key_points[0].label) == ("Title [1]", "Use [1]")
    assert content.questions[0].question == "Is it [1]?"
    said = '"[1]" stays as typed: a title, a label or a question cannot cite.'
    assert [entry for entry in told(imported) if entry[1] == said] == [((1, 7, 11), said)]


def test_references_that_nothing_cites_are_named() -> None:
    imported = read(f"T\n\nIn This Article\n\nIt is so [2].{LISTED}")
    assert told(imported)[-1] == ((9, 11), "References 1 and 3 are not cited in the text.")


def test_an_empty_reference_gets_a_key_only_where_the_text_cites_it() -> None:
    imported = read("T\n\nIn This Article\n\nIt is so [2].\n\nReferences\n\n1. 1\n2. 2\n")
    assert imported.content.citations == (Citation(number=1), Citation(key="ref-2", number=2))
    assert imported.report[2] == ReportLine(
        (9, 10), WARNING, "2 references held only their number. The text cites 2: find this one first."
    )


@pytest.mark.parametrize("line", ["1. 1", "1.", "1", "[1]", "1. [1]", "1) 1.", "(1)"])
def test_a_reference_of_only_its_number_is_empty(line: str) -> None:
    imported = read(f"T\n\nLead.\n\nReferences\n\n{line}\n")
    assert imported.content.citations == (Citation(number=1),)
    assert told(imported) == [((7,), "1 reference held only its number. Nothing in the text shows where it belonged.")]


@pytest.mark.parametrize("line", ["1. Smith A. 1999.", "1) Smith A. 1999.", "[1] Smith A. 1999.", "1\tSmith A. 1999."])
def test_a_numbered_reference_keeps_its_text(line: str) -> None:
    citations = read(f"T\n\nLead.\n\nReferences\n\n{line}\n").content.citations
    assert citations == (Citation(key="ref-1", number=1, raw_text="Smith A. 1999."),)


def test_a_reference_may_run_over_several_lines() -> None:
    text = "T\n\nLead.\n\nReferences\n\n1. Smith A. One.\n   Lancet 2001;\n   12. 5.\n\n2. Jones B.\n"
    assert [citation.raw_text for citation in read(text).content.citations] == [
        "Smith A. One. Lancet 2001; 12. 5.",
        "Jones B.",
    ]


def test_references_without_numbers_are_numbered_in_their_order() -> None:
    imported = read("T\n\nIn This Article\n\nSo [2].\n\nReferences\n\n- Smith A.\n- Jones B.\n")
    assert imported.content.body == "So [@ref-2]."
    assert imported.content.citations == (
        Citation(key="ref-1", number=1, raw_text="Smith A."),
        Citation(key="ref-2", number=2, raw_text="Jones B."),
    )
    assert ((9, 10), "The references had no numbers; we numbered them in their order.") in told(imported)


def test_a_number_that_stands_twice_is_reported_and_means_the_first() -> None:
    imported = read("T\n\nIn This Article\n\nSo [1].\n\nReferences\n\n1. Smith A.\n1. Jones B.\n")
    assert imported.content.citations == (
        Citation(key="ref-1", number=1, raw_text="Smith A."),
        Citation(number=1, raw_text="Jones B."),
    )
    assert told(imported)[-1] == (
        (9, 10),
        "Number 1 stands 2 times in the references; the text means the first. Check.",
    )


def test_citation_keys_of_the_source_are_kept() -> None:
    imported = read("T\n\nIn This Article\n\nSo [@smith2001, p. 3; @ref-1] it is.\n\nReferences\n\n1. Smith A.\n")
    assert imported.content.body == "So [@smith2001, p. 3; @ref-1] it is."
    assert told(imported)[1:] == [
        ((5,), '"@smith2001" names a source that is not in the file.'),
        ((9,), "1 reference came as text. Match it with a record of the library."),
    ]


def test_links_to_several_pages_are_counted() -> None:
    one, two = "{Link: One https://a.example/x_y_z}", "{Link: Two https://b.example/*a*}"
    imported = read(f"T\n\nIn This Article\n\nSee {one} and {two}.\n")
    assert imported.content.body == f"See {one} and {two}."
    assert told(imported)[1:] == [((5,), "2 `{Link:}` marks became links to 2 pages.")]


def test_a_mark_may_run_over_the_end_of_a_line() -> None:
    imported = read("T\n\nIn This Article\n\nAll of this stands,\nin {Link: A page\nhttps://a.example} of ours.\n")
    assert imported.content.body == "All of this stands,\nin {Link: A page\nhttps://a.example} of ours."
    assert told(imported)[1:] == [((6,), "1 `{Link:}` mark became a link.")]


@pytest.mark.parametrize("mark", ["{Link: One}", "{Link: https://a.example/ One}", "{Link: One"])
def test_a_link_without_an_address_is_reported(mark: str) -> None:
    imported = read(f"T\n\nIn This Article\n\nSee {mark}.\n")
    assert imported.content.body == f"See {mark}."
    assert told(imported)[1:] == [((5,), "A `{Link:}` mark has no address. Add one, or delete the mark.")]


# Questions


@pytest.mark.parametrize(
    "text",
    [
        "Is it?\n\nYes.\n\nAnd that?\n\nNo.",
        "Is it?\nYes.\n\nAnd that?\nNo.",
        "Is it?\nYes.\nAnd that?\nNo.",
        "1. Is it?\n\nYes.\n\n2. And that?\n\nNo.",
        "• Is it?\n  Yes.\n• And that?\n  No.",
        "Q: Is it?\nA: Yes.\n\nQ: And that?\nA: No.",
        "Q: Is it?\n\nA: Yes.\n\nQ: And that?\n\nA: No.",
    ],
)
def test_questions_find_their_answers_in_every_layout(text: str) -> None:
    imported = read(f"T\n\nLead.\n\nFAQ\n\n{text}\n")
    assert imported.content.questions == (
        Question(question="Is it?", answer="Yes."),
        Question(question="And that?", answer="No."),
    )
    assert told(imported) == []


def test_a_line_directly_above_its_answer_is_a_question_without_its_mark() -> None:
    content = read("T\n\nLead.\n\nFAQ\n\nHow it works\nIt helps GABA act, as far as anybody knows.\n").content
    assert content.questions == (
        Question(question="How it works", answer="It helps GABA act, as far as anybody knows."),
    )


def test_a_wrapped_answer_is_no_question() -> None:
    answer = "Yes, it has been seen in people who took\nCaffeine for several weeks or even days."
    content = read(f"T\n\nLead.\n\nFAQ\n\n{answer}\n").content
    assert content.questions == (Question(answer=answer),)


def test_a_wrapped_question_is_one() -> None:
    content = read("T\n\nLead.\n\nFAQ\n\nDoes it help people who cannot\nsleep?\nNobody knows.\n").content
    assert content.questions == (Question(question="Does it help people who cannot sleep?", answer="Nobody knows."),)


def test_an_answer_keeps_its_list_and_its_paragraphs() -> None:
    content = read("T\n\nLead.\n\nFAQ\n\nIs it?\n\nIt is:\n\n- one\n- two\n\nAnd more.\n\nThat?\n\nNo.\n").content
    assert [entry.answer for entry in content.questions] == ["It is:\n\n- one\n- two\n\nAnd more.", "No."]


def test_answers_before_the_first_question_keep_it_empty() -> None:
    imported = read("T\n\nLead.\n\nFAQ\n\nYes.\n\nIs it?\n\nNo.\n\nThat?\n")
    assert imported.content.questions == (
        Question(answer="Yes."),
        Question(question="Is it?", answer="No."),
        Question(question="That?"),
    )
    assert told(imported) == [
        ((7,), "1 answer came without its question."),
        ((13,), "1 question came without its answer."),
    ]


def test_answers_with_bullets_are_answers_of_their_own() -> None:
    content = read("T\n\nLead.\n\nFAQ\n\n  • Yes, it is.\n\n  • No, it is not.\n").content
    assert content.questions == (Question(answer="Yes, it is."), Question(answer="No, it is not."))


def test_a_heading_behind_asked_questions_ends_them_and_is_reported() -> None:
    imported = read("T\n\nLead.\n\nFAQ\n\nIs it?\n\nYes.\n\nWhere to get help\n\nAsk around.\n")
    assert imported.content.body == "## Where to get help\n\nAsk around."
    assert told(imported) == [
        ((11,), '"Where to get help" reads like a heading: the questions end here, the text goes on. Check.')
    ]


# Disclaimers


def test_what_stands_under_a_disclaimer_but_is_none_stays_in_the_text() -> None:
    imported = read("T\n\nLead.\n\nMedical Disclaimer\n\nNever stop it at once: seizures can follow.\n")
    assert imported.content.body == "Never stop it at once: seizures can follow."
    assert imported.report[:2] == (
        ReportLine((5,), INFO, '"Medical Disclaimer" held no disclaimer; its lines stay in the text.'),
        ReportLine(
            (7,), WARNING, 'Kept in the text: this stood under "Medical Disclaimer" but does not read like one. Check.'
        ),
    )


def test_a_declaration_of_interests_is_no_disclaimer() -> None:
    declaration = "Disclaimer: The author has received fees from a maker of the drug."
    content = read(f"T\n\nLead.\n\nResources and Disclaimer\n\n{declaration}\n").content
    assert content.body == f"## Resources\n\n{declaration}"
    assert body_of(f"Text.\n\n{declaration}") == f"Text.\n\n{declaration}"


def test_resources_stay_when_their_disclaimer_goes() -> None:
    text = "T\n\nLead.\n\nResources and Disclaimer\n\n- A helpline\n- A leaflet\n\nDisclaimer: Not medical advice.\n"
    imported = read(text)
    assert imported.content.body == "## Resources\n\n- A helpline\n- A leaflet"
    assert told(imported) == [
        ((5, 10), 'Disclaimer left out; ours takes its place. The resources stay in the text, under "Resources".')
    ]


@pytest.mark.parametrize(
    "disclaimer",
    [
        "This is not medical advice. In an emergency call 911.",
        "This is not medical advice. Read it. Think about it. Then ask.",
        "This is not medical advice.\nAnd this line was put directly under it by somebody.",
    ],
)
def test_a_disclaimer_that_says_more_asks_to_be_read(disclaimer: str) -> None:
    report = read(f"T\n\nLead.\n\nDisclaimer\n\n{disclaimer}\n").report
    said = "This disclaimer says more than usual. Read it, and keep what your readers need."
    assert [entry.severity for entry in report if entry.message == said] == [WARNING]


def test_a_disclaimer_in_the_text_that_calls_itself_so_is_left_out() -> None:
    imported = read("T\n\nIn This Article\n\nText.\n\nDisclaimer: This is not medical advice.\n\nMore.\n")
    assert imported.content.body == "Text.\n\nMore."
    assert told(imported)[1:] == [((7,), "Disclaimer left out; ours takes its place.")]


def test_advice_in_the_text_is_no_disclaimer() -> None:
    assert body_of("This text is not a substitute for medical advice.") == (
        "This text is not a substitute for medical advice."
    )


# What cannot be read


def test_control_characters_become_spaces_and_are_reported() -> None:
    imported = read("T\n\nIn This Article\n\none\x0ctwo\x00three.\n")
    assert imported.content.body == "one two three."
    assert told(imported)[1:] == [((5,), "Control characters, which no page can show, became spaces. Check.")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\u200b\n"])
def test_a_blank_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSource, match=r"^This file is blank\. Export the article again\.$"):
        read(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "T\n\nIn This Article\n\n" + "word " * 12_001,
            "The text in this file is too long for an article (the limit is 60,000 characters)",
        ),
        ("T\n\nLead.\n\nReferences\n\n1. " + "word " * 1_001, "A reference in this file is too long for an article"),
        ("T\n\nLead.\n\nFAQ\n\nIs it?\n\n" + "word " * 12_001, "A question or answer in this file is too long"),
        ("T\n\nLead.\n\nReferences\n\n" + "- Smith A.\n" * 501, "The list of references in this file is too long"),
    ],
)
def test_more_than_an_article_holds_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnreadableSource) as refused:
        read(text)
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith("Split the article, and import each piece.")


def test_more_lines_than_an_article_has_are_refused() -> None:
    with pytest.raises(UnreadableSource) as refused:
        read("word\n" * 20_001)
    assert str(refused.value) == (
        "This file has 20,001 lines of text; we read at most 20,000. "
        "An article is far smaller: check that it is the right file, or split it."
    )


# The last look


def test_a_line_that_went_nowhere_and_a_word_that_got_lost_would_be_named() -> None:
    lines = [Line(1, "Placed with all its words."), Line(2, "Placed, one lost."), Line(3, "Gone."), Line(4, "Left.")]
    ledger = Ledger()
    ledger.place(lines[:2])
    ledger.leave(lines[3:], "Left out.")
    settle(lines, ArticleContent(title="Placed with all its words.", lead="Placed, lost."), ledger)
    assert [(entry.lines, entry.message) for entry in ledger.report()] == [
        ((2,), f'Lost on the way: "one". {FAULT}'),
        ((3,), f'Not placed: "Gone.". {FAULT}'),
        ((4,), "Left out."),
    ]


# The slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Does Tea Keep You Awake?", "does-tea-keep-you-awake"),
        ("The nurse's guide: A–Z", "the-nurses-guide-a-z"),
        ("Ménière’s disease & Sjögren", "menieres-disease-sjogren"),
        ("50 µg of thyroxine", "50-ug-of-thyroxine"),
        ("Größe", "grosse"),
        ("???", ""),
        ("Медицина", ""),
        ("word " * 30, "-".join(["word"] * 20)),
        ("x" * 101, ""),
    ],
)
def test_the_slug_is_ascii_short_and_of_whole_words(title: str, slug: str) -> None:
    assert propose_slug(title) == slug


# Properties

_WORD = re.compile(r"[^\W_]+")
_LAYOUT = re.compile(r"^\s*(?:[(\[]?[0-9]{1,3}[.)\]]\s+|(?:Q|Question|A|Answer)\s*[:.]\s+)+")


def shown(markdown: str) -> str:
    """What a reader sees of a piece of Markdown, and what was typed around each link: "Link" and its address."""
    rendered = render(markdown)
    return " ".join([rendered.text, *(f"Link {link.href}" for link in rendered.links)])


def shown_words(content: ArticleContent) -> Counter[str]:
    plain = [content.title]
    plain += [point.label for point in content.key_points]
    plain += [entry.question for entry in content.questions]
    plain += [f"{citation.number} {citation.raw_text}" for citation in content.citations]
    marked = [content.lead, content.summary, content.body]
    marked += [point.text for point in content.key_points]
    marked += [entry.answer for entry in content.questions]
    return Counter(word for text in [*plain, *map(shown, marked)] for word in _WORD.findall(text))


def check_accounts(text: str, accounted: Accounted) -> None:
    """Every line is placed, a marker or in the report; every word of the placed lines can be seen."""
    rows = dict(enumerate(re.split(r"\r\n|\r|\n", text), 1))
    ledger, imported = accounted.ledger, accounted.imported
    blank = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff\u200b\u2060\ufeff]*")
    wanted = {number for number, row in rows.items() if not blank.fullmatch(row)}
    assert ledger.placed | ledger.consumed | ledger.left == wanted
    assert len(ledger.placed) + len(ledger.consumed) + len(ledger.left) == len(wanted)
    assert ledger.left <= {number for entry in imported.report for number in entry.lines}
    assert [entry for entry in imported.report if FAULT in entry.message] == []
    words = Counter(
        word
        for number in ledger.placed
        for word in _WORD.findall(_LAYOUT.sub("", re.sub("[\x00-\x1f\x7f\ud800-\udfff]", " ", rows[number])))
    )
    assert words - shown_words(imported.content) == Counter()


MARKER_LINES = """Quick Summary
Summary
Key Points
Key takeaways
In This Article
Table of Contents
Resources and Disclaimer
Disclaimer
Medical Disclaimer
FAQ
Frequently Asked Questions
References
Sources
Conclusion
Skip to content
2 min read
By Jane Doe
© 2024 A site
-----
Disclaimer: This is not medical advice.
For educational purposes only.""".splitlines()
SIGNS = st.text("ab1Z .,:;?!()*_`~^[]<>#-+=|\\&@/{}\t", min_size=1, max_size=30)
PROSE = st.lists(
    st.sampled_from(
        """GABA~acts~on~5~µg~of it.~Why?~Yes.~{Link: https://a.example/x_y}~{Link: A}~{Link: A https://a.example/x_y}
        [1]~[2, 3]~[@key]~p<0.05~A<B~*x*~_y_~`z`~**w**~10³~x^2~|~&~&amp;~#~>~-~1.~•~Label:~Use:~\\~\\*~[a](b)~![a](b)
        [a]: b~[1]: b~<b>~+~12.~3)""".replace("\n        ", "~").split("~")
        + ["H~2~O"]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)
MARKERS = st.sampled_from(MARKER_LINES)
HEADINGS = st.sampled_from(["What it does", "Use", "1. Use", "Side effects", "Is it safe?", "Warning signs:", "C #"])
BULLETS = st.lists(
    st.tuples(
        st.sampled_from(["  • ", "- ", "* ", "1. ", "2. ", "    - ", "3) ", "• ", "", "[1] ", "1. 1 "]), PROSE | SIGNS
    ),
    min_size=1,
    max_size=6,
).map(lambda items: "\n".join(mark + text for mark, text in items))
TABLES = st.lists(st.lists(PROSE | SIGNS, min_size=1, max_size=4), min_size=1, max_size=4).flatmap(
    lambda rows: st.sampled_from([" | ", "\t", "|", "    "]).map(
        lambda sign: "\n".join(sign.join(cell.replace("\t", " ") for cell in row) for row in rows)
    )
)
GROUPS = st.lists(MARKERS | HEADINGS | PROSE | SIGNS | BULLETS | TABLES, min_size=1, max_size=16)
EXPORTS = st.tuples(GROUPS, st.sampled_from(["\n\n", "\n", "\n \n", "\r\n\r\n", "\r\r"])).map(
    lambda pair: pair[1].join(pair[0])
)


def check(text: str) -> None:
    try:
        accounted = read_accounted(text, source="export.txt")
    except UnreadableSource:
        assert not re.sub(r"[\s\x00-\x1f\x7f\ud800-\udfff\u200b\u2060\ufeff]", "", text)
    else:
        check_accounts(text, accounted)


@settings(max_examples=150)
@given(EXPORTS)
def test_any_mixture_of_parts_is_accounted_for_line_by_line_and_word_by_word(text: str) -> None:
    check(text)


BEFORE_STATEMENTS = ("", "  • ", "- Label: ", "1. ")


@settings(max_examples=200)
@given(st.lists(MARKERS | HEADINGS | st.sampled_from(BEFORE_STATEMENTS), max_size=20))
def test_no_statement_stays_out_wherever_it_stands(frames: list[str]) -> None:
    def statement(place: int) -> str:
        return f"statement {place} says that 5 mg are too many."

    groups = [
        frame + statement(place) if frame in BEFORE_STATEMENTS else frame for place, frame in enumerate(frames, 1)
    ]
    accounted = read_accounted("\n\n".join(["Title", *groups]), source="export.txt")
    stated = [place for place, frame in enumerate(frames, 1) if frame in BEFORE_STATEMENTS]
    content = accounted.imported.content.to_json()
    assert [place for place in stated if 2 * place + 1 not in accounted.ledger.placed] == []
    assert [place for place in stated if statement(place) not in content] == []


@settings(max_examples=100)
@given(st.text(st.characters(), max_size=200))
def test_any_text_at_all_is_accounted_for(text: str) -> None:
    check(text)


@settings(max_examples=40)
@given(st.sampled_from([TWIN, COMPLETE]), st.data())
def test_a_real_export_with_parts_missing_and_shuffled_is_accounted_for(path: Path, data: st.DataObject) -> None:
    groups = path.read_text(encoding="utf-8").split("\n\n")
    kept = data.draw(st.lists(st.sampled_from(range(len(groups))), unique=True, min_size=1))
    check("\n\n".join(groups[place] for place in kept))


@settings(max_examples=150)
@given(st.lists(SIGNS | PROSE, min_size=1, max_size=4))
def test_escaped_text_shows_exactly_what_was_typed(rows: list[str]) -> None:
    text = "\n".join(row for row in (row.strip() for row in rows) if row)
    if LINK_MARK.search(text) or citation_groups(text):
        return
    rendered = render(escape_markdown(text))
    assert rendered.text == " ".join(text.split())
    assert (rendered.headings, rendered.tables, rendered.links, rendered.images) == ((), (), (), ())
    assert not text or (rendered.html.startswith("<p>") and rendered.html.count("<p>") == 1)


@settings(max_examples=30)
@given(EXPORTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    try:
        once = read(text)
    except UnreadableSource:
        return
    assert read(text) == once
