"""Two records were merged: a text that cites both keys lists the work once, and what was signed stays as it is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import ArticleContent, Citation, Passage
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.same_works import marked
from articles.domain.exchange.known import as_known_here
from articles.models import Draft, Publication, PublishedReference
from articles.rendering.body import render_body
from articles.rendering.resting import claims
from medsite.lib import markdown
from references import library
from references.models import Reference
from tests import factories
from tests.conftest import Cast

BODY = "## One\n\nFirst [@other2020]. Old key [@old2020, p. 3]. New key [@kept2020]. Both [@kept2020; @old2020]."


def record(key: str) -> dict[str, Any]:
    return {"id": key, "type": "book", "title": "A work"}


def listed(**values: Any) -> ArticleContent:
    rows = [Citation(key=key, reference=record(key)) for key in ("old2020", "other2020", "kept2020")]
    rows[0] = rows[0].model_copy(
        update={"passage": Passage(quote="It says so.", place="p. 3"), "despite": "It is old."}
    )
    return ArticleContent(body=BODY, citations=marked(rows, {"old2020": "kept2020"}), **values)


def test_both_keys_have_one_number_and_one_place_in_the_list() -> None:
    content = listed()

    body = render_body(content)

    assert content.same_works == {"old2020": "kept2020"}
    assert [(item.number, item.key) for item in body.references] == [(1, "other2020"), (2, "kept2020")]
    assert body.further_reading == ()
    assert body.references[1].cited_at == ("cite-2a", "cite-2b", "cite-2c")
    (section,) = body.sections
    assert section.html.count("[2]") == 2
    assert "[2, p. 3]" in section.html
    assert [claim.text for claim in claims(body)["kept2020"]] == ["Old key.", "New key.", "Both."]


def test_nothing_counts_as_lost_and_a_key_that_nothing_has_is_still_shown() -> None:
    numbers = markdown.CitationNumbers(["kept2020", "old2020"], same={"old2020": "kept2020"})
    for source in ("Both [@kept2020; @old2020].", "Both [@old2020; see @kept2020, p. 2].", "So [@old2020; @nobody]."):
        rendered = markdown.render(source, citations=numbers)
        assert markdown.eaten(source, rendered) == ()
    assert rendered.missing == ("nobody",)
    assert "@nobody" in rendered.text


def test_what_was_said_under_each_key_stands_beside_the_one_source() -> None:
    (other, kept) = listed().works

    assert other.key == "other2020"
    assert (kept.key, kept.despite) == ("kept2020", "It is old.")
    assert kept.passage == Passage(quote="It says so.", place="p. 3")


def test_without_the_kept_record_the_first_of_the_list_stands_for_both() -> None:
    rows = [Citation(key=key, reference=record(key)) for key in ("a", "b")]

    assert [row.same_as for row in marked(rows, {"a": "kept", "b": "kept"})] == ["", "a"]
    assert marked(rows, {}) == tuple(rows)


@pytest.mark.parametrize("same_as", ["nobody", "old2020"])
def test_only_a_listed_key_can_be_the_same(same_as: str) -> None:
    with pytest.raises(ValueError, match="no source has the key"):
        ArticleContent(citations=(Citation(key="old2020", same_as=same_as),))


def test_a_text_without_merged_sources_has_the_json_that_it_had() -> None:
    assert "same_as" not in ArticleContent(citations=(Citation(key="a", reference=record("a")),)).to_json()


@pytest.fixture
def works(cast: Cast) -> tuple[Reference, Reference]:
    return factories.make_reference("kept2020"), factories.make_reference("old2020")


@pytest.fixture
def live(cast: Cast, approved_notices: None, works: tuple[Reference, Reference]) -> Publication:
    """A live text that cites two records, which nobody knew to be of one work."""
    rows = tuple(factories.citation(work) for work in works)
    text = "A statement with a source [@kept2020]. Another one [@old2020]."
    draft = factories.make_draft(cast.writer, lead="A lead.", summary="", body=f"## One\n\n{text}", citations=rows)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def merge(works: tuple[Reference, Reference], cast: Cast) -> None:
    library.merge(*works, by=cast.writer, now=factories.NOW)


@pytest.mark.django_db
def test_the_signed_page_stays_and_the_next_text_lists_the_work_once(
    cast: Cast, live: Publication, works: tuple[Reference, Reference], client: Client
) -> None:
    address = f"/articles/{live.article.slug}/"
    before = (client.get(address).content, live.revision.body_html)
    merge(works, cast)

    live.refresh_from_db()
    assert (client.get(address).content, live.revision.body_html) == before
    again = render_body(ArticleContent.from_json(live.revision.content_json))
    assert again.to_json() == live.revision.body_html

    draft = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    client.force_login(cast.writer)
    preview = client.get(f"/admin/desk/drafts/{draft.pk}/preview/").content.decode()
    assert 'id="ref-1"' in preview
    assert 'id="ref-2"' not in preview
    findings = {finding.rule for finding in workflow.inspect_draft(Draft.objects.with_rows().get(pk=draft.pk))}
    assert not findings & {"source twice", "never cited", "citation unknown", "text lost"}

    revision = factories.submit(draft, cast.writer)
    factories.approve(revision, cast.clinician)
    factories.publish(Draft.objects.get(pk=draft.pk), cast.publisher)
    html = client.get(address).content.decode()
    assert 'id="ref-2"' not in html
    assert html.count("[1]") >= 2
    assert [row.key for row in PublishedReference.objects.all()] == ["kept2020"]


@pytest.mark.django_db
def test_saving_the_same_again_changes_nothing_and_costs_no_query_for_each_row(
    cast: Cast, works: tuple[Reference, Reference]
) -> None:
    rows = tuple(factories.citation(work) for work in (*works, factories.make_reference()))
    draft = factories.make_draft(cast.writer, citations=rows)
    merge(works, cast)
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    content = draft_content(loaded)
    assert content.same_works == {"old2020": "kept2020"}
    assert as_known_here(content) == content
    typed = content.model_copy(
        update={"citations": tuple(c.model_copy(update={"same_as": ""}) for c in content.citations)}
    )

    saved = drafts.save_draft(draft, typed, expected_version=draft.version, by=cast.writer, now=factories.NOW)

    assert saved.version == draft.version
    with CaptureQueriesContext(connection) as queries:
        draft_content(loaded)
    assert len(queries) == 0
