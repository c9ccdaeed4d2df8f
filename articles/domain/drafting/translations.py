"""Translations: where one stands against its original, and the live pages of a text in other languages. Reads only.

A translation is an article of its own. Which published text it translates is part of what was signed, so whether the
original has changed since is a comparison of digests, and nothing that somebody has to remember.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from articles.choices import TAKEN_DOWN
from articles.content import ArticleContent, TranslationOf
from articles.models import Article, Draft, Publication, PublishedPage
from articles.quality.inspection import OriginalFact
from articles.rendering.shapes import LanguageLink, SignedBody
from medsite.lib.language_names import english_name, own_name


@dataclass(frozen=True)
class Standing:
    """Where a translation stands: ``recorded`` is the publication that it names, ``last`` the newest of the original.

    ``changed_at`` is when readers got another text of the original, ``withdrawn_at`` when they got none any more.
    """

    recorded: Publication
    last: Publication
    changed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def original(self) -> Article:
        return self.recorded.article

    @property
    def is_behind(self) -> bool:
        return self.changed_at is not None or self.withdrawn_at is not None


def standing_of(content: ArticleContent) -> Standing | None:
    """Where a content stands against its original; None for one that is no translation of a text that is known here.

    One query, and none for a text that is no translation.
    """
    return against(content.translation_of)


def against(link: TranslationOf | None) -> Standing | None:
    """The same for the link alone."""
    if link is None:
        return None
    rows = list(
        Publication.objects.filter(article__uuid=link.article)
        .select_related("article", "revision")
        .only(
            "number",
            "kind",
            "at",
            "content_digest",
            "revision__title",
            *(f"article__{name}" for name in ("uuid", "slug", "locale", "working_title", "public_state")),
        )
        .order_by("number")
    )
    recorded = next((r for r in rows if (r.number, r.content_digest) == (link.version, link.content_digest)), None)
    if recorded is None:
        return None
    last = rows[-1]
    return Standing(
        recorded=recorded,
        last=last,
        changed_at=_since(rows) if last.content_digest != link.content_digest else None,
        withdrawn_at=last.at if last.kind in TAKEN_DOWN else None,
    )


def _since(rows: list[Publication]) -> datetime:
    """When the text came that is the newest one."""
    at = rows[-1].at
    for row in reversed(rows):
        if row.content_digest != rows[-1].content_digest:
            break
        at = row.at
    return at


def in_other_languages(article: Article, *, original: int | None) -> tuple[LanguageLink, ...]:
    """The other live pages with the same text, by language. ``original`` is the key of the article that this one is a
    translation of, if it is one. One query.
    """
    root = original or article.pk
    pages = PublishedPage.objects.in_lists().in_other_languages(root, than=article.pk).order_by("locale", "pk")
    return tuple(
        LanguageLink(
            key=page.pk,
            locale=page.locale,
            name=own_name(page.locale),
            title=page.title,
            url=page.get_absolute_url(),
            api_url=reverse("reader:api-v1:article", args=[page.slug]),
            is_original=page.article_id == root,
        )
        for page in pages.only("slug", "locale", "title", "article")
    )


@dataclass(frozen=True)
class LanguageOfText:
    """The same text in another language as staff see it, whatever became of it. ``standing`` is there for a translation
    that is live.
    """

    article: Article
    name: str
    is_original: bool = False
    standing: Standing | None = None


def for_staff(article: Article, standing: Standing | None) -> tuple[LanguageOfText, ...]:
    """The original of a translation; of another text the translations that are live or being written.

    Two queries at most, and one for each live translation.
    """
    if standing is not None:
        return (LanguageOfText(standing.original, english_name(standing.original.locale), is_original=True),)
    pages = PublishedPage.objects.filter(translation_of=article).select_related("article", "publication__revision")
    found = {
        page.article_id: LanguageOfText(
            page.article,
            english_name(page.locale),
            standing=standing_of(ArticleContent.from_json(page.publication.revision.content_json)),
        )
        for page in pages
    }
    for draft in Draft.objects.open().filter(translation_of__article=article).select_related("article"):
        found.setdefault(draft.article_id, LanguageOfText(draft.article, english_name(draft.article.locale)))
    return tuple(sorted(found.values(), key=lambda one: one.name))


def original_fact(content: ArticleContent) -> OriginalFact | None:
    """What the checks need to know of the original of a translation. Two queries, none for a text that is none."""
    standing = standing_of(content)
    if standing is None:
        return None
    return OriginalFact(
        content=signed_text_of(standing.recorded)[0],
        changed_on=localdate(standing.changed_at) if standing.changed_at else None,
        withdrawn_on=localdate(standing.withdrawn_at) if standing.withdrawn_at else None,
    )


def signed_text_of(publication: Publication) -> tuple[ArticleContent, SignedBody]:
    """The content of a publication and its body, as they were signed. One query."""
    rows = Publication.objects.filter(pk=publication.pk)
    content, body = rows.values_list("revision__content_json", "revision__body_html").get()
    return ArticleContent.from_json(content), SignedBody.model_validate_json(body)
