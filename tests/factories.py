"""Rows for tests, one function for each kind, without surprises. People and texts are made up."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from articles.content import ArticleContent, Author, Citation, KeyPoint, Question, SubjectFact, TopicFact
from articles.domain import workflow
from articles.domain.drafting import drafts, pictures, preview_links, translating
from articles.domain.drafting.conversion import author_of, subject_fact
from articles.domain.exchange import intake
from articles.domain.exchange.intake import TakenIn
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.overlay import conditions
from articles.domain.overlay.approving import signed
from articles.domain.publication import publishing
from articles.domain.publication.framing import choose_notices
from articles.domain.reviewing import signatures
from articles.domain.reviewing.signatures import SignatureEvidence
from articles.domain.reviewing.signing import Signing
from articles.domain.upkeep import rereview
from articles.domain.upkeep.rereview import Confirmed
from articles.importing.formats import pieces
from articles.models import (
    Article,
    Decision,
    Draft,
    NoticeProposal,
    NoticeVersion,
    NumberVersion,
    Picture,
    Publication,
    Revision,
    RuleProposal,
    RuleVersion,
    Subject,
    Topic,
)
from faq import bank
from faq.models import Question as BankQuestion
from medsite.audit import append_only, trail
from people.models import Credential, Profile, User
from people.register import set_roles, verify_credential
from people.roles import Role
from references import library
from references.models import Reference

if TYPE_CHECKING:  # the cast is made with these factories
    from tests.conftest import Cast

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


def make_user(username: str, *roles: Role, **values: Any) -> User:
    user = User.objects.create_user(username=username, password=PASSWORD, **values)
    set_roles(user, roles, by=None, now=NOW)
    return user


def make_profile(user: User | None, name: str, **values: Any) -> Profile:
    defaults = {
        "slug": name.lower().replace(" ", "-"),
        "interests": "No interests to declare.",
        "interests_declared_on": date(2026, 6, 1),
    }
    return Profile.objects.create(user=user, name=name, **defaults | values)


def make_clinician(username: str, name: str, *, verified_by: User, **values: Any) -> User:
    """A clinician with a checked registration and a profile."""
    user = make_user(username, Role.CLINICIAN, **values)
    make_profile(user, name, credentials="MD", role="Psychiatrist")
    credential = Credential.objects.create(
        holder=user, title="Physician", body="Sample Medical Council", number=f"S-{user.pk}"
    )
    verify_credential(credential, by=verified_by, evidence="Looked up in the sample register.", now=NOW)
    return user


def make_reference(key: str = "sample2020", **values: Any) -> Reference:
    record = {
        "id": key,
        "type": "article-journal",
        "title": f"A sample study called {key}",
        "author": [{"family": "Sample", "given": "Ada"}],
        "container-title": "Sample Journal",
        "issued": {"date-parts": [[2020]]},
    }
    return library.put(record | values)


def make_bank_question(by: User, wording: str = "Is it safe?", answer: str = "It is.") -> BankQuestion:
    question = BankQuestion.objects.create()
    bank.write(question, wording=wording, answer=answer, by=by, now=NOW)
    return question


def make_topic(name: str = "Mental health", **values: Any) -> Topic:
    return Topic.objects.create(name=name, slug=name.lower().replace(" ", "-"), **values)


def citation(reference: Reference) -> Citation:
    return Citation(key=reference.key, reference=library.frozen(reference))


def image_bytes(kind: str = "PNG", *, size: tuple[int, int] = (60, 40), colour: str = "teal", **saving: Any) -> bytes:
    """A made-up image."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format=kind, **saving)
    return out.getvalue()


def make_preview_link(draft: Draft, by: User, *, now: datetime = NOW, **values: Any) -> preview_links.Made:
    """Somebody outside may see a draft for a week."""
    defaults: dict[str, Any] = {
        "name": "Olive Outsider",
        "email": "olive@example.org",
        "why": "Reads it for the patients.",
        "days": 7,
    }
    return preview_links.make(draft, by=by, now=now, **defaults | values)


def make_picture(by: User, *, colour: str = "teal") -> Picture:
    return pictures.add_picture(image_bytes(colour=colour), by=by, now=NOW)


def topic_fact(topic: Topic) -> TopicFact:
    return TopicFact(slug=topic.slug, name=topic.name)


def clonazepam() -> SubjectFact:
    return subject_fact(Subject.objects.prefetch_related("classes").get(slug="clonazepam"))


def content(**values: Any) -> ArticleContent:
    """A content that meets every rule, about no known subject; give fields to differ."""
    author = values.pop("author", None) or Profile.objects.filter(slug="wendy-writer").first()
    byline = author_of(author, values.get("locale", "en")) if author else Author(profile="0" * 32, name="Nobody")
    reference = values.pop("reference", None) or Reference.objects.filter(key="sample2020").first() or make_reference()
    defaults: dict[str, Any] = {
        "title": "A sample article",
        "lead": "Two sentences of lead. They say what it is about.",
        "summary": "The answer in brief [@sample2020].",
        "key_points": (KeyPoint(label="First point", text="A sentence about it."),),
        "body": "An opening paragraph.\n\n## What it is\n\nA statement with a source [@sample2020].",
        "questions": (Question(question="Is this a sample?", answer="Yes, it is."),),
        "citations": (citation(reference),),
        "authors": (byline,),
        "article_type": "explainer",
        "audience": "public",
        "funding": "none",
    }
    return ArticleContent(**defaults | values)


def make_draft(by: User, *, now: datetime = NOW, **values: Any) -> Draft:
    """A main draft whose content meets every rule."""
    return Draft.objects.with_rows().get(pk=drafts.create_article(content(**values), by=by, now=now).pk)


def save(draft: Draft, by: User, *, now: datetime = NOW, **values: Any) -> Draft:
    """Save a draft with some fields changed."""
    from articles.domain.drafting.conversion import draft_content

    fresh = Draft.objects.with_rows().get(pk=draft.pk)
    changed = draft_content(fresh).model_copy(update=values)
    return drafts.save_draft(fresh, changed, expected_version=fresh.version, by=by, now=now)


def submit(draft: Draft, by: User, *, now: datetime = NOW) -> Revision:
    fresh = Draft.objects.get(pk=draft.pk)
    return workflow.submit(fresh, expected_version=fresh.version, by=by, now=now)


def make_import(
    text: str, *, by: User | None = None, source: str = "article.txt", now: datetime = NOW, as_new: bool = False
) -> TakenIn:
    """Take the one article of a text in, as a file of this name."""
    (piece,) = pieces(text, source=source)
    return intake.take_in(intake.prepare(piece.read(), text=piece.text, as_new=as_new), by=by, now=now)


def evidence(user: User, *, now: datetime = NOW) -> SignatureEvidence:
    return signatures.prove_by_password(user, PASSWORD, now=now)


def approve(revision: Revision, by: User, *, now: datetime = NOW, **values: Any) -> Decision:
    arguments: dict[str, Any] = {
        "content_digest": revision.content_digest,
        "html_digest": revision.html_digest,
        "evidence": evidence(by, now=now),
        "statement": "No conflict of interest with this subject.",
        "confirmed": [key for key, _ in current_policy().checklist],
    }
    if "notices_shown" not in values:
        arguments["notices_shown"] = choose_notices(ArticleContent.from_json(revision.content_json)).as_json()
    return workflow.approve(revision, Signing(**arguments | values), by=by, now=now)


def confirm(article: Article, by: User, *, now: datetime = NOW, **values: Any) -> Confirmed:
    """Still right: the last published text is signed again."""
    last = rereview.last_text(article)
    publication = values.pop("publication", last.number)
    arguments: dict[str, Any] = {
        "content_digest": last.content_digest,
        "html_digest": last.html_digest,
        "notices_shown": choose_notices(ArticleContent.from_json(last.revision.content_json)).as_json(),
        "evidence": evidence(by, now=now),
        "statement": "No conflict of interest with this subject.",
        "confirmed": [key for key, _ in current_policy().checklist],
    }
    return rereview.confirm(article, Signing(**arguments | values), publication=publication, by=by, now=now)


def request_changes(
    revision: Revision, by: User, *, now: datetime = NOW, comment: str = "Please mend it.", **values: Any
) -> Decision:
    return workflow.request_changes(
        revision,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        by=by,
        now=now,
        comment=comment,
        **values,
    )


def publish(draft: Draft, by: User, *, now: datetime = NOW, **values: Any) -> Publication:
    fresh = Draft.objects.select_related("revision").get(pk=draft.pk)
    digest = fresh.revision.content_digest if fresh.revision else ""
    arguments: dict[str, Any] = {"content_digest": digest} | values
    return publishing.publish(fresh, by=by, now=now, **arguments)


def put_live(cast: "Cast", *, now: datetime = NOW, **values: Any) -> Publication:
    """An article before readers: written, signed and published by the cast. The notices have to be approved before."""
    draft = make_draft(cast.writer, now=now, **values)
    approve(submit(draft, cast.writer, now=now), cast.clinician, now=now)
    return publish(draft, cast.publisher, now=now)


def approve_all_notices(by: User, *, now: datetime = NOW) -> None:
    """Every sample notice and rule in force, as if a clinician had approved it. Written at once, because most tests
    need it; the demonstration does it by the verbs."""
    approval = {"version": 1, "approved_by": by, "approved_by_name": signed(by), "approved_at": now}
    wording = ("code", "locale", "harm", "heading", "body", "source", "is_sample")
    NoticeVersion.objects.bulk_create(
        NoticeVersion(**row, **approval) for row in NoticeProposal.objects.order_by("code").values(*wording)
    )
    rules = RuleProposal.objects.order_by("code").values("code", "notice_code", "conditions", "retired")
    RuleVersion.objects.bulk_create(RuleVersion(**row, **approval) for row in rules)
    NoticeProposal.objects.all().delete()
    RuleProposal.objects.all().delete()
    notices_changed()


def tell_of_approvals() -> None:
    """The audit entries that ``approve_all_notices`` leaves out, as the verbs write them."""
    with transaction.atomic():
        for notice in NoticeVersion.objects.select_related("approved_by"):
            trail.record(
                actor=notice.approved_by,
                act="notice.approved",
                subject=f"notice {notice.code}",
                at=notice.approved_at,
                version=notice.version,
                locale=notice.locale,
                editor=None,
                heading=notice.heading,
                body=notice.body,
            )
        for rule in RuleVersion.objects.select_related("approved_by"):
            trail.record(
                actor=rule.approved_by,
                act="rule.approved",
                subject=f"rule {rule.code}",
                at=rule.approved_at,
                version=rule.version,
                notice=rule.notice_code,
                conditions=conditions.as_lines(rule.conditions).splitlines(),
                retired=False,
                editor=None,
            )


def approve_notices_in(locale: str, by: User, *, now: datetime = NOW) -> None:
    """Every wording in force, in another language too; "es: " stands before its heading and its text."""
    there = NoticeVersion.objects.filter(locale="en").values("code", "harm", "heading", "body", "source", "is_sample")
    approval = {"version": 1, "approved_by": by, "approved_by_name": signed(by), "approved_at": now, "locale": locale}
    said = [row | {name: f"{locale}: {row[name]}" for name in ("heading", "body")} for row in there]
    NoticeVersion.objects.bulk_create(NoticeVersion(**row, **approval) for row in said)
    notices_changed()


def approve_general_notice(by: User, locale: str) -> NoticeVersion:
    """The general notice in another language in force. Its words are made up."""
    notices_changed()
    return NoticeVersion.objects.create(
        code="general",
        locale=locale,
        version=1,
        harm="general",
        heading=f"Notice ({locale})",
        body=f"The general notice in {locale}.",
        source="Made up for a test.",
        approved_by=by,
        approved_by_name=signed(by),
        approved_at=NOW,
    )


def make_translation(
    original: Article, by: User, *, locale: str = "es", title: str = "Un artículo de muestra", now: datetime = NOW
) -> Draft:
    """An open draft of a translation of a live article, written over so that nothing holds it up."""
    draft = translating.start_translation(original, locale=locale, title=title, by=by, now=now)
    return save(
        draft,
        by,
        now=now,
        lead=f"Dos frases de entrada en {locale}. Dicen de qué trata el texto.",
        summary=f"La respuesta en pocas palabras, {locale} [@sample2020].",
        key_points=(KeyPoint(label="Primer punto", text=f"Una frase sobre el asunto, {locale}."),),
        questions=(Question(question=f"¿Es esto una muestra, {locale}?", answer="Sí, lo es."),),
        body=f"Un párrafo para empezar, {locale}.\n\n## Qué es\n\nUna afirmación con su fuente [@sample2020].",
    )


def make_number(by: User, **values: Any) -> NumberVersion:
    """A local number in force. The digits are those of no service."""
    defaults = {
        "code": "xx-emergency",
        "country": "XX",
        "purpose": "emergency",
        "service": "Sample service",
        "number": "00 000",
        "source": "Made up for a test.",
        "checked_on": NOW.date(),
        "version": 1,
        "approved_by": by,
        "approved_by_name": signed(by),
        "approved_at": NOW,
    }
    notices_changed()
    return NumberVersion.objects.create(**defaults | values)


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """For damage done outside medsite, which its own code has to notice."""
    append_only.lift(connection)
    try:
        yield
    finally:
        append_only.protect(connection)


def later(**values: Any) -> datetime:
    return NOW + timedelta(**values)


def models_named(name: str) -> Any:
    return apps.get_model("articles", name)


def timezone_now() -> datetime:
    return timezone.now()


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
