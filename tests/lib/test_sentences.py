"""Where sentences end."""

import pytest

from medsite.lib.sentences import spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One", ["One"]),
        ("One. Two.", ["One.", "Two."]),
        ("Is it so? Yes! Good…  Then", ["Is it so?", "Yes!", "Good…", "Then"]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("It is 2.5 mg. More is less.", ["It is 2.5 mg.", "More is less."]),
        ("Some drugs, e.g. Sample, help. Others do not.", ["Some drugs, e.g. Sample, help.", "Others do not."]),
        ("Dr. Sample et al. Found it.", ["Dr. Sample et al. Found it."]),
        ("A. Sample wrote it. vs. nothing", ["A. Sample wrote it. vs. nothing"]),
    ],
)
def test_a_text_is_divided_into_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == expected


def test_no_word_is_lost() -> None:
    text = "A first one (e.g. this). And? yes. Of course! "

    assert "".join(text[start:end] for start, end in spans(text)).replace(" ", "") == text.replace(" ", "")
