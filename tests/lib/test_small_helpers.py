"""Canonical JSON, digests, days and differences."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medsite.lib import days
from medsite.lib.canonical import NotCanonical, canonical_json, digest, grouped
from medsite.lib.diff import compare, runs

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=8,
)


@given(values, values)
def test_equal_values_have_one_spelling_and_others_another(one: object, other: object) -> None:
    same = repr(one) == repr(other)

    assert not same or canonical_json(one) == canonical_json(other)
    assert canonical_json({"a": 1, "b": one}) == canonical_json({"b": one, "a": 1})


def test_canonical_json_is_tight_sorted_and_readable() -> None:
    assert canonical_json({"b": [1, None, True], "a": "µg ≤ 5"}) == '{"a":"µg ≤ 5","b":[1,null,true]}'


@pytest.mark.parametrize("value", [1.5, [float("nan")], {"a": {"b": 0.1}}, {1: "x"}, "\ud800"])
def test_values_without_one_spelling_are_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4), st.integers(0, 3))
def test_moving_text_between_parts_changes_a_digest(parts: list[str], place: int) -> None:
    joined = ["".join(parts)]

    assert (digest("kind", *parts) == digest("kind", *joined)) == (parts == joined)
    assert digest("kind", *parts) != digest("other", *parts)


def test_a_digest_is_shown_in_groups_of_four() -> None:
    assert grouped("3f9a1c07b2e488d1" * 4, groups=3) == "3f9a 1c07 b2e4"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert days.add_months(day, months) == expected


def test_a_day_is_one_where_the_publisher_is() -> None:
    moment = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)

    assert days.day_of(moment, ZoneInfo("Pacific/Auckland")) == date(2026, 11, 26)
    assert days.end_of(date(2026, 3, 28), ZoneInfo("Europe/Berlin")).astimezone(UTC) == datetime(
        2026, 3, 28, 23, tzinfo=UTC
    )
    assert days.end_of(date(2026, 3, 29), ZoneInfo("Europe/Berlin")).astimezone(UTC) == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )


def said(old: str, new: str) -> list[list[tuple[str, str]]]:
    return [[(piece.op, piece.text) for piece in block.pieces] for block in compare(old, new)]


def test_a_changed_word_is_shown_inside_its_paragraph() -> None:
    assert said("One.\n\nGive 5 mg daily.", "One.\n\nGive 50 mg daily.") == [
        [("same", "One.")],
        [("same", "Give "), ("removed", "5"), ("added", "50"), ("same", " mg daily.")],
    ]


def test_paragraphs_that_came_and_went_are_whole() -> None:
    assert said("A.\n\nB.", "A.") == [[("same", "A.")], [("removed", "B.")]]
    assert said("", "New.") == [[("added", "New.")]]


def test_a_rewritten_paragraph_is_not_cut_into_crumbs() -> None:
    assert said("alpha beta gamma", "one two three four") == [
        [("removed", "alpha beta gamma"), ("added", "one two three four")]
    ]


texts = st.lists(st.sampled_from(["Give 5 mg.", "Not now.", "a b c", "Give 50 mg.", "x"]), max_size=6).map("\n\n".join)


@given(texts, texts)
def test_what_is_not_removed_is_the_new_text_and_what_is_not_added_the_old(old: str, new: str) -> None:
    blocks = compare(old, new)

    def joined(without: str) -> list[str]:
        parts = ["".join(p.text for p in block.pieces if p.op != without) for block in blocks]
        return [part for part in parts if part]

    assert joined("removed") == [part for part in new.split("\n\n") if part]
    assert joined("added") == [part for part in old.split("\n\n") if part]
    assert any(block.is_changed for block in blocks) == (old != new)


@pytest.mark.parametrize(
    ("old", "new", "shape"),
    [
        ("abcdefgh", "abcdefgh", ["abcdefgh"]),
        ("abcdefgh", "Xbcdefgh", ["Xb", "(cdefgh)"]),
        ("abcdefgh", "abcdefgX", ["(abcdef)", "gX"]),
        ("abcdefghi", "abcdXfghi", ["(abc)", "dXf", "(ghi)"]),
        ("abcd", "Xbcd", ["Xbcd"]),
        ("abcdef", "XbcdeY", ["XbcdeY"]),
        ("", "", []),
    ],
)
def test_long_stretches_without_a_change_are_folded(old: str, new: str, shape: list[str]) -> None:
    found = runs(compare("\n\n".join(old), "\n\n".join(new)))

    said = ["".join(p.text for block in run.blocks for p in block.pieces if p.op != "removed") for run in found]
    assert [f"({text})" if run.is_folded else text for run, text in zip(found, said, strict=True)] == shape
