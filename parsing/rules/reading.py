"""Rules of kind S about the reading itself: what was not read for certain is said, never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from parsing.editions import Table
from parsing.editions.wording import cell_name, table_name
from parsing.grid import AND, UNREADABLE
from parsing.report import Address, Figure, Report, State
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity, address_text
from parsing.rules.tables import TABLES, is_sure, table_of, values_of

NAMED_CELLS = 5


def read_for_certain(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-10: one finding a table, naming the cells that were read with doubt or not at all."""
    for code in TABLES:
        edition, table = table_of(report, code)
        known = [address for address in table.addresses() if address in report.figures]
        doubtful = [address for address in known if not is_sure(report.figures[address])]
        finding = partial(
            Finding, rule.id, rule.severity, subject=f"table.{code}", table=code, basis=rule.cite(edition)
        )
        if doubtful:
            yield finding(
                Outcome.FAILED,
                message=_doubts(table, report, doubtful),
                fix=rule.fix,
                cells=address_text(doubtful),
                values=values_of(report, doubtful),
            )
        elif known:
            yield finding(Outcome.PASSED, message=f"{table_name(table)}各格都已读准。")


def _doubts(table: Table, report: Report, doubtful: list[Address]) -> str:
    named = "；".join(f"{cell_name(table, a)}{_why(report.figures[a])}" for a in doubtful[:NAMED_CELLS])
    more = f"等 {len(doubtful)} 格" if len(doubtful) > NAMED_CELLS else ""
    return f"本平台没有把握读准{table_name(table)}的 {len(doubtful)} 格：{named}{more}。这不是说报告填错了。"


def _why(figure: Figure) -> str:
    raw = " ".join(figure.raw.split())
    if figure.state is State.ILLEGIBLE and not raw.strip(f"{UNREADABLE} "):
        return "无法辨认"
    if figure.state is State.ILLEGIBLE:
        return f"印作“{raw}”，不是数字"
    why = figure.doubt.replace(f"。{AND}", AND).removesuffix("。")  # each doubt is a sentence, and here a part of one
    return f"印作“{raw}”，{why}" if raw else f"读作空白，{why}"


RULES = (
    Rule(
        id="S-10",
        name="数字都已读准",
        severity=Severity.VERIFY,
        words="读取时没有把握的格要由填报人对照原件确认或更正；确认之前，这些格不参与核对，也不当作 0。",
        formula="读取存疑的格 ＝ 0 格",
        basis="数字的读取",
        fix="对照原件，在表中点开这些格，填上原件上的数；原件本身写得不清楚的，改正后重新上传。",
        check=read_for_certain,
        passes="每格都读到清楚的数字、空白或横线",
        fails="一格印作“1O”，读不出是多少",
    ),
)
