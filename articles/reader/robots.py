"""What crawlers may read, and where the map is."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.reader.answers import plain
from articles.rendering.page import absolute


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return plain(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {absolute(reverse('reader:sitemap'))}")
