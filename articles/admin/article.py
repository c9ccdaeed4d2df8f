"""The list of articles, and the form that begins a new one. An article's own page is the editorial hub."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles.admin.lists import FastList, OpenDraftFilter
from articles.choices import ArticleType
from articles.content import LINE_LIMIT, ArticleContent
from articles.domain.drafting import drafts
from articles.domain.drafting.similar import similar
from articles.domain.drafting.translating import offered
from articles.domain.searching.finding import find
from articles.models import Article, Draft, PublishedPage
from articles.quality.starters import starter_body
from medsite.lib.language_names import english_name
from medsite.lib.languages import language_of
from people.admin_access import RoleAccess
from people.roles import Role


class NewArticleForm(forms.ModelForm):
    title = forms.CharField(max_length=LINE_LIMIT, widget=forms.TextInput(attrs={"size": 80}))
    article_type = forms.ChoiceField(
        label="Kind of article", choices=[("", "Choose later"), *ArticleType.choices], required=False
    )

    locale = forms.ChoiceField(label="Language", required=False)
    begins_with_headings = forms.BooleanField(
        label="Begin with the headings of this kind",
        initial=True,
        required=False,
        help_text="For a drug, condition, test, comparison or news in English. Under each stands a mark to write "
        "over; none may be left when the article is sent for review. Change and delete headings as you like.",
    )

    all_the_same = forms.BooleanField(
        label="None of these: make a new article", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Article
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("locale", settings.LANGUAGE_CODE)
        choices = [(locale, english_name(locale)) for locale in offered()]
        self.fields["locale"].choices = choices  # type: ignore[attr-defined]  # a field with choices

    def clean_locale(self) -> str:
        return self.cleaned_data["locale"] or settings.LANGUAGE_CODE

    def clean(self) -> dict[str, Any]:
        """Articles like it are shown first. They hold nothing up: a tick makes the new one all the same."""
        data = super().clean() or self.cleaned_data
        found = similar(data.get("title", ""))
        if found:
            self.fields["all_the_same"].widget = forms.CheckboxInput()
        if found and not data.get("all_the_same"):
            links = format_html_join(
                ", ",
                '<a href="{}">{}</a> ({})',
                ((reverse("editorial:article", args=[one.article.pk]), one.title, one.state) for one in found),
            )
            said = "There may be an article about this already: {}. Go on there, or tick the box below."
            self.add_error("title", format_html(said, links))
        return data


@admin.register(Article)
class ArticleAdmin(FastList, RoleAccess, admin.ModelAdmin):
    view_roles = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = frozenset({Role.WRITER})
    form = NewArticleForm
    fields = ("title", "locale", "article_type", "begins_with_headings", "all_the_same")
    list_display = ("title_cell", "work", "public_state", "review_due", "created_at")
    list_filter = ("public_state", OpenDraftFilter)
    search_fields = ("working_title",)
    search_help_text = "Beginnings of words of the title or the address"
    ordering = ("-created_at",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        """Pages are read for the rows that are shown: joined, they would be read before the rows are sorted."""
        pages = PublishedPage.objects.only("article", "review_due_on")
        return Article.objects.with_open_main_draft().prefetch_related(Prefetch("page", pages))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By words that are stored, so that no title is read. ``search_fields`` is what makes Django show the field."""
        return find(queryset, search_term), False

    @admin.display(description="title", ordering="working_title")
    def title_cell(self, article: Article) -> str:
        return str(article)

    @admin.display(description="work")
    def work(self, article: Article) -> str:
        found: list[Draft] = getattr(article, "open_drafts", [])
        return found[0].get_state_display() if found else "No open draft"

    @admin.display(description="next review due")
    def review_due(self, article: Article) -> str:
        page = getattr(article, "page", None)
        if page is None:
            return "–"
        text = f"{page.review_due_on:%-d %B %Y}"
        if page.review_due_on < timezone.localdate():
            return format_html('{} <span class="ed-pill ed-pill--warn">Overdue</span>', text)
        return text

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        article = self.get_object(request, object_id)
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]  # Django's own answer
        return redirect("editorial:article", article.pk)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        kind, locale = form.cleaned_data["article_type"], form.cleaned_data["locale"]
        has_headings = form.cleaned_data["begins_with_headings"] and language_of(locale) == "en"
        body = starter_body(kind) if has_headings else ""
        content = ArticleContent(title=form.cleaned_data["title"], locale=locale, article_type=kind, body=body)
        draft = drafts.create_article(content, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # staff
        obj.pk, obj.working_title = draft.article_id, content.title
        obj.new_draft = draft  # type: ignore[attr-defined]  # for the redirect below

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:articles_draft_change", obj.new_draft.pk)
