"""Words as a search compares them: endings that a language takes for the same, and no others."""

import pytest

from medsite.lib import words


def stems(said: str, language: str) -> list[str]:
    return words.stems(said, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("infección", "infecciones"),
        ("vacuna", "vacunas"),
        ("embarazada", "embarazadas"),
        ("vacunado", "vacunadas"),
        ("médico", "médicas"),
        ("niño", "niñas"),
        ("vez", "veces"),
        ("mes", "meses"),
        ("dolor", "dolores"),
        ("enfermedad", "enfermedades"),
        ("síntoma", "sintomas"),
        ("leche", "leches"),
    ],
)
def test_a_spanish_word_is_one_with_its_plural_and_its_gender(one: str, other: str) -> None:
    assert stems(one, "es") == stems(other, "es")


@pytest.mark.parametrize(
    ("one", "other"), [("casa", "caso"), ("peso", "pesa"), ("crisis", "cris"), ("pared", "par"), ("puerto", "puerta")]
)
def test_spanish_words_that_mean_something_else_stay_apart(one: str, other: str) -> None:
    assert stems(one, "es") != stems(other, "es")


def test_english_endings_are_those_of_english_alone() -> None:
    assert stems("stopping stopped", "en") == ["stop", "stop"]
    assert stems("pared", "es") == ["pared"]


def test_a_language_that_is_not_known_keeps_its_endings() -> None:
    assert stems("vaccinations données", "fr") == ["vaccinations", "donnees"]


def test_names_of_several_words_are_found_among_words_the_longest_first() -> None:
    said = list(words.read("Does Vitamin B12 help with high blood pressure"))

    parted = list(words.divided(said, {"vitamin", "vitamin b12", "blood pressure"}, longest=3))

    assert [(words.joined(run), name) for run, name in parted] == [
        ("does", ""), ("vitamin b12", "vitamin b12"), ("help", ""), ("with", ""), ("high", ""),
        ("blood pressure", "blood pressure"),
    ]  # fmt: skip
    assert words.runs(said[:3], longest=2) == {"does", "vitamin", "b12", "does vitamin", "vitamin b12"}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Œdema", "oedema"),
        ("ÆTHER", "aether"),
        ("fœtus", "foetus"),
        ("Sjøgren", "sjogren"),
        ("Łódź", "lodz"),
        ("Đurđević", "durdevic"),
        ("Ħal", "hal"),
        ("Edaleð", "edaled"),
    ],
)
def test_a_letter_that_few_keyboards_have_is_found_as_it_is_typed_without(written: str, typed: str) -> None:
    (word,) = words.read(written)

    assert (word.folded, word.start, word.end) == (typed, 0, len(written))
