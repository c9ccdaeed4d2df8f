"""The sources of one article as files, from the desk and by command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts
from articles.models import Publication
from references import formats, library
from references.models import Reference
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(cast: Cast, publication: Publication) -> Publication:
    """The live text cites one work; the draft lists two more, one of them under the key of a merged record."""
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    sample = Reference.objects.get(key="sample2020")
    kept, old, other = (factories.make_reference(key) for key in ("kept", "old", "other"))
    library.merge(kept, old, by=cast.writer, now=factories.NOW)
    rows = tuple(factories.citation(row) for row in (sample, old, other))
    factories.save(draft, cast.writer, citations=rows)
    return publication


def keys(text: str, name: str = "csl-json") -> list[str]:
    return [item.record["id"] for item in formats.read(text.encode(), format_name=name).reads if item.record]


def test_every_text_is_given_in_every_format(article: Publication, cast: Cast, client: Client) -> None:
    client.force_login(cast.clinician)
    address = f"/admin/desk/articles/{article.article_id}/sources/"
    page = client.get(address).content.decode()
    assert "Live text (1)" in page
    assert "Draft (3)" in page

    for name, chosen in formats.FORMATS.items():
        assert f"?of=main&amp;format={name}" in page
        answer = client.get(address, {"of": "live", "format": name})
        assert chosen.ending in answer["Content-Disposition"]
        if name != "identifiers":
            assert keys(answer.content.decode(), name) == ["sample2020"]
    found = client.get(address, {"of": "main", "format": "ris"}).content.decode()
    assert keys(found, "ris") == ["sample2020", "kept", "other"]


@pytest.mark.parametrize("query", [{"of": "correction", "format": "ris"}, {"of": "live", "format": "docx"}])
def test_what_there_is_not_is_not_found(query: dict[str, str], article: Publication, as_writer: Client) -> None:
    assert as_writer.get(f"/admin/desk/articles/{article.article_id}/sources/", query).status_code == 404


def test_the_command_gives_the_same(article: Publication) -> None:
    def exported(*arguments: str) -> list[str]:
        out = StringIO()
        call_command("export_references", *arguments, stdout=out)
        return keys(out.getvalue())

    slug = article.article.slug
    assert exported("--article", slug) == ["sample2020"]
    assert exported("--article", slug, "--drafts") == ["sample2020", "kept", "other"]
    with pytest.raises(CommandError, match="no live article at nowhere"):
        exported("--article", "nowhere")


def test_it_costs_the_same_with_one_and_three_sources(cast: Cast, publication: Publication, as_writer: Client) -> None:
    address = f"/admin/desk/articles/{publication.article_id}/sources/"
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    as_writer.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_writer.get(address)
        return len(queries)

    one = cost()
    rows = tuple(factories.citation(factories.make_reference(key)) for key in ("a", "b", "sample2020"))
    factories.save(draft, cast.writer, citations=rows)

    assert cost() == one
