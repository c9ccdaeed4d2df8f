"""Every act, in every state, by every role: what is allowed; everything else is refused and changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from articles.choices import DraftState, PublicState
from articles.domain import publishing, workflow
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.models import Article, Draft, Revision
from medsite.audit.models import AuditEntry
from people.models import User
from people.roles import Role
from tests import factories
from tests.conftest import Cast

CLOSED = "closed"
STATES = (*DraftState.values, CLOSED)
ROLES = ("writer", "second_clinician", "publisher", "administrator", "stranger", "superuser")

# Written by hand, not derived from the code: (state, act) and who may. Everything that is not here is refused.
ALLOWED_ON_DRAFTS: dict[tuple[str, Act], set[str]] = {
    ("draft", Act.SUBMIT): {"writer"},
    ("changes_requested", Act.SUBMIT): {"writer"},
    ("in_review", Act.RECALL): {"writer", "publisher"},
    ("in_review", Act.REQUEST_CHANGES): {"second_clinician"},
    ("in_review", Act.APPROVE): {"second_clinician"},
    ("approved", Act.REOPEN): {"writer", "publisher"},
    ("approved", Act.PUBLISH): {"publisher"},
}
ALLOWED_ON_ARTICLES: dict[tuple[str, Act], set[str]] = {
    ("live", Act.WITHDRAW): {"publisher"},
    ("withdrawn", Act.REINSTATE): {"publisher"},
    ("live", Act.CONFIRM): {"second_clinician"},
    ("withdrawn", Act.CONFIRM): {"second_clinician"},
}


def test_the_table_itself_says_the_same() -> None:
    """A clinician's act also needs a registration, so a role too many in the table would not show below."""
    names = {Role.WRITER: "writer", Role.CLINICIAN: "second_clinician", Role.PUBLISHER: "publisher"}
    table = {
        (source, act): {names[role] for role in transition.roles}
        for transitions in (DRAFT_TRANSITIONS, ARTICLE_TRANSITIONS)
        for act, transition in transitions.items()
        for source in transition.sources
    }

    assert table == ALLOWED_ON_DRAFTS | ALLOWED_ON_ARTICLES


def draft_in(state: str, cast: Cast) -> Draft:
    """A draft brought to a state by the verbs themselves."""
    draft = factories.make_draft(cast.writer)
    if state == DraftState.DRAFT:
        return draft
    revision = factories.submit(draft, cast.writer)
    if state == DraftState.CHANGES_REQUESTED:
        factories.request_changes(revision, cast.clinician)
    if state in {DraftState.APPROVED, CLOSED}:
        factories.approve(revision, cast.clinician)
    if state == CLOSED:
        factories.publish(draft, cast.publisher)
    return Draft.objects.get(pk=draft.pk)


def act_on_draft(act: Act, draft: Draft, by: User) -> Any:
    revision = Revision.objects.filter(draft=draft).order_by("-number").first()
    acts: dict[Act, Callable[[], Any]] = {
        Act.SUBMIT: lambda: factories.submit(draft, by),
        Act.RECALL: lambda: workflow.recall(draft, by=by, now=factories.NOW),
        Act.REOPEN: lambda: workflow.reopen(draft, by=by, now=factories.NOW, reason="A word is wrong."),
        Act.REQUEST_CHANGES: lambda: factories.request_changes(_needed(revision), by),
        Act.APPROVE: lambda: factories.approve(_needed(revision), by),
        Act.PUBLISH: lambda: factories.publish(draft, by),
    }
    return acts[act]()


def _needed(revision: Revision | None) -> Revision:
    if revision is None:
        raise WrongState("There is nothing to decide on.")
    return revision


# Building a draft in its state takes far longer than the act: each role tries it on the same one, and leaves no trace.
@pytest.mark.parametrize("act", list(DRAFT_TRANSITIONS))
@pytest.mark.parametrize("state", STATES)
def test_an_act_on_a_draft_is_allowed_or_refused(state: str, act: Act, cast: Cast, approved_notices: None) -> None:
    draft = draft_in(state, cast)
    before = (draft.state, draft.closed_at, AuditEntry.objects.count())
    for role in ROLES:
        with transaction.atomic():
            try:
                act_on_draft(act, draft, getattr(cast, role))
                was_done = True
            except Refused:
                was_done = False
            row = Draft.objects.get(pk=draft.pk)
            after = (row.state, row.closed_at, AuditEntry.objects.count())
            transaction.set_rollback(True)

        assert was_done == (role in ALLOWED_ON_DRAFTS.get((state, act), set())), role
        if was_done:
            assert after[:2] != before[:2], role
            assert after[2] == before[2] + 1, role
        else:
            assert after == before, role


@pytest.mark.parametrize("act", list(ARTICLE_TRANSITIONS))
@pytest.mark.parametrize("state", PublicState.values)
def test_an_act_on_an_article_is_allowed_or_refused(state: str, act: Act, cast: Cast, approved_notices: None) -> None:
    draft = draft_in(DraftState.APPROVED if state == PublicState.NEVER_PUBLISHED else CLOSED, cast)
    article = Article.objects.get(pk=draft.article_id)
    if state == PublicState.WITHDRAWN:
        publishing.withdraw(article, by=cast.publisher, now=factories.NOW, note="A source was wrong.")
    before = AuditEntry.objects.count()
    verbs: dict[Act, Callable[..., Any]] = {Act.WITHDRAW: publishing.withdraw, Act.REINSTATE: publishing.reinstate}
    for role in ROLES:
        with transaction.atomic():
            try:
                if act == Act.CONFIRM:
                    factories.confirm(article, getattr(cast, role))
                else:
                    verbs[act](article, by=getattr(cast, role), now=factories.NOW, note="Because.")
                was_done = True
            except (NotAllowed, WrongState):
                was_done = False
            now = Article.objects.get(pk=article.pk).public_state
            entries = AuditEntry.objects.count() - before
            transaction.set_rollback(True)

        assert was_done == (role in ALLOWED_ON_ARTICLES.get((state, act), set())), role
        # A signature on a live text is two acts in one: the decision, and the publication that rests on it.
        expected = 0 if not was_done else 2 if (act, state) == (Act.CONFIRM, PublicState.LIVE) else 1
        assert (now != state, entries) == (was_done and act != Act.CONFIRM, expected), role
