# What the new constraints ask was put right in 0144.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0144_carry_assignments_and_reminders_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reviewassignment',
            name='a_reviewer_is_assigned_once_in_a_round',
        ),
        migrations.RemoveConstraint(
            model_name='reviewreminder',
            name='a_person_is_reminded_of_a_step_once',
        ),
        migrations.RemoveIndex(
            model_name='reviewreminder',
            name='reminders_to_be_sent',
        ),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='next_try_at',
        ),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='problem',
        ),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='recipient',
        ),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='sent_at',
        ),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='tries',
        ),
        migrations.AddIndex(
            model_name='reviewassignment',
            index=models.Index(condition=models.Q(('state__in', ['asked', 'taken'])), fields=['reviewer', 'due_on'], name='open_assignments_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='reviewassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'taken'])), fields=('round', 'reviewer'), name='a_reviewer_is_asked_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='reviewassignment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'taken', 'declined', 'reassigned', 'done', 'expired'])), name='an_assignment_is_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='reviewassignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['asked', 'taken'])), models.Q(models.Q(('state__in', ['asked', 'taken']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='an_assignment_is_open_or_says_when_it_ended'),
        ),
        migrations.AddConstraint(
            model_name='reviewassignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='who_declines_says_why'),
        ),
        migrations.AddConstraint(
            model_name='reviewreminder',
            constraint=models.UniqueConstraint(fields=('article', 'due_on', 'days'), name='a_step_of_a_review_is_told_once'),
        ),
    ]
