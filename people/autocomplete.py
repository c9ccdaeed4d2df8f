"""Autocomplete fields that show a form again, whatever was sent in their place.

Django's own ask the database for the label of whatever a request holds, and fail where that is no key.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from medsite.lib.numbers import MOST_DIGITS, whole_number


def keys(value: Any) -> list[Any]:
    """Those of the values of a field that can be keys."""
    return [one for one in value or () if whole_number(str(one))]


class SafeAutocomplete(AutocompleteSelect):
    def optgroups(self, name: Any, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, keys(value), attrs)


class SafeAutocompleteMultiple(AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What is too long for a key is cut, so that the field calls it a mistake; the database would fail on it."""
        return [
            f"{one[:MOST_DIGITS]}…" if len(one) > MOST_DIGITS else one
            for one in super().value_from_datadict(data, files, name) or ()
        ]

    def optgroups(self, name: Any, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, keys(value), attrs)
