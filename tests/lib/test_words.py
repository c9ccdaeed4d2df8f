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
