"""Write sample reports with their truth, for tests of the reader and for measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions.demo.samples import write_samples


class Command(BaseCommand):
    help = "生成样例年度报告（Word、PDF、网页、文本）及其标准答案，用于测试和测量读取"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="输出文件夹：其下生成 documents/ 和 truth/")
        parser.add_argument("--seed", type=int, default=1, help="随机样例的种子")
        parser.add_argument("--count", type=int, default=26, help="随机样例的份数（固定样例之外）")
        parser.add_argument("--drawn", type=int, default=0, help="另外以各种版式绘制的 PDF 的份数")

    def handle(self, *args: Any, **options: Any) -> None:
        loud = options["verbosity"] > 1
        count = write_samples(
            options["folder"],
            seed=options["seed"],
            count=options["count"],
            drawn=options["drawn"],
            report=self.stdout.write if loud else None,
        )
        self.stdout.write(f"已生成 {count} 份样例：{options['folder']}")
