"""A fingerprint stays while the words stay, and changes with any of them."""

import pytest

from articles.content import ArticleContent, KeyPoint, Question
from articles.quality.findings import Finding, blocker, warning
from articles.quality.fingerprints import with_fingerprints, words_at

TABLES = "Text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nMore.\n\n| c |\n|---|\n| 3 |\n"
CONTENT = ArticleContent(
    title="Title",
    body=TABLES,
    key_points=(KeyPoint(label="Dose", text="5 mg."),),
    questions=(Question(question="Q?", answer="A."),),
)


def prints(finding: Finding, content: ArticleContent = CONTENT) -> str:
    ((_, found),) = with_fingerprints([finding], content)
    return found


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("key point 1", {"key_points": (KeyPoint(label="Dose", text="50 mg."),)}),
        ("answer 1", {"questions": (Question(question="Q?", answer="B."),)}),
        ("body, table 1", {"body": TABLES.replace("| 1 |", "| 9 |")}),
        ("title", {"title": "Another"}),
    ],
)
def test_the_words_at_the_place_are_part_of_it(place: str, changed: dict[str, object]) -> None:
    finding = blocker("r", [place], "Do it.")

    assert words_at(place, CONTENT)
    assert prints(finding) == prints(finding, CONTENT.model_copy(update={"lead": "Another lead."}))
    assert prints(finding) != prints(finding, CONTENT.model_copy(update=changed))


def test_rule_weight_place_and_message_are_part_of_it() -> None:
    first = blocker("r", ["body"], "“x” is wrong.")
    others = [
        blocker("s", ["body"], first.message),
        warning("r", ["body"], first.message),
        blocker("r", ["lead"], first.message),
        blocker("r", ["body"], "“y” is wrong."),
    ]

    assert len({prints(first), *map(prints, others)}) == 5


def test_the_second_of_two_alike_is_another_finding() -> None:
    alike = blocker("leftover mark", ["body"], "'[]' was left in the text.")

    (_, one), (_, two) = with_fingerprints([alike, alike], CONTENT)

    assert one != two


@pytest.mark.parametrize("place", ["body, table 7", "key point 9", "key point 0", "image 1", "nowhere", "source 3"])
def test_a_place_that_is_not_there_has_no_words(place: str) -> None:
    assert words_at(place, CONTENT) in {"", "[]"}
