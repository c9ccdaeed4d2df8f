"""The A–Z: every name of the subjects of live articles, nothing of other subjects, at a fixed cost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import SubjectFact
from articles.domain.drafting.conversion import subject_fact
from articles.domain.publication import publishing, reframing, taking_down
from articles.models import Article, PublishedName, PublishedPage, Subject, SubjectName
from articles.reader import subjects
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def put(cast: Cast, title: str, *facts: SubjectFact) -> Article:
    return factories.put_live(cast, now=timezone.now(), title=title, subjects=facts).article


def make_subject(name: str, kind: str = "condition", **names: str) -> SubjectFact:
    subject = Subject.objects.create(name=name, slug=name.lower().replace(" ", "-").replace("é", "e"), kind=kind)
    for other, of_kind in names.items():
        SubjectName.objects.create(subject=subject, name=other.replace("_", " "), kind=of_kind)
    return subject_fact(Subject.objects.prefetch_related("classes").get(pk=subject.pk))


def shown(client: Client, address: str) -> list[str]:
    """The lines of the list, without markup."""
    html = html_of(client, address)
    lines = re.findall(r"<li>(.*?)</li>", html.split('<h2 class="letter"', 1)[-1].split("</main>")[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def html_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def library(cast: Cast) -> list[Article]:
    """Three articles about three subjects, two of them about the same."""
    other = make_subject("Écorche fever", E_fever="synonym")
    third = make_subject("5-HTP", kind="nutrient")
    return [
        put(cast, "Clonazepam: uses", factories.clonazepam()),
        put(cast, "Stopping clonazepam", factories.clonazepam(), third),
        put(cast, "Fever", other),
    ]


def test_every_name_stands_once_under_its_letter_and_leads_to_the_subject(
    library: list[Article], client: Client
) -> None:
    assert shown(client, "/subjects/") == [
        "5-HTP nutrient",
        "Clonazepam medicine",
        "E fever synonym, see Écorche fever",
        "Écorche fever condition",
        "Klonopin brand name, see Clonazepam",
    ]
    assert shown(client, "/subjects/?letter=k") == ["Klonopin brand name, see Clonazepam"]
    assert shown(client, "/subjects/?letter=%23") == ["5-HTP nutrient"]
    html = html_of(client, "/subjects/?letter=K")
    assert re.findall(r'<a href="/subjects/\?letter=(.+?)"', html) == ["C", "E", "K", "%23"]
    assert '<a href="/subjects/?letter=K" aria-current="page">K</a>' in html
    assert 'rel="alternate" hreflang' in html_of(client, "/subjects/")
    assert 'rel="alternate" hreflang' not in html, "another language has other letters"
    assert "<span>A</span>" in html
    assert 'href="/subjects/clonazepam/"' in html


def test_a_subject_lists_its_articles_and_its_other_names(library: list[Article], client: Client) -> None:
    html = html_of(client, "/subjects/clonazepam/")

    assert re.findall(r'<h2><a href="(.+?)">', html) == [
        "/articles/clonazepam-uses/",
        "/articles/stopping-clonazepam/",
    ]
    assert "Also called: Klonopin (brand name)" in html


def test_a_subject_goes_with_its_last_live_article_and_comes_back(
    library: list[Article], cast: Cast, client: Client
) -> None:
    now = timezone.now()
    for article, names_left in ((library[0], True), (library[1], False)):
        taking_down.withdraw(article, by=cast.publisher, now=now, note="It was wrong.")
        assert ("Klonopin" in html_of(client, "/subjects/")) is names_left
    html_of(client, "/subjects/clonazepam/", 404)
    assert "begins with K" in html_of(client, "/subjects/?letter=k")

    publishing.reinstate(Article.objects.get(pk=library[0].pk), by=cast.publisher, now=now)

    assert "Klonopin" in html_of(client, "/subjects/")


def test_a_page_out_of_the_lists_is_out_of_the_a_to_z(
    library: list[Article], cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PublishedPage.objects.get(article=library[2])
    reframing.rebuild([page.pk], now=timezone.now().replace(year=page.review_due_on.year + 1))

    assert not PublishedName.objects.filter(page=page).exists()
    assert "fever" not in html_of(client, "/subjects/")
    html_of(client, "/subjects/ecorche-fever/", 404)


def test_what_the_house_calls_a_subject_is_stored_anew_with_the_page(library: list[Article], client: Client) -> None:
    before = set(PublishedName.objects.values_list("pk", flat=True))
    SubjectName.objects.filter(name="Klonopin").update(name="Rivotril")

    reframing.rebuild([*PublishedPage.objects.values_list("pk", flat=True)], now=timezone.now())

    assert shown(client, "/subjects/?letter=r") == ["Rivotril brand name, see Clonazepam"]
    kept = set(PublishedName.objects.values_list("pk", flat=True)) & before
    assert len(kept) == len(before) - 2  # the name stood on two pages


@pytest.mark.parametrize("letter", ["aa", "-", "<", "1", "%00"])
def test_what_is_no_letter_is_a_404(letter: str, library: list[Article], client: Client) -> None:
    html_of(client, f"/subjects/?letter={letter}", 404)


def test_an_empty_a_to_z_says_so_and_home_leaves_it_out(cast: Cast, client: Client) -> None:
    assert "has been published yet" in html_of(client, "/subjects/")
    assert "az-h" not in html_of(client, "/")
    html_of(client, "/subjects/clonazepam/", 404)


def test_home_and_header_lead_to_the_a_to_z(library: list[Article], client: Client) -> None:
    html = html_of(client, "/")

    assert 'href="/subjects/?letter=C"' in html
    assert html.index('role="search"') < html.index('id="az-h"') < html.index('id="new-h"')
    assert '<a href="/subjects/">A–Z</a>' in html


def test_a_long_list_has_pages_that_keep_the_letter(
    library: list[Article], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "ON_PAGE", 1)

    first, second = html_of(client, "/subjects/?letter=e"), html_of(client, "/subjects/?letter=E&page=2")

    assert 'href="?letter=E&amp;page=2"' in first.replace("letter=E&page", "letter=E&amp;page")
    assert ("E fever" in first, "Écorche" in second) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/subjects/", "/subjects/?letter=c", "/subjects/clonazepam/"])
def test_the_a_to_z_costs_the_same_with_one_and_three(address: str, count: int, cast: Cast, client: Client) -> None:
    for place in range(count):
        put(cast, f"Article {place}", factories.clonazepam(), make_subject(f"Cold {place}"))

    with CaptureQueriesContext(connection) as queries:
        html_of(client, address)
    with CaptureQueriesContext(connection) as again:
        html_of(client, address)

    assert (len(queries), len(again)) == (3, 1)


def test_an_answer_of_the_a_to_z_holds_no_cookie_and_is_answered_304(library: list[Article], client: Client) -> None:
    first: Any = client.get("/subjects/")

    assert first.cookies == {}
    assert client.get("/subjects/", headers={"If-None-Match": first["ETag"]}).status_code == 304
