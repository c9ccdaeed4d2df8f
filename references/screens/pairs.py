"""Records that may be one work, side by side: keep one, or both."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from references import library, pairs, styles
from references.library import CannotMerge
from references.matching import Likeness
from references.models import Reference
from references.screens.forms import PairForm
from references.screens.importing import writers_only

FIELDS = (
    ("container-title", "Journal or book"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("page", "Pages"),
    ("DOI", "DOI"),
    ("PMID", "PMID"),
    ("URL", "Address"),
)


def show(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """The pairs; a POST merges one, or keeps its records apart."""
    by = writers_only(request)
    status, error = 200, ""
    if request.method == "POST":
        form = PairForm(request.POST)
        rows = (
            Reference.objects.in_bulk([form.cleaned_data["one"], form.cleaned_data["two"]]) if form.is_valid() else {}
        )
        if len(rows) != 2:
            status, error = 400, "These are not two records of the library. Look at the list again."
        else:
            one, two = rows[form.cleaned_data["one"]], rows[form.cleaned_data["two"]]
            try:
                messages.success(request, _decide(form.cleaned_data, one, two, by=by))
                return redirect("admin:references_pairs")
            except CannotMerge as refusal:
                status, error = 400, str(refusal)
    found = pairs.possible_pairs()
    context = frame | {
        "title": "Records that may be one work",
        "error": error,
        "pairs": [_shown(pair) for pair in found],
        "more": len(found) == pairs.LIMIT,
    }
    return TemplateResponse(request, "admin/references/pairs.html", context, status=status)


def _decide(data: dict[str, Any], one: Reference, two: Reference, *, by: Any) -> str:
    now = timezone.now()
    if data["act"] == "apart":
        pairs.keep_apart(one, two, by=by, now=now)
        return f"Kept apart: {one.key} and {two.key} stay two works. They will not be shown as a pair again."
    kept, other = (one, two) if data["act"] == "one" else (two, one)
    library.merge(kept, other, by=by, now=now, reason=data["reason"])
    return f"Merged: {other.key} went into {kept.key}. What cites {other.key} goes on to do so, and shows {kept.key}."


def _shown(pair: pairs.Pair) -> dict[str, Any]:
    return {
        "one": pair.one,
        "two": pair.two,
        "is_sure": pair.likeness is Likeness.SAME,
        "reason": pair.reason,
        "records": [
            (pair.one, styles.as_text(pair.one.csl, identifiers=True)),
            (pair.two, styles.as_text(pair.two.csl, identifiers=True)),
        ],
        "fields": [(label, *values) for name, label in FIELDS if any(values := _values(pair, name))],
    }


def _values(pair: pairs.Pair, name: str) -> tuple[str, str]:
    return str(pair.one.csl.get(name, "")), str(pair.two.csl.get(name, ""))
