"""Bytes → text. Refuses what is not text, and says in plain words what it is and what to do."""

import codecs
import re

from articles.importing.lines import trimmed
from articles.importing.report import UnreadableSource

BYTE_LIMIT = 2_000_000

_AS_TEXT = "Open it, save it as plain text in UTF-8, and import that file."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document, such as a Word document (.doc)"),
    (b"{\\rtf", "a Rich Text document (.rtf)"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
)

_INSIDE_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
    (b"application/epub+zip", "an e-book (.epub)"),
)

_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def decode(data: bytes, *, source: str) -> str:
    """The text of a plain-text file: UTF-8, or UTF-16 with its byte-order mark; every line ends with one "\\n".

    Raises UnreadableSource.
    """
    problem = _not_text(data)
    if problem:
        raise UnreadableSource(problem, source=source)
    text = _decoded(data, source=source)
    if "\x00" in text:
        raise UnreadableSource(f"This file holds NUL characters, so it is not plain text. {_AS_TEXT}", source=source)
    if not trimmed(text):
        raise UnreadableSource("This file is blank. Export the article again.", source=source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_text(data: bytes) -> str:
    """Why these bytes are not a text that we read, as a sentence; empty where they may be one."""
    if not data:
        return "This file is empty. Export the article again."
    kind = _kind(data)
    if kind:
        return f"This is {kind}, not a plain-text file. {_AS_TEXT}"
    if len(data) > BYTE_LIMIT:
        return (
            f"This file has {len(data):,} bytes; we read at most {BYTE_LIMIT:,}. "
            "An article is far smaller: check that it is the right file, or split it."
        )
    return _wide(data)


def _wide(data: bytes) -> str:
    """Why bytes with zeros among them are not read: characters of several bytes without a mark, or no text."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "This file is in UTF-32. Open it, and save it as UTF-8."
    if b"\x00" not in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    sample = data[:2000]
    if not any(sample[::2]) or not any(sample[1::2]):
        return "This file looks like UTF-16 without its byte-order mark. Open it, and save it as UTF-8."
    return f"This file holds NUL bytes, so it is not plain text. {_AS_TEXT}"


def _kind(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "a WebP image"
    if _WEB_PAGE.match(data):
        return "a web page (HTML)"
    if data[4:8] == b"ftyp":
        return "an image or a film (HEIC, AVIF or MP4)"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for mark, kind in _INSIDE_ZIP if mark in data), "a ZIP archive")
    return ""


def _decoded(data: bytes, *, source: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableSource(
                f"This file says that it is UTF-16, but byte {error.start + 1:,} does not fit. "
                "It may have been cut off. Open it, and save it as UTF-8.",
                source=source,
            ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte-order mark.
        place = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        line = len(re.findall(rb"\r\n|\r|\n", data[:place])) + 1
        raise UnreadableSource(
            f"Byte {place + 1:,}, in line {line}, is not UTF-8. The file was saved in another encoding, perhaps "
            "Windows-1252. Open it, check its special characters, and save it as UTF-8.",
            source=source,
        ) from error
