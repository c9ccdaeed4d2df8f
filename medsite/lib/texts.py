"""Text that pages and databases can hold."""


def clean_text(text: str) -> str:
    """One spelling of line ends. Raises ValueError for characters that no page and no database can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        if (character < " " and character not in "\n\t") or "\ud800" <= character <= "\udfff" or character == "\x7f":
            raise ValueError(f"holds the control character U+{ord(character):04X}")
    return text
