""" "Still right, no change": another signature on the live text, and what moves with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.choices import CallOutcome, CallReason, Mark, PublicationKind, PublicState
from articles.content import ArticleContent
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.overlay import exceptions
from articles.domain.publication import history, publishing, reframing, taking_down
from articles.domain.reviewing import revocations
from articles.domain.upkeep import overdue, rereview, review_queue
from articles.models import Article, Decision, Publication, PublishedPage, ReviewCall
from medsite.audit import trail
from medsite.audit.models import AuditEntry
from people.models import User
from people.register import RegisterError, clock_account, set_roles, suspend_credential
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

YEAR = factories.NOW + timedelta(days=365)
DUE = date(2028, 11, 25)


def live() -> PublishedPage:
    return PublishedPage.objects.select_related("publication", "article").get()


# --- Signing again ------------------------------------------------------------------------------


def test_signing_again_moves_the_review_dates_and_nothing_else(cast: Cast, publication: Publication) -> None:
    before = live()

    found = factories.confirm(before.article, cast.clinician, now=YEAR)

    after = live()
    assert found.publication is not None
    assert (found.publication.kind, found.publication.number) == (PublicationKind.REVIEWED, 2)
    assert (after.reviewed_on, after.review_due_on) == (date(2027, 11, 25), date(2029, 11, 25))
    same = ("slug", "content_digest", "html_digest", "first_published_at", "modified_at", "title")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert [row.decision_id for row in after.publication.approvals.all()] == [found.decision.pk]
    assert after.etag != before.etag


def test_it_is_a_decision_of_its_own_by_the_rules_of_an_approval(cast: Cast, publication: Publication) -> None:
    decision = factories.confirm(publication.article, cast.second_clinician, now=YEAR).decision

    first = Decision.objects.order_by("pk")[0]
    assert decision.pk != first.pk
    assert (decision.content_digest, decision.html_digest) == (first.content_digest, first.html_digest)
    assert (decision.by_name, decision.policy_version, decision.at) == ("Carl Clinician", "strict-1", YEAR)
    entries = list(AuditEntry.objects.order_by("-sequence")[:2])
    assert [entry.act for entry in entries] == ["article.reviewed", "revision.approved"]
    assert '"confirms":1' in entries[1].data
    assert list(trail.verify()) == []


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"statement": " "}, Refused),
        ({"confirmed": ["sources"]}, Refused),
        ({"publication": 7}, Stale),
        ({"content_digest": "0" * 64}, Stale),
        ({"html_digest": "0" * 64}, Stale),
    ],
)
def test_what_an_approval_needs_is_needed_here(
    values: dict[str, Any], error: type[Refused], cast: Cast, publication: Publication
) -> None:
    with pytest.raises(error):
        factories.confirm(publication.article, cast.clinician, **values)

    assert (Decision.objects.count(), Publication.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", ["writer", "publisher", "administrator", "stranger", "superuser"])
def test_others_do_not_sign(role: str, cast: Cast, publication: Publication) -> None:
    with pytest.raises(NotAllowed):
        factories.confirm(publication.article, getattr(cast, role))


def test_nobody_signs_their_own_words_again(cast: Cast, publication: Publication) -> None:
    set_roles(cast.writer, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)

    with pytest.raises(NotAllowed, match="You worked on this text"):
        factories.confirm(publication.article, cast.writer)


def test_two_signatures_are_needed_where_the_policy_asks_for_two(cast: Cast, publication: Publication) -> None:
    put_in_force(cast, signers=2)
    before = live().reviewed_on

    first = factories.confirm(publication.article, cast.clinician, now=YEAR)
    assert first.publication is None
    assert "2 clinicians sign this text; 1 did" in first.lacks
    assert live().reviewed_on == before
    with pytest.raises(WrongState, match="signed this text again already"):
        factories.confirm(publication.article, cast.clinician, now=YEAR)
    second = factories.confirm(publication.article, cast.second_clinician, now=YEAR)

    assert second.publication is not None
    assert second.publication.approvals.count() == 2
    assert live().reviewed_on == date(2027, 11, 25)


def test_nothing_that_was_never_published_is_signed_again(cast: Cast, approved: Any) -> None:
    with pytest.raises(WrongState, match="Nothing of this article was published"):
        rereview.last_text(approved.article)


def test_the_history_says_it_in_plain_words_and_offers_no_second_copy_of_the_text(
    cast: Cast, publication: Publication, client: Client
) -> None:
    factories.confirm(publication.article, cast.clinician, now=YEAR)

    found = history.of_address(publication.article.slug)
    assert isinstance(found, history.History)
    assert [(row.in_words, row.has_page, row.is_current) for row in found.versions] == [
        ("Reviewed again: nothing had to change", False, True),
        ("First published", False, False),
    ]
    assert client.get(f"{live().get_absolute_url()}history/1/").status_code == 404


def test_a_withdrawn_text_is_signed_again_before_it_is_reinstated(cast: Cast, publication: Publication) -> None:
    article = Article.objects.get(pk=publication.article_id)
    taking_down.withdraw(article, by=cast.publisher, now=factories.NOW, note="It is old.")
    much_later = factories.NOW + timedelta(days=1000)

    with pytest.raises(WrongState, match="has to sign it again first"):
        publishing.reinstate(article, by=cast.publisher, now=much_later)
    found = factories.confirm(article, cast.clinician, now=much_later)
    assert found.publication is None
    assert found.lacks == ""
    publishing.reinstate(article, by=cast.publisher, now=much_later)

    assert live().reviewed_on == much_later.date()


# --- Overdue ------------------------------------------------------------------------------------


def test_an_overdue_page_leaves_lists_feed_and_sitemap_and_keeps_its_own_address(
    cast: Cast, publication: Publication, client: Client
) -> None:
    page = live()
    places = ("/", "/articles/", "/search/?q=sample", "/feed/", "/sitemap-articles-0.xml", "/api/v1/articles/")
    at = lambda days: factories.NOW.replace(year=2028) + timedelta(days=days)  # noqa: E731  # one line, used twice

    reframing.rebuild([page.pk], now=at(90))
    assert live().is_listed
    reframing.rebuild([page.pk], now=at(91))

    assert not live().is_listed
    assert page.pk in set(reframing.stale_pages(now=at(92))) or live().valid_until is None
    for place in places:
        answer = client.get(place)
        assert page.slug not in answer.content.decode(), place
    own = client.get(page.get_absolute_url())
    assert own.status_code == 200
    assert '<meta name="robots" content="noindex">' in live().document


def test_the_page_goes_stale_on_the_day_it_leaves_the_lists(cast: Cast, publication: Publication) -> None:
    overdue_since = factories.NOW.replace(year=2028) + timedelta(days=3)

    reframing.rebuild([live().pk], now=overdue_since)

    until = live().valid_until
    assert until is not None
    assert until.date() == DUE + timedelta(days=91)


def test_the_clock_withdraws_after_the_policys_days_and_says_so_to_readers(
    cast: Cast, publication: Publication, client: Client
) -> None:
    last_day = factories.NOW.replace(year=2028) + timedelta(days=180)
    complaints: list[str] = []

    def withdraw(now: Any) -> int:
        return overdue.withdraw_due(today=now.date(), now=now, complain=complaints.append)

    address = live().get_absolute_url()
    assert withdraw(last_day) == 0
    assert withdraw(last_day + timedelta(days=1)) == 1
    assert withdraw(last_day + timedelta(days=1)) == 0

    taken = Publication.objects.get(kind=PublicationKind.WITHDRAWN)
    assert taken.note.startswith("The medical review of this article was due on 25 November 2028")
    assert (taken.by.username, taken.by.is_active, taken.by.has_usable_password()) == ("clock", False, False)
    entry = AuditEntry.objects.get(act="article.withdrawn")
    assert entry.actor_id is None
    assert '"policy":"strict-1"' in entry.data
    assert Article.objects.get().public_state == PublicState.WITHDRAWN
    answer = client.get(address)
    assert (answer.status_code, "was due on 25 November 2028" in answer.content.decode()) == (410, True)
    assert complaints == []


def test_a_page_that_was_signed_again_is_not_withdrawn(cast: Cast, publication: Publication) -> None:
    late = factories.NOW.replace(year=2028) + timedelta(days=181)
    factories.confirm(publication.article, cast.clinician, now=late)

    assert taking_down.withdraw_overdue(publication.article, now=late) is None
    assert overdue.withdraw_due(today=late.date(), now=late, complain=print) == 0


def test_nobody_gives_the_clock_a_role(cast: Cast) -> None:
    clock = clock_account()

    with pytest.raises(RegisterError, match="belongs to nobody"):
        set_roles(clock, [Role.PUBLISHER], by=cast.administrator, now=factories.NOW)
    assert clock_account() == clock
    assert User.objects.filter(username="clock").count() == 1


# --- What calls for a review --------------------------------------------------------------------


def call(cast: Cast, publication: Publication, **values: Any) -> ReviewCall:
    arguments: dict[str, Any] = {"reason": CallReason.GUIDELINE, "detail": "A sample guideline.", "by": cast.writer}
    return review_queue.ask(publication.article, now=factories.NOW, **arguments | values)


def test_a_person_notes_a_new_guideline_and_a_signature_answers_it(cast: Cast, publication: Publication) -> None:
    noted = call(cast, publication)
    assert list(ReviewCall.objects.listed()) == [noted]

    factories.confirm(publication.article, cast.clinician, now=YEAR)

    noted.refresh_from_db()
    assert (noted.outcome, noted.closed_by, noted.closed_at) == (CallOutcome.CONFIRMED, cast.clinician, YEAR)
    assert AuditEntry.objects.filter(act="review_call.opened").count() == 1


def test_another_text_or_a_withdrawal_answers_it_too(cast: Cast, publication: Publication) -> None:
    call(cast, publication)

    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A source was wrong.")

    assert ReviewCall.objects.get().outcome == CallOutcome.TAKEN_DOWN


@pytest.mark.parametrize(
    ("values", "error"),
    [({"detail": " "}, Refused), ({"reason": CallReason.SIGNER}, Refused)],
)
def test_what_a_note_says(values: dict[str, Any], error: type[Refused], cast: Cast, publication: Publication) -> None:
    with pytest.raises(error):
        call(cast, publication, **values)


def test_who_may_ask_and_who_may_close(cast: Cast, publication: Publication) -> None:
    with pytest.raises(NotAllowed):
        call(cast, publication, by=cast.superuser)
    noted = call(cast, publication)
    with pytest.raises(NotAllowed):
        review_queue.dismiss(noted, note="Not so.", by=cast.writer, now=factories.NOW)
    with pytest.raises(Refused, match="Say why"):
        review_queue.dismiss(noted, note=" ", by=cast.clinician, now=factories.NOW)
    review_queue.dismiss(noted, note="It says the same.", by=cast.clinician, now=factories.NOW)

    noted.refresh_from_db()
    assert (noted.outcome, noted.closing_note) == (CallOutcome.DISMISSED, "It says the same.")
    with pytest.raises(WrongState):
        review_queue.dismiss(noted, note="Again.", by=cast.clinician, now=factories.NOW)


def test_a_suspended_signer_and_a_signature_taken_back_call_once(cast: Cast, publication: Publication) -> None:
    credential = cast.clinician.credentials.get()
    suspend_credential(credential, by=cast.administrator, reason="Struck off.", now=factories.NOW)
    revocations.revoke(Decision.objects.get(), by=cast.publisher, now=factories.NOW, reason="Mistaken.")

    assert review_queue.note_lost_signers(now=factories.NOW) == 2
    assert review_queue.note_lost_signers(now=YEAR) == 0

    assert {row.reason for row in ReviewCall.objects.all()} == {CallReason.SIGNER, CallReason.REVOKED}
    for row in ReviewCall.objects.all():
        review_queue.dismiss(row, note="Looked at.", by=cast.second_clinician, now=factories.NOW)
    assert review_queue.note_lost_signers(now=YEAR) == 0


def test_a_notice_that_no_signer_saw_calls_for_a_review(cast: Cast, publication: Publication) -> None:
    exceptions.set_mark(publication.article, Mark.OFF_LABEL, by=cast.writer, now=factories.NOW)
    reframing.rebuild([live().pk], now=factories.NOW)
    reframing.rebuild([live().pk], now=factories.NOW)

    found = ReviewCall.objects.get()
    assert (found.reason, found.opened_by) == (CallReason.NOTICE, None)
    assert "No signer saw it there." in found.detail


def test_an_overdue_banner_is_no_event(cast: Cast, publication: Publication) -> None:
    reframing.rebuild([live().pk], now=factories.NOW.replace(year=2029))

    assert ReviewCall.objects.count() == 0


def test_content_stays_what_it_was(cast: Cast, publication: Publication) -> None:
    before = ArticleContent.from_json(publication.revision.content_json)
    factories.confirm(publication.article, cast.clinician, now=YEAR)

    assert ArticleContent.from_json(live().publication.revision.content_json) == before
