"""What lists of reports count is kept beside the reports: returns so far, and what stands against approving."""

from typing import Any

from django.db import migrations


def count(apps: Any, schema_editor: Any) -> None:
    names = ("Submission", "Reading", "Finding", "Explanation", "Ruling")
    submissions, readings, findings, explanations, rulings = (
        apps.get_model("submissions", name)._base_manager for name in names
    )
    for submission in submissions.filter(current_reading__isnull=False):
        returns = submission.decisions.filter(move="return").count()
        submissions.filter(pk=submission.pk).update(returns=returns)
        standing = rulings.filter(submission=submission, withdrawn_at=None)
        accepted = explanations.filter(submission=submission, replaced_at=None, verdict="accepted")
        failed = findings.filter(reading=submission.current_reading_id, outcome="failed", silent=False)
        wrong = standing.filter(kind="wrong").values("fingerprint")
        mandatory = failed.filter(severity="mandatory").exclude(fingerprint__in=standing.values("fingerprint"))
        verify = failed.filter(severity="verify").exclude(fingerprint__in=accepted.values("fingerprint"))
        blocking = mandatory.count() + verify.exclude(fingerprint__in=wrong).count()
        readings.filter(pk=submission.current_reading_id).update(blocking=blocking)


class Migration(migrations.Migration):

    dependencies = [
        ("submissions", "0008_leases_levels_and_the_inbox"),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
