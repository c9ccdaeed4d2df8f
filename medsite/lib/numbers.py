"""Numbers that a browser sends."""

MOST_DIGITS = 9
"""More do not fit into a column of the database, and no version or key of ours has them."""


def whole_number(text: str) -> int:
    """The number that ``text`` is; 0, which is no version and no key, for everything else.

    ``str.isdigit`` alone is not enough: "²" is a digit to it, and ``int`` stumbles over that.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
