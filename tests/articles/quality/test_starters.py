"""A starter draft leads to a whole article, and cannot be sent as it is."""

import pytest

from articles.choices import ArticleType
from articles.content import ArticleContent
from articles.quality.checks import inspect
from articles.quality.inspection import House
from articles.quality.starters import SECTIONS, starter_body


@pytest.mark.parametrize("kind", SECTIONS)
def test_whoever_fills_every_heading_is_told_of_no_missing_part_and_nobody_can_send_the_marks(kind: str) -> None:
    rules = {one.rule for one in inspect(ArticleContent(article_type=kind, body=starter_body(kind)), House())}

    assert {rule for rule in rules if rule.endswith(" missing") or rule.startswith("heading")} == set()
    assert "leftover mark" in rules


def test_other_kinds_begin_with_a_blank_page() -> None:
    assert [starter_body(kind) for kind in (ArticleType.STORY, ArticleType.OPINION, "")] == ["", "", ""]
