"""The register at the desk: what needs somebody to act, and the live pages that it concerns."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.domain.drafting import drafts
from articles.domain.reviewing import revocations
from articles.models import Article, Decision, DecisionRevocation, Publication, PublishedPage
from people import register
from people.models import Credential
from tests import factories
from tests.conftest import Cast

REGISTER = "/admin/desk/register/"


@pytest.fixture
def as_administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def credential(cast: Cast) -> Credential:
    return Credential.objects.get(holder=cast.clinician)


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize(
    ("values", "shows"),
    [
        ({"valid_until": 10}, {"30", "60", "90"}),
        ({"valid_until": 45}, {"60", "90"}),
        ({"valid_until": 90}, {"90"}),
        ({"valid_until": 91}, set()),
        ({"valid_until": 0}, {"30", "60", "90"}),
        ({"valid_until": -1}, {"expired"}),
        ({"suspended_at": 0, "suspension_reason": "x", "valid_until": 10}, {"suspended"}),
        ({"verified_at": None, "verified_by": None}, {"unchecked"}),
        ({}, set()),
    ],
)
def test_a_filter_shows_what_needs_somebody_to_act(
    values: dict[str, object], shows: set[str], as_administrator: Client, credential: Credential
) -> None:
    today = timezone.localdate()
    said = dict(values)
    if isinstance(said.get("valid_until"), int):
        said["valid_until"] = today + timedelta(days=said["valid_until"])  # type: ignore[arg-type]  # just looked at
    if "suspended_at" in said:
        said["suspended_at"] = timezone.now()
    Credential.objects.filter(pk=credential.pk).update(**said)

    found = {
        name
        for name in ("30", "60", "90", "expired", "suspended", "unchecked")
        if "Clara Clinician" in html_of(as_administrator, f"{REGISTER}?show={name}")
    }

    assert found == shows
    assert "Clara Clinician" in html_of(as_administrator, REGISTER)


def test_the_register_is_searched(as_administrator: Client, credential: Credential) -> None:
    assert "Carl Clinician" not in html_of(as_administrator, f"{REGISTER}?q=clara+sample")
    assert "Clara Clinician" in html_of(as_administrator, f"{REGISTER}?q={credential.number}")
    assert "No registration is like that." in html_of(as_administrator, f"{REGISTER}?q=nobody")


@pytest.mark.parametrize("query", ["show=nonsense", "show=29"])
def test_a_filter_that_is_none_is_a_404(query: str, as_administrator: Client) -> None:
    assert as_administrator.get(f"{REGISTER}?{query}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_with_one_and_three(
    count: int, as_administrator: Client, cast: Cast, approved_notices: None, credential: Credential
) -> None:
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)
        factories.make_clinician(f"clinician{place}", f"Number {place}", verified_by=cast.administrator)
    html_of(as_administrator, REGISTER)

    with CaptureQueriesContext(connection) as queries:
        html = html_of(as_administrator, REGISTER)
    with CaptureQueriesContext(connection) as of_one:
        one = html_of(as_administrator, f"{REGISTER}{credential.pk}/")

    assert (len(queries), len(of_one)) == (6, 6)
    assert f'<td data-label="Live pages signed">{count}</td>' in html
    assert all(f"Article {place}" in one for place in range(count))


def test_a_registration_is_verified_with_where_and_until_when(
    as_administrator: Client, cast: Cast, credential: Credential
) -> None:
    address = f"{REGISTER}{credential.pk}/verify/"
    until = timezone.localdate() + timedelta(days=300)
    seen = as_administrator.get(address).context["form"].initial["seen"]
    form = {"seen": seen, "evidence": "Looked up again.", "register_url": "https://register.example.org/1"}

    refused = as_administrator.post(address, form | {"register_url": "not an address", "valid_until": "soon"})
    assert refused.status_code == 400
    assert "Looked up again." in refused.content.decode()
    as_administrator.post(address, form | {"valid_until": until.isoformat()})

    credential.refresh_from_db()
    assert (credential.evidence, credential.valid_until) == ("Looked up again.", until)
    html = html_of(as_administrator, f"{REGISTER}{credential.pk}/")
    assert 'href="https://register.example.org/1"' in html
    assert "adam" in html


def test_what_was_edited_meanwhile_is_not_verified(as_administrator: Client, credential: Credential) -> None:
    response = as_administrator.post(
        f"{REGISTER}{credential.pk}/verify/", {"seen": "another number", "evidence": "Looked up."}
    )

    assert response.status_code == 400
    assert "was edited after you opened this page" in response.content.decode()


def test_nobody_verifies_their_own_at_the_desk(as_administrator: Client, cast: Cast) -> None:
    own = Credential.objects.create(holder=cast.administrator, title="Physician", body="B", number="1")
    address = f"{REGISTER}{own.pk}/"
    assert "This is your own. Ask another administrator." in html_of(as_administrator, address)
    seen = as_administrator.get(f"{address}verify/").context["form"].initial["seen"]

    response = as_administrator.post(f"{address}verify/", {"seen": seen, "evidence": "Me."})

    assert response.status_code == 400
    assert "Nobody verifies their own credentials." in response.content.decode()


def test_a_suspension_leads_to_the_live_pages_concerned_and_is_lifted_with_a_reason(
    as_administrator: Client, publication: Publication, credential: Credential
) -> None:
    address = f"{REGISTER}{credential.pk}/"
    assert as_administrator.post(f"{address}suspend/", {"reason": " "}).status_code == 400

    html = as_administrator.post(f"{address}suspend/", {"reason": "Struck off."}, follow=True).content.decode()

    assert "Suspended" in html
    assert "They stay live until somebody stops them." in html
    assert f'href="/articles/{publication.article.slug}/"' in html
    assert f'href="/admin/desk/decisions/{Decision.objects.get().pk}/revoke/"' in html
    as_administrator.post(f"{address}reinstate/", {"reason": "Cleared."})
    credential.refresh_from_db()
    assert credential.suspended_at is None


def test_only_the_newest_publication_counts_as_signed(
    as_administrator: Client, cast: Cast, publication: Publication, credential: Credential
) -> None:
    later = factories.later(days=1)
    draft = drafts.open_draft(publication.article, by=cast.writer, now=later)
    factories.save(draft, cast.writer, now=later, lead="Another lead. It says more.")
    factories.approve(factories.submit(draft, cast.writer, now=later), cast.second_clinician, now=later)
    factories.publish(draft, cast.publisher, now=later)
    carl = Credential.objects.get(holder=cast.second_clinician)

    assert "A sample article" not in html_of(as_administrator, f"{REGISTER}{credential.pk}/")
    assert "A sample article" in html_of(as_administrator, f"{REGISTER}{carl.pk}/")


def test_a_publisher_sees_the_register_and_cannot_act_on_it(
    client: Client, cast: Cast, publication: Publication, credential: Credential
) -> None:
    client.force_login(cast.publisher)

    html = html_of(client, f"{REGISTER}{credential.pk}/")

    assert "/suspend/" not in html
    assert "/verify/" not in html
    assert f'href="/admin/desk/articles/{publication.article_id}/"' in html


def test_a_signature_is_taken_back_at_the_desk_and_the_page_stopped(
    client: Client, cast: Cast, publication: Publication
) -> None:
    client.force_login(cast.publisher)
    address = f"/admin/desk/decisions/{Decision.objects.get().pk}/revoke/"
    assert "A live page rests on it" in html_of(client, address)
    assert client.post(address, {"reason": ""}).status_code == 400

    client.post(address, {"reason": "A mistake.", "stop_live": "on"})

    assert DecisionRevocation.objects.get().by == cast.publisher
    assert not PublishedPage.objects.exists()
    again = client.post(address, {"reason": "Again."})
    assert again.status_code == 409
    assert "taken back already" in again.content.decode()
    assert "Not stored: what you wrote" in again.content.decode() and "Again." in again.content.decode()


def test_an_administrator_is_not_offered_to_stop_and_cannot_smuggle_it(
    as_administrator: Client, publication: Publication
) -> None:
    address = f"/admin/desk/decisions/{Decision.objects.get().pk}/revoke/"
    assert "ask a publisher to do that" in html_of(as_administrator, address)

    response = as_administrator.post(address, {"reason": "Struck off.", "stop_live": "on"}, follow=True)

    assert response.status_code == 200
    assert Article.objects.get().public_state == "live"
    assert "Live pages whose signature was taken back" in response.content.decode()


def test_a_clinician_takes_back_their_own_signature_only(client: Client, cast: Cast, publication: Publication) -> None:
    address = f"/admin/desk/decisions/{Decision.objects.get().pk}/revoke/"
    client.force_login(cast.second_clinician)
    assert client.post(address, {"reason": "x"}).status_code == 404
    client.force_login(cast.clinician)
    assert f'href="{address}"' in html_of(client, f"/admin/desk/articles/{publication.article_id}/")

    client.post(address, {"reason": "A mistake."})

    assert DecisionRevocation.objects.get().by == cast.clinician
    assert "Taken back on" in html_of(client, f"/admin/desk/articles/{publication.article_id}/")


def test_expired_registrations_leave_their_signatures_standing(
    as_administrator: Client, publication: Publication, credential: Credential
) -> None:
    Credential.objects.filter(pk=credential.pk).update(valid_until=timezone.localdate() - timedelta(days=1))

    html = html_of(as_administrator, f"{REGISTER}{credential.pk}/")

    assert "Their signatures stand" in html
    assert revocations.stands(Decision.objects.get())


def test_the_register_leads_to_itself_from_the_top_of_every_page(client: Client, cast: Cast) -> None:
    for role, is_there in (("administrator", True), ("publisher", True), ("writer", False)):
        client.force_login(getattr(cast, role))
        assert (f'href="{REGISTER}"' in html_of(client, "/admin/")) is is_there


def test_an_evil_word_is_shown_as_it_is(as_administrator: Client, cast: Cast, credential: Credential) -> None:
    register.suspend_credential(
        credential, by=cast.administrator, reason="<script>alert(1)</script>", now=factories.NOW
    )

    html = html_of(as_administrator, f"{REGISTER}{credential.pk}/")

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
