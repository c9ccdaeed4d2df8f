"""Editing: one form for the draft of an article, all of whose saves go through ``drafts.save_draft``."""

from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from markdownx.models import MarkdownxField

from articles import content as shapes
from articles.admin import conflict
from articles.admin.beside import put_beside
from articles.admin.opened import opened
from articles.admin.rows import (
    READERS,
    WRITERS,
    AuthorInline,
    CitationInline,
    FileInline,
    KeyPointInline,
    QuestionInline,
    SubjectInline,
)
from articles.admin.texts import limit_texts
from articles.admin.widgets import MarkdownWidget
from articles.choices import SubjectAnswer
from articles.content import ArticleContent
from articles.domain.drafting import conversion, drafts, mending, pictures, presence, unsaved
from articles.domain.drafting.drafts import StaleDraft
from articles.domain.drafting.similar import similar
from articles.domain.errors import Refused
from articles.domain.knowledge.subjects import house_for
from articles.domain.reviewing import suggestions
from articles.domain.reviewing.finding_waivers import may_waive, with_waivers
from articles.editing import typed
from articles.editing.conflicts import conflict_of
from articles.editing.forms import as_form
from articles.editing.live import length
from articles.editing.talk import talk_about
from articles.editing.typed import without_secrets
from articles.models import CommentThread, Draft, Subject, UnsavedWork
from articles.quality import mends
from articles.quality.checks import blockers, inspect_in
from articles.quality.inspection import Inspection
from articles.quality.panel import panel
from articles.quality.reading import measures
from articles.quality.subjects import propose
from medsite.lib.numbers import whole_number
from people.admin_access import RoleAccess, request_roles
from people.models import User
from references import library

TEXTS = ("title", "lead", "summary", "body", "article_type", "audience", "funding", "funding_note")
SCRIPTS = ("bar", "order", "cite", "images", "unsaved")
TYPED_LIMIT = 200_000
RESTORED = "This is your unsaved work. Nothing of it is saved yet: look it over, then save."
LOCKED = (
    "The text was locked while you were writing: it lies with the reviewers or is approved. Nothing was saved. "
    "Your words are below; copy what you want to keep, and recall or reopen the article to go on."
)


class DraftForm(forms.ModelForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    conflict = ""

    class Meta:
        model = Draft
        fields = (*TEXTS, "topics")
        widgets: ClassVar[dict[str, Any]] = {
            "title": forms.TextInput(attrs={"size": 80}),
            "lead": MarkdownWidget(rows=3),
            "summary": MarkdownWidget(rows=4),
            "funding_note": forms.TextInput(attrs={"size": 80}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expected_version"] = self.instance.version
        limit_texts(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.conflict:
            raise forms.ValidationError(self.conflict)
        return data


@admin.register(Draft)
class DraftAdmin(RoleAccess, admin.ModelAdmin):
    """Reached from the page of an article; it has no entry of its own in the index."""

    view_roles = READERS
    change_roles = WRITERS
    form = DraftForm
    inlines = (AuthorInline, SubjectInline, KeyPointInline, QuestionInline, FileInline, CitationInline)
    autocomplete_fields = ("topics",)
    formfield_overrides: ClassVar[dict[Any, Any]] = {MarkdownxField: {"widget": MarkdownWidget(takes_images=True)}}
    fieldsets = (
        (None, {"fields": ("title", "lead", "summary", "body", "expected_version")}),
        ("About the article", {"fields": ("article_type", "audience", "topics", "funding", "funding_note")}),
    )
    change_form_template = "admin/articles/draft/change_form.html"

    class Media:
        js = (
            "js/select-names.js",
            *(f"js/editing/{name}.js" for name in ("bar", "findings", "order", "cite", "images", "unsaved")),
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("article", "translation_of__article")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:articles_article_changelist")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Stock form, with the checks above it; a save against an older version shows both texts instead."""
        draft = self.get_object(request, object_id or "")
        if request.method == "POST" and draft is not None and self.has_view_permission(request):
            if not draft.is_editable:
                self._keep(request, draft, request.POST)
                return self._locked(request, draft)
            if "_restore" in request.POST:
                return self._restore(request, draft, form_url)
            if request.POST.get("expected_version") != str(draft.version):
                return self._conflict(request, draft, form_url)
        context = self._context(request, draft) | (extra_context or {})
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except StaleDraft as error:
            return self._conflict(request, error.theirs, form_url)
        except Refused as error:
            return self._not_taken(request, draft, error)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The stock page, with what reviewers said beside the fields that they speak of."""
        draft, stored = kwargs.get("obj"), opened(request).stored
        if draft is not None and draft.is_editable and stored is not None:
            talk = talk_about(draft, stored, request.user)  # type: ignore[arg-type]  # staff
            if talk is not None:
                formsets = {inline.formset.prefix: inline.formset for inline in context["inline_admin_formsets"]}
                left = put_beside(talk, context["adminform"].form, formsets)
                context |= {"talk": talk, "threads_elsewhere": left}
        return super().render_change_form(request, context, *args, **kwargs)

    def _not_taken(self, request: HttpRequest, draft: Draft | None, error: Refused) -> HttpResponse:
        """A suggested wording could not be taken over: say why, and offer what was typed."""
        if draft is None or "_take" not in request.POST:
            raise error
        self._keep(request, draft, request.POST)
        self.message_user(request, f"{error} What you typed is offered below.", messages.ERROR)
        return redirect("admin:articles_draft_change", draft.pk)

    def get_form(self, request: HttpRequest, obj: Draft | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = opened(request).conflict  # type: ignore[attr-defined]  # made for this request
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Draft, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, SubjectInline) and not opened(request).conflict:
            kwargs["initial"] = [{"subject": subject} for subject in opened(request).proposed]
        return kwargs

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Draft | None = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if isinstance(inline, SubjectInline):
                formset.extra = len(opened(request).proposed)
            yield formset, inline

    def save_model(self, request: HttpRequest, obj: Draft, form: Any, change: bool) -> None:
        """``save_related`` has all the values, and saves them in one act."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        now = timezone.now()
        content, rejected = content_from_forms(form, formsets, by=request.user, now=now)  # type: ignore[arg-type]  # staff
        content, reason = self._mended(request, form.instance, content)
        arguments: dict[str, Any] = {
            "expected_version": form.cleaned_data["expected_version"],
            "by": request.user,
            "now": now,
            "rejected": rejected,
        }
        if "_take" in request.POST:
            thread = _thread(form.instance, request.POST["_take"])
            form.instance.pk = suggestions.take_over(thread, content=content, draft=form.instance, **arguments).pk
        else:
            form.instance.pk = drafts.save_draft(form.instance, content, **arguments, reason=reason).pk
        self._forget(request, form.instance)

    def _mended(self, request: HttpRequest, draft: Draft, content: ArticleContent) -> tuple[ArticleContent, str]:
        """What is saved: what was typed, with the mend that was pressed; and how the version is called."""
        rule = request.POST.get("_mend", "")
        if not rule:
            return content, "Saved"
        try:
            better = mending.mend(content, rule, draft=draft)
        except Refused as error:
            self.message_user(request, f"Saved as you typed it. {error}", messages.WARNING)
            return content, "Saved"
        if better is None:
            self.message_user(request, f"Saved. There was nothing to mend any more under “{rule}”.")
            return content, "Saved"
        self.message_user(request, f"Saved, and mended: {rule}. “Saved versions” shows what changed.")
        return better, f"Mended: {rule}"

    def _forget(self, request: HttpRequest, draft: Draft) -> None:
        """Unsaved work is saved now; but not what was offered above this form and left for later."""
        kept = UnsavedWork.objects.filter(draft=draft, user=request.user.pk).first()
        if kept is not None and request.POST.get("_offered") != str(int(kept.kept_at.timestamp())):
            unsaved.discard_unsaved(draft, by=kept.user)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """Snapshots and the audit trail say what changed; the admin's own log is told no details."""
        return []

    def response_change(self, request: HttpRequest, obj: Draft) -> HttpResponse:
        if "_take" in request.POST:
            self.message_user(request, "The suggested wording is in your text now, and saved.")
            return redirect("admin:articles_draft_change", obj.pk)
        if "_continue" in request.POST:
            self.message_user(request, "Saved.")
            return redirect("admin:articles_draft_change", obj.pk)
        if "_mend" in request.POST:
            return redirect("admin:articles_draft_change", obj.pk)
        if "_bank" in request.POST:
            return redirect("editorial:draft-bank", obj.pk)
        if "_send" in request.POST:
            return redirect("editorial:submit", obj.pk)
        self.message_user(request, "Saved.")
        return redirect("editorial:article", obj.article_id)

    def _context(self, request: HttpRequest, draft: Draft | None) -> dict[str, Any]:
        """The findings above the form; the subjects that the text proposes are kept for the inline."""
        if draft is None or not draft.is_editable:
            return {"article": draft.article, "title": "Read"} if draft else {}
        by: User = request.user  # type: ignore[assignment]  # staff
        loaded = Draft.objects.with_rows().get(pk=draft.pk)
        content = conversion.draft_content(loaded)
        house = house_for(content, loaded)
        inspection = Inspection(content, house)
        slugs = [proposal.subject.slug for proposal in propose(inspection)]
        by_slug = {subject.slug: subject for subject in Subject.objects.filter(slug__in=slugs)} if slugs else {}
        opened(request).stored = content
        opened(request).proposed = [by_slug[slug] for slug in slugs]
        findings = with_waivers(inspect_in(inspection), content, loaded)
        words, minutes = length(inspection)
        return {
            "findings": findings,
            "panel": panel(
                findings,
                form="",
                waivable=may_waive(request_roles(request)),
                waive=reverse("editorial:waivers", args=[draft.pk]),
                mends=mends.offered(findings, content, house),
            ),
            "measures": measures(inspection),
            "similar": similar(content.title, [one.slug for one in content.subjects], to=draft.article_id),
            "blockers": len(blockers(findings)),
            "article": draft.article,
            "title": "Edit",
            "words": words,
            "minutes": minutes,
            "others": presence.others(draft, than=by, now=timezone.now()),
            "unsaved": UnsavedWork.objects.filter(draft=draft, user=by).first(),
            "my_last_version": draft.snapshots.filter(saved_by=by).aggregate(last=Max("version"))["last"] or 0,
        }

    def _conflict(self, request: HttpRequest, draft: Draft, form_url: str) -> HttpResponse:
        """What differs, and the form with both sides' changes merged. What was typed is kept until it is saved."""
        sent = self._with_uploads(request)
        opened = sent.get("expected_version", "")
        self._keep(request, draft, sent)
        theirs = Draft.objects.with_rows().get(pk=draft.pk)
        response = self._show(
            request,
            theirs,
            sent,
            str(StaleDraft(theirs)),
            form_url,
            opened_version=whole_number(opened),
        )
        response.status_code = 409
        return response

    def _restore(self, request: HttpRequest, draft: Draft, form_url: str) -> Any:
        """The form with unsaved work in it, of this browser (``form``) or as the server kept it; nothing is saved."""
        kept = UnsavedWork.objects.filter(draft=draft, user=request.user.pk).first()
        text = request.POST.get("form", "") or (kept.form if kept else "")
        if not text:
            self.message_user(request, "There is no unsaved work of yours any more.")
            return redirect("admin:articles_draft_change", draft.pk)
        sent = QueryDict(text[: unsaved.FORM_LIMIT])
        opened = sent.get("expected_version", "")
        stored = Draft.objects.with_rows().get(pk=draft.pk)
        request.POST = sent.copy()  # type: ignore[assignment]  # the form that is shown
        return self._show(request, stored, sent, RESTORED, form_url, opened_version=whole_number(opened))

    def _show(
        self, request: HttpRequest, stored: Draft, sent: QueryDict, message: str, form_url: str, *, opened_version: int
    ) -> Any:
        """The form with what was sent in it, merged with what was stored meanwhile, and a message above it."""
        mine, found = _typed(sent, stored), None
        if mine is not None:
            found = conflict_of(mine, stored, opened_version=opened_version)
            shown = as_form(found.merged, sent, version=stored.version)
        else:
            shown = conflict.rows_as_values(sent, version=stored.version)
        request.POST = shown  # type: ignore[assignment]  # a copy
        opened(request).conflict = message
        context = self._context(request, stored) | {
            "is_conflict": True,
            "is_restored": message == RESTORED,
            "conflict": found,
            "their_save": stored.snapshots.select_related("saved_by").order_by("-version").first(),
            "unsaved": None,
        }
        return super().changeform_view(request, str(stored.pk), form_url, context)

    def _keep(self, request: HttpRequest, draft: Draft, sent: QueryDict) -> None:
        """Keep what was typed as unsaved work: a window that is closed loses nothing."""
        version = sent.get("expected_version", "")
        with suppress(Refused):
            unsaved.keep_unsaved(
                draft,
                without_secrets(sent).urlencode(),
                version=whole_number(version),
                by=request.user,  # type: ignore[arg-type]  # staff
                now=timezone.now(),
            )

    def _with_uploads(self, request: HttpRequest) -> QueryDict:
        """What was sent, with images added that came with it: a browser does not fill in a file a second time."""
        sent = request.POST.copy()
        for name, upload in request.FILES.items():
            row = name.removesuffix("-upload")
            try:
                picture = pictures.add_picture(upload.read(), by=request.user, now=timezone.now())  # type: ignore[arg-type, union-attr]  # staff, one file a name
            except Refused:
                continue  # the form says so beside its field
            sent[f"{row}-picture"] = str(picture.pk)
        return sent

    def _locked(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        """What was typed, to be copied: the text was locked in the meantime."""
        words = [
            (name.replace("_", " "), str(value)[:TYPED_LIMIT])
            for name, value in request.POST.items()
            if str(value).strip() and not name.startswith(("csrf", "_", "expected_version")) and "_FORMS" not in name
        ]
        context = self.admin_site.each_context(request) | {
            "title": "Not saved",
            "article": draft.article,
            "message": LOCKED,
            "typed": words,
        }
        return render(request, "editorial/locked.html", context, status=409)


def _thread(draft: Draft, key: str) -> CommentThread:
    """A thread of this draft. Raises Refused for any other."""
    thread = CommentThread.objects.about(draft).select_related("revision__article").filter(pk=whole_number(key)).first()
    if thread is None:
        raise Refused("There is no such suggestion on this text.")
    return thread


def _typed(sent: QueryDict, stored: Draft) -> ArticleContent | None:
    """The content that was typed, for comparing; None while it is none."""
    try:
        return typed.read(sent, stored).content
    except typed.Unreadable:
        return None


def content_from_forms(
    form: Any, formsets: Any, *, by: User, now: datetime
) -> tuple[ArticleContent, dict[Subject, str]]:
    """The content that a valid form and its rows say, and the subjects they reject with the reasons.

    Images that came with the form itself, without script, are added first.
    """
    rows = {formset.model.__name__: formset.rows() for formset in formsets}
    data = {name: [row.cleaned_data for row in found] for name, found in rows.items()}
    answers = data["DraftSubject"]
    content = ArticleContent(
        locale=form.instance.article.locale,
        **{name: form.cleaned_data[name] for name in TEXTS},
        key_points=tuple(shapes.KeyPoint(label=row["label"], text=row["text"]) for row in data["KeyPoint"]),
        questions=tuple(
            shapes.Question(
                question=row.cleaned_data["question"],
                answer=row.cleaned_data["answer"],
                bank=typed.bank_of(row.cleaned_data["bank"]),
            )
            for row in rows["ArticleQuestion"]
        ),
        citations=tuple(
            shapes.Citation(
                key=row["key"],
                number=row["number"],
                raw_text=row["raw_text"],
                reference=library.frozen(row["reference"]) if row["reference"] else None,
                passage=shapes.Passage(quote=row["passage"], place=row["passage_place"]),
                despite=row["despite"],
            )
            for row in data["Citation"]
        ),
        files=tuple(
            conversion.file_of(
                pictures.add_picture(row["upload"].read(), by=by, now=now) if row["upload"] else row["picture"],
                alt=row["alt"],
                caption=row["caption"],
                credit=row["credit"],
                kind=row["kind"],
                text_version=row["text_version"],
            )
            for row in data["DraftFile"]
        ),
        authors=tuple(
            conversion.author_of(row["profile"], form.instance.article.locale) for row in data["DraftAuthor"]
        ),
        topics=tuple(shapes.TopicFact(slug=topic.slug, name=topic.name) for topic in form.cleaned_data["topics"]),
        subjects=tuple(
            conversion.subject_fact(row["subject"]) for row in answers if row["answer"] == SubjectAnswer.CONFIRMED
        ),
        translation_of=conversion.link_of(form.instance),
    )
    rejected = {row["subject"]: row["reason"] for row in answers if row["answer"] == SubjectAnswer.REJECTED}
    return content, rejected
