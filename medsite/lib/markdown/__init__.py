"""The one place where Markdown becomes HTML.

`render` turns what a writer typed into sanitised HTML and facts about it; `eaten` proves that no word, digit
or sign of the source got lost on the way. Everything that shows Markdown (preview, submission, questions,
lead) goes through `render`, and nothing else imports the parser or the two sanitisers.

    parsing       markdown-it with raw HTML off, between the limits of `limits`
    inline        our own inline rules: citations, and the links and marks of `links`
    blocks        headings, anchors, tables, captions, list numbers
    pictures      figures
    labels        the words that the renderer adds, by the language of the text
    htmlout       tokens to HTML
    sanitising    bleach, then nh3, then the URL check of `urls`
    visible       what a reader sees of the HTML, as text
    loss          the comparison of source and visible text, with `comparison`

No function here keeps state between calls; all may run in several threads at once.
"""

from medsite.lib.markdown.citations import CitationNumbers, Mark
from medsite.lib.markdown.labels import Labels, labels_for
from medsite.lib.markdown.limits import TooComplex
from medsite.lib.markdown.loss import eaten
from medsite.lib.markdown.pictures import Picture
from medsite.lib.markdown.rendering import render, text_version
from medsite.lib.markdown.results import Heading, Link, Rendered, Section, Shown, Table

__all__ = [
    "CitationNumbers",
    "Heading",
    "Labels",
    "Link",
    "Mark",
    "Picture",
    "Rendered",
    "Section",
    "Shown",
    "Table",
    "TooComplex",
    "eaten",
    "labels_for",
    "render",
    "text_version",
]
