"""Old marks in imported texts become citations, or are named."""

import pytest

from articles.importing.markdown import read_markdown
from articles.importing.plaintext import read_plaintext
from articles.importing.report import Imported

LIST = """1. Smith J, Jones B. A made-up trial. Sample J. 2020;1:1-9.
2. Müller A. Another one. 2019.
3. Smith J. A third. 2019.
4. Smith K. A fourth. 2019."""


def markdown(text: str) -> Imported:
    return read_markdown(f"# Title\n\nA lead.\n\n## Use\n\n{text}\n\n## References\n\n{LIST}\n", source="x.md")


def plain(text: str) -> Imported:
    front = "Title\n\nA lead of two.\n\nIn This Article\n\nUse\n\nUse"
    return read_plaintext(f"{front}\n\n{text}\n\nReferences\n\n{LIST}\n", source="x.txt")


CASES = [
    ("It helps adults.² More of it.", "It helps adults.[@ref-2] More of it."),
    ("It helps adults¹⁻³ more than that.", "It helps adults[@ref-1; @ref-2; @ref-3] more than that."),
    ("It helps adults.^1,2^ More of it.", "It helps adults.[@ref-1; @ref-2] More of it."),
    ("It helps adults.<sup>1,2</sup> More of it.", "It helps adults.[@ref-1; @ref-2] More of it."),
    ("It helps adults.<sup>[1-3]</sup> More of it.", "It helps adults.[@ref-1; @ref-2; @ref-3] More of it."),
    ("It helps adults (Smith and Jones, 2020).", "It helps adults [@ref-1]."),
    ("It helps (Smith 2020, p. 3; Muller et al. 2019) adults.", "It helps [@ref-1, p. 3; @ref-2] adults."),
    ("It helps adults (Smith 2020). Again (Smith 2020).", "It helps adults [@ref-1]. Again [@ref-1]."),
    ("So Smith and Jones (2020) found that it helps.", "So Smith and Jones [@ref-1] found that it helps."),
    ("As Müller et al. (2019, p. 3) say, it helps.", "As Müller et al. [@ref-2, p. 3] say, it helps."),
    ("It helps, says Smith (2020).", "It helps, says Smith [@ref-1]."),
    ("It helps, says Smith (2020) [1].", "It helps, says Smith (2020) [@ref-1]."),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
@pytest.mark.parametrize("read", [markdown, plain])
def test_marks_with_an_entry_in_the_list_become_citations(read: object, text: str, expected: str) -> None:
    imported = read(text)  # type: ignore[operator]  # one of the two above

    assert expected in imported.content.body
    assert not [line for line in imported.report if "Lost" in line.message or "looks like" in line.message]
    assert any("in-text mark" in line.message for line in imported.report)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It helps adults.⁹ More of it.", "the list of references does not have it"),
        ("It helps adults (Baker 2020) more.", "the list of references does not have it"),
        ("It helps adults (Smith 2019) more.", "several references fit"),
        ("It helps adults (Smith 2020; Jones 2001) more.", "the list of references does not have it"),
        ("As Baker et al. (2020) say, it helps.", "the list of references does not have it"),
        ("As Smith et al. (2019) say, it helps.", "several references fit"),
    ],
)
@pytest.mark.parametrize("read", [markdown, plain])
def test_marks_without_an_entry_stay_and_are_named(read: object, text: str, reason: str) -> None:
    imported = read(text)  # type: ignore[operator]  # one of the two above

    assert text in imported.content.body
    assert next(line.message for line in imported.report if "looks like" in line.message).endswith(f"{reason}.")


def test_the_report_of_a_plain_text_gives_the_line() -> None:
    imported = plain("It helps adults (Baker 2020) more.")

    (line,) = [line for line in imported.report if "looks like" in line.message]
    assert line.lines == (11,)


@pytest.mark.parametrize(
    "text",
    [
        "A mass of 30 kg/m² in May (May 2020).",
        "From 10³ to 10⁵ since (since 2019).",
        "Give [1] mg or [2-3] days.",
        "The Act (2020) and the Trial (2020) say so, and so does Jones (2020).",
    ],
)
@pytest.mark.parametrize("read", [markdown, plain])
def test_what_is_no_mark_is_left_alone(read: object, text: str) -> None:
    imported = read(text)  # type: ignore[operator]  # one of the two above

    assert text in imported.content.body
    assert not [line for line in imported.report if "looks like" in line.message]
