"""Who worked on a draft, and what was said about the subjects that its text names."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import SubjectAnswer
from articles.models.article import Draft
from articles.models.taxonomy import Subject


class Contribution(models.Model):
    """A person who wrote in a draft. Kept apart from snapshots, which may be pruned."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions")
    first_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "user"], name="a_contributor_is_noted_once_for_a_draft"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class DraftSubject(models.Model):
    """A person's answer to "is this article about it?"."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="draft_subjects")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="draft_subjects")
    answer = models.CharField(max_length=20, choices=SubjectAnswer)
    reason = models.CharField(max_length=300, blank=True, help_text="Needed when you reject it.")

    class Meta:
        verbose_name = "subject"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "subject"],
                name="a_subject_is_answered_once",
                violation_error_message="This subject is listed twice.",
            ),
            models.CheckConstraint(
                name="a_rejected_subject_has_a_reason",
                condition=~Q(answer=SubjectAnswer.REJECTED.value) | ~Q(reason=""),
                violation_error_message="Say why the article is not about it.",
            ),
            models.CheckConstraint(
                name="a_subject_is_confirmed_or_rejected", condition=Q(answer__in=SubjectAnswer.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)
