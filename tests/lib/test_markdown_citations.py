"""Citations in Markdown: how they are written, numbered, linked and shown."""

import dataclasses

import pytest

from medsite.lib.markdown import CitationNumbers, Mark, Rendered, eaten, render

KNOWN = ("a", "b", "c", "smith2020", "doi:10.1000/x")


def cite(source: str, numbers: CitationNumbers | None = None) -> Rendered:
    return render(source, citations=numbers or CitationNumbers(KNOWN))


def test_a_citation_is_a_word_joiner_and_a_link_to_its_reference() -> None:
    assert cite("Fact [@a].").html == (
        '<p>Fact\u2060<sup class="cite"><a href="#ref-1" id="cite-1a" role="doc-noteref">'
        '<span class="vh">Reference </span>[1]</a></sup>.</p>\n'
    )


def test_each_source_of_a_group_has_its_own_link_in_the_order_of_the_numbers() -> None:
    numbers = CitationNumbers(KNOWN)
    result = cite("x[@a] y[@b; @c; @a]", numbers)
    assert result.text == "x[1] y[1–3]"
    assert result.cited == ("a", "b", "c", "a")
    assert numbers.numbers == {"a": 1, "b": 2, "c": 3}
    assert numbers.anchors("a") == ("cite-1a", "cite-1b")


def test_three_in_a_row_are_a_range_with_a_place_for_each_source() -> None:
    numbers = CitationNumbers("abcdef")
    html = cite("[@c; @a; @b]", numbers).html

    assert html == (
        '<p>\u2060<sup class="cite"><a href="#ref-1" id="cite-1a" role="doc-noteref">'
        '<span class="vh">References 1 to 3, from </span>[1</a><span id="cite-2a"></span>–'
        '<a href="#ref-3" id="cite-3a" role="doc-noteref"><span class="vh">Reference </span>3]</a></sup></p>\n'
    )
    assert [numbers.anchors(key) for key in "cab"] == [("cite-1a",), ("cite-2a",), ("cite-3a",)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[@a; @b]", "[1][2]"),
        ("[@a; @b; @c; @d]", "[1–4]"),
        ("[@a; @b; @c, p. 3; @d]", "[1][2][3, p. 3][4]"),
        ("[@a] [@b] [@c] [@d] [@e] [@f] [@f; @b; @c; @d]", "[1][2][3][4][5][6][2–4][6]"),
        ("[@a; @a; @b; @c]", "[1][1–3]"),
        ("[@a; @zz; @b; @c]", "[1–3][@zz]"),
    ],
)
def test_ranges_hold_what_stands_in_a_row_without_words(source: str, text: str) -> None:
    result = render(source, citations=CitationNumbers("abcdef"))

    assert result.text == text
    assert eaten(source, result) == ()


def test_a_range_that_lacks_a_source_is_a_loss() -> None:
    source = "[@a; @b; @c]"
    result = render(source, citations=CitationNumbers("abc"))
    cut = dataclasses.replace(result, html=result.html.replace("[1</a>", "[2</a>"))

    assert "@a @b @c" in eaten(source, cut)


@pytest.mark.parametrize(
    ("source", "text", "cited"),
    [
        ("[@a]", "[1]", ("a",)),
        ("[@a; @b, p. 3]", "[1][2, p. 3]", ("a", "b")),
        ("[see @a, pp. 3-4; @b]", "[see 1, pp. 3-4][2]", ("a", "b")),
        ("[see @a; also @b]", "[see 1][also 2]", ("a", "b")),
        ("[@a, @b]", "[1][2]", ("a", "b")),
        ("[@a and @b]", "[1 and][2]", ("a", "b")),
        ("[@a; p. 3]", "[1; p. 3]", ("a",)),
        ("[@a p. 3]", "[1 p. 3]", ("a",)),
        ("[@a (table 2)]", "[1 (table 2)]", ("a",)),
        ("[@a, <5 mg & more]", "[1, <5 mg & more]", ("a",)),
        ("[@a, &lt;5 mg]", "[1, <5 mg]", ("a",)),
        ("[ @a ]", "[1]", ("a",)),
        ("[@a;\n@b]", "[1][2]", ("a", "b")),
        ("[@smith2020.]", "[1.]", ("smith2020",)),
        ("[@doi:10.1000/x, p. 3]", "[1, p. 3]", ("doi:10.1000/x",)),
        ("**bold [@a]**", "bold[1]", ("a",)),
        ("[@a](/b)", "[1](/b)", ("a",)),
        ("[text [@a]](/b)", "[text[1]](/b)", ("a",)),
        ("| x [@a] |\n|---|\n| y [@b] |", "x[1] y[2]", ("a", "b")),
        ("Table: t [@a]\n\n| x [@b] |\n|---|", "t[1] x[2]", ("a", "b")),
        ("| x [@b] |\n|---|\n\nTable: t [@a]", "t[1] x[2]", ("a", "b")),
        ("- x\n\n[@a]", "x [1]", ("a",)),
    ],
)
def test_a_group_shows_its_numbers_and_words(source: str, text: str, cited: tuple[str, ...]) -> None:
    result = cite(source)
    assert (result.text, result.cited, result.missing) == (text, cited, ())


@pytest.mark.parametrize(
    "source",
    [r"\[@a]", r"[\@a]", "`[@a]`", "[a@b.org]", "[@]", "[@ a]", "a@b", "@a", "[x@a]", "[@a `x`]", r"[@a \x]", "[-@a]"],
)
def test_what_is_no_citation_stays_text(source: str) -> None:
    result = cite(source)
    assert (result.cited, result.missing) == ((), ())
    assert "cite" not in result.html
    assert result.text == source.replace("\\[", "[").replace("\\@", "@").replace("`", "")


def test_an_unknown_key_stays_visible_and_is_named_once() -> None:
    result = cite("x [@zz, p. 3; @a] y [@zz] z [@yy]")
    assert result.text == "x[1][@zz, p. 3] y[@zz] z[@yy]"
    assert result.missing == ("zz", "yy")
    assert '<span class="cite-missing">[@zz, p. 3]</span>' in result.html


def test_without_citation_numbers_every_key_is_unknown() -> None:
    result = render("x [@a]")
    assert result.html == '<p>x\u2060<sup class="cite"><span class="cite-missing">[@a]</span></sup></p>\n'
    assert (result.cited, result.missing) == ((), ("a",))


def test_words_around_a_key_are_escaped() -> None:
    result = cite('[<script>"x"</script> @a, <img src=x onerror=y>]')
    assert "<script" not in result.html
    assert "<img" not in result.html
    assert result.text == '[<script>"x"</script> 1, <img src=x onerror=y>]'


def test_numbers_run_through_several_texts() -> None:
    numbers = CitationNumbers(KNOWN)
    cite("lead [@b]", numbers)
    result = render("body [@a; @b]", citations=numbers, inline=True)
    assert result.text == "body[1][2]"
    assert numbers.numbers == {"b": 1, "a": 2}
    assert 'id="cite-1b"' in result.html


def test_places_are_lettered_a_to_z_then_aa() -> None:
    numbers = CitationNumbers(["a"])
    marks = [numbers.cite("a") for _ in range(54)]
    assert marks[0] == Mark(1, "cite-1a")
    assert marks[25:28] == [Mark(1, "cite-1z"), Mark(1, "cite-1aa"), Mark(1, "cite-1ab")]
    assert marks[51:53] == [Mark(1, "cite-1az"), Mark(1, "cite-1ba")]
    assert len(set(numbers.anchors("a"))) == 54


def test_an_unknown_key_takes_no_number() -> None:
    numbers = CitationNumbers(["a"])
    assert numbers.cite("zz") is None
    assert (numbers.numbers, numbers.anchors("zz")) == ({}, ())


def test_the_numbers_handed_out_are_a_copy() -> None:
    numbers = CitationNumbers(["a"])
    numbers.numbers["x"] = 9
    assert numbers.numbers == {}


def test_every_citation_link_has_its_own_id() -> None:
    numbers = CitationNumbers(KNOWN)
    html = cite("[@a] [@a] [@b; @a]\n\n## [@a]\n\n- [@b]", numbers).html
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 7
    assert set(numbers.anchors("a")) | set(numbers.anchors("b")) <= set(ids)
