"""What the house says about itself: versions that two people made, and the wording that is being worked on."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from articles.choices import HouseKey
from medsite.audit.models import AppendOnly


class HouseTextQuerySet(models.QuerySet["HouseText"]):
    def in_force(self) -> "HouseTextQuerySet":
        """The newest version of each page."""
        newest = HouseText.objects.filter(key=OuterRef("key")).order_by("-version").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class HouseText(AppendOnly):
    """A wording that readers got from ``approved_at`` on, until the next version of the same page."""

    key = models.CharField(max_length=30, choices=HouseKey)
    version = models.PositiveIntegerField()
    body = models.TextField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by_name = models.CharField(max_length=400)
    approved_at = models.DateTimeField()

    objects = HouseTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="a_house_text_numbers_its_versions"),
            models.CheckConstraint(name="a_house_text_is_of_a_known_page", condition=Q(key__in=HouseKey.values)),
            models.CheckConstraint(
                name="nobody_approves_their_own_house_text", condition=~Q(edited_by=F("approved_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}, version {self.version}"


class HouseProposal(models.Model):
    """Work on the next version of one page."""

    key = models.CharField(max_length=30, choices=HouseKey, unique=True)
    body = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_house_proposal_is_of_a_known_page", condition=Q(key__in=HouseKey.values)),
            models.CheckConstraint(name="a_house_proposal_says_something", condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return f"Proposal for “{self.get_key_display()}”"
