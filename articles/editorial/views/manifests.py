"""Manifests: list, make, open, sample, sign."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.errors import Refused
from articles.domain.overlay.standing import standing
from articles.domain.reviewing import manifests
from articles.editorial import step_up
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.manifest_forms import ManifestForm, ManifestSignForm
from articles.editorial.screens import screen
from articles.models import Manifest, ManifestItem
from medsite.lib.canonical import grouped
from people.roles import Role

SHOWN = 200


@require_safe
@staff_view()
def listing(request: HttpRequest) -> HttpResponse:
    """All manifests, the newest first."""
    rows = Manifest.objects.select_related("made_by", "run").prefetch_related("signings__by")
    context = {"title": "Manifests", "manifests": rows.annotate(size=Count("items")).order_by("-pk")[:SHOWN]}
    return screen(request, "editorial/manifests.html", context)


@staff_view()
def make(request: HttpRequest) -> HttpResponse:
    """Choose texts that wait for a decision, and make a manifest of them."""
    form = ManifestForm(request.POST or None)
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST":
        try:
            manifest = manifests.make_manifest(
                list(form.cleaned_data["texts"]),
                title=form.cleaned_data["title"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:manifest", manifest.pk)
    return screen(request, "editorial/manifest_make.html", {"title": "New manifest", "form": form}, status=status)


@staff_view()
def manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in a manifest and what was read of it; a POST signs."""
    found = get_object_or_404(Manifest.objects.select_related("made_by", "run"), pk=pk)
    form = ManifestSignForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _sign(request, found, form)
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:manifest", found.pk)
    return _screen(request, found, form, status=status)


@require_POST
@staff_view(Role.CLINICIAN)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the system choose what is to be read."""
    found = get_object_or_404(Manifest.objects.select_related("made_by", "run"), pk=pk)
    try:
        size = manifests.draw_sample(found, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return _screen(request, found, ManifestSignForm(), status=say(request, error))
    messages.success(request, f"{size} text{'s were' if size > 1 else ' was'} chosen for you to read.")
    return redirect("editorial:manifest", found.pk)


@require_POST
@staff_view(Role.CLINICIAN)
def open_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that this clinician opens a text, and show it."""
    item = get_object_or_404(ManifestItem.objects.select_related("manifest"), pk=pk)
    try:
        manifests.note_opening(item, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return _screen(request, item.manifest, ManifestSignForm(), status=say(request, error))
    return redirect("editorial:review", item.revision_id)


def _sign(request: HttpRequest, found: Manifest, form: ManifestSignForm) -> None:
    now = timezone.now()
    signing = manifests.sign(
        found,
        shown=form.cleaned_data["shown"],
        evidence=step_up.evidence_for(request, now=now),
        statement=form.spoken_statement,
        confirmed=form.cleaned_data["confirmed"],
        by=signed_in(request),
        now=now,
    )
    messages.success(request, f"You signed {signing.signed} of {signing.items} texts.")


def _screen(request: HttpRequest, found: Manifest, form: ManifestSignForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    seen = manifests.overview(found, user=signed_in(request), now=now)
    if form.is_bound:
        # What is shown now is what the next attempt signs.
        data = request.POST.copy()
        data["shown"] = seen.shown
        form.data = data
    else:
        form = ManifestSignForm(initial={"shown": seen.shown})
    context = {
        "title": found.title,
        "manifest": found,
        "seen": seen,
        "fingerprint": grouped(found.digest, groups=16),
        "notices": standing(seen.all_notices),
        "signings": list(manifests.signings(found)),
        "form": form,
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/manifest.html", context, status=status)
