"""Canonical JSON text and the digests taken of it.

What is hashed is what is stored: the text itself, in UTF-8. A database may re-order the keys of a JSON
column (PostgreSQL's jsonb does), so signed data is kept as text.
"""

import hashlib
import json
from typing import Any


class NotCanonical(ValueError):
    """The value has no single JSON spelling: a float, a NaN or a lone surrogate."""


def canonical_json(value: Any) -> str:
    """Spell a value of dicts, lists, strings, integers, booleans and None in exactly one way.

    Keys are sorted, nothing is indented, non-ASCII characters stay as they are (the order and spacing of
    RFC 8785; floats, whose spelling differs between languages, are refused).

    Raises NotCanonical.
    """
    _refuse_floats(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("The text holds half of a character (a lone surrogate).") from error
    return text


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{value!r} is a floating-point number. Write it as text or as a whole number.")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"The key {key!r} is not text.")
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def digest(kind: str, *parts: str) -> str:
    """SHA-256, in hexadecimal, of a kind and its parts.

    The kind keeps digests of different things apart; each part is preceded by its length in bytes, so that
    moving text from one part to the next gives another digest.
    """
    hasher = hashlib.sha256()
    for part in (kind, *parts):
        data = part.encode("utf-8")
        hasher.update(str(len(data)).encode("ascii") + b":")
        hasher.update(data)
    return hasher.hexdigest()


def grouped(hex_digest: str, *, groups: int = 8) -> str:
    """The first groups of a digest, four characters each, for people to compare: "3f9a 1c07 b2e4"."""
    return " ".join(hex_digest[start : start + 4] for start in range(0, groups * 4, 4))
