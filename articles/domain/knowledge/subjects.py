"""What the house knows about subjects, and how a change of it reaches live pages."""

from django.db import transaction
from django.db.models import F, Prefetch

from articles.choices import NameKind, SubjectAnswer
from articles.content import ArticleContent
from articles.domain.drafting.translations import original_fact
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.source_facts import other_works, records_of, source_facts, troubled_addresses
from articles.models import Draft, DrugClass, SiteState, Subject, SubjectName
from articles.quality.inspection import BankFact, House, KnownSubject
from faq.models import QuestionVersion

AS_WRITTEN_DOWN = (
    Prefetch("names", SubjectName.objects.order_by("pk")),
    Prefetch("classes", DrugClass.objects.order_by("pk")),
)
"""Names and classes in the order in which the house wrote them down: a finding names the first one."""


def house_for(
    content: ArticleContent | None = None, draft: Draft | None = None, *, this_year: int | None = None
) -> House:
    """What the checks need to know about this site, about the sources of a text, and about the answers given in a
    draft. Load it with ``with_rows()``. Eight queries at most, and two for a translation.
    """
    records = records_of(content) if content is not None else {}
    known = tuple(
        KnownSubject(
            slug=subject.slug,
            name=subject.name,
            names=tuple(name.name for name in subject.names.all()),
            generic=_of_kind(subject, NameKind.GENERIC),
            brands=_of_kind(subject, NameKind.BRAND),
            classes=tuple(drug_class.name for drug_class in subject.classes.all()),
        )
        for subject in Subject.objects.prefetch_related(*AS_WRITTEN_DOWN).order_by("name")
    )
    rejected: frozenset[str] = frozenset()
    if draft is not None:
        answers = draft.draft_subjects.all()
        rejected = frozenset(row.subject.slug for row in answers if row.answer == SubjectAnswer.REJECTED)
    return House(
        subjects=known,
        rejected=rejected,
        troubled_addresses=troubled_addresses(content) if content is not None else {},
        sources=source_facts(records),
        other_works=other_works(records),
        bank=bank_facts(draft) if draft is not None else (),
        this_year=this_year,
        wants_passages=current_policy().wants_passages,
        original=original_fact(content) if content is not None else None,
    )


def _of_kind(subject: Subject, kind: NameKind) -> tuple[str, ...]:
    return tuple(name.name for name in subject.names.all() if name.kind == kind)


def bank_facts(draft: Draft) -> tuple[BankFact, ...]:
    """What the bank holds now of the questions that a draft copied from it. One query, if there are any."""
    copied = {row.bank_version.question_id for row in draft.questions.all() if row.bank_version is not None}
    if not copied:
        return ()
    rows = QuestionVersion.objects.filter(question__in=copied).newest().select_related("question")
    return tuple(
        BankFact(question=row.question.uuid, newest=row.number, is_retired=row.question.retired_at is not None)
        for row in rows
    )


def notices_changed() -> None:
    """Note that notices, rules or subject facts changed: every page is framed afresh when it is next asked for.

    Call it in the transaction of the change, before pages are rebuilt.
    """
    with transaction.atomic():
        if not SiteState.objects.filter(pk=1).update(notices_stamp=F("notices_stamp") + 1):
            SiteState.objects.create(pk=1)


def current_stamp() -> int:
    state = SiteState.objects.filter(pk=1).first()
    return state.notices_stamp if state else 0
