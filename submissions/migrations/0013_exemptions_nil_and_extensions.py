"""Nothing to report, and more time, become states people see. Extensions from before are told from their dates."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def tell_extensions(apps: Any, schema_editor: Any) -> None:
    """A report somebody moved the deadline of, and whose day is not that of its kind, was extended."""
    submissions, deadlines, events = (
        apps.get_model("submissions", name)._base_manager for name in ("Submission", "CycleDeadline", "Event")
    )
    days = {(cycle, kind): day for cycle, kind, day in deadlines.values_list("cycle_id", "kind", "due_on")}
    moved = events.filter(kind="deadline", submission__isnull=False).order_by("pk")
    reasons = {pk: note.partition("：")[2] for pk, note in moved.values_list("submission_id", "note")}
    for submission in submissions.filter(pk__in=reasons).select_related("agency"):
        day = days.get((submission.cycle_id, submission.agency.kind), submission.due_on)
        if day != submission.due_on:
            submissions.filter(pk=submission.pk).update(extended_from=day, extended_reason=reasons[submission.pk])


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0012_filled_by_hand_receipts_and_seals'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='extended_from',
            field=models.DateField(blank=True, null=True, verbose_name='延期前截止日期'),
        ),
        migrations.AddField(
            model_name='submission',
            name='extended_reason',
            field=models.TextField(blank=True, verbose_name='延期原因'),
        ),
        migrations.AddField(
            model_name='submission',
            name='nil_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='零报告确认时间'),
        ),
        migrations.AddField(
            model_name='submission',
            name='nil_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='零报告确认人'),
        ),
        migrations.AddField(
            model_name='submission',
            name='nil_reason',
            field=models.TextField(blank=True, verbose_name='零报告原因'),
        ),
        migrations.RunPython(tell_extensions, migrations.RunPython.noop),
    ]
