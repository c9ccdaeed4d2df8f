"""One staff screen: our template within the frame of the admin."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.editorial.files import for_staff


def screen(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a staff template with what the admin's own frame needs.

    ``context["form"]`` is the form of the screen, if it has one: when it was sent with mistakes, the answer is a 400.
    """
    if status == 200 and _has_mistakes(context.get("form")):
        status = 400
    frame = admin.site.each_context(request) | {"time_zone": settings.TIME_ZONE}
    response = render(request, template, frame | context, status=status)
    response.content = for_staff(response.content.decode()).encode()
    return response


def _has_mistakes(form: object) -> bool:
    return isinstance(form, BaseForm) and form.is_bound and bool(form.errors)
