"""What an article says to those who work on it: its open main draft, or else the text that was published last."""

from dataclasses import dataclass

from articles.choices import Lane
from articles.content import ArticleContent, TranslationOf
from articles.domain.drafting.conversion import draft_content, link_of
from articles.domain.drafting.drafts import newest_published
from articles.models import Article, Draft


@dataclass(frozen=True)
class NewestText:
    """A content, and the draft that holds it; without one it is that of a revision."""

    content: ArticleContent
    draft: Draft | None

    @property
    def version(self) -> int:
        return self.draft.version if self.draft is not None else 0


def newest_text(article: Article) -> NewestText | None:
    """The newest text of an article with what is in it; None where nothing was written yet."""
    draft = Draft.objects.with_rows().open().filter(article=article, lane=Lane.MAIN).first()
    if draft is not None:
        return NewestText(draft_content(draft), draft)
    published = _published(article)
    return NewestText(published, None) if published is not None else None


def newest_link(article: Article, main: Draft | None) -> TranslationOf | None:
    """What the newest text is a translation of. ``main`` is the open main draft, which was read already; one query
    without it.
    """
    if main is not None:
        return link_of(main)
    published = _published(article)
    return published.translation_of if published is not None else None


def _published(article: Article) -> ArticleContent | None:
    revision = newest_published(article)
    return ArticleContent.from_json(revision.content_json) if revision is not None else None
