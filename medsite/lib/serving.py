"""Answers that carry an image: what a browser may do with it is said in its headers."""

from django.http import HttpRequest, HttpResponse

FOR_EVER = "public, max-age=31536000, immutable"


def image_response(
    request: HttpRequest, data: bytes, media_type: str, digest: str, *, cache: str = FOR_EVER
) -> HttpResponse:
    """The bytes of an image, or 304. Opened by itself it is a document without rights: no script, no frame, no form."""
    etag = f'"{digest}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(data, content_type=media_type)
        response["Content-Length"] = str(len(data))
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response
