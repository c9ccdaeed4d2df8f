"""The words that the renderer adds to a signed body, in the language of the article.

They are signed with the text, so the table is code and not a catalogue of translations: a body must come out the same
in ten years, whatever language is active and however a translation was bettered since. To change or add one here is
another rendering: ``body.RENDERER_VERSION`` has to grow. Citations themselves stay in the form of NLM in every
language: "[Internet]", "Available from" and the months in it are part of that form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from medsite.lib import markdown
from medsite.lib.languages import language_of


@dataclass(frozen=True)
class BodyLabels:
    """What stands beside the words of the writer. ``evidence`` has the kinds of study of the library by their English
    names; a kind that somebody typed for one source stays as it was typed.
    """

    marks: markdown.Labels
    questions: str
    references: str
    source_missing: str
    full_text: str
    evidence: Mapping[str, str] = field(default_factory=dict)

    def evidence_named(self, frozen: str) -> str:
        """The kind of evidence that a record was frozen with, in this language."""
        return self.evidence.get(frozen, frozen)


ENGLISH = BodyLabels(
    marks=markdown.labels_for("en"),
    questions="Common questions",
    references="References",
    source_missing="Source missing.",
    full_text="Full text",
)
SPANISH = BodyLabels(
    marks=markdown.labels_for("es"),
    questions="Preguntas frecuentes",
    references="Referencias",
    source_missing="Falta la fuente.",
    full_text="Texto completo",
    evidence={
        "Meta-analysis": "Metaanálisis",
        "Systematic review": "Revisión sistemática",
        "Guideline": "Guía de práctica clínica",
        "Randomised controlled trial": "Ensayo controlado aleatorizado",
        "Clinical trial": "Ensayo clínico",
        "Observational study": "Estudio observacional",
        "Case report": "Informe de caso",
        "Review": "Revisión",
        "Expert opinion": "Opinión de expertos",
        "Animal or laboratory study": "Estudio en animales o de laboratorio",
        "Other": "Otro",
    },
)
_BY_LANGUAGE = {"es": SPANISH}


def labels_for(locale: str) -> BodyLabels:
    """The words for an article in this language ("es", "es-MX"); the English ones where there are no others."""
    return _BY_LANGUAGE.get(language_of(locale), ENGLISH)
