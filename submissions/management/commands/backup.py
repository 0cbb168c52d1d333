"""manage.py backup FOLDER: the database and every file people sent, in a dated folder below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.services import backups
from submissions.services.errors import Refused
from submissions.services.events import note


class Command(BaseCommand):
    help = "Backs the database and the files up. Ends with status 1 when a file people sent is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backups.backup(options["folder"])
        except (Refused, OSError) as error:
            raise CommandError(f"备份没有完成：{error}") from error
        manifest = backups.read_manifest(made)
        note("backup", None, text=f"{made.name}，{len(manifest.files)} 个文件")
        self.stdout.write(f"已备份到 {made}：{sum(manifest.rows.values())} 行，{len(manifest.files)} 个文件。")
        self.stdout.write(f"审计记录末尾 {manifest.audit_head}")
