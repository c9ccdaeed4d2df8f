"""Pages that are made anew around the same signed text."""

from datetime import timedelta

import pytest

from articles.domain.drafting.conversion import subject_fact
from articles.domain.errors import Tampered
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.publication import reframing
from articles.models import (
    DrugClass,
    Publication,
    PublishedPage,
    Rendering,
    Revision,
    Subject,
)
from tests import factories
from tests.conftest import Cast


def test_text_changed_in_the_database_is_withheld_when_its_page_is_framed_anew(publication: Publication) -> None:
    revision = publication.revision
    revision.body_html = revision.body_html.replace("source", "sauce", 1)
    with factories.triggers_lifted():
        Revision.objects.bulk_update([revision], ["body_html"])

    with pytest.raises(Tampered):
        reframing.rebuild([PublishedPage.objects.get().pk], now=factories.NOW)


def test_a_subject_that_gains_a_class_gains_its_notices_on_the_live_page(cast: Cast, approved_notices: None) -> None:
    subject = Subject.objects.get(slug="metformin")
    fact = subject_fact(subject)
    draft = factories.make_draft(cast.writer, subjects=(fact,))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)
    page = PublishedPage.objects.get()
    assert "Do not stop this medicine suddenly" not in page.document

    subject.classes.add(DrugClass.objects.get(slug="benzodiazepine"))
    framed = reframing.reframe(page, now=factories.NOW)

    assert "Do not stop this medicine suddenly" in framed.document


def test_a_subject_that_loses_its_class_keeps_the_notices_of_what_was_signed(
    cast: Cast, approved_notices: None
) -> None:
    draft = factories.make_draft(cast.writer, subjects=(factories.clonazepam(),))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    Subject.objects.get(slug="clonazepam").classes.clear()
    framed = reframing.reframe(PublishedPage.objects.get(), now=factories.NOW)

    assert "Do not stop this medicine suddenly" in framed.document


def test_an_overdue_page_says_so(publication: Publication) -> None:
    page = PublishedPage.objects.get()
    on_time = reframing.reframe(page, now=factories.later(days=700))
    late = reframing.reframe(page, now=factories.later(days=732))

    assert "The review of this article is overdue" not in on_time.document
    assert "The review of this article is overdue" in late.document
    assert page.valid_until is not None
    assert on_time.valid_until == page.valid_until
    assert late.valid_until == page.valid_until + timedelta(days=90), "it is listed no more from then on"


def test_a_rebuild_stores_a_page_that_changed_and_records_it_once(publication: Publication) -> None:
    key = PublishedPage.objects.get().pk

    unchanged = reframing.rebuild([key], now=factories.later(days=1))
    changed = reframing.rebuild([key], now=factories.later(days=800))
    again = reframing.rebuild([key], now=factories.later(days=801))

    assert (unchanged, changed, again) == (0, 1, 0)
    assert Rendering.objects.count() == 2


def test_a_page_framed_under_older_notices_is_stale_until_it_is_rebuilt(publication: Publication) -> None:
    page = PublishedPage.objects.get()
    PublishedPage.objects.update(notices_stamp=current_stamp() - 1)
    assert list(reframing.stale_pages(now=factories.NOW)) == [page.pk]

    reframing.rebuild([page.pk], now=factories.NOW)

    assert list(reframing.stale_pages(now=factories.NOW)) == []
