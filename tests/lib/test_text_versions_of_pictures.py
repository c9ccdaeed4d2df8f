"""The text version of a picture: all of it in the figure, nothing of it lost, and no part of the text around it."""

from dataclasses import replace

import pytest

from articles.rendering.to_markdown import to_markdown
from medsite.lib import markdown
from medsite.lib.markdown import Picture, eaten, labels_for, pictures, text_version

DIGEST = "3f9a0c1d2b4e" + "5" * 52
IN_WORDS = "Table: Who stopped\n\n| Medicine | Stopped |\n|---|--:|\n| One | <11% |\n\n- 5 > 3\n- A **bold** word"


def chart(source: str = IN_WORDS) -> dict[str, Picture]:
    bare = Picture(DIGEST, "image/png", 640, 480, alt="A chart", caption="Half of it.", credit="Ada Sample")
    return {DIGEST: replace(bare, text_version=source)}


def rendered(source: str = IN_WORDS) -> markdown.Rendered:
    return markdown.render(f"Before.\n\n{pictures.mark(DIGEST)}\n\nAfter.", pictures=chart(source))


def test_it_stands_folded_in_the_figure_after_caption_and_credit() -> None:
    html = rendered("One: 11%.").html.replace("\n", "")

    assert html == (
        f'<p>Before.</p><figure><img src="/files/{DIGEST}.png" alt="A chart" width="640" height="480" loading="lazy">'
        '<figcaption>Half of it. <span class="credit">Image: Ada Sample</span>'
        "<details><summary>Read this figure as text</summary><p>One: 11%.</p></details></figcaption></figure>"
        "<p>After.</p>"
    )


def test_what_opens_it_is_in_the_language_of_the_text() -> None:
    spanish = {DIGEST: replace(chart()[DIGEST], labels=labels_for("es-MX"))}

    assert "<summary>Leer esta figura como texto" in markdown.render(pictures.mark(DIGEST), pictures=spanish).html


def test_a_picture_without_one_has_the_figure_that_it_always_had() -> None:
    assert "details" not in rendered("  \n").html


def test_not_a_word_of_it_is_lost_in_the_text_and_by_itself() -> None:
    source = f"Before.\n\n{pictures.mark(DIGEST)}\n\nAfter."
    alone = text_version(IN_WORDS)

    assert eaten(source, rendered()) == eaten(IN_WORDS, alone) == ()
    assert alone.text == "Who stopped Medicine Stopped One <11% 5 > 3 A bold word"
    assert f"Read this figure as text {alone.text} After." in rendered().text
    assert eaten('A [title](https://example.org/ "hidden")', text_version("A [title](https://example.org/)")) != ()


def test_it_has_no_headings_of_its_own() -> None:
    result = rendered("# Results\n\nOne.")

    assert "<p>Results</p>" in result.html
    assert result.headings == ()
    assert eaten("# Results\n\nOne.", text_version("# Results\n\nOne.")) == ()


def test_its_marks_and_links_are_not_those_of_the_text() -> None:
    source = f"See [@a2020].\n\n{pictures.mark(DIGEST)}\n\n[After](https://example.org/) [@b2020]."
    numbers = markdown.CitationNumbers(["a2020", "b2020"])

    result = markdown.render(source, citations=numbers, pictures=chart("[@b2020] [In](https://example.net/)"))

    assert result.cited == ("a2020", "b2020")
    assert [link.href for link in result.links] == ["https://example.org/"]
    assert eaten(source, result) == ()
    assert text_version("[@b2020]").missing == ("b2020",)


def test_no_picture_stands_in_a_picture() -> None:
    assert text_version(pictures.mark(DIGEST)).images == ("file:3f9a0c1d2b4e",)


def test_no_markup_gets_through() -> None:
    html = rendered("</details><script>alert(1)</script><details open>").html

    assert html.count("<details>") == html.count("</details>") == 1
    assert "<script" not in html


def test_as_a_plain_file_it_is_read_after_the_caption() -> None:
    text = to_markdown(rendered("- One: 11%\n- Two: 39%").html)

    assert text.endswith(
        "Half of it. Image: Ada Sample\n\n**Read this figure as text**\n\n- One: 11%\n- Two: 39%\n\nAfter."
    )


def test_one_beyond_the_limits_is_refused() -> None:
    with pytest.raises(markdown.TooComplex):
        text_version("> " * 200 + "deep")
    with pytest.raises(markdown.TooComplex):
        rendered("> " * 200 + "deep")
