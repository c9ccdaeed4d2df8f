"""The rows beside a published page: who stands on it, its questions, its sources, and the names of its subjects.

``articles.domain.publishing`` calls this when it stores a page, inside its transaction; nothing else does.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from articles.choices import OTHER_LETTER, PersonPart
from articles.content import ArticleContent, BankSource
from articles.domain.framing import Framed, zone
from articles.models import (
    Decision,
    Publication,
    PublishedName,
    PublishedPage,
    PublishedPerson,
    PublishedQuestion,
    PublishedReference,
    Subject,
)
from articles.models.notice import GENERAL
from articles.rendering.answers import whole_answer
from articles.rendering.shapes import SignedBody
from faq.models import QuestionVersion
from medsite.lib import days, words
from people.models import Profile
from references.models import Reference

Row = tuple[object, ...]


def store(page: PublishedPage, publication: Publication, framed: Framed, content: ArticleContent) -> None:
    """Write who wrote and who signed a page, its questions, its sources and the names of its subjects.

    Rows that are right already stay. A page that is not in lists any more has no names.
    """
    _store_people(page, publication, content)
    _store_questions(page, publication, framed, content)
    _store_references(page, publication, content)
    _store_names(page, content if framed.facts.is_listed else None)


def _store_people(page: PublishedPage, publication: Publication, content: ArticleContent) -> None:
    decisions = [row.decision for row in publication.approvals.select_related("decision")]
    profiles = _profiles((author.profile for author in content.authors), decisions)
    wanted: dict[tuple[int, str], date | None] = {
        (profile.pk, PersonPart.AUTHOR.value): None
        for profile in profiles
        if profile.uuid in {author.profile for author in content.authors}
    }
    for decision in decisions:
        for profile in profiles:
            if profile.user_id == decision.by_id:
                wanted[profile.pk, PersonPart.SIGNER.value] = days.day_of(decision.at, zone())
    there = {(row.profile_id, row.part): row for row in page.page_people.all()}
    stale = [row.pk for key, row in there.items() if key not in wanted or row.signed_on != wanted[key]]
    if stale:
        PublishedPerson.objects.filter(pk__in=stale).delete()
    PublishedPerson.objects.bulk_create(
        PublishedPerson(page=page, profile_id=profile, part=part, signed_on=signed_on)
        for (profile, part), signed_on in wanted.items()
        if (profile, part) not in there or there[profile, part].pk in stale
    )


def _store_references(page: PublishedPage, publication: Publication, content: ArticleContent) -> None:
    """The library's record behind each source of the signed text; a source that it does not know has no row."""
    cited = {item.key for item in SignedBody.model_validate_json(publication.revision.body_html).references}
    named = {c.key: str(c.reference["id"]) for c in content.works if c.key and c.reference is not None}
    known = dict(Reference.objects.filter(key__in=named.values()).values_list("key", "pk"))
    wanted = {(key, known[own], key in cited) for key, own in named.items() if own in known}
    there = {(row.key, row.reference_id, row.is_cited): row.pk for row in page.page_references.all()}
    if stale := [row for values, row in there.items() if values not in wanted]:
        PublishedReference.objects.filter(pk__in=stale).delete()
    PublishedReference.objects.bulk_create(
        PublishedReference(page=page, key=key, reference_id=reference, is_cited=is_cited)
        for key, reference, is_cited in sorted(wanted - there.keys())
    )


def _store_names(page: PublishedPage, content: ArticleContent | None) -> None:
    """The names of the signed subjects as the house knows them today; a subject that it does not know has none."""
    slugs = [subject.slug for subject in content.subjects] if content else []
    wanted = {
        row
        for subject in (Subject.objects.filter(slug__in=slugs).prefetch_related("names") if slugs else ())
        for row in _names(subject)
    }
    there = {(row.subject_id, row.name, row.kind): row.pk for row in page.page_names.all()}
    if stale := [row for values, row in there.items() if values not in wanted]:
        PublishedName.objects.filter(pk__in=stale).delete()
    PublishedName.objects.bulk_create(
        PublishedName(
            page=page, subject_id=subject, name=name, kind=kind, letter=_letter(name), sorted_as=_folded(name)
        )
        for subject, name, kind in sorted(wanted - there.keys())
    )


def _names(subject: Subject) -> Iterable[tuple[int, str, str]]:
    """Its own name, and the others that are not the same word again."""
    yield subject.pk, subject.name, ""
    yield from (
        (subject.pk, name.name, name.kind)
        for name in subject.names.all()
        if _folded(name.name) != _folded(subject.name)
    )


def _folded(name: str) -> str:
    return " ".join(word.folded for word in words.read(words.composed(name)))[:200]


def _letter(name: str) -> str:
    """What a name stands under: its first letter without accents, or the one sign for digits and all else."""
    first = _folded(name)[:1].upper()
    return first if first.isalpha() else OTHER_LETTER


def _profiles(authors: Iterable[UUID], decisions: Sequence[Decision]) -> list[Profile]:
    found = Profile.objects.filter(uuid__in=list(authors)) | Profile.objects.filter(
        user__in=[decision.by_id for decision in decisions]
    )
    return list(found)


def _store_questions(page: PublishedPage, publication: Publication, framed: Framed, content: ArticleContent) -> None:
    body = SignedBody.model_validate_json(publication.revision.body_html)
    bank = _bank_keys(question.bank for question in content.questions if question.bank)
    has_own_notices = any(notice.code != GENERAL for notice in framed.chosen.notices)
    wanted = [
        PublishedQuestion(
            page=page,
            position=place,
            question=item.question,
            answer="" if has_own_notices else whole_answer(item.html),
            anchor=item.anchor,
            bank_version_id=bank.get(source.bank) if source.bank else None,
        )
        for place, (item, source) in enumerate(zip(body.questions, content.questions, strict=True), start=1)
    ]
    there = page.page_questions.order_by("position")
    if [_values(row) for row in there] == [_values(row) for row in wanted]:
        return
    there.delete()
    PublishedQuestion.objects.bulk_create(wanted)


def _values(row: PublishedQuestion) -> Row:
    return (row.position, row.question, row.answer, row.anchor, row.bank_version_id)


def _bank_keys(sources: Iterable[BankSource]) -> dict[BankSource, int]:
    wanted = set(sources)
    if not wanted:
        return {}
    rows = QuestionVersion.objects.filter(question__uuid__in={source.question for source in wanted}).values_list(
        "pk", "question__uuid", "number"
    )
    return {BankSource(question=uuid, version=number): key for key, uuid, number in rows}
