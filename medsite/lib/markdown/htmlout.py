"""Tokens to HTML: the stock renderer, plus citations and what inline text does with line breaks."""

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from medsite.lib.markdown.citations import group_html
from medsite.lib.markdown.source import notes_of


class HtmlRenderer(RendererHTML):
    """Each method writes the token type it is named after; nobody else calls them."""

    def citation(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A citation group. Takes the numbers here, because here tokens come in the order of the page."""
        del options
        notes = notes_of(env)
        html, marks = group_html(tokens[idx].meta["items"], notes.numbers)
        for key, mark in marks:
            if mark is None:
                notes.missing.append(key)
            else:
                notes.cited.append(key)
                notes.citation_anchors.append(mark.anchor)
        return html

    def picture(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """What stands in a figure."""
        del options
        meta = tokens[idx].meta
        picture = meta["picture"]
        html: str = picture.html(meta["alt"], notes_of(env).text_versions.get(picture.digest))
        return html

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A line break in the source."""
        del tokens, idx, options
        return " " if notes_of(env).inline else "\n"

    def hardbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A line break on the page; inline text has none."""
        del tokens, idx, options
        return " " if notes_of(env).inline else "<br>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Code between fences; the name of the language after the opening fence is not used."""
        del options, env
        return f"<pre><code>{escapeHtml(tokens[idx].content)}</code></pre>\n"
