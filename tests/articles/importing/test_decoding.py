"""Bytes → text: what is read, and what the refusals say."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.decoding import BYTE_LIMIT, decode
from articles.importing.report import UnreadableSource

AS_TEXT = "Open it, save it as plain text in UTF-8, and import that file."


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableSource) as caught:
        decode(data, source="notes.txt")
    assert caught.value.source == "notes.txt"
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        "µg ≤ 5\n".encode(),
        codecs.BOM_UTF8 + "µg ≤ 5\n".encode(),
        codecs.BOM_UTF16_LE + "µg ≤ 5\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "µg ≤ 5\n".encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with BOM", "UTF-16 little-endian", "UTF-16 big-endian"],
)
def test_each_encoding_with_a_mark_or_in_utf_8_gives_the_same_text(data: bytes) -> None:
    assert decode(data, source="notes.txt") == "µg ≤ 5\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_becomes_one_newline(end: str) -> None:
    assert decode(f"one{end}{end}two{end}".encode(), source="notes.txt") == "one\n\ntwo\n"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "This file is empty. Export the article again."


@pytest.mark.parametrize("data", [b" \r\n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n", codecs.BOM_UTF16_LE])
def test_a_blank_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "This file is blank. Export the article again."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00 word/document.xml", "a Word document (.docx)"),
        (b"PK\x03\x04\x14\x00 xl/workbook.xml", "an Excel workbook (.xlsx)"),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
        (b"PK\x03\x04\x14\x00 article.txt", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "an old Office document, such as a Word document (.doc)"),
        (b"{\\rtf1\\ansi Hello}", "a Rich Text document (.rtf)"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a\x01", "a GIF image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"<!DOCTYPE html>\n<html><body>Title</body></html>", "a web page (HTML)"),
        (b"\xef\xbb\xbf\n <HTML lang='en'><body>Title</body></HTML>", "a web page (HTML)"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(data: bytes, kind: str) -> None:
    assert refusal(data) == f"This is {kind}, not a plain-text file. {AS_TEXT}"


def test_a_text_that_speaks_of_web_pages_is_none() -> None:
    assert decode(b"What <html> means\n\n<b> is bold.", source="notes.txt").startswith("What <html>")


def test_a_large_word_document_is_called_a_word_document_and_not_too_large() -> None:
    data = b"PK\x03\x04 word/document.xml" + b"x" * BYTE_LIMIT
    assert refusal(data) == f"This is a Word document (.docx), not a plain-text file. {AS_TEXT}"


def test_nul_bytes_are_refused_as_binary() -> None:
    assert refusal(b"Title\n\x00\x01\x02 text") == f"This file holds NUL bytes, so it is not plain text. {AS_TEXT}"


def test_nul_characters_in_utf_16_are_refused_as_well() -> None:
    data = codecs.BOM_UTF16_LE + "Title\x00".encode("utf-16-le")
    assert refusal(data) == f"This file holds NUL characters, so it is not plain text. {AS_TEXT}"


def test_utf_16_without_its_mark_is_recognised() -> None:
    expected = "This file looks like UTF-16 without its byte-order mark. Open it, and save it as UTF-8."
    assert refusal("Title and text".encode("utf-16-le")) == expected
    assert refusal("Title and text".encode("utf-16-be")) == expected


def test_utf_32_is_named() -> None:
    data = codecs.BOM_UTF32_LE + "Title".encode("utf-32-le")
    assert refusal(data) == "This file is in UTF-32. Open it, and save it as UTF-8."


def test_utf_16_that_was_cut_off_is_refused_with_its_place() -> None:
    data = codecs.BOM_UTF16_LE + "Title".encode("utf-16-le") + b"x"
    assert refusal(data) == (
        "This file says that it is UTF-16, but byte 13 does not fit. "
        "It may have been cut off. Open it, and save it as UTF-8."
    )


@pytest.mark.parametrize(
    ("data", "byte", "line"),
    [
        ("Caffeine’s effect".encode("cp1252"), 9, 1),
        (b"one\r\ntwo\rthree\nfour \xe9", 21, 4),
        (codecs.BOM_UTF8 + b"one\n\xe9", 8, 2),
    ],
)
def test_bytes_of_another_encoding_are_refused_with_their_place(data: bytes, byte: int, line: int) -> None:
    assert refusal(data) == (
        f"Byte {byte}, in line {line}, is not UTF-8. The file was saved in another encoding, perhaps Windows-1252. "
        "Open it, check its special characters, and save it as UTF-8."
    )


def test_a_file_at_the_limit_is_read() -> None:
    assert len(decode(b"x" * BYTE_LIMIT, source="notes.txt")) == BYTE_LIMIT


def test_a_file_over_the_limit_is_refused_with_both_figures() -> None:
    assert refusal(b"x" * (BYTE_LIMIT + 1)) == (
        "This file has 2,000,001 bytes; we read at most 2,000,000. "
        "An article is far smaller: check that it is the right file, or split it."
    )


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_refusal(data: bytes) -> None:
    try:
        text = decode(data, source="notes.txt")
    except UnreadableSource:
        return
    assert text.strip()
    assert "\r" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_comes_back_unchanged(text: str) -> None:
    assert decode(f"Title {text}".encode(), source="notes.txt") == f"Title {text}"
