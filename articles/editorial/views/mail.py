"""Your mail: what a person wants to be told by mail; for administrators, what could not be sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.editorial.access import signed_in, staff_view
from articles.editorial.assignment_forms import MailForm
from articles.editorial.screens import screen
from articles.models import Letter
from people import register
from people.admin_access import request_roles
from people.models import MailChoice
from people.roles import Role

SHOWN = 50


@staff_view(*Role)
def your_mail(request: HttpRequest) -> HttpResponse:
    """Choose between a mail for each thing, one a day, and none."""
    user = signed_in(request)
    form = MailForm(request.POST or None, initial={"mail": user.mail})
    if request.method == "POST" and form.is_valid():
        register.choose_mail(user, MailChoice(form.cleaned_data["mail"]), now=timezone.now())
        messages.success(request, "Noted.")
        return redirect("editorial:your-mail")
    is_administrator = Role.ADMINISTRATOR in request_roles(request)
    context = {
        "title": "Your mail",
        "form": form,
        "address": user.email,
        "is_administrator": is_administrator,
        "failing": Letter.objects.failing()[:SHOWN] if is_administrator else (),
    }
    return screen(request, "editorial/your_mail.html", context, status=400 if form.errors else 200)
