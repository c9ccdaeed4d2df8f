"""The sample articles go through the real workflow, and together show every state that an article has."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.choices import CallReason, DraftState, Lane, PublicationKind, PublicState, ScheduledAct
from articles.content import ArticleContent
from articles.domain import demonstration
from articles.domain.demonstration import material, staff, stories
from articles.domain.demonstration.desk import Desk
from articles.domain.doctor.notices import EXAMINATIONS
from articles.domain.publication import addresses, reframing
from articles.domain.workflow import inspect_draft
from articles.models import (
    Article,
    DailyCount,
    Draft,
    HouseText,
    NoticeProposal,
    Picture,
    Publication,
    PublishedPage,
    PublishedQuestion,
    ReaderReport,
    ReviewCall,
    Revision,
    Schedule,
    Topic,
)
from faq.models import QuestionVersion
from medsite.audit import trail
from people.models import Credential, Specialty, User
from references.models import Reference
from tests import factories
from tests.conftest import Cast

FOLDERS = (material.FINISHED, material.UNFINISHED, material.TRANSLATIONS)
FILES = [path.stem for folder in FOLDERS for path in folder.glob("*.toml")]
SECONDS_OF_CPU = 15


@pytest.fixture
def seeded(db: None, settings: pytest.FixtureRequest) -> list[str]:
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings
    start = time.process_time()
    names = demonstration.seed(password=factories.PASSWORD, now=factories.NOW)
    assert time.process_time() - start < SECONDS_OF_CPU, "the demonstration takes too long to fill"
    return names


def test_the_sample_articles_show_every_state(seeded: list[str], client: Client) -> None:
    assert sorted(Article.objects.values_list("slug", flat=True)) == sorted(FILES)
    assert list(trail.verify()) == []
    _medicines_carry_the_notices_of_their_class(client)
    _every_topic_has_a_live_article()
    _a_live_one_has_a_newer_draft_in_review()
    _one_was_sent_back_with_a_comment()
    _one_is_approved_and_scheduled()
    _one_is_overdue(client)
    _one_is_withdrawn_with_a_successor(client)
    _one_is_corrected()
    _one_is_unfinished_and_all_others_meet_every_check()
    _questions_are_copied_from_the_bank_and_one_has_a_newer_wording()
    _readers_wrote_and_the_house_speaks(client)
    _two_are_translations_and_one_is_behind(client)


NOTICES = {
    "clonazepam-and-serotonin": {"do-not-stop-suddenly", "dependence", "opioids-and-alcohol", "controlled", "driving"},
    "ssris-how-soon-they-help": {"crisis", "suicidal-thoughts", "ask-before-stopping"},
    "insomnia-cbt-i": {"ask-before-stopping", "older-adults", "driving"},
    "migraine-prevention": {"pregnancy-harm", "ask-before-stopping", "suicidal-thoughts"},
    "paracetamol-how-much-is-safe": {"poisoning", "emergency", "dose"},
}


def _medicines_carry_the_notices_of_their_class(client: Client) -> None:
    for slug, wanted in NOTICES.items():
        answer = client.get(f"/api/v1/articles/{slug}/").json()
        assert wanted - {notice["code"] for notice in answer["notices"]} == set(), slug


def _questions_are_copied_from_the_bank_and_one_has_a_newer_wording() -> None:
    copied = set(PublishedQuestion.objects.filter(bank_version__isnull=False).values_list("bank_version", flat=True))
    newest = set(QuestionVersion.objects.newest().values_list("pk", flat=True))
    assert (len(copied), len(newest), len(copied - newest)) == (3, 3, 1)


def _readers_wrote_and_the_house_speaks(client: Client) -> None:
    closed, waiting, urgent = ReaderReport.objects.order_by("received_at")
    assert [(row.is_urgent, row.outcome) for row in (closed, waiting, urgent)] == [
        (False, "nothing"),
        (False, ""),
        (True, ""),
    ]
    about = client.get("/about/").content.decode()
    for address, title in (("us", "Who we are"), ("who-pays", "Who pays for this site"), ("contact", "Contact")):
        assert f'href="/about/{address}/"' in about
        page = client.get(f"/about/{address}/").content.decode()
        assert f"<h1>{title}</h1>" in page
        assert "This is sample text" in page
    assert DailyCount.objects.values("day").distinct().count() == 28
    framed = [reframing.reframe(page, now=factories.NOW).facts for page in PublishedPage.objects.all()]
    assert sum(bool(facts.related) for facts in framed) >= 2


def _every_topic_has_a_live_article() -> None:
    live = Topic.objects.filter(page_topics__isnull=False).distinct()
    assert live.count() == Topic.objects.count() == 8
    assert PublishedPage.objects.filter(language="en").count() == 9
    assert PublishedPage.objects.filter(language="es").count() == 2


def _two_are_translations_and_one_is_behind(client: Client) -> None:
    current = client.get("/articles/medir-la-presion-arterial-en-casa/").content.decode()
    behind = client.get("/articles/la-vacuna-contra-la-gripe-en-el-embarazo/").content.decode()
    said = "Esta traducción todavía no se ha comparado con el cambio."
    assert (said in current, said in behind) == (False, True)
    for page in (current, behind):
        assert 'hreflang="en">English</a>' in page
        assert "Aviso médico" in page
        assert "Medical disclaimer" not in page
    call = ReviewCall.objects.open().get(reason=CallReason.ORIGINAL)
    assert call.article.slug == "la-vacuna-contra-la-gripe-en-el-embarazo"
    assert list(EXAMINATIONS[0].run(factories.NOW).findings) == []


def _a_live_one_has_a_newer_draft_in_review() -> None:
    draft = Draft.objects.select_related("article", "revision__round").get(state=DraftState.IN_REVIEW)
    assert draft.article.public_state == PublicState.LIVE
    assert draft.revision is not None
    assert [row.reviewer.username for row in draft.revision.round.assignments.all()] == ["reviewer"]
    assert "## Misuse" in ArticleContent.from_json(draft.revision.content_json).body
    assert "Misuse</h2>" not in PublishedPage.objects.get(article=draft.article).document


def _one_was_sent_back_with_a_comment() -> None:
    draft = Draft.objects.select_related("revision").get(state=DraftState.CHANGES_REQUESTED)
    assert draft.revision is not None
    assert draft.revision.decisions.get().comment == stories.WHAT_HAS_TO_CHANGE


def _one_is_approved_and_scheduled() -> None:
    waiting = Schedule.objects.pending().get()
    assert (waiting.act, waiting.article.slug) == (ScheduledAct.PUBLISH, "stopping-an-ssri")
    assert timedelta(days=6) < waiting.at - factories.NOW < timedelta(days=8)
    assert waiting.draft is not None
    assert waiting.draft.state == DraftState.APPROVED


def _one_is_overdue(client: Client) -> None:
    today = factories.NOW.date()
    (overdue,) = PublishedPage.objects.filter(review_due_on__lt=today)
    assert reframing.reframe(overdue, now=factories.NOW).facts.overdue
    assert "The review of this article is overdue" in client.get(f"/articles/{overdue.slug}/").content.decode()


def _one_is_withdrawn_with_a_successor(client: Client) -> None:
    withdrawn = Article.objects.get(public_state=PublicState.WITHDRAWN)
    following = addresses.leads_to(withdrawn)
    assert following is not None
    assert client.get(f"/articles/{withdrawn.slug}/").headers["Location"].endswith(f"/articles/{following.slug}/")


def _one_is_corrected() -> None:
    correction = Publication.objects.select_related("revision").get(kind=PublicationKind.CORRECTED)
    first = Revision.objects.get(article=correction.article, number=1)
    wrong, right = (ArticleContent.from_json(revision.content_json).body for revision in (first, correction.revision))
    assert correction.revision.lane == Lane.CORRECTION
    assert "deficiency was 11.2 percentage points" in wrong
    assert "more common by 7.2 percentage points" in wrong
    assert right == material.sample_content(material.FINISHED / f"{correction.article.slug}.toml").body
    assert sum(a != b for a, b in zip(wrong.splitlines(), right.splitlines(), strict=True)) == 2


def _one_is_unfinished_and_all_others_meet_every_check() -> None:
    said = [found for text in Revision.objects.values_list("findings", flat=True) for found in json.loads(text)]
    # Hints are shown on request only: word lists and formulas cannot judge, and say so.
    remarks = {(found["rule"], found["severity"]) for found in said if found["severity"] != "hint"}
    assert remarks == {("language not read", "warning")}  # of the translations
    draft = Draft.objects.with_rows().get(state=DraftState.DRAFT)
    rules = {finding.rule for finding in inspect_draft(draft)}
    assert {"leftover mark", "table caption", "answer missing", "source missing", "key point"} <= rules


def test_the_people_are_obviously_samples_and_seeding_again_adds_nothing(seeded: list[str]) -> None:
    names = [user.get_full_name() for user in User.objects.filter(username__in=seeded)]
    assert [name for name in names if not name.endswith((" Sample", " Example"))] == []
    assert Specialty.objects.count() == 5
    soon = factories.NOW.date() + timedelta(days=30)
    assert Credential.objects.filter(valid_until__lte=soon).valid_on(factories.NOW.date()).count() == 1
    assert not Credential.objects.exclude(body="Sample Medical Council").exists()

    home = Article.objects.get(slug="home-blood-pressure")
    addresses.rename(home, "blood-pressure-at-home", by=User.objects.get(username="publisher"), now=factories.NOW)
    before = (*counted(), trail.current_checkpoint())
    again = demonstration.seed(password=factories.PASSWORD, now=factories.later(days=1))
    after = (*counted(), trail.current_checkpoint())

    assert again == seeded == [person.username for person in staff.PEOPLE]
    assert before == after, "seeding again added something, or missed that an address was changed"
    assert NoticeProposal.objects.count() == 0


def counted() -> list[int]:
    models: tuple[Any, ...] = (Article, User, Reference, Picture, HouseText, ReaderReport, DailyCount)
    return [model.objects.count() for model in models]


def test_a_story_that_fails_leaves_no_half_told_article(
    db: None, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings

    def stumble(desk: Desk, slug: str) -> None:
        stories.unfinished(desk, slug, days=1)
        raise RuntimeError("the machine went off")

    monkeypatch.setattr(demonstration, "STORIES", {"paracetamol-and-the-liver": stumble})

    with pytest.raises(RuntimeError, match="went off"):
        demonstration.seed(password=factories.PASSWORD, now=factories.NOW)
    assert Article.objects.count() == 0


def test_a_database_with_other_articles_is_left_alone(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings
    factories.make_draft(cast.writer)

    with pytest.raises(demonstration.NotADemonstration, match="holds other articles"):
        demonstration.seed(password=factories.PASSWORD, now=factories.NOW)
