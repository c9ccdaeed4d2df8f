"""The correction lane: a small fix goes live while a long draft is in work, and the draft catches up."""

from typing import Any

import pytest
from hypothesis import given

from articles.choices import Lane
from articles.content import ArticleContent, KeyPoint
from articles.domain.drafting import corrections, drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.merging import TWO_VERSIONS, merge_contents
from articles.domain.errors import NotAllowed, Stale, WrongState
from articles.domain.publication import publishing, taking_down
from articles.models import Draft, Publication, PublishedPage, Snapshot
from articles.quality.checks import inspect
from articles.quality.inspection import House
from tests import factories
from tests.articles.test_content import contents
from tests.conftest import Cast

BODY = "First passage [@sample2020].\n\nSecond passage.\n\nThird passage."


def loaded(draft: Draft) -> Draft:
    return Draft.objects.with_rows().select_related("base_revision").get(pk=draft.pk)


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    draft = factories.make_draft(cast.writer, body=BODY)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def correct(cast: Cast, live: Publication, **values: Any) -> Publication:
    """Publish a correction through its own lane."""
    fix = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)
    factories.save(fix, cast.writer, **values)
    factories.approve(factories.submit(fix, cast.writer), cast.clinician)
    return factories.publish(fix, cast.publisher, correction=True, note="A number was wrong.")


def test_a_correction_is_published_while_a_long_draft_is_in_work(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(main, cast.writer, title="A long rewrite")

    correct(cast, live, body=BODY.replace("Second", "Corrected"))

    page = PublishedPage.objects.get()
    assert "Corrected passage." in page.document
    assert page.title == "A sample article"
    assert loaded(main).title == "A long rewrite"
    assert drafts.is_behind(loaded(main))


def test_a_correction_is_made_of_a_live_text_only(cast: Cast, live: Publication) -> None:
    taking_down.withdraw(live.article, by=cast.publisher, now=factories.NOW, note="Wrong.")

    with pytest.raises(WrongState, match="Only a live text is corrected"):
        drafts.open_draft(live.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)


def test_one_correction_is_open_at_a_time(cast: Cast, live: Publication) -> None:
    drafts.open_draft(live.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)

    with pytest.raises(WrongState, match="open already"):
        drafts.open_draft(live.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)


def test_only_writers_open_catch_up_and_copy(cast: Cast, live: Publication) -> None:
    for by in (cast.clinician, cast.publisher, cast.superuser):
        with pytest.raises(NotAllowed):
            drafts.open_draft(live.article, by=by, now=factories.NOW, lane=Lane.CORRECTION)
        with pytest.raises(NotAllowed):
            drafts.duplicate_article(live.article, by=by, now=factories.NOW)


def test_a_draft_that_is_behind_is_not_sent_before_it_catches_up(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    correct(cast, live, body=BODY.replace("Second", "Corrected"))

    with pytest.raises(Stale, match="would undo it"):
        factories.submit(main, cast.writer)
    corrections.take_over_live(loaded(main), expected_version=1, by=cast.writer, now=factories.NOW)

    factories.submit(main, cast.writer)
    assert "Corrected passage." in loaded(main).body


def test_an_approved_draft_that_fell_behind_is_not_published(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(main, cast.writer, title="A rewrite")
    factories.approve(factories.submit(main, cast.writer), cast.second_clinician)
    correct(cast, live, body=BODY.replace("Second", "Corrected"))

    with pytest.raises(Stale, match="would undo it"):
        factories.publish(main, cast.publisher)

    assert "Corrected passage." in PublishedPage.objects.get().document


def test_catching_up_keeps_both_changes_and_makes_a_snapshot(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(main, cast.writer, body=BODY.replace("Third", "Rewritten"))
    correct(cast, live, body=BODY.replace("Second", "Corrected"))

    caught = corrections.take_over_live(loaded(main), expected_version=2, by=cast.writer, now=factories.NOW)

    assert caught.body == "First passage [@sample2020].\n\nCorrected passage.\n\nRewritten passage."
    assert not drafts.is_behind(caught)
    assert Snapshot.objects.filter(draft=main).order_by("-version")[0].reason == "Took over revision 2"


def test_a_dispute_keeps_both_versions_and_holds_the_article_up(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(main, cast.writer, body=BODY.replace("Second", "Rewritten"))
    correct(cast, live, body=BODY.replace("Second", "Corrected"))

    caught = corrections.take_over_live(loaded(main), expected_version=2, by=cast.writer, now=factories.NOW)

    assert caught.body.split("\n\n")[1:4] == ["Corrected passage.", TWO_VERSIONS, "Rewritten passage."]
    rules = [finding.rule for finding in inspect(draft_content(caught), House()) if finding.blocks_submission]
    assert rules == ["leftover mark"]


def test_a_draft_that_holds_everything_has_nothing_to_take_over(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)

    assert corrections.catching_up(loaded(main)) is None
    with pytest.raises(WrongState, match="not behind"):
        corrections.take_over_live(main, expected_version=1, by=cast.writer, now=factories.NOW)


def test_a_merge_that_was_looked_at_before_another_save_is_refused(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    correct(cast, live, body=BODY.replace("Second", "Corrected"))
    factories.save(main, cast.writer, title="Saved meanwhile")

    with pytest.raises(Stale, match="saved again"):
        corrections.take_over_live(main, expected_version=1, by=cast.writer, now=factories.NOW)


def test_a_first_draft_is_never_behind(cast: Cast, draft: Draft) -> None:
    assert not drafts.is_behind(draft)


def test_reinstating_the_same_text_leaves_no_draft_behind(cast: Cast, live: Publication) -> None:
    main = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    taking_down.withdraw(live.article, by=cast.publisher, now=factories.NOW, note="Wrong.")
    publishing.reinstate(live.article, by=cast.publisher, now=factories.NOW)

    assert not drafts.is_behind(loaded(main))


def test_a_copy_has_the_words_and_no_approval(cast: Cast, live: Publication) -> None:
    copy = drafts.duplicate_article(live.article, by=cast.writer, now=factories.NOW)

    assert (copy.article.slug, copy.base_revision) == ("a-sample-article-copy", None)
    content = draft_content(loaded(copy))
    assert content.title == "A sample article (copy)"
    assert content.body == BODY
    factories.save(copy, cast.writer, title="A sample article")
    revision = factories.submit(copy, cast.writer)
    assert revision.content_json == live.revision.content_json
    assert revision.content_digest != live.content_digest
    assert loaded(copy).state == "in_review"


def test_rows_of_both_sides_are_kept_once() -> None:
    a, b, c, d = (KeyPoint(label=name, text=f"{name}.") for name in "abcd")
    base, mine, theirs = (ArticleContent(key_points=rows) for rows in ((a, b), (a, b, c), (d, a, b)))

    assert merge_contents(base, mine, theirs).content.key_points == (d, a, b, c)


def test_a_disputed_line_takes_the_published_one_and_says_so() -> None:
    base, mine, theirs = (ArticleContent(title=title) for title in ("Old", "Mine", "Published"))

    merged = merge_contents(base, mine, theirs)

    assert (merged.content.title, merged.disputed) == ("Published", ("title",))


@given(contents(), contents())
def test_a_side_without_changes_gives_way(base: ArticleContent, changed: ArticleContent) -> None:
    def normal(content: ArticleContent) -> ArticleContent:
        """Merging counts passages, not the blank lines between them."""
        return merge_contents(content, content, content).content

    assert merge_contents(base, changed, base).content == normal(changed)
    assert merge_contents(base, base, changed).content == normal(changed)
    assert merge_contents(base, changed, changed).disputed == ()
