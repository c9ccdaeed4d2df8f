"""What a request found about the draft that it opens, for the parts of the stock form that are asked one by one."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from articles.content import ArticleContent
from articles.models import Subject


@dataclass
class Opened:
    """``stored`` is the content as it is stored; ``proposed`` are the subjects that wait for an answer; ``conflict``
    is said above a form that shows two versions. Each is empty until it was found.
    """

    stored: ArticleContent | None = None
    proposed: list[Subject] = field(default_factory=list)
    conflict: str = ""


def opened(request: HttpRequest) -> Opened:
    """What this request found so far. Kept on the request, nowhere longer."""
    found: Opened | None = getattr(request, "opened_draft", None)
    if found is None:
        found = Opened()
        request.opened_draft = found  # type: ignore[attr-defined]  # the one place that names it
    return found
