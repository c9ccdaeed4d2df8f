"""The words that the renderer adds to a signed body: in the language of the article, the same bytes for ever."""

import pytest
from django.utils import translation

from articles.content import ArticleContent, Citation, File, Question
from articles.rendering.body import html_digest, render_body
from articles.rendering.labels import ENGLISH, SPANISH, labels_for
from references.csl import STUDY_TYPES
from tests.articles.rendering.test_body import ARTICLE, source

PICTURE = File(digest="ab" * 32, width=10, height=10, alt="Un frasco", credit="Ana Autora")


def spanish(locale: str = "es") -> ArticleContent:
    study = {"custom": {"evidence": "Systematic review"}}
    return ArticleContent(
        locale=locale,
        title="Una muestra",
        body="Uno [@a]. Tres [@a; @b; @c].\n\n![](file:abababababab)\n\n## Uso\n\nNada más.",
        questions=(Question(question="¿Sí?", answer="No."),),
        citations=(source("a", **study), source("b"), source("c"), Citation(key="d")),
        files=(PICTURE,),
    )


def test_a_spanish_body_has_spanish_words_beside_those_of_the_writer() -> None:
    body = render_body(spanish())

    text = body.sections[0].html
    assert text.count('<span class="vh">Referencia </span>') == 2
    assert text.count('<span class="vh">Referencias 1 a 3, desde la </span>') == 1
    assert text.count('<span class="credit">Imagen: Ana Autora</span>') == 1
    assert [entry.text for entry in body.contents] == ["Uso", "Preguntas frecuentes", "Referencias"]
    assert [item.label for item in body.references] == ["Revisión sistemática", "", ""]
    assert body.references[0].html.endswith(">Texto completo</a></p>")
    assert [item.html for item in body.further_reading] == ["<p>Falta la fuente.</p>"]


def test_the_words_hang_on_the_language_and_not_on_the_region() -> None:
    assert render_body(spanish("es-MX")) == render_body(spanish())
    assert (labels_for("es-419"), labels_for("est"), labels_for("pt-BR")) == (SPANISH, ENGLISH, ENGLISH)


@pytest.mark.parametrize("active", ["en", "es", "de"])
def test_a_spanish_body_comes_out_the_same_whatever_language_is_active(active: str) -> None:
    """If this changes, RENDERER_VERSION has to grow: signed HTML would not be made again as it was."""
    with translation.override(active):
        digest = html_digest(ARTICLE, "1", render_body(spanish()).to_json())

    assert digest == "fa947209750e8bdba4e02159cff89243e4273d369e8bb87ff2ee90f1fe871c05"


def test_a_text_in_a_language_without_words_of_its_own_has_the_english_ones() -> None:
    assert render_body(spanish("de")) == render_body(spanish("en"))


def test_each_kind_of_study_of_the_library_has_its_spanish_name() -> None:
    assert set(SPANISH.evidence) == set(STUDY_TYPES.values())
    assert SPANISH.evidence_named("Meta-analysis of our own") == "Meta-analysis of our own"
