"""Finished texts as the bytes that are stored and sent."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass

import brotli

BROTLI_QUALITY = 5
"""The highest quality costs twenty times the time for a tenth of the bytes."""


@dataclass(frozen=True)
class Packed:
    """A text, compressed in both ways; ``etag`` is the SHA-256 of the text."""

    etag: str
    gzip: bytes
    brotli: bytes


def pack(text: str, *, with_brotli: bool = True) -> Packed:
    """A text as it is stored. Without brotli for what is only ever sent as a part of something else."""
    data = text.encode("utf-8")
    return Packed(
        etag=hashlib.sha256(data).hexdigest(),
        gzip=compress(data, "gzip"),
        brotli=compress(data, "br") if with_brotli else b"",
    )


def compress(data: bytes, encoding: str) -> bytes:
    """The same bytes for the same data. ``encoding`` is "br", "gzip" or empty for none, as in HTTP."""
    match encoding:
        case "br":
            return bytes(brotli.compress(data, quality=BROTLI_QUALITY))
        case "gzip":
            return gzip.compress(data, compresslevel=9, mtime=0)
    return data


def decompress(data: bytes, encoding: str) -> bytes:
    """The opposite of ``compress``. Raises ValueError for bytes that are damaged."""
    try:
        match encoding:
            case "br":
                return bytes(brotli.decompress(data))
            case "gzip":
                return gzip.decompress(data)
    except (OSError, EOFError, zlib.error, brotli.error) as error:
        raise ValueError("These bytes are damaged.") from error
    return data


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
