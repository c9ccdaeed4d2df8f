"""`eaten` finds what a rendering does not show, and finds nothing where all is there."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from medsite.lib.markdown import CitationNumbers, TooComplex, eaten, loss, render
from medsite.lib.markdown import urls as urls_module
from medsite.lib.markdown.parsing import parse
from medsite.lib.markdown.source import Notes

ARTICLE = """Clonazepam 0.5 mg, 1 mg and 2 mg [see @a, p. 3; @b]. Stop if A<B and C>D, or K^+^ > 5.5 mmol/L.

Table: Doses in mg [@b]

| Option | Start | Most |
|:--|--:|--:|
| Adults | 0.25 | 4 |
| Over 65 | 0.125 | *2* |

## Stopping **safely**

1. Lower by 0.125 mg every 2 weeks.
2. Wait. See [the plan](https://example.org/plan/77 ) and {Link: the label 2024 https://example.org/label/88}.
   - half-life 30–40 h
   - 10^9^/L &le; 150 &micro;g

> Never stop at once\\!

```text
dose = 0.5 * 2
```

[Source][1] ![Chart of 4 half-lives](fig.png) <https://example.org/99> `code 7` H~2~O [@zz, table 12]

[1]: https://example.org/1
"""


def lost(source: str, *, inline: bool = False) -> tuple[str, ...]:
    return eaten(source, render(source, citations=CitationNumbers(["a", "b"]), inline=inline))


def test_nothing_of_a_whole_article_is_eaten() -> None:
    assert lost(ARTICLE) == ()
    assert lost(ARTICLE, inline=True) == ()


@pytest.mark.parametrize(
    ("source", "fragments"),
    [
        ('[x]: http://a.example  "dose 5 mg"\n\ntext', ("x", "dose 5 mg")),
        ('[x]: http://a.example  "dose 5 mg"\n\n[x]', ("dose 5 mg",)),
        ("[x]: http://a.example\n\n[x] [y][x]", ()),
        ("[5 mg]: /a\n\ntext", ("5 mg",)),
        ("[x]: /a\n[x]: /b\n\n[x]", ()),
        ("[x]:\n/a\n'over\ntwo lines'\n\n[x]", ("over two lines",)),
        ("- [x]: /a\n\n> [y]: /b", ("x", "y")),
        ('[a](/b "5 mg")', ("5 mg",)),
        ("![a](b.png (5 mg))", ("5 mg",)),
        ('[a][x]\n\n[x]: /b "1 mg"\n\n[c](/d "2 mg")', ("1 mg", "2 mg")),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 mg | 4 |", ("3 mg", "4")),
        ("- | a |\n  |---|\n  | 1 | 2 |", ("2",)),
        ("``` 5 mg\nx\n```", ("5 mg",)),
        ("```5mg\nx\n```", ("5mg",)),
        ("```python\nx\n```", ()),
        ("~~~ take ten\nx", ("take ten",)),
    ],
)
def test_what_no_reader_would_see_is_reported(source: str, fragments: tuple[str, ...]) -> None:
    assert lost(source) == fragments


@pytest.mark.parametrize(
    "source",
    [
        "[a](https://example.org/5/mg)",
        "[a](<javascript:alert(1)>)",
        "<https://example.org/5>",
        "[@a; @b, p. 3]",
        "[@zz]",
        "{Link: a b https://example.org/5}",
        "{Link: a b}",
        "Table: x\n\n| a |\n|---|",
        "| a |\n|---|\n\nTable: x 5",
        "1. a\n7. b",
        "- \n- b\n-",
        "&micro;g &#53; &amp;amp; &lt;5",
        "`a`` b` &amp; `&amp;`",
        "    5 mg\n\tx",
        "a  \nb\\\nc",
        "# 5 #\n## #\nC# #",
        "a\n===\nb\n---",
        "***\n---\n___",
        "> a\nb\n> c\n>\n> - d\n>   e",
        "- a\n\n      code 5\n\n  ```\n  x\n  ```",
        "```\n~~~\n```",
        "```\n~~~",
        "~~~\n```\n\n    ~~~",
        "| a \\| b | `c \\| d` |\n|---|---|\n| 1 |",
        "a*b*c _d_ \\* \\\\ ^e^ f~1~ 2*3*4",
        "10^3-10^5 and 10^3^",
        "\ufeff# a\r\nb\x00\x0bc\u2060d\u00a0e",
        "[18F](2) [x](page.html)",
        "[![a 5](b.png)](/c)",
        "| | |\n|---|---|\n| a | 1 |",
    ],
)
def test_syntax_that_hides_nothing_is_not_reported(source: str) -> None:
    assert lost(source) == ()
    assert lost(source, inline=True) == ()


# --- Mutations: whatever is taken out of the visible text must be reported


RENDERED = render(ARTICLE, citations=CitationNumbers(["a", "b"]))


@pytest.mark.parametrize("position", [match.start() for match in re.finditer(r"\d", RENDERED.text)])
def test_every_digit_taken_out_is_reported(position: int) -> None:
    text = RENDERED.text[:position] + RENDERED.text[position + 1 :]
    assert eaten(ARTICLE, replace(RENDERED, text=text)) != ()


@pytest.mark.parametrize("word", [match.span() for match in re.finditer(r"[^\W_]+", RENDERED.text)])
def test_every_word_taken_out_is_reported(word: tuple[int, int]) -> None:
    start, end = word
    text = RENDERED.text[:start] + RENDERED.text[end:]
    assert eaten(ARTICLE, replace(RENDERED, text=text)) != ()


@pytest.mark.parametrize(
    ("old", "new", "fragments"),
    [
        ("0.25 4", "0.25", ("4",)),
        ("30–40 h", "30– h", ("40",)),
        ("0.125 mg", "0125 mg", ("0.125",)),
        ("0.125 mg", "0.125 mg mg", ()),
        ("A<B and C>D", "AD", ("A<B and C>D",)),
        ("C>D", "C D", (">",)),
        ("≤ 150", "150", ("≤",)),
        ("µg", "g", ("µg",)),
        ("1 mg and 2 mg", "2 mg and 1 mg", ("1",)),
        ("every 2 weeks", "every weeks 2", ("2",)),
        ("Wait. See", "See Wait.", ("Wait",)),
        ("Over 65", "Over 65 66", ("0.125",)),
        ("the label 2024", "", ("the label 2024",)),
        ("Chart of 4 half-lives", "", ("Chart of 4 half-lives",)),
        ("Doses in mg", "", ("Doses in mg",)),
        ("[see 1, p. 3]", "[1]", ("see", ", p. 3")),
        ("[see 1, p. 3][2]", "", ("[see 1, p. 3][2]",)),
    ],
)
def test_a_changed_text_is_reported_by_what_it_lacks(old: str, new: str, fragments: tuple[str, ...]) -> None:
    assert old in RENDERED.text
    assert eaten(ARTICLE, replace(RENDERED, text=RENDERED.text.replace(old, new, 1))) == fragments


def test_html_that_lacks_a_word_is_reported_though_the_text_has_it() -> None:
    html = RENDERED.html.replace("0.125 mg", "0.125")
    assert eaten(ARTICLE, replace(RENDERED, html=html)) == ("mg",)


def test_a_locator_that_the_html_lacks_is_reported() -> None:
    html = RENDERED.html.replace("[see 1, p. 3]", "[1]")
    assert eaten(ARTICLE, replace(RENDERED, html=html))[:2] == ("see", ", p. 3")


def test_a_block_that_our_own_rules_drop_on_both_sides_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss, "parse", lambda source, notes: parse(source, notes)[:-3])
    assert eaten("one\n\ntake 5 mg", render("one")) == ("take 5 mg",)


def test_a_line_that_no_rule_took_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(source: str, notes: Notes) -> list[Token]:
        tokens = parse(source, notes)
        del notes.leaves[-1]
        return tokens[:3]

    monkeypatch.setattr(loss, "parse", forgetful)
    assert eaten("one\n\n> 1. take 5 mg\n", render("one")) == ("> 1. take 5 mg",)


def test_marks_of_a_block_that_hold_words_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(source: str, notes: Notes) -> list[Token]:
        tokens = parse(source, notes)
        notes.leaves[0] = replace(notes.leaves[0], lines=(("> take 5 ", "mg"),))
        return tokens

    monkeypatch.setattr(loss, "parse", greedy)
    assert eaten("> mg", render("> mg")) == ("> take 5",)


def test_fragments_of_every_kind_come_in_the_order_of_the_source() -> None:
    source = '[a](/b "1 mg")\n\n[x]: /y "2 mg"\n\n| a |\n|---|\n| b | 3 mg |\n\n[c](/d "4 mg")\n\nend'
    rendered = render(source)
    shortened = replace(rendered, text=rendered.text.removesuffix(" end"))
    assert eaten(source, shortened) == ("1 mg", "x", "2 mg", "3 mg", "4 mg", "end")


def test_a_repeated_word_is_reported_as_often_as_it_is_lacking() -> None:
    assert eaten("x 5 y 5 z", replace(render("x 5 y 5 z"), text="q 5 y z")) == ("x 5",)


def test_a_rendering_of_another_text_is_reported_in_the_order_of_the_source() -> None:
    assert eaten("one 1\n\ntwo 2\n\nthree 3", render("two 2")) == ("one 1", "three 3")


def test_text_in_an_empty_rendering_is_reported_whole() -> None:
    assert eaten("5 mg *daily*", render("")) == ("5 mg daily",)


# --- Properties


PIECES = st.sampled_from(
    [*" .,;:![]()<>@#*_`~^\\|-+=&/\"'{}µ≤≥°%±–\t日éab05", "7 mg", "\n", "\n\n", "\n# ", "\n- ", "\n1. ", "\n> ",
     "**", "```", "    ", "[@a]", "[see @zz, p. 3]", "{Link: T https://x.example/5}", "[x]", "\n\n[x]: /e 't 5'\n",
     "| a | b |\n|---|---|\n| 1 | 2 |\n", '](/f "t")', "\n\nTable: c 5\n\n", "&amp;", "&#65;", "<http://a.example>",
     "H~2~O", "10^3^", "\n---\n", "![", "<script>"]
)  # fmt: skip
TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|\S")


def tokens(text: str) -> Counter[str]:
    return Counter(TOKEN.findall(re.sub(r"[*_`\\^\u2060]", "", text)))


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=40).map("".join), st.booleans())
def test_what_is_reported_is_truly_absent(source: str, inline: bool) -> None:
    try:
        rendered = render(source, citations=CitationNumbers(["a"]), inline=inline)
    except TooComplex:
        assume(False)
    visible = tokens(rendered.text)
    for fragment in eaten(source, rendered):
        assert any(tokens(source)[token] > visible[token] for token in tokens(fragment))


# Nothing that may hide letters can be written with these: no link, reference, entity, fence or list number.
PLAIN = st.text(alphabet=" \n\n\t,:!(<>@#*_^\\|-=&/\"'{µ≤≥°%±–日éabcXYZ0123456789", max_size=150)


@settings(max_examples=500)
@given(PLAIN, st.booleans())
def test_text_without_links_keeps_every_letter_and_digit_in_order(source: str, inline: bool) -> None:
    rendered = render(source, inline=inline)
    same = [char for char in source if char.isalnum()] == [char for char in rendered.text if char.isalnum()]
    # The one way to lose a letter is a table row with more cells than its header, and that is reported.
    assert (eaten(source, rendered) == ()) is same
    assert same or "|" in source


@settings(max_examples=200)
@given(PLAIN, st.data())
def test_a_digit_or_letter_taken_out_of_any_text_is_reported(source: str, data: st.DataObject) -> None:
    rendered = render(source)
    positions = [index for index, char in enumerate(rendered.text) if char.isalnum()]
    assume(positions)
    position = data.draw(st.sampled_from(positions))
    text = rendered.text[:position] + rendered.text[position + 1 :]
    assert eaten(source, replace(rendered, text=text)) != ()


# --- The engine underneath is CommonMark


STOCK = MarkdownIt("commonmark", {"html": False}).enable("table")
COMMONMARK = st.lists(
    st.sampled_from([*" \n*_`[]()<>#-=|\\&ab", "\n\n", "\n- ", "\n  - ", "\n1. ", "\n> ", "**", "```\n", "    ", "[x]",
                     "](/f)", "\n\n[x]: /e\n\n", "&amp;", "<http://a.example>", "\n---\n", "| a | b |\n|---|---|\n"]),
    max_size=40,
).map("".join)  # fmt: skip


def skeleton(html: str) -> list[str]:
    """The text and the bare tags, headings as our levels, without the white space between them."""
    html = re.sub(r"<(/?)h[56]", r"<\1h4", re.sub(r"<(/?)h1", r"<\1h2", html))
    bare = re.sub(r"<(/?[a-z0-9]+)[^>]*>", r"<\1>", html).replace("&quot;", '"')
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", bare).split()


@settings(max_examples=300)
@given(COMMONMARK)
def test_blocks_emphasis_and_links_are_those_of_commonmark(source: str) -> None:
    assume(not re.search(r">\S|>[ \t]*=|!\[", source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls_module, "is_allowed", lambda _: True)
        ours = render(source).html
    theirs = STOCK.render(source)
    assume("<table" not in theirs)
    assert skeleton(ours) == skeleton(theirs)
