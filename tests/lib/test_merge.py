"""Merging: one-sided changes are taken, disputes show both sides, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medsite.lib.merge import Stretch, merge

parts = st.lists(st.sampled_from("abcdef"), max_size=8)


def said(base: str, mine: str, theirs: str) -> list[str]:
    """Stretches as text; a dispute as "mine|theirs"."""
    return [
        "".join(s.mine) if s.theirs is None else f"{''.join(s.mine)}|{''.join(s.theirs)}"
        for s in merge(base, mine, theirs)
    ]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "axc", "abc", "axc"),
        ("abc", "abc", "axc", "axc"),
        ("abc", "xbc", "aby", "xby"),
        ("abc", "ac", "abc", "ac"),
        ("abc", "abc", "abxc", "abxc"),
        ("abc", "axc", "axc", "axc"),
        ("", "x", "", "x"),
        ("abcd", "axcd", "abyd", "axyd"),
        ("abc", "", "abc", ""),
    ],
)
def test_changes_of_one_side_are_taken(base: str, mine: str, theirs: str, merged: str) -> None:
    assert "".join(said(base, mine, theirs)) == merged


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "stretches"),
    [
        ("abc", "axc", "ayc", ["a", "x|y", "c"]),
        ("abc", "ac", "ayc", ["a", "|y", "c"]),
        ("", "x", "y", ["x|y"]),
    ],
)
def test_a_place_that_both_changed_shows_both(base: str, mine: str, theirs: str, stretches: list[str]) -> None:
    assert said(base, mine, theirs) == stretches


@given(parts, parts)
def test_a_side_without_changes_gives_way(base: list[str], changed: list[str]) -> None:
    assert [part for stretch in merge(base, base, changed) for part in stretch.mine] == changed
    assert [part for stretch in merge(base, changed, base) for part in stretch.mine] == changed
    assert not any(stretch.is_conflict for stretch in merge(base, changed, changed))


@given(parts, parts, parts)
def test_every_part_that_a_side_added_is_there(base: list[str], mine: list[str], theirs: list[str]) -> None:
    merged = merge(base, mine, theirs)
    there = [part for stretch in merged for part in (*stretch.mine, *(stretch.theirs or ()))]

    for side in (mine, theirs):
        for part in set(side) - set(base):
            assert there.count(part) >= 1


@given(parts, parts, parts)
def test_who_is_mine_and_who_is_theirs_changes_only_the_order(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    turned = [
        Stretch(stretch.theirs, stretch.mine) if stretch.theirs is not None else stretch
        for stretch in merge(base, theirs, mine)
    ]

    assert merge(base, mine, theirs) == turned
