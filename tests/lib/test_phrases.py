"""Whether a text says something: not when it denies it, quotes it, or has it in an address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medsite.lib import phrases
from medsite.lib.phrases import Passage, Reading

PROSE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"“”„«»‹›‘’'), max_size=60)
PHRASES = st.sampled_from(["overdose", "chest pain", "suicid*", "self-harm", "kill myself"])
SAID_AS = {"suicid*": "suicidal"}


def words_of(text: str, phrase: str) -> list[str]:
    return [mention.words for mention in Reading([Passage("the text", text)]).mentions(phrase)]


def says(text: str, phrase: str) -> bool:
    return words_of(text, phrase) != []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("An overdose is an emergency.", "overdose"),
        ("OVERDOSES happen.", "overdose"),
        ("Two heart attacks a year.", "heart attack"),
        ("Allergies are common.", "allergy"),
        ("The overdose’s effect", "overdose"),
        ("Suicidality, suicide and suicidal thoughts", "suicid*"),
        ("Self-harm", "self-harm"),
        ("Self\u2011harm", "self-harm"),
        ("Self harm", "self-harm"),
        ("self-\u00adharm", "self-harm"),
        ("an e\u0301tude", "étude"),
        ("an étude", "e\u0301tude"),
        ("ｏｖｅｒｄｏｓｅ", "overdose"),
        ("Straßenlärm", "STRASSENLÄRM"),
        ("pain in the chest; chest\npain".replace("\n", " "), "chest pain"),
    ],
)
def test_a_phrase_is_found_however_it_is_spelt(text: str, phrase: str) -> None:
    assert says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("overdosed", "overdose"),
        ("misstroke", "stroke"),
        ("strokework", "stroke"),
        ("chest, pain", "chest pain"),
        ("the chest. Pain came later", "chest pain"),
        ("chest\npain", "chest pain"),
        ("suspicious", "suicid*"),
    ],
)
def test_words_have_borders_and_phrases_end_with_the_thought(text: str, phrase: str) -> None:
    assert not says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("There is no risk of overdose.", "overdose"),
        ("There is no evidence of an increased risk of stroke.", "stroke"),
        ("It does not cause strokes.", "stroke"),
        ("It doesn’t lead to overdose.", "overdose"),
        ("It cannot cause an overdose.", "overdose"),
        ("Without chest pain, it is milder.", "chest pain"),
        ("It was never linked to suicide.", "suicid*"),
        ("Neither stroke nor overdose was seen.", "stroke"),
        ("Neither stroke nor overdose was seen.", "overdose"),
        ("No fever, stroke or chest pain.", "stroke"),
        ("No fever, stroke or chest pain.", "chest pain"),
        ("No chest pain, stroke or fever.", "chest pain"),
        ("In the absence of chest pain", "chest pain"),
        ("Free of chest pain", "chest pain"),
        ("Non-suicidal self-injury", "suicid*"),
        ("Overdose has not been reported.", "overdose"),
        ("Strokes were not seen.", "stroke"),
    ],
)
def test_what_is_denied_is_not_said(text: str, phrase: str) -> None:
    assert not says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Do not ignore chest pain.", "chest pain"),
        ("Do not wait if there is chest pain.", "chest pain"),
        ("Not only stroke is a risk.", "stroke"),
        ("There is no doubt that overdose kills.", "overdose"),
        ("It is not without risk of overdose.", "overdose"),
        ("No treatment is without risk of overdose.", "overdose"),
        ("Hardly any sleeping medicine is free of risk of overdose.", "overdose"),
        ("None of these medicines is without a risk of suicide.", "suicid*"),
        ("Nobody denies the risk of suicide.", "suicid*"),
        ("No one denies the risk of suicide.", "suicid*"),
        ("Few are without danger of stroke.", "stroke"),
        ("No. Overdose is possible.", "overdose"),
        ("Is it safe? No: overdose is possible.", "overdose"),
        ("No, overdose or stroke can happen.", "overdose"),
        ("Without treatment, chest pain or stroke can follow.", "chest pain"),
        ("Without treatment, chest pain or stroke can follow.", "stroke"),
        ("No treatment works, stroke or overdose can kill.", "overdose"),
        ("It does not stop overdose.", "overdose"),
        ("It does not cause sleep but overdose.", "overdose"),
        ("This is not a cure; stroke may follow.", "stroke"),
        ("No evidence shows that it prevents overdose.", "overdose"),
        ("No one should die of an overdose.", "overdose"),
        ("Chest pain is not always a sign of it.", "chest pain"),
        ("There is no risk of overdose. Later an overdose came.", "overdose"),
    ],
)
def test_what_only_looks_denied_is_said(text: str, phrase: str) -> None:
    assert says(text, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "She wrote “an overdose” on the form.",
        'She wrote "an overdose" on the form.',
        "Er schrieb „overdose“ dazu.",
        "Il écrit « overdose » là.",
        "the word ‘overdose’ alone",
        "see https://example.org/overdose?x=overdose",
        "see www.example.org/overdose and overdose.org/help",
        "write to overdose@example.org",
    ],
)
def test_quotations_and_addresses_are_not_what_the_text_says(text: str) -> None:
    assert not says(text, "overdose")


@pytest.mark.parametrize(
    "text",
    [
        'He is 5" tall, an overdose, 6" wide',
        "“an opening mark without an end, then an overdose",
        "the patient’s overdose and the doctor’s answer",
        'a " alone, an overdose, and another " alone',
    ],
)
def test_a_mark_that_opens_no_quotation_hides_nothing(text: str) -> None:
    assert says(text, "overdose")


@given(PROSE, PHRASES)
@settings(max_examples=150)
def test_a_sentence_of_its_own_is_found_after_any_prose(before: str, phrase: str) -> None:
    said = SAID_AS.get(phrase, phrase)

    assert says(f"{before}. {said}.", phrase)


@given(PROSE, PHRASES, st.sampled_from(["“{}”", '"{}"', "«{}»", "‘{}’"]))
@settings(max_examples=100)
def test_a_quotation_of_it_adds_nothing(before: str, phrase: str, marks: str) -> None:
    said = SAID_AS.get(phrase, phrase)
    text = f"{before}. "

    assert len(words_of(text + marks.format(said) + ".", phrase)) == len(words_of(text, phrase))


@given(PHRASES, st.sampled_from(["no", "no risk of", "does not cause", "without any", "never led to", "isn't"]))
@settings(max_examples=60)
def test_a_denial_right_before_it_counts_unless_it_is_not_known(phrase: str, denial: str) -> None:
    said = SAID_AS.get(phrase, phrase)

    assert says(f"It is so that {denial} {said}.", phrase) == (denial == "never led to")


@given(st.text(max_size=200), PHRASES)
@settings(max_examples=150)
def test_any_text_can_be_read(text: str, phrase: str) -> None:
    reading = Reading([Passage("the text", text)])

    assert len(reading.mentions(phrase)) <= phrases.MENTIONS_SHOWN
    assert len(reading.doses()) <= phrases.MENTIONS_SHOWN


def test_a_mention_names_its_place_and_the_words_as_written() -> None:
    reading = Reading([Passage("the lead", "Nothing."), Passage("the title", "Suicidal Thoughts")])

    assert [str(mention) for mention in reading.mentions("suicid*")] == ["“Suicidal” in the title"]


def test_two_passages_of_one_place_are_kept_apart() -> None:
    reading = Reading([Passage("the section “A”", "chest"), Passage("the section “A”", "pain; a chest pain")])

    assert len(reading.mentions("chest pain")) == 1


def test_only_the_first_mentions_are_named() -> None:
    assert len(words_of("overdose; " * 50, "overdose")) == phrases.MENTIONS_SHOWN


@pytest.mark.parametrize("text", ["take 5 mg", "0.5 mg daily", "10mcg", "20 µg", "2 mL", "100 units", "1,000 IU"])
def test_a_dose_is_an_amount_with_its_unit(text: str) -> None:
    assert len(Reading([Passage("the body", text)]).doses()) == 1


@pytest.mark.parametrize("text", ["90 mg/dL", "5 mg / L", "5 mmol", "mg", "in 2020", "5 mgx", "he wrote “5 mg” there"])
def test_a_result_of_a_laboratory_is_no_dose(text: str) -> None:
    assert Reading([Passage("the body", text)]).doses() == ()


@pytest.mark.parametrize(
    ("phrase", "message"),
    [("…", "holds no word"), ("a*", "at least three letters"), ("over*dose", "star within a word"), ("overdos*", "")],
)
def test_a_phrase_that_would_match_nonsense_is_named(phrase: str, message: str) -> None:
    assert message in phrases.problem(phrase)
    assert bool(phrases.problem(phrase)) == bool(message)


def test_a_phrase_without_a_word_is_nowhere() -> None:
    assert words_of("anything", "…") == []
