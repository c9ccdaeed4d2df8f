"""What a proposal would change, seen before anybody approves it."""

from typing import Any

import pytest

from articles.domain.overlay import notice_desk, notice_preview, number_desk
from articles.domain.overlay.notice_preview import Effect, Preview
from articles.models import NoticeProposal, NumberProposal, PublishedPage, RuleProposal
from tests import factories
from tests.conftest import Cast


def rule(cast: Cast, code: str, value: str, **values: Any) -> RuleProposal:
    proposal = RuleProposal(
        code=code, notice_code="dependence", conditions=[{"kind": "text", "value": value}], **values
    )
    notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)
    return proposal


def effects(proposal: Any) -> tuple[Effect, ...]:
    return Preview(proposal, now=factories.NOW).live(1).effects


def test_a_new_rule_says_which_live_articles_gain_its_notice(cast: Cast, approved_notices: None) -> None:
    about = factories.put_live(cast, title="About frogs", lead="Frogs leap. Then more.")
    factories.put_live(cast, title="About birds")

    found = effects(rule(cast, "frogs", "frog"))

    assert [(e.title, e.article, e.gained, e.lost, e.changed) for e in found] == [
        ("About frogs", about.article_id, ("The body can come to depend on it",), (), ())
    ]


def test_a_rule_that_is_retired_says_who_loses_it(cast: Cast, approved_notices: None) -> None:
    factories.put_live(cast, title="About heart attacks", lead="There is chest pain. Then more.")
    proposal = notice_desk.change_rule("emergency-signs", by=cast.writer, now=factories.NOW, retire=True)

    (effect,) = effects(proposal)

    assert (effect.gained, effect.lost) == ((), ("If this may be an emergency, get help now",))


def test_a_new_wording_says_which_pages_change(cast: Cast, approved_notices: None) -> None:
    factories.put_live(cast, title="About anything")
    proposal = notice_desk.change_notice("general", "en", by=cast.writer, now=factories.NOW)
    assert effects(proposal) == ()
    proposal.body = "Another wording."
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)

    assert [effect.changed for effect in effects(proposal)] == [("Medical disclaimer",)]


def test_a_new_number_says_which_pages_change(cast: Cast, approved_notices: None) -> None:
    factories.put_live(cast, title="Elsewhere", lead="There is chest pain. Then more.")
    factories.put_live(cast, title="Here", lead="There is chest pain. Then more.", locale="en-GB")
    proposal = NumberProposal.objects.get(code="gb-999")
    proposal.checked_on = factories.NOW.date()
    number_desk.save_number_proposal(proposal, by=cast.writer, now=factories.NOW)

    assert [effect.title for effect in effects(proposal)] == ["Here"]


def test_drafts_are_looked_at_as_they_are_now(cast: Cast, approved_notices: None) -> None:
    draft = factories.make_draft(cast.writer, title="About frogs", lead="Frogs leap. Then more.")
    waiting = factories.make_draft(cast.writer, title="About more frogs", lead="Frogs leap. Then more.")
    factories.submit(waiting, cast.writer)
    factories.make_draft(cast.writer, title="About birds")

    window = Preview(rule(cast, "frogs", "frog"), now=factories.NOW).drafts(1)

    assert [effect.article for effect in window.effects] == [draft.article_id, waiting.article_id]
    assert (window.start, window.end, window.total, window.next) == (1, 3, 3, None)


def test_a_large_site_is_looked_at_in_windows(
    cast: Cast, approved_notices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_preview, "AT_ONCE", 2)
    for number in range(3):
        factories.put_live(cast, title=f"About frogs {number}", lead="Frogs leap. Then more.")
    preview = Preview(rule(cast, "frogs", "frog"), now=factories.NOW)

    first, second = preview.live(1), preview.live(2)

    assert ([e.title for e in first.effects], first.previous, first.next) == (
        ["About frogs 0", "About frogs 1"],
        None,
        2,
    )
    assert ([e.title for e in second.effects], second.previous, second.next) == (["About frogs 2"], 1, None)


def test_the_status_of_a_page_is_taken_into_account(cast: Cast, approved_notices: None) -> None:
    factories.put_live(cast, title="About anything")
    PublishedPage.objects.update(review_due_on=factories.later(days=-1).date())
    proposal = NoticeProposal.objects.filter(code="overdue").first() or notice_desk.change_notice(
        "overdue", "en", by=cast.writer, now=factories.NOW
    )
    proposal.body = "Another wording."
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)

    assert [effect.changed for effect in effects(proposal)] == [("The review of this article is overdue",)]


@pytest.mark.parametrize("number", [1, 3])
def test_a_window_costs_the_same_whatever_is_in_it(
    number: int, cast: Cast, approved_notices: None, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        factories.put_live(cast, title=f"About clonazepam {place}", subjects=(factories.clonazepam(),))
        factories.make_draft(cast.writer, title=f"About more {place}", subjects=(factories.clonazepam(),))
    preview = Preview(rule(cast, "frogs", "frog"), now=factories.NOW)

    with django_assert_num_queries(11):
        preview.live(1)
    with django_assert_num_queries(16):
        preview.drafts(1)
