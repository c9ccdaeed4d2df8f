"""Adding an image to a text, and looking at one that is on no live page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.drafting import pictures
from articles.domain.errors import Refused
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import status_of
from articles.editorial.files import STAFF_FILES
from articles.models import Picture
from medsite.lib.markdown.pictures import file_name, mark
from medsite.lib.serving import image_response
from people.roles import Role


@require_POST
@staff_view(Role.WRITER)
def upload(request: HttpRequest) -> JsonResponse:
    """Keep the image in ``image`` and say how a text shows it. The draft is not changed: its form is, and is saved."""
    sent = request.FILES.get("image")
    if sent is None:
        return JsonResponse({"error": "No image was sent."}, status=400)
    if (sent.size or 0) > settings.MEDIA_IMAGE_BYTES:
        most = settings.MEDIA_IMAGE_BYTES // 1_000_000
        return JsonResponse({"error": f"This file has more than {most} MB. Make the image smaller."}, status=413)
    try:
        picture = pictures.add_picture(sent.read(), by=signed_in(request), now=timezone.now())
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=status_of(error))
    return JsonResponse(
        {
            "key": picture.pk,
            "mark": mark(picture.digest),
            "address": STAFF_FILES + file_name(picture.digest, picture.media_type),
            "width": picture.width,
            "height": picture.height,
        },
        status=201,
    )


@require_safe
@staff_view()
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One image, for people with an editorial role, whatever it belongs to."""
    digest = name.partition(".")[0]
    picture = Picture.objects.filter(digest=digest).first()
    if picture is None or name != file_name(digest, picture.media_type):
        raise Http404
    data = pictures.read_bytes(digest, picture.media_type)
    if data is None:
        raise Http404
    return image_response(request, data, picture.media_type, digest)
