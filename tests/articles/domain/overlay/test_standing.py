"""Why a notice stands on an article, who approved it, since when; and what is amiss with notices."""

from typing import Any

import pytest

from articles.choices import Mark
from articles.domain.drafting import drafts
from articles.domain.errors import Refused
from articles.domain.overlay import exceptions, notice_desk, notice_overview, standing
from articles.domain.publication import framing, reframing
from articles.models import NumberProposal, Publication, PublishedPage, Rendering, RuleVersion
from tests import factories
from tests.conftest import Cast

TODAY = factories.NOW.date()


def standings(publication: Publication) -> dict[str, standing.Standing]:
    chosen = framing.live_notices(publication.article, publication, now=factories.NOW)
    return {row.notice.code: row for row in standing.standing(chosen, article=publication.article)}


def published(cast: Cast) -> Publication:
    draft = factories.make_draft(cast.writer, lead="Some have suicidal thoughts. Then more.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def test_a_notice_says_its_rule_its_fact_its_approvals_and_since_when(cast: Cast, approved_notices: None) -> None:
    row = standings(published(cast))["crisis"]

    assert row.because == ("words: “suicidal” in the lead",)
    assert row.rule_words.startswith("topic: suicide or self-harm or")
    assert (row.rule, row.rule_version, row.rule_approved) == (
        "crisis-line",
        1,
        "Clara Clinician, MD, 25 November 2026",
    )
    assert (row.version.version, row.version.approved_by_name) == (1, "Clara Clinician, MD")
    assert row.since == standing.Since(at=factories.NOW, publication=1)


def test_a_notice_stands_since_the_rendering_that_brought_it(cast: Cast, approved_notices: None) -> None:
    publication = published(cast)
    later = factories.later(hours=2)
    exceptions.set_mark(publication.article, Mark.OFF_LABEL, by=cast.writer, now=later)

    rows = standings(publication)

    assert rows["off-label"].since == standing.Since(at=later, publication=1)
    assert rows["crisis"].since == standing.Since(at=factories.NOW, publication=1)


def test_a_break_begins_the_time_anew(cast: Cast, approved_notices: None) -> None:
    article = published(cast).article
    evidence = factories.evidence(cast.second_clinician)
    signed: dict[str, Any] = {"evidence": evidence, "reason": "It is so.", "by": cast.second_clinician}
    exceptions.waive(article, "crisis-line", **signed, now=factories.later(minutes=1))
    exceptions.restore(article, "crisis-line", **signed, now=factories.later(minutes=2))

    assert standing.first_shown(article, ["crisis"])["crisis"].at == factories.later(minutes=2)
    assert Rendering.objects.count() == 3


def test_a_notice_that_no_rendering_has_yet_has_no_since(cast: Cast, approved_notices: None) -> None:
    publication = published(cast)

    assert standing.first_shown(publication.article, ["dependence"]) == {}


def test_a_very_long_history_says_at_least(cast: Cast, approved_notices: None, monkeypatch: Any) -> None:
    publication = published(cast)
    exceptions.set_mark(publication.article, Mark.OFF_LABEL, by=cast.writer, now=factories.later(hours=1))
    monkeypatch.setattr(standing, "LOOKED_BACK", 1)

    assert standing.first_shown(publication.article, ["crisis"])["crisis"].at_least


def test_a_correction_is_said_for_twelve_months(cast: Cast, publication: Publication) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, title="A corrected article")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher, correction=True, note="The title was wrong.")
    page = PublishedPage.objects.get()

    assert "This article was corrected" in page.document
    assert "This article was corrected" in reframing.reframe(page, now=factories.later(days=300)).document
    assert "This article was corrected" not in reframing.reframe(page, now=factories.later(days=370)).document


def messages(**values: Any) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in notice_overview.problems(day=TODAY)]


def test_a_new_site_is_told_that_nothing_is_approved(cast: Cast) -> None:
    assert messages() == [
        ("notice general", "The general disclaimer has no approved wording, so nothing can be published.")
    ]


def test_problems_name_rules_without_wording_and_wordings_without_rule(cast: Cast, approved_notices: None) -> None:
    general = {name: getattr(RuleVersion.objects.get(code="dose"), name) for name in ("approved_by", "approved_at")}
    RuleVersion.objects.create(
        code="ghost", notice_code="ghost", conditions=[{"kind": "always"}], version=1, approved_by_name="C", **general
    )
    RuleVersion.objects.create(
        code="dose",
        notice_code="dose",
        conditions=[{"kind": "dose"}],
        version=2,
        retired=True,
        approved_by_name="C",
        **general,
    )

    found = dict(messages())

    assert found["rule ghost"] == "The notice “ghost”, which it demands, has no approved wording."
    assert found["notice dose (en)"] == "It has an approved wording, and no rule in force places it."


def test_problems_name_slugs_that_this_site_does_not_have(cast: Cast, approved_notices: None) -> None:
    factories.make_topic("Vaccines")

    assert dict(messages())["rule vaccines"] == (
        "It asks for the topic vaccination, vaccine, which this site does not have."
    )


def test_problems_name_numbers_that_nobody_checked_lately(cast: Cast, approved_notices: None) -> None:
    factories.make_number(cast.clinician, checked_on=factories.later(days=-100).date())

    assert dict(messages())["number xx-emergency"] == "It was last compared with its service on 17 August 2026."


def test_the_overview_lists_everything_with_its_state(cast: Cast, approved_notices: None) -> None:
    waiting = notice_desk.change_notice("general", "en", by=cast.writer, now=factories.NOW)
    lines = {(line.code, line.locale): line for line in notice_overview.notice_lines()}

    assert len(lines) == 35
    assert lines["general", "en"].proposal == waiting
    assert lines["general", "en"].in_force
    assert [rule.code for rule in lines["dose", "en"].rules] == ["dose"]
    assert len(notice_overview.number_lines(day=TODAY)) == NumberProposal.objects.count() == 4
    assert notice_overview.orphan_rules(lines.values()) == []


def test_a_change_begins_from_what_is_in_force_and_only_once(cast: Cast, approved_notices: None) -> None:
    first = notice_desk.change_rule("dose", by=cast.writer, now=factories.NOW)
    again = notice_desk.change_rule("dose", by=cast.clinician, now=factories.NOW)

    assert first == again
    assert (first.proposed_by, first.conditions) == (cast.writer, RuleVersion.objects.get(code="dose").conditions)
    with pytest.raises(Refused, match="waits already"):
        notice_desk.change_rule("dose", by=cast.writer, now=factories.NOW, retire=True)
