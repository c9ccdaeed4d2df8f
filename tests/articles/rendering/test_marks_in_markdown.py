"""Citation marks in the Markdown of a page: what is seen, not what is said to screen readers."""

import pytest

from articles.rendering.to_markdown import to_markdown
from medsite.lib.markdown import CitationNumbers, render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("So it is [@a].", "So it is[1]."),
        ("So it is [@a; @b; @c; @d].", "So it is[1–4]."),
        ("So it is [see Reference values in @a, p. 3].", "So it is[see Reference values in 1, p. 3]."),
    ],
)
def test_marks_are_written_as_they_are_seen(source: str, expected: str) -> None:
    html = render(source, citations=CitationNumbers("abcd")).html

    assert to_markdown(html).strip().replace("\u2060", "") == expected
