"""Reference rescue: texts of a broken list side by side with records of the library."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.content import TEXT_LIMIT
from articles.domain.drafting import conversion
from articles.domain.errors import Refused
from articles.domain.exchange import pasted_sources, rescue
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import say, status_of
from articles.editorial.screens import screen
from articles.models import Draft
from medsite.lib.numbers import whole_number
from people.roles import Role
from references import library, styles
from references.models import Reference


class PasteForm(forms.Form):
    """A list of references as somebody has it."""

    pasted = forms.CharField(
        label="References",
        max_length=TEXT_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One reference a line, with the numbers of the article where the list has them.",
    )


@staff_view(Role.WRITER)
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the library has for each source that is only a text; a POST takes what was picked, or a pasted list."""
    draft = get_draft(pk)
    status, picks = 200, _picks(request)
    form = PasteForm(request.POST if "pasted" in request.POST else None)
    if form.is_bound:
        status = _paste(request, draft, form)
        if status == 302:
            return redirect("editorial:rescue", draft.pk)
        draft = get_draft(pk)
    elif request.method == "POST":
        try:
            rescue.take(
                draft,
                picks,
                expected_version=whole_number(request.POST.get("version", "")),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
            draft = get_draft(pk)
        else:
            messages.success(request, "Taken over. The text of the import stays beside each record.")
            return redirect("editorial:rescue", draft.pk)
    content = conversion.draft_content(draft)
    page = Paginator(rescue.lost_places(content), rescue.AT_ONCE).get_page(request.GET.get("page"))
    lost = rescue.look_for(content, list(page)) if draft.is_editable else []
    context = {
        "title": "Find sources in the library",
        "article": draft.article,
        "draft": draft,
        "page": page,
        "lost": [
            (
                item,
                picks.get(item.place),
                [(found, _work(found.reference)) for found in item.candidates],
            )
            for item in lost
        ],
        "empty": len(pasted_sources.empty_places(content)),
        "form": form,
        "with_candidates": sum(bool(item.candidates) for item in lost),
    }
    return screen(request, "editorial/rescue.html", context, status=status)


def _paste(request: HttpRequest, draft: Draft, form: PasteForm) -> int:
    """Take a pasted list; give the status of the answer. What is wrong stands beside the field."""
    if not form.is_valid():
        return 400
    try:
        done = pasted_sources.paste(
            draft,
            form.cleaned_data["pasted"],
            expected_version=whole_number(request.POST.get("version", "")),
            by=signed_in(request),
            now=timezone.now(),
        )
    except Refused as error:
        form.add_error("pasted", str(error))
        return status_of(error)
    messages.success(request, f"Texts for sources that had none: {done.filled}. New sources: {done.added}.")
    if done.left:
        listed = ", ".join(map(str, done.left[:20]))
        messages.warning(request, f"Left as they are, because they have a text or a record: {listed}.")
    return 302


def _work(reference: Reference) -> str:
    return styles.as_html(library.frozen(reference))


def _picks(request: HttpRequest) -> dict[int, int]:
    """What was picked: place in the list to record; "none of these" is left out."""
    sent = {name.removeprefix("pick-"): value for name, value in request.POST.items() if name.startswith("pick-")}
    numbers = {whole_number(place): whole_number(str(value)) for place, value in sent.items()}
    return {place: value for place, value in numbers.items() if place and value}
