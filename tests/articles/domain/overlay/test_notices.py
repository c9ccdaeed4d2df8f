"""Which notices a text carries, and who may change them."""

import json

import pytest

from articles.domain.errors import NeedsSignIn, NotAllowed, Refused
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.overlay import notice_desk, notices
from articles.domain.publication.framing import choose_notices
from articles.models import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast

FACTS = notices.Facts(
    topics=frozenset({"mental-health"}),
    subjects=frozenset({"clonazepam"}),
    classes=frozenset({"benzodiazepine"}),
    audience="public",
    overdue=False,
)


def make_rule(cast: Cast, kind: str, value: str, *, code: str = "sample-rule", retired: bool = False) -> RuleVersion:
    """A rule that puts the notice "dependence" on a page, proposed by the writer, approved by the clinician."""
    proposal = RuleProposal(
        code=code, notice_code="dependence", conditions=[{"kind": kind, "value": value}], retired=retired
    )
    notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)
    return notice_desk.approve_rule(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )


def without_the_class(**values: object) -> notices.Facts:
    return notices.Facts(**vars(FACTS) | {"classes": frozenset()} | values)


def codes(facts: notices.Facts) -> list[str]:
    return [notice.code for notice in notices.choose(facts).notices]


def test_the_general_notice_is_on_every_article(approved_notices: None) -> None:
    assert codes(without_the_class()) == ["general"]


def test_a_benzodiazepine_brings_its_notices_in_order_of_harm(approved_notices: None) -> None:
    assert codes(FACTS) == [
        "do-not-stop-suddenly",
        "opioids-and-alcohol",
        "controlled",
        "dependence",
        "driving",
        "older-adults",
        "general",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "matching", "other"),
    [
        ("always", "", {}, None),
        ("topic", "mental-health", {}, {"topics": frozenset({"heart"})}),
        ("subject", "clonazepam", {}, {"subjects": frozenset({"metformin"})}),
        ("drug_class", "sedative", {"classes": frozenset({"sedative"})}, {}),
        ("audience", "public", {}, {"audience": "clinicians"}),
        ("overdue", "", {"overdue": True}, {}),
    ],
)
def test_each_kind_of_condition_fires_for_what_it_names_and_for_nothing_else(
    kind: str,
    value: str,
    matching: dict[str, object],
    other: dict[str, object] | None,
    cast: Cast,
    approved_notices: None,
) -> None:
    make_rule(cast, kind, value)

    assert "dependence" in codes(without_the_class(**matching))
    if other is not None:
        assert "dependence" not in codes(without_the_class(**other))


def test_a_notice_says_which_rule_put_it_there(approved_notices: None) -> None:
    chosen = notices.choose(FACTS)

    assert json.loads(chosen.as_json())[0] == {
        "because": ["drug class: benzodiazepine"],
        "notice": "do-not-stop-suddenly",
        "rule": "benzodiazepine-stopping",
        "version": 1,
    }


def test_a_notice_that_a_rule_demands_and_nobody_approved_is_named(cast: Cast) -> None:
    assert notices.choose(FACTS).unapproved == ("general",)


def test_another_language_has_no_notices_of_its_own_until_they_are_approved(approved_notices: None) -> None:
    chosen = notices.choose(FACTS, locale="es")

    assert chosen.notices == ()
    assert {"dependence", "do-not-stop-suddenly", "general", "opioids-and-alcohol"} <= set(chosen.unapproved)


def test_a_retired_rule_adds_nothing_more(cast: Cast, approved_notices: None) -> None:
    make_rule(cast, "drug_class", "benzodiazepine", code="benzodiazepine-dependence", retired=True)

    assert "dependence" not in codes(FACTS)
    assert "do-not-stop-suddenly" in codes(FACTS)
    assert RuleVersion.objects.filter(code="benzodiazepine-dependence").count() == 2


def test_the_general_notice_stays_when_its_rule_is_retired(cast: Cast, approved_notices: None) -> None:
    proposal = RuleProposal(
        code="every-article", notice_code="general", conditions=[{"kind": "always", "value": ""}], retired=True
    )
    notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)
    notice_desk.approve_rule(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    assert codes(without_the_class()) == ["general"]


def make_proposal(cast: Cast, **values: object) -> NoticeProposal:
    defaults = {"code": "sample-notice", "harm": "caution", "heading": "Sample", "body": "It can make you sleepy."}
    proposal = NoticeProposal(**defaults | values)
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    return proposal


def approve(proposal: NoticeProposal, cast: Cast) -> NoticeVersion:
    return notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )


def test_an_approved_notice_is_a_new_version_and_moves_the_stamp(cast: Cast) -> None:
    stamp = current_stamp()

    first = approve(make_proposal(cast), cast)
    second = approve(make_proposal(cast, body="It can make you very sleepy."), cast)

    assert (first.version, second.version) == (1, 2)
    assert (second.edited_by, second.approved_by, second.approved_by_name) == (
        cast.writer,
        cast.clinician,
        "Clara Clinician, MD",
    )
    assert current_stamp() == stamp + 2
    assert not NoticeProposal.objects.filter(code="sample-notice").exists()


def test_nobody_approves_their_own_wording(cast: Cast) -> None:
    set_roles(cast.writer, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    proposal = make_proposal(cast)
    proposal.proposed_by = cast.clinician
    proposal.save()

    with pytest.raises(NotAllowed, match="You edited this last"):
        approve(proposal, cast)


@pytest.mark.parametrize("role", ["writer", "publisher", "administrator", "stranger", "superuser"])
def test_only_a_clinician_approves(role: str, cast: Cast) -> None:
    proposal, by = make_proposal(cast), getattr(cast, role)

    with pytest.raises(NotAllowed, match="Only a clinician"):
        notice_desk.approve_notice(proposal, evidence=factories.evidence(by), by=by, now=factories.NOW)


def test_approving_needs_a_fresh_sign_in_of_the_same_person(cast: Cast) -> None:
    proposal = make_proposal(cast)

    with pytest.raises(NeedsSignIn):
        notice_desk.approve_notice(
            proposal,
            evidence=factories.evidence(cast.second_clinician),
            by=cast.clinician,
            now=factories.NOW,
        )
    with pytest.raises(NeedsSignIn):
        notice_desk.approve_notice(
            proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.later(minutes=6)
        )


def test_a_first_sentence_too_long_for_a_phone_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="The first sentence has 26 words"):
        make_proposal(cast, body=" ".join(["word"] * 26) + ". Short.")


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([], "at least one condition"),
        ([{"kind": "weather", "value": "rain"}], "begins with one of"),
        ([{"kind": "topic", "value": ""}], "needs a value"),
        ("topic", "at least one condition"),
    ],
)
def test_a_rule_that_asks_nonsense_is_refused(conditions: object, message: str, cast: Cast) -> None:
    proposal = RuleProposal(code="nonsense", notice_code="general", conditions=conditions)

    with pytest.raises(Refused, match=message):
        notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)


def test_a_rule_for_a_notice_without_an_approved_wording_is_refused(cast: Cast) -> None:
    proposal = RuleProposal(
        code="sample-rule", notice_code="sample-notice", conditions=[{"kind": "always", "value": ""}]
    )
    notice_desk.save_rule_proposal(proposal, by=cast.writer, now=factories.NOW)

    with pytest.raises(Refused, match="no approved wording yet"):
        notice_desk.approve_rule(
            proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
        )


def test_choosing_costs_three_statements_whatever_the_number_of_rules(
    cast: Cast, approved_notices: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture of pytest-django
        notices.choose(FACTS)
    make_rule(cast, "topic", "mental-health")
    with django_assert_num_queries(3):  # type: ignore[operator]
        notices.choose(FACTS)


def test_the_notices_of_a_content_come_from_its_frozen_subjects(approved_notices: None) -> None:
    content = factories.content(subjects=(factories.clonazepam(),))

    assert "do-not-stop-suddenly" in [notice.code for notice in choose_notices(content).notices]
