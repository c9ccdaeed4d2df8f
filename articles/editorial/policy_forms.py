"""The form of a proposed policy, made from the table of its fields."""

from typing import Any

from django import forms

from articles.domain.governance.policy_fields import FIELDS, Kind, PolicyField

TEXT_LIMIT = 20_000


class PolicyForm(forms.Form):
    """Every value of a policy, and why it changes. The limits are those of ``policy_fields``; the verb checks again."""

    reason = forms.CharField(
        label="Why the policy changes",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays with the version for ever.",
    )

    def __init__(self, *args: Any, values: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[field.name] = _form_field(field)
            self.initial.setdefault(field.name, _as_typed(field, values[field.name]))
        self.order_fields([*(field.name for field in FIELDS), "reason"])

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as the screen shows them, by group."""
        names = dict.fromkeys(field.group for field in FIELDS)
        return [(group, [self[field.name] for field in FIELDS if field.group == group]) for group in names]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as a policy stores it."""
        return {field.name: self.cleaned_data[field.name] for field in FIELDS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field in FIELDS:
            if field.kind in {Kind.NAMES, Kind.NUMBERS, Kind.PAIRS} and field.name in data:
                try:
                    data[field.name] = _read(field, data[field.name])
                except ValueError as error:
                    self.add_error(field.name, str(error))
        return data


def _form_field(field: PolicyField) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.help_text}
    match field.kind:
        case Kind.YES_NO:
            return forms.BooleanField(required=False, **common)
        case Kind.NUMBER:
            return forms.IntegerField(min_value=field.least, max_value=field.most, **common)
        case Kind.NUMBERS:
            return forms.CharField(required=False, max_length=500, **common)
    rows = {"rows": 6 if field.name == "checklist" else 3}
    return forms.CharField(required=False, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=rows), **common)


def _as_typed(field: PolicyField, value: Any) -> Any:
    match field.kind:
        case Kind.NAMES:
            return "\n".join(value)
        case Kind.NUMBERS:
            return ", ".join(str(number) for number in value)
        case Kind.PAIRS:
            return "\n".join(f"{key}: {said if isinstance(said, str) else ', '.join(said)}" for key, said in value)
    return value


def _read(field: PolicyField, text: str) -> list[Any]:
    """The list that was typed. Raises ValueError with a sentence."""
    if field.kind == Kind.NUMBERS:
        parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        try:
            return sorted({int(part) for part in parts})
        except ValueError as error:
            raise ValueError("Write whole numbers with commas between them, such as -30, 0, 14.") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if field.kind == Kind.NAMES:
        return list(dict.fromkeys(line.replace(" ", "") for line in lines))
    return [_pair(field, line) for line in lines]


def _pair(field: PolicyField, line: str) -> list[Any]:
    # What a text is about has a colon of its own, as in class:opioid.
    parts = line.rpartition(":") if field.name == "specialties_by_subject" else line.partition(":")
    key, colon, said = (part.strip() for part in parts)
    if not colon or not said:
        raise ValueError(f"Write a short name, a colon and the rest: “{line[:60]}” has no colon, or nothing behind it.")
    if field.name == "checklist":
        return [key, said]
    return [key, [role.strip() for role in said.split(",") if role.strip()]]
