"""export_articles: what readers get, in files that an import reads back."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.content import ArticleContent
from articles.domain.exchange.exporting import exported
from articles.importing.markdown import read_markdown
from articles.models import Draft, Publication
from tests import factories
from tests.conftest import Cast


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("export_articles", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def live_content(publication: Publication) -> ArticleContent:
    return ArticleContent.from_json(publication.revision.content_json)


def test_a_live_article_is_one_line_of_its_content(publication: Publication) -> None:
    assert run() == publication.revision.content_json + "\n"


def test_with_its_identity_an_import_knows_which_article_it_is(publication: Publication) -> None:
    data = json.loads(run("--identity"))

    assert (data["uuid"], data["slug"]) == (str(publication.article.uuid), publication.article.slug)


def test_markdown_is_one_file_for_each_article(publication: Publication, tmp_path: Path) -> None:
    run("--format", "markdown", "--output", str(tmp_path / "out"))

    (file,) = (tmp_path / "out").iterdir()
    imported = read_markdown(file.read_text(encoding="utf-8"), source=file.name)
    assert file.name == f"{publication.article.slug}.md"
    assert (imported.content, imported.identity.uuid) == (live_content(publication), publication.article.uuid)


def test_a_draft_leaves_only_where_somebody_asks_for_it(cast: Cast, publication: Publication) -> None:
    draft = factories.make_draft(cast.writer, title="Only a draft")

    assert "Only a draft" not in run()
    assert "Only a draft" in run("--drafts")
    assert [json.loads(run("--drafts", draft.article.slug))["title"]] == ["Only a draft"]


def test_nothing_to_export_gets_a_sentence(draft: Draft) -> None:
    with pytest.raises(CommandError, match=r"There is no live article to export\. Drafts are exported with --drafts\."):
        run()


def test_a_place_that_cannot_be_written_gets_a_sentence(publication: Publication) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run("--output", "/no/such/folder/file.jsonl")


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_reads_a_fixed_number_of_statements_for_fifty(count: int, cast: Cast, draft: Draft) -> None:
    for number in range(1, count):
        factories.make_draft(cast.writer, title=f"Draft {number}")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list(exported(drafts=True))) == count
    assert len(queries) == 9
