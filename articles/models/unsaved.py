"""What is in somebody's editor or review and not saved, and who has a draft open.

None of it is part of a draft, or ever shown to readers."""

from django.conf import settings
from django.db import models

from articles.models.article import Draft
from articles.models.revision import Revision


class UnsavedWork(models.Model):
    """The form of a draft as one person typed it last, kept against a crash. ``form`` is spelt as it would be sent."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="unsaved_work")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    form = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "user"], name="a_person_has_one_unsaved_work_of_a_draft")
        ]

    def __str__(self) -> str:
        return f"Unsaved work on {self.draft}"


class UnfinishedReview(models.Model):
    """What a reviewer ticked and typed on a revision and did not decide yet. ``form`` is spelt as it would be sent."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="unfinished_reviews")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "user"], name="a_reviewer_has_one_unfinished_review_of_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"Unfinished review of {self.revision}"


class Presence(models.Model):
    """Somebody has a draft open in the editor: when their browser said so last, and whether they changed anything."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    has_changes = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "user"], name="a_person_is_in_a_draft_once")]

    def __str__(self) -> str:
        return str(self.user)
