"""Uploaded images: only pixels are kept, and nothing hostile is decoded."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from medsite.lib import images
from medsite.lib.images import BadImage, reencode
from tests.factories import image_bytes


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def saved(image: Image.Image, kind: str, **saving: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **saving)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_image_keeps_its_kind_and_size_and_is_the_same_each_time(kind: str) -> None:
    encoded = reencode(image_bytes(kind))

    assert (encoded.media_type, encoded.width, encoded.height) == (f"image/{kind.lower()}", 60, 40)
    assert opened(encoded.data).format == kind
    assert reencode(image_bytes(kind)) == encoded


def test_the_turn_of_the_camera_is_applied_and_everything_it_noted_is_gone() -> None:
    image = Image.new("RGB", (60, 40), "teal")
    image.paste("red", (0, 0, 10, 10))
    exif = image.getexif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"  # a place
    data = saved(image, "JPEG", exif=exif, comment=b"SECRET-COMMENT", quality=95)

    encoded = reencode(data)

    result = opened(encoded.data)
    assert (encoded.width, encoded.height) == (40, 60)
    red, green, _ = result.convert("RGB").getpixel((35, 4))  # type: ignore[misc]  # three colours
    assert red > 150 > green, "the corner is where the camera meant it"
    assert dict(result.getexif()) == {}
    assert b"SECRET" not in encoded.data


def test_text_in_a_png_and_bytes_behind_its_end_are_gone() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET-TEXT")
    data = saved(Image.new("RGB", (9, 9)), "PNG", pnginfo=info) + b"<script>SECRET</script>"

    assert b"SECRET" not in reencode(data).data


@pytest.mark.parametrize(
    ("mode", "kind", "expected"),
    [("P", "PNG", "RGB"), ("RGBA", "PNG", "RGBA"), ("LA", "PNG", "RGBA"), ("L", "PNG", "RGB"), ("1", "PNG", "RGB"),
     ("I;16", "PNG", "RGB"), ("CMYK", "JPEG", "RGB"), ("RGBA", "WEBP", "RGBA"), ("L", "JPEG", "RGB")],
)  # fmt: skip
def test_every_kind_of_pixel_becomes_plain_colour(mode: str, kind: str, expected: str) -> None:
    encoded = reencode(saved(Image.new(mode, (9, 9)), kind))

    assert opened(encoded.data).mode == expected


def test_a_picture_with_sixteen_bits_a_pixel_keeps_its_brightness() -> None:
    encoded = reencode(saved(Image.new("I;16", (9, 9), 0x8000), "PNG"))

    assert opened(encoded.data).getpixel((4, 4)) == (128, 128, 128)


def test_colours_are_brought_to_the_profile_of_the_web() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    encoded = reencode(image_bytes("JPEG", icc_profile=profile))

    assert "icc_profile" not in opened(encoded.data).info


def test_transparency_survives() -> None:
    image = Image.new("RGBA", (9, 9), (255, 0, 0, 0))

    assert opened(reencode(saved(image, "PNG")).data).getpixel((1, 1)) == (255, 0, 0, 0)


def test_a_large_image_is_made_smaller() -> None:
    encoded = reencode(image_bytes("JPEG", size=(4_000, 1_000)))

    assert (encoded.width, encoded.height) == (images.MAX_SIDE, 400)


def _claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 99)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_that_claims_to_be_enormous_is_not_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(BadImage, match="million pixels"):
        reencode(_claims(*size))


def test_a_moving_image_is_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        with pytest.raises(BadImage, match="moves"):
            reencode(saved(frames[0], kind, save_all=True, append_images=frames[1:]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        saved(Image.new("RGB", (9, 9)), "GIF"),
        saved(Image.new("RGB", (9, 9)), "TIFF"),
        saved(Image.new("RGB", (9, 9)), "BMP"),
        image_bytes("JPEG", size=(300, 300))[:200],
        image_bytes("PNG", size=(300, 300))[:60],
        image_bytes("WEBP")[:30],
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 500,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)
def test_what_is_no_still_png_jpeg_or_webp_image_is_refused(data: bytes) -> None:
    with pytest.raises(BadImage, match="cannot be read as an image"):
        reencode(data)
