"""RetractionNotice: one row of the public list of retractions, as it was read last."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from references.retractions.standing import Nature


class RetractionNoticeQuerySet(models.QuerySet["RetractionNotice"]):
    def about(self, *, dois: Iterable[str], pmids: Iterable[str], titles: Iterable[str]) -> "RetractionNoticeQuerySet":
        """Notices about works with these identifiers; those that have none are found by the key of their title."""
        bare = Q(doi="", pmid="", title_key__in=[title for title in titles if title])
        return self.filter(
            Q(doi__in=[doi for doi in dois if doi]) | Q(pmid__in=[pmid for pmid in pmids if pmid]) | bare
        )


class RetractionNotice(models.Model):
    """What a publisher said about a paper: retraction, concern, correction, reinstatement."""

    record_id = models.CharField(max_length=20, unique=True)
    nature = models.CharField(max_length=30, choices=[(nature.value, nature.value) for nature in Nature])
    word = models.CharField("nature in the list's words", max_length=100, blank=True)
    title = models.TextField(blank=True)
    title_key = models.CharField(max_length=100, blank=True, db_index=True)
    author_key = models.CharField(max_length=100, blank=True)
    journal = models.CharField(max_length=300, blank=True)
    notice_on = models.DateField("date of the notice", null=True)
    notice_doi = models.CharField("DOI of the notice", max_length=300, blank=True)
    notice_pmid = models.CharField("PMID of the notice", max_length=8, blank=True)
    doi = models.CharField("DOI of the paper", max_length=300, blank=True, db_index=True)
    pmid = models.CharField("PMID of the paper", max_length=8, blank=True, db_index=True)
    reasons = models.TextField(blank=True)
    replaced = models.BooleanField("replaced by a new version", default=False)
    notes = models.TextField(blank=True)
    read_at = models.DateTimeField()

    objects = RetractionNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_notice_names_a_work", condition=~Q(doi="") | ~Q(pmid="") | ~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.word or self.nature}: {self.title or self.doi or self.pmid}"
