"""A receipt keeps the name its agency had when it was issued; those from before are told from the agency's history.

Where nothing was written of the name around that day, it is the one of today: what the receipt printed until now.
"""

import re
from typing import Any, ClassVar

from django.db import migrations, models

CHUNK = 500
SAVED = re.compile(r"\S+ (.+?)(?:（(?:开始先行初审|停止先行初审|停用：.*|重新启用：.*)）)*", re.DOTALL)
ADDED = re.compile(r"名单导入：新增 \S+ (.+?)(?:（理由：.*）)?", re.DOTALL)
RENAMED = re.compile(r"名单导入：(?:.*；)?名称 (.*?) → (.*?)(?:；.*|（理由：.*）)?", re.DOTALL)


def fill(apps: Any, schema_editor: Any) -> None:
    receipt, event = apps.get_model("submissions", "Receipt"), apps.get_model("submissions", "Event")
    agencies = apps.get_model("submissions", "Agency").objects.filter(submissions__receipts__isnull=False).distinct()
    for agency in agencies.only("name").iterator(chunk_size=CHUNK):
        told = event.objects.filter(agency=agency.pk, submission=None, kind="agency_saved").order_by("pk")
        names = [(at, *named(text)) for at, text in told.values_list("at", "note")]
        rows = list(receipt.objects.filter(submission__agency=agency.pk).only("issued_at"))
        for row in rows:
            row.agency_name = name_at(row.issued_at, names) or agency.name
        receipt.objects.bulk_update(rows, ["agency_name"], batch_size=CHUNK)


def named(text: str) -> tuple[str, str]:
    """The name before and after an event, as far as it says; "" where not."""
    if renamed := RENAMED.fullmatch(text):
        return renamed[1], renamed[2]
    pattern = ADDED if text.startswith("名单导入：") else SAVED
    return "", (found[1] if (found := pattern.fullmatch(text)) else "")


def name_at(moment: Any, names: list[tuple[Any, str, str]]) -> str:
    """The name an agency got last before ``moment``, else the one it is known to have lost first after it."""
    before = [new for at, _old, new in names if at <= moment and new]
    after = [old for at, old, _new in names if at > moment and old]
    return before[-1] if before else after[0] if after else ""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("submissions", "0034_snapshots_know_when_reports_came")]

    operations: ClassVar = [
        migrations.AddField(
            "receipt", "agency_name", models.CharField("报送机关", max_length=120, default="", editable=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
