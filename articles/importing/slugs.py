"""A title → the slug proposed for it."""

import re
import unicodedata

SLUG_LIMIT = 100

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "µ": "u", "μ": "u"})
_APOSTROPHES = re.compile(r"['’ʼ`]")


def propose_slug(title: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 100 characters, no word cut; may be empty."""
    plain = _APOSTROPHES.sub("", title).casefold().translate(_LETTERS)
    slug = ""
    for word in re.findall(r"[a-z0-9]+", _ascii(plain)):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LIMIT:
            break
        slug = longer
    return slug


def _ascii(text: str) -> str:
    """Letters without their accents; other letters go, and other signs part words."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(
        character if character.isascii() else "" if character.isalnum() or unicodedata.combining(character) else "-"
        for character in letters
    )
