"""A draft at an address without an account: who gets in, who is told nothing, and what every answer says of itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import preview_links
from articles.domain.drafting.conversion import draft_content, file_of
from articles.models import Draft, Letter, PreviewLink
from tests import factories, policies
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


@pytest.fixture
def made(cast: Cast, draft: Draft) -> preview_links.Made:
    return factories.make_preview_link(draft, cast.writer, now=factories.timezone_now())


def address(made: preview_links.Made) -> str:
    return f"/preview/{made.token}/"


def expect_nobody_keeps_it(response: Any) -> None:
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert response.cookies == {}


def test_the_page_shows_the_article_with_its_notices_and_for_whom_it_is(client: Client, made: Any) -> None:
    response = client.get(address(made))

    html = response.content.decode()
    assert response.status_code == 200
    expect_nobody_keeps_it(response)
    assert re.search(r"Draft\. Not reviewed\. For Olive Outsider until \d+ \w+ \d{4}\.", html)
    assert "A statement with a source" in html
    assert "General information, not medical advice." in html
    assert '<meta name="robots" content="noindex">' in html
    for claim in ("First published", "Next review due", "Version 0", 'rel="canonical"', "application/ld+json"):
        assert claim not in html


def test_wrong_expired_revoked_and_closed_get_the_answer_of_no_address(
    client: Client, cast: Cast, draft: Draft, made: Any
) -> None:
    now = factories.timezone_now()
    old = factories.make_preview_link(draft, cast.writer, now=now - timedelta(days=8))
    revoked = factories.make_preview_link(draft, cast.writer, now=now)
    preview_links.revoke(revoked.link, by=cast.writer, now=now)
    policies.put_in_force(cast, preview_days_most=10)
    late = factories.make_preview_link(draft, cast.writer, now=now - timedelta(days=9), days=10)
    policies.put_in_force(cast, preview_days_most=8)
    tokens = [old.token, revoked.token, late.token, "x", "x" * 500, made.link.token_hash, made.token[:-1]]

    answers = [client.get(f"/preview/{token}/") for token in tokens]
    stranger = client.get("/no-such-address/")

    assert {answer.status_code for answer in answers} == {404} == {stranger.status_code}
    assert {answer.content for answer in answers} == {stranger.content}
    for answer in answers:
        expect_nobody_keeps_it(answer)
    assert not PreviewLink.objects.filter(openings__gt=0).exists()


def test_openings_are_counted_and_a_look_at_the_headers_is_none(client: Client, made: Any) -> None:
    assert client.head(address(made)).status_code == 200
    client.get(address(made))
    client.get(address(made))

    assert PreviewLink.objects.get().openings == 2
    assert client.post(address(made)).status_code == 405


def test_somebody_who_guesses_is_stopped_for_a_while(client: Client, made: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("articles.editorial.views.outside.GUESSES.times", 3)
    for _ in range(3):
        assert client.get("/preview/guess/").status_code == 404

    for token in ("guess", made.token):
        response = client.get(f"/preview/{token}/")
        assert response.status_code == 429
        expect_nobody_keeps_it(response)
    assert client.get(address(made), REMOTE_ADDR="203.0.113.7").status_code == 200
    assert PreviewLink.objects.get().openings == 1


def test_a_link_is_not_opened_without_end(client: Client, made: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("articles.editorial.views.outside.OPENINGS.times", 1)

    assert [client.get(address(made)).status_code for _ in range(2)] == [200, 429]


def test_the_images_of_the_text_are_shown_and_no_others(client: Client, cast: Cast, draft: Draft) -> None:
    mine, other = factories.make_picture(cast.writer), factories.make_picture(cast.writer, colour="red")
    content = draft_content(Draft.objects.with_rows().get(pk=draft.pk))
    text = f"{content.body}\n\n![](file:{mine.digest[:12]})"
    file = file_of(mine, alt="A teal square", caption="", credit="")
    factories.save(draft, cast.writer, body=text, files=(file,))
    made = factories.make_preview_link(draft, cast.writer, now=factories.timezone_now())

    html = client.get(address(made)).content.decode()
    shown = client.get(f"{address(made)}files/{mine.digest}.png")

    assert f'src="{address(made)}files/{mine.digest}.png"' in html
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    expect_nobody_keeps_it(shown)
    assert client.get(f"{address(made)}files/{other.digest}.png").status_code == 404
    assert client.get(f"{address(made)}files/{mine.digest}.jpg").status_code == 404
    assert client.get(f"/preview/guess/files/{mine.digest}.png").status_code == 404
    sent = factories.make_preview_link(
        draft, cast.writer, now=factories.timezone_now(), revision=factories.submit(draft, cast.writer)
    )
    assert client.get(f"{address(sent)}files/{mine.digest}.png").status_code == 200
    assert client.get(f"{address(sent)}files/{other.digest}.png").status_code == 404


def test_a_text_whose_notices_nobody_approved_is_withheld(client: Client, cast: Cast, draft: Draft, made: Any) -> None:
    factories.save(draft, cast.writer, subjects=(factories.clonazepam(),))
    with factories.triggers_lifted():
        factories.models_named("NoticeVersion").objects.exclude(code="general").delete()

    response = client.get(address(made))

    assert response.status_code == 503
    expect_nobody_keeps_it(response)
    assert "A statement with a source" not in response.content.decode()


def test_no_list_of_the_site_names_a_link(client: Client, made: Any) -> None:
    for page in ("/", "/articles/", "/sitemap.xml", "/sitemap-site.xml", "/feed/", "/api/v1/articles/", "/robots.txt"):
        assert "preview/" not in client.get(page).content.decode(), page


class TestAtTheDesk:
    def test_the_address_is_shown_once(self, as_writer: Client, draft: Draft, client: Client) -> None:
        page = f"/admin/desk/drafts/{draft.pk}/outside/"
        sent = {"name": "Olive Outsider", "email": "olive@example.org", "why": "Law.", "days": "3", "text": "saved"}

        html = as_writer.post(page, sent).content.decode()

        token = re.search(r'value="http://testserver(/preview/[^"]+/)"', html)
        assert token is not None
        assert "mailto:olive@example.org?subject=" in html
        assert client.get(token[1]).status_code == 200
        again = as_writer.get(page).content.decode()
        assert token[1] not in again
        assert "Opened 1 time," in again
        assert "Olive Outsider" in as_writer.get(f"/admin/desk/articles/{draft.article_id}/").content.decode()

    def test_a_ticked_box_sends_the_mail_and_the_page_says_so(self, as_writer: Client, draft: Draft) -> None:
        page = f"/admin/desk/drafts/{draft.pk}/outside/"
        sent = {"name": "Olive Outsider", "email": "olive@example.org", "why": "Law.", "days": "3", "text": "saved"}

        assert "is on its way" not in as_writer.post(page, sent).content.decode()
        html = as_writer.post(page, sent | {"mailed": "on"}).content.decode()

        assert "The mail to olive@example.org is on its way." in html
        assert list(Letter.objects.values_list("kind", "address")) == [("preview", "olive@example.org")]

    def test_what_was_typed_stays(self, as_writer: Client, draft: Draft) -> None:
        sent = {"name": "Olive Outsider", "email": "olive", "why": "Law.", "days": "300", "text": "saved"}

        response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/outside/", sent)

        assert response.status_code == 400
        assert 'value="Olive Outsider"' in response.content.decode()
        assert not PreviewLink.objects.exists()

    def test_clinicians_do_not_see_who_outside_reads(self, client: Client, cast: Cast, draft: Draft, made: Any) -> None:
        client.force_login(cast.clinician)

        assert "Olive" not in client.get(f"/admin/desk/articles/{draft.article_id}/").content.decode()

    def test_a_revoked_link_says_by_whom(self, as_writer: Client, draft: Draft, made: Any) -> None:
        end = f"/admin/desk/preview-links/{made.link.pk}/revoke/"

        html = as_writer.post(end, follow=True).content.decode()

        assert "The link for Olive Outsider opens nothing any more." in html
        assert "by Wendy Writer" in html
        assert "Somebody revoked this link already." in as_writer.post(end, follow=True).content.decode()

    def test_the_list_costs_the_same_with_one_and_with_three(
        self, as_writer: Client, cast: Cast, draft: Draft, made: Any, django_assert_num_queries: Any
    ) -> None:
        page = f"/admin/desk/articles/{draft.article_id}/"
        with CaptureQueriesContext(connection) as one:
            as_writer.get(page)
        for _ in range(2):
            factories.make_preview_link(draft, cast.publisher, now=factories.timezone_now())
        with django_assert_num_queries(len(one)):
            as_writer.get(page)
