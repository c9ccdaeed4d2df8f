"""The rows beside a published page: who stands on it, its questions, its sources, and the names of its subjects.

``articles.domain.publication.pages`` calls this when it stores a page, inside its transaction; nothing else does.
"""

from collections.abc import Iterable
from datetime import date

from articles.choices import OTHER_LETTER, PersonPart
from articles.content import BankSource
from articles.domain.publication.around import Around
from articles.domain.publication.beside import settle
from articles.domain.publication.framing import Framed
from articles.models import (
    PublishedName,
    PublishedPage,
    PublishedPerson,
    PublishedQuestion,
    PublishedReference,
)
from articles.models.notice import GENERAL
from articles.rendering.answers import whole_answer
from faq.models import QuestionVersion
from medsite.lib import days, words


def store(page: PublishedPage, framed: Framed, *, is_new: bool) -> dict[int, str]:
    """Write who wrote and who signed a page, its questions, its sources and the names of its subjects.

    Rows that are right already stay. A page that is not in lists any more has no names. Gives the answers that lists
    show, by the place of their question. ``is_new``: the page was made just now.
    """
    around = framed.around
    _store_people(page, around, is_new=is_new)
    answers = _store_questions(page, framed, is_new=is_new)
    _store_references(page, around, is_new=is_new)
    names = list(_names(page, around)) if framed.facts.is_listed else []
    settle(PublishedName, page, names, by=("subject_id", "name", "kind", "language"), is_new=is_new)
    return answers


def _store_people(page: PublishedPage, around: Around, *, is_new: bool) -> None:
    authors = {author.profile for author in around.content.authors}
    wanted: dict[tuple[int, str], date | None] = {
        (profile.pk, PersonPart.AUTHOR.value): None for profile in around.profiles if profile.uuid in authors
    }
    for decision in around.decisions:
        for profile in around.profiles:
            if profile.user_id == decision.by_id:
                wanted[profile.pk, PersonPart.SIGNER.value] = days.day_of(decision.at, days.zone())
    rows = [
        PublishedPerson(page=page, profile_id=profile, part=part, signed_on=signed_on, language=page.language)
        for (profile, part), signed_on in wanted.items()
    ]
    settle(PublishedPerson, page, rows, by=("profile_id", "part", "signed_on", "language"), is_new=is_new)


def _store_references(page: PublishedPage, around: Around, *, is_new: bool) -> None:
    """The library's record behind each source of the signed text; a source that it does not know has no row."""
    cited = {item.key for item in around.body.references}
    named = {c.key: str(c.reference["id"]) for c in around.content.works if c.key and c.reference is not None}
    rows = [
        PublishedReference(page=page, key=key, reference_id=around.works[own].pk, is_cited=key in cited)
        for key, own in sorted(named.items())
        if own in around.works
    ]
    settle(PublishedReference, page, rows, by=("key", "reference_id", "is_cited"), is_new=is_new)


def _names(page: PublishedPage, around: Around) -> Iterable[PublishedName]:
    """The names of the signed subjects as the house knows them today; a subject that it does not know has none.

    Each with its own name, and the others that are not the same word again.
    """
    for subject in around.subjects:
        own = _folded(subject.name)
        others = [(row.name, row.kind) for row in around.names[subject.pk] if _folded(row.name) != own]
        for name, kind in [(subject.name, ""), *others]:
            yield PublishedName(
                page=page,
                subject=subject,
                name=name,
                kind=kind,
                letter=_letter(name),
                sorted_as=_folded(name),
                language=page.language,
            )


def _folded(name: str) -> str:
    return " ".join(word.folded for word in words.read(words.composed(name)))[:200]


def _letter(name: str) -> str:
    """What a name stands under: its first letter without accents, or the one sign for digits and all else."""
    first = _folded(name)[:1].upper()
    return first if first.isalpha() else OTHER_LETTER


def _store_questions(page: PublishedPage, framed: Framed, *, is_new: bool) -> dict[int, str]:
    around = framed.around
    bank = _bank_keys(question.bank for question in around.content.questions if question.bank)
    has_own_notices = any(notice.code != GENERAL for notice in framed.chosen.notices)
    rows = [
        PublishedQuestion(
            page=page,
            position=place,
            question=item.question,
            answer="" if has_own_notices else whole_answer(item.html),
            anchor=item.anchor,
            bank_version_id=bank.get(source.bank) if source.bank else None,
        )
        for place, (item, source) in enumerate(
            zip(around.body.questions, around.content.questions, strict=True), start=1
        )
    ]
    values = ("position", "question", "answer", "anchor", "bank_version_id")
    settle(PublishedQuestion, page, rows, by=values, is_new=is_new)
    return {row.position: row.answer for row in rows}


def _bank_keys(sources: Iterable[BankSource]) -> dict[BankSource, int]:
    wanted = set(sources)
    if not wanted:
        return {}
    rows = QuestionVersion.objects.filter(question__uuid__in={source.question for source in wanted}).values_list(
        "pk", "question__uuid", "number"
    )
    return {BankSource(question=uuid, version=number): key for key, uuid, number in rows}
