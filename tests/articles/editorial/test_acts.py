"""The other screens: sending, taking back, publishing, withdrawing, saved versions, notices, preview."""

import pytest
from django.test import Client

from articles.choices import DraftState, PublicState
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.overlay import notice_desk, number_desk
from articles.domain.publication import taking_down
from articles.domain.reviewing.finding_waivers import overview, waive
from articles.editorial.access import get_draft
from articles.editorial.views import giving_up, hub
from articles.models import (
    Article,
    Draft,
    NoticeProposal,
    NoticeVersion,
    NumberProposal,
    NumberVersion,
    Publication,
    RuleProposal,
    RuleVersion,
    Snapshot,
)
from articles.quality.starters import starter_body
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force


@pytest.fixture
def as_publisher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.publisher)
    return client


def test_a_draft_with_blockers_shows_them_instead_of_the_form(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, audience="", funding="")

    html = as_writer.get(f"/admin/desk/drafts/{draft.pk}/submit/").content.decode()

    assert "2 things to do before you can send this" in html
    assert "Choose for whom this is written." in html
    assert 'name="note"' not in html


def test_a_crafted_post_does_not_get_past_the_blockers(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, audience="")

    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/submit/", {"version": 1})

    assert response.status_code == 409
    assert "Choose for whom this is written." in response.content.decode()
    assert Draft.objects.get().state == DraftState.DRAFT


def test_sending_stores_the_note_and_the_reviewers_asked(as_writer: Client, cast: Cast, draft: Draft) -> None:
    address = f"/admin/desk/drafts/{draft.pk}/submit/"

    as_writer.post(address, {"version": 1, "note": "Look at the doses.", "reviewers": [cast.clinician.pk]})

    revision = Draft.objects.select_related("revision").get().revision
    assert revision is not None
    assert revision.note == "Look at the doses."
    assert [row.reviewer for row in revision.round.assignments.all()] == [cast.clinician]


def test_a_text_saved_meanwhile_is_not_sent_and_the_note_is_kept(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="Newer")

    response = as_writer.post(
        f"/admin/desk/drafts/{draft.pk}/submit/", {"version": 1, "note": "Words that must not be lost."}
    )

    assert response.status_code == 409
    assert "Words that must not be lost." in response.content.decode()
    assert "saved again after you opened this page" in response.content.decode()


def test_recalling_unlocks(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.submit(draft, cast.writer)

    as_writer.post(f"/admin/desk/drafts/{draft.pk}/recall/")

    assert Draft.objects.get().state == DraftState.DRAFT


def test_recalling_what_is_not_in_review_says_so(as_writer: Client, draft: Draft) -> None:
    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/recall/")

    assert response.status_code == 409
    assert "You cannot recall this article now: its state is “draft”." in response.content.decode()


def test_reopening_needs_a_reason(as_writer: Client, approved: Draft) -> None:
    address = f"/admin/desk/drafts/{approved.pk}/reopen/"
    assert as_writer.post(address, {"reason": " "}).status_code == 400
    assert Draft.objects.get().state == DraftState.APPROVED

    as_writer.post(address, {"reason": "A word is wrong."})

    assert Draft.objects.get().state == DraftState.DRAFT


def test_the_publisher_sees_who_signed_what_and_publishes_it(as_publisher: Client, approved: Draft) -> None:
    address = f"/admin/desk/drafts/{approved.pk}/publish/"
    page = as_publisher.get(address)
    html = page.content.decode()
    assert "Clara Clinician, MD" in html
    assert "Medical disclaimer" in html

    response = as_publisher.post(
        address, {"digest": page.context["form"]["digest"].value(), "note": "First published."}
    )

    assert response.status_code == 302
    assert Publication.objects.get().note == "First published."


def test_another_digest_is_not_published_and_the_note_is_kept(as_publisher: Client, approved: Draft) -> None:
    response = as_publisher.post(
        f"/admin/desk/drafts/{approved.pk}/publish/", {"digest": "0" * 64, "note": "Words that must not be lost."}
    )

    assert response.status_code == 409
    assert "Words that must not be lost." in response.content.decode()
    assert Publication.objects.count() == 0


def test_publishing_what_is_not_approved_leads_back_with_a_sentence(as_publisher: Client, draft: Draft) -> None:
    response = as_publisher.get(f"/admin/desk/drafts/{draft.pk}/publish/")

    assert response.status_code == 409
    assert "Only an approved draft can be published." in response.content.decode()


def test_withdrawing_and_reinstating(as_publisher: Client, publication: Publication, client: Client) -> None:
    article = publication.article
    address = f"/admin/desk/articles/{article.pk}/withdraw/"
    assert as_publisher.post(address, {"reason": ""}).status_code == 400

    as_publisher.post(address, {"reason": "A source was wrong."})
    assert Article.objects.get().public_state == PublicState.WITHDRAWN
    assert client.get("/articles/a-sample-article/").status_code == 410
    as_publisher.post(f"/admin/desk/articles/{article.pk}/reinstate/", {"reason": ""})

    assert client.get("/articles/a-sample-article/").status_code == 200


def test_withdrawing_twice_says_so(as_publisher: Client, cast: Cast, publication: Publication) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="Wrong.")

    response = as_publisher.post(
        f"/admin/desk/articles/{publication.article_id}/withdraw/", {"reason": "Words that must not be lost."}
    )

    assert response.status_code == 409
    assert "Words that must not be lost." in response.content.decode()


def test_a_new_draft_is_opened_from_the_live_text(as_writer: Client, publication: Publication) -> None:
    response = as_writer.post(f"/admin/desk/articles/{publication.article_id}/open-draft/main/")

    draft = Draft.objects.get(closed_at__isnull=True)
    assert response["Location"] == f"/admin/articles/draft/{draft.pk}/change/"
    again = as_writer.post(f"/admin/desk/articles/{publication.article_id}/open-draft/main/")
    assert again.status_code == 409
    assert "A draft of this article is open already." in again.content.decode()


def test_saved_versions_are_listed_compared_and_restored(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="A worse title")
    address = f"/admin/desk/drafts/{draft.pk}/versions/"
    html = as_writer.get(address + "?version=1").content.decode()
    assert "From version 1 to the text now" in html
    assert "<ins>" in html

    as_writer.post(f"{address}1/restore/", {"seen": "2"})

    assert Draft.objects.get().title == "A sample article"
    assert Snapshot.objects.count() == 3


@pytest.mark.parametrize("seen", ["1", "", "x", "²", "1" * 5_000])
def test_restoring_over_a_newer_text_is_refused(seen: str, as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="Newer")

    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/versions/1/restore/", {"seen": seen})

    assert response.status_code == 409
    assert Draft.objects.get().title == "Newer"


def test_a_refused_restoring_shows_what_was_saved_meanwhile_and_can_be_done_all_the_same(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    factories.save(draft, cast.writer, lead="The lead that I saw.")
    factories.save(draft, cast.writer, lead="The lead that somebody saved meanwhile.")
    address = f"/admin/desk/drafts/{draft.pk}/versions/1/restore/"

    html = as_writer.post(address, {"seen": "2"}).content.decode()

    theirs, mine = html.split('id="chosen-h"')
    assert "Saved by others after you looked: from version 2 to the text now" in theirs
    assert "meanwhile" in theirs
    assert "From version 1 to the text now" in mine
    assert '<input type="hidden" name="seen" value="3">' in mine
    as_writer.post(address, {"seen": "3"})
    assert Draft.objects.get().lead == "Two sentences of lead. They say what it is about."


@pytest.mark.parametrize("query", ["?version=9", "?version=x", "?version=", "?version=²"])
def test_a_version_that_was_never_saved(query: str, as_writer: Client, draft: Draft) -> None:
    response = as_writer.get(f"/admin/desk/drafts/{draft.pk}/versions/{query}")

    assert response.status_code == (404 if query == "?version=9" else 200)


def test_giving_up_a_draft_that_was_never_sent_removes_the_article(as_writer: Client, draft: Draft) -> None:
    address = f"/admin/desk/drafts/{draft.pk}/give-up/"
    page = as_writer.get(address).content.decode()
    assert "1 saved version and the article itself are deleted for good." in page
    assert "Saved last by Wendy Writer" in page

    response = as_writer.post(address, {"version": draft.version}, follow=True)

    assert response.redirect_chain[0][0] == "/admin/articles/article/"
    assert "is gone: nothing of it was ever sent for review." in response.content.decode()
    assert Article.objects.count() == 0


def test_giving_up_a_draft_of_a_live_article_leaves_what_readers_have(
    as_writer: Client, cast: Cast, publication: Publication
) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    address = f"/admin/desk/drafts/{draft.pk}/give-up/"
    assert "What readers have stays as it is." in as_writer.get(address).content.decode()

    response = as_writer.post(address, {"version": draft.version}, follow=True)

    assert "The draft is given up." in response.content.decode()
    assert Draft.objects.open().count() == 0


@pytest.mark.parametrize("seen", ["", "1", "x", "9" * 30])
def test_a_draft_that_somebody_saved_meanwhile_is_not_given_up(
    seen: str, as_writer: Client, cast: Cast, draft: Draft
) -> None:
    better = draft_content(draft).model_copy(update={"lead": "Better words."})
    drafts.save_draft(draft, better, expected_version=1, by=cast.writer, now=factories.NOW)

    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/give-up/", {"version": seen})

    assert response.status_code == 409
    assert "Somebody saved this draft after you opened the page." in response.content.decode()
    assert Draft.objects.get().lead == "Better words."


def test_a_text_in_review_cannot_be_given_up(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.submit(draft, cast.writer)
    address = f"/admin/desk/drafts/{draft.pk}/give-up/"

    for response in (as_writer.get(address), as_writer.post(address, {"version": draft.version})):
        assert response.status_code == 409
        assert "Recall or reopen it before you give it up." in response.content.decode()


def give_up_page(client: Client, draft: Draft) -> str:
    return client.get(f"/admin/desk/drafts/{draft.pk}/give-up/").content.decode()


def test_giving_up_what_was_sent_and_never_published_ends_the_article(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    factories.request_changes(factories.submit(draft, cast.writer), cast.clinician)

    page = give_up_page(as_writer, draft)

    assert "What was sent for review stays on record. Nobody goes on writing here: the article was never" in page
    assert "published last" not in page


def test_giving_up_what_was_sent_of_a_published_article_says_where_the_next_draft_begins(
    as_writer: Client, cast: Cast, publication: Publication
) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, lead="Other words. Two sentences.")
    factories.request_changes(factories.submit(draft, cast.writer), cast.clinician)

    page = give_up_page(as_writer, draft)

    assert "What was sent for review stays on record." in page
    assert "the next draft begins from what was published last." in page


def test_giving_up_a_draft_with_waivers_alone_does_not_say_that_it_was_sent(
    as_writer: Client, cast: Cast, approved_notices: None
) -> None:
    put_in_force(cast, waivable=[["table caption", ["clinician"]]])
    draft = factories.make_draft(cast.writer, body="## Doses\n\nText [@sample2020].\n\n| a |\n|---|\n| z |")
    ((_, print_),) = overview(get_draft(draft.pk), {Role.CLINICIAN}, now=factories.NOW).open
    waive(draft, print_, reason="One line.", by=cast.clinician, now=factories.NOW)

    page = give_up_page(as_writer, draft)

    assert "Nothing of it was ever sent for review. Its text and the waivers that were given stay on record." in page
    assert "What was sent" not in page and "deleted" not in page


def test_a_draft_that_is_over_cannot_be_given_up(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.request_changes(factories.submit(draft, cast.writer), cast.clinician)
    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)
    address = f"/admin/desk/drafts/{draft.pk}/give-up/"

    for response in (as_writer.get(address), as_writer.post(address, {"version": draft.version})):
        assert response.status_code == 409
        assert "This draft was given up or published already." in response.content.decode()
        assert "locked" not in response.content.decode()


def test_a_draft_that_another_writer_gives_up_first_is_gone_and_that_is_said(
    as_writer: Client, cast: Cast, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given_up_meanwhile(pk: int) -> Draft:
        found = get_draft(pk)
        drafts.give_up_draft(found, by=cast.writer, now=factories.NOW)
        return found

    monkeypatch.setattr(giving_up, "get_draft", given_up_meanwhile)

    response = as_writer.post(f"/admin/desk/drafts/{draft.pk}/give-up/", {"version": draft.version})

    assert response.status_code == 404
    assert "This draft was given up or published already." in as_writer.get("/admin/articles/article/").content.decode()


def test_the_preview_of_a_draft_is_the_page_marked_as_not_published(
    as_writer: Client, approved_notices: None, draft: Draft
) -> None:
    html = as_writer.get(f"/admin/desk/drafts/{draft.pk}/preview/").content.decode()

    assert "Preview for staff. This text is not published." in html
    assert "Nobody yet" in html


def test_a_preview_without_approved_notices_says_what_is_missing(as_writer: Client, draft: Draft) -> None:
    response = as_writer.get(f"/admin/desk/drafts/{draft.pk}/preview/")

    assert response.status_code == 409
    assert "no clinician has approved their wording yet: general" in response.content.decode()


def test_the_article_page_offers_each_person_what_they_may_do(client: Client, cast: Cast, draft: Draft) -> None:
    address = f"/admin/desk/articles/{draft.article_id}/"
    seen = {}
    for role in ("writer", "clinician"):
        client.force_login(getattr(cast, role))
        seen[role] = client.get(address).content.decode()

    assert f"/admin/desk/drafts/{draft.pk}/submit/" in seen["writer"]
    assert f"/admin/desk/drafts/{draft.pk}/submit/" not in seen["clinician"]
    assert "For medical writers." in seen["clinician"]


def test_the_article_page_tells_its_trail_in_words_and_says_where_it_ends(
    as_writer: Client, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/admin/desk/articles/{publication.article_id}/"
    whole = as_writer.get(address)
    acts = [act for act, _ in whole.context["entries"]]
    assert (acts[0], acts[-1]) == ("article published", "article created")
    assert "Article published</th>" in whole.content.decode()
    assert "are shown." not in whole.content.decode()

    monkeypatch.setattr(hub, "TRAIL", 1)
    assert "The newest 1 are shown." in as_writer.get(address).content.decode()


def test_a_clinician_approves_a_proposed_notice_with_a_password(client: Client, cast: Cast) -> None:
    proposal = NoticeProposal(code="sample-notice", harm="caution", heading="Sample", body="It can make you sleepy.")
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    address = f"/admin/desk/notices/{proposal.pk}/approve/"
    client.force_login(cast.clinician)
    data = {"proposed_at": proposal.proposed_at.isoformat()}
    assert client.post(address, data).status_code == 403
    assert client.post(address, data | {"proposed_at": "x", "password": factories.PASSWORD}).status_code == 409

    client.post(address, data | {"password": factories.PASSWORD})

    assert NoticeVersion.objects.get().approved_by == cast.clinician


def test_a_clinician_approves_a_proposed_rule(client: Client, cast: Cast, approved_notices: None) -> None:
    proposal = RuleProposal(code="heart", notice_code="dependence", conditions=[{"kind": "topic", "value": "heart"}])
    notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)
    client.force_login(cast.clinician)
    address = f"/admin/desk/rules/{proposal.pk}/approve/"
    assert "topic: heart" in client.get(address).content.decode()

    client.post(address, {"proposed_at": proposal.proposed_at.isoformat(), "password": factories.PASSWORD})

    assert RuleVersion.objects.filter(code="heart").count() == 1


def test_a_local_number_is_checked_and_then_approved(client: Client, cast: Cast) -> None:
    proposal = NumberProposal.objects.get(code="gb-samaritans")
    client.force_login(cast.clinician)
    address = f"/admin/desk/numbers/{proposal.pk}/approve/"
    assert "not yet" in client.get(address).content.decode()
    answer = {"proposed_at": proposal.proposed_at.isoformat(), "password": factories.PASSWORD}

    refused = client.post(address, answer)
    proposal.checked_on = factories.NOW.date()
    number_desk.save_number_proposal(proposal, by=cast.writer, now=factories.NOW)
    client.post(address, answer | {"proposed_at": proposal.proposed_at.isoformat()})

    assert refused.status_code == 400
    assert "Nobody has compared this number with its service yet." in refused.content.decode()
    assert NumberVersion.objects.get().approved_by == cast.clinician


def test_the_conditions_of_a_rule_are_edited_as_lines(as_writer: Client, cast: Cast) -> None:
    proposal = RuleProposal.objects.get(code="interaction")
    address = f"/admin/articles/ruleproposal/{proposal.pk}/change/"
    html = as_writer.get(address).content.decode()
    assert "kind of subject: drug + words: interact*" in html
    data = {"code": "interaction", "notice_code": "interaction", "conditions": "weather: rain"}

    refused = as_writer.post(address, data)
    as_writer.post(address, data | {"conditions": "topic: heart | lungs\naudience: parents"})

    assert "“weather: rain” is no condition." in refused.content.decode()
    assert "weather: rain</textarea>" in refused.content.decode()
    assert RuleProposal.objects.get(code="interaction").conditions == [
        {"kind": "topic", "value": "heart | lungs"},
        {"kind": "audience", "value": "parents"},
    ]


def test_the_editor_of_a_notice_finds_no_button(client: Client, cast: Cast) -> None:
    proposal = NoticeProposal(code="sample-notice", harm="caution", heading="Sample", body="It can make you sleepy.")
    notice_desk.save_notice_proposal(proposal, by=cast.clinician, now=factories.NOW)
    client.force_login(cast.clinician)

    html = client.get(f"/admin/desk/notices/{proposal.pk}/approve/").content.decode()

    assert "You edited this last, so another clinician has to approve it." in html
    assert 'name="password"' not in html


def test_an_edit_of_a_proposal_in_the_admin_makes_its_editor_the_editor(as_writer: Client, cast: Cast) -> None:
    proposal = NoticeProposal.objects.get(code="general")
    data = {
        "code": "general",
        "locale": "en",
        "harm": "general",
        "heading": "Disclaimer",
        "body": "Mine.",
        "source": "x",
    }

    as_writer.post(f"/admin/articles/noticeproposal/{proposal.pk}/change/", data)

    changed = NoticeProposal.objects.get(code="general")
    assert (changed.body, changed.proposed_by, changed.is_sample) == ("Mine.", cast.writer, False)


def test_a_notice_too_long_for_a_phone_is_refused_beside_its_field(as_writer: Client) -> None:
    proposal = NoticeProposal.objects.get(code="general")
    data = {"code": "general", "locale": "en", "harm": "general", "heading": "D", "body": "word " * 30, "source": "x"}

    response = as_writer.post(f"/admin/articles/noticeproposal/{proposal.pk}/change/", data)

    assert "The first sentence has 30 words." in response.content.decode()


def test_a_new_article_begins_with_a_title_and_leads_to_its_text(as_writer: Client, cast: Cast) -> None:
    response = as_writer.post("/admin/articles/article/add/", {"title": "A new article", "article_type": "drug"})

    draft = Draft.objects.get()
    assert response["Location"] == f"/admin/articles/draft/{draft.pk}/change/"
    assert (draft.title, draft.article_type, draft.article.created_by) == ("A new article", "drug", cast.writer)


def test_a_new_article_may_begin_with_the_headings_of_its_kind(as_writer: Client) -> None:
    data = {"title": "A new article", "article_type": "test", "begins_with_headings": "on"}
    as_writer.post("/admin/articles/article/add/", data)

    assert Draft.objects.get().body == starter_body("test") != ""


def test_a_new_article_is_written_in_the_language_that_is_chosen(as_writer: Client) -> None:
    """The headings to begin with are English, so another language begins without."""
    data = {"title": "Un artículo", "locale": "es", "article_type": "test", "begins_with_headings": "on"}
    as_writer.post("/admin/articles/article/add/", data)

    draft = Draft.objects.get()
    assert (draft.article.locale, draft.article.slug, draft.body) == ("es", "un-articulo", "")


def test_a_language_that_the_site_does_not_know_is_refused_beside_its_field(as_writer: Client) -> None:
    response = as_writer.post("/admin/articles/article/add/", {"title": "Un artículo", "locale": "xx"})

    assert "Select a valid choice." in response.content.decode()
    assert not Draft.objects.exists()


def test_the_list_of_articles_leads_to_their_pages(as_writer: Client, cast: Cast, publication: Publication) -> None:
    drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)

    listed = as_writer.get("/admin/articles/article/").content.decode()
    response = as_writer.get(f"/admin/articles/article/{publication.article_id}/change/")

    assert "25 November 2028" in listed
    assert response["Location"] == f"/admin/desk/articles/{publication.article_id}/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_articles_costs_the_same_with_one_and_three(
    count: int, as_writer: Client, cast: Cast, django_assert_num_queries: object
) -> None:
    for place in range(count):
        factories.make_draft(cast.writer, title=f"Article {place}")

    with django_assert_num_queries(7):  # type: ignore[operator]  # a fixture of pytest-django
        as_writer.get("/admin/articles/article/")
