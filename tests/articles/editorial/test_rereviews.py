"""The screens of reviewing again: the queue, asking, closing, signing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.choices import CallReason
from articles.content import ArticleContent
from articles.domain.governance.policy import STRICT
from articles.domain.publication.framing import choose_notices
from articles.domain.upkeep import review_queue
from articles.models import Decision, Publication, PublishedPage, ReviewCall
from tests import factories
from tests.conftest import Cast

QUEUE = "/admin/desk/reviews-due/"


def noted(cast: Cast, publication: Publication, detail: str = "A sample guideline.") -> ReviewCall:
    return review_queue.ask(
        publication.article,
        reason=CallReason.GUIDELINE,
        detail=detail,
        by=cast.writer,
        now=timezone.now() - timedelta(days=20),
    )


@pytest.fixture
def as_clinician(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clinician)
    return client


def test_the_queue_says_what_happened_how_old_it_is_and_who_noted_it(
    as_clinician: Client, cast: Cast, publication: Publication
) -> None:
    empty = as_clinician.get(QUEUE).content.decode()
    assert "Nothing called for a review." in empty
    assert "No live article is due soon." in empty
    call = noted(cast, publication)
    PublishedPage.objects.update(review_due_on=timezone.localdate() - timedelta(days=1), is_listed=False)

    page = as_clinician.get(QUEUE).content.decode()

    for said in (
        "A sample guideline.",
        "20 days old",
        "noted by Wendy Writer",
        "was due on",
        "out of lists and search",
    ):
        assert said in page
    assert f"{QUEUE}{call.pk}/close/" in page
    as_clinician.force_login(cast.writer)
    assert f"{QUEUE}{call.pk}/close/" not in as_clinician.get(QUEUE).content.decode()


def test_asking_keeps_what_was_typed_when_it_is_refused(as_writer: Client, publication: Publication) -> None:
    address = f"/admin/desk/articles/{publication.article_id}/ask-for-a-review/"

    refused = as_writer.post(address, {"reason": "signer", "detail": "Typed words."})
    assert (refused.status_code, "Typed words." in refused.content.decode()) == (400, True)
    assert as_writer.post(address, {"reason": "reader", "detail": "Typed words."}).status_code == 302
    assert ReviewCall.objects.get().detail == "Typed words."


def test_closing_needs_a_reason(as_clinician: Client, cast: Cast, publication: Publication) -> None:
    call = noted(cast, publication)

    assert as_clinician.post(f"{QUEUE}{call.pk}/close/", {"reason": ""}).status_code == 400
    assert as_clinician.post(f"{QUEUE}{call.pk}/close/", {"reason": "It says the same."}).status_code == 302
    assert as_clinician.post(f"{QUEUE}{call.pk}/close/", {"reason": "Again."}).status_code == 409


def signing(signed: Publication, **values: object) -> dict[str, object]:
    return {
        "publication": str(signed.number),
        "content_digest": signed.content_digest,
        "html_digest": signed.html_digest,
        "notices": choose_notices(ArticleContent.from_json(signed.revision.content_json)).as_json(),
        "confirmed": [key for key, _ in STRICT.checklist],
        "interests": "none",
        "password": factories.PASSWORD,
    } | values


def test_still_right_is_signed_in_one_step_with_a_password(
    as_clinician: Client, cast: Cast, publication: Publication
) -> None:
    call = noted(cast, publication)
    address = f"/admin/desk/articles/{publication.article_id}/still-right/"

    page = as_clinician.get(address).content.decode()
    assert "A sample guideline." in page
    assert "The dates move on with 1 signature." in page
    refused = as_clinician.post(address, signing(publication, password="wrong", comment="My own words."))
    assert (refused.status_code, "My own words." in refused.content.decode()) == (403, True)
    response = as_clinician.post(address, signing(publication), follow=True)

    assert "reviewed today" in response.content.decode()
    assert PublishedPage.objects.get().reviewed_on == timezone.localdate()
    assert ReviewCall.objects.get(pk=call.pk).closed_by == cast.clinician


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"publication": "x"}, 409),
        ({"publication": "9"}, 409),
        ({"content_digest": "0" * 64}, 409),
        ({"notices": "[]"}, 409),
        ({"confirmed": []}, 400),
        ({"interests": ""}, 400),
        ({"confirmed": ["other"]}, 400),
    ],
)
def test_a_form_that_is_not_whole_signs_nothing(
    values: dict[str, object], status: int, as_clinician: Client, publication: Publication
) -> None:
    address = f"/admin/desk/articles/{publication.article_id}/still-right/"

    assert as_clinician.post(address, signing(publication, **values)).status_code == status
    assert Decision.objects.count() == 1


def test_a_text_that_was_never_published_leads_back_to_its_article(as_clinician: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer)

    response = as_clinician.get(f"/admin/desk/articles/{draft.article_id}/still-right/", follow=True)

    assert "nothing to sign again" in response.content.decode()


@pytest.mark.parametrize("calls", [1, 3])
def test_the_queue_costs_the_same_with_one_and_three_rows(
    calls: int, as_clinician: Client, cast: Cast, publication: Publication
) -> None:
    for number in range(calls):
        review_queue.ask(
            publication.article,
            reason=CallReason.OTHER,
            detail=f"Event {number}",
            by=cast.writer,
            now=factories.later(minutes=number),
        )
    as_clinician.get(QUEUE)

    with CaptureQueriesContext(connection) as queries:
        as_clinician.get(QUEUE)

    assert len(queries) == 7
