"""The Markdown editor: markdownx's widget with our own template and scripts.

The stock script keeps Tab inside the editor, leaves new inline rows without a preview, and knows nothing of the
other fields, whose citations change the numbers in this one.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from markdownx.widgets import AdminMarkdownxWidget


class MarkdownWidget(AdminMarkdownxWidget):
    """A text area with its preview beside it, or under it where there is no room."""

    template_name = "editorial/markdown_widget.html"

    talk: Any = None
    """The discussion of the draft, and those of its ``threads`` that stand beside this field."""
    threads: Sequence[Any] = ()

    def __init__(self, *, rows: int = 24, takes_images: bool = False) -> None:
        self.takes_images = takes_images
        super().__init__(attrs={"rows": rows, "cols": 80})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = forms.Textarea.get_context(self, name, value, attrs)
        context["widget"]["attrs"]["data-markdown"] = ""
        context["widget"]["takes_images"] = self.takes_images
        return context | {"talk": self.talk, "threads": self.threads, "label": name}

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["js/editing/live.js", "js/editing/preview.js"])
