"""Every act, in every state, by everybody, through every door: the tables of docs/access.md, tried cell by cell."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction

from articles.choices import PublicState
from articles.domain.drafting import unsaved
from articles.domain.errors import Refused
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from people.roles import Role
from references.models import Reference
from tests import factories
from tests.articles.matrix import acts, always, readings
from tests.articles.matrix.house import House, Marks, build
from tests.articles.matrix.table import BY_STATE, IN_EVERY_STATE, NOT_BY_AUTHORS, PEOPLE, STATES, Row
from tests.conftest import Cast

LETTERS = {Role.WRITER: "W", Role.CLINICIAN: "C", Role.PUBLISHER: "P", Role.ADMINISTRATOR: "A"}
STATE_NAMES = {
    "draft": "draft",
    "changes_requested": "sent back",
    "in_review": "in review",
    "approved": "signed",
    "live": "live",
    "withdrawn": "withdrawn",
}
TRANSITIONS = DRAFT_TRANSITIONS | ARTICLE_TRANSITIONS
READ_BY_VERB = {("take the approval pack", "verb"): readings.take_pack}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Two thousand refusals: writing down each of them takes longer than all the rest."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@contextmanager
def left_as_it_was() -> Iterator[None]:
    """The next attempt finds the same house: building it takes far longer than trying a door."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def by_verb(verb: Callable[..., Any], act: str, house: House, person: str) -> bool | None:
    """Whether a verb did it; None for somebody without an account, who can call none."""
    user = house.people[person]
    if user is None:
        return None
    with left_as_it_was():
        with suppress(Refused):
            verb(house, user)
        after = house.marks()
    if after != house.before and act in set(Act):
        expect_moved(Act(act), house, after)
    return after != house.before


def expect_moved(act: Act, house: House, after: Marks) -> None:
    """An act of the workflow leaves the state that its table names, and one entry in the trail."""
    target = TRANSITIONS[act].target
    if act in DRAFT_TRANSITIONS:
        assert after.draft_state == (target or house.before.draft_state), act
        assert (after.closed_at is None) == (target is not None), act
    else:
        assert after.public_state == (target or house.before.public_state), act
    # A signature on a live text is two acts in one: the decision, and the publication that rests on it.
    expected = 2 if act == Act.CONFIRM and house.state == "live" else 1
    assert after.entries == house.before.entries + expected, act


def by_screen(screen: Callable[..., Any], house: House, person: str) -> bool:
    with left_as_it_was():
        screen(house, house.clients[person])
        return bool(house.marks() != house.before)


def who_tries(row: Row) -> list[str]:
    """Everybody; but other writers and those without an account only where it may matter whose draft it is or who
    looks, and those who have both roles only where the one forbids what the other allows.

    That every address of the desk sends those without an account to sign in is held by tests/articles/editorial.
    """
    is_reading = any((row.act, door) in readings.READINGS for door in row.doors)
    left_out = {"other_writer"} if is_reading else {"nobody"}
    if row.act not in {*NOT_BY_AUTHORS, "submit"}:
        left_out.add("author_clinician")
    return [person for person in PEOPLE if person not in left_out]


def tried(row: Row, door: str, house: House, person: str) -> bool | None:
    key = (row.act, door)
    if key in readings.READINGS:
        with left_as_it_was():
            return readings.READINGS[key](house, house.clients[person])
    if key in READ_BY_VERB:
        user = house.people[person]
        return None if user is None else READ_BY_VERB[key](house, user)
    if key in acts.SCREENS:
        return by_screen(acts.SCREENS[key], house, person)
    if key in acts.FURTHER_VERBS:
        return by_verb(acts.FURTHER_VERBS[key], "", house, person)
    return by_verb(acts.VERBS[row.act], row.act, house, person)


@pytest.mark.parametrize("state", STATES)
def test_every_door_gives_the_verdict_of_its_row(state: str, cast: Cast) -> None:
    house = build(state, cast)
    wrong = []
    for row in BY_STATE:
        for door in row.doors:
            for person in PEOPLE:
                verdict = tried(row, door, house, person)
                if verdict is not None and verdict != row.allows(person, state):
                    wrong.append(f"{row.act} through {door} as {person}: {'done' if verdict else 'refused'}")

    assert not wrong, "\n".join(wrong)


def test_doors_that_do_not_ask_for_the_state(cast: Cast) -> None:
    house = build("draft", cast)
    factories.make_topic("Songs")
    house.reference = Reference.objects.get(key="sample2020").pk
    unsaved.keep_unsaved(house.draft, "lead=SECRET+NOTE", version=1, by=cast.writer, now=factories.NOW)
    house.clients["writer"] = house.clients["other_writer"]  # the owner of what is not saved may see it
    wrong = []
    for row in IN_EVERY_STATE:
        for door in row.doors:
            for person in PEOPLE:
                with left_as_it_was():
                    verdict = always.DOORS[row.act, door](house, house.clients[person])
                if verdict != row.allows(person, "draft"):
                    wrong.append(f"{row.act} through {door} as {person}: {'given' if verdict else 'refused'}")

    assert not wrong, "\n".join(wrong)


def test_the_tables_and_the_attempts_name_the_same_doors() -> None:
    named = {(row.act, door) for row in BY_STATE for door in row.doors}
    known = {(act, "verb") for act in acts.VERBS} | set(acts.FURTHER_VERBS) | set(acts.SCREENS)

    assert named == known | set(readings.READINGS) | set(READ_BY_VERB)
    assert {(row.act, door) for row in IN_EVERY_STATE for door in row.doors} == set(always.DOORS)


@pytest.mark.parametrize("act", list(Act))
def test_the_workflow_says_the_same(act: Act) -> None:
    """A clinician's act also needs a registration, so a role too many in the workflow would not show above."""
    row = next(row for row in BY_STATE if row.act == act.value)
    transition = TRANSITIONS[act]
    sources = {STATE_NAMES[source] for source in transition.sources if source != PublicState.NEVER_PUBLISHED}

    assert {state: cell for state, cell in zip(STATES, row.cells, strict=True) if cell != "–"} == {
        state: " ".join(letter for role, letter in LETTERS.items() if role in transition.roles) for state in sources
    }


def test_every_page_of_the_admin_is_shut_to_people_without_a_role(cast: Cast, client: Any) -> None:
    client.force_login(cast.superuser)
    for model in admin.site._registry:
        for tail in ("", "add/"):
            response = client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{tail}")
            assert response.status_code in {302, 403, 405}, f"{model.__name__} {tail}"
