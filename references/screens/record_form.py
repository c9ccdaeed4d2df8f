"""A record as a person edits it: plain fields for what most works have, the whole record as CSL-JSON below."""

import json
import re
from typing import Any, cast

from django import forms
from django.forms.fields import InvalidJSONInput
from django.http import QueryDict

from medsite.lib import canonical
from references import csl
from references.formats import dates, names
from references.models import Reference

KINDS = {
    "article-journal": "Journal article",
    "article": "Preprint",
    "book": "Book",
    "chapter": "Chapter of a book",
    "report": "Report or guideline",
    "webpage": "Web page",
    "paper-conference": "Conference paper",
    "thesis": "Thesis",
    "dataset": "Data set",
    "article-newspaper": "Newspaper article",
    "document": "Something else",
}
DATE_HELP = "2025-06-30, 2025-06 or 2025."


class _Long(forms.TextInput):
    def __init__(self) -> None:
        super().__init__(attrs={"class": "vTextField"})


class PeopleField(forms.CharField):
    """Names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "vLargeTextField"})

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            help_text="One a line: Family, Given. A group or an institution: its name and a comma.",
        )


_TEXTS = {
    "title_field": "title",
    "container_field": "container-title",
    "short": "container-title-short",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "edition": "edition",
    "publisher": "publisher",
    "place": "publisher-place",
    "doi_field": "DOI",
    "pmid_field": "PMID",
    "pmcid_field": "PMCID",
    "isbn_field": "ISBN",
    "address": "URL",
}
_PEOPLE = {"authors_field": "author", "editors_field": "editor"}
_PART_OF_A_DATE = re.compile(r"\d+|[^\W\d_]{3,}")
_DATES = {"issued": "issued", "accessed": "accessed"}
PLACES = {**_TEXTS, **_PEOPLE, **_DATES, "kind": "type"}
"""The plain fields, and what of the record each one holds."""


class WholeRecordField(forms.JSONField):
    """JSON as it was typed: what cannot be read is shown again as it is, however deep or large it was."""

    def to_python(self, value: Any) -> Any:
        try:
            record = super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(
                "This cannot be read as JSON: it is nested too deep, or holds a number that is too long."
            ) from error
        if record is not None and not isinstance(record, dict):
            raise forms.ValidationError("This is JSON, but no record: a record begins with { and ends with }.")
        return record

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput(data) if isinstance(data, str) else super().bound_data(data, initial)


class RecordForm(forms.ModelForm):
    """What is changed in a plain field goes into the record; everything else of the record stays as it is."""

    kind = forms.ChoiceField(label="Kind of work", choices=[("", "Choose"), *KINDS.items()], required=False)
    title_field = forms.CharField(
        label="Title", required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
    )
    authors_field = PeopleField("Authors")
    editors_field = PeopleField("Editors")
    container_field = forms.CharField(label="Journal, book or site", required=False, widget=_Long())
    short = forms.CharField(
        label="Its abbreviation", required=False, help_text="As NLM abbreviates it, such as Lancet."
    )
    issued = forms.CharField(label="Published", required=False, help_text=DATE_HELP)
    volume = forms.CharField(label="Volume", required=False)
    issue = forms.CharField(label="Issue", required=False)
    page = forms.CharField(label="Pages", required=False)
    edition = forms.CharField(label="Edition", required=False)
    publisher = forms.CharField(label="Publisher", required=False)
    place = forms.CharField(label="Place", required=False)
    doi_field = forms.CharField(label="DOI", required=False)
    pmid_field = forms.CharField(label="PMID", required=False)
    pmcid_field = forms.CharField(label="PMCID", required=False)
    isbn_field = forms.CharField(label="ISBN", required=False)
    address = forms.CharField(label="Address", required=False, widget=_Long(), help_text="Begins with https://.")
    accessed = forms.CharField(label="Read there on", required=False, help_text=DATE_HELP)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """What the record was when the form was shown."""

    class Meta:
        model = Reference
        fields = ("key", "csl", "study_type", "evidence", "notes")
        field_classes = {"csl": WholeRecordField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.instance.csl if self.instance.pk else {}
        self._today = _said(self.instance) if self.instance.pk else {}
        self.initial["seen"] = _digest(self._today)
        for name, place in PLACES.items():
            self.initial.setdefault(name, _shown(record, name, place))
        if (kind := record.get("type")) and kind not in KINDS:
            self.fields["kind"].choices = [*self.fields["kind"].choices, (kind, kind)]  # type: ignore[attr-defined]  # a ChoiceField
        if "csl" in self.fields:
            self.fields["csl"].required = False
            self.fields["csl"].label = "The whole record as CSL-JSON"
            self.fields["csl"].help_text = "For what has no field above. What is changed above counts."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        record = data.get("csl")
        if record is None:
            record = {}
        self._refuse_what_is_stale(data)
        key = data.get("key") or self.instance.key  # the field is read-only once the record is there
        if self.errors or not isinstance(record, dict):
            return data
        record = dict(record)
        was_bare = record.get("status") == csl.IDENTIFIER_ONLY
        for name in self._typed():
            self._take(record, name, data.get(name) or "")
        if was_bare and record.get("title") != self.instance.csl.get("title"):
            record.pop("status", None)
        if not record.get("type"):
            self.add_error("kind", "Choose the kind of work; it decides how the source is set.")
        if self.errors or not key:
            return data
        try:
            data["csl"] = csl.clean(record | {"id": key})
        except csl.InvalidRecord as error:
            self.add_error(self._field_of(str(error)), str(error))
        return data

    def _refuse_what_is_stale(self, data: dict[str, Any]) -> None:
        """Somebody, or a file, changed the record while this form was open: say what, and let a person decide."""
        if "csl" not in data:
            return  # what was typed cannot be compared yet; the next save that can be read is warned
        seen, now = data.get("seen"), _digest(self._today)
        if not self._today or not seen or seen == now:
            return
        mine = (data.get("csl") or {}) | {name: data.get(name) or "" for name in _NOTED}
        theirs = [
            f"{name} is {_short(self._today.get(name))}, here {_short(mine.get(name))}"
            for name in sorted(self._today.keys() | mine.keys())
            if name != "id" and self._today.get(name) != mine.get(name)
        ]
        said = "; ".join(theirs[:10])
        self.add_error(
            None,
            "This record was changed while you had it open"
            + (f": {said}. " if said else ". ")
            + "Nothing was stored. Take over what should stay, then save again; or open the record anew.",
        )
        again = cast("QueryDict", self.data).copy()
        again[self.add_prefix("seen")] = now
        self.data = again

    def _typed(self) -> list[str]:
        """Plain fields that were sent with another value than they were shown with."""
        return [name for name in PLACES if self.add_prefix(name) in self.data and name in self.changed_data]

    def _take(self, record: dict[str, Any], name: str, text: str) -> None:
        place = PLACES[name]
        if not text.strip():
            record.pop(place, None)
        elif name in _PEOPLE:
            people = record.get(place)
            there = {names.written(one): one for one in people if _is_person(one)} if isinstance(people, list) else {}
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            record[place] = [there.get(line) or names.parse(line) for line in lines]
        elif name in _DATES:
            date = dates.parse(text)
            if date and len(date["date-parts"][0]) >= len(_PART_OF_A_DATE.findall(text)):
                record[place] = date
            else:
                self.add_error(name, f"This is no date. Write it as {DATE_HELP}")
        else:
            record[place] = text.strip()

    def _field_of(self, message: str) -> str:
        place = message.partition(":")[0]
        return next((name for name, own in PLACES.items() if own == place and name in self._typed()), "csl")


_PARTS_OF_A_NAME = ("literal", "family", "given", "suffix", "dropping-particle", "non-dropping-particle")


def _is_person(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(part, ""), str) for part in _PARTS_OF_A_NAME)


_NOTED = ("study_type", "evidence", "notes")


def _said(reference: Reference) -> dict[str, Any]:
    """All that the form can change of a record."""
    return dict(reference.csl) | {name: getattr(reference, name) for name in _NOTED}


def _digest(said: dict[str, Any]) -> str:
    return canonical.digest("medsite-reference-form", json.dumps(said, sort_keys=True)) if said else ""


def _short(value: Any) -> str:
    if not value:
        return "empty"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text[:60]}”" if len(text) <= 60 else f"“{text[:60]}…”"


def _shown(record: dict[str, Any], name: str, place: str) -> str:
    if name in _PEOPLE:
        return "\n".join(names.written(person) for person in record.get(place, []))
    if name in _DATES:
        return dates.joined(record, place, "-")
    return csl.text(record, place)


FIELDSETS: tuple[tuple[str | None, tuple[str | tuple[str, ...], ...]], ...] = (
    (
        None,
        (
            "key",
            "kind",
            "title_field",
            "authors_field",
            "container_field",
            "short",
            "issued",
            ("volume", "issue", "page"),
            "seen",
        ),
    ),
    ("Identifiers", (("doi_field", "pmid_field", "pmcid_field"), "address", "accessed")),
    ("Books and reports", ("editors_field", ("edition", "isbn_field"), ("publisher", "place"))),
    ("What staff say of it", ("study_type", "evidence", "notes")),
)
