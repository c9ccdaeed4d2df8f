"""Admin of the question bank: a saved wording is a new version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from faq import bank
from faq.models import Question, QuestionVersion
from medsite.lib.texts import clean_text
from people.admin_access import RoleAccess
from people.roles import Role


def check_text(value: str) -> None:
    """Refuse characters that no page and no database can hold."""
    try:
        clean_text(value)
    except ValueError as error:
        raise ValidationError(f"The text {error}. Take it out; it often comes along when text is copied.") from error


ANSWER_LIMIT = 60_000
"""Characters; an article takes no longer answer."""


class QuestionForm(forms.ModelForm):
    wording = forms.CharField(label="Question", max_length=500, validators=[check_text])
    answer = forms.CharField(
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown. Cite with [@key]; the source joins the list of an article that copies the question.",
        validators=[check_text],
    )

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and (current := bank.current(self.instance)):
            self.initial.update(wording=current.wording, answer=current.answer)


@admin.register(Question)
class QuestionAdmin(RoleAccess, admin.ModelAdmin):
    """The form of a wording. Where it is used, and retiring it, is at the desk."""

    view_roles = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = frozenset({Role.WRITER})
    form = QuestionForm
    fields = ("wording", "answer")
    list_display = ("wording", "version_number")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("versions__wording", "versions__answer")
    ordering = ("pk",)
    change_form_template = "admin/faq/question/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description="question")
    def wording(self, question: Question) -> str:
        newest = self._newest(question)
        return newest.wording if newest else "(no wording)"

    @admin.display(description="version")
    def version_number(self, question: Question) -> int:
        newest = self._newest(question)
        return newest.number if newest else 0

    def _newest(self, question: Question) -> QuestionVersion | None:
        return max(question.versions.all(), key=lambda version: version.number, default=None)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        bank.write(
            form.instance,
            wording=form.cleaned_data["wording"],
            answer=form.cleaned_data["answer"],
            by=request.user,  # type: ignore[arg-type]  # staff
            now=timezone.now(),
        )
