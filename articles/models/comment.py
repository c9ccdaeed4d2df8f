"""What people say about a text under review. Staff only: readers' modules cannot name these models."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from articles.choices import EntryKind
from articles.models.article import Draft
from articles.models.revision import Revision
from medsite.audit.models import AppendOnly

FIELD_LIMIT = 600
ANSWERS = [EntryKind.TAKEN.value, EntryKind.DECLINED.value]


class CommentThreadQuerySet(models.QuerySet["CommentThread"]):
    def about(self, draft: Draft) -> "CommentThreadQuerySet":
        """The threads on all revisions of a draft, and those handed down to it, with what was said in them, the oldest
        first. Two queries.

        Handed down is what earlier drafts of the article left open, and what was answered since this draft began.
        """
        entries = CommentEntry.objects.select_related("by").order_by("pk")
        of_thread = CommentEntry.objects.filter(thread=OuterRef("pk"))
        turns = of_thread.exclude(kind=EntryKind.SAID).order_by("-pk").values("kind")[:1]
        is_earlier = Q(revision__draft__article=draft.article_id, revision__draft__closed_at__isnull=False)
        if draft.closed_at is not None:
            is_earlier &= Q(revision__draft__closed_at__lte=draft.closed_at)
        was_left_open = Q(turn__isnull=True) | Q(turn=EntryKind.REOPENED) | Q(was_answered=True)
        return (
            self.annotate(turn=Subquery(turns), was_answered=Exists(of_thread.filter(at__gt=draft.opened_at)))
            .filter(Q(revision__draft=draft) | (is_earlier & was_left_open))
            .select_related("revision")
            .defer("revision__content_json", "revision__body_html", "revision__findings")
            .prefetch_related(models.Prefetch("entries", queryset=entries))
            .order_by("pk")
        )


class CommentThread(AppendOnly):
    """What a thread is about: a field of a revision, and words quoted from it with what stood around them.

    ``field`` is the name of the field or section. ``wording`` is what somebody proposes to write instead of the quote;
    empty for a mere comment. Whether the thread is open is what its newest entries say.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="threads")
    field = models.CharField(max_length=FIELD_LIMIT)
    quote = models.TextField(blank=True)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    wording = models.TextField(blank=True)

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_suggestion_quotes_what_it_replaces", condition=Q(wording="") | ~Q(quote="")),
        ]

    def __str__(self) -> str:
        return f"{self.field}, {self.revision}"


class CommentEntry(AppendOnly):
    """One thing that somebody said or did in a thread: a comment, an answer, resolving it, taking a wording over."""

    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind, default=EntryKind.SAID)
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField()
    answers = models.OneToOneField(CommentThread, null=True, on_delete=models.PROTECT, related_name="answered")
    """The thread itself where this takes its wording over or declines it: that happens once."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_entry_is_of_a_known_kind", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(
                name="what_is_said_or_declined_has_words",
                condition=~Q(kind__in=[EntryKind.SAID.value, EntryKind.DECLINED.value]) | ~Q(body=""),
            ),
            models.CheckConstraint(
                name="a_suggestion_is_answered_by_taking_or_declining",
                condition=Q(kind__in=ANSWERS, answers__isnull=False) | (~Q(kind__in=ANSWERS) & Q(answers__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"
