"""The notice desk: proposals to work on and to approve, versions to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from articles.domain import notice_desk
from articles.domain.notices import describe
from articles.models import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion
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
    class Meta:
        model = RuleProposal
        fields = ("code", "notice_code", "conditions", "retired")

    def clean_conditions(self) -> Any:
        conditions = self.cleaned_data["conditions"]
        if problem := notice_desk.conditions_problem(conditions):
            raise forms.ValidationError(problem)
        return conditions


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
