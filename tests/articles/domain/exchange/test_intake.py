"""Importing again never overwrites: it is nothing new, or a proposed change that a writer decides on."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.choices import ImportState
from articles.content import ArticleContent, KeyPoint, Question
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.exchange import intake, proposals
from articles.domain.exchange.intake import Outcome, Prepared
from articles.domain.exchange.proposals import Choice, changes
from articles.importing.export import to_markdown
from articles.importing.formats import pieces
from articles.models import Article, ArticleImport, Draft, Publication, Revision, Snapshot
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast

FIRST = "The title\n\nQuick Summary\n\nIn brief.\n\nIn This Article\n\nOne paragraph.\n\nAnother paragraph.\n"
SECOND = FIRST.replace("Another paragraph.", "Another paragraph, changed.").replace("In brief.", "In brief, again.")

pytestmark = pytest.mark.django_db


def prepare(text: str, source: str = "article.txt", **options: Any) -> Prepared:
    (piece,) = pieces(text, source=source)
    return intake.prepare(piece.read(), text=piece.text, **options)


def proposal(cast: Cast) -> ArticleImport:
    factories.make_import(FIRST, by=cast.writer)
    row = factories.make_import(SECOND, by=cast.writer).row
    assert row is not None
    return row


def the_draft() -> Draft:
    return Draft.objects.with_rows().get()


def take(row: ArticleImport, cast: Cast, choices: dict[str, Choice] | None = None, version: int = 1) -> Draft:
    chosen = choices if choices is not None else {"summary": Choice.TAKE, "body": Choice.TAKE}
    return proposals.take(row, chosen, expected_version=version, by=cast.writer, now=factories.NOW)


# What an import is


def test_a_new_article_keeps_source_and_report(cast: Cast) -> None:
    taken = factories.make_import(FIRST, by=cast.writer)

    row = ArticleImport.objects.get()
    assert (taken.outcome, row.state, row.draft, row.source_text) == (Outcome.NEW, "draft", the_draft(), FIRST)
    assert intake.stored_report(row) == prepare(FIRST, as_new=True).report
    assert AuditEntry.objects.filter(act="article.created").count() == 1


def test_the_same_words_in_another_layout_are_nothing_new(cast: Cast) -> None:
    factories.make_import(FIRST, by=cast.writer)

    assert prepare(f"Skip to content\n\n{FIRST}").outcome is Outcome.UNCHANGED


def test_an_export_of_what_is_here_is_nothing_new(cast: Cast, publication: Publication) -> None:
    content = ArticleContent.from_json(publication.revision.content_json)
    article = publication.article

    assert prepare(to_markdown(content, uuid=article.uuid), "a.md").outcome is Outcome.UNCHANGED


def test_shared_facts_that_changed_here_are_no_change_of_the_file(cast: Cast, publication: Publication) -> None:
    content = ArticleContent.from_json(publication.revision.content_json)
    factories.make_reference("sample2020", title="A corrected title")

    assert prepare(content.to_json()).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("how", ["uuid", "slug", "former address", "title"])
def test_an_article_is_found_by_what_the_file_says(how: str, cast: Cast, publication: Publication) -> None:
    article = publication.article
    header = {
        "uuid": f"uuid: {article.uuid}\ntitle: New title",
        "slug": f"slug: {article.slug}\ntitle: New title",
        "former address": f"slug: {article.slug}\ntitle: New title",
        "title": "title: A sample article\nlead: New lead",
    }[how]
    if how == "former address":
        from articles.domain.publication import addresses

        addresses.rename(article, "elsewhere", by=cast.publisher, now=factories.NOW)

    prepared = prepare(f"---\n{header}\n---\n", "x.md")

    assert (prepared.outcome, prepared.article) == (Outcome.PROPOSED, article)
    assert [change.name for change in prepared.changes] == ["lead" if how == "title" else "title"]


def test_another_language_is_another_article(cast: Cast, draft: Draft) -> None:
    assert prepare("---\ntitle: A sample article\nlocale: es\n---\n", "x.md").outcome is Outcome.NEW


def test_somebody_may_want_another_article_of_the_same_title(cast: Cast, draft: Draft) -> None:
    assert prepare("---\ntitle: A sample article\nlead: x\n---\n", "x.md", as_new=True).outcome is Outcome.NEW


def test_two_articles_of_the_same_title_have_to_be_named(cast: Cast, draft: Draft) -> None:
    factories.make_draft(cast.writer)

    with pytest.raises(Refused, match="Several articles are called"):
        prepare("---\ntitle: A sample article\nlead: x\n---\n", "x.md")


def test_names_become_people_topics_and_subjects_or_a_warning(cast: Cast) -> None:
    factories.make_topic("Diabetes")
    prepared = prepare(
        "---\ntitle: T\nauthors: [wendy writer, Nobody Known]\ntopic: Diabetes\nsubjects: [Klonopin, nothing]\n---\n",
        "x.md",
    )

    assert [author.name for author in prepared.content.authors] == ["Wendy Writer"]
    assert [topic.slug for topic in prepared.content.topics] == ["diabetes"]
    assert [subject.slug for subject in prepared.content.subjects] == ["clonazepam"]
    assert [line.message for line in prepared.report if line.lines] == [
        "No profile has the name “Nobody Known”. Choose the author in the draft.",
        "No subject is called “nothing”. Confirm its subjects in the draft.",
    ]


@pytest.mark.parametrize("name", ["clinician", "publisher", "stranger", "superuser"])
def test_who_is_no_writer_takes_nothing_in(name: str, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        intake.take_in(prepare(FIRST), by=getattr(cast, name), now=factories.NOW)

    assert Article.objects.count() == 0


# What a proposed change is


def test_a_changed_file_changes_nothing_by_itself(cast: Cast) -> None:
    factories.make_import(FIRST, by=cast.writer)
    before = draft_content(the_draft())

    taken = factories.make_import(SECOND, by=cast.writer)

    assert taken.outcome is Outcome.PROPOSED
    assert draft_content(the_draft()) == before
    assert Snapshot.objects.count() == 1
    assert AuditEntry.objects.filter(act="import.proposed").count() == 1


def test_only_what_the_file_changed_is_offered(cast: Cast) -> None:
    """The writer's own work in other fields is no news of the file, and what it never said is no wish to delete."""
    factories.make_import(FIRST, by=cast.writer)
    factories.save(the_draft(), cast.writer, lead="A lead.", audience="public", summary="In brief, by hand.")

    offered = prepare(SECOND).changes

    assert [(change.name, change.disputed, change.usual) for change in offered] == [
        ("summary", True, Choice.KEEP),
        ("body", False, Choice.TAKE),
    ]


def test_blank_ends_that_a_form_takes_away_are_no_change_of_the_draft(cast: Cast) -> None:
    """Files keep the line break at the end of a text; the editor does not."""
    content = factories.content(body="One paragraph.\n", questions=(Question(question="Is it?", answer="It is.\n"),))
    factories.make_import(content.to_json(), by=cast.writer, source="article.json")
    stripped = tuple(row.model_copy(update={"answer": row.answer.strip()}) for row in content.questions)
    factories.save(the_draft(), cast.writer, body="One paragraph.", questions=stripped, lead="Mine.")

    changed = content.model_copy(update={"body": "One paragraph, changed.\n"})

    offered = prepare(changed.to_json(), source="article.json").changes
    assert [(change.name, change.disputed, change.usual) for change in offered] == [("body", False, Choice.TAKE)]
    assert prepare(content.to_json(), source="article.json").changes == ()


def test_what_the_file_took_out_is_offered_as_well(cast: Cast) -> None:
    factories.make_import(FIRST, by=cast.writer)

    assert [c.name for c in prepare(FIRST.replace("Quick Summary\n\nIn brief.\n\n", "")).changes] == ["summary"]


def test_chosen_fields_become_a_new_save_and_the_rest_stays(cast: Cast) -> None:
    row = proposal(cast)

    draft = take(row, cast, {"body": Choice.TAKE, "summary": Choice.KEEP})

    assert (draft.body, draft.summary, draft.version) == (
        "One paragraph.\n\nAnother paragraph, changed.",
        "In brief.",
        2,
    )
    row.refresh_from_db()
    assert (row.state, row.taken, row.decided_by) == (ImportState.TAKEN, '["body"]', cast.writer)
    assert AuditEntry.objects.filter(act="import.taken").count() == 1


def test_a_merge_keeps_the_words_of_both(cast: Cast) -> None:
    factories.make_import(FIRST, by=cast.writer)
    factories.save(the_draft(), cast.writer, body="One paragraph, by hand.\n\nAnother paragraph.")
    row = factories.make_import(SECOND, by=cast.writer).row
    assert row is not None

    draft = take(row, cast, {"body": Choice.MERGE}, version=2)

    assert draft.body == "One paragraph, by hand.\n\nAnother paragraph, changed."


def test_a_save_in_between_refuses_and_loses_nothing(cast: Cast) -> None:
    row = proposal(cast)
    factories.save(the_draft(), cast.writer, lead="Typed meanwhile.")

    with pytest.raises(Stale):
        take(row, cast, version=1)

    row.refresh_from_db()
    assert row.state == ImportState.OPEN
    assert (the_draft().lead, the_draft().body) == ("Typed meanwhile.", "One paragraph.\n\nAnother paragraph.")
    assert take(row, cast, version=2).lead == "Typed meanwhile."


def test_a_proposal_is_decided_once(cast: Cast) -> None:
    row = proposal(cast)
    take(row, cast)

    with pytest.raises(Stale):
        take(row, cast, version=2)
    with pytest.raises(Stale):
        proposals.set_aside(row, reason="Too late.", by=cast.writer, now=factories.NOW)


def test_choosing_nothing_is_refused(cast: Cast) -> None:
    row = proposal(cast)

    with pytest.raises(Refused, match="at least one field"):
        take(row, cast, {})

    row.refresh_from_db()
    assert row.state == ImportState.OPEN


def test_setting_aside_needs_a_reason_and_is_remembered(cast: Cast) -> None:
    row = proposal(cast)
    with pytest.raises(Refused, match="Say why"):
        proposals.set_aside(row, reason="  ", by=cast.writer, now=factories.NOW)

    proposals.set_aside(row, reason="An old export.", by=cast.writer, now=factories.NOW)

    assert prepare(SECOND).outcome is Outcome.UNCHANGED
    assert the_draft().version == 1


def test_a_newer_import_takes_the_place_of_an_open_proposal(cast: Cast) -> None:
    first = proposal(cast)
    factories.make_import(SECOND.replace("changed", "changed twice"), by=cast.writer)

    first.refresh_from_db()
    assert first.state == ImportState.SUPERSEDED
    with pytest.raises(Stale):
        take(first, cast)


def test_the_database_holds_one_open_proposal_for_an_article(cast: Cast) -> None:
    row = proposal(cast)
    values = {f.name: getattr(row, f.name) for f in ArticleImport._meta.concrete_fields if f.name != "id"}

    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleImport.objects.create(**values)


def test_a_locked_text_keeps_the_proposal_waiting(cast: Cast, revision: Revision) -> None:
    row = factories.make_import("---\ntitle: A sample article\nlead: New.\n---\n", source="x.md", by=cast.writer).row
    assert row is not None

    with pytest.raises(WrongState, match="locked"):
        take(row, cast, {"lead": Choice.TAKE})

    row.refresh_from_db()
    assert row.state == ImportState.OPEN


def test_a_live_article_without_a_draft_gets_one(cast: Cast, publication: Publication) -> None:
    row = factories.make_import("---\ntitle: A sample article\nlead: New.\n---\n", source="x.md", by=cast.writer).row
    assert row is not None

    draft = take(row, cast, {"lead": Choice.TAKE}, version=0)

    assert (draft.lead, draft.base_revision, draft.closed_at) == ("New.", publication.revision, None)
    assert draft.summary == "The answer in brief [@sample2020]."


@pytest.mark.parametrize("name", ["clinician", "publisher", "stranger", "superuser"])
def test_who_is_no_writer_decides_nothing(name: str, cast: Cast) -> None:
    row = proposal(cast)
    by = getattr(cast, name)

    with pytest.raises(NotAllowed):
        proposals.take(row, {"body": Choice.TAKE}, expected_version=1, by=by, now=factories.NOW)
    with pytest.raises(NotAllowed):
        proposals.set_aside(row, reason="No.", by=by, now=factories.NOW)


def test_giving_the_article_up_takes_its_imports_along(cast: Cast) -> None:
    proposal(cast)

    drafts.give_up_draft(the_draft(), by=cast.writer, now=factories.NOW)

    assert ArticleImport.objects.count() == 0
    assert prepare(FIRST).outcome is Outcome.NEW


def test_a_comparison_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    mine = factories.content()
    for count in (1, 3):
        theirs = mine.model_copy(update={"key_points": (KeyPoint(text="x"),) * count})
        with CaptureQueriesContext(connection) as queries:
            assert [change.name for change in changes(None, mine, theirs)] == ["key_points"]
        assert len(queries) == 4
