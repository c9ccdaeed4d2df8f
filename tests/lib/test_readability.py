"""Syllables, sentences and grades; the sample words were counted by hand."""

import pytest

from medsite.lib import prose
from medsite.lib.readability import Counts, count, syllables

WORDS = {
    1: ("the", "take", "takes", "sleep", "stopped", "blood"),
    2: (
        "table",
        "doctor",
        "reduced",
        "wanted",
        "patients",
        "people",
        "horses",
        "changes",
        "simple",
        "disease",
        "trial",
    ),
    3: ("medicine", "area", "depression", "physician", "idea", "period", "serious", "nausea", "medical", "quietly"),
    4: ("serotonin", "clonazepam", "anxiety", "insomnia", "diabetes", "influenza", "available", "GABA"),
    6: ("acetaminophen", "benzodiazepine"),
}


@pytest.mark.parametrize("number", WORDS)
def test_syllables_are_counted_as_they_are_spoken(number: int) -> None:
    assert [word for word in WORDS[number] if syllables(word) != number] == []


def test_the_grades_are_those_of_the_formulas() -> None:
    counts = Counts(sentences=30, words=450, syllables=720, long_words=49)

    assert counts.flesch_kincaid == pytest.approx(0.39 * 15 + 11.8 * 1.6 - 15.59)
    assert counts.smog == pytest.approx(1.0430 * 7 + 3.1291)


def test_below_ten_sentences_there_is_no_grade() -> None:
    short, enough = count(["It is so. "] * 9), count(["It is so. "] * 10)

    assert (short.flesch_kincaid, short.smog) == (None, None)
    assert enough.flesch_kincaid is not None
    assert enough.smog == pytest.approx(3.1291)
    assert count([]).flesch_kincaid is None


def test_a_sentence_ends_where_a_reader_stops() -> None:
    counts = count(
        ["Dr. Sample takes 0.5 mg, e.g. at night, i.e. before bed. It is fine.", "An item without a stop", "5."]
    )

    assert counts.sentences == 3


def test_blocks_have_neither_tables_nor_code_nor_headings_and_keep_the_marks() -> None:
    html = (
        '<h2>Head</h2><p>One <a href="https://e.org">https://e.org</a>.<sup class="cite"><a>[1]</a></sup> Two.</p>'
        "<table><tr><td>Cell</td></tr></table><ul><li>Item <code>x</code></li></ul>"
    )
    first, item = prose.blocks(html)

    assert first.sentences == (f"One {prose.CITE}.", "Two.")
    assert (item.plain, item.is_item, item.follows) == ("Item", True, False)
