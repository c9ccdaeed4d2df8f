"""The Markdown editor: markdownx's widget with our own template and script.

The stock script keeps Tab inside the editor and leaves new inline rows without a preview.
"""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from markdownx.widgets import AdminMarkdownxWidget


class MarkdownWidget(AdminMarkdownxWidget):
    template_name = "editorial/markdown_widget.html"

    def __init__(self, *, rows: int = 24) -> None:
        super().__init__(attrs={"rows": rows, "cols": 80})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = forms.Textarea.get_context(self, name, value, attrs)
        context["widget"]["attrs"]["data-markdown-preview"] = str(reverse_lazy("editorial:markdown-preview"))
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["js/markdown-preview.js"])
