"""Findings of a draft that somebody let pass, with the reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import WaiverAct
from articles.models.article import Draft
from medsite.audit.models import AppendOnly


class FindingWaiver(AppendOnly):
    """A person's decision that a draft may go on with a finding, or may not any more.

    The newest row of a draft and a fingerprint counts. Other words give another fingerprint, which no row covers.
    ``finding`` is what was waived, as canonical JSON; ``by_role`` is the role that the policy of then let waive it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="finding_waivers")
    rule = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    finding = models.TextField()
    act = models.CharField(max_length=20, choices=WaiverAct)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=250)
    by_role = models.CharField(max_length=30)
    policy_version = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_finding_waiver_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="a_finding_waiver_names_a_role", condition=~Q(by_role="")),
            models.CheckConstraint(name="a_finding_waiver_act_is_known", condition=Q(act__in=WaiverAct.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.rule}"
