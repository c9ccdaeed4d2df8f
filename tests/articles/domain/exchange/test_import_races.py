"""Two imports, or two decisions on one, at the same moment, with real commits: nothing is doubled, nothing is lost."""

import pytest

from articles.choices import DraftState, ImportState
from articles.domain.drafting import drafts
from articles.domain.exchange import intake, proposals
from articles.domain.exchange.proposals import Choice
from articles.domain.governance.policy import STRICT
from articles.domain.reviewing import manifests
from articles.importing.formats import pieces
from articles.models import Article, ArticleImport, Decision, Draft
from tests import factories
from tests.articles.domain.drafting.test_races import at_once, refused
from tests.conftest import Cast, make_cast

pytestmark = pytest.mark.usefixtures("committed_db")

TEXT = "The title\n\nIn This Article\n\nThe text.\n"


@pytest.fixture
def people() -> Cast:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    return cast


def take_in(text: str, people: Cast) -> intake.TakenIn:
    (piece,) = pieces(text, source="article.txt")
    return intake.take_in(intake.prepare(piece.read(), text=text), by=people.writer, now=factories.NOW)


def test_the_same_new_file_twice_makes_one_article(people: Cast) -> None:
    (piece,) = pieces(TEXT, source="article.txt")
    prepared = [intake.prepare(piece.read(), text=TEXT) for _ in range(2)]

    results = at_once(*(lambda p=p: intake.take_in(p, by=people.writer, now=factories.NOW) for p in prepared))

    assert refused(results) == 1
    assert (Article.objects.count(), ArticleImport.objects.count()) == (1, 1)


def test_a_proposal_is_taken_over_by_one_of_two(people: Cast) -> None:
    take_in(TEXT, people)
    row = take_in(TEXT.replace("text", "words"), people).row
    assert row is not None

    def take() -> Draft:
        return proposals.take(row, {"body": Choice.TAKE}, expected_version=1, by=people.writer, now=factories.NOW)

    assert refused(at_once(take, take)) == 1
    assert Draft.objects.get().version == 2


def test_a_save_and_a_decision_at_once_lose_no_word(people: Cast) -> None:
    take_in(TEXT, people)
    row = take_in(TEXT.replace("text", "words"), people).row
    assert row is not None
    draft = Draft.objects.get()

    results = at_once(
        lambda: proposals.take(row, {"body": Choice.TAKE}, expected_version=1, by=people.writer, now=factories.NOW),
        lambda: factories.save(draft, people.writer, lead="Typed at the same moment."),
    )

    stored = Draft.objects.get()
    state = ArticleImport.objects.get(pk=row.pk).state
    assert refused(results) <= 1
    assert (stored.body == "The words.") == (state == ImportState.TAKEN)
    if not isinstance(results[1], Exception):
        assert stored.lead == "Typed at the same moment."


def test_giving_an_article_up_while_it_is_imported_again_leaves_no_half(people: Cast) -> None:
    take_in(TEXT, people)
    (piece,) = pieces(TEXT.replace("text", "words"), source="article.txt")
    prepared = intake.prepare(piece.read(), text=piece.text)

    at_once(
        lambda: drafts.give_up_draft(Draft.objects.get(), by=people.writer, now=factories.NOW),
        lambda: intake.take_in(prepared, by=people.writer, now=factories.NOW),
    )

    assert Article.objects.count() == Draft.objects.count()
    assert ArticleImport.objects.filter(article__isnull=True).count() == 0


def test_a_manifest_and_a_single_signature_at_once_make_one_decision_each(people: Cast) -> None:
    revisions = [factories.submit(factories.make_draft(people.writer, title=f"T{n}"), people.writer) for n in range(3)]
    manifest = manifests.make_manifest(revisions, title="M", by=people.writer, now=factories.NOW)
    manifests.draw_sample(manifest, by=people.clinician, now=factories.NOW)
    for item in manifest.items.all():
        manifests.note_opening(item, by=people.clinician, now=factories.NOW)
    shown = manifests.overview(manifest, user=people.clinician, now=factories.NOW).shown

    results = at_once(
        lambda: manifests.sign(
            manifest,
            shown=shown,
            evidence=factories.evidence(people.clinician),
            statement="None.",
            confirmed=[key for key, _ in STRICT.checklist],
            by=people.clinician,
            now=factories.NOW,
        ),
        lambda: factories.approve(revisions[2], people.second_clinician),
    )

    assert refused(results) <= 1
    assert Decision.objects.count() == 3
    assert set(Draft.objects.values_list("state", flat=True)) == {DraftState.APPROVED}
