"""How long a review takes: what changed, what has to be compared, and a minute to decide."""

import pytest

from articles.content import ArticleContent, Passage
from articles.domain.drafting.comparison import compare_contents
from articles.domain.reviewing.effort import Effort, effort_of_all, effort_of_changes
from articles.rendering.body import render_body
from tests import factories

pytestmark = pytest.mark.django_db


def effort(old: ArticleContent, **changes: object) -> Effort:
    new = old.model_copy(update=changes)
    fields = compare_contents(old, new)
    return effort_of_changes(fields, old=(old, render_body(old)), new=(new, render_body(new)))


def test_a_change_counts_as_often_as_passages_changed() -> None:
    old = factories.content(body="One.\n\nTwo.\n\nThree [@sample2020].")

    found = effort(old, lead="Another lead.", body="One!\n\nTwo.\n\nThree [@sample2020].\n\nFour.")

    assert found.changes == 3
    assert found.sources == frozenset()


def test_nothing_changed_takes_the_minute_to_decide() -> None:
    found = effort(factories.content())

    assert (found.changes, found.words, found.minutes) == (0, 0, 1)


def test_old_and_new_words_of_a_changed_passage_are_read() -> None:
    old = factories.content(lead=" ".join(["old"] * 150))

    found = effort(old, lead=" ".join(["new"] * 150))

    assert (found.words, found.minutes) == (300, 3)


@pytest.mark.parametrize("changed", ["sentence", "passage"])
def test_a_source_is_compared_again_when_its_sentence_or_passage_changed(changed: str) -> None:
    old = factories.content()
    held = old.citations[0].model_copy(update={"passage": Passage(quote="Seen in five of a hundred.")})

    found = (
        effort(old, summary="It changed [@sample2020].") if changed == "sentence" else effort(old, citations=(held,))
    )

    assert found.sources == {"sample2020"}


def test_all_of_a_text_is_read_with_all_its_sources() -> None:
    content = factories.content()
    body = render_body(content)

    found = effort_of_all(content, body)

    assert found.changes is None
    assert found.sources == {"sample2020"}
    assert found.words > body.words
