"""Who may show a draft to somebody outside, for how long, and what stays of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from articles.domain.drafting import drafts, preview_links
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.mail import digest, sending
from articles.models import Draft, Letter, PreviewLink, Revision
from medsite.audit.models import AuditEntry
from people.models import MailChoice, User
from people.roles import Role
from tests import factories, policies
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def found(made: preview_links.Made, **later: int) -> PreviewLink | None:
    return preview_links.find(made.token, now=factories.later(**later))


@pytest.mark.parametrize("role", ["clinician", "administrator", "stranger", "superuser"])
def test_only_writers_of_the_draft_and_publishers_make_a_link(role: str, cast: Cast, draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        factories.make_preview_link(draft, getattr(cast, role))

    assert found(factories.make_preview_link(draft, cast.writer)) is not None
    assert found(factories.make_preview_link(draft, cast.publisher)) is not None


def test_a_writer_who_did_not_work_on_the_draft_makes_none_and_ends_any(cast: Cast, draft: Draft) -> None:
    other = factories.make_user("walter", Role.WRITER)
    with pytest.raises(NotAllowed, match="who worked on this draft"):
        factories.make_preview_link(draft, other)
    made = factories.make_preview_link(draft, cast.writer)

    preview_links.revoke(made.link, by=other, now=factories.NOW)

    assert found(made) is None


def test_a_link_opens_from_its_minute_to_its_day_and_not_after_it_was_revoked(cast: Cast, draft: Draft) -> None:
    made = factories.make_preview_link(draft, cast.writer)

    assert found(made, days=6, hours=23) is not None
    assert found(made, days=7) is None
    with pytest.raises(NotAllowed):
        preview_links.revoke(made.link, by=cast.clinician, now=factories.NOW)
    preview_links.revoke(made.link, by=cast.publisher, now=factories.NOW)
    assert found(made) is None
    with pytest.raises(WrongState):
        preview_links.revoke(made.link, by=cast.publisher, now=factories.NOW)
    with pytest.raises(WrongState):
        preview_links.show(made.link, now=factories.NOW)


def test_a_link_ends_with_its_draft(cast: Cast, approved: Draft) -> None:
    made = factories.make_preview_link(approved, cast.writer)

    factories.publish(approved, cast.publisher)

    assert found(made) is None
    with pytest.raises(WrongState):
        factories.make_preview_link(approved, cast.publisher)


def test_a_draft_that_is_given_up_takes_its_links_along(cast: Cast, draft: Draft) -> None:
    made = factories.make_preview_link(draft, cast.writer)

    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)

    assert found(made) is None
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " \n"}, "Say for whom"),
        ({"name": "Olive\x00"}, "control character"),
        ({"why": ""}, "Say why"),
        ({"email": "olive"}, "mail address"),
        ({"days": 0}, "from 1 to 30"),
        ({"days": 31}, "from 1 to 30"),
    ],
)
def test_what_is_missing_is_said(values: dict[str, Any], words: str, cast: Cast, draft: Draft) -> None:
    with pytest.raises(Refused, match=words):
        factories.make_preview_link(draft, cast.writer, **values)

    assert not PreviewLink.objects.exists()


def test_a_stricter_policy_ends_links_that_are_there(cast: Cast, draft: Draft) -> None:
    made = factories.make_preview_link(draft, cast.writer, days=30)
    policies.put_in_force(cast, preview_days_most=2)

    assert found(made, days=1) is not None
    assert found(made, days=2) is None
    policies.put_in_force(cast, preview_days_most=0)
    assert found(made) is None
    with pytest.raises(Refused, match="no draft outside"):
        factories.make_preview_link(draft, cast.writer)


def test_so_many_people_outside_and_no_more(cast: Cast, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_links, "AT_ONCE", 1)
    first = factories.make_preview_link(draft, cast.writer)
    with pytest.raises(Refused, match="First revoke"):
        factories.make_preview_link(draft, cast.writer)

    preview_links.revoke(first.link, by=cast.writer, now=factories.NOW)

    assert found(factories.make_preview_link(draft, cast.writer)) is not None


def test_only_the_hash_is_kept_and_a_forged_token_asks_no_database(
    cast: Cast, draft: Draft, django_assert_num_queries: Any
) -> None:
    made = factories.make_preview_link(draft, cast.writer)

    row = PreviewLink.objects.values().get()
    assert made.token not in str(row)
    assert made.token.split(".")[0] not in str(row)
    with django_assert_num_queries(0):
        for token in ("", "x", made.token.split(".")[0], f"{made.token}x", row["token_hash"]):
            assert preview_links.find(token, now=factories.NOW) is None


def test_each_opening_is_counted_and_stands_in_the_trail_which_names_nobody(cast: Cast, draft: Draft) -> None:
    made = factories.make_preview_link(draft, cast.writer)
    for minute in (1, 2):
        html = preview_links.show(made.link, now=factories.later(minutes=minute))

    assert "Draft. Not reviewed. For Olive Outsider until 2 December 2026." in html
    link = PreviewLink.objects.get()
    assert (link.openings, link.opened_at) == (2, factories.later(minutes=2))
    entries = list(AuditEntry.objects.filter(act__startswith="preview_link").order_by("sequence"))
    assert [(entry.act, entry.actor_id) for entry in entries] == [
        ("preview_link.made", cast.writer.pk),
        ("preview_link.opened", None),
        ("preview_link.opened", None),
    ]
    assert [word for entry in entries for word in ("Olive", "olive", "patients") if word in entry.data] == []


def test_a_link_to_a_sent_text_goes_on_showing_that_text(cast: Cast, draft: Draft, revision: Revision) -> None:
    sent = factories.make_preview_link(draft, cast.writer, revision=revision)
    saved = factories.make_preview_link(draft, cast.writer)
    factories.request_changes(revision, cast.clinician)
    factories.save(draft, cast.writer, title="Another title")

    assert "Another title" not in preview_links.show(sent.link, now=factories.NOW)
    assert "Another title" in preview_links.show(saved.link, now=factories.NOW)
    other = factories.make_draft(cast.writer)
    with pytest.raises(Refused, match="not sent from this draft"):
        factories.make_preview_link(other, cast.writer, revision=revision)


def test_a_signed_text_does_not_say_that_nobody_reviewed_it(cast: Cast, approved: Draft) -> None:
    html = preview_links.show(factories.make_preview_link(approved, cast.writer).link, now=factories.NOW)

    assert "Draft. Signed, not published." in html


def test_the_clock_forgets_outsiders_a_year_after_their_link(cast: Cast, draft: Draft) -> None:
    factories.make_preview_link(draft, cast.writer)

    assert preview_links.forget_ended(now=factories.NOW + timedelta(days=371)) == 0
    assert preview_links.forget_ended(now=factories.NOW + timedelta(days=373)) == 1


@pytest.fixture
def mailed(cast: Cast, draft: Draft) -> preview_links.Made:
    User.objects.filter(pk=cast.writer.pk).update(email="wendy@example.org", mail=MailChoice.NONE)
    cast.writer.refresh_from_db()
    return factories.make_preview_link(draft, cast.writer, mailed=True)


def test_the_address_is_mailed_to_the_person_and_then_forgotten(
    mailed: preview_links.Made, draft: Draft, cast: Cast
) -> None:
    letter = Letter.objects.get()
    assert digest.news(cast.writer.pk) == []  # no mail of the day tells of it
    assert mailed.token not in str(letter.facts)  # nobody who reads the database opens the draft

    assert sending.send_waiting(now=factories.NOW) == (1, 0)

    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == ([mailed.link.email], ["wendy@example.org"])
    (html, _), *_ = sent.alternatives  # type: ignore[union-attr]  # a message with alternatives
    for text in (sent.body, str(html)):
        assert f"http://testserver/preview/{mailed.token}/" in text
        assert "Nobody has reviewed it" in text and "keep it and this address to yourself" in text
        assert mailed.link.name in text and "Wendy Writer" in text
    letter.refresh_from_db()
    assert (letter.state, letter.address, letter.facts) == ("sent", "", {})
    assert json.loads(AuditEntry.objects.get(act="preview_link.made").data)["mailed"] == 1


def test_a_link_that_was_revoked_is_mailed_to_nobody(mailed: preview_links.Made, cast: Cast) -> None:
    preview_links.revoke(mailed.link, by=cast.publisher, now=factories.NOW)

    assert sending.send_waiting(now=factories.NOW) == (0, 0)

    assert mail.outbox == []
    assert list(Letter.objects.values_list("state", "address", "facts")) == [("dropped", "", {})]


def test_nothing_is_mailed_unless_somebody_says_so(cast: Cast, draft: Draft) -> None:
    factories.make_preview_link(draft, cast.writer)

    assert not Letter.objects.exists()


def test_a_letter_that_a_changed_key_cannot_open_waits_with_its_reason(
    mailed: preview_links.Made, settings: Any
) -> None:
    settings.SECRET_KEY = "y" * 48

    assert sending.send_waiting(now=factories.NOW) == (0, 1)
    assert "make a new link" in Letter.objects.get().problem
