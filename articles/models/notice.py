"""Notices and the rules that put them on pages.

Version rows exist only for what a clinician approved; whatever is still being worked on is a proposal.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.choices import Harm
from medsite.audit.models import AppendOnly

GENERAL = "general"
"""The code of the general disclaimer, which every page carries."""


class NoticeWording(models.Model):
    """What a notice says."""

    code = models.SlugField(max_length=60)
    locale = models.CharField(max_length=20, default="en")
    harm = models.CharField(max_length=20, choices=Harm)
    heading = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown. The first sentence has at most 25 words.")
    source = models.TextField(blank=True, help_text="What the wording rests on.")
    is_sample = models.BooleanField(
        default=False, help_text="Wording that came with the software, for the publisher's own clinicians to check."
    )

    class Meta:
        abstract = True


class RuleCondition(models.Model):
    """When a notice appears. ``conditions`` is JSON: a list of {kind, value, and}; one that holds is enough.

    ``and`` is a list of further {kind, value} that have to hold with it, and may be left out.
    """

    code = models.SlugField(max_length=60)
    notice_code = models.SlugField(max_length=60)
    conditions = models.JSONField(default=list)
    retired = models.BooleanField(default=False, help_text="A retired rule adds its notice no more.")

    class Meta:
        abstract = True


class Approved(AppendOnly):
    """Who edited and who approved a version: two people, the second one a clinician."""

    version = models.PositiveIntegerField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by_name = models.CharField(max_length=250)
    approved_at = models.DateTimeField()

    class Meta:
        abstract = True


class NoticeVersionQuerySet(models.QuerySet["NoticeVersion"]):
    def newest(self) -> "NoticeVersionQuerySet":
        """The newest version of each notice in each language: what pages carry."""
        later = NoticeVersion.objects.filter(
            code=OuterRef("code"), locale=OuterRef("locale"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later)).order_by("code", "locale")


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def newest(self) -> "RuleVersionQuerySet":
        """The newest version of each rule, retired ones included."""
        later = RuleVersion.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later)).order_by("code")


class NoticeVersion(NoticeWording, Approved):
    objects = NoticeVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "locale", "version"], name="a_notice_numbers_its_versions"),
            models.CheckConstraint(
                name="nobody_approves_their_own_notice",
                condition=Q(edited_by__isnull=True) | ~Q(edited_by=F("approved_by")),
            ),
            models.CheckConstraint(name="a_notice_says_something", condition=~Q(heading="") & ~Q(body="")),
            models.CheckConstraint(name="a_notice_has_a_known_harm", condition=Q(harm__in=Harm.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class RuleVersion(RuleCondition, Approved):
    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_rule_numbers_its_versions"),
            models.CheckConstraint(
                name="nobody_approves_their_own_rule",
                condition=Q(edited_by__isnull=True) | ~Q(edited_by=F("approved_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Proposal(models.Model):
    """Work on the next version. ``proposed_by`` is empty for wording that came with the software."""

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


class NoticeProposal(NoticeWording, Proposal):
    class Meta:
        verbose_name = "proposed notice"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"],
                name="a_notice_has_one_proposal",
                violation_error_message="There is already a proposal for this notice. Edit that one.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class RuleProposal(RuleCondition, Proposal):
    class Meta:
        verbose_name = "proposed notice rule"
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="a_rule_has_one_proposal",
                violation_error_message="There is already a proposal for this rule. Edit that one.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SiteState(models.Model):
    """One row with two numbers. ``notices_stamp`` grows whenever notices, rules or subject facts change.

    A published page remembers the number it was framed under; a page with an older one is framed afresh.
    ``pages_stamp`` grows whenever a live page changes, comes or goes; what is made of many pages is kept under it.
    """

    notices_stamp = models.PositiveBigIntegerField(default=1)
    pages_stamp = models.PositiveBigIntegerField(default=1)
    pages_changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_site_state", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"Notices stamp {self.notices_stamp}"
