"""Sample people and articles for trying the system out, made by the real verbs.

Refuses to run unless the site is a demonstration, and in a database that holds other articles. Running it again
adds nothing.
"""

import json
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from articles.content import ArticleContent
from articles.domain import conversion, drafts, notice_desk, publishing, signatures, workflow
from articles.domain.errors import Refused
from articles.domain.framing import choose_notices
from articles.domain.policy import current_policy
from articles.models import Article, Draft, NoticeProposal, RuleProposal, Subject, Topic
from people.models import Credential, Profile, Specialty, User
from people.register import set_roles, verify_credential
from people.roles import Role
from references import library
from references.models import Reference

FOLDER = Path(__file__).resolve().parent.parent / "demonstration"
NO_INTERESTS = "No interests to declare."

TOPICS = (
    ("mental-health", "Mental health", "Anxiety, mood, sleep, and the medicines used for them."),
    ("diabetes", "Diabetes", "Living with diabetes, its tests and its medicines."),
)
PEOPLE: tuple[tuple[str, str, str, str, Role], ...] = (
    ("writer", "Ada Sample", "", "Medical writer (not a clinician)", Role.WRITER),
    ("reviewer", "Omar Example", "MD", "Psychiatrist", Role.CLINICIAN),
    ("reviewer2", "Lena Example", "MD", "Specialist in internal medicine", Role.CLINICIAN),
    ("publisher", "Petra Sample", "", "Publisher", Role.PUBLISHER),
    ("admin", "Alex Sample", "", "Administrator", Role.ADMINISTRATOR),
)


class NotADemonstration(Refused):
    """This site, or this database, is not for sample data."""


def seed(*, password: str, now: datetime) -> list[str]:
    """Add the sample people, topics, sources and articles that are not there yet; give their user names.

    Raises NotADemonstration.
    """
    if not settings.DEMO:
        raise NotADemonstration("Sample data is for demonstrations only. Set DEMO=1, with a SITE_URL on this machine.")
    people = _people(password=password, now=now - timedelta(days=60))
    writer = people["writer"]
    if Article.objects.exclude(created_by=writer).exists():
        raise NotADemonstration("This database holds other articles. Use an empty one for the demonstration.")
    _taxonomy()
    _references()
    _notices(people["reviewer"], now=now - timedelta(days=50))
    for place, path in enumerate(sorted(FOLDER.glob("*.toml")), start=1):
        if not Article.objects.filter(slug=path.stem).exists():
            _publish_sample(path, people, now=now - timedelta(days=10 * place))
    return [name for name, *_ in PEOPLE]


def sample_content(path: Path) -> ArticleContent:
    """The content of a sample file. Topics, subjects and sources must be in the database."""
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    topics = Topic.objects.filter(slug__in=said.pop("topics"))
    subjects = Subject.objects.filter(slug__in=said.pop("subjects")).prefetch_related("classes")
    said.pop("only_mentioned", None)
    author = Profile.objects.get(user__username="writer")
    bare = ArticleContent(
        **said,
        topics=tuple({"slug": topic.slug, "name": topic.name} for topic in topics),
        subjects=tuple(conversion.subject_fact(subject) for subject in subjects),
        authors=(conversion.author_of(author),),
    )
    return drafts.with_cited_sources(bare)


def only_mentioned(path: Path) -> dict[Subject, str]:
    """The subjects that a sample text names without being about them, with the reasons."""
    said: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8")).get("only_mentioned", {})
    return {subject: said[subject.slug] for subject in Subject.objects.filter(slug__in=said)}


def _people(*, password: str, now: datetime) -> dict[str, User]:
    found: dict[str, User] = {}
    for username, name, credentials, role, house_role in PEOPLE:
        user = User.objects.filter(username=username).first()
        if user is None:
            first, last = name.split()
            user = User.objects.create_user(username=username, password=password, first_name=first, last_name=last)
            set_roles(user, [house_role], by=None, now=now)
            Profile.objects.create(
                user=user,
                name=name,
                slug=name.lower().replace(" ", "-"),
                credentials=credentials,
                role=role,
                interests=NO_INTERESTS,
                interests_declared_on=now.date(),
            )
        found[username] = user
    for username, field in (("reviewer", "Psychiatry"), ("reviewer2", "Internal medicine")):
        _registration(found[username], field, by=found["admin"], now=now)
    return found


def _registration(user: User, field: str, *, by: User, now: datetime) -> None:
    specialty, _ = Specialty.objects.get_or_create(slug=field.lower().replace(" ", "-"), defaults={"name": field})
    user.profile.specialties.add(specialty)
    credential, is_new = Credential.objects.get_or_create(
        body="Sample Medical Council",
        number=f"SAMPLE-{user.username}",
        defaults={"holder": user, "title": "Physician"},
    )
    if is_new:
        verify_credential(credential, by=by, evidence="Sample person: nothing was looked up.", now=now)


def _taxonomy() -> None:
    for slug, name, intro in TOPICS:
        Topic.objects.get_or_create(slug=slug, defaults={"name": name, "intro": intro})


def _references() -> None:
    known = set(Reference.objects.values_list("key", flat=True))
    for record in json.loads((FOLDER / "references.json").read_text(encoding="utf-8")):
        if record["id"] not in known:
            library.put(record)


def _notices(clinician: User, *, now: datetime) -> None:
    evidence = signatures.for_demonstration(clinician, now=now)
    for notice in NoticeProposal.objects.filter(proposed_by__isnull=True).order_by("code"):
        notice_desk.approve_notice(notice, evidence=evidence, by=clinician, now=now)
    for rule in RuleProposal.objects.filter(proposed_by__isnull=True).order_by("code"):
        notice_desk.approve_rule(rule, evidence=evidence, by=clinician, now=now)


def _publish_sample(path: Path, people: dict[str, User], *, now: datetime) -> None:
    content = sample_content(path)
    draft = drafts.create_article(content, by=people["writer"], now=now, slug=path.stem, rejected=only_mentioned(path))
    revision = workflow.submit(draft, expected_version=draft.version, by=people["writer"], now=now + timedelta(hours=1))
    signed_at = now + timedelta(hours=5)
    workflow.approve(
        revision,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        notices_shown=choose_notices(content).as_json(),
        evidence=signatures.for_demonstration(people["reviewer"], now=signed_at),
        statement="No conflict of interest with this subject.",
        confirmed=[key for key, _ in current_policy().checklist],
        by=people["reviewer"],
        now=signed_at,
    )
    publishing.publish(
        Draft.objects.get(pk=draft.pk),
        content_digest=revision.content_digest,
        by=people["publisher"],
        now=now + timedelta(hours=6),
        note="First published.",
    )
