"""Pictures in texts: a figure where a known one stands alone, and not a word lost elsewhere."""

import pytest

from medsite.lib import markdown
from medsite.lib.markdown import Picture, Shown, eaten, pictures

DIGEST = "3f9a0c1d2b4e" + "5" * 52
CHART = Picture(DIGEST, "image/png", 640, 480, alt="A chart", caption="Half of it <b>", credit='Ada "Sample"')
KNOWN = {DIGEST: CHART}
FIGURE = (
    f'<figure><img src="/files/{DIGEST}.png" alt="A chart" width="640" height="480" loading="lazy">'
    '<figcaption>Half of it &lt;b&gt; <span class="credit">Image: Ada "Sample"</span></figcaption></figure>'
)


def render(source: str, **values: object) -> markdown.Rendered:
    return markdown.render(source, pictures=KNOWN, **values)  # type: ignore[arg-type]  # the arguments of render


def test_a_known_picture_on_a_line_of_its_own_is_a_figure() -> None:
    source = f"Before.\n\n{pictures.mark(DIGEST)}\n\nAfter."

    result = render(source)

    assert result.html.replace("\n", "") == f"<p>Before.</p>{FIGURE}<p>After.</p>"
    assert result.text == 'Before. Half of it <b> Image: Ada "Sample" After.'
    assert (result.pictures, result.images, result.misplaced) == ((Shown(DIGEST, "A chart"),), (), ())
    assert result.words == 9
    assert eaten(source, result) == ()


def test_it_may_stand_in_a_list_or_a_quote() -> None:
    assert render(f"- {pictures.mark(DIGEST)}").html.replace("\n", "") == f"<ul><li>{FIGURE}</li></ul>"
    assert "<figure>" in render(f"> {pictures.mark(DIGEST)}").html


@pytest.mark.parametrize(
    "source",
    [
        "Words ![A chart](file:3f9a0c1d2b4e) around",
        "# ![A chart](file:3f9a0c1d2b4e)",
        "| a |\n|--|\n| ![A chart](file:3f9a0c1d2b4e) |",
    ],
)
def test_within_other_text_its_words_are_shown_and_it_is_reported(source: str) -> None:
    result = render(source)

    assert "<img" not in result.html
    assert "A chart" in result.text
    assert result.misplaced == ("file:3f9a0c1d2b4e",)
    assert eaten(source, result) == ()


def test_a_line_of_text_shows_no_picture() -> None:
    assert render(pictures.mark(DIGEST), inline=True).misplaced == ("file:3f9a0c1d2b4e",)


@pytest.mark.parametrize(
    "target", ["file:3f9a0c1", "file:ffffffffffff", "file:", "file:///etc/passwd", "chart.png", "/files/x.png"]
)
def test_an_unknown_picture_is_not_shown(target: str) -> None:
    result = render(f"![Words]({target})")

    assert result.html == "<p>Words</p>\n"
    assert result.images == (target,)


def test_a_name_that_fits_two_pictures_names_none() -> None:
    other = Picture(DIGEST[:12] + "6" * 52, "image/png", 1, 1)

    result = markdown.render(pictures.mark(DIGEST), pictures={DIGEST: CHART, other.digest: other})

    assert result.images == ("file:3f9a0c1d2b4e",)


def test_words_in_the_brackets_are_the_alternative_text_where_the_picture_has_none() -> None:
    bare = {DIGEST: Picture(DIGEST, "image/webp", 10, 10)}
    source = '![Two "bars" & a line](file:3f9a0c1d2b4e)'

    result = markdown.render(source, pictures=bare)

    assert result.html.replace("\n", "") == (
        f'<figure><img src="/files/{DIGEST}.webp" alt="Two &quot;bars&quot; &amp; a line" width="10" height="10" '
        'loading="lazy"></figure>'
    )
    assert result.pictures == (Shown(DIGEST, 'Two "bars" & a line'),)
    assert eaten(source, result) == ()


def test_words_in_the_brackets_that_are_not_shown_are_reported() -> None:
    source = '![Other words](file:3f9a0c1d2b4e "and a title")'

    assert eaten(source, render(source)) == ("Other words and a title",)


def test_html_that_was_typed_shows_no_picture() -> None:
    assert "<img" not in render(f'<img src="/files/{DIGEST}.png">').html
