"""What readers get: the page of a live article and the rows beside it. Their one writer.

Verbs (``publishing``, ``taking_down``, ``reframing``) decide that a page comes, changes or goes; this module makes the
rows say so, and outdates or names the pages that say something of it. Everything happens in their transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from articles.choices import Format
from articles.domain.errors import Refused
from articles.domain.publication import listings, related
from articles.domain.publication.beside import settle
from articles.domain.publication.framing import Framed
from articles.domain.searching import search_index
from articles.domain.upkeep import outgoing, review_queue
from articles.models import (
    Article,
    Publication,
    PublishedFile,
    PublishedPage,
    PublishedRepresentation,
    PublishedTopic,
    Rendering,
    SiteState,
)
from articles.rendering.packing import Packed
from medsite.lib import languages

SERVED = ("etag", "publication_id")
"""What makes two pages the same document of the same publication."""
SHOWN_BY_NEIGHBOURS = ("title", "slug", "lead_text", "reviewed_on", "is_listed")
"""What pages about the same subject say of a page."""
SAID_IN_OTHER_LANGUAGES = ("title", "slug", "locale", "content_digest", "is_listed", "translation_of_id")
"""What the pages of the same text in other languages say of a page."""


@dataclass(frozen=True)
class Change:
    """A page as it was, if there was one, and as it is from now on."""

    before: PublishedPage | None
    page: PublishedPage

    @property
    def is_new(self) -> bool:
        return self.before is None

    def touches(self, fields: Collection[str]) -> bool:
        """Whether the page says something else than before in one of these; one that is new does."""
        return self.before is None or any(getattr(self.before, name) != getattr(self.page, name) for name in fields)


def store(article: Article, publication: Publication, framed: Framed, *, stamp: int, now: datetime) -> list[int]:
    """Write the page row, the rows beside it and, when the document is new, the record of what is served now.

    ``stamp`` is the state of the notices under which it was framed. Gives the keys of the live pages of the text in
    other languages that say something else of it from now on: the caller frames them afresh, or outdates them.

    Raises Refused without a general notice.
    """
    before, others = (None, []) if framed.is_alone else _stored(article, original=framed.original)
    packed = framed.packed()
    change = Change(before, _row(article, publication, framed, etag=packed[Format.HTML].etag, stamp=stamp))
    page = change.page
    page.pk = before.pk if before else None
    page.save(force_insert=change.is_new, force_update=not change.is_new)
    has_other_words = _store_representations(page, packed, is_new=change.is_new)
    names_the_gone = _store_beside(page, framed, is_new=change.is_new)
    if has_other_words or change.touches((*SERVED, "is_listed")):
        _note_change(now)
    if change.touches(SERVED):
        review_queue.note_new_notices(publication, framed.chosen, framed.around.decisions, now=now)
        _record_rendering(publication, framed, packed[Format.HTML], now=now)
    outdate(_outdated_by(change, framed, others, names_the_gone=names_the_gone))
    return [other.pk for other in others] if change.touches(SAID_IN_OTHER_LANGUAGES) else []


def remove(article: Article, *, now: datetime) -> list[int]:
    """Take the page of an article from readers, from lists and from the search.

    Gives the keys of the live pages of its text in other languages: the caller frames them afresh.
    """
    others: list[int] = []
    for page in PublishedPage.objects.filter(article=article).only("translation_of"):
        search_index.forget(page)
        others = _in_other_languages(page.translation_of_id or article.pk, than=article)
    outdate(related.pages_that_name(article))
    PublishedPage.objects.filter(article=article).delete()
    _note_change(now)
    return others


def outdate(pages: Collection[int]) -> None:
    """Have pages framed afresh when somebody asks for them; no page is made with an empty frame."""
    if pages:
        PublishedPage.objects.filter(pk__in=pages).update(frame_version="")


def _stored(article: Article, *, original: int | None) -> tuple[PublishedPage | None, list[PublishedPage]]:
    """The page that an article has now, and those of its text in other languages. One query."""
    root = original or article.pk
    pages = PublishedPage.objects.filter(Q(article=article) | Q(article=root) | Q(translation_of=root))
    before = next((page for page in pages if page.article_id == article.pk), None)
    return before, [page for page in pages if page is not before]


def _in_other_languages(original: int, *, than: Article) -> list[int]:
    return list(PublishedPage.objects.in_other_languages(original, than=than.pk).values_list("pk", flat=True))


def _row(article: Article, publication: Publication, framed: Framed, *, etag: str, stamp: int) -> PublishedPage:
    content, facts, general = framed.around.content, framed.facts, framed.chosen.general
    if general is None:
        raise Refused("The general notice is missing. Nothing was published.")
    return PublishedPage(
        article=article,
        publication=publication,
        slug=article.slug,
        locale=content.locale,
        language=languages.language_of(content.locale),
        content_digest=publication.content_digest,
        html_digest=publication.html_digest,
        general_notice=general,
        etag=etag,
        notices_stamp=stamp,
        frame_version=framed.frame_version,
        valid_until=framed.valid_until,
        title=content.title,
        lead_text=framed.lead_text,
        reviewer_names=", ".join(reviewer.full_name for reviewer in facts.reviewers),
        first_published_at=framed.first_published_at,
        modified_at=framed.modified_at,
        reviewed_on=facts.reviewed_on,
        review_due_on=facts.review_due_on,
        is_listed=facts.is_listed,
        translation_of_id=framed.original,
    )


def _store_representations(page: PublishedPage, packed: dict[Format, Packed], *, is_new: bool) -> bool:
    """Write the representations that are new, changed or damaged; say whether there were any. Two queries at most."""
    stored = {
        row.format: Packed(etag=row.etag, gzip=bytes(row.gzip), brotli=bytes(row.brotli))
        for row in (() if is_new else page.representations.all())
    }
    changed = [(form, text) for form, text in packed.items() if stored.get(form) != text]
    PublishedRepresentation.objects.bulk_create(
        [
            PublishedRepresentation(page=page, format=form, etag=text.etag, gzip=text.gzip, brotli=text.brotli)
            for form, text in changed
        ],
        update_conflicts=True,
        unique_fields=["page", "format"],
        update_fields=["etag", "gzip", "brotli"],
    )
    return bool(changed)


def _store_beside(page: PublishedPage, framed: Framed, *, is_new: bool) -> bool:
    """Have the rows beside a page say what it says: where it leads, what lists and the search show of it.

    True where a neighbour that it names is gone by now.
    """
    around = framed.around
    outgoing.store(page, page.publication.revision, is_new=is_new)
    files = [PublishedFile(page=page, digest=file.digest, media_type=file.media_type) for file in around.content.files]
    settle(PublishedFile, page, files, by=("digest", "media_type"), is_new=is_new)
    topics = [PublishedTopic(page=page, topic=topic, language=page.language) for topic in around.topics]
    settle(PublishedTopic, page, topics, by=("topic_id", "language"), is_new=is_new)
    answers = listings.store(page, framed, is_new=is_new)
    if page.is_listed:
        search_index.store(page, framed, answers=answers, is_new=is_new)
    elif not is_new:
        search_index.forget(page)
    return not related.store(page, framed.facts.related, is_new=is_new)


def _record_rendering(publication: Publication, framed: Framed, document: Packed, *, now: datetime) -> None:
    Rendering.objects.create(
        publication=publication,
        at=now,
        sha256=document.etag,
        content_digest=publication.content_digest,
        html_digest=publication.html_digest,
        notices=framed.chosen.as_json(),
        frame_version=framed.frame_version,
        document=document.gzip,
    )


def _outdated_by(
    change: Change, framed: Framed, others: Collection[PublishedPage], *, names_the_gone: bool
) -> set[int]:
    """Keys of the pages that say something of a page which is not so any more, itself among them. Rarely a query."""
    found, before, page = set[int](), change.before, change.page
    if before and change.touches(SHOWN_BY_NEIGHBOURS):
        found |= {*related.pages_that_name(page.article)}
    if before and before.translation_of_id != page.translation_of_id:
        found |= {*_in_other_languages(before.translation_of_id or page.article_id, than=page.article)}
    languages_shown = {link.key for link in framed.facts.languages}
    if names_the_gone or languages_shown != {other.pk for other in others if other.is_listed}:
        found.add(page.pk)
    return found


def _note_change(now: datetime) -> None:
    """Live pages changed: lists, feeds and sitemaps are made anew when they are next asked for."""
    SiteState.objects.filter(pk=1).update(pages_stamp=F("pages_stamp") + 1, pages_changed_at=now)
