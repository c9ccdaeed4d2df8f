"""What every template of the readers' site may use."""

from typing import Any

from django.http import HttpRequest

from articles.rendering.page import frame


def site(request: HttpRequest) -> dict[str, Any]:
    """What the frame says of the site, also on error pages."""
    return frame()
