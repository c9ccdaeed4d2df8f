"""Translations: begin one, look at its original, and take a newer version of that over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.content import ArticleContent
from articles.domain.drafting import translating, translations
from articles.domain.drafting.comparison import FieldDiff, compare_contents
from articles.domain.drafting.newest_text import newest_text
from articles.domain.drafting.translations import Standing
from articles.domain.errors import Refused
from articles.editorial.access import get_article, get_revision, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.forms import TranslateForm
from articles.editorial.screens import screen
from articles.editorial.side_by_side import pairs
from articles.editorial.views.hub import hub
from articles.rendering.body import render_body
from articles.rendering.shapes import SignedBody
from medsite.lib.language_names import english_name
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.roles import Role


@staff_view(Role.WRITER)
def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a language and a title; a POST makes the article and opens its draft."""
    article = get_article(pk)
    try:
        choices = translating.languages_for(article)
    except Refused as error:
        return hub(request, article, status=say(request, error))
    form, status = TranslateForm(request.POST or None, languages=choices), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                draft = translating.start_translation(
                    article, **form.cleaned_data, by=signed_in(request), now=timezone.now()
                )
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("admin:articles_draft_change", draft.pk)
    context = {"title": "Translate", "article": article, "form": form, "choices": choices}
    context["is_open"] = any(choice.taken_by is None for choice in choices)
    return screen(request, "editorial/translate.html", context, status=status)


@staff_view()
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The original of a translation: what changed in it since, and both texts; a POST takes the newer version over."""
    article = get_article(pk)
    newest = newest_text(article)
    standing = translations.standing_of(newest.content) if newest else None
    if newest is None or standing is None:
        messages.info(request, "This article is no translation.")
        return hub(request, article)
    status = 200
    if request.method == "POST":
        try:
            draft = translating.take_over_original(
                article,
                publication=whole_number(request.POST.get("publication", "")),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
        else:
            messages.success(
                request, "The draft follows the newest version of the original now. Write into it what changed there."
            )
            return redirect("admin:articles_draft_change", draft.pk)
    context = {
        "title": "The original",
        "article": article,
        "may_take_over": Role.WRITER in request_roles(request),
        "back": reverse("editorial:article", args=[article.pk]),
        **comparison(standing, newest.content.locale, render_body(newest.content)),
    }
    return screen(request, "editorial/original.html", context, status=status)


@require_safe
@staff_view()
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """A translation as it was sent, beside the version of its original that it names."""
    revision = get_revision(pk)
    content = ArticleContent.from_json(revision.content_json)
    standing = translations.standing_of(content)
    if standing is None:
        messages.info(request, "This text is no translation.")
        return redirect("editorial:review", revision.pk)
    context = {
        "title": "The original",
        "article": revision.article,
        "may_take_over": False,
        "back": reverse("editorial:review", args=[revision.pk]),
        "revision": revision,
        **comparison(standing, content.locale, SignedBody.model_validate_json(revision.body_html)),
    }
    return screen(request, "editorial/original.html", context)


def comparison(standing: Standing, locale: str, body: SignedBody) -> dict[str, object]:
    """What the screen shows of a translation and its original. Four queries at most."""
    recorded, theirs = translations.signed_text_of(standing.recorded)
    changed: tuple[FieldDiff, ...] = ()
    if standing.changed_at is not None:
        newest, _ = translations.signed_text_of(standing.last)
        changed = tuple(field for field in compare_contents(recorded, newest) if field.is_changed)
    return {
        "standing": standing,
        "language": english_name(locale),
        "original_language": english_name(standing.original.locale),
        "locale": locale,
        "changed": changed,
        "pairs": tuple(pairs(theirs, body)),
    }
