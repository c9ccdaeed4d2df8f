"""Texts in a language whose words nobody listed: numbers and names count as ever, and each sentence that changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medsite.lib.phrases import Passage
from medsite.lib.safety import Act, Kind, SafetyChange, compare, compare_every_sentence, rules_for

NAMES = {"clonazepam": "clonazepam"}
OLD = "## Dosis\n\nTome 5 mg por la noche. No conduzca.\n\n- Beba agua.\n- Duerma bien."


def changes(old: str, new: str) -> tuple[SafetyChange, ...]:
    return compare_every_sentence([Passage("Cuerpo", old)], [Passage("Cuerpo", new)], NAMES)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.kind.value, change.act.value) for change in changes(old, new)]


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (OLD, []),
        (OLD.replace("5 mg", "50 mg"), [("dose", "changed")]),
        (OLD.replace("Duerma bien", "Duerma poco"), [("words not judged", "changed")]),
        (OLD.replace("- Beba agua.\n", ""), [("words not judged", "removed")]),
        (OLD + "\n- Camine.", [("words not judged", "added")]),
        (OLD.replace("noche", "mañana"), [("words not judged", "changed")]),
        (OLD.replace("Dosis", "No tome"), [("negation", "added"), ("words not judged", "changed")]),
        (OLD.replace("Duerma", "duerma"), [("words not judged", "changed")]),
        (OLD.replace("\n\n- Beba", "\n\n\n* Beba"), []),
        (OLD.replace("Tome 5 mg por la noche.", "Tome 5 mg\npor la  *noche*."), []),
    ],
)
def test_each_sentence_that_is_spelled_otherwise_is_a_change(new: str, found: list[tuple[str, str]]) -> None:
    assert list(dict.fromkeys(told(OLD, new))) == found


def test_a_lost_negation_of_another_language_cannot_pass_unseen() -> None:
    old, new = "Jamás lo mezcle con alcohol.", "Siempre lo mezcle con alcohol."
    assert compare([Passage("Cuerpo", old)], [Passage("Cuerpo", new)], NAMES) == ()

    assert changes(old, new) == (SafetyChange(Kind.WORDS, Act.CHANGED, "Cuerpo", "", "", old, new),)


@pytest.mark.parametrize(("old", "new"), [("1,000 mg", "1000 mg"), ("1.500 g", "1.5 g"), ("0,50 mg", "0,5 mg")])
def test_two_spellings_of_a_number_are_the_same_in_english_only(old: str, new: str) -> None:
    """In Spanish "1,000" is one and "1.500" is more than a thousand."""
    before, after = [Passage("Cuerpo", f"Tome {old}.")], [Passage("Cuerpo", f"Tome {new}.")]

    assert compare(before, after, NAMES) == ()
    assert [change.kind for change in compare_every_sentence(before, after, NAMES)] == [Kind.WORDS]


def test_a_sentence_that_stands_elsewhere_is_gone_there_and_new_here() -> None:
    old = "## Tome\n\nUna pastilla.\n\n## Evite\n\nEl alcohol."
    new = "## Tome\n\nEl alcohol.\n\n## Evite\n\nUna pastilla."

    assert {change.kind for change in changes(old, new)} == {Kind.WORDS}
    assert {text for change in changes(old, new) for text in (change.old_sentence, change.new_sentence)} >= {
        "El alcohol.",
        "Una pastilla.",
    }


@given(st.text(max_size=200))
def test_a_text_is_no_change_of_itself(text: str) -> None:
    assert changes(text, text) == ()


def test_the_rules_have_a_name_for_english_and_one_for_the_others() -> None:
    assert [rules_for(locale) for locale in ("en", "en-GB", "es", "enm")] == [
        "safety-3",
        "safety-3",
        "safety-3, every sentence",
        "safety-3, every sentence",
    ]
