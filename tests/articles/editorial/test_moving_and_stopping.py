"""Screens of an article's address, of acts at a time, of corrections, of copies, of the emergency stop."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.choices import Lane, PublicationKind, PublicState, ScheduleState
from articles.domain.drafting import drafts
from articles.domain.publication import addresses
from articles.models import Article, Draft, FormerAddress, Publication, PublishedPage, Schedule
from tests import factories
from tests.conftest import Cast

DESK = "/admin/desk"


@pytest.fixture
def as_publisher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.publisher)
    return client


@pytest.fixture
def as_clinician(client: Client, cast: Cast) -> Client:
    client.force_login(cast.second_clinician)
    return client


def in_an_hour() -> str:
    return f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}"


def test_renaming_keeps_the_old_address_alive(as_publisher: Client, publication: Publication) -> None:
    screen = f"{DESK}/articles/{publication.article_id}/address/"

    response = as_publisher.post(screen, {"slug": "a-better-address"})

    assert response["Location"] == f"{DESK}/articles/{publication.article_id}/"
    said = as_publisher.get(response["Location"]).content.decode()
    assert "The address is /articles/a-better-address/ now, and the old one leads there." in said
    assert Client().get("/articles/a-sample-article/")["Location"] == "/articles/a-better-address/"
    assert "/articles/a-sample-article/, until" in as_publisher.get(screen).content.decode()


def test_an_address_in_use_is_refused_beside_what_was_typed(
    as_publisher: Client, cast: Cast, publication: Publication
) -> None:
    factories.make_draft(cast.writer, title="Another article")

    response = as_publisher.post(f"{DESK}/articles/{publication.article_id}/address/", {"slug": "another-article"})

    assert response.status_code == 400
    assert "Another article has this address" in response.content.decode()
    assert 'value="another-article"' in response.content.decode()


@pytest.mark.parametrize("slug", ["", "with space", "a/b", "x" * 101, "---", "über", "a\0b", "a\u202eb"])
def test_an_address_that_is_none_is_refused_at_its_field(
    slug: str, as_publisher: Client, publication: Publication
) -> None:
    response = as_publisher.post(f"{DESK}/articles/{publication.article_id}/address/", {"slug": slug})

    assert response.context["form"].errors["slug"]
    assert Article.objects.get().slug == "a-sample-article"


def test_a_successor_is_named_by_its_address(as_publisher: Client, cast: Cast, publication: Publication) -> None:
    other = factories.make_draft(cast.writer, title="Another article").article
    screen = f"{DESK}/articles/{publication.article_id}/address/"
    missing = as_publisher.post(screen, {"slug": "a-sample-article", "successor": "no-such-article"})
    assert "There is no article at this address." in str(missing.context["form"].errors)

    as_publisher.post(screen, {"slug": "a-sample-article", "successor": other.slug})

    assert Article.objects.get(pk=publication.article_id).successor == other
    circle = as_publisher.post(
        f"{DESK}/articles/{other.pk}/address/", {"slug": other.slug, "successor": "a-sample-article"}
    )
    assert circle.status_code == 400
    assert "in a circle" in circle.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["former", " /articles/other/ ", "https://here.example/articles/other/history/?x=1#y", "/articles/former.md"],
)
def test_a_successor_is_named_by_a_link_or_a_former_address_too(
    typed: str, as_publisher: Client, cast: Cast, publication: Publication
) -> None:
    other = factories.make_draft(cast.writer, title="Former").article
    addresses.rename(other, "other", by=cast.publisher, now=factories.NOW)
    screen = f"{DESK}/articles/{publication.article_id}/address/"

    answer = as_publisher.post(screen, {"slug": "a-sample-article", "successor": typed}, follow=True)

    assert Article.objects.get(pk=publication.article_id).successor == other
    assert "Once it is not live, readers are led to “Former”." in answer.content.decode()


@pytest.mark.parametrize(("number", "listed"), [(100, 100), (101, 100)])
def test_of_the_articles_that_link_here_a_hundred_are_listed_and_more_are_told_of(
    number: int, listed: int, as_publisher: Client, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [PublishedPage(article_id=publication.article_id, title=f"Links here {place}") for place in range(number)]
    monkeypatch.setattr(addresses, "pages_linking_to", lambda article: pages)

    html = as_publisher.get(f"{DESK}/articles/{publication.article_id}/address/").content.decode()

    assert html.count(">Links here ") == listed
    assert ("There are more; the first hundred are listed." in html) == (number > listed)


def test_no_article_takes_its_own_place(as_publisher: Client, publication: Publication) -> None:
    screen = f"{DESK}/articles/{publication.article_id}/address/"

    answer = as_publisher.post(screen, {"slug": "a-sample-article", "successor": "a-sample-article"})

    assert answer.status_code == 400
    assert "an article cannot take its own place" in answer.content.decode()


def test_a_refused_successor_leaves_the_address_as_it_was(
    as_publisher: Client, cast: Cast, publication: Publication
) -> None:
    other = factories.make_draft(cast.writer, title="Another article").article
    Article.objects.filter(pk=other.pk).update(successor=publication.article)
    screen = f"{DESK}/articles/{publication.article_id}/address/"

    as_publisher.post(screen, {"slug": "a-better-address", "successor": other.slug})

    assert Article.objects.get(pk=publication.article_id).slug == "a-sample-article"


def test_a_refused_address_leaves_the_successor_as_it_was(
    as_publisher: Client, cast: Cast, publication: Publication
) -> None:
    other = factories.make_draft(cast.writer, title="Another article").article
    screen = f"{DESK}/articles/{publication.article_id}/address/"

    as_publisher.post(screen, {"slug": other.slug, "successor": other.slug})

    assert Article.objects.get(pk=publication.article_id).successor is None
    assert FormerAddress.objects.count() == 0


def test_publishing_at_a_time_waits_and_shows_on_the_article(as_publisher: Client, approved: Draft) -> None:
    address = f"{DESK}/drafts/{approved.pk}/publish/"
    digest = as_publisher.get(address).context["form"]["digest"].value()

    response = as_publisher.post(address, {"digest": digest, "note": "", "at": in_an_hour()})

    assert response["Location"] == f"{DESK}/articles/{approved.article_id}/"
    assert PublishedPage.objects.count() == 0
    html = as_publisher.get(response["Location"]).content.decode()
    assert "Publish at" in html
    assert "Cancel it" in html


def test_a_time_that_has_passed_is_refused_and_nothing_is_lost(as_publisher: Client, approved: Draft) -> None:
    address = f"{DESK}/drafts/{approved.pk}/publish/"
    digest = as_publisher.get(address).context["form"]["digest"].value()
    data = {"digest": digest, "note": "Words that must not be lost.", "at": "2020-01-01T00:00"}

    response = as_publisher.post(address, data)

    assert response.status_code == 400
    assert "That time has passed." in response.content.decode()
    assert "Words that must not be lost." in response.content.decode()
    assert 'value="2020-01-01T00:00"' in response.content.decode()


def test_a_schedule_is_cancelled_once(as_publisher: Client, publication: Publication) -> None:
    as_publisher.post(
        f"{DESK}/articles/{publication.article_id}/withdraw/", {"reason": "The campaign ends.", "at": in_an_hour()}
    )
    schedule = Schedule.objects.get()
    address = f"{DESK}/schedules/{schedule.pk}/cancel/"

    assert as_publisher.post(address).status_code == 302
    again = as_publisher.post(address)

    assert again.status_code == 409
    assert "It is too late" in again.content.decode()
    assert Schedule.objects.get().state == ScheduleState.CANCELLED
    assert Article.objects.get().public_state == PublicState.LIVE


def test_the_writer_sees_what_is_scheduled_and_no_button(as_writer: Client, cast: Cast, approved: Draft) -> None:
    publisher = Client()
    publisher.force_login(cast.publisher)
    address = f"{DESK}/drafts/{approved.pk}/publish/"
    digest = publisher.get(address).context["form"]["digest"].value()
    publisher.post(address, {"digest": digest, "at": in_an_hour()})

    html = as_writer.get(f"{DESK}/articles/{approved.article_id}/").content.decode()

    assert "Publish at" in html
    assert "Cancel it" not in html


@pytest.mark.parametrize("kind", [PublicationKind.WITHDRAWN, PublicationKind.SUSPENDED])
def test_a_clinician_on_call_stops_a_live_article(
    kind: PublicationKind, as_clinician: Client, publication: Publication
) -> None:
    found = as_clinician.get(f"{DESK}/stop/?q=sample").content.decode()
    address = f"{DESK}/articles/{publication.article_id}/stop/"
    assert f'href="{address}"' in found

    response = as_clinician.post(address, {"kind": kind, "reason": "unsafe"})

    assert response["Location"] == f"{DESK}/articles/{publication.article_id}/"
    assert Publication.objects.get(number=2).kind == kind
    assert Client().get("/articles/a-sample-article/").status_code == 410


@pytest.mark.parametrize(
    "data", [{"kind": ""}, {"kind": "published", "reason": "unsafe"}, {"kind": "suspended", "reason": "x"}]
)
def test_a_stop_needs_a_prepared_reason(data: dict[str, str], as_clinician: Client, publication: Publication) -> None:
    response = as_clinician.post(f"{DESK}/articles/{publication.article_id}/stop/", data)

    assert response.context["form"].errors
    assert Article.objects.get().public_state == PublicState.LIVE


def test_a_stop_of_what_is_not_live_says_so(as_clinician: Client, draft: Draft) -> None:
    response = as_clinician.post(f"{DESK}/articles/{draft.article_id}/stop/", {"kind": "suspended", "reason": "unsafe"})

    assert response.status_code == 409


def test_the_search_of_the_stop_says_when_it_finds_nothing(as_clinician: Client, publication: Publication) -> None:
    assert "No live article has these words" in as_clinician.get(f"{DESK}/stop/?q=zebra").content.decode()
    PublishedPage.objects.all().delete()
    assert "No article is live." in as_clinician.get(f"{DESK}/stop/").content.decode()


def test_the_stop_is_one_link_away_for_those_on_call(client: Client, cast: Cast) -> None:
    seen = {}
    for role in ("writer", "clinician", "publisher"):
        client.force_login(getattr(cast, role))
        seen[role] = f'href="{DESK}/stop/"' in client.get("/admin/").content.decode()

    assert seen == {"writer": False, "clinician": True, "publisher": True}


def test_a_correction_is_opened_beside_a_draft_in_review(
    as_writer: Client, cast: Cast, publication: Publication
) -> None:
    article = publication.article
    main = drafts.open_draft(article, by=cast.writer, now=factories.NOW)
    factories.submit(factories.save(main, cast.writer, lead="A longer rewrite."), cast.writer)

    response = as_writer.post(f"{DESK}/articles/{article.pk}/open-draft/correction/")

    correction = Draft.objects.get(lane=Lane.CORRECTION)
    assert response["Location"] == f"/admin/articles/draft/{correction.pk}/change/"
    html = as_writer.get(f"{DESK}/articles/{article.pk}/").content.decode()
    assert "Correction: Draft" in html
    assert "Draft: In review" in html


def test_a_lane_that_is_none_is_a_404(as_writer: Client, publication: Publication) -> None:
    assert as_writer.post(f"{DESK}/articles/{publication.article_id}/open-draft/side/").status_code == 404


@pytest.fixture
def behind(cast: Cast, publication: Publication) -> Draft:
    """A draft that does not hold the correction published after it began."""
    article = publication.article
    main = drafts.open_draft(article, by=cast.writer, now=factories.NOW)
    factories.save(main, cast.writer, title="A longer title")
    correction = drafts.open_draft(article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)
    correction = factories.save(correction, cast.writer, summary="A corrected summary.")
    factories.approve(factories.submit(correction, cast.writer), cast.clinician)
    fresh = Draft.objects.select_related("revision").get(pk=correction.pk)
    factories.publish(fresh, cast.publisher, note="A word was wrong.", correction=True)
    return Draft.objects.with_rows().get(pk=main.pk)


def test_a_draft_that_is_behind_says_so_and_takes_the_correction_over(as_writer: Client, behind: Draft) -> None:
    html = as_writer.get(f"{DESK}/articles/{behind.article_id}/").content.decode()
    assert "The live text was changed after this draft began." in html
    address = f"{DESK}/drafts/{behind.pk}/catch-up/"
    assert "corrected" in as_writer.get(address).content.decode()

    response = as_writer.post(address, {"version": behind.version})

    assert response["Location"] == f"/admin/articles/draft/{behind.pk}/change/"
    merged = Draft.objects.get(pk=behind.pk)
    assert (merged.title, merged.summary) == ("A longer title", "A corrected summary.")
    assert "holds everything that was published" in as_writer.get(address).content.decode()


@pytest.mark.parametrize("version", ["1", "", "x", "²", "1" * 5_000])
def test_taking_over_into_a_newer_text_is_refused(version: str, as_writer: Client, behind: Draft) -> None:
    response = as_writer.post(f"{DESK}/drafts/{behind.pk}/catch-up/", {"version": version})

    assert response.status_code == 409
    assert Draft.objects.get(pk=behind.pk).summary != "A corrected summary."


def test_a_draft_that_is_behind_cannot_be_sent(as_writer: Client, behind: Draft) -> None:
    response = as_writer.post(f"{DESK}/drafts/{behind.pk}/submit/", {"version": behind.version})

    assert response.status_code == 409
    assert Draft.objects.get(pk=behind.pk).revision is None


def test_a_copy_is_another_article_without_approval(as_writer: Client, publication: Publication) -> None:
    as_writer.post(f"{DESK}/articles/{publication.article_id}/duplicate/")

    copy = Article.objects.exclude(pk=publication.article_id).get()
    assert copy.public_state == PublicState.NEVER_PUBLISHED
    assert copy.revisions.count() == 0
