"""Rule S-03: the numerals printed before the six headings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from parsing.editions.wording import NUMERALS
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import edition_of

_TEN = "一二三四五六七八九十"


def right_numerals(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """One finding on all headings whose numeral is another than the official one.

    A heading without a numeral says nothing: Word numbers headings itself, and that is no text.
    """
    numbered = [s for s in report.sections if _value(s.printed)]
    if not numbered:
        return
    wrong = [section for section in numbered if _value(section.printed) != section.number]
    finding = partial(Finding, rule.id, rule.severity, subject="sections", basis=rule.cite(edition_of(report)))
    if not wrong:
        yield finding(Outcome.PASSED, message="各部分的序号与规定一致。")
        return
    named = "、".join(f"“{s.printed}、{s.heading}”应为“{NUMERALS[s.number - 1]}”" for s in wrong)
    if len(wrong) == 1 and report.facts.recognised:
        message = f"标题由文字识别读取，序号可能读错，无法判定：{named}。"
        yield finding(Outcome.UNDETERMINED, message=message, fix="请对照原件核对序号。")
        return
    yield finding(
        Outcome.FAILED,
        message=f"各部分的序号与规定不一致：{named}。",
        fix=rule.fix,
        values=tuple(f"{s.printed}、{s.heading}" for s in wrong),
    )


def _value(printed: str) -> int:
    """三 and 3 are 3; 0 where there is no numeral."""
    if printed.isdecimal():
        return int(printed)
    if printed in _TEN:
        return _TEN.find(printed) + 1 if printed else 0
    return 10 + _TEN.find(printed[-1]) + 1 if printed.startswith("十") else 0


RULES = (
    Rule(
        id="S-03",
        name="各部分序号连续",
        severity=Severity.VERIFY,
        words="六个部分的序号依次为一至六，不重新起编，不前移后移。标题没有序号的（如自动编号）不作判断。",
        formula="标题的序号 ＝ 规定的序号",
        basis="正文分六个部分，依次编号",
        fix="按一至六的顺序改正各部分的序号；在六个部分之前另加的内容不单独编号。",
        check=right_numerals,
        passes="一、总体情况　二、主动公开政府信息情况……",
        fails="一、概述　二、总体情况　三、主动公开政府信息情况……",
    ),
)
