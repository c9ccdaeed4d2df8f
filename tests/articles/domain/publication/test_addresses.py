"""Addresses: renamed with a redirect, never given again, followed to a successor, never in a circle."""

from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client

from articles.domain.drafting import drafts
from articles.domain.errors import NotAllowed, Refused
from articles.domain.publication import addresses, taking_down
from articles.models import Article, FormerAddress, Publication, PublishedLink, PublishedPage
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast


def publish(cast: Cast, title: str, **values: Any) -> Article:
    draft = factories.make_draft(cast.writer, title=title, **values)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher).article


def test_a_renamed_article_is_found_at_both_addresses(cast: Cast, publication: Publication, client: Client) -> None:
    addresses.rename(publication.article, "a-better-address", by=cast.publisher, now=factories.NOW)

    old, new = client.get("/articles/a-sample-article/"), client.get("/articles/a-better-address/")
    assert (old.status_code, old["Location"]) == (301, "/articles/a-better-address/")
    assert new.status_code == 200
    assert "/articles/a-better-address/" in new.content.decode()
    assert "/articles/a-sample-article/" not in new.content.decode()
    assert AuditEntry.objects.order_by("-sequence")[0].act == "article.renamed"


def test_renaming_touches_neither_signature_nor_publication(cast: Cast, publication: Publication) -> None:
    before = PublishedPage.objects.get()

    addresses.rename(publication.article, "a-better-address", by=cast.publisher, now=factories.NOW)

    page = PublishedPage.objects.get()
    assert (page.content_digest, page.html_digest) == (before.content_digest, before.html_digest)
    assert page.publication_id == publication.pk
    assert Publication.objects.count() == 1


def test_a_chain_of_names_leads_to_the_last_one(cast: Cast, publication: Publication, client: Client) -> None:
    for slug in ("second", "third"):
        addresses.rename(Article.objects.get(), slug, by=cast.publisher, now=factories.NOW)

    for former in ("a-sample-article", "second"):
        assert client.get(f"/articles/{former}/")["Location"] == "/articles/third/"


def test_an_article_may_go_back_to_an_address_of_its_own(cast: Cast, publication: Publication, client: Client) -> None:
    for slug in ("second", "a-sample-article", "second"):
        addresses.rename(Article.objects.get(), slug, by=cast.publisher, now=factories.NOW)

    assert client.get("/articles/second/").status_code == 200
    assert client.get("/articles/a-sample-article/")["Location"] == "/articles/second/"
    assert FormerAddress.objects.count() == 2


def test_an_address_that_was_ever_used_is_not_given_to_another_article(cast: Cast, publication: Publication) -> None:
    addresses.rename(publication.article, "a-better-address", by=cast.publisher, now=factories.NOW)
    other = factories.make_draft(cast.writer, title="Another").article

    for slug in ("a-better-address", "a-sample-article"):
        with pytest.raises(Refused, match="never given again"):
            addresses.rename(other, slug, by=cast.publisher, now=factories.NOW)
    with pytest.raises(Error, match="cannot be given again"), transaction.atomic():
        Article.objects.filter(pk=other.pk).update(slug="a-sample-article")
    with pytest.raises(Error, match="cannot be given again"), transaction.atomic():
        Article.objects.create(slug="a-sample-article", created_at=factories.NOW)


def test_a_new_article_with_a_left_title_gets_a_number(cast: Cast, publication: Publication) -> None:
    addresses.rename(publication.article, "a-better-address", by=cast.publisher, now=factories.NOW)

    assert factories.make_draft(cast.writer).article.slug == "a-sample-article-2"


def test_only_publishers_rename_and_replace(cast: Cast, publication: Publication) -> None:
    for by in (cast.writer, cast.clinician, cast.administrator, cast.superuser):
        with pytest.raises(NotAllowed):
            addresses.rename(publication.article, "x", by=by, now=factories.NOW)
        with pytest.raises(NotAllowed):
            addresses.set_successor(publication.article, None, by=by, now=factories.NOW)


def test_a_withdrawn_article_leads_to_its_successor(cast: Cast, publication: Publication, client: Client) -> None:
    successor = publish(cast, "The successor")
    addresses.set_successor(publication.article, successor, by=cast.publisher, now=factories.NOW)
    assert client.get("/articles/a-sample-article/").status_code == 200

    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="Replaced.")

    response = client.get("/articles/a-sample-article/")
    assert (response.status_code, response["Location"]) == (301, "/articles/the-successor/")


def test_a_successor_that_is_not_live_leads_nowhere(cast: Cast, publication: Publication, client: Client) -> None:
    successor = publish(cast, "The successor")
    addresses.set_successor(publication.article, successor, by=cast.publisher, now=factories.NOW)
    for article in (publication.article, successor):
        taking_down.withdraw(article, by=cast.publisher, now=factories.NOW, note="Wrong.")

    assert client.get("/articles/a-sample-article/").status_code == 410


def test_successors_are_followed_to_the_live_one(cast: Cast, publication: Publication, client: Client) -> None:
    second, third = publish(cast, "Second"), publish(cast, "Third")
    addresses.set_successor(publication.article, second, by=cast.publisher, now=factories.NOW)
    addresses.set_successor(second, third, by=cast.publisher, now=factories.NOW)
    for article in (publication.article, second):
        taking_down.withdraw(article, by=cast.publisher, now=factories.NOW, note="Replaced.")

    assert client.get("/articles/a-sample-article/")["Location"] == "/articles/third/"


def test_a_circle_of_successors_is_refused(cast: Cast, publication: Publication) -> None:
    second, third = publish(cast, "Second"), publish(cast, "Third")
    addresses.set_successor(publication.article, second, by=cast.publisher, now=factories.NOW)
    addresses.set_successor(second, third, by=cast.publisher, now=factories.NOW)

    for circular in (publication.article, second, third):
        with pytest.raises(Refused, match="in a circle"):
            addresses.set_successor(third, circular, by=cast.publisher, now=factories.NOW)
    with pytest.raises(Error, match="an_article_is_not_its_own_successor"), transaction.atomic():
        Article.objects.filter(pk=third.pk).update(successor=third.pk)


def test_pages_that_link_to_an_article_are_known(cast: Cast, publication: Publication) -> None:
    publish(
        cast,
        "Linking",
        body="See [this](/articles/a-sample-article/#s-use), [that](http://testserver/articles/x/) and "
        "[another site](https://example.org/articles/y/) [@sample2020].",
    )

    assert sorted(PublishedLink.objects.values_list("slug", flat=True)) == ["a-sample-article", "x"]
    addresses.rename(publication.article, "renamed", by=cast.publisher, now=factories.NOW)
    renamed = Article.objects.get(slug="renamed")
    assert [page.title for page in addresses.pages_linking_to(renamed)] == ["Linking"]


def test_links_follow_the_text_that_is_live(cast: Cast, approved_notices: None) -> None:
    article = publish(cast, "Linking", body="See [this](/articles/one/) [@sample2020].")
    draft = drafts.open_draft(article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, body="See [that](/articles/two/) [@sample2020].")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    assert [link.slug for link in PublishedLink.objects.all()] == ["two"]
