"""A snapshot keeps which handing-in counts and the deadline of that day. What was frozen before stays as it is: how
things stood then cannot be told from how they stand today."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("submissions", "0033_renderings_have_one_base")]

    operations: ClassVar = [
        migrations.AddField("snapshotmember", "filed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("snapshotmember", "filed_due", models.DateField(blank=True, null=True)),
    ]
