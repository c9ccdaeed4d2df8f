"""Users, profiles, and the credentials register."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q


class User(AbstractUser):
    """A person who signs in. Users are deactivated, never deleted: their acts keep their name."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Specialty(models.Model):
    """A field of medicine, for matching reviewers with articles."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """How a person appears on pages: as an author, a reviewer, or both. An outside author has no user."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="profile"
    )
    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=100, unique=True)
    credentials = models.CharField(
        max_length=100, blank=True, help_text="Letters after the name, such as MD, PhD. Leave empty for none."
    )
    role = models.CharField(
        max_length=150,
        blank=True,
        help_text="One line, such as Clinical pharmacist, or Medical writer (not a clinician).",
    )
    specialties = models.ManyToManyField(Specialty, blank=True, related_name="profiles")
    biography = models.TextField(blank=True)
    interests = models.TextField(
        blank=True, help_text="Financial and personal interests, or the words: No interests to declare."
    )
    interests_declared_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_declaration_of_interests_has_a_date",
                condition=Q(interests="") | Q(interests_declared_on__isnull=False),
                violation_error_message="Give the date of the declaration of interests.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> "CredentialQuerySet":
        """Checked, not suspended, and not past their date on that day."""
        return self.filter(verified_at__isnull=False, suspended_at__isnull=True).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )


class Credential(models.Model):
    """One registration of a person with a professional body, and who checked it."""

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials")
    title = models.CharField(max_length=100, help_text="What it makes them, such as Physician or Pharmacist.")
    body = models.CharField("registration body", max_length=200)
    number = models.CharField("registration number", max_length=100)
    valid_until = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="verified_credentials",
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    evidence = models.TextField(blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspension_reason = models.TextField(blank=True, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="a_registration_belongs_to_one_person"),
            models.CheckConstraint(
                name="nobody_verifies_their_own_credentials",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("holder")),
            ),
            models.CheckConstraint(
                name="a_verified_credential_says_by_whom_when_and_how",
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(evidence="")),
            ),
            models.CheckConstraint(
                name="a_suspended_credential_says_why",
                condition=Q(suspended_at__isnull=True) | ~Q(suspension_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.body} {self.number}"
