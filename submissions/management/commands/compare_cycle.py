"""Compare all reports of a cycle with one another now."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.models import Cycle
from submissions.services import likenesses


class Command(BaseCommand):
    help = "比较一个年度的全部报告，找出文字或数据雷同的"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = Cycle.objects.filter(year=options["year"]).first()
        if cycle is None:
            raise CommandError(f"没有 {options['year']} 年度。")
        likenesses.queue(cycle)
        if not likenesses.claim(cycle.pk):
            raise CommandError("正在比较，请等它完成。")
        started = perf_counter()
        try:
            reports, pairs = likenesses.compare(cycle)
        except BaseException:
            likenesses.fail(cycle.pk)
            raise
        self.stdout.write(f"比较报告 {reports} 份，雷同 {pairs} 对，用时 {perf_counter() - started:.1f} 秒。")
