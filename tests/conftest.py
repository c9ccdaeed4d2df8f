"""The cast, and the fixtures that every test may use."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from articles.models import Draft, Publication, Revision
from medsite.audit import append_only
from people.models import User
from people.roles import Role
from tests import factories


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the suite runs on a second database, leave out what never touches one."""
    if os.environ.get("MEDSITE_DATABASE_TESTS_ONLY") != "1":
        return
    touching = {"db", "transactional_db"}
    pure = [
        item
        for item in items
        if item.get_closest_marker("django_db") is None and touching.isdisjoint(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if item not in set(pure)]


@dataclass(frozen=True)
class Cast:
    """Wendy writes, Clara and Carl are clinicians, Paul publishes, Adam administers, Sam has no role."""

    writer: User
    clinician: User
    second_clinician: User
    publisher: User
    administrator: User
    stranger: User
    superuser: User


CAST = {
    "writer": "wendy",
    "clinician": "clara",
    "second_clinician": "carl",
    "publisher": "paul",
    "administrator": "adam",
    "stranger": "sam",
    "superuser": "susan",
}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The cast is there from the beginning: made for every test anew, it was a sixth of the time of the suite."""
    with django_db_blocker.unblock():
        make_cast()


def make_cast() -> Cast:
    """The cast; made only if it is not there, which is so after a test that committed."""
    there = {user.username: user for user in User.objects.filter(username__in=CAST.values())}
    return Cast(**{part: there[name] for part, name in CAST.items()}) if there else _new_cast()


def _new_cast() -> Cast:
    administrator = factories.make_user("adam", Role.ADMINISTRATOR)
    writer = factories.make_user("wendy", Role.WRITER, first_name="Wendy", last_name="Writer")
    factories.make_profile(writer, "Wendy Writer", role="Medical writer")
    clinician = factories.make_clinician("clara", "Clara Clinician", verified_by=administrator)
    second = factories.make_clinician("carl", "Carl Clinician", verified_by=administrator)
    superuser = User.objects.create_superuser("susan", password=factories.PASSWORD)
    return Cast(
        writer=writer,
        clinician=clinician,
        second_clinician=second,
        publisher=factories.make_user("paul", Role.PUBLISHER, first_name="Paul", last_name="Publisher"),
        administrator=administrator,
        stranger=factories.make_user("sam"),
        superuser=superuser,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def approved_notices(cast: Cast) -> None:
    factories.approve_all_notices(cast.clinician)


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return factories.make_draft(cast.writer)


@pytest.fixture
def revision(cast: Cast, draft: Draft) -> Revision:
    """A revision that waits for a decision."""
    return factories.submit(draft, cast.writer)


@pytest.fixture
def approved(cast: Cast, approved_notices: None, draft: Draft, revision: Revision) -> Draft:
    factories.approve(revision, cast.clinician)
    return Draft.objects.with_rows().select_related("revision").get(pk=draft.pk)


@pytest.fixture
def publication(cast: Cast, approved: Draft) -> Publication:
    """A live article."""
    return factories.publish(approved, cast.publisher)


@pytest.fixture
def as_writer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.writer)
    return client


@pytest.fixture
def committed_db(transactional_db: None) -> Iterator[None]:
    """For tests that need real commits: the append-only triggers are lifted before the tables are emptied.

    Emptying ends with Django's post_migrate, which puts the triggers, roles and sample notices back.
    """
    yield
    append_only.lift(connection)
