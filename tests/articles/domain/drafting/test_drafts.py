"""Writing: saves that count, saves that are refused, and going back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import PublicState, SubjectAnswer
from articles.content import ArticleContent, Citation
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.drafts import StaleDraft
from articles.domain.errors import NotAllowed, WrongState
from articles.domain.publication import taking_down
from articles.models import Article, Contribution, Draft, Publication, Snapshot, Subject
from medsite.audit.models import AuditEntry
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast


def loaded(draft: Draft) -> Draft:
    return Draft.objects.with_rows().get(pk=draft.pk)


def test_creating_an_article_makes_identity_draft_snapshot_and_contribution(cast: Cast) -> None:
    draft = factories.make_draft(cast.writer)

    assert draft.article.slug == "a-sample-article"
    assert draft.article.public_state == PublicState.NEVER_PUBLISHED
    assert [snapshot.version for snapshot in Snapshot.objects.all()] == [1]
    assert [contribution.user for contribution in Contribution.objects.all()] == [cast.writer]


def test_a_taken_address_gets_a_number(cast: Cast) -> None:
    slugs = [factories.make_draft(cast.writer).article.slug for _ in range(3)]

    assert slugs == ["a-sample-article", "a-sample-article-2", "a-sample-article-3"]


@pytest.mark.parametrize(
    ("title", "slug"), [("", "article"), ("???", "article"), ("µg & ≤5", "g-5"), ("x" * 300, "x" * 90)]
)
def test_an_address_is_proposed_from_any_title(title: str, slug: str, cast: Cast) -> None:
    draft = drafts.create_article(ArticleContent(title=title), by=cast.writer, now=factories.NOW)

    assert draft.article.slug == slug


def test_a_save_grows_the_version_and_keeps_a_snapshot(cast: Cast, draft: Draft) -> None:
    saved = factories.save(draft, cast.writer, title="A newer title", now=factories.later(hours=1))

    assert (saved.version, saved.title, saved.saved_at) == (2, "A newer title", factories.later(hours=1))
    assert Article.objects.get().working_title == "A newer title"
    snapshots = Snapshot.objects.order_by("version")
    assert [ArticleContent.from_json(s.content_json).title for s in snapshots] == ["A sample article", "A newer title"]


def test_a_save_that_changes_nothing_does_nothing(cast: Cast, draft: Draft) -> None:
    set_roles(cast.clinician, [Role.CLINICIAN, Role.WRITER], by=None, now=factories.NOW)
    before = AuditEntry.objects.count()

    saved = factories.save(draft, cast.clinician)

    assert (saved.version, Snapshot.objects.count(), AuditEntry.objects.count()) == (1, 1, before)
    assert not Contribution.objects.filter(user=cast.clinician).exists()


def test_a_save_against_an_older_version_is_refused_and_shows_what_is_stored(cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="Theirs")
    mine = draft_content(loaded(draft)).model_copy(update={"title": "Mine"})

    with pytest.raises(StaleDraft) as refused:
        drafts.save_draft(draft, mine, expected_version=1, by=cast.writer, now=factories.NOW)

    assert refused.value.theirs.title == "Theirs"
    assert loaded(draft).title == "Theirs"
    assert Snapshot.objects.count() == 2


def test_the_same_save_sent_twice_is_no_conflict(cast: Cast, draft: Draft) -> None:
    mine = draft_content(loaded(draft)).model_copy(update={"title": "Mine"})

    for _ in range(2):
        saved = drafts.save_draft(draft, mine, expected_version=1, by=cast.writer, now=factories.NOW)

    assert (saved.version, saved.title, Snapshot.objects.count()) == (2, "Mine", 2)


@pytest.mark.parametrize("role", ["clinician", "publisher", "administrator", "stranger", "superuser"])
def test_only_writers_change_text(role: str, cast: Cast, draft: Draft) -> None:
    with pytest.raises(NotAllowed, match="Only medical writers"):
        factories.save(draft, getattr(cast, role), title="Another title")
    with pytest.raises(NotAllowed, match="Only medical writers"):
        drafts.create_article(ArticleContent(title="T"), by=getattr(cast, role), now=factories.NOW)


def test_any_writer_may_edit_any_unlocked_draft(cast: Cast, draft: Draft) -> None:
    other = factories.make_user("walter", Role.WRITER)

    factories.save(draft, other, title="By another writer")

    assert {contribution.user for contribution in Contribution.objects.all()} == {cast.writer, other}


def test_a_cited_source_of_the_library_joins_the_list_by_itself(cast: Cast, draft: Draft) -> None:
    factories.make_reference("other2021")

    saved = factories.save(draft, cast.writer, body="One [@sample2020] and two [@other2021; @unknown].")

    assert [row.key for row in saved.citations.all()] == ["sample2020", "other2021"]


def test_a_listed_key_without_a_record_gets_the_librarys(cast: Cast, draft: Draft) -> None:
    factories.make_reference("other2021")
    listed = (*draft_content(loaded(draft)).citations, Citation(key="other2021"))

    saved = factories.save(draft, cast.writer, citations=listed)

    assert [row.reference.key for row in saved.citations.all() if row.reference] == ["sample2020", "other2021"]


def test_restoring_makes_a_new_version_on_top(cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="A worse title")
    snapshot = Snapshot.objects.select_related("draft").get(version=1)

    restored = drafts.restore_snapshot(snapshot, expected_version=2, by=cast.writer, now=factories.NOW)

    assert (restored.version, restored.title) == (3, "A sample article")
    assert Snapshot.objects.order_by("-version")[0].reason == "Restored version 1"


def test_restoring_against_an_older_version_is_refused(cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="Another title")

    with pytest.raises(StaleDraft):
        drafts.restore_snapshot(
            Snapshot.objects.select_related("draft").get(version=1),
            expected_version=1,
            by=cast.writer,
            now=factories.NOW,
        )


def test_the_next_draft_begins_with_what_was_published_and_no_contributors(
    cast: Cast, publication: Publication
) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.later(days=1))

    assert draft_content(loaded(draft)) == ArticleContent.from_json(publication.revision.content_json)
    assert draft.base_revision == publication.revision
    assert draft.contributions.count() == 0


def test_the_answers_about_rejected_subjects_go_along(cast: Cast, approved_notices: None, draft: Draft) -> None:
    subject = Subject.objects.get(slug="clonazepam")
    drafts.save_draft(
        draft,
        draft_content(draft),
        expected_version=1,
        by=cast.writer,
        now=factories.NOW,
        rejected={subject: "Named only."},
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    following = drafts.open_draft(draft.article, by=cast.writer, now=factories.NOW)

    assert [(row.subject, row.answer) for row in following.draft_subjects.all()] == [(subject, SubjectAnswer.REJECTED)]


def test_two_main_drafts_are_never_open_at_once(cast: Cast, publication: Publication) -> None:
    drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)

    with pytest.raises(WrongState, match="open already"):
        drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)


def test_a_withdrawn_text_can_be_worked_on_again(cast: Cast, publication: Publication) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="Wrong.")

    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)

    assert draft.base_revision == publication.revision


def test_a_draft_that_was_never_sent_can_be_thrown_away(cast: Cast, draft: Draft) -> None:
    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)

    assert Article.objects.count() == Draft.objects.count() == Snapshot.objects.count() == 0
    assert AuditEntry.objects.order_by("-sequence")[0].act == "draft.given_up"


def test_a_draft_that_was_sent_is_closed_not_deleted(cast: Cast, draft: Draft) -> None:
    factories.request_changes(factories.submit(draft, cast.writer), cast.clinician)

    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)

    assert Draft.objects.get().closed_at == factories.NOW
    assert Article.objects.count() == 1


def test_a_locked_draft_is_not_thrown_away(cast: Cast, draft: Draft) -> None:
    factories.submit(draft, cast.writer)

    with pytest.raises(WrongState, match="locked"):
        drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_saving_costs_the_same_with_one_and_three_rows(count: int, cast: Cast) -> None:
    rows = factories.content()
    draft = factories.make_draft(cast.writer, key_points=rows.key_points * count, questions=rows.questions * count)
    changed = draft_content(draft).model_copy(update={"lead": "Another lead."})

    with CaptureQueriesContext(connection) as queries:
        saved = drafts.save_draft(draft, changed, expected_version=1, by=cast.writer, now=factories.NOW)
    with CaptureQueriesContext(connection) as read:
        assert draft_content(saved) == changed

    lock_of_the_trail = 1 if connection.vendor == "postgresql" else 0
    assert (len(queries), len(read)) == (40 + lock_of_the_trail, 0)
