"""The pages of people: only those on live pages, only what was confirmed, at a fixed cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.domain.drafting import drafts
from articles.domain.publication import reframing, taking_down
from articles.models import Article, PublishedPage, PublishedPerson
from people import register
from people.models import Credential, Profile, Specialty
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def publish_articles(cast: Cast, count: int) -> None:
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)


def confirm(name: str, cast: Cast, **values: object) -> Profile:
    profile = Profile.objects.get(name=name)
    for field, value in values.items():
        setattr(profile, field, value)
    register.save_profile(profile, by=cast.administrator, now=factories.NOW)
    return profile


def stored_rows() -> list[tuple[object, ...]]:
    return list(PublishedPerson.objects.order_by("pk").values_list("pk", "profile__name", "part", "signed_on"))


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


COSTS = {
    "/people/": 1,
    "/people/clara-clinician/": 4,
    "/people/wendy-writer/": 4,
    "/people/clara-clinician/signed/": 3,
    "/people/wendy-writer/written/": 3,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "cost"), COSTS.items())
def test_a_page_of_people_costs_the_same_with_one_and_three(
    address: str, cost: int, count: int, cast: Cast, client: Client
) -> None:
    publish_articles(cast, count)
    for number in range(count - 1):
        Credential.objects.create(
            holder=cast.clinician,
            title="Psychiatrist",
            body="Sample Board",
            number=f"B-{number}",
            verified_by=cast.administrator,
            verified_at=factories.NOW,
            evidence="Looked up.",
        )

    with CaptureQueriesContext(connection) as queries:
        html = html_of(client, address)

    assert len(queries) == cost
    if address.strip("/") + "/" != "people/":
        assert all(f"Article {place}" in html for place in range(count))


def test_a_confirmed_person_is_shown_with_registration_and_interests(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    profile = confirm("Clara Clinician", cast, biography="Works in a sample clinic.\n\nTeaches.")
    profile.specialties.add(Specialty.objects.create(name="Psychiatry", slug="psychiatry"))

    html = html_of(client, "/people/clara-clinician/")

    for words in (
        "Clara Clinician, MD",
        "Psychiatrist",
        "<p>Works in a sample clinic.</p>",
        "Psychiatry",
        "Physician",
        "Sample Medical Council",
        "No interests to declare.",
        "1 June 2026",
        "25 November 2026",
        'href="/articles/article-0/"',
    ):
        assert words in html


def test_what_nobody_confirmed_is_not_shown(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    Profile.objects.filter(name="Wendy Writer").update(
        biography="An unconfirmed biography.", credentials="Prof", role="Inventor", interests="Unconfirmed shares."
    )

    page, people = html_of(client, "/people/wendy-writer/"), html_of(client, "/people/")

    assert "No details of this person have been confirmed yet" in page
    for words in ("unconfirmed biography", "Prof", "Inventor", "Unconfirmed shares"):
        assert words not in page
        assert words not in people


def test_the_number_is_shown_only_when_the_person_agrees(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    number = Credential.objects.get(holder=cast.clinician).number
    address = "https://register.example.org/entry"
    Credential.objects.filter(holder=cast.clinician).update(register_url=address)
    assert number not in html_of(client, "/people/clara-clinician/")
    assert address not in html_of(client, "/people/clara-clinician/")

    Credential.objects.filter(holder=cast.clinician).update(number_is_public=True)

    html = html_of(client, "/people/clara-clinician/")
    assert number in html
    assert f'href="{address}"' in html


def test_a_registration_that_was_not_checked_or_is_suspended_is_not_shown(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    Credential.objects.create(holder=cast.clinician, title="Surgeon", body="Unchecked Board", number="1")
    credential = Credential.objects.get(holder=cast.clinician, title="Physician")
    register.suspend_credential(credential, by=cast.administrator, reason="A private reason.", now=factories.NOW)

    html = html_of(client, "/people/clara-clinician/")

    assert "Unchecked Board" not in html
    assert "Sample Medical Council" not in html
    assert "private reason" not in html


def test_a_registration_that_ran_out_says_so(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    Credential.objects.filter(holder=cast.clinician).update(valid_until=timezone.localdate() - timedelta(days=1))

    assert "Not valid since" in html_of(client, "/people/clara-clinician/")


def test_neither_accounts_nor_addresses_of_accounts_are_named(cast: Cast, client: Client) -> None:
    cast.clinician.email = "clara@private.example"
    cast.clinician.save()
    cast.administrator.username = "canary-account"
    cast.administrator.save()
    publish_articles(cast, 1)
    confirm("Clara Clinician", cast)

    for address in ("/people/", "/people/clara-clinician/", "/people/clara-clinician/signed/", "/articles/article-0/"):
        html = html_of(client, address)
        assert "private.example" not in html
        assert "canary" not in html
    assert "an administrator of this site" in html_of(client, "/people/clara-clinician/")


def test_people_without_a_live_page_are_not_there(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    assert client.get("/people/carl-clinician/").status_code == 404
    assert client.get("/people/nobody/").status_code == 404
    assert client.get("/people/clara-clinician/written/").status_code == 404
    assert "Carl" not in html_of(client, "/people/")

    taking_down.withdraw(Article.objects.get(), by=cast.publisher, now=factories.NOW, note="Wrong.")

    for address in COSTS:
        assert client.get(address).status_code == (200 if address == "/people/" else 404)
    assert "nobody is named here" in html_of(client, "/people/")


def test_an_article_links_to_its_people_and_the_links_lead_somewhere(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)

    html = html_of(client, "/articles/article-0/")

    for address in ("/people/wendy-writer/", "/people/clara-clinician/"):
        assert f'href="{address}"' in html
        html_of(client, address)
    assert "/people/" not in PublishedPage.objects.get().publication.revision.body_html


def test_somebody_who_left_keeps_the_name_and_nothing_else(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    confirm("Clara Clinician", cast, biography="A private life.")
    register.close_account(cast.clinician, by=cast.administrator, now=factories.NOW)

    html = html_of(client, "/people/clara-clinician/")

    assert "does not work for this library any more" in html
    assert "Clara Clinician" in html
    assert 'href="/articles/article-0/"' in html
    for words in ("private life", "Sample Medical Council", "Psychiatrist", "What was checked"):
        assert words not in html
    assert "Clara Clinician, MD" in html_of(client, "/articles/article-0/")


def test_rows_follow_what_is_live_and_are_left_alone_while_right(cast: Cast) -> None:
    publish_articles(cast, 1)
    before = stored_rows()
    assert {row[1:] for row in before} == {
        ("Wendy Writer", "author", None),
        ("Clara Clinician", "signer", date(2026, 11, 25)),
    }

    reframing.rebuild([PublishedPage.objects.get().pk], now=factories.NOW)

    assert stored_rows() == before


def test_a_second_text_with_another_signer_changes_who_is_named(cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    later = factories.later(days=1)
    draft = drafts.open_draft(Article.objects.get(), by=cast.writer, now=later)
    factories.save(draft, cast.writer, now=later, lead="Another lead. It says more.")
    factories.approve(factories.submit(draft, cast.writer, now=later), cast.second_clinician, now=later)
    factories.publish(draft, cast.publisher, now=later)

    assert client.get("/people/clara-clinician/").status_code == 404
    assert "Article 0" in html_of(client, "/people/carl-clinician/")
    html = html_of(client, "/articles/article-0/")
    assert 'href="/people/carl-clinician/"' in html
    assert 'href="/people/clara-clinician/"' not in html


def test_a_long_list_has_pages(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.reader.people.ON_PERSON", 1)
    monkeypatch.setattr("articles.reader.people.PAGE_SIZE", 1)
    publish_articles(cast, 2)

    person = html_of(client, "/people/clara-clinician/")
    first, second = (html_of(client, f"/people/clara-clinician/signed/?page={number}") for number in (1, 2))

    assert 'href="/people/clara-clinician/signed/"' in person
    assert ("Article 1" in first, "Article 0" in first) == (True, False)
    assert ("Article 1" in second, "Article 0" in second) == (False, True)
    assert client.get("/people/clara-clinician/signed/?page=3").status_code == 404
    assert 'href="?page=2"' in html_of(client, "/people/")


@pytest.mark.parametrize("address", COSTS)
def test_a_page_of_people_is_answered_304_without_cookies(address: str, cast: Cast, client: Client) -> None:
    publish_articles(cast, 1)
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, first.cookies) == (304, {})
