"""Admin of users, profiles and the credentials register: forms in, verbs of ``people.register`` out."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from medsite.lib.numbers import whole_number
from people import register
from people.admin_access import RoleAccess, request_roles
from people.models import Credential, Profile, Specialty, User
from people.roles import Role, roles_of
from people.signing_in import lost_device
from people.signing_in.factors import has_one

admin.site.unregister(Group)
# A superuser could take second factors away there, without a reason and without a trace.
for of_allauth in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(of_allauth)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ACCOUNT_FIELDS = ("username", "first_name", "last_name", "email", "is_active")


def act_page(
    model_admin: Any,
    request: HttpRequest,
    *,
    title: str,
    explain: str,
    button: str,
    verb: Callable[[], object],
    asks: str = "",
    other: tuple[str, Callable[[], object]] | None = None,
) -> HttpResponse:
    """A page that says what an act does, with one button; a POST does it and goes back to the list.

    ``other`` is a second button and what it does. ``asks`` is the question above a field for a reason, which is in the
    POST as such; empty for none.
    """
    if request_roles(request).isdisjoint(model_admin.change_roles):
        return HttpResponse("Not found", status=404)
    options, problem = model_admin.opts, ""
    changelist = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    if request.method == "POST":
        try:
            (other[1] if other and "other" in request.POST else verb)()
        except register.RegisterError as error:
            problem = str(error)
        else:
            return HttpResponseRedirect(changelist)
    context = model_admin.admin_site.each_context(request) | {
        "title": title,
        "explain": explain,
        "button": button,
        "other": other[0] if other else "",
        "problem": problem,
        "asks": asks,
        "reason": request.POST.get("reason", ""),
        "changelist": changelist,
        "opts": options,
    }
    return TemplateResponse(request, "admin/people/act.html", context, status=400 if problem else 200)


class RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Roles",
            choices=Role.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="What this person may do here. Nobody changes their own roles.",
        )


class UserForm(forms.ModelForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ACCOUNT_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(roles_of(self.instance))


@admin.register(User)
class UserAdmin(RoleAccess, StockUserAdmin):
    view_roles = change_roles = ADMINISTRATORS
    form = UserForm
    list_display = ("username", "first_name", "last_name", "role_names", "second_factor", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "roles")}),
    )

    change_form_template = "admin/people/user/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/close/", self.admin_site.admin_view(self.close_view), name="people_user_close"),
            path(
                "<int:pk>/second-factors/",
                self.admin_site.admin_view(self.lost_device_view),
                name="people_user_second_factors",
            ),
            *super().get_urls(),
        ]

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        return act_page(
            self,
            request,
            title=f"Close the account of {user}",
            explain="It can never be used again, and forgets the name and the address of its holder. What they wrote, "
            "signed and published keeps the name it was signed with. This cannot be undone.",
            button="Close the account for good",
            verb=lambda: register.close_account(user, by=cast("User", request.user), now=timezone.now()),
        )

    @method_decorator(reauthentication_required())
    def lost_device_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        by, now = cast("User", request.user), timezone.now()
        title, loss = f"Take the second factors of {user} away", lost_device.open_loss(user, now=now)
        if loss is None:
            return act_page(
                self,
                request,
                title=title,
                explain="For somebody who lost their devices. Make sure that it is really them who ask: see them, or "
                "call a number that you know. Another administrator then confirms it, within seven days. Their "
                "passkeys, authenticator app and recovery codes are removed, all their sessions end, and they sign in "
                "with their password and set up a new device. They get a mail now, with your name and the reason, and "
                "can stop it.",
                button="Ask another administrator to confirm it",
                asks="Why, and how did you make sure that it is them?",
                verb=lambda: lost_device.ask(user, by=by, reason=request.POST.get("reason", ""), now=now),
            )
        asked = f"{loss.asked_by} asked for this on {timezone.localdate(loss.asked_at):%-d %B %Y}: “{loss.reason}”"
        if loss.asked_by_id == by.pk:
            return act_page(
                self,
                request,
                title=title,
                explain=f"{asked} It waits for another administrator, who got a mail and finds it on the desk.",
                button="Withdraw it",
                verb=lambda: lost_device.stop(loss, by=by, now=now),
            )
        return act_page(
            self,
            request,
            title=title,
            explain=f"{asked} Make sure yourself that it is really them, by another way than the one above. All "
            "their devices and recovery codes are removed, and their sessions end. They get a mail, and the audit "
            "trail keeps both names.",
            button="Confirm it, and take them away",
            verb=lambda: lost_device.confirm(loss, by=by, now=now),
            other=("Stop it", lambda: lost_device.stop(loss, by=by, now=now)),
        )

    @method_decorator(reauthentication_required())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  # the name is Django’s
        """Setting the password of somebody else leaves a trace, and they hear of it.

        The account is held meanwhile: whoever takes its devices away at the same moment waits, and sees the trace.
        """
        with transaction.atomic():
            account = User.objects.select_for_update(no_key=True).filter(pk=whole_number(id)).first()
            if account is None:
                raise Http404
            before = account.password
            is_other = account.pk != request.user.pk and self.has_change_permission(request, account)
            if is_other and (problem := lost_device.why_no_password(account)):
                self.message_user(request, problem, messages.ERROR)
                return HttpResponseRedirect(reverse("admin:people_user_change", args=[account.pk]))
            response = super().user_change_password(request, str(account.pk), form_url)
            user = User.objects.filter(pk=account.pk).exclude(password=before).first()
            if user is not None:
                register.password_was_set(user, by=cast("User", request.user), now=timezone.now())
        return response

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(has_factor=has_one()).prefetch_related("groups")

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user: Any) -> bool:
        return bool(user.has_factor)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = User.objects.filter(pk=obj.pk).values_list("email", flat=True).first() or ""
        super().save_model(request, obj, form, change)
        fields = [name for name in form.changed_data if name in ACCOUNT_FIELDS]
        if not change:
            register.account_was_made(obj, by=cast("User", request.user), now=timezone.now())
        elif fields:
            register.account_was_changed(
                obj, fields=fields, former_address=before, by=cast("User", request.user), now=timezone.now()
            )

    @admin.display(description="roles")
    def role_names(self, user: User) -> str:
        return ", ".join(Role(group.name).label for group in user.groups.all() if group.name in Role.values) or "none"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "roles" not in form.cleaned_data:
            return
        wanted = [Role(name) for name in form.cleaned_data["roles"]]
        try:
            register.set_roles(form.instance, wanted, by=cast("User", request.user), now=timezone.now())
        except register.RegisterError as error:
            self.message_user(request, f"Roles were left as they are. {error}", messages.ERROR)


@admin.register(Specialty)
class SpecialtyAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = change_roles = ADMINISTRATORS
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(Profile)
class ProfileAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = frozenset({Role.ADMINISTRATOR, Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = ADMINISTRATORS
    list_display = ("name", "credentials", "role", "user", "interests_declared_on", "confirmed_by")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "confirmed_by")
    search_fields = ("name", "credentials")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("user", "specialties")
    readonly_fields = ("confirmed_by", "confirmed_at")
    change_form_template = "admin/people/profile/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Profile | None = None) -> Any:
        """The slug is the address of the person's page, which never changes."""
        return (*(("slug",) if obj is not None else ()), *self.readonly_fields)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Profile | None = None) -> Any:
        return {} if obj is not None else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        by = cast("User", request.user)
        register.save_profile(obj, by=by, now=timezone.now())
        if obj.confirmed_at is None:
            self.message_user(
                request,
                "This is your own profile: readers see only its name until another administrator confirms it.",
                messages.WARNING,
            )

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/confirm/", self.admin_site.admin_view(self.confirm_view), name="people_profile_confirm"),
            *super().get_urls(),
        ]

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = get_object_or_404(Profile, pk=pk)
        return act_page(
            self,
            request,
            title=f"Confirm the profile of {profile.name}",
            explain="Readers see the letters, role, biography and declared interests that the profile holds now. "
            "You stand for them with your name.",
            button="Confirm",
            verb=lambda: register.confirm_profile(profile, by=cast("User", request.user), now=timezone.now()),
        )


@admin.register(Credential)
class CredentialAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = change_roles = ADMINISTRATORS
    list_display = ("holder", "title", "body", "number", "valid_until", "standing")
    list_select_related = ("holder",)
    ordering = ("holder__username", "body")
    search_fields = ("holder__username", "holder__last_name", "body", "number")
    autocomplete_fields = ("holder",)
    readonly_fields = ("verified_by", "verified_at", "evidence", "suspended_at", "suspension_reason")
    change_form_template = "admin/people/credential/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> Any:
        """What was verified cannot be edited: a new number is a new entry, a new date is verified again."""
        found = ("holder", "title", "body", "number", "register_url", "valid_until")
        checked = found if obj is not None and obj.verified_at else ()
        return (*checked, *self.readonly_fields)

    @admin.display(description="standing")
    def standing(self, credential: Credential) -> str:
        return str(credential.standing_on(timezone.localdate()).label)

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        register.save_credential(obj, by=cast("User", request.user), now=timezone.now())
