"""What is uploaded or pasted, and what is decided on a pair."""

from typing import Any

from django import forms

from references import formats
from references.formats import Reading, UnreadableFile

UPLOAD_LIMIT = 10_000_000
RECORD_LIMIT = 3_000
"""Of one file on screen; the command takes more."""

PASTE_LIMIT = 1_000_000
PASTED = "pasted text"


class ImportForm(forms.Form):
    """A file or a pasted text. ``reading``, ``name`` and ``given`` are what came of it."""

    upload = forms.FileField(
        label="File",
        required=False,
        help_text=f"RIS, BibTeX, NBIB, PubMed XML, EndNote XML, CSL-JSON. Up to {UPLOAD_LIMIT // 1_000_000} MB and "
        f"{RECORD_LIMIT:,} references; the command import_references takes more.",
    )
    text = forms.CharField(
        label="Or paste references, or identifiers",
        required=False,
        strip=False,
        max_length=PASTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="A list of DOIs, PMIDs, PMCIDs, ISBNs or NCT numbers, or records in any of the formats.",
    )
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "Find out"), *((item.name, item.label) for item in formats.FORMATS.values())],
    )

    reading: Reading
    name: str
    given: bytes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload, text = data.get("upload"), data.get("text") or ""
        if self.errors:
            return data
        if upload is None and not text.strip():
            raise forms.ValidationError("Choose a file, or paste references.")
        if upload is not None and text.strip():
            raise forms.ValidationError("Choose a file or paste references, not both: only one is read at a time.")
        if upload is not None and upload.size > UPLOAD_LIMIT:
            self.add_error(
                "upload", f"The file has {upload.size:,} bytes; at most {UPLOAD_LIMIT:,} are read. Split it."
            )
            return data
        self.given = upload.read() if upload is not None else text.encode()
        self.name = (upload.name or "file")[-200:] if upload is not None else PASTED
        where = "upload" if upload is not None else "text"
        try:
            self.reading = formats.read(self.given, name=self.name, format_name=data.get("format") or "")
        except UnreadableFile as error:
            self.add_error(where, str(error))
            return data
        if len(self.reading.reads) > RECORD_LIMIT:
            self.add_error(
                where,
                f"It holds {len(self.reading.reads):,} references; {RECORD_LIMIT:,} at a time fit on a screen. "
                "Split it, or ask whoever runs the site for the command import_references.",
            )
        return data


class PairForm(forms.Form):
    """Which of two records is kept, or that both are."""

    one = forms.IntegerField(min_value=1, max_value=2**31)
    two = forms.IntegerField(min_value=1, max_value=2**31)
    act = forms.ChoiceField(choices=[("one", "one"), ("two", "two"), ("apart", "apart")])
    reason = forms.CharField(max_length=500, required=False)
