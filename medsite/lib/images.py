"""An uploaded image, decoded and encoded anew: what is kept holds pixels and nothing else.

Metadata (place, camera, thumbnails, comments, whatever hides behind the last byte) is not copied. The turn that a
camera notes is applied first; colours are brought to sRGB. Only still PNG, JPEG and WebP images are read.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 40_000_000
"""Looked at before a single pixel is decoded: a small file can claim to be an enormous image."""
MAX_SIDE = 1_600
"""Pixels of the longer side of what is kept: twice the width of the column of text."""
_SAVING: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 84, "optimize": True, "progressive": True},
    "WEBP": {"quality": 84, "method": 4},
}


class BadImage(ValueError):
    """The upload is no image that this site keeps; the message says why and what to do."""


@dataclass(frozen=True)
class Encoded:
    """The new bytes, and what they are."""

    data: bytes
    media_type: str
    width: int
    height: int


def reencode(data: bytes) -> Encoded:
    """Decode an image and encode its pixels in the same format, not larger than ``MAX_SIDE``.

    Raises BadImage, and nothing else whatever the bytes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's warning about size; the limit above is stricter
            return _reencode(data)
    except BadImage:
        raise
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, MemoryError) as error:
        raise BadImage("This file cannot be read as an image. Save it anew as PNG, JPEG or WebP.") from error
    except Image.DecompressionBombError as error:
        raise BadImage(_too_large()) from error


def _reencode(data: bytes) -> Encoded:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        kind = str(opened.format)
        if opened.width * opened.height > MAX_PIXELS:
            raise BadImage(_too_large())
        if getattr(opened, "n_frames", 1) > 1:
            raise BadImage("This image moves. Use a still one, or one of its frames.")
        turned = ImageOps.exif_transpose(opened)
        image = _plain(turned, keeps_transparency=kind != "JPEG")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, format=kind, **_SAVING[kind])
    return Encoded(data=out.getvalue(), media_type=f"image/{kind.lower()}", width=bare.width, height=bare.height)


def _plain(image: Image.Image, *, keeps_transparency: bool) -> Image.Image:
    """The image in 8-bit sRGB, with its transparency if it has one."""
    has_alpha = keeps_transparency and ("A" in image.getbands() or "transparency" in image.info)
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGBA" if has_alpha else "RGB")


def _too_large() -> str:
    return f"This image has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller."
