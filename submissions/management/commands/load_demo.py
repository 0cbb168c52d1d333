"""Fill an empty database with the demonstration province."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.demo import story
from submissions.demo.province import ACCOUNTS, ENTRIES, PASSWORD
from submissions.services import audit
from submissions.states import ROLE_WORDS, Role


class Command(BaseCommand):
    help = "装入演示数据：黑龙江省及市（地）、省直部门，2022—2024三个年度，各角色账号和样例报告"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--read", action="store_true", help="全部样例在本进程内读取，不留给后台读取程序")

    def handle(self, *args: Any, **options: Any) -> None:
        if not story.is_ours_or_empty():
            raise CommandError("数据库中已有其他机关的数据。演示账号的密码是公开的，只能装入空数据库。")
        say = self.stdout.write if options["verbosity"] > 1 else _silent
        self.stdout.write("正在装入演示数据……")
        story.make_province()
        told = story.tell(say, read_all=options["read"])
        while audit.seal():
            pass  # its history is years old: the operators' page would miss the clock that seals it
        self.stdout.write(f"机关 {len(ENTRIES)} 个，本次装入报告 {told} 份。")
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        self.stdout.write(f"\n演示账号（密码均为 {PASSWORD}，仅供演示）：")
        for account in ACCOUNTS:
            role, code = account.memberships[0]
            more = f"等 {len(account.memberships)} 个机关" if len(account.memberships) > 1 else ""
            place = f"{ENTRIES[code].name}{more}"
            self.stdout.write(f"  {account.username:<16} {ROLE_WORDS[Role(role)]}  {place}")


def _silent(text: str) -> None:
    """Says nothing, as long as nobody asked for more."""
