"""Hostile and oversized input: shown, or refused with a sentence for the writer, and never slow."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from medsite.lib.markdown import CitationNumbers, TooComplex, eaten, render
from medsite.lib.markdown.limits import MAX_BRACKETS_ON_A_LINE as MAX_ON_A_LINE
from medsite.lib.markdown.limits import MAX_CHARACTERS, MAX_NESTING, MAX_RUN

SECONDS = 5.0
# A fifth of the largest text, because there are many units; the shapes below are tried at full size.
UNIT_CHARACTERS = MAX_CHARACTERS // 5

UNITS = [
    "[", "]", "[]", "[a]", "[a][", "[[a]", "![", "![[", "![a](", "[a](<b", "[a](", "[](", '[a]("', "[a](b'", "(",
    "a(", "[a]((", "[@a", "{Link:", "{Link:x}", "{", "*", "**a", "**a**", "*a", "_a", "_a_", "__a__", "*a*", "a**b",
    "*a_b", "_", "`", "`a", "``a", "<", "<a", "<a:", "<a:b>", "<http://a.b>", "<a@b.c>", "&", "&amp;", "&#65;", "&a",
    "\\", "\\[", "~", "a~b", "a~b~", "^", "^a", "10^3^", "|", "|a", "|-", "#", ">", "é", "日", "$", '"', "'", "!",
    "[x]", "[a](/b)", "[a](javascript:x)", "![a](b)", "[![a](b)](/c)", "***a**b*", "*_`[<&", "http://a.b",
]  # fmt: skip
LINES = [
    "[a]: b\n", "[a]: <\n", "[a]: b 'c\n", "* ", "> ", "- ", "1. ", "+ ", "| a | b |\n", "a|b\n|-|-|\n", "# a\n",
    "###### a\n", "a\n", "a\n\n", "a\n=\n", "a\n-\n", "---\n", "- a\n", "1. a\n", " ", "\t", "\n", "    a\n", "> a\n",
    "> > a\n",
    "- - a\n", "```\n", "```a\n", "~~~\n", "Table: a\n\n", "\x00", "\u2060", "a\\\n", "a  \n", "[x]\n", "[\n",
    "*a\n", "[@a; ", "- [a](/b)\n", "\\\\\n",
]  # fmt: skip


def filled(unit: str) -> str:
    return (unit * (UNIT_CHARACTERS // len(unit) + 1))[:UNIT_CHARACTERS]


SHAPES = {
    "brackets, as many as a line may have": ("[" * MAX_ON_A_LINE + "\n") * 10,
    "nested brackets": ("[" * 200 + "a" + "]" * 200 + "\n") * 19,
    "nested links": ("[a" * 39 + "](/b)" * 39 + "\n") * 90,
    "nested images": ("![a" * 390 + "](/b)" * 390 + "\n") * 9,
    "bullets on one line": "* " * 500 + "x",
    "quotes on one line": "> " * 500 + "x",
    "mixed containers on one line": "> 1. - + " * 100 + "x",
    "list indentation": "".join("  " * level + "- a\n" for level in range(240)),
    "quote depth": "\n".join(">" * depth + " a" for depth in range(1, 300)),
    "backtick runs of growing length": "".join("`" * count + "x" for count in range(1, 343)),
    "backslash runs of growing length": "".join("\\" * count + "x" for count in range(1, 343)),
    "emphasis in emphasis": "*a **b " * 5000 + "c" + " b** a*" * 3000,
    "a long run of asterisks": "*" * 400 + "a" + "*" * 400,
    "a table of a thousand columns": "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "a\n" * 10_000,
    "a table of empty cells": "|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + "a\n" * 100,
    "a long header over many rows": "|" + "a" * 20_000 + "|b|\n|-|-|\n" + "|a|b|\n" * 5000,
    "a tall table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 9000,
    "one long address, used often": "[x]: http://a.b/" + "c" * 20_000 + "\n\n" + "[x] " * 3000,
    "many definitions": "".join(f"[x{number}]: /a\n" for number in range(3900)),
    "many links in one paragraph": "[a](/b)\n" * 3900,
    "many equal headings": "# a\n" * 9000,
    "many captions": "|a|\n|-|\n\nTable: x\n\n" * 2900,
    "one group of many citations": "[" + "@a; " * 3000 + "]",
    "many citations": "[@a] " * 3900,
    "everything": "*a _b `c` [d](/e) <f> &amp; \\* g~h~ ^i^ | " * 1300,
    "nothing but text": "word " * 12_000,
}


@pytest.mark.parametrize("source", [filled(unit) for unit in (*UNITS, *LINES)], ids=[repr(u) for u in (*UNITS, *LINES)])
def test_a_repeated_unit_is_rendered_or_refused_in_time(source: str) -> None:
    assert_quick(source, SECONDS / 3)


@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES.keys())
def test_a_hostile_shape_is_rendered_or_refused_in_time(source: str) -> None:
    assert_quick(source[:MAX_CHARACTERS], SECONDS)


def assert_quick(source: str, seconds: float) -> None:
    start = time.process_time()
    try:
        rendered = render(source, citations=CitationNumbers(["a"]))
    except TooComplex:
        pass
    else:
        eaten(source, rendered)
    assert time.process_time() - start < seconds


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "x" * (MAX_CHARACTERS + 1),
            "This text has 60,001 characters; 60,000 is the most. Divide it.",
        ),
        ("[\n" * 4001, "This text has more than 4,000 opening square brackets. Divide it."),
        ("ok\n" + "[" * 401, "Line 2 has more than 400 opening square brackets. Break it into paragraphs."),
        ("`" * 501, "This text repeats the sign ` more than 500 times in a row. Shorten that row."),
        (
            "> " * 21 + "x",
            "Line 1 opens more than 20 quotes or lists in one another. Use fewer levels.",
        ),
        (
            "".join("  " * level + "- a\n" for level in range(21)),
            "Quotes, lists or emphasis stand more than 20 levels deep in one another. Use fewer levels.",
        ),
        (
            "*a **b " * 11 + "c" + "** b* a" * 11,
            "Quotes, lists or emphasis stand more than 20 levels deep in one another. Use fewer levels.",
        ),
        (
            "|a|b|\n|-|-|\n" + "|1|2|\n" * 5000,
            (
                "This text would become more than 10,000 pieces of formatting (table cells, list items, links, "
                "emphasis, citations). Divide it, or use less formatting."
            ),
        ),
        (
            "|x|" + "a" * 1000 + "|\n|-|-|\n" + "|1|2|\n" * 200,
            (
                "The link addresses and table headers of this text are repeated too often. Shorten the addresses or "
                "the headers, or divide the table."
            ),
        ),
    ],
)
def test_what_is_too_large_is_refused_in_plain_words(source: str, message: str) -> None:
    with pytest.raises(TooComplex) as refusal:
        render(source)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "source",
    [
        "x" * MAX_CHARACTERS,
        "[" * MAX_ON_A_LINE,
        "`" * MAX_RUN,
        "> " * MAX_NESTING + "x",
        "".join("  " * level + "- a\n" for level in range(MAX_NESTING)),
        "* " * 40,
        "- - - - - - - - - - - - - - - - - - - - - - - - - - -",
    ],
)
def test_what_is_just_small_enough_is_rendered_whole(source: str) -> None:
    assert eaten(source, render(source)) == ()


def test_a_refused_text_leaves_numbers_and_anchors_alone() -> None:
    numbers, taken = CitationNumbers(["a"]), {"s-x"}
    with pytest.raises(TooComplex):
        render("## A [@a]\n\n" + "*a **b " * 11 + "c" + "** b* a" * 11, citations=numbers, taken=taken)
    assert (numbers.numbers, taken) == ({}, {"s-x"})


def test_a_stack_that_is_nearly_full_refuses_instead_of_crashing() -> None:
    outcomes: list[str] = []

    def deep(levels: int) -> None:
        if levels:
            deep(levels - 1)
            return
        try:
            render("> " * 20 + "[" * 100 + "x")
            outcomes.append("rendered")
        except TooComplex:
            outcomes.append("refused")

    for levels in (0, 700, 800, 850):
        thread = threading.Thread(target=deep, args=(levels,))
        thread.start()
        thread.join()
    assert outcomes[0] == "rendered"
    assert set(outcomes) == {"rendered", "refused"}


def test_threads_do_not_disturb_each_other() -> None:
    sources = [f"## Head {n}\n\nText [@a] *{n}* [x](https://x.org/{n})\n\n| a |\n|---|\n| {n} |" for n in range(60)]
    alone = [render(source, citations=CitationNumbers(["a"])) for source in sources]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda source: render(source, citations=CitationNumbers(["a"])), sources))
    assert together == alone
