"""Numbers that a browser sends."""

MOST_DIGITS = 9
"""Every number of so many digits fits into any column of the database for a number or a key, and no version or key of
ours comes near to more. With a number that does not fit, a query fails.
"""


def whole_number(text: str) -> int:
    """The number that ``text`` is; 0, which is no version and no key, for everything else.

    ``str.isdigit`` alone is not enough: "²" is a digit to it, and ``int`` stumbles over that.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
