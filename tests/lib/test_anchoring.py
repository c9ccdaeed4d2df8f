"""Quoted words in texts that were edited: found, found elsewhere, changed, or gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medsite.lib.anchoring import Anchor, Fate, Plain, anchor_in, find

prose = st.text(alphabet="abc XYZ.,\n*_[]@#12é’“", max_size=60)
words = st.lists(st.sampled_from(["dose", "lower", "sleep", "seizure", "doctor", "steps"]), min_size=3, max_size=9)


def look(anchor: Anchor, *texts: str, home: set[int] | None = None) -> tuple[Fate, str]:
    found = find(anchor, [Plain(text) for text in texts], home={0} if home is None else home)
    return found.fate, texts[found.text][found.start : found.end] if found.text >= 0 else ""


def anchored(text: str, quote: str) -> Anchor:
    anchor = anchor_in(text, quote)
    assert anchor is not None
    return anchor


@pytest.mark.parametrize(
    ("text", "copied", "source"),
    [
        ("It can cause **severe** withdrawal.", "can cause severe withdrawal", "can cause **severe** withdrawal"),
        ("Poor sleep [@a2020] and shaking.", "Poor sleep[1] and shaking", "Poor sleep [@a2020] and shaking"),
        ("Poor sleep [@a2020].", "Poor sleep\u2060Reference [1].", "Poor sleep [@a2020]."),
        ("Poor sleep [@a2020; @b].", "sleep[1, 2]", "sleep"),
        (
            "Ask [the agency](https://x.example/a) first.",
            "Ask the agency first",
            "Ask [the agency](https://x.example/a) first",
        ),
        ("Don't stop\nat once.", "Don’t stop at once", "Don't stop\nat once"),
        ("- One thing\n- Another", "One thing Another", "One thing\n- Another"),
        ("| Dose | 5 mg |", "Dose 5 mg", "Dose | 5 mg"),
    ],
)
def test_words_copied_from_a_page_are_found_in_its_markdown(text: str, copied: str, source: str) -> None:
    assert anchored(text, copied).quote == source


@pytest.mark.parametrize("quote", ["", " ", "**", "never said"])
def test_what_a_text_does_not_say_has_no_anchor(quote: str) -> None:
    assert anchor_in("Something else.", quote) is None


def test_of_two_places_the_one_with_the_same_words_around_counts() -> None:
    text = "First: take 5 mg daily. Second: take 5 mg weekly."
    anchor = Anchor("take 5 mg", before="Second: ", after=" weekly.")

    found = find(anchor, [Plain("New. " + text)], home={0})

    assert ("New. " + text)[: found.start].endswith("Second: ")


def test_words_in_another_part_have_moved() -> None:
    anchor = anchored("The dose is lowered slowly.", "lowered slowly")

    assert look(anchor, "Nothing.", "Now the dose is lowered slowly.") == (Fate.MOVED, "lowered slowly")


def test_changed_words_are_shown_between_what_stood_around_them() -> None:
    anchor = anchored("A prescriber lowers it by a fixed amount each week, as a rule.", "by a fixed amount each week")

    assert look(anchor, "A prescriber lowers it in small steps, as a rule.") == (Fate.CHANGED, "in small steps")


def test_a_sentence_that_was_rewritten_is_the_one_most_like_it() -> None:
    anchor = anchored(
        "Before. Most people sleep badly in the first week. After.", "Most people sleep badly in the first week"
    )

    fate, now = look(anchor, "Other words. Many people sleep badly in the first two weeks. More of them.")

    assert (fate, now) == (Fate.CHANGED, "Many people sleep badly in the first two weeks.")


def test_words_that_nothing_resembles_are_gone() -> None:
    assert look(anchored("Most people sleep badly.", "sleep badly"), "Take it with food.") == (Fate.GONE, "")


@pytest.mark.parametrize(("home", "fate"), [({0}, Fate.HERE), (set(), Fate.GONE)])
def test_a_comment_on_a_whole_part_stays_as_long_as_the_part(home: set[int], fate: Fate) -> None:
    assert look(Anchor(""), "A text.", home=home)[0] == fate


@given(words, prose, prose)
def test_words_stay_found_whatever_is_written_around_them(said: list[str], before: str, after: str) -> None:
    quote = " ".join(said)
    anchor = Anchor(quote, before="Once this stood before it", after="and this behind")

    fate, now = look(anchor, f"{before}\n\n{quote}\n\n{after}")

    assert fate == Fate.HERE
    assert Plain(now).text == Plain(quote).text


@given(prose, st.integers(0, 60), st.integers(0, 60))
def test_every_anchor_of_a_text_is_found_in_it(text: str, one: int, other: int) -> None:
    anchor = anchor_in(text, text[min(one, other) : max(one, other)])
    if anchor is None:
        return

    fate, now = look(anchor, text)

    assert (fate, Plain(now).text) == (Fate.HERE, Plain(anchor.quote).text)


@given(prose, prose, prose, st.lists(prose, max_size=3), st.sets(st.integers(0, 3)))
def test_a_place_lies_within_its_text(quote: str, before: str, after: str, texts: list[str], home: set[int]) -> None:
    found = find(Anchor(quote, before, after), [Plain(text) for text in texts], home=home)

    if found.fate == Fate.GONE:
        assert found.text == -1
    else:
        assert 0 <= found.start <= found.end <= len(texts[found.text])
        assert (found.text in home) or found.fate != Fate.HERE
