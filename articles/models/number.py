"""Local numbers to call for help. Notices name a purpose; the number comes from here, by the country of the page."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.choices import Channel, NumberPurpose
from articles.models.notice import Approved, Proposal

two_letters = RegexValidator(r"^[A-Z]{2}$", "Give the two capital letters of the country, such as US.")
dialled = RegexValidator(r"^\+?\d[\d ()-]*$", "Give digits, with spaces or hyphens between them.")


class LocalNumber(models.Model):
    """A service, and how to reach it in one country."""

    code = models.SlugField(max_length=60, help_text="Such as gb-samaritans. It stays when the number changes.")
    country = models.CharField(max_length=2, validators=[two_letters], help_text="Two letters, such as GB.")
    purpose = models.CharField(max_length=20, choices=NumberPurpose)
    service = models.CharField(max_length=200, help_text="What the service calls itself.")
    number = models.CharField(max_length=40, validators=[dialled])
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.CALL)
    hours = models.CharField(max_length=100, blank=True, help_text="Empty for day and night.")
    source = models.TextField(help_text="Where the number is published: the service itself, best with its address.")
    checked_on = models.DateField(
        null=True, blank=True, help_text="The day on which somebody compared it with the service."
    )
    valid_until = models.DateField(null=True, blank=True, help_text="The last day on which pages show it.")
    retired = models.BooleanField(default=False, help_text="A retired number is shown no more.")
    is_sample = models.BooleanField(default=False, help_text="Came with the software; nobody here has checked it.")

    class Meta:
        abstract = True


class NumberVersionQuerySet(models.QuerySet["NumberVersion"]):
    def newest(self) -> "NumberVersionQuerySet":
        """The newest version of each number, retired ones included."""
        later = NumberVersion.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later)).order_by("country", "purpose", "code")


class NumberVersion(LocalNumber, Approved):
    objects = NumberVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_number_numbers_its_versions"),
            models.CheckConstraint(
                name="nobody_approves_their_own_number",
                condition=Q(edited_by__isnull=True) | ~Q(edited_by=F("approved_by")),
            ),
            models.CheckConstraint(
                name="a_number_was_checked_and_has_a_source",
                condition=Q(retired=True) | (Q(checked_on__isnull=False) & ~Q(source="") & ~Q(number="")),
            ),
            models.CheckConstraint(name="a_number_has_a_known_purpose", condition=Q(purpose__in=NumberPurpose.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class NumberProposal(LocalNumber, Proposal):
    class Meta:
        verbose_name = "proposed local number"
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="a_number_has_one_proposal",
                violation_error_message="There is already a proposal for this number. Edit that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.number}"
