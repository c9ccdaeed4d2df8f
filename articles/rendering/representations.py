"""The one writer of representations: whatever the form, it leaves here with every notice, or not at all."""

from collections.abc import Callable

from articles.choices import Format
from articles.rendering import feed, linked_data, markdown_file, payload
from articles.rendering.guard import refuse_without_notices
from articles.rendering.page import render_page
from articles.rendering.reading import without_marks
from articles.rendering.sources import PageSource


def _page(source: PageSource) -> str:
    return render_page(source.body, source.facts, source.notices, linked=linked_data.script(source))


def _reading(source: PageSource) -> str:
    return render_page(without_marks(source.body), source.facts, source.notices, is_reading=True)


RENDERERS: dict[Format, Callable[[PageSource], str]] = {
    Format.HTML: _page,
    Format.READING: _reading,
    Format.MARKDOWN: markdown_file.render_markdown,
    Format.JSON: payload.render_article,
    Format.ENTRY: feed.render_entry,
    Format.ITEM: payload.render_item,
}


def represent(source: PageSource, form: Format) -> str:
    """A page in one form.

    Raises guard.NoticeMissing when the text of a notice that applies is not in the result.
    """
    text = RENDERERS[form](source)
    if form != Format.HTML:  # render_page has looked at its own
        refuse_without_notices(text, source.notices.all, form)
    return text
