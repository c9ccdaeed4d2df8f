"""The screens of a discussion: beside the changes, on its own page, beside the fields of the editor."""

from typing import Any

import pytest
from django.test import Client

from articles.domain.drafting import drafts
from articles.domain.reviewing import comments
from articles.models import CommentEntry, CommentThread, Draft, Publication, Revision, UnsavedWork
from people.roles import Role
from tests import factories
from tests.articles.admin.test_draft_form import form_data
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def of_review(revision: Revision) -> str:
    return f"/admin/desk/revisions/{revision.pk}/"


def of_draft(revision: Revision) -> str:
    return f"/admin/desk/drafts/{revision.draft_id}/comments/"


def of_editor(revision: Revision) -> str:
    return f"/admin/articles/draft/{revision.draft_id}/change/"


def send(client: Client, revision: Revision, **values: str) -> Any:
    said = {"field": "Lead", "quote": "Two sentences of lead", "body": "Only two?", "wording": ""}
    return client.post(f"{of_review(revision)}comment/", said | values)


def act(client: Client, thread: CommentThread, what: str, **values: Any) -> Any:
    return client.post(f"/admin/desk/threads/{thread.pk}/", {"act": what} | values)


def suggested(revision: Revision, cast: Cast) -> CommentThread:
    said = {"field": "Lead", "quote": "Two sentences", "body": "", "wording": "Three sentences"}
    return comments.open_thread(revision, by=cast.clinician, now=factories.NOW, **said)


def test_a_comment_stands_on_the_review_with_its_quote(client: Client, revision: Revision, cast: Cast) -> None:
    client.force_login(cast.clinician)

    response = send(client, revision, body="Only <b>two</b>?", since="all", view="one")

    thread = CommentThread.objects.get()
    assert response.headers["Location"] == f"{of_review(revision)}?since=all&view=one#thread-{thread.pk}"
    html = client.get(of_review(revision)).content.decode()
    assert "Only &lt;b&gt;two&lt;/b&gt;?" in html
    assert "<blockquote>Two sentences of lead</blockquote>" in html
    client.force_login(cast.writer)
    assert "Only &lt;b&gt;two&lt;/b&gt;?" in client.get(of_draft(revision)).content.decode()


def test_a_refused_comment_keeps_what_was_typed(client: Client, revision: Revision, cast: Cast) -> None:
    client.force_login(cast.clinician)

    response = send(client, revision, quote="never said", body="Words not to lose.", wording="Nor these.")

    html = response.content.decode()
    assert response.status_code == 400
    assert "do not stand in the text" in html
    assert all(words in html for words in ("never said", "Words not to lose.", "Nor these."))


def test_a_refused_answer_keeps_what_was_typed(client: Client, revision: Revision, cast: Cast) -> None:
    thread = suggested(revision, cast)
    client.force_login(cast.writer)

    response = act(client, thread, "decline", body="The label says so.")

    assert response.status_code == 409
    assert "The text is locked." in response.content.decode()
    assert "The label says so.</textarea>" in response.content.decode()


def test_comments_stand_beside_the_change_they_speak_of(client: Client, cast: Cast, publication: Publication) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, lead="A changed lead.")
    revision = factories.submit(draft, cast.writer)
    for field in ("Lead", "Title"):
        comments.open_thread(revision, field=field, quote="", body=f"On {field}.", by=cast.clinician, now=factories.NOW)
    client.force_login(cast.clinician)

    response = client.get(of_review(revision))

    assert [[t.row.field for t in field.threads] for field in response.context["changes"]] == [["Lead"]]
    assert [t.row.field for t in response.context["threads_elsewhere"]] == ["Title"]
    saved = client.get(f"/admin/desk/drafts/{draft.pk}/versions/?version=1").content.decode()
    assert "On Lead." in saved


def test_readers_and_writers_of_other_texts_never_see_them(client: Client, cast: Cast, revision: Revision) -> None:
    thread = comments.open_thread(
        revision, field="Lead", quote="", body="A canary sang.", by=cast.clinician, now=factories.NOW
    )
    factories.approve(revision, cast.clinician)
    factories.publish(revision.draft, cast.publisher)
    slug = revision.article.slug
    pages = [f"/articles/{slug}/", f"/articles/{slug}/history/", f"/api/v1/articles/{slug}/", "/feed.xml"]
    assert all("canary" not in client.get(page).content.decode() for page in pages)

    client.force_login(factories.make_user("olga", Role.WRITER))
    shown = [of_review(revision), of_editor(revision), f"/admin/desk/articles/{revision.article_id}/"]
    assert all("canary" not in client.get(page).content.decode() for page in shown)
    refused = [client.get(of_draft(revision)), act(client, thread, "answer", body="x"), send(client, revision)]
    assert [response.status_code for response in refused] == [404] * 3


@pytest.mark.parametrize("what", ["answer", "resolve", "reopen", "decline", "take", "anything"])
def test_an_act_that_does_not_fit_is_refused_in_words(
    what: str, client: Client, revision: Revision, cast: Cast
) -> None:
    thread = comments.open_thread(revision, field="Lead", quote="", body="Why?", by=cast.clinician, now=factories.NOW)
    client.force_login(cast.clinician)
    if what == "resolve":
        act(client, thread, "resolve")

    response = act(client, thread, what)

    assert response.status_code in {400, 403, 409}
    assert 'class="error"' in response.content.decode()
    assert CommentEntry.objects.filter(thread=thread).count() == (2 if what == "resolve" else 1)


def test_one_click_takes_a_wording_over(client: Client, revision: Revision, cast: Cast) -> None:
    thread = suggested(revision, cast)
    factories.request_changes(revision, cast.clinician)
    client.force_login(cast.writer)
    html = client.get(of_draft(revision)).content.decode()
    assert 'name="act" value="take"' in html

    version = Draft.objects.get().version
    assert act(client, thread, "take", version=str(version - 1)).status_code == 409
    act(client, thread, "take", version=str(version))

    assert Draft.objects.get().lead.startswith("Three sentences of lead")
    assert 'name="act" value="take"' not in client.get(of_draft(revision)).content.decode()


def test_the_editor_shows_comments_beside_their_fields_and_takes_a_wording_with_what_is_typed(
    client: Client, revision: Revision, cast: Cast
) -> None:
    thread = suggested(revision, cast)
    for field in ("Questions", "Audience", "Title"):
        comments.open_thread(revision, field=field, quote="", body=f"On {field}.", by=cast.clinician, now=factories.NOW)
    factories.request_changes(revision, cast.clinician)
    client.force_login(cast.writer)

    response = client.get(of_editor(revision))

    html = response.content.decode()
    lead = html.split('name="lead"')[1].split('name="summary"')[0]
    assert f'name="_take" value="{thread.pk}"' in lead
    assert [t.row.field for t in response.context["threads_elsewhere"]] == ["Audience", "Title"]
    data = form_data(client, revision.draft) | {"_take": str(thread.pk), "summary": "Typed meanwhile [@sample2020]."}
    taken = client.post(of_editor(revision), data)

    assert taken.headers["Location"] == of_editor(revision)
    saved = Draft.objects.get()
    assert saved.lead.startswith("Three sentences of lead")
    assert saved.summary == "Typed meanwhile [@sample2020]."


def test_a_wording_whose_words_are_gone_loses_nothing_typed(client: Client, revision: Revision, cast: Cast) -> None:
    thread = suggested(revision, cast)
    factories.request_changes(revision, cast.clinician)
    client.force_login(cast.writer)
    data = form_data(client, revision.draft) | {"_take": str(thread.pk), "lead": "All other words now."}

    response = client.post(of_editor(revision), data, follow=True)

    assert "are not in the text any more" in response.content.decode()
    assert Draft.objects.get().lead.startswith("Two sentences")
    assert "All+other+words+now." in UnsavedWork.objects.get().form


def test_the_next_draft_shows_what_was_left_open_and_takes_its_wording_over(
    client: Client, cast: Cast, revision: Revision
) -> None:
    thread = suggested(revision, cast)
    factories.approve(revision, cast.clinician)
    factories.publish(revision.draft, cast.publisher)
    draft = drafts.open_draft(revision.article, by=cast.writer, now=factories.later(days=1))
    version = factories.save(draft, cast.writer, title="A longer title").version
    client.force_login(cast.writer)

    for page in (f"/admin/desk/drafts/{draft.pk}/comments/", f"/admin/articles/draft/{draft.pk}/change/"):
        assert "From the review of 25 November 2026" in client.get(page).content.decode()
    assert act(client, thread, "take", version=str(version)).status_code == 409  # the text it was said about is closed
    response = act(client, thread, "take", version=str(version), draft=draft.pk)

    assert response.headers["Location"] == f"/admin/desk/drafts/{draft.pk}/comments/#thread-{thread.pk}"
    assert Draft.objects.get(pk=draft.pk).lead.startswith("Three sentences of lead")
    other = factories.make_draft(cast.writer, title="Another article")
    assert act(client, thread, "answer", body="x", draft=other.pk).status_code == 404
