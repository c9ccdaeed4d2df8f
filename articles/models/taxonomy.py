"""Topics and subjects: what articles are about."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from articles.choices import NameKind, SubjectKind

REVIEW_INTERVAL_HELP = "Months until the next review of an article about it. The shortest one counts."


class TopicQuerySet(models.QuerySet["Topic"]):
    def said_in(self, language: str) -> "TopicQuerySet":
        """Topics with what they are called in a language, by that name. ``shown_name`` and the like tell it."""
        own = TopicName.objects.filter(topic=OuterRef("pk"), language=language)
        return self.annotate(
            asked_in=Value(language),
            own_name=Subquery(own.values("name")[:1]),
            own_intro=Subquery(own.values("intro")[:1]),
        ).order_by(Coalesce("own_name", "name"), "pk")


class Topic(models.Model):
    """A part of the library, such as Mental health. Other languages may have names of their own for it."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    intro = models.CharField(max_length=300, blank=True, help_text="One sentence under the name of the topic.")
    review_interval_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text=REVIEW_INTERVAL_HELP)

    objects = TopicQuerySet.as_manager()

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

    @property
    def shown_name(self) -> str:
        """The name in the language that was asked for, or else the main one."""
        return getattr(self, "own_name", None) or self.name

    @property
    def shown_intro(self) -> str:
        """The sentence that goes with ``shown_name``: never one of another language than the name."""
        return str(getattr(self, "own_intro", "")) if getattr(self, "own_name", None) else self.intro

    @property
    def shown_language(self) -> str:
        """The language of what is shown, where it is not the one that was asked for; else empty."""
        is_main = not getattr(self, "own_name", None)
        return settings.LANGUAGE_CODE if is_main and getattr(self, "asked_in", "") != settings.LANGUAGE_CODE else ""


class TopicName(models.Model):
    """What a topic is called in a language other than that of its main name."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    intro = models.CharField(max_length=300, blank=True, help_text="One sentence under the name of the topic.")

    class Meta:
        verbose_name = "name in another language"
        verbose_name_plural = "names in other languages"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language"],
                name="a_topic_has_one_name_in_a_language",
                violation_error_message="This topic has a name in that language already.",
            ),
            models.CheckConstraint(name="a_topic_name_is_not_empty", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


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
