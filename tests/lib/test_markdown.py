"""What writers type and what comes out: blocks, inline marks, tables, anchors, sections, links, `{Link: …}`."""

import subprocess
import sys

import pytest

from medsite.lib.markdown import CitationNumbers, Heading, Link, Section, Table, render

REL = 'rel="noopener noreferrer nofollow"'


def body(source: str, **options: object) -> str:
    return render(source, **options).html.strip()  # type: ignore[arg-type]


# --- Clinical text stays whole


@pytest.mark.parametrize(
    "text",
    [
        "if A<B and C>D give 5 mg",
        "potassium <LLN … >ULN then",
        ">5",
        ">5 mg is too much",
        "> 5.5 mmol/L",
        ">= 60 mL/min",
        ">ULN",
        "5 µg",
        "≤ 3 and ≥ 2 and ± 1",
        "<5",
        "<target weight>",
        "<b>bold</b>",
        "<!-- not a comment -->",
        "<ALT:120>",
        "a & b; AT&T",
        "2*250*3 mg",
        "2**3**4",
        "10^3-10^5 CFU/mL",
        "m^2/s^2",
        "~5,~10 mg",
        "3~5天7~10天",
        "[18F](2)-FDG",
        "benzo[a]pyrene",
        "[3H]thymidine",
        "#5 tablets",
        "-5 °C",
        "50% (25/50)",
        "https://example.org/a_b_c is not linked",
        "E = mc^2",
        "2^10^3",
        "p<0.05, n=12",
        "[Note]: Stop",
        "{x | x > 5}",
        "1,5 mg or 1.5 mg",
    ],
)
def test_clinical_text_is_visible_as_typed(text: str) -> None:
    assert render(text).text == text
    assert render(text, inline=True).text == text


def test_a_comparison_with_angle_brackets_stays_whole() -> None:
    assert body("if A<B and C>D give 5 mg") == "<p>if A&lt;B and C&gt;D give 5 mg</p>"


def test_a_comparison_that_starts_a_wrapped_line_is_no_quote() -> None:
    assert body("Stop if potassium is\n> 5.5 mmol/L.") == "<p>Stop if potassium is\n&gt; 5.5 mmol/L.</p>"


def test_a_quote_needs_a_space_after_its_sign() -> None:
    assert body("> Take care.\n> Really.") == "<blockquote>\n<p>Take care.\nReally.</p>\n</blockquote>"


def test_a_numbered_list_in_a_quote_is_a_quote() -> None:
    assert "<blockquote>\n<ol>" in body("> 1. one\n> 2. two")


def test_characters_that_no_page_can_show_become_a_replacement_sign() -> None:
    assert render("a\x00b\x01c\ud800d\ufffee").text == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_every_kind_of_line_break_is_one() -> None:
    assert render("a\r\nb\rc\x0bd\x0ce\x85f").html == "<p>a\nb\nc\nd\ne\nf</p>\n"


def test_an_empty_text_gives_nothing() -> None:
    result = render(" \n ")
    assert (result.html, result.text, result.sections, result.words) == ("", "", (), 0)


# --- Markdown as usual


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
        ("_a_ __b__ snake_case_name", "<p><em>a</em> <strong>b</strong> snake_case_name</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n  - b\n- c", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
        ("text\n- a", "<p>text</p>\n<ul>\n<li>a</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3) a\n4) b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("1. a\n2. b\n4. d", '<ol>\n<li>a</li>\n<li>b</li>\n<li value="4">d</li>\n</ol>'),
        ("- a\n\n  b", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>"),
        ("`a<b`", "<p><code>a&lt;b</code></p>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("    a < b", "<pre><code>a &lt; b\n</code></pre>"),
        ("***", "<hr>"),
        (r"\*a\* \[b\] \# c", "<p>*a* [b] # c</p>"),
        ("&micro;g &lt;b&gt; &copy &#960; &nosuch;", "<p>µg &lt;b&gt; &amp;copy π &amp;nosuch;</p>"),
        ("H~2~O, CO~2~, t~1/2~", "<p>H<sub>2</sub>O, CO<sub>2</sub>, t<sub>1/2</sub></p>"),
        ("10^3^ m^2^ Ca^2+^ 10^-6^ 1^st^ ^99m^Tc",
         "<p>10<sup>3</sup> m<sup>2</sup> Ca<sup>2+</sup> 10<sup>-6</sup> 1<sup>st</sup> <sup>99m</sup>Tc</p>"),
        ("~~gone~~ a^b", "<p>~~gone~~ a^b</p>"),
        ('(c) -- "quotes" ...', '<p>(c) -- "quotes" ...</p>'),
    ],
)  # fmt: skip
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert body(source) == html


def test_an_exponent_does_not_join_its_number_in_plain_text() -> None:
    result = render("Platelets 10^9^/L\n\n## Above 10^9^\n\n| Count (10^9^/L) | n |\n|---|---|\n| x | y |")
    assert result.text == "Platelets 10^9/L Above 10^9 Count (10^9/L) n x y"
    assert result.headings[0].text == "Above 10^9"


# --- Inline


def test_inline_text_has_no_blocks_and_loses_nothing() -> None:
    result = render("# Dose\n\n- 5 mg\n- *10* mg  \n1. x\n\n> y\n\n| a |\n|---|", inline=True)
    assert result.html == "# Dose - 5 mg - <em>10</em> mg 1. x &gt; y | a | |---|"
    assert result.sections == (Section("", result.html),)
    assert result.inline


def test_inline_text_turns_hard_breaks_into_spaces() -> None:
    assert render("a\\\nb  \nc", inline=True).html == "a b c"


# --- Headings and sections


def test_headings_start_at_level_two_and_end_at_level_four() -> None:
    result = render("# A\n## B\n### C\n#### D\n##### E\n###### F")
    assert [heading.level for heading in result.headings] == [2, 2, 3, 4, 4, 4]


def test_headings_are_listed_with_the_ids_they_have_in_the_html() -> None:
    result = render("## What *it* is [@a]\n\nText\n\nWhat it is\n---\n", citations=CitationNumbers(["a"]))
    assert result.headings == (Heading(2, "s-what-it-is", "What it is"), Heading(2, "s-what-it-is-2", "What it is"))
    assert '<h2 id="s-what-it-is">What <em>it</em> is' in result.html
    assert '<h2 id="s-what-it-is-2">What it is</h2>' in result.html


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Über Müdigkeit", "s-über-müdigkeit"),
        ("سيروتونين", "s-سيروتونين"),
        ("रक्तचाप का इलाज", "s-रक्तचाप-का-इलाज"),
        ("血壓 5–10", "s-血壓-5-10"),
        ("What? Why & how!", "s-what-why-how"),
        ("???", "s-section"),
        ("<script>", "s-script"),
        ('" onclick="x', "s-onclick-x"),
        ("x" * 200, "s-" + "x" * 80),
    ],
)
def test_an_anchor_keeps_the_letters_of_every_script(heading: str, anchor: str) -> None:
    assert [found.anchor for found in render(f"## {heading}").headings] == [anchor]


def test_anchors_avoid_the_ids_that_are_taken_and_add_theirs() -> None:
    taken = {"s-dose", "s-dose-2"}
    assert render("## Dose\n## Use", taken=taken).headings[0].anchor == "s-dose-3"
    assert taken == {"s-dose", "s-dose-2", "s-dose-3", "s-use"}


def test_the_anchor_prefix_is_the_callers() -> None:
    assert render("## Dose", anchor_prefix="q1-").html == '<h2 id="q1-dose">Dose</h2>\n'


def test_sections_divide_the_html_before_each_top_level_h2() -> None:
    result = render("Lead\n\n## A\n\ntext\n\n### A1\n\n> ## quoted\n\n# B\n\nend")
    assert [section.anchor for section in result.sections] == ["", "s-a", "s-b"]
    assert result.sections[0].html == "<p>Lead</p>\n"
    assert result.sections[2].html == '<h2 id="s-b">B</h2>\n<p>end</p>\n'
    assert "".join(section.html for section in result.sections) == result.html


def test_without_text_before_it_the_first_heading_starts_the_first_section() -> None:
    assert [section.anchor for section in render("## A\n\nx").sections] == ["s-a"]


def test_text_that_looks_like_a_heading_tag_divides_nothing() -> None:
    result = render('Text <h2 id="s-a"> more\n\n## A')
    assert [section.anchor for section in result.sections] == ["", "s-a"]
    assert result.sections[1].html == '<h2 id="s-a">A</h2>\n'


# --- Tables


TABLE = "| Option | How soon | |\n|---|--:|:-:|\n| CBT | weeks | a |\n| | days | *b* |"


def test_a_table_has_row_headers_and_labelled_cells() -> None:
    assert body(TABLE) == (
        '<table class="table table--stack">\n<thead>\n<tr>\n<th scope="col">Option</th>\n'
        '<th scope="col" class="num">How soon</th>\n<td class="center"></td>\n</tr>\n</thead>\n<tbody>\n'
        '<tr>\n<th scope="row">CBT</th>\n<td class="num" data-label="How soon">weeks</td>\n'
        '<td class="center">a</td>\n</tr>\n'
        '<tr>\n<td></td>\n<td class="num" data-label="How soon">days</td>\n'
        '<td class="center"><em>b</em></td>\n</tr>\n</tbody>\n</table>'
    )


@pytest.mark.parametrize(
    "source", [f"Table: Doses & more\n\n{TABLE}", f"{TABLE}\n\nTable: Doses & more", f"Table: Doses & more\n{TABLE}"]
)
def test_a_caption_stands_directly_before_or_after_its_table(source: str) -> None:
    result = render(source)
    assert result.html.startswith('<table class="table table--stack">\n<caption>Doses &amp; more</caption>\n<thead>')
    assert result.html.count("Doses") == 1
    assert result.tables == (Table("Doses & more", has_header=True),)


def test_each_table_takes_one_caption() -> None:
    both = f"Table: one\n\n{TABLE}\n\nTable: two\n\n{TABLE}\n\n"
    after = f"{TABLE}\n\nTable: one\n\n{TABLE}\n\nTable: two\n\n"
    assert [table.caption for table in render(both).tables] == ["one", "two"]
    assert [table.caption for table in render(after).tables] == ["one", "two"]


def test_a_caption_between_two_tables_belongs_to_the_first() -> None:
    tables = render(f"{TABLE}\n\nTable: Table: one\n\n{TABLE}").tables
    assert [table.caption for table in tables] == ["Table: one", ""]


def test_a_caption_line_without_a_table_is_a_paragraph() -> None:
    assert body(f"Table: one\n\ntext\n\n{TABLE}").startswith("<p>Table: one</p>\n<p>text</p>")


def test_a_header_of_empty_cells_is_left_out() -> None:
    result = render("| | |\n|---|---|\n| a | b |")
    assert result.tables == (Table("", has_header=False),)
    assert result.html.startswith(
        '<table class="table table--stack">\n<tbody>\n<tr>\n<th scope="row">a</th>\n<td>b</td>'
    )


def test_a_label_is_the_visible_text_of_the_header() -> None:
    result = render('| a | *Dose* "x" <y> [@a] |\n|---|---|\n| 1 | 2 |', citations=CitationNumbers(["a"]))
    assert 'data-label="Dose &quot;x&quot; &lt;y&gt;"' in result.html


# --- Links, images, marks


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[a](https://x.org/y?z=1&w=2#q)", f'<a href="https://x.org/y?z=1&amp;w=2#q" {REL}>a</a>'),
        ("[a](HTTP://x.org)", f'<a href="HTTP://x.org" {REL}>a</a>'),
        ("[a](</topics/x y/>)", '<a href="/topics/x%20y/">a</a>'),
        ("[a](#s-dose)", '<a href="#s-dose">a</a>'),
        ("[a](mailto:a@x.org)", '<a href="mailto:a@x.org">a</a>'),
        ("<https://x.org/a_b>", f'<a href="https://x.org/a_b" {REL}>https://x.org/a_b</a>'),
        ("<a@x.org>", '<a href="mailto:a@x.org">a@x.org</a>'),
        ("[a][1]\n\n[1]: https://x.org", f'<a href="https://x.org" {REL}>a</a>'),
        ("[a *b*](/c)", '<a href="/c">a <em>b</em></a>'),
        ("[ä](https://münchen.example/ä)", f'<a href="https://xn--mnchen-3ya.example/%C3%A4" {REL}>ä</a>'),
    ],
)
def test_a_link_with_an_allowed_target_is_a_link(source: str, html: str) -> None:
    assert body(source) == f"<p>{html}</p>"


def test_links_are_listed_with_their_visible_text() -> None:
    result = render("[a *b*](/c) {Link: D e https://x.org/y} <https://z.org>")
    assert result.links == (
        Link("/c", "a b", from_mark=False),
        Link("https://x.org/y", "D e", from_mark=True),
        Link("https://z.org", "https://z.org", from_mark=False),
    )


def test_what_only_looks_like_a_target_stays_visible_and_is_named() -> None:
    result = render("[18F](2) and [x](page.html)")
    assert result.html == "<p>[18F](2) and [x](page.html)</p>\n"
    assert result.refused_links == ("2", "page.html")


def test_a_definition_with_a_refused_address_stays_visible_and_is_named() -> None:
    result = render("[x]: javascript:alert(1)\n\n[x]")
    assert result.html == "<p>[x]: javascript:alert(1)</p>\n<p>[x]</p>\n"
    assert result.refused_links == ("javascript:alert(1)",)


def test_an_image_shows_its_alternative_text_only() -> None:
    result = render('Before ![A *bar* chart](fig/1.png "t") after ![](x.png) [![y](z.png)](/w)')
    assert result.html == '<p>Before A <em>bar</em> chart after  <a href="/w">y</a></p>\n'
    assert result.images == ("fig/1.png", "x.png", "z.png")


@pytest.mark.parametrize(
    ("source", "text", "refused", "broken"),
    [
        ("[a <https://x.org> b](/c)", "a <https://x.org> b", (), ()),
        ("[a {Link: T https://x.org} b](/c)", "a {Link: T https://x.org} b", (), ("{Link: T https://x.org}",)),
        ("[a ![b [c](/d) e](f.png) g](/c)", "a b c e g", ("/d",), ()),
    ],
)
def test_a_link_holds_no_other_link(source: str, text: str, refused: tuple[str, ...], broken: tuple[str, ...]) -> None:
    result = render(source)
    assert result.links == (Link("/c", text, from_mark=False),)
    assert (result.refused_links, result.broken_marks) == (refused, broken)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "in this {Link: Example.ai article https://www.example.ai/articles/99376/is-it-so}.",
            (f'in this <a href="https://www.example.ai/articles/99376/is-it-so" {REL}>Example.ai article</a>.'),
        ),
        ("{Link: https://x.org/a_b_c}", f'<a href="https://x.org/a_b_c" {REL}>https://x.org/a_b_c</a>'),
        ("{link: A *b* &amp; c https://x.org}", f'<a href="https://x.org" {REL}>A *b* &amp; c</a>'),
        (r"{Link: T https://x.org/a\_b}", f'<a href="https://x.org/a_b" {REL}>T</a>'),
    ],
)
def test_a_link_mark_becomes_a_link(source: str, html: str) -> None:
    result = render(source)
    assert result.html == f"<p>{html}</p>\n"
    assert result.broken_marks == ()
    assert [link.from_mark for link in result.links] == [True]


@pytest.mark.parametrize(
    "mark",
    [
        "{Link: }",
        "{Link: only words}",
        "{Link: x javascript:alert(1)}",
        "{Link: x /topics/}",
        "{Link: x https://}",
        "{Link: x https://user@evil.example/}",
        "{Link: https://x.org then words}",
        "{Link: no end https://x.org",
    ],
)
def test_a_link_mark_without_a_web_address_stays_visible_and_is_named(mark: str) -> None:
    result = render(f"See {mark}")
    assert result.text == f"See {mark}"
    assert result.broken_marks == (mark,)
    assert result.links == ()


def test_a_link_mark_in_code_or_escaped_is_text() -> None:
    result = render("`{Link: x}` \\{Link: y}")
    assert (result.text, result.broken_marks) == ("{Link: x} {Link: y}", ())


# --- Words, determinism


def test_words_are_counted_without_citation_marks() -> None:
    result = render("One two [see @a, p. 3] three – 4 [@zz].\n\n- five", citations=CitationNumbers(["a"]))
    assert result.words == 5


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    source = f"## A [@a]\n\n[b](https://x.org) {{Link: T https://y.org}}\n\nTable: c\n\n{TABLE}\n\n3. x\n5. y"
    code = (
        f"from medsite.lib.markdown import *\nprint(ascii(render({source!r}, citations=CitationNumbers(['a', 'b']))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert outputs == {ascii(render(source, citations=CitationNumbers(["a", "b"]))) + "\n"}
