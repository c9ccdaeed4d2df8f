"""Whatever a record holds, each format gives it back: made-up records here, real ones where they lie beside."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from references import csl, formats

REAL = Path(os.environ.get("MEDSITE_REFERENCES", Path(__file__).resolve().parents[4] / "shared/data/references"))
LOSSLESS = [name for name in formats.FORMATS if name != "identifiers"]

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"]) | st.sampled_from("{}\\$%&#_~^-\"'`<>@=,;:.?!aZ1 "),
    min_size=1,
    max_size=25,
).filter(lambda text: bool(text.strip()))
PEOPLE = st.lists(
    st.fixed_dictionaries({"family": WORDS}, optional={"given": WORDS, "suffix": WORDS})
    | st.fixed_dictionaries({"literal": WORDS}),
    min_size=1,
    max_size=3,
)
DATES = st.builds(
    lambda y, m, d: {"date-parts": [[part for part in (y, m, d if m else 0) if part]]},
    st.integers(1800, 2100),
    st.integers(0, 12),
    st.integers(0, 31),
)
PLAIN = [name for name in csl.TEXT_FIELDS if name not in {"DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL", "title"}]
RECORDS = st.builds(
    lambda base, text, people, dates: text | people | dates | base,
    st.fixed_dictionaries(
        {
            "id": st.from_regex(r"[A-Za-z]{1,8}[0-9]{0,4}", fullmatch=True),
            "type": st.sampled_from(sorted(csl.TYPES)),
            "title": WORDS,
        },
        optional={
            "DOI": st.from_regex(r"10\.[0-9]{4}/[a-zA-Z0-9(<_%&#;:-]{1,12}[a-z]", fullmatch=True),
            "PMID": st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True),
            "URL": st.from_regex(r"https://[a-z]{1,9}\.org/[a-z_%&#{}~-]{0,9}", fullmatch=True),
            "custom": st.fixed_dictionaries({"evidence": WORDS}, optional={"NCT": st.just("NCT00000000")}),
        },
    ),
    st.dictionaries(st.sampled_from(PLAIN), WORDS, max_size=6),
    st.dictionaries(st.sampled_from(csl.NAME_FIELDS), PEOPLE, max_size=2),
    st.dictionaries(st.sampled_from(csl.DATE_FIELDS), DATES, max_size=2),
)


@pytest.mark.parametrize("name", LOSSLESS)
@settings(max_examples=40)
@given(raw=st.lists(RECORDS, min_size=1, max_size=2))
def test_any_record_comes_back_as_it_went(name: str, raw: list[dict[str, Any]]) -> None:
    try:
        records = [csl.clean(record) for record in raw]
    except csl.InvalidRecord:
        return

    back = formats.read(formats.write(records, name).encode(), format_name=name)

    assert [item.record for item in back.reads] == records


@pytest.mark.skipif(not REAL.is_dir(), reason="no real records beside this checkout")
class TestRealRecords:
    def originals(self) -> list[dict[str, Any]]:
        return [csl.clean(record) for record in json.loads((REAL / "csl.json").read_text(encoding="utf-8"))]

    @pytest.mark.parametrize(
        ("file", "number"), [("csl.json", 83), ("references.ris", 83), ("references.bib", 83), ("references.nbib", 32)]
    )
    def test_every_record_of_every_format_is_read_with_equal_fields(self, file: str, number: int) -> None:
        reads = formats.read((REAL / file).read_bytes(), name=file).reads
        originals = self.originals()

        def facts(record: dict[str, Any]) -> tuple[Any, ...]:
            names = ("type", "issued", "DOI", "PMID", "PMCID", "ISBN", "container-title", "author", "editor", "volume")
            return (record["title"].rstrip("."), *(record.get(name) for name in (*names, "issue", "edition")))

        assert [item.reason for item in reads] == [""] * number
        wanted = [r for r in originals if number == len(originals) or r.get("PMID")]
        assert sorted(map(str, (facts(item.record) for item in reads if item.record))) == sorted(
            map(str, map(facts, wanted))
        )

    @pytest.mark.parametrize("name", LOSSLESS)
    def test_export_and_import_give_identical_records(self, name: str) -> None:
        originals = self.originals()

        back = formats.read(formats.write(originals, name).encode(), name=f"x{name}")

        assert back.format == name
        assert [item.record for item in back.reads] == originals
