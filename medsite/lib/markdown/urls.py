"""Which link targets a reader may be sent to: an allow-list, applied to the normalised address."""

import re
import unicodedata

from markdown_it.common.normalize_url import normalizeLink

# After normalisation an address is ASCII: other letters are percent-encoded or, in host names, punycode.
_REST = r"[^\s\\<>\"]*"
_ALLOWED = re.compile(
    rf"""
      https?://(?:[a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?(?:[/?\#]{_REST})?
    | mailto:[^\s@:/\\<>"]+@[a-z0-9.-]+(?:\?{_REST})?
    | /(?!/){_REST}
    | \#{_REST}
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_EXTERNAL = re.compile(r"https?:", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def normalised(target: str) -> str:
    """The address as it goes into HTML: spaces and non-ASCII letters encoded. Never raises."""
    try:
        return normalizeLink(target)
    except ValueError:
        return target


def is_allowed(target: str) -> bool:
    """True for http, https and mailto addresses, `/paths` of this site and `#fragments`; nothing else.

    Give the target as the parser understood it (entities and backslashes resolved). Characters that nobody sees
    (controls, zero-width and direction marks), backslashes and user names in web addresses are refused.
    """
    if "\\" in target or any(unicodedata.category(char) in _HIDDEN_CATEGORIES for char in target):
        return False
    return _ALLOWED.fullmatch(normalised(target)) is not None


def is_external(target: str) -> bool:
    """True for an address on the web, false for mail, paths and fragments."""
    return _EXTERNAL.match(target) is not None


def looks_like_an_address(target: str) -> bool:
    """True if the target starts with a scheme or `//`; `(2)` in `[18F](2)` is text that only looks like a link."""
    visible = "".join(char for char in target if unicodedata.category(char) not in _HIDDEN_CATEGORIES)
    return _SCHEME.match(visible.lstrip()) is not None
