"""The outbox: what people have to be told by mail, written together with the act that it tells of."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import LetterKind, LetterState
from articles.models.article import Article


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        """Neither sent nor dropped."""
        return self.filter(state=LetterState.WAITING)

    def due(self, now: datetime) -> "LetterQuerySet":
        """What has to go out now: new, to be tried again, or claimed by a machine that has gone."""
        return self.waiting().filter(next_try_at__lte=now)

    def failing(self) -> "LetterQuerySet":
        """Tried without success, the oldest first, with whom they are for."""
        return self.waiting().exclude(problem="").select_related("recipient", "article").order_by("made_at", "pk")


class Letter(models.Model):
    """One person is told once of one act. ``cause`` names the act; ``facts`` holds keys, names and days, no text.

    ``next_try_at`` is when it is looked at next: at once, later after a failure, and the end of the lease while a
    machine sends it. Who wants one mail a day finds it in that one.

    ``address`` is another one than that of the recipient: of somebody outside to whom the recipient shows a draft, or
    the former one of an account. It is forgotten, with the facts beside it, once the mail is out or not needed.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind)
    cause = models.CharField(max_length=120)
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="letters")
    address = models.EmailField(blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=LetterState, default=LetterState.WAITING)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state="waiting"), name="letters_to_be_sent"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="letters_that_are_over"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "cause"], name="a_person_is_told_of_an_act_once"),
            models.CheckConstraint(name="a_letter_is_of_a_known_kind", condition=Q(kind__in=LetterKind.values)),
            models.CheckConstraint(
                name="a_letter_is_over_when_it_says_so",
                condition=Q(state=LetterState.WAITING.value, settled_at__isnull=True)
                | (Q(state__in=[LetterState.SENT.value, LetterState.DROPPED.value], settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, for {self.recipient}"
