"""The forms of the import screens: what is uploaded or pasted, and what is chosen of a proposed change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from articles.domain.exchange.proposals import Choice
from articles.importing.decoding import BYTE_LIMIT, decode
from articles.importing.formats import Format, Piece, pieces
from articles.importing.report import UnreadableSource

FILES_LIMIT = 10
ARTICLES_LIMIT = 20
CHARACTERS_LIMIT = 600_000
"""Of all sources together: they travel with the page, so that nothing has to be chosen twice."""

PASTED = "pasted text"
FORMATS = [
    (Format.AUTO, "Find out"),
    (Format.TEXT, "Plain-text export"),
    (Format.MARKDOWN, "Markdown, with or without front matter"),
    (Format.JSONL, "JSON of ArticleContent"),
]


@dataclass(frozen=True)
class Source:
    """One file or pasted text, as it travels with the page."""

    name: str
    text: str
    format: Format


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files. An empty one is told of under its name, beside the others."""

    widget = _Files

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(_FilesField, self).clean(file, initial) for file in given]


class ImportForm(forms.Form):
    """Files or a pasted text. ``sources`` are all that could be read as text, ``problems`` sentences on the others."""

    uploads = _FilesField(
        label="Files",
        required=False,
        help_text=f"Up to {FILES_LIMIT} files: .txt, .md, .json, .jsonl. Word documents and PDF are not read.",
    )
    text = forms.CharField(
        label="Or paste the text of one article",
        required=False,
        strip=False,
        max_length=CHARACTERS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    format = forms.ChoiceField(
        label="Format", required=False, choices=FORMATS, help_text="“Find out” looks at the name, then at the text."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources: list[Source] = []
        self.problems: list[UnreadableSource] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        files: Sequence[UploadedFile] = data.get("uploads") or []
        if len(files) > FILES_LIMIT:
            self.add_error(
                "uploads",
                f"You chose {len(files)} files; {FILES_LIMIT} can be imported at once. For more, ask an operator to "
                "run import_articles.",
            )
            return data
        chosen = Format(data.get("format") or Format.AUTO)
        for file in files:
            self._read(str(file.name or "file")[:200], file.read(BYTE_LIMIT + 1), chosen)
        text = str(data.get("text") or "")
        if text.strip():
            self._read(PASTED, text.encode("utf-8", errors="replace"), chosen)
        if not self.sources and not self.problems and not self.errors:
            self.add_error("text", "Choose a file, or paste a text.")
        total = sum(len(source.text) for source in self.sources)
        if total > CHARACTERS_LIMIT:
            self.add_error(
                "uploads",
                f"These sources have {total:,} characters together; {CHARACTERS_LIMIT:,} can be imported at once. "
                "Import them one after the other.",
            )
        return data

    def _read(self, name: str, data: bytes, chosen: Format) -> None:
        try:
            self.sources.append(Source(name, decode(data, source=name), chosen))
        except UnreadableSource as error:
            self.problems.append(error)


class CarriedForm(forms.Form):
    """A source that was checked and travels with the page."""

    name = forms.CharField(max_length=200, strip=False, widget=forms.HiddenInput)
    text = forms.CharField(max_length=CHARACTERS_LIMIT, strip=False, widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=FORMATS, widget=forms.HiddenInput)
    as_new = forms.BooleanField(label="This is another article: make a new one", required=False)

    def source(self) -> Source:
        """What was checked. Call it when the form is valid. Raises UnreadableSource."""
        data = self.cleaned_data
        text = decode(data["text"].encode("utf-8", errors="replace"), source=data["name"])
        return Source(data["name"], text, Format(data["format"]))


CarriedSources = forms.formset_factory(
    CarriedForm, extra=0, min_num=1, max_num=FILES_LIMIT + 1, validate_min=True, validate_max=True
)


def articles_in(source: Source) -> list[Piece]:
    """The articles of a source. Raises UnreadableSource where there are more than a screen takes."""
    name = "" if source.name == PASTED else source.name
    found = list(pieces(source.text, source=source.name, kind=source.format, name=name))
    if len(found) > ARTICLES_LIMIT:
        raise UnreadableSource(
            f"This file holds {len(found)} articles; {ARTICLES_LIMIT} can be imported here at once. Ask an operator to "
            "run import_articles.",
            source=source.name,
        )
    return found


def choices_in(data: Any, names: Sequence[str]) -> dict[str, Choice]:
    """What was chosen for each field of a proposed change; what is no choice keeps the draft."""
    found = {}
    for name in names:
        typed = data.get(f"choice-{name}", "")
        found[name] = Choice(typed) if typed in set(Choice) else Choice.KEEP
    return found
