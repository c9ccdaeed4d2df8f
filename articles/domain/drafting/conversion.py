"""Draft to content and back, without loss."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from articles import content as shapes
from articles.choices import SubjectAnswer
from articles.content import ArticleContent
from articles.domain.drafting.same_works import kept_key, marked
from articles.domain.errors import Refused
from articles.models import (
    ArticleQuestion,
    Citation,
    Draft,
    DraftAuthor,
    DraftFile,
    DraftSubject,
    KeyPoint,
    Picture,
    Publication,
    Subject,
    Topic,
)
from faq.models import QuestionVersion
from medsite.lib.languages import language_of
from people.models import Profile
from references import library
from references.models import Reference

PLAIN_FIELDS = ("title", "lead", "summary", "body", "article_type", "audience", "funding", "funding_note")


SAID_OF_IMAGES = ("alt", "caption", "credit", "kind", "text_version")
"""What a draft says of an image, by the names of the content."""


class CannotPlace(Refused):
    """The content names something that this site does not know; the message lists what."""


def draft_content(draft: Draft) -> ArticleContent:
    """The content of a draft. Load the draft with ``with_rows()``: this reads its rows and no more."""
    return ArticleContent(
        locale=draft.article.locale,
        **{name: getattr(draft, name) for name in PLAIN_FIELDS},
        key_points=tuple(shapes.KeyPoint(label=row.label, text=row.text) for row in draft.key_points.all()),
        questions=tuple(_question(row) for row in draft.questions.all()),
        citations=_citations(draft),
        authors=tuple(author_of(row.profile, draft.article.locale) for row in draft.draft_authors.all()),
        topics=tuple(
            shapes.TopicFact(slug=topic.slug, name=topic.name)
            for topic in sorted(draft.topics.all(), key=lambda topic: topic.slug)
        ),
        subjects=tuple(
            subject_fact(row.subject)
            for row in sorted(draft.draft_subjects.all(), key=lambda row: row.subject.slug)
            if row.answer == SubjectAnswer.CONFIRMED
        ),
        files=tuple(
            file_of(row.picture, **{name: getattr(row, name) for name in SAID_OF_IMAGES}) for row in draft.files.all()
        ),
        translation_of=link_of(draft),
    )


def link_of(draft: Draft) -> shapes.TranslationOf | None:
    """The published text that a draft is a translation of; None for a text that is none."""
    return link_to(draft.translation_of) if draft.translation_of is not None else None


def link_to(publication: Publication) -> shapes.TranslationOf:
    """How a translation names the published text that it is one of."""
    return shapes.TranslationOf(
        article=publication.article.uuid, version=publication.number, content_digest=publication.content_digest
    )


def file_of(picture: Picture, **said: str) -> shapes.File:
    """An image with what it says (see ``SAID_OF_IMAGES``), frozen by value."""
    return shapes.File.model_validate(
        {
            "digest": picture.digest,
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            **said,
        }
    )


def author_of(profile: Profile, locale: str) -> shapes.Author:
    """A byline, frozen by value: the role as it was confirmed for the language of the text."""
    return shapes.Author(
        profile=profile.uuid,
        name=profile.name,
        credentials=profile.credentials,
        role=profile.role_in(language_of(locale)),
        slug=profile.slug,
        interests=profile.interests,
    )


def subject_fact(subject: Subject) -> shapes.SubjectFact:
    """A subject with the facts that rules ask about, frozen by value."""
    classes = tuple(sorted(drug_class.slug for drug_class in subject.classes.all()))
    return shapes.SubjectFact(slug=subject.slug, name=subject.name, kind=subject.kind, classes=classes)


def bank_source(row: ArticleQuestion) -> shapes.BankSource | None:
    """The version of the bank question that a row was copied from, if it was."""
    if row.bank_version is None:
        return None
    return shapes.BankSource(question=row.bank_version.question.uuid, version=row.bank_version.number)


def _question(row: ArticleQuestion) -> shapes.Question:
    return shapes.Question(question=row.question, answer=row.answer, bank=bank_source(row))


def _citations(draft: Draft) -> tuple[shapes.Citation, ...]:
    rows = draft.citations.all()
    kept = {row.reference.key: kept_key(row.reference) for row in rows if row.reference is not None}
    return marked([_citation(row) for row in rows], kept)


def _citation(row: Citation) -> shapes.Citation:
    return shapes.Citation(
        key=row.key,
        number=row.number,
        raw_text=row.raw_text,
        reference=library.frozen(row.reference) if row.reference is not None else None,
        passage=shapes.Passage(quote=row.passage, place=row.passage_place),
        despite=row.despite,
    )


def write_content(draft: Draft, content: ArticleContent) -> None:
    """Make a draft hold a content: its columns and all its rows. Call inside a transaction.

    Rows keep their identity by position, so that an editor who has them open is not told that they are gone.
    Sources are found by their key; a record that the library lacks is added to it. Shared data that changed
    since (a profile, a reference, a subject) comes back as it is today.

    Raises CannotPlace when a topic, a subject, an author, a bank question, an image or the original of a translation
    is unknown here.
    """
    topics, subjects, profiles, bank = _known(content)
    pictures = _pictures(content)
    for name in PLAIN_FIELDS:
        setattr(draft, name, getattr(content, name))
    draft.translation_of = _original(content, of=draft)
    draft.save(update_fields=(*PLAIN_FIELDS, "translation_of"))
    draft.topics.set(topics)
    _put_rows(
        draft.key_points, KeyPoint, [{"draft": draft, "label": p.label, "text": p.text} for p in content.key_points]
    )
    _put_rows(
        draft.questions,
        ArticleQuestion,
        [
            {"draft": draft, "question": q.question, "answer": q.answer, "bank_version": bank.get(q.bank)}
            for q in content.questions
        ],
    )
    _put_citations(draft, content.citations)
    draft.draft_authors.all().delete()
    DraftAuthor.objects.bulk_create(
        DraftAuthor(draft=draft, profile=profile, position=place) for place, profile in enumerate(profiles)
    )
    draft.files.all().delete()
    DraftFile.objects.bulk_create(
        DraftFile(
            draft=draft,
            position=place,
            picture=picture,
            **{name: getattr(file, name) for name in SAID_OF_IMAGES},
        )
        for place, (file, picture) in enumerate(zip(content.files, pictures, strict=True))
    )
    _put_subjects(draft, subjects)


def _original(content: ArticleContent, *, of: Draft) -> Publication | None:
    """The publication that a content is a translation of. No query for a text that is none."""
    link = content.translation_of
    if link is None:
        return None
    texts = Publication.objects.of_texts().select_related("article")
    found = texts.filter(article__uuid=link.article, number=link.version, content_digest=link.content_digest).first()
    if found is None or found.article_id == of.article_id:
        raise CannotPlace(
            "This site does not know the published text that this is said to be a translation of. Import and publish "
            "the original first, or take “translation_of” out."
        )
    return found


def _pictures(content: ArticleContent) -> list[Picture]:
    """The images of a content, in its order. No query for a text without images."""
    if not content.files:
        return []
    known = {row.digest: row for row in Picture.objects.filter(digest__in=[file.digest for file in content.files])}
    if unknown := [file.digest[:12] for file in content.files if file.digest not in known]:
        raise CannotPlace(
            f"This site does not have the image {', '.join(unknown)}. Add it, or take it out of the text."
        )
    return [known[file.digest] for file in content.files]


def _known(
    content: ArticleContent,
) -> tuple[list[Topic], list[Subject], list[Profile], Mapping[shapes.BankSource | None, QuestionVersion]]:
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=[t.slug for t in content.topics])}
    subjects = {s.slug: s for s in Subject.objects.filter(slug__in=[s.slug for s in content.subjects])}
    profiles = {p.uuid: p for p in Profile.objects.filter(uuid__in=[a.profile for a in content.authors])}
    bank = _bank_versions(item.bank for item in content.questions if item.bank)
    unknown = [
        *(f"the topic {fact.name or fact.slug}" for fact in content.topics if fact.slug not in topics),
        *(f"the subject {fact.name or fact.slug}" for fact in content.subjects if fact.slug not in subjects),
        *(f"the author {author.name}" for author in content.authors if author.profile not in profiles),
        *(f"the bank question of {q.question!r}" for q in content.questions if q.bank and q.bank not in bank),
    ]
    if unknown:
        raise CannotPlace(f"This site does not know {', '.join(unknown)}. Add it first, or take it out of the text.")
    return (
        [topics[fact.slug] for fact in content.topics],
        [subjects[fact.slug] for fact in content.subjects],
        [profiles[author.profile] for author in content.authors],
        bank,
    )


def _bank_versions(sources: Iterable[shapes.BankSource]) -> dict[shapes.BankSource | None, QuestionVersion]:
    wanted = list(sources)
    if not wanted:
        return {}
    found = QuestionVersion.objects.select_related("question").filter(
        question__uuid__in={source.question for source in wanted}
    )
    return {shapes.BankSource(question=row.question.uuid, version=row.number): row for row in found}


def _put_rows(manager: Any, model: type[models.Model], wanted: Sequence[dict[str, Any]]) -> None:
    """Change the rows there are, in order, add what is missing, delete what is too much."""
    rows = list(manager.all().order_by("position", "pk"))
    changed, added = [], []
    for place, values in enumerate(wanted):
        if place < len(rows):
            for name, value in values.items():
                setattr(rows[place], name, value)
            rows[place].position = place
            changed.append(rows[place])
        else:
            added.append(model(position=place, **values))
    if surplus := [row.pk for row in rows[len(wanted) :]]:
        manager.filter(pk__in=surplus).delete()
    if changed:
        model._default_manager.bulk_update(changed, [*wanted[0], "position"])
    model._default_manager.bulk_create(added)


def _put_citations(draft: Draft, citations: Sequence[shapes.Citation]) -> None:
    """Keys are unique within a draft, so rows that swap keys would clash on the way: write them afresh."""
    keys = {str(c.reference["id"]) for c in citations if c.reference is not None}
    known = {reference.key: reference for reference in Reference.objects.filter(key__in=keys)}
    for citation in citations:
        if citation.reference is not None and citation.reference["id"] not in known:
            known[str(citation.reference["id"])] = library.put(citation.reference)
    draft.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(
            draft=draft,
            position=place,
            key=citation.key,
            number=citation.number,
            raw_text=citation.raw_text,
            reference=known[str(citation.reference["id"])] if citation.reference is not None else None,
            passage=citation.passage.quote if citation.passage else "",
            passage_place=citation.passage.place if citation.passage else "",
            despite=citation.despite,
        )
        for place, citation in enumerate(citations)
    )


def _put_subjects(draft: Draft, confirmed: Sequence[Subject]) -> None:
    """Confirm exactly these; what was rejected stays rejected unless it is confirmed now."""
    keys = [subject.pk for subject in confirmed]
    draft.draft_subjects.filter(models.Q(answer=SubjectAnswer.CONFIRMED) | models.Q(subject__in=keys)).delete()
    DraftSubject.objects.bulk_create(
        DraftSubject(draft=draft, subject=subject, answer=SubjectAnswer.CONFIRMED) for subject in confirmed
    )


def profile_uuids(content: ArticleContent) -> set[UUID]:
    return {author.profile for author in content.authors}
