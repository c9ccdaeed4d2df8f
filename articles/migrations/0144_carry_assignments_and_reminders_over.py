# Rows of earlier versions: assignments of closed reviews end, reminders that wait become letters.

from django.db import migrations


def end_assignments(apps, schema_editor):
    """Who was asked for a review that is over has decided, or was not needed."""
    Assignment = apps.get_model("articles", "ReviewAssignment")
    Decision = apps.get_model("articles", "Decision")
    for row in Assignment.objects.select_related("round"):
        row.due_on = row.round.due_on
        row.closed_at = row.round.closed_at
        if row.closed_at is not None:
            decided = Decision.objects.filter(revision=row.round.revision_id, by=row.reviewer_id).exists()
            row.state = "done" if decided else "expired"
        row.save()


def reminders_become_letters(apps, schema_editor):
    """One row for each step stays; what was not sent yet goes into the outbox."""
    Reminder = apps.get_model("articles", "ReviewReminder")
    Letter = apps.get_model("articles", "Letter")
    for row in Reminder.objects.filter(sent_at=None):
        due_on = row.due_on.isoformat()
        Letter.objects.create(
            recipient_id=row.recipient_id,
            kind="review_due",
            cause=f"review-due:{row.article_id}:{due_on}:{row.days}",
            article_id=row.article_id,
            facts={"due_on": due_on},
            made_at=row.made_at,
            next_try_at=row.next_try_at,
            tries=row.tries,
            problem=row.problem,
        )
    seen = set()
    for row in Reminder.objects.order_by("pk"):
        step = (row.article_id, row.due_on, row.days)
        if step in seen:
            row.delete()
        seen.add(step)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0143_assignments_and_letters'),
    ]

    operations = [
        migrations.RunPython(end_assignments, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(reminders_become_letters, migrations.RunPython.noop, elidable=True),
    ]
