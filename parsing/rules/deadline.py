"""Rule C-12: when the report came. Recorded for the ledger, never in the way of approval."""

from __future__ import annotations

from collections.abc import Iterator

from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity


def in_time(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """Silent where it is not known when the report was due or came."""
    due, received = context.due, context.received
    if due is None or received is None:
        return
    late = (received - due).days
    words = f"应于 {due.year}年{due.month}月{due.day}日前报送，{received.year}年{received.month}月{received.day}日收到"
    yield Finding(
        rule.id,
        rule.severity,
        Outcome.FAILED if late > 0 else Outcome.PASSED,
        "deadline",
        f"{words}，逾期 {late} 天。" if late > 0 else f"{words}，按时。",
        values=(due.isoformat(), received.isoformat()),
        fix=rule.fix if late > 0 else "",
        basis=rule.basis,
    )


RULES = (
    Rule(
        id="C-12",
        name="按时报送",
        severity=Severity.NOTICE,
        words="超过报送期限收到的，记入台账，不影响审核。期限按年度和机关类别由主管部门规定。",
        formula="收到日期 ≤ 报送期限",
        basis="《中华人民共和国政府信息公开条例》第四十九条",
        fix="以后年度按时报送；有特殊原因的，可以说明情况。",
        check=in_time,
        passes="期限 1月31日，1月28日收到",
        fails="期限 1月31日，2月3日收到",
    ),
)
