"""The columns that four tables had each for itself come from one base. No table changes: an empty default of a text is
Django's own matter."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("submissions", "0032_looks_for_personal_data")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model, "why_not", models.TextField(blank=True, default=""))
                for model in ("facsimile", "privacylook")
            ]
        )
    ]
