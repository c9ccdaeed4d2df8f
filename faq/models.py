"""Questions that come up in more than one article, and every wording of their answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from medsite.audit.models import AppendOnly


class Question(models.Model):
    """Identity of a question. Its wording is the newest QuestionVersion."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "bank question"

    def __str__(self) -> str:
        return str(self.uuid)


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def newest(self) -> "QuestionVersionQuerySet":
        """The wording that counts of each question."""
        later = QuestionVersion.objects.filter(
            question=models.OuterRef("question"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))

    def holding(self, words: str) -> "QuestionVersionQuerySet":
        """Those whose question or answer holds every one of the words; all of them without a word."""
        found = self.all()
        for word in words.split()[:10]:
            found = found.filter(Q(wording__icontains=word) | Q(answer__icontains=word))
        return found


class QuestionVersion(AppendOnly):
    """One wording of a question and its answer (Markdown). An article copies it and remembers the number."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    wording = models.CharField(max_length=500)
    answer = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="a_bank_question_numbers_its_versions"),
            models.CheckConstraint(
                name="a_bank_question_has_wording_and_answer", condition=~Q(wording="") & ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.wording
