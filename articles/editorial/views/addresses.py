"""The address of an article: another name, another article in its place."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.domain.errors import Refused
from articles.domain.publication import addresses
from articles.editorial.access import get_article, signed_in, staff_view
from articles.editorial.answers import done, say
from articles.editorial.forms import AddressForm
from articles.editorial.screens import screen
from people.roles import Role

SHOWN = 100
"""Live articles that link to an article, as the screen lists them."""


@staff_view(Role.PUBLISHER)
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename the article, or name its successor; the pages that link to it are listed."""
    article = get_article(pk)
    initial = {"slug": article.slug, "successor": article.successor.slug if article.successor else ""}
    form = AddressForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            addresses.settle(article, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        except Refused as error:
            status = say(request, error)
        else:
            return done(request, article.pk, _settled(form))
    linking = list(addresses.pages_linking_to(article)[: SHOWN + 1])
    context = {
        "title": "Address",
        "article": article,
        "form": form,
        "former": article.former_addresses.exclude(slug=article.slug).order_by("left_at"),
        "linking": linking[:SHOWN],
        "more_linking": len(linking) > SHOWN,
    }
    return screen(request, "editorial/address.html", context, status=status)


def _settled(form: AddressForm) -> str:
    """What readers find where, from now on."""
    said = []
    if "slug" in form.changed_data:
        said.append(f"The address is /articles/{form.cleaned_data['slug']}/ now, and the old one leads there.")
    if "successor" in form.changed_data:
        successor = form.cleaned_data["successor"]
        said.append(
            f"Once it is not live, readers are led to “{successor}”." if successor else "Nothing takes its place now."
        )
    return " ".join(said) or "Nothing was changed."
