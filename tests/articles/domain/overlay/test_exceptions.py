"""Marks and waivers: what staff say of one article, and who may."""

from typing import Any

import pytest

from articles.choices import Mark
from articles.domain.drafting import drafts
from articles.domain.errors import Blocked, NeedsSignIn, NotAllowed, Refused, WrongState
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.overlay import exceptions, notice_desk
from articles.models import Article, ArticleMark, NoticeVersion, NoticeWaiver, PublishedPage
from medsite.audit.models import AuditEntry
from people.models import User
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast

OFF_LABEL = "Not an approved use everywhere"
CRISIS = "If you are thinking about suicide or harming yourself"


@pytest.fixture
def article(cast: Cast, approved_notices: None) -> Article:
    draft = factories.make_draft(cast.writer, lead="Some have suicidal thoughts. Then more.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher).article


def page() -> str:
    return PublishedPage.objects.get().document


def signed(by: User, **values: Any) -> dict[str, Any]:
    defaults = {"evidence": factories.evidence(by), "reason": "It is so.", "by": by, "now": factories.NOW}
    return defaults | values


def test_a_mark_puts_its_notice_on_the_live_page_at_once(cast: Cast, article: Article) -> None:
    stamp = current_stamp()

    exceptions.set_mark(article, Mark.OFF_LABEL, by=cast.writer, now=factories.NOW)

    assert OFF_LABEL in page()
    assert current_stamp() == stamp + 1
    assert AuditEntry.objects.filter(act="mark.set").count() == 1
    with pytest.raises(WrongState, match="has this mark already"):
        exceptions.set_mark(article, Mark.OFF_LABEL, by=cast.writer, now=factories.NOW)


@pytest.mark.parametrize(
    ("mark", "heading"),
    [
        (Mark.EMERGENCY, "If this may be an emergency"),
        (Mark.DISTRESSING, "This article may be distressing"),
        (Mark.AFFILIATE, "Links here may pay the publisher"),
        (Mark.MACHINE_TRANSLATED, "Translated by a machine"),
        (Mark.MACHINE_DRAFTED, "Drafted with a language model"),
    ],
)
def test_each_mark_brings_its_notice(mark: Mark, heading: str, cast: Cast, article: Article) -> None:
    exceptions.set_mark(article, mark, by=cast.writer, now=factories.NOW)

    assert heading in page()


@pytest.mark.parametrize("role", ["administrator", "stranger", "superuser"])
def test_people_without_an_editorial_role_set_no_mark(role: str, cast: Cast, article: Article) -> None:
    with pytest.raises(NotAllowed):
        exceptions.set_mark(article, Mark.OFF_LABEL, by=getattr(cast, role), now=factories.NOW)


def test_a_mark_whose_notice_nobody_approved_is_refused_whole(cast: Cast, publication: Any) -> None:
    with factories.triggers_lifted():
        NoticeVersion.objects.filter(code="off-label").delete()

    with pytest.raises(Blocked, match="off-label"):
        exceptions.set_mark(publication.article, Mark.OFF_LABEL, by=cast.writer, now=factories.NOW)
    assert not ArticleMark.objects.exists()


def test_a_mark_is_taken_off_by_a_clinician_who_did_not_set_it(cast: Cast, article: Article) -> None:
    exceptions.set_mark(article, Mark.OFF_LABEL, by=cast.clinician, now=factories.NOW)

    for by in (cast.writer, cast.publisher, cast.superuser):
        with pytest.raises(NotAllowed, match="Only a clinician"):
            exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(by))
    with pytest.raises(NotAllowed, match="You set this mark"):
        exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(cast.clinician))
    with pytest.raises(Refused, match="Give the reason"):
        exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(cast.second_clinician, reason=" "))
    with pytest.raises(NeedsSignIn):
        exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(cast.second_clinician, now=factories.later(minutes=6)))
    assert OFF_LABEL in page()

    exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(cast.second_clinician))

    assert OFF_LABEL not in page()
    assert AuditEntry.objects.filter(act="mark.cleared").count() == 1
    with pytest.raises(WrongState):
        exceptions.clear_mark(article, Mark.OFF_LABEL, **signed(cast.second_clinician))


def test_a_waived_rule_leaves_the_page_of_its_article_and_no_other(cast: Cast, article: Article) -> None:
    other = factories.make_draft(cast.writer, title="Another", lead="Some have suicidal thoughts. Then more.")
    factories.approve(factories.submit(other, cast.writer), cast.clinician)
    factories.publish(other, cast.publisher)

    row = exceptions.waive(article, "crisis-line", **signed(cast.second_clinician))

    assert (row.rule_version, row.by_name) == (1, "Carl Clinician, MD")
    documents = {page.article_id: page.document for page in PublishedPage.objects.all()}
    assert CRISIS not in documents[article.pk]
    assert CRISIS in documents[other.article_id]
    assert AuditEntry.objects.filter(act="notice.waived").count() == 1
    with pytest.raises(WrongState, match="waived for this article already"):
        exceptions.waive(article, "crisis-line", **signed(cast.second_clinician))


def test_a_waived_rule_can_apply_again(cast: Cast, article: Article) -> None:
    with pytest.raises(WrongState, match="not waived"):
        exceptions.restore(article, "crisis-line", **signed(cast.second_clinician))
    exceptions.waive(article, "crisis-line", **signed(cast.second_clinician))

    exceptions.restore(article, "crisis-line", **signed(cast.second_clinician))

    assert CRISIS in page()
    assert list(NoticeWaiver.objects.order_by("pk").values_list("act", flat=True)) == ["waived", "restored"]


def test_a_new_version_of_the_rule_ends_the_waiver(cast: Cast, article: Article) -> None:
    exceptions.waive(article, "crisis-line", **signed(cast.second_clinician))
    proposal = notice_desk.change_rule("crisis-line", by=cast.writer, now=factories.NOW)
    notice_desk.approve_rule(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    exceptions.set_mark(article, Mark.AFFILIATE, by=cast.writer, now=factories.NOW)  # which frames the page afresh

    assert CRISIS in page()


@pytest.mark.parametrize("role", ["writer", "publisher", "administrator", "stranger", "superuser"])
def test_only_a_clinician_waives(role: str, cast: Cast, article: Article) -> None:
    with pytest.raises(NotAllowed, match="Only a clinician"):
        exceptions.waive(article, "crisis-line", **signed(getattr(cast, role)))


def test_nobody_waives_on_an_article_they_worked_on(cast: Cast, article: Article) -> None:
    set_roles(cast.second_clinician, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    draft = drafts.open_draft(article, by=cast.second_clinician, now=factories.NOW)
    factories.save(draft, cast.second_clinician, title="Mine")

    with pytest.raises(NotAllowed, match="You worked on this article"):
        exceptions.waive(article, "crisis-line", **signed(cast.second_clinician))


def test_the_general_notice_is_never_waived(cast: Cast, article: Article) -> None:
    with pytest.raises(Refused, match="cannot be waived"):
        exceptions.waive(article, "every-article", **signed(cast.second_clinician))


@pytest.mark.parametrize(
    ("values", "error"), [({"reason": ""}, Refused), ({"now": factories.later(hours=1)}, NeedsSignIn)]
)
def test_a_waiver_needs_a_reason_and_a_fresh_sign_in(values: Any, error: Any, cast: Cast, article: Article) -> None:
    with pytest.raises(error):
        exceptions.waive(article, "crisis-line", **signed(cast.second_clinician, **values))


def test_a_rule_that_is_not_in_force_is_not_waived(cast: Cast, article: Article) -> None:
    with pytest.raises(WrongState, match="not in force"):
        exceptions.waive(article, "no-such-rule", **signed(cast.second_clinician))
