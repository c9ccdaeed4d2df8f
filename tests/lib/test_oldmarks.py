"""Old marks of sources, and what only looks like one."""

import time

import pytest

from medsite.lib.oldmarks import Work, bracketed, named, raised, replaced, spoken, spoken_of_several


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It helps adults.² More", [(2,)]),
        ("It helps adults² more", [(2,)]),
        ("It helps adults.¹⁻³", [(1, 2, 3)]),
        ("It helps adults.¹,³ More", [(1, 3)]),
        ("It helps (some adults)¹² more", [(12,)]),
        ("He said “so.”¹ Then", [(1,)]),
        ("It helps adults.^1,4^", [(1, 4)]),
        ("It helps adults^2–4^ more", [(2, 3, 4)]),
        ("It helps adults.<sup>1,3-4</sup> More", [(1, 3, 4)]),
        ("It helps adults <SUP>[2]</SUP> more", [(2,)]),
    ],
)
def test_superscripts_behind_words_are_marks(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert [mark.numbers for mark in raised(text)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "30 kg/m² of", "10³ and 10^9^", "Ca²⁺ ions", "R² was 0.9", "I² = 40%", "x² + y²", "5 mmol² a", "cm³", "m^2^ of",
        "m<sup>2</sup> of", "10<sup>3</sup>", "Ca<sup>2+</sup>", "the 21<sup>st</sup>",
        "H^+^", "1.73 m²", "adults³⁺", "adults³⁻¹", "5.²", "2×10⁻³",
    ],
)  # fmt: skip
def test_powers_units_and_ions_are_none(text: str) -> None:
    assert list(raised(text)) == []


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("So it is (Smith 2020).", [Work("Smith", 2020)]),
        ("So it is (Smith et al., 2020).", [Work("Smith", 2020)]),
        ("So it is (Chung Hwang and Van Woert, 1979).", [Work("Chung Hwang", 1979)]),
        ("So it is (World Health Organization, 2020).", [Work("World Health Organization", 2020)]),
        ("So it is (Smith and Jones, 2020a).", [Work("Smith", 2020, "a")]),
        ("So (Smith, Jones, & Miller, 2020).", [Work("Smith", 2020)]),
        ("So (Smith 2020; van der Berg 2019, p. 3).", [Work("Smith", 2020), Work("van der Berg", 2019, "", ", p. 3")]),
        ("So (see Müller-Lüdenscheidt et al. 1998).", [Work("Müller-Lüdenscheidt", 1998)]),
        ("So (O’Neill 2001).", [Work("O’Neill", 2001)]),
    ],
)
def test_authors_and_years_are_marks(text: str, works: list[Work]) -> None:
    assert [work for mark in named(text) for work in mark.works] == works


@pytest.mark.parametrize(
    "text",
    [
        "in May (May 2020)", "(January 2020)", "(2020)", "since 2020", "(since 2019)", "(in 2020)", "Smith 2020",
        "(smith 2020)",        "(version 2020)", "(Table 2020)", "f(Smith 2020)", "(Smith 20201)", "(Smith 1820)",
        "(about 2,020 people in 2020)",        "(Smith 2020; n = 30)", "(COVID 2019)",
    ],
)  # fmt: skip
def test_dates_and_plain_years_are_none(text: str) -> None:
    assert list(named(text)) == []


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("Smith et al. (2020) found", [Work("Smith", 2020)]),
        ("In Smith et al. (2020) it was so", [Work("Smith", 2020)]),
        ("In 2021, a trial by Smith and Jones (2020a) found", [Work("Smith", 2020, "a")]),
        ("Later, Smith, Jones & Miller (2020) found", [Work("Smith", 2020)]),
        ("as Smith J, et al. (2020, p. 3) say", [Work("Smith", 2020, "", ", p. 3")]),
        ("Smith and colleagues (2018, 2020) found", [Work("Smith", 2018), Work("Smith", 2020)]),
        ("Smith et al.’s (2020) trial", [Work("Smith", 2020)]),
        ("Para García y López (2020) es así", [Work("García", 2020)]),
        ("van der Berg et al. (2019) found", [Work("van der Berg", 2019)]),
    ],
)
def test_a_year_behind_authors_in_the_sentence_is_a_mark(text: str, works: list[Work]) -> None:
    [mark] = spoken_of_several(text)

    assert list(mark.works) == works
    assert text[mark.start : mark.end].startswith("(")
    assert text[mark.start : mark.end].endswith(")")


@pytest.mark.parametrize(("text", "name"), [("Smith’s (2020)", "Smith"), ("O’Neil's (2020)", "O’Neil")])
def test_whose_trial_it_is_says_its_name(text: str, name: str) -> None:
    assert [mark.works for mark in spoken(text)] == [(Work(name, 2020),)]


def test_a_single_name_before_a_year_is_one_only_together_with_a_list() -> None:
    text = "The World Health Organization (2020) says so, and the Mental Health Act (2007) too."

    assert [(mark.works[0].name, mark.alone) for mark in spoken(text)] == [("World Health Organization", True)]
    assert list(spoken_of_several(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "it was so (2020)", "In May (2020)", "in smith et al. (2020)", "Smith et al. (1820)", "Smith et al. 2020",
        "Smith et al. (in 2020)", "Smith et al. (2020) [@smith2020] found", "Smith et al. (2020)[@a; @b]",
        "since the Spring (2020)", "Smith et al. (n = 2020)",
    ],
)  # fmt: skip
def test_a_year_behind_something_else_is_none(text: str) -> None:
    assert list(spoken(text)) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("So it is [1].", [(1,)]),
        ("So it is.[1, 3-5] More", [(1, 3, 4, 5)]),
        ("A dose of [1] mg", []),
        ("between [5-10] days", []),
        ("about [3]% or [4] Tablets", []),
        ("it helps [3] many and [1] gives", [(3,), (1,)]),
        ("a link [1](/x) and [1][2]", []),
        ("[1] begins a line", []),
        ("the range [0-5] of", []),
        ("values [10-5] of", []),
    ],
)
def test_numbers_in_brackets_are_marks_behind_words_only(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert [mark.numbers for mark in bracketed(text)] == numbers


def test_marks_are_replaced_from_left_to_right_and_may_stay() -> None:
    text = "One.¹ Two.² Three.³"

    assert replaced(text, raised(text), lambda mark: None if mark.numbers == (2,) else f"<{mark.numbers[0]}>") == (
        "One.<1> Two.² Three.<3>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "(Aa, " * 20_000,
        "adults¹," * 20_000,
        "a [1," * 20_000,
        "(Smith 2020;" * 10_000,
        "(de " * 20_000,
        "adults<sup>" * 20_000,
        "adults <sup>1," * 20_000,
        "Smith et al. (2020) " * 10_000,
        "Aa Aa, " * 20_000 + "(2020)",
        "A" * 200_000 + " (2020)",
        "(2020)" * 20_000,
    ],
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    begun = time.process_time()
    for read in (raised, named, spoken, bracketed):
        list(read(text))
    assert time.process_time() - begun < 2
