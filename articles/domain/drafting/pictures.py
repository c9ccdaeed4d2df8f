"""The verbs of images: take one in, give its bytes out, prove that they are the ones that were signed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from articles.content import File
from articles.domain.errors import NotAllowed, Refused, Tampered, TooMany
from articles.models import Picture
from medsite.audit import trail
from medsite.lib import images
from medsite.lib.markdown.pictures import file_name
from people.models import User
from people.roles import Role, has_role

FOLDER = "pictures"
UPLOADS_AN_HOUR = 60
"""New images of one person. More than an article ever needs; a script that runs wild stops here."""


def add_picture(data: bytes, *, by: User, now: datetime) -> Picture:
    """Keep an uploaded image: re-encoded, without metadata, under the digest of its new bytes.

    An image that is there already is given back as it is. Otherwise writes the bytes, then one row and one audit
    entry; bytes without a row are never served. Raises NotAllowed for anybody who is no writer, TooMany after
    ``UPLOADS_AN_HOUR``, Refused for what is no still PNG, JPEG or WebP image of a decent size.
    """
    if not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers add images.")
    if problem := why_no_more(by=by, now=now):
        raise TooMany(problem)
    try:
        encoded = images.reencode(data)
    except images.BadImage as error:
        raise Refused(str(error)) from error
    digest = hashlib.sha256(encoded.data).hexdigest()
    known = Picture.objects.filter(digest=digest).first()
    _put(stored_name(digest, encoded.media_type), encoded.data)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            picture = Picture.objects.create(
                digest=digest,
                media_type=encoded.media_type,
                width=encoded.width,
                height=encoded.height,
                size=len(encoded.data),
                added_by=by,
                added_at=now,
            )
            trail.record(actor=by, act="picture.added", subject=f"picture {digest}", at=now, size=len(encoded.data))
    except IntegrityError:
        return Picture.objects.get(digest=digest)  # somebody added the same one at the same moment
    return picture


def why_no_more(*, by: User, now: datetime, number: int = 1) -> str:
    """Why somebody cannot add so many images now, as a sentence; empty when they can. One query."""
    lately = Picture.objects.filter(added_by=by, added_at__gt=now - timedelta(hours=1)).count()
    if lately + number <= UPLOADS_AN_HOUR:
        return ""
    return f"At most {UPLOADS_AN_HOUR} images are added within an hour. Save without it, and add it in an hour."


def stored_name(digest: str, media_type: str) -> str:
    """Where the bytes of an image lie in the media storage."""
    return f"{FOLDER}/{digest[:2]}/{file_name(digest, media_type)}"


def read_bytes(digest: str, media_type: str) -> bytes | None:
    """The bytes of an image; None when the file is not there."""
    try:
        with default_storage.open(stored_name(digest, media_type)) as stream:
            data: bytes = stream.read()
    except OSError:
        return None
    return data


def require_files(files: Iterable[File]) -> None:
    """Raise Tampered unless the stored bytes of each image are those that its digest names."""
    for file in files:
        data = read_bytes(file.digest, file.media_type)
        if data is None:
            raise Tampered(f"The file of the image {file.digest[:12]} is missing. Restore it from a backup first.")
        if hashlib.sha256(data).hexdigest() != file.digest:
            raise Tampered(f"The file of the image {file.digest[:12]} was changed. Restore it from a backup first.")


def _put(name: str, data: bytes) -> None:
    """Write bytes under a name that is free; what is there already has the same name, so the same bytes."""
    if default_storage.exists(name):
        return
    written = default_storage.save(name, ContentFile(data))
    if written != name:
        default_storage.delete(written)  # somebody wrote the same bytes meanwhile
