"""What a reviewer ticked off is stored with the decision, and never invented."""

import json
from dataclasses import replace
from unittest import mock

import pytest

from articles.domain.errors import Refused
from articles.domain.governance.policy import STRICT
from articles.domain.reviewing.ticks import Ticks, cited_sources, ticks_of
from articles.models import Decision, Draft, Revision
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


@pytest.fixture
def revision(cast: Cast) -> Revision:
    other = factories.make_reference("other2021")
    unused = factories.make_reference("unused2022")
    content = factories.content()
    citations = (*content.citations, factories.citation(other), factories.citation(unused))
    draft = factories.make_draft(cast.writer, citations=citations, body="One [@other2021]. Two [@sample2020].")
    return factories.submit(draft, cast.writer)


def test_ticks_are_stored_beside_the_checklist(cast: Cast, revision: Revision) -> None:
    decision = factories.approve(revision, cast.clinician, ticked=["other2021"])

    assert json.loads(decision.checklist)[-1] == "source:other2021"
    assert ticks_of(decision, cited_sources(revision)) == Ticks(ticked=("other2021",), left=("sample2020",))


def test_a_decision_without_ticks_ticked_nothing(cast: Cast, revision: Revision) -> None:
    decision = factories.approve(revision, cast.clinician)

    assert ticks_of(decision, cited_sources(revision)).ticked == ()
    assert json.loads(decision.checklist) == [key for key, _ in STRICT.checklist]


def test_what_the_text_does_not_cite_cannot_be_ticked(cast: Cast, revision: Revision) -> None:
    decision = factories.approve(revision, cast.clinician, ticked=["unused2022", "nobody", "sample2020"])

    assert [entry for entry in json.loads(decision.checklist) if ":" in entry] == ["source:sample2020"]


def test_a_request_for_changes_keeps_what_was_compared(cast: Cast, revision: Revision) -> None:
    decision = factories.request_changes(revision, cast.clinician, ticked=["sample2020"])

    assert ticks_of(decision, cited_sources(revision)).ticked == ("sample2020",)


def test_a_strict_policy_wants_every_cited_source_ticked(cast: Cast, revision: Revision) -> None:
    strict = replace(STRICT, every_source_is_ticked=True)
    with mock.patch("articles.domain.reviewing.ticks.current_policy", return_value=strict):
        with pytest.raises(Refused, match=r"Open: other2021\."):
            factories.approve(revision, cast.clinician, ticked=["sample2020", "unused2022"])
        assert not Decision.objects.exists()

        factories.approve(revision, cast.clinician, ticked=["sample2020", "other2021"])

    assert Draft.objects.get().state == "approved"
