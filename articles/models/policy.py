"""The editorial policy as data: versions that two people made, and the one that is being worked on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from medsite.audit.models import AppendOnly


class PolicyVersion(AppendOnly):
    """A policy that was in force from ``approved_at`` on, until the next one. ``values_json`` is canonical JSON.

    Without any row the strict default of ``articles.domain.governance.policy`` is in force.
    """

    number = models.PositiveIntegerField(unique=True)
    values_json = models.TextField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_approves_their_own_policy", condition=~Q(proposed_by=F("approved_by"))),
            models.CheckConstraint(name="a_policy_says_why_it_changed", condition=~Q(reason="")),
            models.CheckConstraint(name="policies_are_counted_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As decisions quote it."""
        return f"policy-{self.number}"


class PolicyProposal(models.Model):
    """Work on the next policy. ``follows`` is the number of the version it changes, 0 for the strict default."""

    follows = models.PositiveIntegerField(editable=False)
    values = models.JSONField(default=dict)
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "proposed policy"
        constraints = [
            models.CheckConstraint(name="there_is_one_proposed_policy", condition=Q(pk=1)),
            models.CheckConstraint(name="a_proposed_policy_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Proposal after {self.follows}"
