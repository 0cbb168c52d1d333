"""Fills in when each report came and whether in time, from the events kept of it (services.timeliness).

The deadline of that moment is today's, walked back over the changes made since: those of the submission itself
and those of its kind. A report counts as opened when its agency first did something to it.
"""

import re
from typing import Any

from django.db import migrations
from django.utils import timezone

MOVES = ("submit", "withdraw", "return", "unreturn", "exempt", "declare_nil", "confirm_nil")
ENDS = ("exempt", "declare_nil", "confirm_nil")
CLERKS = ("upload", "upload_refused", "fill", "seal", "correct", "explain", "dispute", "submit")
KINDS = {
    "province_government": "省级政府",
    "prefecture_government": "市（地）级政府",
    "county_government": "县（市、区）级政府",
    "township": "乡镇（街道）",
    "government_office": "政府办公厅（室）",
    "department": "部门",
}
CHANGE = re.compile(r"(\d{4}-\d\d-\d\d) → (\d{4}-\d\d-\d\d)")


def fill(apps: Any, schema_editor: Any) -> None:
    submission, event = apps.get_model("submissions", "Submission"), apps.get_model("submissions", "Event")
    for_kinds = [(e.at, e.note) for e in event.objects.filter(kind="deadline", submission=None).order_by("pk")]
    wanted = (*MOVES, *CLERKS, "deadline", "unextended")
    rows = submission.objects.filter(events__kind__in=wanted).distinct().select_related("agency", "cycle")
    for row in rows.iterator(chunk_size=500):
        events = list(row.events.filter(kind__in=wanted).order_by("pk"))
        row.opened_at = next((e.at for e in events if e.kind in CLERKS), None)
        row.filed_at = filed_at(events)
        if row.filed_at:
            start = f"{row.cycle.year}年度 {KINDS.get(row.agency.kind)}："
            changes = [(at, text) for at, text in for_kinds if text.startswith(start)]
            changes += [(e.at, e.note) for e in events if e.kind in ("deadline", "unextended")]
            row.filed_due = due_at(row.filed_at, row.due_on, changes)
            row.filed_late = timezone.localdate(row.filed_at) > row.filed_due
        row.save(update_fields=["opened_at", "filed_at", "filed_due", "filed_late"])


def filed_at(events: Any) -> Any:
    found, returns = None, 0
    for event in events:
        if event.kind == "submit" and found is None:
            found, returns = event.at, 0
        elif event.kind in ("return", "unreturn"):
            returns += 1 if event.kind == "return" else -1
        elif event.kind in ENDS or (event.kind == "withdraw" and not returns):
            found = None
    return found


def due_at(moment: Any, due_on: Any, changes: Any) -> Any:
    for at, text in sorted(changes, reverse=True):
        change = CHANGE.search(text)
        if at > moment and change and change[2] == due_on.isoformat():
            due_on = due_on.fromisoformat(change[1])
    return due_on


def empty(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("submissions", "Submission").objects
    rows.update(filed_at=None, filed_due=None, filed_late=False, opened_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ("submissions", "0020_chases_and_when_reports_came"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
