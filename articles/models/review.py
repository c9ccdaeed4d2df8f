"""What clinicians decided on a text, and what they took back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import Verdict
from articles.models.revision import Revision
from medsite.audit.models import AppendOnly


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of_contributors(self) -> "DecisionQuerySet":
        """Approvals by somebody who worked on the text. The database refuses them, so there should be none."""
        return self.filter(verdict=Verdict.APPROVE, revision__contributors__user=models.F("by"))


class Decision(AppendOnly):
    """What one clinician decided on one text: the signature.

    It quotes the signer as they were (name, credentials, specialties, policy), the digests of what was shown, the
    notices that stood beside it, and the findings that were waived. ``notices``, ``checklist``, ``waivers`` and
    ``by_specialties`` (short names) are canonical JSON.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=Verdict)
    content_digest = models.CharField(max_length=64, db_index=True)
    html_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    by_name = models.CharField(max_length=150)
    by_credentials = models.CharField(max_length=100, blank=True)
    by_registration = models.CharField(max_length=400, blank=True)
    by_role = models.CharField(max_length=150, blank=True)
    by_specialties = models.TextField(default="[]")
    policy_version = models.CharField(max_length=50)
    checklist = models.TextField(default="[]")
    statement = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    notices = models.TextField(default="[]")
    waivers = models.TextField(default="[]")
    evidence_method = models.CharField(max_length=50)
    evidence_at = models.DateTimeField()
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="decisions_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="an_approval_states_interests",
                condition=~Q(verdict=Verdict.APPROVE.value) | ~Q(statement=""),
            ),
            models.CheckConstraint(
                name="a_request_for_changes_says_what",
                condition=~Q(verdict=Verdict.REQUEST_CHANGES.value) | ~Q(comment=""),
            ),
            models.CheckConstraint(name="a_verdict_is_known", condition=Q(verdict__in=Verdict.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by_name}"


class DecisionRevocation(AppendOnly):
    """A signer, or governance, takes a decision back. The decision itself stays."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="revocation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_revocation_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Revocation of {self.decision}"
