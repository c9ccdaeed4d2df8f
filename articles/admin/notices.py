"""The notice desk: proposals to work on and to approve, versions to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from articles.choices import Condition
from articles.domain.overlay import conditions as rule_conditions
from articles.domain.overlay import notice_desk, number_desk
from articles.domain.overlay.conditions import describe
from articles.models import (
    NoticeProposal,
    NoticeVersion,
    NoticeWaiver,
    NumberProposal,
    NumberVersion,
    RuleProposal,
    RuleVersion,
)
from people.admin_access import ReadOnlyAdmin, RoleAccess
from people.roles import Role

READERS = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})


class NoticeForm(forms.ModelForm):
    class Meta:
        model = NoticeProposal
        fields = ("code", "locale", "harm", "heading", "body", "source", "is_sample")

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        if problem := notice_desk.wording_problem(body):
            raise forms.ValidationError(problem)
        return body


class RuleForm(forms.ModelForm):
    conditions = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        max_length=20_000,
        help_text=(
            "A condition a line; one that holds is enough. With + between, they have to hold together; with | between, "
            "one value is enough. A line begins with one of: "
            + ", ".join(kind.label.lower() for kind in Condition)
            + ". Examples: “drug class: opioid | sedative”, “kind of subject: drug + words: interact*”."
        ),
    )

    class Meta:
        model = RuleProposal
        fields = ("code", "notice_code", "conditions", "retired")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["conditions"] = rule_conditions.as_lines(self.instance.conditions)

    def clean_conditions(self) -> Any:
        try:
            asked = rule_conditions.from_lines(self.cleaned_data["conditions"])
        except rule_conditions.Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if problem := rule_conditions.problem(asked):
            raise forms.ValidationError(problem)
        return asked


class NumberForm(forms.ModelForm):
    class Meta:
        model = NumberProposal
        fields = number_desk.FIELDS


class ProposalAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = change_roles = delete_roles = READERS
    change_form_template = "admin/articles/proposal_change_form.html"
    actions = None


@admin.register(NoticeProposal)
class NoticeProposalAdmin(ProposalAdmin):
    form = NoticeForm
    list_display = ("heading", "code", "harm", "locale", "proposed_by", "is_sample")
    list_select_related = ("proposed_by",)
    ordering = ("code",)

    def save_model(self, request: HttpRequest, obj: NoticeProposal, form: Any, change: bool) -> None:
        notice_desk.save_notice_proposal(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # staff


@admin.register(RuleProposal)
class RuleProposalAdmin(ProposalAdmin):
    form = RuleForm
    list_display = ("code", "notice_code", "when", "retired", "proposed_by")
    list_select_related = ("proposed_by",)
    ordering = ("code",)

    @admin.display(description="when")
    def when(self, rule: RuleProposal) -> str:
        return describe(rule.conditions)

    def save_model(self, request: HttpRequest, obj: RuleProposal, form: Any, change: bool) -> None:
        notice_desk.save_rule_proposal(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # staff


@admin.register(NumberProposal)
class NumberProposalAdmin(ProposalAdmin):
    form = NumberForm
    list_display = ("service", "number", "country", "purpose", "checked_on", "proposed_by", "is_sample")
    list_select_related = ("proposed_by",)
    ordering = ("country", "purpose", "code")

    def save_model(self, request: HttpRequest, obj: NumberProposal, form: Any, change: bool) -> None:
        number_desk.save_number_proposal(obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # staff


@admin.register(NumberVersion)
class NumberVersionAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("code", "version", "country", "number", "service", "checked_on", "approved_by_name", "approved_at")
    list_filter = ("country", "purpose")
    ordering = ("code", "-version")


@admin.register(NoticeWaiver)
class NoticeWaiverAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("article", "rule_code", "rule_version", "act", "reason", "by_name", "at")
    list_select_related = ("article",)
    ordering = ("-pk",)


@admin.register(NoticeVersion)
class NoticeVersionAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("code", "version", "locale", "harm", "heading", "approved_by_name", "approved_at", "is_sample")
    list_filter = ("code", "harm")
    ordering = ("code", "-version")


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("code", "version", "notice_code", "when", "retired", "approved_by_name", "approved_at")
    ordering = ("code", "-version")

    @admin.display(description="when")
    def when(self, rule: RuleVersion) -> str:
        return describe(rule.conditions)
