"""Checks with English word lists say nothing of a text in another language, and say that they do."""

import pytest

from articles.choices import ArticleType
from articles.content import ArticleContent
from articles.quality.checks import inspect
from articles.quality.inspection import House, Inspection, KnownSubject
from articles.quality.reading import measures
from tests.articles.rendering.test_body import source

WORDY = {
    "promise",
    "absolute word",
    "word that may hurt",
    "abbreviation",
    "benefits missing",
    "risks missing",
    "no treatment missing",
    "uncertainty missing",
    "AI use not stated",
    "hard to read",
    "section uncited",
}
"""What the English text below is told."""
HARD = (
    "Notwithstanding considerable interindividual variability, pharmacological interventions necessitate supervision. "
)


def rules(content: ArticleContent, house: House = House()) -> set[str]:  # noqa: B008  # it never changes
    return {finding.rule for finding in inspect(content, house)}


def wordy(locale: str) -> ArticleContent:
    """An English text whose language is said to be another: so the same words are looked at."""
    said = "This miracle cure always works for addicts with ABCD. It reduces pain."
    return ArticleContent(
        locale=locale, title="T", article_type=ArticleType.DRUG, body=f"## One\n\n{said}\n\n{HARD * 12}"
    )


def test_the_same_words_are_judged_in_english_and_in_no_other_language() -> None:
    english, spanish = rules(wordy("en")), rules(wordy("es"))

    assert WORDY - {"benefits missing"} - english == set()
    assert spanish == english - WORDY | {"language not read"}


@pytest.mark.parametrize(("locale", "is_told"), [("en", 0), ("en-GB", 0), ("es", 1), ("es-MX", 1), ("enm", 1)])
def test_one_remark_says_that_the_words_were_not_judged(locale: str, is_told: int) -> None:
    found = [one for one in inspect(wordy(locale), House()) if one.rule == "language not read"]

    assert [finding.message.partition(".")[0] for finding in found] == [
        "The word checks know English only: read this text with extra care"
    ] * is_told
    assert all(finding.severity == "warning" and not finding.blocks_submission for finding in found)


def test_no_school_grade_is_told_of_another_language() -> None:
    assert measures(Inspection(wordy("es"))) == ()
    assert measures(Inspection(wordy("en"))) != ()


def test_an_amount_without_a_source_is_found_in_every_language() -> None:
    text = "## Dosis\n\nTome 5 mg por la noche. Reduce el dolor, según muchos estudios."
    content = ArticleContent(locale="es", title="T", body=text)

    (found,) = (finding for finding in inspect(content, House()) if finding.rule == "section uncited")
    assert "Tome 5 mg por la noche." in found.message
    assert "Reduce el dolor" not in found.message
    cited = content.model_copy(
        update={"body": text.replace(" por la noche.", " por la noche [@a]."), "citations": (source("a"),)}
    )
    assert "section uncited" not in rules(cited) | {"claim uncited"} - rules(cited)


def test_what_asks_for_no_words_is_asked_of_every_text() -> None:
    subject = KnownSubject(slug="clonazepam", name="clonazepam", names=("clonazepam",))
    content = ArticleContent(
        locale="es", body="## Uso\n\nEl clonazepam , 5mg.\n\n|a|b|\n|-|-|\n|1|2|\n\n[TODO: fuente]"
    )

    assert {
        "title",
        "author",
        "funding",
        "audience",
        "cites nothing",
        "subject not confirmed",
        "leftover mark",
        "table caption",
        "spaces",
        "unit without space",
    } - rules(content, House(subjects=(subject,))) == set()


def test_a_spanish_text_is_told_of_the_headings_of_a_spanish_page() -> None:
    body = "## Preguntas frecuentes\n\nUno.\n\n## Key points\n\nDos."

    (found,) = (one for one in inspect(ArticleContent(locale="es", body=body), House()) if one.rule == "heading twice")
    assert found.places == ("heading Preguntas frecuentes",)
    (found,) = (one for one in inspect(ArticleContent(body=body), House()) if one.rule == "heading twice")
    assert found.places == ("heading Key points",)
