"""Bytes → text, whichever encoding a reference manager chose. Refuses archives and documents."""

import codecs
import re

from references.formats.shapes import UnreadableFile

BYTE_LIMIT = 100_000_000

_EXPORT = "Export the references as RIS, BibTeX, NBIB, PubMed XML, EndNote XML or CSL-JSON, and give that file."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, or an Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_XML_ENCODINGS = frozenset({"iso-8859-1", "latin-1", "windows-1252", "cp1252", "iso-8859-15", "us-ascii"})


def decode(data: bytes) -> tuple[str, list[str]]:
    """Text with "\\n" at the end of each line, and notes on what had to be guessed.

    Raises UnreadableFile.
    """
    if len(data) > BYTE_LIMIT:
        raise UnreadableFile(f"The file has {len(data):,} bytes; at most {BYTE_LIMIT:,} are read. Split it.")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableFile(f"This is {kind}, not a list of references. Nothing in it was opened. {_EXPORT}")
    text, notes = _decoded(data)
    if "\x00" in text:
        text = text.replace("\x00", "")
        notes.append("NUL characters were taken out.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise UnreadableFile(f"The file is empty. {_EXPORT}")
    return text, notes


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32", errors="replace"), []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), []
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), [f"Read as {wide.upper()}, which the file does not say."]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _not_utf8(data, error)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, list[str]]:
    declared = _DECLARED.match(data[:300])
    if declared and (name := declared.group(1).decode("ascii").lower()) in _XML_ENCODINGS:
        return data.decode(name, errors="replace"), []
    line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
    text = data.decode("utf-8-sig", errors="replace")
    bad, good = text.count("\ufffd"), len(re.findall(r"[\u0080-\ufffc]", text))
    if good > bad:
        return text, [
            f"{bad} byte(s) are not UTF-8, the first in line {line}; they show as \ufffd. Check those records."
        ]
    western = data.decode("cp1252", errors="replace") if re.search(rb"[\x80-\x9f]", data) else data.decode("latin-1")
    return western, ["The file is not in UTF-8; read as Western European (Windows-1252). Check special characters."]


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of a Western text is zero."""
    sample = data[:2_000]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.7 and even < 0.3:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.3 else ""
