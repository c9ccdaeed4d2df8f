"""One Markdown text outside an article, such as the wording of a notice, as a page will show it."""

from medsite.lib import markdown


def markdownify(source: str) -> str:
    """HTML of a text, or a sentence why it cannot be shown. It cites nothing. The markdownx setting points here."""
    try:
        return markdown.render(source).html
    except markdown.TooComplex as error:
        return f"<p>{error}</p>"
