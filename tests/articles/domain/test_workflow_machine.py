"""Any people doing any acts in any order, clock and emergencies included: what readers get is what was signed.

The machine keeps a model of its own, from the answers of the verbs alone: who put which words into which draft, and
who signed which words. It never asks the product what readers should see.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from articles.choices import Lane, PublicationKind, StopReason
from articles.domain import doctor, workflow
from articles.domain.drafting import corrections, drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import Refused
from articles.domain.overlay import notice_desk
from articles.domain.publication import addresses, publishing, scheduling, taking_down
from articles.models import Article, Draft, NoticeProposal, NoticeVersion, Revision
from medsite.audit import trail
from people.models import User
from people.register import RegisterError, set_roles, suspend_credential, verify_credential
from people.roles import Role
from tests import factories
from tests.conftest import Cast

WORD = re.compile(r"canary\d+")
LANES = st.sampled_from(list(Lane))
SECOND_VERSION = "Said otherwise, and just as true."


@dataclass
class People:
    """Everybody tries everything. Nora writes and is a clinician as well."""

    cast: Cast
    nora: User

    @property
    def all(self) -> list[User]:
        cast = self.cast
        return [cast.writer, self.nora, cast.clinician, cast.second_clinician, cast.publisher, cast.superuser]


@dataclass
class Signed:
    """What the model knows of one signature."""

    words: frozenset[str]
    by: int


@dataclass
class Model:
    """Words and their hands, by draft; and the signatures that were given."""

    words_of_draft: dict[int, frozenset[str]] = field(default_factory=dict)
    hands_of_draft: dict[int, frozenset[int]] = field(default_factory=dict)
    signed: list[Signed] = field(default_factory=list)
    live: frozenset[str] | None = None
    ever_live: bool = False


class Workflow(RuleBasedStateMachine):
    people: People
    """Set by the test before it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cache.clear()  # what the last run published is rolled back, and its numbers are given again
        self.now: datetime = factories.NOW + timedelta(hours=1)
        self.clock = mock.patch("django.utils.timezone.now", side_effect=lambda: self.now)
        self.clock.start()
        self.model = Model()
        self.count = 0
        self.reader = Client(raise_request_exception=True)
        writer = self.people.cast.writer
        factories.tell_of_approvals()
        word = self._new_word()
        text = factories.content(subjects=(factories.clonazepam(),), title=f"About {word}", lead=f"A lead with {word}.")
        # Its address holds no word of the text: pages of a withdrawn article name the address.
        first = drafts.create_article(text, by=writer, now=self.now, slug="the-article")
        first = Draft.objects.with_rows().get(pk=first.pk)
        self.article: Article = first.article
        self._wrote(first, writer, draft_content(first))

    def teardown(self) -> None:
        try:
            assert list(trail.verify()) == []
            broken = [
                finding
                for result in doctor.examine(now=self.now)
                for finding in result.findings
                if finding.broken and result.name != "schedules"
            ]
            assert broken == []
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What people do.

    @rule(person=st.integers(0, 5), lane=LANES, place=st.sampled_from(["title", "lead", "body", "answer"]))
    def write(self, person: int, lane: Lane, place: str) -> None:
        draft = self._draft(lane)
        if draft is None:
            return
        by, word, before = self._person(person), self._new_word(), draft_content(draft)
        changes: dict[str, dict[str, Any]] = {
            "title": {"title": f"About {word}"},
            "lead": {"lead": f"A lead with {word}."},
            "body": {"body": f"An opening with {word}.\n\n## What it is\n\nA statement [@sample2020]."},
            "answer": {"questions": (before.questions[0].model_copy(update={"answer": f"Yes: {word}."}),)},
        }
        after = before.model_copy(update=changes[place])
        if self._tried(lambda: drafts.save_draft(draft, after, expected_version=draft.version, by=by, now=self.now)):
            self._wrote(draft, by, after)

    @rule(person=st.integers(0, 5), lane=LANES)
    def open_a_draft(self, person: int, lane: Lane) -> None:
        article = Article.objects.get(pk=self.article.pk)
        self._tried(lambda: drafts.open_draft(article, by=self._person(person), now=self.now, lane=lane))
        draft = self._draft(lane)
        if draft is not None and draft.pk not in self.model.words_of_draft:
            self.model.words_of_draft[draft.pk] = _words(draft_content(draft).to_json())
            self.model.hands_of_draft[draft.pk] = frozenset()

    @rule(person=st.integers(0, 5), lane=LANES)
    def submit(self, person: int, lane: Lane) -> None:
        if (draft := self._draft(lane)) is not None:
            self._tried(
                lambda: workflow.submit(
                    draft, expected_version=draft.version, by=self._person(person), now=self.now, note="Please."
                )
            )

    @rule(person=st.integers(0, 5), lane=LANES)
    def catch_up(self, person: int, lane: Lane) -> None:
        draft, by = self._draft(lane), self._person(person)
        if draft is not None and self._tried(
            lambda: corrections.take_over_live(draft, expected_version=draft.version, by=by, now=self.now)
        ):
            self._wrote(draft, by, draft_content(Draft.objects.with_rows().get(pk=draft.pk)))

    @rule(person=st.integers(0, 5), lane=LANES)
    def recall(self, person: int, lane: Lane) -> None:
        if (draft := self._draft(lane)) is not None:
            self._tried(lambda: workflow.recall(draft, by=self._person(person), now=self.now))

    @rule(person=st.integers(0, 5), lane=LANES)
    def reopen(self, person: int, lane: Lane) -> None:
        if (draft := self._draft(lane)) is not None:
            self._tried(lambda: workflow.reopen(draft, by=self._person(person), now=self.now, reason="A slip."))

    @rule(person=st.integers(0, 5), lane=LANES)
    def request_changes(self, person: int, lane: Lane) -> None:
        if (revision := self._revision(lane)) is not None:
            self._tried(lambda: factories.request_changes(revision, self._person(person), now=self.now))

    @rule(person=st.integers(0, 5), lane=LANES)
    def approve(self, person: int, lane: Lane) -> None:
        draft, revision, by = self._draft(lane), self._revision(lane), self._person(person)
        if draft is None or revision is None:
            return
        if self._tried(lambda: factories.approve(revision, by, now=self.now)):
            assert by.pk not in self.model.hands_of_draft[draft.pk], "somebody signed their own words"
            self.model.signed.append(Signed(self.model.words_of_draft[draft.pk], by.pk))

    @rule(person=st.integers(0, 5), lane=LANES, correction=st.booleans())
    def publish(self, person: int, lane: Lane, correction: bool) -> None:
        draft = self._draft(lane)
        if draft is None or draft.revision is None:
            return
        digest = draft.revision.content_digest
        if self._tried(
            lambda: publishing.publish(
                draft,
                content_digest=digest,
                by=self._person(person),
                now=self.now,
                note="Said better." if correction else "",
                correction=correction,
            )
        ):
            self._went_live(self.model.words_of_draft[draft.pk])

    @rule(lane=LANES, signer=st.sampled_from([1, 2, 3]))
    def the_usual_way(self, lane: Lane, signer: int) -> None:
        """What would seldom come about by chance."""
        self.submit(0, lane)
        self.approve(signer, lane)
        self.publish(4, lane, correction=False)

    @rule(person=st.integers(0, 5))
    def withdraw(self, person: int) -> None:
        article = Article.objects.get(pk=self.article.pk)
        if self._tried(
            lambda: taking_down.withdraw(article, by=self._person(person), now=self.now, note="It is checked.")
        ):
            self.model.live = None

    @rule(person=st.integers(0, 5), kind=st.sampled_from([PublicationKind.WITHDRAWN, PublicationKind.SUSPENDED]))
    def stop(self, person: int, kind: PublicationKind) -> None:
        article = Article.objects.get(pk=self.article.pk)
        if self._tried(
            lambda: taking_down.stop(
                article, kind=kind, reason=StopReason.UNSAFE, by=self._person(person), now=self.now
            )
        ):
            self.model.live = None

    @rule(person=st.integers(0, 5))
    def reinstate(self, person: int) -> None:
        article = Article.objects.get(pk=self.article.pk)
        last = article.publications.select_related("revision").order_by("-number").first()
        if self._tried(lambda: publishing.reinstate(article, by=self._person(person), now=self.now, note="Right.")):
            assert last is not None
            self._went_live(_words(last.revision.content_json))

    @rule(lane=LANES, hours=st.integers(1, 48))
    def schedule(self, lane: Lane, hours: int) -> None:
        draft = self._draft(lane)
        if draft is not None and draft.revision is not None:
            digest, at = draft.revision.content_digest, self.now + timedelta(hours=hours)
            self._tried(
                lambda: scheduling.schedule_publication(
                    draft, at=at, content_digest=digest, by=self.people.cast.publisher, now=self.now
                )
            )

    @rule(days=st.sampled_from([1, 3, 400]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        waiting = {lane: self._draft(lane) for lane in Lane}
        for done in scheduling.run_due(now=self.now):
            if done.state == "done" and done.draft_id is not None:
                assert any(draft is not None and draft.pk == done.draft_id for draft in waiting.values())
                self._went_live(self.model.words_of_draft[done.draft_id])

    @rule()
    def a_notice_changes(self) -> None:
        current = NoticeVersion.objects.filter(code="general").order_by("-version")[0]
        proposal = NoticeProposal(code="general", harm=current.harm, heading=current.heading, body=SECOND_VERSION)
        notice_desk.save_notice_proposal(proposal, by=self.people.cast.publisher, now=self.now)
        clinician = self.people.cast.second_clinician
        if not self._tried(
            lambda: notice_desk.approve_notice(
                proposal, evidence=factories.evidence(clinician, now=self.now), by=clinician, now=self.now
            )
        ):
            proposal.delete()

    @rule(is_back=st.booleans())
    def a_registration_is_suspended_or_checked_again(self, is_back: bool) -> None:
        cast = self.people.cast
        credential = cast.clinician.credentials.get()
        try:
            if is_back:
                verify_credential(credential, by=cast.administrator, evidence="Looked up.", now=self.now)
            else:
                suspend_credential(credential, by=cast.administrator, reason="Asked.", now=self.now)
        except RegisterError:
            pass

    @rule()
    def the_address_changes(self) -> None:
        self.count += 1
        article = Article.objects.get(pk=self.article.pk)
        addresses.rename(article, f"address-{self.count}", by=self.people.cast.publisher, now=self.now)
        self.article = Article.objects.get(pk=self.article.pk)

    # What must hold after each of them.

    @invariant()
    def readers_get_exactly_what_was_signed(self) -> None:
        response = self.reader.get(f"/articles/{self.article.slug}/")
        shown = _words(response.content.decode())
        if self.model.live is None:
            assert response.status_code == (410 if self.model.ever_live else 404)
            assert shown == frozenset()
            return
        assert response.status_code == 200
        assert shown == self.model.live
        assert any(signature.words == shown for signature in self.model.signed)

    @invariant()
    def no_other_page_says_more(self) -> None:
        for address in ("/", "/articles/", "/feed/", "/api/v1/articles/"):
            assert _words(self.reader.get(address).content.decode()) <= (self.model.live or frozenset())

    @invariant()
    def the_page_carries_its_notices(self) -> None:
        if self.model.live is None:
            return
        html = self.reader.get(f"/articles/{self.article.slug}/").content.decode()
        general = NoticeVersion.objects.filter(code="general").order_by("-version")[0]
        assert "Do not stop this medicine suddenly" in html
        assert general.body.split(". ")[0] in html

    def _tried(self, act: Callable[[], Any]) -> bool:
        """Whether an act was done; refusing is a good answer, falling over is not."""
        try:
            with transaction.atomic():
                act()
        except Refused:
            return False
        return True

    def _person(self, number: int) -> User:
        return self.people.all[number]

    def _draft(self, lane: Lane) -> Draft | None:
        rows = Draft.objects.with_rows().select_related("revision__article").open()
        return rows.filter(article=self.article, lane=lane).first()

    def _revision(self, lane: Lane) -> Revision | None:
        draft = self._draft(lane)
        return draft.revision if draft is not None else None

    def _new_word(self) -> str:
        self.count += 1
        return f"canary{self.count}"

    def _wrote(self, draft: Draft, by: User, content: Any) -> None:
        self.model.words_of_draft[draft.pk] = _words(content.to_json())
        self.model.hands_of_draft[draft.pk] = self.model.hands_of_draft.get(draft.pk, frozenset()) | {by.pk}

    def _went_live(self, words: frozenset[str]) -> None:
        self.model.live, self.model.ever_live = words, True


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text))


@pytest.mark.django_db
def test_whatever_people_do_readers_get_what_was_signed_with_its_notices(cast: Cast, approved_notices: None) -> None:
    nora = factories.make_clinician("nora", "Nora Both", verified_by=cast.administrator)
    set_roles(nora, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    people = People(cast, nora)
    machine = type("BoundWorkflow", (Workflow,), {"people": people})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            database=None,
            # A failing run is short enough to read, and shrinking it takes minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
