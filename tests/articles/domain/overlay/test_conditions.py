"""Conditions of rules: when they hold, in words, and as lines that people type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.choices import Condition
from articles.domain.knowledge.facts import Facts
from articles.domain.overlay import conditions
from medsite.lib.phrases import Passage, Reading

FACTS = Facts(
    topics=frozenset({"mental-health"}),
    subjects=frozenset({"clonazepam"}),
    classes=frozenset({"benzodiazepine"}),
    kinds=frozenset({"drug"}),
    audience="parents",
    article_type="comparison",
    funding="sponsored",
    locale="en-GB",
    marks=frozenset({"off_label"}),
    retracted=frozenset({"smith2001"}),
    corrected=True,
    overdue=True,
    reading=Reading([Passage("the lead", "It interacts with alcohol. Take 5 mg.")]),
    searched=Reading([Passage("search", "i want to die")]),
)
NOTHING = Facts(frozenset(), frozenset(), frozenset(), "public", overdue=False)
HOLDING = {
    Condition.ALWAYS: "",
    Condition.TOPIC: "heart | mental-health",
    Condition.SUBJECT: "clonazepam",
    Condition.SUBJECT_KIND: "drug",
    Condition.DRUG_CLASS: "z-drug | benzodiazepine",
    Condition.ARTICLE_TYPE: "comparison",
    Condition.AUDIENCE: "parents",
    Condition.FUNDING: "sponsored",
    Condition.MARK: "off_label",
    Condition.LOCALE: "en",
    Condition.TEXT: "overdose | interact*",
    Condition.SEARCH: "end my life | want to die",
    Condition.DOSE: "",
    Condition.RETRACTED: "",
    Condition.CORRECTED: "",
    Condition.OVERDUE: "",
}


@pytest.mark.parametrize("kind", Condition)
def test_each_kind_holds_for_its_fact_alone(kind: Condition) -> None:
    asked = [{"kind": kind.value, "value": HOLDING[kind]}]

    assert conditions.problem(asked) == ""
    assert conditions.why(asked, FACTS) is not None
    assert (conditions.why(asked, NOTHING) is not None) == (kind in {Condition.ALWAYS, Condition.LOCALE})


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("topic", ("topic: mental-health",)),
        ("text", ("words: “interacts” in the lead",)),
        ("dose", ("a dose in the text: “5 mg” in the lead",)),
        ("retracted", ("a cited source was retracted: smith2001",)),
        ("always", ()),
        ("overdue", ("review overdue",)),
    ],
)
def test_the_fact_that_made_a_rule_apply_is_said(kind: str, said: tuple[str, ...]) -> None:
    assert conditions.why([{"kind": kind, "value": HOLDING[Condition(kind)]}], FACTS) == said


def test_joined_conditions_have_to_hold_together() -> None:
    drug_and_word = [{"kind": "subject_kind", "value": "drug", "and": [{"kind": "text", "value": "interact*"}]}]

    assert conditions.why(drug_and_word, FACTS) == ("kind of subject: drug and words: “interacts” in the lead",)
    assert conditions.why(drug_and_word, NOTHING) is None
    assert conditions.why([drug_and_word[0] | {"and": [{"kind": "text", "value": "overdose"}]}], FACTS) is None


def test_a_region_is_part_of_its_language_and_not_the_other_way_round() -> None:
    assert conditions.why([{"kind": "locale", "value": "en-US"}], FACTS) is None
    assert conditions.why([{"kind": "locale", "value": "en-gb"}], FACTS) == ("language: en-gb",)


def test_a_rule_in_words() -> None:
    rule = conditions.from_lines("drug class: benzodiazepine | opioid\nkind of subject: drug + words: interact*")

    assert conditions.describe(rule) == (
        "drug class: benzodiazepine or opioid, or kind of subject: drug and words: interact*"
    )


@given(
    st.lists(
        st.lists(st.sampled_from([*HOLDING.items()]), min_size=1, max_size=3),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60)
def test_lines_read_back_as_what_they_were_written_from(rows: list[list[tuple[Condition, str]]]) -> None:
    made = []
    for first, *others in rows:
        row: dict[str, object] = {"kind": first[0].value, "value": first[1]}
        if others:
            row["and"] = [{"kind": kind.value, "value": value} for kind, value in others]
        made.append(row)

    assert conditions.from_lines(conditions.as_lines(made)) == made


def test_a_line_that_is_no_condition_is_named() -> None:
    with pytest.raises(conditions.Unreadable, match="“weather: rain” is no condition"):
        conditions.from_lines("topic: heart\nweather: rain")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([], "at least one condition"),
        ("topic", "at least one condition"),
        ([1], "A condition is"),
        ([{"kind": "topic", "value": "x", "and": 1}], "A condition is"),
        ([{"kind": "topic", "value": "x", "and": [1]}], "begins with one of"),
        ([{"kind": "weather"}], "begins with one of"),
        ([{"kind": "topic", "value": " | "}], "needs a value"),
        ([{"kind": "audience", "value": "martians"}], "no value of “Audience”"),
        ([{"kind": "text", "value": "a*"}], "at least three letters"),
        ([{"kind": "text", "value": "x" * 3000}], "too long"),
        ([{"kind": "always"}] * 100, "at most 60"),
    ],
)
def test_conditions_that_ask_nonsense_are_named(asked: object, message: str) -> None:
    assert message in conditions.problem(asked)
