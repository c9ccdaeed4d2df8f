"""Pictures in a text: `![](file:3f9a0c1d2b4e)` on a line of its own becomes a figure.

The name is the beginning of the SHA-256 of the picture's bytes. What the figure says (alternative text, caption,
credit, text version) stands beside the text, with the picture; words in the brackets are the alternative text where
that has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from medsite.lib.markdown.labels import ENGLISH, Labels

SCHEME = "file:"
ADDRESS = "/files/"
SHORTEST_NAME = 8
NAME_LENGTH = 12
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True)
class TextVersion:
    """All that a picture says, in words: sanitised HTML, and the same as a reader sees it."""

    html: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture that a text may show. Its address is made of digest and kind, and of nothing else. ``labels`` are the
    words of the language of the text.
    """

    digest: str
    media_type: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""
    labels: Labels = ENGLISH
    kind: str = ""
    text_version: str = ""
    """In Markdown: what a chart or a diagram shows, with all its numbers."""

    @property
    def address(self) -> str:
        return f"{ADDRESS}{file_name(self.digest, self.media_type)}"

    @property
    def words(self) -> str:
        """What a reader sees under the picture."""
        return " ".join(filter(None, (self.caption, f"{self.labels.image}: {self.credit}" if self.credit else "")))

    def html(self, alt: str, in_words: TextVersion | None = None) -> str:
        named = f"{self.labels.image}: {escape(self.credit)}"
        credit = f'<span class="credit">{named}</span>' if self.credit else ""
        said = " ".join(filter(None, (escape(self.caption), credit)))
        if in_words is not None:
            said += f"<details><summary>{escape(self.labels.read_as_text)}</summary>{in_words.html}</details>"
        return (
            f'<img src="{self.address}" alt="{escape(alt)}" width="{self.width}" height="{self.height}" '
            f'loading="lazy">{f"<figcaption>{said}</figcaption>" if said else ""}'
        )


def file_name(digest: str, media_type: str) -> str:
    """How a picture is called where it is stored and where it is served."""
    return f"{digest}.{ENDINGS[media_type]}"


def mark(digest: str) -> str:
    """What a writer types to show a picture."""
    return f"![]({SCHEME}{digest[:NAME_LENGTH]})"


def find(target: str, pictures: Mapping[str, Picture]) -> Picture | None:
    """The one picture that a target such as `file:3f9a0c1d2b4e` names; None if it names none or two."""
    name = target.removeprefix(SCHEME).lower()
    if not target.startswith(SCHEME) or len(name) < SHORTEST_NAME:
        return None
    found = [picture for digest, picture in pictures.items() if digest.startswith(name)]
    return found[0] if len(found) == 1 else None
