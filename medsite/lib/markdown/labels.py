"""The few words that the renderer itself puts into a text, in the language of that text.

They are in the HTML that is signed, which must be made again as it was for ever: so they are a table in code, chosen by
the language of the content. The language of whoever looks, and the catalogues of translations, have no part in it. A
word that is changed here is another rendering: ``articles.rendering.body.RENDERER_VERSION`` has to grow.
"""

from dataclasses import dataclass

from medsite.lib.languages import language_of


@dataclass(frozen=True)
class Labels:
    """What screen readers hear before the number of a source and of a range of sources, what names a credit, and what
    opens the text version of an image."""

    reference: str
    references: str
    image: str
    read_as_text: str


ENGLISH = Labels(
    reference="Reference",
    references="References {first} to {last}, from",
    image="Image",
    read_as_text="Read this figure as text",
)
SPANISH = Labels(
    reference="Referencia",
    references="Referencias {first} a {last}, desde la",
    image="Imagen",
    read_as_text="Leer esta figura como texto",
)
_BY_LANGUAGE = {"es": SPANISH}


def labels_for(locale: str) -> Labels:
    """The words for a text in this language, such as "es" or "es-MX"; the English ones where there are no others."""
    return _BY_LANGUAGE.get(language_of(locale), ENGLISH)
