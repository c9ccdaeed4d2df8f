"""One Markdown field as the page will show it, for the editor."""

from collections.abc import Iterable

from medsite.lib import markdown


def render_field(source: str, *, known: Iterable[str]) -> tuple[str, str]:
    """HTML of a field and an empty string, or an empty string and why it cannot be shown.

    ``known`` are the keys that the library has; they are numbered by first mention in this field.
    """
    try:
        return markdown.render(source, citations=markdown.CitationNumbers(known)).html, ""
    except markdown.TooComplex as error:
        return "", str(error)


def markdownify(source: str) -> str:
    """What the markdownx setting points at: the same renderer, without the library."""
    html, error = render_field(source, known=())
    return html or f"<p>{error}</p>"
