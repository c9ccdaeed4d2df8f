"""What readers get, from when, and on whose signature."""

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import PublicState
from articles.domain.drafting import drafts
from articles.domain.errors import Blocked, NotAllowed, Refused, Stale, Tampered, WrongState
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.publication import framing, publishing, taking_down
from articles.models import (
    Article,
    Decision,
    DecisionRevocation,
    Draft,
    Publication,
    PublishedPage,
    PublishedTopic,
    Rendering,
    Revision,
    SiteState,
)
from people.models import Credential
from people.register import set_roles, suspend_credential
from people.roles import Role
from tests import factories, policies
from tests.conftest import Cast


def test_publishing_makes_a_page_of_the_signed_text_and_closes_the_draft(cast: Cast, approved: Draft) -> None:
    publication = factories.publish(approved, cast.publisher, note="First published.")

    page = PublishedPage.objects.get()
    draft = Draft.objects.get(pk=approved.pk)
    assert (page.content_digest, page.html_digest) == (publication.content_digest, publication.html_digest)
    assert draft.closed_at == factories.NOW
    assert Article.objects.get().public_state == PublicState.LIVE
    assert [approval.decision for approval in publication.approvals.all()] == list(Decision.objects.all())


def test_a_rendering_keeps_exactly_what_is_served(publication: Publication) -> None:
    page, rendering = PublishedPage.objects.get(), Rendering.objects.get()

    document = gzip.decompress(bytes(rendering.document))
    assert document.decode() == page.document
    assert hashlib.sha256(document).hexdigest() == rendering.sha256 == page.etag
    assert json.loads(rendering.notices) == [{"notice": "general", "rule": "every-article", "version": 1}]


def test_a_page_knows_three_dates_and_when_it_is_due(cast: Cast, approved: Draft) -> None:
    factories.publish(approved, cast.publisher, now=factories.later(days=3))

    page = PublishedPage.objects.get()
    assert page.reviewed_on == date(2026, 11, 25)
    assert page.first_published_at == page.modified_at == factories.later(days=3)
    assert page.review_due_on == date(2028, 11, 25)


def test_the_shortest_interval_of_topics_and_subjects_sets_the_due_date(cast: Cast, approved_notices: None) -> None:
    topic = factories.make_topic(review_interval_months=6)
    draft = factories.make_draft(cast.writer, subjects=(factories.clonazepam(),), topics=(factories.topic_fact(topic),))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)

    factories.publish(draft, cast.publisher)

    assert PublishedPage.objects.get().review_due_on == date(2027, 5, 25)
    assert PublishedTopic.objects.get().topic == topic


def test_a_text_that_was_never_approved_is_not_published(cast: Cast, revision: Revision) -> None:
    with pytest.raises(WrongState, match="Only an approved draft"):
        factories.publish(revision.draft, cast.publisher)

    assert PublishedPage.objects.count() == 0


def test_a_contributor_does_not_publish(cast: Cast, approved_notices: None, draft: Draft) -> None:
    set_roles(cast.publisher, [Role.PUBLISHER, Role.WRITER], by=None, now=factories.NOW)
    factories.save(draft, cast.publisher, title="A title by the publisher")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)

    with pytest.raises(NotAllowed, match="another publisher"):
        factories.publish(draft, cast.publisher)


def test_the_reviewer_may_publish_when_they_are_a_publisher_too(cast: Cast, approved: Draft) -> None:
    set_roles(cast.clinician, [Role.CLINICIAN, Role.PUBLISHER], by=None, now=factories.NOW)

    factories.publish(approved, cast.clinician)

    assert PublishedPage.objects.count() == 1


def test_another_text_than_the_publisher_saw_is_not_published(cast: Cast, approved: Draft) -> None:
    with pytest.raises(Stale, match="Another text was approved"):
        factories.publish(approved, cast.publisher, content_digest="0" * 64)


def test_a_revoked_approval_holds_the_publication_up(cast: Cast, approved: Draft) -> None:
    DecisionRevocation.objects.create(
        decision=Decision.objects.get(), by=cast.clinician, reason="I mixed up two drugs.", at=factories.NOW
    )

    with pytest.raises(WrongState, match="does not stand any more"):
        factories.publish(approved, cast.publisher)


def test_a_registration_that_ran_out_after_the_signing_does_no_harm(cast: Cast, approved: Draft) -> None:
    Credential.objects.filter(holder=cast.clinician).update(valid_until=date(2026, 11, 26))

    factories.publish(approved, cast.publisher, now=factories.later(days=30))

    assert PublishedPage.objects.count() == 1


def test_a_suspended_signer_holds_the_publication_up(cast: Cast, approved: Draft) -> None:
    suspend_credential(
        Credential.objects.get(holder=cast.clinician), by=cast.administrator, reason="Struck off.", now=factories.NOW
    )

    with pytest.raises(WrongState, match="Clara Clinician, who signed this text, is suspended"):
        factories.publish(approved, cast.publisher)


@pytest.mark.parametrize("column", ["content_json", "body_html"])
def test_text_changed_in_the_database_is_not_published(column: str, cast: Cast, approved: Draft) -> None:
    revision = Revision.objects.get()
    setattr(revision, column, getattr(revision, column).replace("source", "sauce", 1))
    with factories.triggers_lifted():
        Revision.objects.bulk_update([revision], [column])

    with pytest.raises(Tampered):
        factories.publish(approved, cast.publisher)


def test_nothing_is_published_while_a_notice_is_not_approved(cast: Cast, draft: Draft) -> None:
    factories.approve(factories.submit(draft, cast.writer), cast.clinician, notices_shown="[]")

    with pytest.raises(Blocked, match="no clinician has approved their wording yet: general"):
        factories.publish(draft, cast.publisher)

    assert Publication.objects.count() == 0


def _take_the_approval_back(cast: Cast, draft: Draft) -> None:
    DecisionRevocation.objects.create(
        decision=Decision.objects.get(), by=cast.clinician, reason="I mixed up two drugs.", at=factories.NOW
    )


def _change_the_notices(cast: Cast, draft: Draft) -> None:
    notices_changed()


def _change_the_policy(cast: Cast, draft: Draft) -> None:
    policies.put_in_force(cast, signers=2)


def _change_what_the_policy_says_of_dates(cast: Cast, draft: Draft) -> None:
    """The same signatures count under it, and the state of the notices does not give it away."""
    state = SiteState.objects.values_list("notices_stamp", flat=True).get()
    policies.put_in_force(cast, review_interval_months=6)
    SiteState.objects.update(notices_stamp=state)


def _publish_it(cast: Cast, draft: Draft) -> None:
    factories.publish(draft, cast.publisher)


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (_take_the_approval_back, "Notices, approvals or the policy changed"),
        (_change_the_notices, "Notices, approvals or the policy changed"),
        (_change_the_policy, "Notices, approvals or the policy changed"),
        (_change_what_the_policy_says_of_dates, "Notices, approvals or the policy changed"),
        (_publish_it, "closed"),
    ],
)
def test_what_changes_while_a_page_is_made_is_seen_before_it_goes_out(
    meanwhile: Callable[[Cast, Draft], None],
    told: str,
    cast: Cast,
    approved: Draft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame, done = framing.frame, list[int]()

    def frame_slowly(*arguments: Any, **values: Any) -> Any:
        framed = frame(*arguments, **values)
        if not done:
            done.append(1)
            meanwhile(cast, approved)
        return framed

    monkeypatch.setattr(framing, "frame", frame_slowly)
    before = Publication.objects.count() + (meanwhile is _publish_it)

    with pytest.raises(Refused, match=told):
        factories.publish(approved, cast.publisher)

    assert Publication.objects.count() == before


def test_of_two_reinstatements_that_were_prepared_at_once_one_goes_out(
    cast: Cast, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    article, frame, done = publication.article, framing.frame, list[int]()
    taking_down.withdraw(article, by=cast.publisher, now=factories.NOW, note="A mistake.")

    def frame_slowly(*arguments: Any, **values: Any) -> Any:
        framed = frame(*arguments, **values)
        if not done:
            done.append(1)
            publishing.reinstate(article, by=cast.publisher, now=factories.NOW)
        return framed

    monkeypatch.setattr(framing, "frame", frame_slowly)

    with pytest.raises(Stale, match="Somebody else published or withdrew"):
        publishing.reinstate(article, by=cast.publisher, now=factories.NOW)

    assert Publication.objects.count() == 3


def test_a_correction_says_what_was_wrong(cast: Cast, publication: Publication) -> None:
    draft = _next_version(cast, publication, title="A corrected title")

    with pytest.raises(Refused, match="what was wrong"):
        factories.publish(draft, cast.publisher, correction=True, note=" ")
    second = factories.publish(draft, cast.publisher, correction=True, note="The title was misleading.")

    assert (second.number, second.kind) == (2, "corrected")
    assert "The title was misleading." in PublishedPage.objects.get().document


def test_an_edit_of_a_live_article_changes_nothing_for_readers_until_it_is_published(
    cast: Cast, publication: Publication
) -> None:
    before = PublishedPage.objects.get()

    draft = _next_version(cast, publication, title="A title nobody may see yet")

    page = PublishedPage.objects.get()
    assert (page.etag, page.title) == (before.etag, "A sample article")
    factories.publish(draft, cast.publisher)
    assert PublishedPage.objects.get().title == "A title nobody may see yet"


def test_first_publication_and_last_change_are_kept_apart(cast: Cast, publication: Publication) -> None:
    draft = _next_version(cast, publication, title="A newer title")

    factories.publish(draft, cast.publisher, now=factories.later(days=9))

    page = PublishedPage.objects.get()
    assert (page.first_published_at, page.modified_at) == (factories.NOW, factories.later(days=9))


def test_reinstating_brings_the_same_text_back(cast: Cast, publication: Publication) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A mistake.")

    third = publishing.reinstate(publication.article, by=cast.publisher, now=factories.later(days=1), note="Checked.")

    page = PublishedPage.objects.get()
    assert (third.number, third.kind) == (3, "reinstated")
    assert page.content_digest == publication.content_digest
    assert "Checked." in page.document


def test_a_text_whose_approval_was_revoked_is_not_reinstated(cast: Cast, publication: Publication) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A mistake.")
    DecisionRevocation.objects.create(
        decision=Decision.objects.get(), by=cast.clinician, reason="Wrong dose.", at=factories.NOW
    )

    with pytest.raises(WrongState, match="does not stand any more"):
        publishing.reinstate(publication.article, by=cast.publisher, now=factories.NOW)


def test_publishing_costs_the_same_whatever_was_published_before(cast: Cast, approved_notices: None) -> None:
    costs = []
    for place in range(3):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        costs.append(_cost_of_publishing(draft, cast))

    assert costs == [36, 36, 36]


def test_publishing_again_reads_what_stands_beside_the_page_and_writes_what_changed(
    cast: Cast, publication: Publication
) -> None:
    """The third version has the same signer on the same day as the second, so that row stays."""
    first = _cost_of_publishing(_next_version(cast, publication, title="A second title"), cast)
    again = _cost_of_publishing(_next_version(cast, publication, title="A third title", hours=2), cast)

    of_the_index = 0 if connection.vendor == "postgresql" else 1  # there it is part of the row
    assert (first, again) == (50 + of_the_index, 48 + of_the_index)


def _cost_of_publishing(draft: Draft, cast: Cast) -> int:
    """Statements of one publication, without those that open and end its transaction and lock the trail."""
    fresh = Draft.objects.select_related("revision").get(pk=draft.pk)
    assert fresh.revision is not None
    with CaptureQueriesContext(connection) as queries:
        publishing.publish(
            fresh, content_digest=fresh.revision.content_digest, by=cast.publisher, now=factories.later(hours=3)
        )
    frame = ("SAVEPOINT", "RELEASE", "SELECT pg_advisory")
    return sum(not query["sql"].startswith(frame) for query in queries.captured_queries)


def _next_version(cast: Cast, publication: Publication, *, hours: int = 1, **values: object) -> Draft:
    now = factories.NOW + timedelta(hours=hours)
    draft = drafts.open_draft(publication.article, by=cast.writer, now=now)
    factories.save(draft, cast.writer, now=now, **values)
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.second_clinician, now=now)
    return draft
