"""What the house says about itself: two people make it, and readers have it at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from articles.choices import HouseKey, PublicationKind
from articles.domain.errors import NeedsSignIn, NotAllowed, Refused, Stale, WrongState
from articles.domain.publication import taking_down
from articles.domain.readers import house_texts
from articles.models import HouseProposal, HouseText, Publication
from medsite.audit.models import AuditEntry
from people.models import User
from tests import factories, policies
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def propose(by: User, key: HouseKey = HouseKey.US, body: str = "We are a *sample* house.") -> HouseProposal:
    return house_texts.propose(key, body=body, by=by, now=NOW)


def approve(proposal: HouseProposal, by: User) -> HouseText:
    return house_texts.approve(proposal, seen=proposal.proposed_at, evidence=factories.evidence(by), by=by, now=NOW)


def test_readers_have_a_page_once_another_person_approved_it(cast: Cast, client: Client) -> None:
    proposal = propose(cast.writer)
    assert client.get("/about/us/").status_code == 404
    assert "Who we are" not in client.get("/about/").content.decode()

    approve(proposal, cast.publisher)

    html = client.get("/about/us/").content.decode()
    assert "We are a <em>sample</em> house." in html
    assert "Who we are" in client.get("/about/").content.decode()
    approve(propose(cast.writer, body="We are another house."), cast.publisher)
    assert "We are another house." in client.get("/about/us/").content.decode()
    assert list(HouseText.objects.values_list("version", flat=True).order_by("version")) == [1, 2]
    assert AuditEntry.objects.filter(act="house_text.approved").count() == 2


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="You wrote this"):
        approve(propose(cast.publisher), cast.publisher)
    with pytest.raises(NotAllowed, match="A publisher approves"):
        approve(propose(cast.writer), cast.clinician)


def test_what_speaks_of_medicine_is_approved_by_a_clinician(cast: Cast) -> None:
    proposal = propose(cast.writer, HouseKey.EDITORIAL)
    with pytest.raises(NotAllowed, match="Only a clinician"):
        approve(proposal, cast.publisher)

    assert approve(proposal, cast.clinician).approved_by_name == "Clara Clinician, MD"


def test_an_approval_is_of_the_wording_that_was_read_and_freshly_proven(cast: Cast) -> None:
    proposal = propose(cast.writer)
    proof = factories.evidence(cast.publisher)
    late = NOW + timedelta(hours=2)
    with pytest.raises(NeedsSignIn):
        house_texts.approve(proposal, seen=NOW, evidence=proof, by=cast.publisher, now=late)
    house_texts.propose(HouseKey.US, body="Something else.", by=cast.writer, now=late)
    with pytest.raises(Stale):
        house_texts.approve(proposal, seen=NOW, evidence=proof, by=cast.publisher, now=NOW)
    house_texts.drop(proposal, by=cast.writer, now=NOW)
    with pytest.raises(WrongState):
        house_texts.approve(proposal, seen=late, evidence=proof, by=cast.publisher, now=NOW)
    with pytest.raises(WrongState):
        house_texts.drop(proposal, by=cast.writer, now=NOW)


@pytest.mark.parametrize(
    ("body", "sentence"), [(" ", "Write the text"), ("x" * 20_001, "at most"), ("\x00", "control")]
)
def test_what_cannot_be_shown_is_refused(cast: Cast, body: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(cast.writer, body=body)


def test_the_same_words_again_and_strangers_are_refused(cast: Cast) -> None:
    approve(propose(cast.writer), cast.publisher)
    with pytest.raises(Refused, match="already"):
        propose(cast.writer)
    for person in (cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed):
            propose(person)


def test_the_database_refuses_a_house_text_approved_by_its_editor(cast: Cast) -> None:
    values = {"key": "us", "version": 1, "body": "We.", "approved_by_name": "Paul", "approved_at": NOW}
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_house_text"), transaction.atomic():
        HouseText.objects.create(edited_by=cast.publisher, approved_by=cast.publisher, **values)


def test_the_screens_lead_from_writing_to_approving(cast: Cast, as_writer: Client, client: Client) -> None:
    address = "/admin/desk/house/"
    assert "Nothing was approved yet" in as_writer.get(address).content.decode()
    refused = as_writer.post(f"{address}us/write/", {"body": " "})
    assert refused.status_code == 400
    sent = as_writer.post(f"{address}us/write/", {"body": "We are <b>we</b>."})
    page = as_writer.get(sent["Location"]).content.decode()
    assert "You cannot approve this. A publisher approves this page." in page
    assert "<b>we</b>" not in page

    client.force_login(cast.publisher)
    row = HouseProposal.objects.get()
    said = {"proposed_at": row.proposed_at.isoformat(), "password": factories.PASSWORD}
    assert client.post(sent["Location"], {**said, "proposed_at": "nonsense"}).status_code == 409
    assert client.post(sent["Location"], said).status_code == 302
    assert "Version 1" in client.get(address).content.decode()


def test_the_log_of_corrections_says_what_was_wrong(cast: Cast, publication: Publication, client: Client) -> None:
    assert "had to be corrected" in client.get("/about/corrections/").content.decode()
    draft = factories.make_draft(cast.writer, title="Another sample")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher, correction=True, note="A number was wrong.")

    html = client.get("/about/corrections/").content.decode()

    assert PublicationKind.CORRECTED in Publication.objects.values_list("kind", flat=True)
    assert "A number was wrong." in html and "Another sample" in html


def test_a_correction_leaves_the_log_with_its_article(cast: Cast, publication: Publication, client: Client) -> None:
    draft = factories.make_draft(cast.writer, title="Another sample")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    corrected = factories.publish(draft, cast.publisher, correction=True, note="A number was wrong.")
    assert "A number was wrong." in client.get("/about/corrections/").content.decode()

    taking_down.withdraw(corrected.article, by=cast.publisher, now=NOW, note="Out of date.")

    assert "A number was wrong." not in client.get("/about/corrections/").content.decode()


@pytest.mark.parametrize("name", ["", "how-we-review/", "privacy/", "accessibility/", "corrections/"])
def test_a_trust_page_is_there_from_the_first_day_without_cookie(client: Client, name: str, db: None) -> None:
    response = client.get(f"/about/{name}")

    assert response.status_code == 200
    assert not response.cookies


def test_how_we_review_is_the_policy_in_force(cast: Cast, client: Client) -> None:

    assert "signed by 1 clinician" in client.get("/about/how-we-review/").content.decode()
    policies.put_in_force(cast, signers=3)
    assert "signed by 3 clinicians" in client.get("/about/how-we-review/").content.decode()


def test_there_is_always_a_page_that_says_how_to_reach_the_house(cast: Cast, client: Client) -> None:
    nothing_yet = client.get("/about/contact/").content.decode()
    assert "No other way to reach the publisher has been named here yet." in nothing_yet
    assert "We cannot answer medical questions here," in nothing_yet

    approve(propose(cast.writer, HouseKey.CONTACT, "Write to us@example.org."), cast.publisher)

    html, spanish = (client.get(f"{prefix}/about/contact/").content.decode() for prefix in ("", "/es"))
    assert "us@example.org" in html and "No other way" not in html
    assert '<div class="flow prose" lang="en" dir="ltr">' in spanish and "us@example.org" in spanish
    assert "Aquí no podemos responder preguntas médicas" in spanish
    for prefix in ("", "/es"):
        _, _, foot = client.get(f"{prefix}/articles/").content.decode().partition("<footer")
        assert f'href="{prefix}/about/contact/"' in foot
        assert client.get(f"{prefix}/about/").content.decode().count(f'"{prefix}/about/contact/"') == 2
