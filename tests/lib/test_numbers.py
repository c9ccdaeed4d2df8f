"""Numbers that a browser sends."""

import pytest

from medsite.lib.numbers import whole_number


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("7", 7),
        ("999999999", 999999999),
        ("1000000000", 0),
        ("", 0),
        ("-1", 0),
        (" 1", 0),
        ("x", 0),
        ("²", 0),
        ("١", 0),
    ],
)
def test_what_is_no_number_is_zero(sent: str, number: int) -> None:
    assert whole_number(sent) == number
