"""Journal: NLM's abbreviation of the name of a journal, as PubMed gave both together."""

import re

from django.db import models
from django.db.models import Q

KEY_LIMIT = 150
_PLACE = re.compile(r"\s*\([^()]*\)$")
_MARKS = re.compile(r"[^\w]+")


def journal_key(name: str) -> str:
    """A name as it is compared: without an article before it, the place behind it, and marks; "&" is "and".

    PubMed writes "Lancet (London, England)", others "The Lancet".
    """
    bare = _PLACE.sub("", name.strip()).casefold().replace("&", " and ")
    return " ".join(_MARKS.sub(" ", bare).split()).removeprefix("the ")[:KEY_LIMIT]


class Journal(models.Model):
    """One name of a journal. Two journals may share a name, once the place is left out: then ``abbreviation`` is empty,
    and none is used.
    """

    key = models.CharField(max_length=KEY_LIMIT, unique=True, editable=False)
    name = models.CharField(max_length=500)
    abbreviation = models.CharField(max_length=200, blank=True)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_journal_has_a_key_and_a_name", condition=~Q(key="") & ~Q(name=""))
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.abbreviation or 'several'}"
