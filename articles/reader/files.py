"""Images for readers: only those that a live page lists."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.domain.drafting.pictures import read_bytes
from articles.models import PublishedFile
from medsite.lib.markdown.pictures import file_name
from medsite.lib.serving import image_response

logger = logging.getLogger(__name__)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One image. The address holds the digest of the bytes, so they may be kept for ever. One query."""
    digest = name.partition(".")[0]
    media_type = PublishedFile.objects.filter(digest=digest).values_list("media_type", flat=True).first()
    if media_type is None or name != file_name(digest, media_type):
        raise Http404
    data = read_bytes(digest, media_type)
    if data is None:
        logger.error("The image %s is on a live page, and its file is missing.", digest)
        raise Http404
    return image_response(request, data, media_type, digest)
