"""manage.py drill_restore FOLDER: the newest backup comes back beside the running portal, is compared, and goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.services.drills import drill
from submissions.services.errors import Refused


class Command(BaseCommand):
    help = "Tries to restore the newest backup in a folder, elsewhere. Ends with status 1 when anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where manage.py backup writes to, or one backup in it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tried = drill(options["folder"])
        except (Refused, OSError) as error:
            raise CommandError(f"演练没有成功：{error}") from error
        self.stdout.write(f"演练成功：{tried} 完整恢复，各表行数、全部文件和审计记录都与备份一致。")
