"""Fill an empty database with a province of real size."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from parsing.editions import EDITIONS
from submissions.demo.grown.build import Made, Wish, build, is_empty
from submissions.demo.grown.rows import tidy
from submissions.demo.grown.season import MIX, Season, parse_mix
from submissions.demo.grown.tree import FEWEST, grow, most
from submissions.demo.province import PASSWORD
from submissions.states import STATE_WORDS, State


class Command(BaseCommand):
    help = "在空数据库中生成实际规模的演示省：各级机关、账号、历年报告和当年各种进度，数字跨年度、跨层级一致"

    def add_arguments(self, parser: CommandParser) -> None:
        usual = ",".join(f"{state.value}={100 * share:g}" for state, share in MIX.items())
        parser.add_argument("--agencies", type=int, default=1000, help=f"机关数，{FEWEST} 至 {most()}")
        parser.add_argument("--years", type=int, default=3, help="年度数，最后一个年度正在报送")
        parser.add_argument("--last-year", type=int, help="最后一个年度，默认是上一年")
        parser.add_argument("--seed", type=int, default=1, help="同一种子生成同样的数据")
        parser.add_argument("--faults", type=float, default=0.05, help="含有一处错误的报告所占比例，0 至 1")
        parser.add_argument("--vertical", type=float, default=1, help="税务、气象机关中属垂直管理的比例，0 至 1")
        parser.add_argument("--current-year-states", default=usual, help=f"当年各状态的比例，默认 {usual}")
        parser.add_argument("--today", type=date.fromisoformat, help="以哪一天为今天，默认是今天")
        parser.add_argument("--files", choices=("none", "open", "all"), default="open", help="保存哪些年度的报告文件")
        parser.add_argument("--judge-all", action="store_true", help="历年已通过的报告也逐份核对，保存全部核对结果")
        parser.add_argument("--clerk-each", action="store_true", help="每个机关各有一个填报账号")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = self._wish(options)
        if not is_empty():
            raise CommandError("数据库中已有机关或报告。演示账号的密码是公开的，数字是编造的，只能装入空数据库。")
        made = build(wish, self.stdout.write if options["verbosity"] else _silent)
        tidy()
        if options["verbosity"]:
            self._sum_up(made)

    def _wish(self, options: dict[str, Any]) -> Wish:
        today = options["today"] or timezone.localdate()
        last = options["last_year"] or today.year - 1
        years = range(last - options["years"] + 1, last + 1)
        first = min(edition.first_year for edition in EDITIONS.values())
        if not years or years[0] < first:
            raise CommandError(f"年度应在 {first} 年及以后，至少一个。")
        if not 0 <= options["faults"] <= 1:
            raise CommandError("--faults 应在 0 与 1 之间。")
        if not 0 <= options["vertical"] <= 1:
            raise CommandError("--vertical 应在 0 与 1 之间。")
        try:
            units = grow(options["agencies"], options["vertical"])
        except ValueError as error:
            raise CommandError(f"--agencies 应在 {FEWEST} 与 {most()} 之间。") from error
        try:
            mix = parse_mix(options["current_year_states"])
        except ValueError as error:
            words = "、".join(state.value for state in State)
            raise CommandError(f"--current-year-states 应写作 approved=50,missing=50；状态有 {words}。") from error
        season = Season(tuple(years), today, mix, options["faults"], options["seed"])
        return Wish(units, season, options["files"], options["judge_all"], options["clerk_each"])

    def _sum_up(self, made: Made) -> None:
        whole, wrong = sum(made.states.values()), sum(made.slips.values())
        states = "，".join(f"{STATE_WORDS[State(name)]} {count}" for name, count in sorted(made.states.items()))
        self.stdout.write(f"\n报告 {whole} 份：{states}")
        rules = "，".join(f"{rule} {count}" for rule, count in sorted(made.slips.items()))
        self.stdout.write(f"含错误的 {wrong} 份（{100 * wrong / whole:.1f}%）：{rules}")
        self.stdout.write("行数：" + "，".join(f"{name} {count}" for name, count in made.rows.items()))
        self.stdout.write(f"用时 {made.seconds:.0f} 秒。账号 clerk、reviewer、office，密码 {PASSWORD}（仅供演示）")


def _silent(text: str) -> None:
    """Says nothing."""
