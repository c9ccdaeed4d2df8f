"""The cast, and the fixtures that every test may use."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from articles.models import Draft, Publication, Revision
from medsite.audit import append_only
from people.models import User
from people.roles import Role
from tests import factories

settings.register_profile("medsite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("medsite")
"""What an example has to do is the test; how long a busy machine takes for it is not."""


@receiver(connection_created)
def _give_what_has_no_order_backwards(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Rows that nobody put in order come in any order; SQLite can make a test of that, PostgreSQL does it some day.

    https://www.sqlite.org/pragma.html#pragma_reverse_unordered_selects
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")


STAFF_SCREENS = (
    "articles/admin",
    "articles/editing",
    "articles/editorial",
    "articles/matrix",
    "people/signing_in",
    "references/screens",
)
"""Folders of tests that open screens. What the screens call, and what they read, is tested on each database."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the suite runs on two databases, leave out what one of them says enough about.

    MEDSITE_DATABASE_TESTS_ONLY: what never touches a database. MEDSITE_SCREENS_ELSEWHERE: the screens of staff.
    MEDSITE_PART: "1/2" leaves every file out that belongs to the second half.
    """
    left_out: set[pytest.Item] = set()
    if os.environ.get("MEDSITE_DATABASE_TESTS_ONLY") == "1":
        left_out |= {item for item in items if not _touches_a_database(item)}
    if os.environ.get("MEDSITE_SCREENS_ELSEWHERE") == "1":
        here = Path(__file__).parent
        folders = tuple(here / folder for folder in STAFF_SCREENS)
        left_out |= {item for item in items if _touches_a_database(item) and item.path.parent in folders}
    if part := os.environ.get("MEDSITE_PART"):
        number, of = map(int, part.split("/"))
        own = _files_of_part([item.path for item in items if item not in left_out], number, of)
        left_out |= {item for item in items if item.path not in own}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _files_of_part(paths: list[Path], number: int, of: int) -> set[Path]:
    """The files of one of several parts with about as many tests each; the same ones every time."""
    parts: list[set[Path]] = [set() for _ in range(of)]
    tests = [0] * of
    for path, many in sorted(Counter(paths).items(), key=lambda one: (-one[1], one[0])):
        least = tests.index(min(tests))
        parts[least].add(path)
        tests[least] += many
    return parts[number - 1]


def _touches_a_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not {"db", "transactional_db"}.isdisjoint(fixtures)


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
