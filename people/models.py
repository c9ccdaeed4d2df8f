"""Users, profiles, and the credentials register."""

import re
import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q


class MailChoice(models.TextChoices):
    """How a person wants to hear of what concerns them."""

    AT_ONCE = "at_once", "A mail for each thing, at once"
    DAILY = "daily", "One mail a day, with all that waits for me"
    NONE = "none", "No mail"


class User(AbstractUser):
    """A person who signs in. Users are deactivated, never deleted: their acts keep their name."""

    mail = models.CharField(max_length=20, choices=MailChoice, default=MailChoice.AT_ONCE, editable=False)

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


LONGEST_ROLE = 150
_ROLE_LINE = re.compile(r"([a-z]{2,3}): (\S.*)")


def valid_translations(text: str) -> None:
    """Refuse what is no list of a role in other languages: a line each, such as "es: Psiquiatra"."""
    seen = set[str]()
    for line in text.splitlines():
        found = _ROLE_LINE.fullmatch(line.strip())
        if line.strip() and found is None:
            raise ValidationError(f"“{line.strip()}” cannot be read. Write a line such as “es: Psiquiatra”.")
        if found and len(found[2]) > LONGEST_ROLE:
            raise ValidationError(f"The line for “{found[1]}” is too long: use at most {LONGEST_ROLE} characters.")
        if found and found[1] == settings.LANGUAGE_CODE:
            raise ValidationError(
                f"“{line.strip()}” is in the language of this site. Write that one in the field Role."
            )
        if found and found[1] in seen:
            raise ValidationError(f"There are two lines for “{found[1]}”. Leave one.")
        seen |= {found[1]} if found else set()


class Profile(models.Model):
    """How a person appears on pages: as an author, a reviewer, or both. An outside author has no user.

    Readers see what another administrator than the person confirmed. The slug never changes (``people.guards``).
    """

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
        max_length=LONGEST_ROLE,
        blank=True,
        help_text="One line, such as Clinical pharmacist, or Medical writer (not a clinician).",
    )
    role_translations = models.TextField(
        "role in other languages",
        blank=True,
        validators=[valid_translations],
        help_text="A line for each language, such as “es: Psiquiatra”. A text in that language and its signature name "
        "the person so. Where there is none, the line above stands there.",
    )
    specialties = models.ManyToManyField(Specialty, blank=True, related_name="profiles")
    biography = models.TextField(blank=True)
    interests = models.TextField(
        blank=True, help_text="Financial and personal interests, or the words: No interests to declare."
    )
    interests_declared_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="confirmed_profiles",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_confirms_their_own_profile",
                condition=Q(confirmed_by__isnull=True) | Q(user__isnull=True) | ~Q(confirmed_by=F("user")),
            ),
            models.CheckConstraint(
                name="a_confirmed_profile_says_by_whom_and_when",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_declaration_of_interests_has_a_date",
                condition=Q(interests="") | Q(interests_declared_on__isnull=False),
                violation_error_message="Give the date of the declaration of interests.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def translated_role(self, language: str) -> str:
        """The role in a language, as it was confirmed; empty where nobody has written it."""
        lines = (_ROLE_LINE.fullmatch(line.strip()) for line in self.role_translations.splitlines())
        return next((found[2] for found in lines if found and found[1] == language), "")

    def role_in(self, language: str) -> str:
        """The role as a text in that language names it: translated, or else as it is."""
        return self.translated_role(language) or self.role


class Standing(models.TextChoices):
    """Where a registration stands on a day."""

    VALID = "valid", "Valid"
    EXPIRED = "expired", "Expired"
    SUSPENDED = "suspended", "Suspended"
    UNCHECKED = "unchecked", "Not checked yet"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def checked(self) -> "CredentialQuerySet":
        """Looked up by somebody, and not suspended; the date may have passed."""
        return self.filter(verified_at__isnull=False, suspended_at__isnull=True)

    def unchecked(self) -> "CredentialQuerySet":
        return self.filter(verified_at__isnull=True, suspended_at__isnull=True)

    def suspended(self) -> "CredentialQuerySet":
        return self.filter(suspended_at__isnull=False)

    def expired_on(self, day: date) -> "CredentialQuerySet":
        """Checked, and past their date on that day."""
        return self.checked().filter(valid_until__lt=day)

    def expiring(self, day: date, *, until: date) -> "CredentialQuerySet":
        """Checked, valid on that day, and not any more after ``until``."""
        return self.checked().filter(valid_until__gte=day, valid_until__lte=until)

    def of_holders_named(self, words: str) -> "CredentialQuerySet":
        """Those whose holder, body or number holds every one of the words; all of them without a word."""
        found = self.all()
        for word in words.split()[:10]:
            found = found.filter(
                Q(holder__username__icontains=word)
                | Q(holder__first_name__icontains=word)
                | Q(holder__last_name__icontains=word)
                | Q(holder__profile__name__icontains=word)
                | Q(body__icontains=word)
                | Q(number__icontains=word)
            )
        return found

    def valid_on(self, day: date) -> "CredentialQuerySet":
        """Checked, not suspended, and not past their date on that day."""
        return self.checked().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class Credential(models.Model):
    """One registration of a person with a professional body, and who checked it."""

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials")
    title = models.CharField(max_length=100, help_text="What it makes them, such as Physician or Pharmacist.")
    body = models.CharField("registration body", max_length=200)
    number = models.CharField("registration number", max_length=100)
    number_is_public = models.BooleanField(
        "readers may see the number", default=False, help_text="Only when the person agrees."
    )
    register_url = models.CharField(
        "address of the register entry",
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Where the registration can be looked up by anybody; readers get it as a link with the number.",
    )
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

    @property
    def identity(self) -> tuple[int, str, str, str]:
        """What is looked up with the body, and never edited once it was."""
        return (self.holder_id, self.title, self.body, self.number)

    def standing_on(self, day: date) -> Standing:
        if self.suspended_at is not None:
            return Standing.SUSPENDED
        if self.verified_at is None:
            return Standing.UNCHECKED
        if self.valid_until is not None and self.valid_until < day:
            return Standing.EXPIRED
        return Standing.VALID


class LossOutcome(models.TextChoices):
    """What became of it when somebody was said to have lost their devices."""

    CONFIRMED = "confirmed", "Confirmed: their devices were taken off the account"
    STOPPED = "stopped", "Stopped"
    LAPSED = "lapsed", "Nobody confirmed it in time"


class DeviceLossQuerySet(models.QuerySet["DeviceLoss"]):
    def open(self) -> "DeviceLossQuerySet":
        """Asked for, and neither confirmed nor stopped; the time for it may have passed."""
        return self.filter(settled_at__isnull=True).select_related("owner", "asked_by").order_by("asked_at", "pk")


class DeviceLoss(models.Model):
    """An administrator says that somebody lost every device. Another administrator confirms it, or somebody stops it.

    ``settled_by`` is None where the machine itself did it, or nobody in time.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="device_losses")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=LossOutcome, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = DeviceLossQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(settled_at__isnull=True), name="one_open_device_loss_of_a_person"
            ),
            models.CheckConstraint(name="nobody_asks_for_their_own_devices", condition=~Q(owner=F("asked_by"))),
            models.CheckConstraint(
                name="two_administrators_take_devices_away",
                condition=~Q(outcome=LossOutcome.CONFIRMED)
                | Q(settled_by__isnull=True)
                | (~Q(settled_by=F("asked_by")) & ~Q(settled_by=F("owner"))),
            ),
            models.CheckConstraint(
                name="a_device_loss_is_over_when_it_says_so",
                condition=Q(settled_at__isnull=True, outcome="", settled_by__isnull=True)
                | Q(settled_at__isnull=False, outcome__in=LossOutcome.values),
            ),
        ]

    def __str__(self) -> str:
        return f"Devices of {self.owner}, asked by {self.asked_by}"
