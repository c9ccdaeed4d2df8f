"""The words about interests that somebody signed last: shown again, and never taken for a new statement."""

from dataclasses import dataclass
from datetime import datetime

from articles.choices import Verdict
from articles.models import Article, Decision
from people.models import User

NONE = "No conflict of interest with this subject."


@dataclass(frozen=True)
class LastStatement:
    words: str
    title: str
    at: datetime

    @property
    def interests(self) -> str:
        """The words to begin with; empty for somebody who had none."""
        return "" if self.words == NONE else self.words


def last_statement(by: User, *, article: Article) -> LastStatement | None:
    """What somebody stated when they signed last: about this article, else about any. One or two queries."""
    signed = Decision.objects.filter(by=by, verdict=Verdict.APPROVE).order_by("-pk")
    fields = signed.values_list("statement", "revision__title", "at")
    found = fields.filter(revision__article=article).first() or fields.first()
    return LastStatement(*found) if found else None
