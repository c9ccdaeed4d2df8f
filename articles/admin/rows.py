"""The rows of a draft as inline forms. They carry values; the verb ``save_draft`` writes them."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.validators import MaxLengthValidator
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.texts import limit_texts
from articles.admin.widgets import MarkdownWidget
from articles.choices import SubjectAnswer
from articles.content import PASSAGE_LIMIT, ROW_LIMIT, TEXT_VERSION_LIMIT
from articles.domain.drafting import conversion, pictures
from articles.editing.forms import bank_name
from articles.models import ArticleQuestion, Citation, DraftAuthor, DraftFile, DraftSubject, KeyPoint
from medsite.lib.images import BadImage, reencode
from medsite.lib.markdown.pictures import file_name, mark
from people.admin_access import RoleAccess
from people.autocomplete import SafeAutocomplete
from people.models import User
from people.roles import Role

READERS = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
WRITERS = frozenset({Role.WRITER})


class KnownAutocomplete(SafeAutocomplete):
    """An autocomplete that is told the label of its value, instead of asking the database once a row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, str] = {}

    def optgroups(self, name: Any, value: Any, attrs: Any = None) -> Any:
        if value and str(value[0]) in self.known:
            key = str(value[0])
            empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            chosen = self.create_option(name, key, self.known[key], True, len(empty), attrs=attrs)
            return [(None, [*empty, chosen], 0)]
        return super().optgroups(name, value, attrs)


class RowForm(forms.ModelForm):
    """A row of values. Rules between rows are checked by its formset, those of the text by the content."""

    position = forms.IntegerField(
        label="Order",
        required=False,
        min_value=1,
        max_value=9_999,
        widget=forms.NumberInput(attrs={"class": "ed-order"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "position"):
            self.initial["position"] = self.instance.position + 1
        limit_texts(self)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete) and getattr(self.instance, f"{name}_id", None):
                widget.known = {str(getattr(self.instance, f"{name}_id")): str(getattr(self.instance, name))}

    def has_changed(self) -> bool:
        """Not by its number alone: that comes from the page, and a row that was added and left says nothing."""
        return bool(set(self.changed_data) - (set() if self.instance.pk else {"position"}))

    def clean(self) -> dict[str, Any]:
        """Without super(): asking the database about uniqueness, row by row, would refuse two rows that swap."""
        return self.cleaned_data

    def clean_position(self) -> int:
        """Rows without a number go to the end, in the order of the form."""
        return self.cleaned_data["position"] or 10_000


class RowFormSet(BaseInlineFormSet):
    unique_field = ""
    unique_message = ""

    def clean(self) -> None:
        if not self.unique_field:
            return
        seen: set[Any] = set()
        for form in self.rows():
            value = form.cleaned_data.get(self.unique_field)
            if value and value in seen:
                form.add_error(self.unique_field, self.unique_message)
            seen.add(value)

    def validate_unique(self) -> None:
        """``clean`` does it, with a sentence of our own."""

    def rows(self) -> list[Any]:
        """The rows to keep, in order."""
        kept = [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and form.cleaned_data
            and not form.cleaned_data.get("DELETE")
            and (form.has_changed() or form.instance.pk)
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("position", 0))


class Row(RoleAccess, admin.StackedInline):
    view_roles = READERS
    change_roles = delete_roles = WRITERS
    extra = 0
    classes: Any = ("ed-compact",)
    max_num = ROW_LIMIT
    form = RowForm
    formset = RowFormSet
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 60, "class": "vLargeTextField"})},
    }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **kwargs | {"validate_max": True})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = KnownAutocomplete(db_field, admin.site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AuthorFormSet(RowFormSet):
    unique_field = "profile"
    unique_message = "This author is named twice."


class AuthorInline(Row):
    model = DraftAuthor
    formset = AuthorFormSet
    fields = ("position", "profile")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("profile")


class SubjectForm(RowForm):
    position = None  # type: ignore[assignment]  # subjects have no order

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == SubjectAnswer.REJECTED and not data.get("reason"):
            self.add_error("reason", "Say why the article is not about it.")
        return data


class SubjectFormSet(RowFormSet):
    """Begins with a row for each subject that the text names and nobody has answered yet."""

    unique_field = "subject"
    unique_message = "This subject is listed twice."

    def rows(self) -> list[Any]:
        return [form for form in super().rows() if form.cleaned_data.get("answer")]


class SubjectInline(Row):
    model = DraftSubject
    form = SubjectForm
    formset = SubjectFormSet
    fields = ("subject", "answer", "reason")
    verbose_name_plural = "Subjects: what the article is about"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("subject")


class KeyPointInline(Row):
    model = KeyPoint
    fields = ("position", "label", "text")
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.TextField: {"widget": MarkdownWidget(rows=2)}}


class QuestionForm(RowForm):
    """``bank`` carries where a question was copied from, also when its row was made anew after a conflict."""

    bank = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["bank"] = bank_name(conversion.bank_source(self.instance))


class QuestionInline(Row):
    model = ArticleQuestion
    form = QuestionForm
    classes = ()
    fields = ("position", "question", "answer", "bank")
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **Row.formfield_overrides,
        ArticleQuestion._meta.get_field("answer").__class__: {"widget": MarkdownWidget(rows=5, takes_images=True)},
        models.CharField: {"widget": forms.TextInput(attrs={"size": 80})},
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("bank_version__question")


class CitationForm(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].validators.append(MaxLengthValidator(PASSAGE_LIMIT))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("reference") is not None and not data.get("key"):
            data["key"] = data["reference"].key
        return data


class CitationFormSet(RowFormSet):
    unique_field = "key"
    unique_message = "Two citations of this article have the same key."


class CitationInline(Row):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fields = ("position", "reference", "key", "passage", "passage_place", "despite", "number", "raw_text")
    verbose_name_plural = "Sources: cite them with [@key]; a key of the library is added by itself"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("reference")


class FileForm(RowForm):
    """An image that is known already, or one that is sent with the form."""

    upload = forms.FileField(label="Image file", required=False, help_text="PNG, JPEG or WebP.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text_version"].validators.append(MaxLengthValidator(TEXT_VERSION_LIMIT))

    def clean_upload(self) -> Any:
        """Refuse here, beside the field, what could not be kept."""
        sent = self.cleaned_data["upload"]
        if sent is None:
            return None
        if sent.size > settings.MEDIA_IMAGE_BYTES:
            most = settings.MEDIA_IMAGE_BYTES // 1_000_000
            raise forms.ValidationError(f"This file has more than {most} MB. Make the image smaller.")
        try:
            reencode(sent.read())
        except BadImage as error:
            raise forms.ValidationError(str(error)) from error
        sent.seek(0)
        return sent

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("picture") and not data.get("upload") and "upload" not in self.errors:
            self.add_error("upload", "Choose an image file.")
        return data


class FileFormSet(RowFormSet):
    unique_field = "picture"
    unique_message = "This image is listed twice."
    uploader: User
    """Who sends the form."""

    def clean(self) -> None:
        super().clean()
        sent = [form for form in self.rows() if form.cleaned_data.get("upload")]
        if sent and (problem := pictures.why_no_more(by=self.uploader, now=timezone.now(), number=len(sent))):
            for form in sent:
                form.add_error("upload", problem)


class FileInline(Row):
    model = DraftFile
    form = FileForm
    formset = FileFormSet
    fields = ("position", "shown", "picture", "upload", "kind", "alt", "caption", "credit", "text_version")
    readonly_fields = ("shown",)
    verbose_name_plural = "Images: each is shown where its mark stands on a line of its own"
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.CharField: {"widget": forms.TextInput(attrs={"size": 60})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 60})},
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("picture")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.uploader = request.user
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"widget": forms.HiddenInput(), "required": False}
        return db_field.formfield(**kwargs)

    @admin.display(description="mark")
    def shown(self, row: DraftFile) -> str:
        if not row.pk:
            return ""
        name = file_name(row.picture.digest, row.picture.media_type)
        return format_html(
            '<img class="ed-thumbnail" src="{}" alt=""> <code>{}</code>',
            reverse("editorial:file", args=[name]),
            mark(row.picture.digest),
        )
