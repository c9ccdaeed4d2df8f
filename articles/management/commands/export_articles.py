"""Write the content of articles to files that import_articles reads back as the same content."""

import json
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from articles.domain.exchange.exporting import Exported, exported
from articles.importing.export import NotWritable, to_markdown
from articles.importing.formats import Format


class Command(BaseCommand):
    help = (
        "Export the content of live articles: as JSON lines of ArticleContent, or as Markdown with a front matter, one "
        "file for each article. An import of what was exported gives the same content."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these articles; default: all")
        parser.add_argument("--format", choices=[Format.JSONL.value, Format.MARKDOWN.value], default=Format.JSONL.value)
        parser.add_argument(
            "--output", default="-", metavar="PATH", help="a file for jsonl, a folder for markdown; default: -, print"
        )
        parser.add_argument("--drafts", action="store_true", help="the open draft, where an article has one")
        parser.add_argument(
            "--identity", action="store_true", help="jsonl: add uuid and slug, so that an import finds the article"
        )

    def handle(self, *args: Any, slugs: list[str], output: str, **options: Any) -> None:
        found = 0
        markdown = options["format"] == Format.MARKDOWN
        try:
            with _opened(output, is_folder=markdown) as stream:
                for one in exported(slugs=slugs, drafts=options["drafts"]):
                    found += 1
                    text = self._markdown(one) if markdown else _line(one, identity=options["identity"])
                    if markdown and output != "-":
                        (Path(output) / f"{one.article.slug}.md").write_text(text, encoding="utf-8")
                    else:
                        (stream or self.stdout).write(text)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Give another --output.") from error
        if not found:
            hint = "" if options["drafts"] else " Drafts are exported with --drafts."
            raise CommandError(f"There is no live article to export.{hint}")
        if output != "-":
            self.stderr.write(f"{found} article(s) exported to {output}.")

    def _markdown(self, one: Exported) -> str:
        try:
            return to_markdown(one.content, uuid=one.article.uuid, slug=one.article.slug)
        except NotWritable as error:
            raise CommandError(f"{one.article.slug}: {error}") from error


def _line(one: Exported, *, identity: bool) -> str:
    text = one.content.to_json()
    if not identity:
        return f"{text}\n"
    data = {"uuid": str(one.article.uuid), "slug": one.article.slug, **json.loads(text)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _opened(output: str, *, is_folder: bool) -> AbstractContextManager[IO[str] | None]:
    """The file to write to; None for standard output, and for a folder, which is made."""
    if output == "-":
        return nullcontext()
    if is_folder:
        Path(output).mkdir(parents=True, exist_ok=True)
        return nullcontext()
    return Path(output).open("w", encoding="utf-8")
