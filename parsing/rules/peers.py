"""Rules of kind P that need the figures of other agencies of the same kind; silent where too few are known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import sqrt
from statistics import median

from parsing.editions import explain_address
from parsing.report import Address, Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity, Threshold
from parsing.rules.plausibility import DISPUTES, ENOUGH, GROUPS, finding_of, percent, unknown, values_in
from parsing.rules.tables import number

FEES = Address("disclosure", "fees", "amount")
CORRECTED = tuple(Address("disputes", group, "corrected") for group in GROUPS)
PENDING = tuple(Address("disputes", group, "pending") for group in GROUPS)
FEWEST_PEERS = 5
CERTAIN = 3
"""Standard deviations above the peers' share before it is called out of line."""
_CONCLUDED = (CORRECTED, DISPUTES, PENDING)
PEER_CELLS = (FEES, *CORRECTED, *DISPUTES, *PENDING)
"""The cells of other agencies these rules ask for."""


# --- P-01 收费金额的单位


def fees_in_yuan(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-01: against the median of peers that collect fees; silent where too few are known."""
    peers = [value for value in context.peers.get(FEES, ()) if value > 0]
    if len(peers) < FEWEST_PEERS or FEES not in report.figures:
        return
    values, lacking = values_in(report, (FEES,))
    if lacking:
        yield from unknown(rule, report, lacking, (FEES,))
        return
    value = values[0]
    usual, times = Decimal(median(peers)), rule.threshold(context, "times")
    where = explain_address(FEES, "2021")
    if value < times * usual:
        yield finding_of(rule, report, Outcome.PASSED, f"{where}：{number(value)} 万元，与同类机关相当。", (FEES,))
        return
    message = (
        f"{where}：填报 {number(value)} 万元，同类 {len(peers)} 个机关的中位数是 {number(usual)} 万元，"
        f"相差 {number((value / usual).quantize(Decimal(1)))} 倍（达到 {number(times)} 倍时提示），"
        "可能把“元”填成了“万元”。"
    )
    yield finding_of(rule, report, Outcome.FAILED, message, (FEES,))


# --- P-11 纠正率


def often_corrected(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-11: the share of 结果纠正 among concluded cases, against that of all peers together."""
    theirs = [sum((sum(context.peers.get(a, ()), Decimal()) for a in cells), Decimal()) for cells in _CONCLUDED]
    peers = min((len(context.peers.get(a, ())) for a in (*DISPUTES, *CORRECTED, *PENDING)), default=0)
    concluded_there = theirs[1] - theirs[2]
    if peers < FEWEST_PEERS or concluded_there < rule.threshold(context, "cases"):
        return
    cells = (*CORRECTED, *DISPUTES, *PENDING)
    values, lacking = values_in(report, cells)
    if lacking:
        yield from unknown(rule, report, lacking, cells)
        return
    corrected = sum(values[:3], Decimal())
    concluded = sum(values[3:6], Decimal()) - sum(values[6:], Decimal())
    if concluded < rule.threshold(context, "cases") or corrected > concluded:
        yield finding_of(rule, report, Outcome.PASSED, f"审结 {number(concluded)} 件，件数较少，不判断纠正率。", cells)
        return
    own, usual = corrected / concluded, theirs[0] / concluded_there
    spread = sqrt(float(usual * (1 - usual) / concluded))
    stated = f"复议、诉讼审结 {number(concluded)} 件，纠正 {number(corrected)} 件，纠正率 {percent(own)}"
    if own >= 2 * usual and float(own - usual) > CERTAIN * spread:
        message = f"{stated}；同类 {peers} 个机关合计为 {percent(usual)}，明显偏高，请核实。"
        yield finding_of(rule, report, Outcome.FAILED, message, cells)
    else:
        yield finding_of(rule, report, Outcome.PASSED, f"{stated}。", cells)


RULES = (
    Rule(
        id="P-01",
        name="收费金额疑似以元填写",
        severity=Severity.NOTICE,
        words="表二行政事业性收费的单位是万元。金额达到同类机关中位数的一百倍以上的，提示核对单位；可比的同类机关少于五个时不判断。",
        formula="收费金额 ≥ 100 × 同类机关的中位数",
        basis="表二第二十条第（八）项",
        fix="核对金额的单位，以元计的除以 10000。",
        check=fees_in_yuan,
        passes="96171.6 万元，同类机关中位数 48000 万元",
        fails="961716000，同类机关中位数 48000 万元",
        editions=frozenset({"2021"}),
        thresholds={"times": Threshold("与同类机关中位数的倍数", Decimal(100))},
    ),
    Rule(
        id="P-11",
        name="复议诉讼纠正率偏高",
        severity=Severity.NOTICE,
        words="审结的复议、诉讼中结果纠正的比例明显高于同类机关。审结不到 30 件或可比的同类机关少于五个时不判断。",
        formula="结果纠正 ÷（总计 － 尚未审结），与同类机关合计的比例比较",
        basis="表四",
        fix="核对“结果纠正”的件数；确属实际情况的，不必修改。",
        check=often_corrected,
        passes="审结 100 件，纠正 12 件，同类机关合计 10%",
        fails="审结 100 件，纠正 60 件，同类机关合计 10%",
        thresholds=ENOUGH,
    ),
)
