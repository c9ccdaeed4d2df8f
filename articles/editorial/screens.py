"""One staff screen: our template within the frame of the admin."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.editorial.files import for_staff


def screen(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a staff template with what the admin's own frame needs."""
    frame = admin.site.each_context(request) | {"time_zone": settings.TIME_ZONE}
    response = render(request, template, frame | context, status=status)
    response.content = for_staff(response.content.decode()).encode()
    return response
