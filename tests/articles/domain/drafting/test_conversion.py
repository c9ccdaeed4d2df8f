"""Draft to content to JSON to content to draft: nothing is lost, nothing is added."""

import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.choices import ArticleType, Audience, Funding
from articles.content import ArticleContent, Author, BankSource, Citation, KeyPoint, Question, SubjectFact, TopicFact
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import (
    CannotPlace,
    author_of,
    draft_content,
    link_to,
    subject_fact,
    write_content,
)
from articles.models import Citation as CitationRow
from articles.models import Draft, DraftSubject, Publication, Subject
from articles.models import KeyPoint as KeyPointRow
from faq import bank
from faq.models import Question as BankQuestion
from references import library
from references.models import Reference
from tests import factories
from tests.articles.test_content import lines, texts
from tests.conftest import Cast

PROPERTY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def storable(draw: st.DrawFn, known: dict[str, Any]) -> ArticleContent:
    """A content whose shared parts (people, subjects, sources, bank questions) are in the database."""
    keys = draw(st.lists(st.sampled_from(sorted(known["references"])), unique=True))
    free = draw(st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), unique=True, max_size=3))
    citations = [
        *(
            Citation(key=key, number=draw(st.none() | st.integers(0, 99)), reference=known["references"][key])
            for key in keys
        ),
        *(Citation(key=key, raw_text=draw(texts)) for key in free if key not in keys),
        *(Citation(number=number) for number in draw(st.lists(st.integers(1, 99), max_size=3))),
    ]
    return ArticleContent(
        title=draw(lines),
        lead=draw(texts),
        summary=draw(texts),
        body=draw(texts),
        key_points=tuple(draw(st.lists(st.builds(KeyPoint, label=lines, text=texts), max_size=4))),
        questions=tuple(
            draw(
                st.lists(
                    st.builds(Question, question=lines, answer=texts, bank=st.none() | st.sampled_from(known["bank"])),
                    max_size=4,
                )
            )
        ),
        citations=tuple(draw(st.permutations(citations))),
        authors=tuple(draw(st.lists(st.sampled_from(known["authors"]), unique_by=lambda a: a.profile))),
        topics=tuple(draw(st.lists(st.sampled_from(known["topics"]), unique_by=lambda t: t.slug))),
        subjects=tuple(draw(st.lists(st.sampled_from(known["subjects"]), unique_by=lambda s: s.slug))),
        article_type=draw(st.sampled_from(["", *ArticleType.values])),
        audience=draw(st.sampled_from(["", *Audience.values])),
        funding=draw(st.sampled_from(["", *Funding.values])),
        funding_note=draw(lines),
    )


@pytest.fixture
def known(cast: Cast) -> dict[str, Any]:
    references = [
        factories.make_reference("one", DOI="10.1000/xyz"),
        factories.make_reference("two", custom={"evidence": "Guideline"}),
    ]
    question = BankQuestion.objects.create()
    versions = [bank.write(question, wording=f"Q{n}?", answer="A.", by=None, now=factories.NOW) for n in (1, 2)]
    return {
        "references": {reference.key: library.frozen(reference) for reference in references},
        "bank": [BankSource(question=question.uuid, version=version.number) for version in versions],
        "authors": [author_of(user.profile, "en") for user in (cast.writer, cast.clinician)],
        "topics": [factories.topic_fact(factories.make_topic(name)) for name in ("Heart", "Mind")],
        "subjects": [subject_fact(s) for s in Subject.objects.prefetch_related("classes").order_by("pk")[:3]],
    }


def loaded(draft: Draft) -> Draft:
    return Draft.objects.with_rows().get(pk=draft.pk)


@PROPERTY
@given(data=st.data())
def test_a_draft_keeps_every_content_that_it_is_given(data: st.DataObject, known: dict[str, Any]) -> None:
    first, second = data.draw(storable(known)), data.draw(storable(known))
    draft = drafts.create_article(first, by=None, now=factories.NOW)

    assert draft_content(loaded(draft)) == first
    write_content(draft, ArticleContent.from_json(second.to_json()))
    assert draft_content(loaded(draft)) == second
    assert ArticleContent.from_json(draft_content(loaded(draft)).to_json()) == second


def test_an_incomplete_article_is_stored_as_it_is(cast: Cast) -> None:
    content = ArticleContent(
        questions=(Question(answer="An answer without its question."),),
        citations=tuple(Citation(number=number) for number in range(1, 15)),
    )

    draft = drafts.create_article(content, by=cast.writer, now=factories.NOW)

    assert draft_content(loaded(draft)) == content
    assert Reference.objects.count() == 0


def test_a_draft_keeps_what_it_is_a_translation_of(cast: Cast, publication: Publication) -> None:
    link = link_to(publication)
    content = ArticleContent(locale="es", title="Un artículo de muestra", translation_of=link)

    draft = drafts.create_article(content, by=cast.writer, now=factories.NOW)

    assert (link.article, link.version, link.content_digest) == (
        publication.article.uuid,
        1,
        publication.content_digest,
    )
    assert draft_content(loaded(draft)) == content


@pytest.mark.parametrize("change", [{"version": 2}, {"content_digest": "0" * 64}, {"article": uuid4()}])
def test_an_original_that_was_never_published_so_is_refused(
    change: dict[str, Any], cast: Cast, publication: Publication
) -> None:
    link = link_to(publication).model_copy(update=change)

    with pytest.raises(CannotPlace, match="does not know the published text"):
        drafts.create_article(ArticleContent(title="T", translation_of=link), by=cast.writer, now=factories.NOW)


def test_no_article_is_a_translation_of_itself(cast: Cast, publication: Publication) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)

    with pytest.raises(CannotPlace):
        factories.save(draft, cast.writer, translation_of=link_to(publication))


def test_rows_keep_their_identity_by_position(cast: Cast, draft: Draft) -> None:
    before = list(KeyPointRow.objects.values_list("pk", flat=True))

    factories.save(
        draft, cast.writer, key_points=(KeyPoint(label="New", text="Words."), KeyPoint(label="More", text="x"))
    )

    assert list(KeyPointRow.objects.order_by("position").values_list("pk", flat=True))[:1] == before


def test_sources_that_swap_their_places_keep_their_keys(cast: Cast) -> None:
    one, two = factories.make_reference("one"), factories.make_reference("two")
    sources = (factories.citation(one), factories.citation(two))
    draft = factories.make_draft(cast.writer, citations=sources, body="A [@one] and [@two].", summary="")

    factories.save(draft, cast.writer, citations=sources[::-1])

    assert list(CitationRow.objects.order_by("position").values_list("key", flat=True)) == ["two", "one"]


def test_a_record_that_the_library_lacks_is_added_to_it(cast: Cast) -> None:
    record = {"id": "new2024", "type": "book", "title": "A sample book"}
    content = ArticleContent(title="T", citations=(Citation(key="new2024", reference=record),))

    draft = drafts.create_article(content, by=cast.writer, now=factories.NOW)

    assert Reference.objects.get().key == "new2024"
    assert draft_content(loaded(draft)) == content


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"topics": (TopicFact(slug="nowhere", name="Nowhere"),)}, "the topic Nowhere"),
        ({"subjects": (SubjectFact(slug="nothing", name="Nothing", kind="drug"),)}, "the subject Nothing"),
        ({"authors": (Author(profile=uuid4(), name="Nobody"),)}, "the author Nobody"),
        (
            {"questions": (Question(question="Q?", bank=BankSource(question=uuid4(), version=1)),)},
            "the bank question of 'Q?'",
        ),
    ],
)
def test_what_the_site_does_not_know_is_named_and_nothing_is_written(
    values: dict[str, Any], named: str, cast: Cast, draft: Draft
) -> None:
    before = draft_content(loaded(draft))

    with pytest.raises(CannotPlace, match=re.escape(named)):
        factories.save(draft, cast.writer, **values)

    assert draft_content(loaded(draft)) == before


def test_a_rejected_subject_stays_rejected_until_it_is_confirmed(cast: Cast, draft: Draft) -> None:
    subject = Subject.objects.get(slug="clonazepam")
    fresh = loaded(draft)
    drafts.save_draft(
        fresh,
        draft_content(fresh),
        expected_version=1,
        by=cast.writer,
        now=factories.NOW,
        rejected={subject: "Only named."},
    )
    factories.save(draft, cast.writer, title="Another title")
    assert [(row.answer, row.reason) for row in DraftSubject.objects.all()] == [("rejected", "Only named.")]

    factories.save(draft, cast.writer, subjects=(factories.clonazepam(),))

    assert [(row.answer, row.reason) for row in DraftSubject.objects.all()] == [("confirmed", "")]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_a_draft_costs_the_same_with_one_and_three_rows(
    count: int, cast: Cast, django_assert_num_queries: Any
) -> None:
    references = [factories.make_reference(f"many{place}") for place in range(count)]
    rows = factories.content()
    draft = factories.make_draft(
        cast.writer,
        key_points=rows.key_points * count,
        questions=rows.questions * count,
        citations=tuple(factories.citation(reference) for reference in references),
        summary="",
        body="Text.",
    )

    with django_assert_num_queries(8):
        draft_content(loaded(draft))
