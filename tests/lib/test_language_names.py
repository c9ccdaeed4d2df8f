"""Languages by their names."""

import pytest

from medsite.lib.language_names import english_name, own_name


@pytest.mark.parametrize(
    ("locale", "own", "english"),
    [
        ("es", "Español", "Spanish"),
        ("en", "English", "English"),
        ("es-US", "Español (US)", "Spanish (US)"),
        ("es-mx", "Español de Mexico", "Mexican Spanish"),
        ("xx", "xx", "xx"),
    ],
)
def test_a_language_is_called_as_it_calls_itself_and_as_staff_call_it(locale: str, own: str, english: str) -> None:
    assert (own_name(locale), english_name(locale)) == (own, english)
