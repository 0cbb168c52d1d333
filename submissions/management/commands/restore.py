"""manage.py restore FOLDER: a backup comes back, and is compared with its manifest row by row and file by file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.services import backups
from submissions.services.errors import Refused


class Command(BaseCommand):
    help = "Restores a backup made by manage.py backup, and compares. Ends with status 1 when anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true", help="write over a database that is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = backups.restore(options["folder"], replace=options["replace"])
        except (Refused, OSError) as error:
            raise CommandError(f"恢复没有完成：{error}") from error
        for line in said:
            self.stderr.write(line)
        if said:
            raise CommandError(f"恢复后有 {len(said)} 处与备份不同。")
        self.stdout.write("已恢复，各表行数、全部文件和审计记录都与备份一致。")
