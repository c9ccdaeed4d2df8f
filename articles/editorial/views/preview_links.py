"""Showing a draft to somebody outside: the links that there are, a new one, and ending one."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.domain.drafting import preview_links
from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.preview_link_forms import SENT, PreviewLinkForm
from articles.editorial.screens import screen
from articles.models import Draft, PreviewLink


@staff_view(*preview_links.REVOKERS)
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Who outside may see a draft; a POST lets one more person. The address is shown once, and stored nowhere."""
    draft, now = get_draft(pk), timezone.now()
    most = current_policy().preview_days_most
    form = PreviewLinkForm(request.POST or None, most=most, revision=draft.revision)
    made, status, is_mailed = None, 200, False
    if request.method == "POST":
        status = 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = preview_links.make(
                    draft,
                    revision=draft.revision if data["text"] == SENT else None,
                    name=data["name"],
                    email=data["email"],
                    why=data["why"],
                    days=data["days"],
                    mailed=data["mailed"],
                    by=signed_in(request),
                    now=now,
                )
            except Refused as error:
                status = say(request, error)
            else:
                is_mailed = data["mailed"]
                status, form = 200, PreviewLinkForm(most=most, revision=draft.revision)
    context = {
        "title": "Show it to somebody outside",
        "article": draft.article,
        "draft": draft,
        "form": form,
        "most": most,
        "made": made and made.link,
        "is_mailed": is_mailed,
        "address": made and _address(made.token),
        "mail": made and _mail(draft, made),
        "why_not": preview_links.why_not_make(draft, signed_in(request)),
        "links": links_of(draft),
    }
    return screen(request, "editorial/preview_links.html", context, status=status)


@require_POST
@staff_view(*preview_links.REVOKERS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    link = get_object_or_404(PreviewLink.objects.select_related("draft__article"), pk=pk)
    try:
        preview_links.revoke(link, by=signed_in(request), now=timezone.now())
    except Refused as error:
        say(request, error)
    else:
        messages.success(request, f"The link for {link.name} opens nothing any more.")
    return redirect("editorial:preview-links", link.draft_id)


def links_of(draft: Draft) -> list[object]:
    """The links of a draft as its screens list them. Two queries."""
    rows = list(draft.preview_links.listed())
    for row in rows:
        row.draft = draft
    return list(preview_links.with_ends(rows, now=timezone.now()))


def _address(token: str) -> str:
    return settings.SITE_URL + reverse("outside:preview", args=[token])


def _mail(draft: Draft, made: preview_links.Made) -> str:
    """A mail to the person, to be opened in the mail program of whoever made the link."""
    until = timezone.localdate(made.link.expires_at)
    text = (
        f"Hello {made.link.name},\n\nhere is the draft “{draft.article}”. Nobody has reviewed it: please keep it and "
        f"this address to yourself. It opens until {until:%-d %B %Y}.\n\n{_address(made.token)}\n"
    )
    return f"mailto:{quote(made.link.email, safe='@')}?subject={quote('A draft to look at')}&body={quote(text)}"
