"""manage.py doctor: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.services.checks import Health, examine

MARKS = {Health.WELL: "✓", Health.WEAK: "!", Health.ILL: "✗"}


class Command(BaseCommand):
    help = "Examines every part the portal rests on. Ends with status 1 when one is ill."

    def handle(self, *args: Any, **options: Any) -> None:
        ill = 0
        for finding in examine():
            ill += finding.health is Health.ILL
            mend = f" → {finding.mend}" if finding.mend else ""
            self.stdout.write(f"{MARKS[finding.health]} {finding.part}：{finding.words}{mend}")
        if ill:
            raise CommandError(f"{ill} 处不能工作。")
