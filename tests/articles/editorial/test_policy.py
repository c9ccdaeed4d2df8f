"""The policy screens: read, propose, compare, approve."""

import pytest
from django.test import Client

from articles.domain.governance.policy import STRICT, as_values, current_policy
from articles.editorial.policy_forms import PolicyForm
from articles.models import PolicyProposal
from tests import factories
from tests.conftest import Cast
from tests.policies import propose, put_in_force

DESK = "/admin/desk/policy/"


def typed(**values: str) -> dict[str, str]:
    """The form as it stands for the strict default, with some fields typed over."""
    form = PolicyForm(values=as_values(STRICT))
    found = {name: str(value) for name in form.fields if (value := form[name].value()) not in (None, False)}
    return found | {"reason": "Two look at risky texts."} | values


@pytest.fixture
def as_publisher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.publisher)
    return client


def test_everybody_of_the_house_reads_the_policy_in_force(client: Client, cast: Cast) -> None:
    put_in_force(cast, signers=2)
    client.force_login(cast.clinician)

    page = client.get(DESK).content.decode()

    assert "Policy in force: policy-1" in page
    assert "approved by adam" in page
    assert "Propose a change" not in page
    assert "1 → 2" not in client.get(f"{DESK}1/").content.decode()
    assert "stricter" in client.get(f"{DESK}1/").content.decode()


def test_a_publisher_proposes_and_an_administrator_approves_with_a_password(as_publisher: Client, cast: Cast) -> None:
    sent = as_publisher.post(f"{DESK}propose/", typed(signers_high="2", high_risk="class: opioid"))
    assert (sent.status_code, sent["Location"]) == (302, f"{DESK}proposal/")
    own = as_publisher.get(f"{DESK}proposal/").content.decode()
    assert "You proposed this, so somebody else has to approve it." in own

    as_publisher.force_login(cast.administrator)
    page = as_publisher.get(f"{DESK}proposal/").content.decode()
    assert "class:opioid" in page
    seen = PolicyProposal.objects.get().proposed_at.isoformat()
    refused = as_publisher.post(f"{DESK}proposal/", {"proposed_at": seen, "password": "wrong"})
    assert (refused.status_code, current_policy()) == (403, STRICT)
    as_publisher.post(f"{DESK}proposal/", {"proposed_at": seen, "password": factories.PASSWORD})

    assert (current_policy().version, current_policy().signers_high, current_policy().high_risk) == (
        "policy-1",
        2,
        ("class:opioid",),
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"signers": "0"}, "Clinicians who sign every text"),
        ({"checklist": "no colon"}, "has no colon"),
        ({"reminder_days": "soon"}, "Write whole numbers"),
        ({"waivable": "style.word: reader"}, "which roles may waive it"),
        ({"withdrawn_after_days": "10"}, "leaves the lists before"),
        ({"high_risk": "opioid"}, "is no such line"),
        ({"reason": ""}, "Why the policy changes"),
    ],
)
def test_what_cannot_stand_is_said_and_what_was_typed_is_kept(
    values: dict[str, str], said: str, as_publisher: Client
) -> None:
    response = as_publisher.post(f"{DESK}propose/", typed(signers_raised="3", **values))

    page = response.content.decode()
    assert (response.status_code, PolicyProposal.objects.count()) == (400, 0)
    assert said in page
    assert 'value="3"' in page


def test_a_proposal_is_given_up(as_publisher: Client, cast: Cast) -> None:
    propose(cast, signers=2)

    as_publisher.post(f"{DESK}proposal/drop/")

    assert PolicyProposal.objects.count() == 0
    assert as_publisher.get(f"{DESK}proposal/")["Location"] == DESK


def test_an_approval_of_something_else_than_what_was_read_is_refused(client: Client, cast: Cast) -> None:
    propose(cast, signers=2)
    client.force_login(cast.administrator)

    for sent in ("", "yesterday", "2020-01-01T00:00:00+00:00"):
        response = client.post(f"{DESK}proposal/", {"proposed_at": sent, "password": factories.PASSWORD})
        assert (response.status_code, current_policy()) == (409, STRICT)
