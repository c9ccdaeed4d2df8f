"""What is known today about the sources of a text, for its checks."""

from datetime import date
from typing import Any

import pytest

from articles.content import Citation
from articles.domain.knowledge.source_facts import known_of, other_works, records_of
from articles.quality.inspection import OtherWork
from references import library
from references.models import Completion, CompletionState, RetractionNotice
from tests import factories
from tests.conftest import Cast


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("record", "found", "said"),
    [
        ({}, {"title": "A sample study called sample2020"}, None),
        ({}, {"title": "Another work"}, OtherWork("“Another work. 2020.”, which differs in the title.")),
        (
            {"title": "Eine Studie", "language": "de", "author": []},
            {"title": "[A study]", "language": "ger"},
            OtherWork("“[A study]. 2020. German.”.", is_certain=False),
        ),
    ],
)
def test_what_an_identifier_means_is_held_against_its_record(
    record: dict[str, Any], found: dict[str, Any], said: OtherWork | None
) -> None:
    reference = factories.make_reference(PMID="123456", **record)
    Completion.objects.create(
        reference=reference,
        state=CompletionState.COMPLETED,
        identifier="PMID 123456",
        service="PubMed",
        found={"id": "x", "type": "article-journal", "issued": {"date-parts": [[2020]]}} | found,
        answered_at=factories.NOW,
    )
    content = factories.content(citations=(Citation(key=reference.key, reference=reference.csl),))

    known = other_works(records_of(content)).get(reference.key)

    expected = said and OtherWork(f"PubMed says that PMID 123456 is {said.words}", said.is_certain)
    assert known == expected


@pytest.mark.django_db
@pytest.mark.parametrize("cited", ["old", "kept", "third"])
def test_a_source_shows_the_notice_about_a_merged_record_whichever_it_is_cited_by(cited: str, cast: Cast) -> None:
    kept = factories.make_reference("kept", DOI="10.1000/early")
    other = factories.make_reference("old", DOI="10.1000/paper")
    RetractionNotice.objects.create(
        record_id="1",
        nature="retraction",
        doi="10.1000/paper",
        notice_on=date(2026, 2, 6),
        notice_doi="10.1000/notice",
        read_at=factories.NOW,
    )
    third = factories.make_reference("third", DOI="10.1000/another")
    library.merge(kept, other, by=cast.writer, now=factories.NOW)
    library.merge(kept, third, by=cast.writer, now=factories.NOW)

    known = known_of([cited])[cited]

    assert (known.in_words, known.notice_url) == ("Retracted, 6 February 2026", "https://doi.org/10.1000/notice")
