"""Read a folder of old reports on this server into a batch of past years."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parsing.errors import ParsingError
from submissions import access, tasks
from submissions.display.past_batches import places, state_of
from submissions.models import PastBatch, User
from submissions.services import bell, past_batches
from submissions.services.errors import Refused

PAUSE = 0.05
"""Seconds between two rounds, for whoever else needs the database."""


class Command(BaseCommand):
    help = "把服务器上一个文件夹里的往年报告（含 ZIP）读成一批；再次运行接着做，读过的不重复"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--user", required=True, help="以哪个管理员的名义（用户名）")
        parser.add_argument("--name", default="", help="批次名称，默认是文件夹的名称；同名的批次接着用")
        parser.add_argument("--here", action="store_true", help="不等后台，在本进程里读完")
        parser.add_argument("--file", action="store_true", help="读完后归档可以归档的（须与 --here 一起用）")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"没有文件夹 {folder}。")
        actor = User.objects.filter(username=options["user"], is_active=True).first()
        root = access.office_roots(actor).first() if actor else None
        if actor is None or root is None:
            raise CommandError(f"“{options['user']}”不是管理员。")
        name = options["name"] or folder.resolve().name
        batch = PastBatch.objects.filter(name=name, owner=actor).first() or past_batches.open_batch(actor, root, name)
        self._add(actor, batch, folder)
        if options["here"]:
            self._work(batch)
            if options["file"]:
                self._file(actor, batch)
        self._tell(batch)

    def _add(self, actor: User, batch: PastBatch, folder: Path) -> None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            words = str(path.relative_to(folder))
            try:
                past_batches.add_from(actor, batch, path, words)
            except (Refused, ParsingError) as no:
                self.stderr.write(f"{words}：{no}")

    def _work(self, batch: PastBatch) -> None:
        bell.register(lambda pk: None, bell.PAST)  # this process does the work itself
        while state_of(PastBatch.objects.get(pk=batch.pk)).is_moving:
            tasks.work_past(batch.pk)
            sleep(PAUSE)

    def _file(self, actor: User, batch: PastBatch) -> None:
        try:
            past_batches.file_all(actor, PastBatch.objects.get(pk=batch.pk))
        except Refused as no:
            self.stderr.write(no.why)
            return
        self._work(batch)

    def _tell(self, batch: PastBatch) -> None:
        state = state_of(PastBatch.objects.get(pk=batch.pk))
        counts = "，".join(f"{words} {state.counts[key]}" for key, (words, _q) in places().items() if state.counts[key])
        self.stdout.write(f"“{batch.name}”共 {state.total} 个文件：{counts or '—'}。")
