"""What every template of the readers' site may use."""

from typing import Any

from django.http import HttpRequest

from articles.rendering.page import this_site


def site(request: HttpRequest) -> dict[str, Any]:
    """The name and address of the site, also on error pages."""
    return {"site": this_site()}
