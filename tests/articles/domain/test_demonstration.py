"""The sample articles: through the real workflow, and nothing in them that their sources do not carry."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from articles.domain import demonstration
from articles.models import Article, Decision, NoticeProposal, Publication, PublishedPage
from articles.quality.checks import inspect
from articles.quality.inspection import House
from medsite.audit import trail
from people.models import User
from references import csl
from references.models import Reference
from tests import factories
from tests.conftest import Cast

RECORDS = json.loads((demonstration.FOLDER / "references.json").read_text(encoding="utf-8"))
BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[4] / "shared" / "data" / "references" / "csl.json"


@pytest.fixture
def seeded(db: None, settings: pytest.FixtureRequest) -> list[str]:
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings
    return demonstration.seed(password=factories.PASSWORD, now=factories.NOW)


def test_the_sample_articles_are_live_and_signed(seeded: list[str], client: Client) -> None:
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "clonazepam-and-serotonin",
        "metformin-and-vitamin-b12",
    ]
    assert PublishedPage.objects.count() == Decision.objects.count() == Publication.objects.count() == 2
    assert list(trail.verify()) == []
    html = client.get("/articles/clonazepam-and-serotonin/").content.decode()
    assert "Do not stop this medicine suddenly" in html
    assert 'class="safety"' not in client.get("/articles/metformin-and-vitamin-b12/").content.decode()


def test_seeding_again_adds_nothing(seeded: list[str]) -> None:
    before = (Article.objects.count(), User.objects.count(), Reference.objects.count(), trail.current_checkpoint())

    again = demonstration.seed(password=factories.PASSWORD, now=factories.later(days=1))

    assert again == seeded
    assert before == (
        Article.objects.count(),
        User.objects.count(),
        Reference.objects.count(),
        trail.current_checkpoint(),
    )
    assert NoticeProposal.objects.count() == 0


def test_a_database_with_other_articles_is_left_alone(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings
    factories.make_draft(cast.writer)

    with pytest.raises(demonstration.NotADemonstration, match="holds other articles"):
        demonstration.seed(password=factories.PASSWORD, now=factories.NOW)


def test_every_sample_article_meets_every_check(seeded: list[str]) -> None:
    for path in sorted(demonstration.FOLDER.glob("*.toml")):
        assert inspect(demonstration.sample_content(path), House()) == ()


def test_every_statement_of_a_section_carries_a_source() -> None:
    for path in sorted(demonstration.FOLDER.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        sections = text.split("\n## ")[1:]
        assert [section.split("\n")[0] for section in sections if "[@" not in section] == []


def test_every_cited_key_is_a_record_and_every_record_is_cited() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in demonstration.FOLDER.glob("*.toml"))
    cited = {key for group in re.findall(r"\[(@[^\]]+)\]", texts) for key in re.findall(r"@([\w-]+)", group)}

    assert cited == {record["id"] for record in RECORDS}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_every_record_is_clean_and_findable(record: dict[str, object]) -> None:
    assert csl.clean(record) == record
    assert csl.is_findable(record)


@pytest.mark.skipif(not BESIDE_THE_CHECKOUT.exists(), reason="the collection they come from is not part of the project")
def test_every_record_is_as_it_was_collected() -> None:
    collected = {record["id"]: record for record in json.loads(BESIDE_THE_CHECKOUT.read_text(encoding="utf-8"))}

    for record in RECORDS:
        own = {key: value for key, value in record.items() if key != "custom"}
        assert own == {key: collected[record["id"]][key] for key in own}
