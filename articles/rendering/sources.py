"""What every representation of a page is made of."""

from dataclasses import dataclass

from articles.content import ArticleContent
from articles.rendering.shapes import Notices, PageFacts, SignedBody


@dataclass(frozen=True)
class PageSource:
    """The signed body and its content, with the facts and notices that are laid over it."""

    content: ArticleContent
    body: SignedBody
    facts: PageFacts
    notices: Notices
