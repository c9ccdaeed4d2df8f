"""Nothing stands in the sample texts that their sources do not carry."""

import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.text import slugify
from PIL import Image

from articles.domain.demonstration import material
from references import csl

RECORDS: list[dict[str, Any]] = json.loads((material.FOLDER / "references.json").read_text(encoding="utf-8"))
YEARS = {record["id"]: str(csl.year(record) or "") for record in RECORDS}
BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[5] / "shared" / "data"
COLLECTED = BESIDE_THE_CHECKOUT / "references" / "csl.json"
FACTS = BESIDE_THE_CHECKOUT / "facts.md"
TEXTS = sorted(
    path
    for folder in ("articles", "unfinished", "newer", "translations")
    for path in (material.FOLDER / folder).iterdir()
)
FINISHED = sorted(material.FINISHED.glob("*.toml"))

CITATION = re.compile(r"\[(@[^\]]+)\]")
KEY = re.compile(r"@([\w-]+)")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?")
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row, answer or key point.

    A caption stands with the keys of its table, an item without any with those of the sentence before the list.
    """

    text: str
    keys: frozenset[str]
    is_caption: bool = False

    @property
    def numbers(self) -> set[str]:
        return set(NUMBER.findall(CITATION.sub("", self.text)))


def keys_of(text: str) -> frozenset[str]:
    return frozenset(key for group in CITATION.findall(text) for key in KEY.findall(group))


def blocks_of(path: Path) -> Iterator[Block]:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    yield from (Block(text, keys_of(text)) for text in _short_texts(said))
    for row in said.get("figures", []):
        words = " ".join([row["alt"], row["caption"], row["text_version"]])
        yield Block(words, frozenset({row["source"]}), is_caption=True)
    parts = [part.strip() for part in (said.get("body", "") + said.get("section", "")).split("\n\n") if part.strip()]
    for place, part in enumerate(parts):
        if part.startswith(("#", "![](figure:")):
            continue
        if part.startswith("Table:"):
            yield Block(part, keys_of(parts[place + 1]), is_caption=True)
        elif part.startswith("|"):
            yield from (Block(row, keys_of(row)) for row in part.splitlines()[2:])
        elif re.match(r"- |\d+\. ", part):
            introduced = keys_of(parts[place - 1]) if parts[place - 1].endswith(":") else frozenset()
            items = [re.sub(r"^(?:- |\d+\. )", "", line) for line in part.splitlines()]
            yield from (Block(item, keys_of(item) or introduced) for item in items)
        else:
            yield Block(part, keys_of(part))


def _short_texts(said: dict[str, Any]) -> Iterator[str]:
    texts = [said.get("summary", "")]
    texts += [point["text"] for point in said.get("key_points", [])]
    texts += [row["answer"] for row in said.get("questions", [])]
    yield from (text for text in texts if text)


def facts() -> dict[str, set[str]]:
    """For each key, the numbers of the facts that rest on it."""
    numbers: dict[str, set[str]] = {}
    for text, keys in re.findall(r"^\d+\. (.+) \[([\w, -]+)\]$", FACTS.read_text(encoding="utf-8"), flags=re.MULTILINE):
        for key in keys.split(", "):
            numbers.setdefault(key, set()).update(NUMBER.findall(text))
    return numbers


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_statement_names_its_source(path: Path) -> None:
    blocks = list(blocks_of(path))
    without = [block.text for block in blocks if not block.keys and not block.text.endswith(":")]
    sentences = [sentence for block in blocks if not block.is_caption for sentence in SENTENCE_END.split(block.text)]
    bare_numbers = [one for one in sentences if NUMBER.search(CITATION.sub("", one)) and not CITATION.search(one)]

    assert without == []
    assert bare_numbers == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_titles_leads_and_headings_hold_no_number_that_nothing_supports(path: Path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", said.get("body", "") + said.get("section", ""), flags=re.MULTILINE)
    labels = [point["label"] for point in said.get("key_points", [])]
    questions = [row["question"] for row in said.get("questions", [])]
    bare = [said.get("title", ""), said.get("lead", ""), *headings, *labels, *questions]

    assert [text for text in bare if NUMBER.search(text)] == []


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not part of the project")
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_number_is_that_of_a_fact_of_a_source_cited_beside_it(path: Path) -> None:
    known = facts()
    unknown = [
        (number, block.text)
        for block in blocks_of(path)
        for number in block.numbers
        if not any(number in known[key] or number == YEARS[key] for key in block.keys)
    ]

    assert unknown == []


def test_every_figure_is_as_it_is_drawn_and_says_the_numbers_in_words() -> None:
    rows = [row for path in TEXTS for row in tomllib.loads(path.read_text(encoding="utf-8")).get("figures", [])]

    assert sorted(path.name for path in material.FIGURES.iterdir()) == [row["file"] for row in rows]
    drawing = runpy.run_path(str(Path(settings.BASE_DIR) / "deploy" / "figures.py"))
    groups = drawing["SLEEP_EFFICIENCY"]
    drawn = [str(bar.percent) for _, members in groups for bar in members]
    assert [number for number in drawn if f"{number}%" not in rows[0]["text_version"]] == []
    with Image.open(material.FIGURES / "sleep-efficiency.png") as kept:
        assert kept.size == drawing["bars"]("Sleep efficiency before and after treatment", groups).size


@pytest.mark.parametrize("path", FINISHED, ids=lambda path: path.stem)
def test_every_finished_article_has_all_parts(path: Path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))

    assert all(said[part] for part in ("title", "lead", "summary", "key_points", "topics", "subjects"))
    assert said["body"].count("\n## ") >= 2
    assert len(re.findall(r"^- |^\d+\. ", said["body"], flags=re.MULTILINE)) >= 2 or "| " in said["body"]
    assert "\nTable: " in said["body"]
    assert 4 <= len(said["questions"]) <= 6


ORIGINALS = {
    "medir-la-presion-arterial-en-casa": "home-blood-pressure",
    "la-vacuna-contra-la-gripe-en-el-embarazo": "flu-vaccine-in-pregnancy",
}


@pytest.mark.parametrize("path", sorted(material.TRANSLATIONS.iterdir()), ids=lambda path: path.stem)
def test_a_translation_has_the_numbers_and_the_sources_of_its_original_part_by_part(path: Path) -> None:
    mine, theirs = (
        tomllib.loads(each.read_text(encoding="utf-8"))
        for each in (path, material.FINISHED / f"{ORIGINALS[path.stem]}.toml")
    )
    theirs["questions"] = theirs["questions"][: len(mine["questions"])]

    assert parts_of(mine) == parts_of(theirs)
    assert slugify(mine["title"]) == path.stem


def parts_of(said: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    """Numbers and cited keys of each part, in the order of the numbers."""
    rows = [f"{row['label']} {row['text']}" for row in said["key_points"]]
    rows += [f"{row['question']} {row['answer']}" for row in said["questions"]]
    texts = [said["title"], said["lead"], said["summary"], *said["body"].split("\n\n"), *rows]
    return [(sorted(NUMBER.findall(CITATION.sub("", text))), sorted(KEY.findall(text))) for text in texts]


def test_there_is_an_article_for_each_collected_group_of_facts() -> None:
    topics = {slug for path in FINISHED for slug in tomllib.loads(path.read_text(encoding="utf-8"))["topics"]}

    assert len(topics) == 8
    assert len(FINISHED) >= 8


def test_every_cited_key_is_a_record_and_every_record_is_cited() -> None:
    cited = {key for path in TEXTS for key in keys_of(path.read_text(encoding="utf-8"))}

    assert cited == {record["id"] for record in RECORDS}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_every_record_is_clean_and_findable(record: dict[str, object]) -> None:
    assert csl.clean(record) == record
    assert csl.is_findable(record)


@pytest.mark.skipif(not COLLECTED.exists(), reason="the collection they come from is not part of the project")
def test_every_record_is_as_it_was_collected() -> None:
    collected = {record["id"]: record for record in json.loads(COLLECTED.read_text(encoding="utf-8"))}

    for record in RECORDS:
        own = {key: value for key, value in record.items() if key != "custom"}
        assert own == {key: collected[record["id"]][key] for key in own}
