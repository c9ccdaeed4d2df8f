"""docs/privacy.md, held against the models, and its procedure, done."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.choices import Lane
from articles.domain import doctor
from articles.domain.drafting import drafts
from articles.domain.errors import Tampered
from articles.domain.pack.making import make_pack
from articles.models import Draft, Publication
from medsite.audit import trail
from tests import factories
from tests.conftest import Cast

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
LISTED = re.findall(r"`([a-z]+\.[A-Z]\w+\.\w+)`", DOCUMENT)
PEOPLE = {"people.User", "people.Profile"}
ALL_OF_THEM = {"people.User", "people.Profile", "people.Credential"}
MAY_NAME_PEOPLE = {
    "by_name",
    "by_credentials",
    "by_registration",
    "by_role",
    "by_specialties",
    "approved_by_name",
    "reviewer_names",
    "email",
    "ip",
    "ip_address",
    "address_hash",
    "user_agent",
    "statement",
    "comment",
    "reason",
    "note",
    "content_json",
    "body_html",
    "document",
    "source_text",
    "form",
    "data",
    "session_data",
}


def personal_fields() -> Iterator[str]:
    """Every stored field that points to a person, belongs to one, or can hold words about one."""
    for model in apps.get_models():
        label = model._meta.label
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            points = field.related_model is not None and field.related_model._meta.label in PEOPLE
            belongs = label in ALL_OF_THEM and field.name not in {"id", "uuid"}
            if points or belongs or field.name in MAY_NAME_PEOPLE:
                yield f"{label}.{field.name}"


def test_every_field_about_people_is_in_the_table() -> None:
    """A new one gets a line in docs/privacy.md: why it is kept, how long, and what becomes of it."""
    assert sorted(set(personal_fields()) - set(LISTED)) == []


def test_the_table_names_only_what_there_is_and_once() -> None:
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
    }

    assert [name for name in LISTED if name not in there] == []
    assert sorted(LISTED) == sorted(set(LISTED))


def test_the_trail_names_nobody(cast: Cast, publication: Publication) -> None:
    texts = [entry.data + entry.subject for entry in apps.get_model("audit", "AuditEntry").objects.all()]
    names = [*cast.clinician.profile.name.split(), "Wendy", "Writer", "Paul", "Publisher"]

    assert [name for name in names for text in texts if name in text] == []


@pytest.fixture
def replaced(publication: Publication, cast: Cast) -> Publication:
    """A version that named a patient, and after it one that does not."""
    lane = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)
    factories.save(lane, cast.writer, lead="It names nobody.")
    factories.approve(factories.submit(lane, cast.writer), cast.clinician)
    factories.publish(Draft.objects.get(pk=lane.pk), cast.publisher, correction=True, note="It named somebody.")
    return publication


def test_a_redacted_version_is_withheld_and_everything_else_holds(
    replaced: Publication, cast: Cast, client: Client
) -> None:
    """The statements are those of the document."""
    block = DOCUMENT.split("```sql")[1].split("```")[0]
    block = block.replace("REVISION", str(replaced.revision_id)).replace("DRAFT", str(replaced.revision.draft_id))
    if connection.vendor == "sqlite":
        block = block.replace("document = ''", "document = x''")
    statements = [part.strip() for part in block.split(";")]
    old = reverse("reader:past-version", args=[replaced.article.slug, 1])
    assert "They say what it is about." in client.get(old).content.decode()

    factories.tell_of_approvals()
    with factories.triggers_lifted(), connection.cursor() as cursor:
        for statement in statements:
            if statement.startswith(("UPDATE", "DELETE")):
                cursor.execute(statement)
    cache.clear()

    withheld = client.get(old)
    assert withheld.status_code == 503
    assert "They say what it is about." not in withheld.content.decode()
    assert client.get(f"/articles/{replaced.article.slug}/").status_code == 200
    broken = {(result.name, len(result.findings)) for result in doctor.examine(now=factories.NOW) if result.is_broken}
    assert broken - {("owner", 1)} == {("signed texts", 1), ("renderings", 1)}
    assert list(trail.verify()) == []
    with pytest.raises(Tampered):
        make_pack(replaced, by=cast.publisher)
