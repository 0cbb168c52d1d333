"""Rule S-12: the title of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from parsing.editions import EDITIONS
from parsing.report import Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import TABLES, may_be_misread, table_of

LAST_WORDS = "年政府信息公开工作年度报告"


def _bare(name: str) -> str:
    """A name as compared: without blanks, punctuation and 人民, which titles leave out."""
    return re.sub(r"[^\w]", "", squeeze(name)).replace("人民政府", "政府")


def right_title(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """Agency and year against the obligation, then the wording: up to three findings on the title."""
    edition = table_of(report, TABLES[0])[0]
    if context.year is not None:
        edition = next((e for e in EDITIONS.values() if e.fits(context.year)), edition)
    finding = partial(Finding, rule.id, subject="title", basis=rule.cite(edition))
    yield _agency(finding, rule, report, context)
    yield _year(finding, rule, report, context)
    yield _wording(finding, report)


def _agency(finding: partial[Finding], rule: Rule, report: Report, context: Context) -> Finding:
    names = context.agency_names
    wanted = names[0] if names else ""
    finding = partial(finding, severity=rule.severity, values=("机关", report.agency, wanted))
    if not names:
        return finding(outcome=Outcome.UNDETERMINED, message="不知道应由哪个机关报送，无法核对标题中的机关名称。")
    if not report.agency:
        return finding(
            outcome=Outcome.UNDETERMINED,
            message=f"没有读到标题中的机关名称，无法核对是否为{wanted}的报告。",
            fix="请核对标题是否写明机关全称。",
        )
    if _bare(report.agency) in {_bare(name) for name in names}:
        return finding(outcome=Outcome.PASSED, message=f"标题中的机关是{report.agency}，相符。")
    if any(may_be_misread(report, _bare(report.agency), _bare(name)) for name in names):
        return finding(
            outcome=Outcome.UNDETERMINED,
            message=f"标题由文字识别读取，读到“{report.agency}”，可能就是“{wanted}”。",
            fix="请对照原件核对标题。",
        )
    return finding(
        outcome=Outcome.FAILED,
        message=f"标题中的机关是“{report.agency}”，应为“{wanted}”。",
        fix="请确认上传的是本机关的报告；标题写错的，改正后重新上传。",
    )


def _year(finding: partial[Finding], rule: Rule, report: Report, context: Context) -> Finding:
    finding = partial(finding, severity=rule.severity, values=("年度", str(report.year or ""), str(context.year or "")))
    if context.year is None:
        return finding(outcome=Outcome.UNDETERMINED, message="不知道应报送哪一年度，无法核对标题中的年度。")
    if report.year is None:
        return finding(
            outcome=Outcome.UNDETERMINED,
            message=f"没有读到标题中的年度，无法核对是否为 {context.year} 年度的报告。",
            fix="请核对标题是否写明年度。",
        )
    if report.year == context.year:
        return finding(outcome=Outcome.PASSED, message=f"标题中的年度是 {report.year} 年，相符。")
    return finding(
        outcome=Outcome.FAILED,
        message=f"标题中的年度是 {report.year} 年，应为 {context.year} 年。",
        fix="请确认上传的是该年度的报告；标题写错的，改正后重新上传。",
    )


def _wording(finding: partial[Finding], report: Report) -> Finding:
    finding = partial(finding, severity=Severity.NOTICE, values=("用语", report.title))
    if not report.title:
        return finding(
            outcome=Outcome.UNDETERMINED, message="没有读到报告的标题。", fix="请核对报告开头是否有规定格式的标题。"
        )
    agency, year = report.agency or "〔机关全称〕", report.year or "YYYY"
    right = f"{agency}{year}{LAST_WORDS}"
    if _bare(report.title) == _bare(right) or may_be_misread(report, _bare(report.title), _bare(right)):
        return finding(outcome=Outcome.PASSED, message="标题用语规范。")
    return finding(
        outcome=Outcome.FAILED,
        message=f"标题“{report.title}”与规定格式不一致，应为“{right}”。",
        fix="按“〔机关全称〕YYYY年政府信息公开工作年度报告”改正标题。",
    )


RULES = (
    Rule(
        id="S-12",
        name="标题的机关、年度和用语",
        severity=Severity.MANDATORY,
        words="标题中的机关和年度与应报送的一致（强制）；标题用语为“〔机关全称〕YYYY年政府信息公开工作年度报告”（提示）。",
        formula="标题 ＝ 〔机关全称〕＋ 年度 ＋ 年政府信息公开工作年度报告",
        basis="标题的格式",
        fix="改正标题后重新上传；传错文件的，换成本机关本年度的报告。",
        check=right_title,
        passes="淮安市人民政府2024年政府信息公开工作年度报告",
        fails="应报送 2024 年度，标题写 2023 年",
    ),
)
