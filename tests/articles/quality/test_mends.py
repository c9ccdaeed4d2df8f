"""Mends: what they change and what never; afterwards the finding is gone, and nothing else came up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content import ArticleContent, KeyPoint, Question
from articles.quality.checks import blockers, inspect
from articles.quality.inspection import House
from articles.quality.mends import MENDS, digits, mended, offered
from articles.quality.rules import RULES

HOUSE = House()


def body_after(rule: str, body: str) -> str:
    return MENDS[rule].change(ArticleContent(body=body)).body


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("spaces", "One  two   three .  Four , five.", "One two three. Four, five."),
        ("spaces", "A line  \nand a break.\n\n-   An item  here", "A line  \nand a break.\n\n-   An item here"),
        ("doubled sign", "It ends.. It goes on,, then.", "It ends. It goes on, then."),
        ("doubled sign", "Wait... and 5.. or so", "Wait... and 5.. or so"),
        ("unit without space", "Take 5mg or 2.5mg, 20mg/kg.", "Take 5 mg or 2.5 mg, 20 mg/kg."),
        ("unit without space", "B12mg, 5mg-tablet, 3g and 5G", "B12mg, 5mg-tablet, 3g and 5G"),
        ("heading order", "## A\n\n#### B\n\n#### C\n\n## D\n\n### E", "## A\n\n### B\n\n### C\n\n## D\n\n### E"),
        ("heading order", "### A\n\n```\n#### code\n```\n\n##### B", "## A\n\n```\n#### code\n```\n\n### B"),
        (
            "word that may hurt",
            "Diabetics and the elderly are many.",
            "People with diabetes and older people are many.",
        ),
        ("word that may hurt", "He committed suicide.", "He died by suicide."),
        ("word that may hurt", "Elderly patients and elderly people fall.", "Older patients and older people fall."),
        ("word that may hurt", "The elderly woman helps Alcoholics Anonymous.", None),
    ],
)
def test_a_mend_changes_this_and_not_that(rule: str, before: str, after: str | None) -> None:
    assert body_after(rule, before) == (before if after is None else after)


@pytest.mark.parametrize(
    "kept",
    [
        "“He said  5mg ,, diabetics.”",
        '"He said  5mg ,, diabetics."',
        "> He said  5mg ,, diabetics.",
        "`He said  5mg ,, diabetics`",
        "```\nHe said  5mg ,, diabetics\n```",
        "    He said  5mg ,, diabetics",
        "| 5mg  | diabetics ,, |",
        "[a](https://example.org/5mg,,diabetics)",
        "https://example.org/5mg,,diabetics",
        "[@diabetics,,5mg]",
        "{Link: diabetics  5mg https://example.org}",
        "“Begun  5mg ,, diabetics and never closed",
    ],
)
def test_quotations_citations_tables_code_and_addresses_stay(kept: str) -> None:
    body = f"Before.\n\n{kept}\n\nAfter."

    assert {body_after(rule, body) for rule in MENDS} == {body}


def test_titles_labels_questions_and_answers_are_mended_too() -> None:
    content = ArticleContent(
        title="Take 5mg",
        lead="Take 5mg",
        key_points=(KeyPoint(label="5mg", text="Take 5mg"),),
        questions=(Question(question="5mg?", answer="Yes, 5mg."),),
    )

    said = MENDS["unit without space"].change(content).to_json()

    assert "5mg" not in said
    assert said.count("5 mg") == 6


def test_each_mend_is_of_a_rule_that_there_is() -> None:
    assert set(MENDS) <= {rule.name for rule in RULES}


def test_no_mend_is_offered_that_would_leave_some_of_it() -> None:
    content = ArticleContent(body="Diabetics, and stroke victims.")

    assert "word that may hurt" not in offered(inspect(content, HOUSE), content, HOUSE)
    assert "word that may hurt" in offered(
        inspect(ArticleContent(body="Diabetics."), HOUSE), ArticleContent(body="Diabetics."), HOUSE
    )


PIECES = st.sampled_from(
    [
        *("word", "Diabetics", "the elderly", "commit suicide", "5mg", "10 mg", "2,5mg", "COVID-19", "1990"),
        *("  ", " ", " ,", ".", "..", ",,", "...", "\n", "\n\n", "\n\n## A\n\n", "\n\n#### B 2\n\n", "\n\n### C\n\n"),
        *(
            "[@a2020]",
            "[@a2020; @b]",
            "“5mg  said ,”",
            '"x  5mg"',
            "`5mg  x`",
            "\n\n> 5mg  quoted\n\n",
            "\n\n- item  x\n",
        ),
        *(
            "[x](https://e.org/5mg)",
            "{Link: x https://e.org}",
            "\n\n| a  | 5mg |\n|---|---|\n| 1 | 2 |\n\n",
            "**",
            "_",
            "\\",
        ),
    ]
)
KEPT = re.compile(r"“[^”]*”|\"[^\"]*\"|\[@[^\]]*\]|`[^`]*`|https?://[^\s)}]+|^>.*$|^\|.*$", re.MULTILINE)


@settings(max_examples=80, derandomize=True)
@given(pieces=st.lists(PIECES, max_size=14), rule=st.sampled_from(sorted(MENDS)))
def test_a_mend_that_is_offered_does_what_it_says_and_nothing_else(pieces: list[str], rule: str) -> None:
    content = ArticleContent(title="5mg ,, Diabetics", body="".join(pieces))
    before = inspect(content, HOUSE)
    if rule not in offered(before, content, HOUSE):
        return

    better = mended(content, rule, HOUSE)

    assert better is not None
    after = inspect(better, HOUSE)
    assert rule not in {finding.rule for finding in after}
    assert {f.rule for f in blockers(after)} <= {f.rule for f in blockers(before)}
    assert digits(better) == digits(content)
    assert KEPT.findall(better.body) == KEPT.findall(content.body)
    assert MENDS[rule].change(better) == better


@pytest.mark.parametrize(
    "said",
    [
        *("an addict", "a junkie", "drug abuse", "alcoholics", "the schizophrenic", "diabetic patients", "asthmatics"),
        *("the epileptic who", "the mentally ill", "insane", "mentally retarded", "crippled", "wheelchair-bound"),
        *("confined to a wheelchair", "the elderly", "the obese", "suffers from", "stricken with", "stroke victims"),
        *("commits suicide", "failed suicide", "dirty urine", "clean drug tests", "drug habit", "non-compliant"),
        *("noncompliance", "afflicted by", "lunatics", "handicapped", "druggies", "substance abusers"),
    ],
)
def test_words_that_may_hurt_are_found_wherever_one_of_their_stems_is(said: str) -> None:
    found = [finding.rule for finding in inspect(ArticleContent(body=f"Here is {said} is."), HOUSE)]

    assert "word that may hurt" in found
