"""The page of waivers: what one may waive, what was waived, and what is said where findings are shown."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Draft, FindingWaiver
from people.models import User
from tests import factories
from tests.articles.domain.reviewing.test_finding_waivers import TABLE, WAIVABLE, given, print_of
from tests.conftest import Cast
from tests.policies import put_in_force


@pytest.fixture
def bare(cast: Cast, approved_notices: None) -> Draft:
    put_in_force(cast, waivable=WAIVABLE)
    return factories.make_draft(cast.writer, body=TABLE)


def page(client: Client, draft: Draft, by: User, data: dict[str, Any] | None = None) -> Any:
    client.force_login(by)
    address = f"/admin/desk/drafts/{draft.pk}/waivers/"
    return client.post(address, data) if data is not None else client.get(address)


def test_a_clinician_waives_and_takes_back_on_the_page(client: Client, cast: Cast, bare: Draft) -> None:
    print_ = print_of(bare)
    assert print_ in page(client, bare, cast.clinician).content.decode()

    done = page(client, bare, cast.clinician, {"act": "waive", "finding": print_, "reason": "Its heading says it."})

    assert done.status_code == 302
    shown = page(client, bare, cast.writer).content.decode()
    assert "“Its heading says it.”" in shown
    assert "Take the waiver back" not in shown
    key = FindingWaiver.objects.get().pk
    back = page(client, bare, cast.publisher, {"act": "take-back", "waiver": key, "reason": "Not any more."})
    assert back.status_code == 302
    assert "Nothing is waived." in page(client, bare, cast.clinician).content.decode()


def test_a_crafted_post_does_not_get_past_the_policy_and_loses_no_word(client: Client, cast: Cast, bare: Draft) -> None:
    print_ = print_of(bare)

    refused = page(client, bare, cast.writer, {"act": "waive", "finding": print_, "reason": "Let me."})
    gone = page(client, bare, cast.clinician, {"act": "waive", "finding": "0" * 64, "reason": "Let me."})
    empty = page(client, bare, cast.clinician, {"act": "waive", "finding": print_, "reason": ""})

    assert (refused.status_code, gone.status_code, empty.status_code) == (403, 409, 400)
    assert "is waived by: clinician, publisher" in refused.content.decode()
    assert FindingWaiver.objects.count() == 0


@pytest.mark.parametrize("key", ["0", "999999", "x"])
def test_a_waiver_of_another_draft_is_not_there(key: str, client: Client, cast: Cast, bare: Draft) -> None:
    given(bare, cast.clinician)
    other = factories.make_draft(cast.writer)
    own = str(FindingWaiver.objects.get().pk) if key == "0" else key

    response = page(client, other, cast.clinician, {"act": "take-back", "waiver": own, "reason": "x"})

    assert response.status_code == (400 if key == "x" else 404)
    assert FindingWaiver.objects.count() == 1


def test_the_reviewer_reads_the_reason_before_signing(client: Client, cast: Cast, bare: Draft) -> None:
    given(bare, cast.clinician)
    revision = factories.submit(bare, cast.writer)
    client.force_login(cast.second_clinician)

    shown = client.get(f"/admin/desk/revisions/{revision.pk}/").content.decode()

    assert shown.count("“Its heading says it.”") == 1
    assert "as clinician, by policy-1" in shown


@pytest.mark.parametrize(("who", "offered"), [("clinician", 1), ("writer", 0)])
def test_findings_lead_to_the_page_for_whoever_may_waive_them(
    who: str, offered: int, client: Client, cast: Cast, bare: Draft
) -> None:
    client.force_login(getattr(cast, who))

    hub = client.get(f"/admin/desk/articles/{bare.article_id}/").content.decode()

    assert hub.count("Waive it with a reason") == offered
