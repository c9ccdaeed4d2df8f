"""Topics and subjects: what articles are about."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from articles.choices import NameKind, SubjectKind

REVIEW_INTERVAL_HELP = "Months until the next review of an article about it. The shortest one counts."


class Topic(models.Model):
    """A part of the library, such as Mental health."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    intro = models.CharField(max_length=300, blank=True, help_text="One sentence under the name of the topic.")
    review_interval_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text=REVIEW_INTERVAL_HELP)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_topic_is_reviewed_within_five_years",
                condition=Q(review_interval_months__isnull=True)
                | Q(review_interval_months__gte=1, review_interval_months__lte=60),
                violation_error_message="Give a number of months from 1 to 60.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reader:topic", args=[self.slug])


class DrugClass(models.Model):
    """A group of drugs that share warnings, such as benzodiazepines."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        verbose_name_plural = "drug classes"

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """What an article can be about: a drug, a condition, a test, a procedure, a nutrient."""

    kind = models.CharField(max_length=20, choices=SubjectKind)
    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    classes = models.ManyToManyField(DrugClass, blank=True, related_name="subjects")
    review_interval_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text=REVIEW_INTERVAL_HELP)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_subject_is_of_a_known_kind", condition=Q(kind__in=SubjectKind.values)),
            models.CheckConstraint(
                name="a_subject_is_reviewed_within_five_years",
                condition=Q(review_interval_months__isnull=True)
                | Q(review_interval_months__gte=1, review_interval_months__lte=60),
                violation_error_message="Give a number of months from 1 to 60.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubjectName(models.Model):
    """A name by which texts call a subject. A text that holds one proposes the subject."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=NameKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="a_name_belongs_to_one_subject",
                violation_error_message="This name belongs to a subject already.",
            ),
            models.CheckConstraint(name="a_subject_name_is_not_empty", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
