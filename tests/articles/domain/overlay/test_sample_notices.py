"""The notices that come with the software: all of them, and what makes each of them appear."""

from typing import Any

import pytest

from articles.choices import Condition
from articles.content import Citation, KeyPoint, SubjectFact
from articles.domain.overlay import conditions, notice_desk
from articles.domain.publication.framing import choose_notices
from articles.models import NoticeProposal, RuleProposal, Subject
from tests import factories


def drug(*classes: str, slug: str = "sample-drug", kind: str = "drug") -> SubjectFact:
    return SubjectFact(slug=slug, name="Sample", kind=kind, classes=classes)


def codes(**values: Any) -> set[str]:
    topics = tuple({"slug": slug, "name": slug} for slug in values.pop("topics", ()))
    return {notice.code for notice in choose_notices(factories.content(topics=topics, **values)).notices}


RETRACTED = Citation(
    key="a", reference={"id": "a", "type": "article-journal", "title": "RETRACTED: A study of something"}
)


@pytest.mark.parametrize(
    ("notice", "values"),
    [
        ("general", {}),
        ("emergency", {"topics": ["emergency-symptom"]}),
        ("emergency", {"lead": "It can come with chest pain. Then more."}),
        ("emergency", {"key_points": (KeyPoint(label="Overdoses", text="They happen."),)}),
        ("crisis", {"topics": ["depression"]}),
        ("crisis", {"subjects": (drug(slug="depression", kind="condition"),)}),
        ("crisis", {"lead": "Some people have suicidal thoughts. Then more."}),
        ("poisoning", {"topics": ["toxicity"]}),
        ("poisoning", {"subjects": (drug(),), "lead": "An overdose harms. Then more."}),
        ("do-not-stop-suddenly", {"subjects": (drug("benzodiazepine"),)}),
        ("ask-before-stopping", {"subjects": (drug("beta-blocker"),)}),
        ("ask-before-stopping", {"subjects": (drug(slug="baclofen"),)}),
        ("dependence", {"subjects": (drug("benzodiazepine"),)}),
        ("opioids-and-alcohol", {"subjects": (drug("benzodiazepine"),)}),
        ("opioid-combining", {"subjects": (drug("opioid"),)}),
        ("suicidal-thoughts", {"subjects": (drug("ssri"),)}),
        ("pregnancy", {"subjects": (drug(),)}),
        ("pregnancy-harm", {"subjects": (drug("retinoid"),)}),
        ("children", {"audience": "parents"}),
        ("older-adults", {"audience": "older_adults"}),
        ("driving", {"subjects": (drug("sedative"),)}),
        ("dose", {"lead": "Take 5 mg. Then more."}),
        ("off-label", {"lead": "This is an off-label use. Then more."}),
        ("supplement", {"subjects": (drug("supplement", kind="nutrient"),)}),
        ("controlled", {"subjects": (drug("opioid"),)}),
        ("interaction", {"subjects": (drug(),), "lead": "It interacts with alcohol. Then more."}),
        ("interaction", {"subjects": (drug(),), "article_type": "comparison"}),
        ("no-self-diagnosis", {"article_type": "test"}),
        ("vaccines", {"topics": ["vaccines"]}),
        ("distressing", {"topics": ["pregnancy-loss"]}),
        ("distressing", {"subjects": (drug(slug="pregnancy-loss", kind="condition"),)}),
        ("opinion", {"article_type": "opinion"}),
        ("opinion", {"article_type": "story"}),
        ("sponsored", {"funding": "sponsored", "funding_note": "Sample Ltd"}),
        ("source-retracted", {"citations": (RETRACTED,), "summary": "So [@a].", "body": "So [@a]."}),
        ("for-professionals", {"audience": "clinicians"}),
        ("availability", {"subjects": (drug(),)}),
    ],
)
def test_a_notice_appears_for_what_it_is_about(notice: str, values: dict[str, Any], approved_notices: None) -> None:
    assert notice in codes(**values)


def test_an_ordinary_text_carries_the_general_notice_alone(approved_notices: None) -> None:
    assert codes() == {"general"}


@pytest.mark.parametrize(
    "values",
    [
        {"lead": "There is no risk of overdose, stroke or chest pain. Then more."},
        {"body": "> It spoke of suicide, an overdose and 5 mg.\n\nAn opening."},
        {"lead": "The form said “suicide” and “5 mg”. Then more."},
        {"body": "See `overdose` and <https://example.org/suicide>."},
        {
            "citations": (
                Citation(key="a", reference={"id": "a", "type": "article", "title": "Suicide after stroke"}),
            ),
            "summary": "So [@a].",
            "body": "So [@a].",
        },
    ],
)
def test_denials_quotations_addresses_and_sources_bring_no_notice(values: Any, approved_notices: None) -> None:
    assert codes(**values) == {"general"}


def test_the_sample_article_about_clonazepam_carries_what_it_must(approved_notices: None) -> None:
    wanted = {
        "general",
        "do-not-stop-suddenly",
        "dependence",
        "opioids-and-alcohol",
        "suicidal-thoughts",
        "pregnancy",
        "children",
        "older-adults",
        "driving",
        "controlled",
        "interaction",
        "availability",
    }
    about = {"subjects": (factories.clonazepam(),), "lead": "It interacts with alcohol. Then more."}

    assert wanted <= codes(**about)
    assert "crisis" not in codes(**about)
    assert "crisis" in codes(**about, topics=["depression"])


def test_every_drug_that_a_rule_names_is_known_from_the_first_day(db: None) -> None:
    """A condition in a sample asks for a topic or subject of the same slug; its subject is the publisher's to add."""
    asked = {
        slug
        for rule in RuleProposal.objects.all()
        for slug in conditions.values(rule.conditions, Condition.SUBJECT)
        if slug not in set(conditions.values(rule.conditions, Condition.TOPIC))
    }

    assert asked == {"clonidine", "baclofen", "valproate", "warfarin", "methotrexate", "topiramate"}
    assert set(Subject.objects.filter(slug__in=asked, kind="drug").values_list("slug", flat=True)) == asked
    antiepileptics = Subject.objects.filter(classes__slug="antiepileptic").values_list("slug", flat=True)
    assert set(antiepileptics) == {"clonazepam", "topiramate", "valproate"}


def test_taking_a_topic_away_never_takes_a_notice_that_the_text_asks_for(approved_notices: None) -> None:
    said = {"lead": "Some people have suicidal thoughts and chest pain. Then more."}

    assert {"crisis", "emergency"} <= codes(**said, topics=["suicide", "emergency-symptom"])
    assert {"crisis", "emergency"} <= codes(**said)


def test_a_regional_wording_stands_before_the_plain_one(approved_notices: None) -> None:
    def body(locale: str) -> str:
        content = factories.content(subjects=(drug("sedative"),), locale=locale)
        return next(notice.text for notice in choose_notices(content).notices if notice.code == "driving")

    assert "law on drugs and driving" in body("en-GB")
    assert "law on drugs and driving" not in body("en")
    assert body("en-AU") == body("en")


def test_every_sample_states_its_source_and_fits_a_phone(db: None) -> None:
    proposals = list(NoticeProposal.objects.all())

    assert len(proposals) == 35
    assert [proposal.code for proposal in proposals if not proposal.source or not proposal.is_sample] == []
    assert [p.code for p in proposals if notice_desk.wording_problem(p.body)] == []


def test_every_sample_rule_asks_what_can_be_asked_for_a_sample_that_is_there(db: None) -> None:
    notices = set(NoticeProposal.objects.values_list("code", flat=True))
    rules = list(RuleProposal.objects.all())

    assert len(rules) == 39
    assert [rule.code for rule in rules if conditions.problem(rule.conditions)] == []
    assert {rule.notice_code for rule in rules} == notices
