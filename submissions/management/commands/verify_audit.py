"""manage.py verify_audit: whether history is still as it was sealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.services import audit


class Command(BaseCommand):
    help = "Checks the chain of the audit log. Ends with status 1 when it does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", default="", metavar="NUMBER:DIGEST", help="a head noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faults = audit.verify(options["expect"])
        except ValueError as error:
            raise CommandError("--expect 应为“序号:校验值”，例如先前 verify_audit 打印的那一行。") from error
        for fault in faults:
            self.stderr.write(fault.words)
        if faults:
            raise CommandError(f"审计记录有 {len(faults)} 处不符。")
        self.stdout.write(f"审计记录完整，末尾为 {audit.head()}")
