"""What shows an auditor that a text was signed: the approval pack of a publication."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.domain.errors import Refused
from articles.domain.pack.making import make_pack, pack_name
from articles.editorial.access import get_article, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from people.roles import Role


@require_safe
@staff_view(Role.PUBLISHER, Role.CLINICIAN, Role.ADMINISTRATOR)
def approval_pack(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The pack as a file to keep. It names people, so nothing on the way may store it."""
    article = get_article(pk)
    publication = get_object_or_404(article.publications.select_related("article"), number=number)
    try:
        pack = make_pack(publication, by=signed_in(request))
    except Refused as error:
        status = say(request, error)
        return screen(request, "editorial/no_pack.html", {"title": "Approval pack", "article": article}, status=status)
    response = HttpResponse(pack, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack_name(publication)}"'
    response["Cache-Control"] = "no-store"
    return response
