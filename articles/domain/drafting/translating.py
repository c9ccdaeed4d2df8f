"""The verbs of translating: begin a translation of a live text, and take a newer version of the original over."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from articles.choices import Lane, SubjectAnswer
from articles.content import ArticleContent
from articles.domain.drafting import drafts, translations
from articles.domain.drafting.conversion import draft_content, link_to
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.knowledge.facts import facts_of
from articles.domain.overlay.notices import rulebook
from articles.domain.publication import log
from articles.models import Article, Draft, NoticeVersion, Publication, PublishedPage, Subject
from articles.models.notice import GENERAL
from articles.rendering.shapes import SignedBody
from medsite.lib.language_names import english_name
from people.models import User
from people.roles import Role, has_role


@dataclass(frozen=True)
class LanguageChoice:
    """A language that a text could be translated into. ``taken_by`` is the translation that there is; ``lacks`` are the
    codes of the notices that a page in it needs and that no clinician has approved yet.
    """

    locale: str
    name: str
    taken_by: Article | None = None
    lacks: tuple[str, ...] = ()


def languages_for(original: Article) -> tuple[LanguageChoice, ...]:
    """The languages of the site and those with an approved general notice, but that of the text. Seven queries at most.

    Raises what ``translatable`` raises.
    """
    revision = translatable(original).revision
    body = SignedBody.model_validate_json(revision.body_html)
    facts = facts_of(ArticleContent.from_json(revision.content_json), body=body)
    taken, book = _taken(original), rulebook()
    return tuple(
        LanguageChoice(
            locale=locale,
            name=english_name(locale),
            taken_by=taken.get(locale),
            lacks=book.choose(replace(facts, locale=locale)).unapproved,
        )
        for locale in offered()
        if locale.casefold() != original.locale.casefold()
    )


def offered() -> tuple[str, ...]:
    """Tags of the languages that somebody can choose for a text, in order. One query."""
    approved = NoticeVersion.objects.newest().filter(code=GENERAL).values_list("locale", flat=True)
    return tuple(sorted({*approved, *(code for code, _ in settings.LANGUAGES)}))


def translatable(original: Article) -> Publication:
    """The live text of an article that can be translated.

    Raises WrongState while nothing of it is live, Refused for one that is a translation itself.
    """
    publication = log.live_publication(original)
    if publication is None:
        raise WrongState("Only a live text is translated: it has been signed. Publish this article first.")
    standing = translations.standing_of(ArticleContent.from_json(publication.revision.content_json))
    if standing is not None:
        raise Refused(
            f"This is a translation itself. Translate its original, “{standing.original}”: each step from one language "
            "to another loses something."
        )
    return publication


def start_translation(original: Article, *, locale: str, title: str, by: User, now: datetime) -> Draft:
    """Make an article in another language that begins with the live text of this one, to be written over.

    It records which published text it is a translation of, keeps sources, images, questions, subjects and topics, and
    inherits no approval. Its address comes from ``title``. Copies of bank questions become its own, because the bank
    speaks the language of the original. Writes the audit entry of a new article.

    Raises NotAllowed, Refused for a language that is not offered or is that of the text or without a title, WrongState
    when nothing is live or a translation into that language is live or being written.
    """
    if not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers translate articles.")
    if not title.strip():
        raise Refused("Give the title in the new language. The address is made of it.")
    with transaction.atomic():
        original = Article.objects.held(original.pk)
        publication = translatable(original)
        if locale.casefold() == original.locale.casefold():
            raise Refused(f"The text is in {english_name(locale)} already. Choose another language, or copy it.")
        if locale not in offered():
            raise Refused("Choose one of the languages of the list.")
        if there := _taken(original).get(locale):
            raise WrongState(f"There is a translation into {english_name(locale)} already: “{there}”. Go on there.")
        content = ArticleContent.from_json(publication.revision.content_json)
        begun = content.model_copy(
            update={
                "locale": locale,
                "title": title.strip(),
                "questions": tuple(question.model_copy(update={"bank": None}) for question in content.questions),
                "translation_of": link_to(publication),
            }
        )
        return drafts.create_article(
            ArticleContent.model_validate(begun.model_dump()),
            by=by,
            now=now,
            rejected=_rejected(publication),
            reason=f"Translation of {original.slug}, version {publication.number}",
        )


def take_over_original(article: Article, *, publication: int, by: User, now: datetime) -> Draft:
    """Let a translation follow the newest text of its original: in its open draft, or in one that is opened for it.

    Only the link moves; what the new text says has to be written by whoever takes it over. ``publication`` is the
    number of the version that was looked at. Writes the audit entries of opening and saving a draft.

    Raises WrongState for an article that is no translation or follows the newest text, or whose original is not live;
    Stale when the original was published again meanwhile; what ``drafts.save_draft`` raises.
    """
    with transaction.atomic():
        draft = article.drafts.open().filter(lane=Lane.MAIN).first() or drafts.open_draft(article, by=by, now=now)
        loaded = Draft.objects.with_rows().get(pk=draft.pk)
        content = draft_content(loaded)
        standing = translations.standing_of(content)
        if standing is None:
            raise WrongState("This article is no translation.")
        if standing.withdrawn_at is not None:
            raise WrongState("The original is not live any more, so there is no newer version to take over.")
        if standing.changed_at is None:
            raise WrongState("This follows the newest version of its original already.")
        if standing.last.number != publication:
            raise Stale("The original was published again after you opened this page. Look at that version.")
        return drafts.save_draft(
            loaded,
            content.model_copy(update={"translation_of": link_to(standing.last)}),
            expected_version=loaded.version,
            by=by,
            now=now,
            reason=f"Follows version {standing.last.number} of the original",
        )


def _taken(original: Article) -> dict[str, Article]:
    """Translations that are live or being written, by language. Two queries."""
    pages = PublishedPage.objects.filter(translation_of=original).select_related("article")
    open_drafts = Draft.objects.open().filter(translation_of__article=original).select_related("article")
    articles = [*(draft.article for draft in open_drafts.only("article")), *(page.article for page in pages)]
    return {article.locale: article for article in articles}


def _rejected(publication: Publication) -> dict[Subject, str]:
    rows = publication.revision.draft.draft_subjects.filter(answer=SubjectAnswer.REJECTED).select_related("subject")
    return {row.subject: row.reason for row in rows}
