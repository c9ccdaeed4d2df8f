"""Fields that several forms of the desk have."""

from typing import Any

from django import forms

from medsite.lib.numbers import whole_number

NO_RECORD = "0"


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records. What is no key is that of no record, and refused as such: a longer number than the database
    knows would be an error of the server to Django.
    """

    def clean(self, value: Any) -> Any:
        sent = value if isinstance(value, list | tuple) else []
        return super().clean([one if whole_number(str(one)) else NO_RECORD for one in sent])
