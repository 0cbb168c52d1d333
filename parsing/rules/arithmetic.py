"""Rules of kind A: the figures of one report against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from parsing.editions import Edition, Table, explain_address
from parsing.editions.wording import column_name, quoted, row_name
from parsing.report import Address, Report
from parsing.rules.hints import hint
from parsing.rules.model import Check, Context, Finding, Outcome, Rule, Severity, address_text
from parsing.rules.sums import ACROSS, BALANCE, DOWN, Judged, Sum, Verdict
from parsing.rules.tables import TABLES, number, obstacles_text, table_of, value_text, values_of

Chosen = Callable[[Sum], bool]


@dataclass(frozen=True, slots=True)
class _Case:
    """One sum of one report under one rule."""

    rule: Rule
    one: Sum
    verdict: Verdict
    edition: Edition
    table: Table
    report: Report

    @property
    def where(self) -> str:
        return explain_address(self.one.subject, self.edition)

    def finding(self, outcome: Outcome, message: str, *, fix: str = "", sums: str = "", hints: str = "") -> Finding:
        return Finding(
            rule=self.rule.id,
            severity=self.rule.severity,
            outcome=outcome,
            subject=str(self.one.subject),
            message=message,
            expected=self.verdict.expected,
            actual=self.verdict.actual,
            basis=self.rule.cite(self.edition),
            table=self.table.code,
            cells=address_text(self.one.operands),
            values=values_of(self.report, self.one.operands),
            hint=hints,
            fix=fix,
            sum=sums,
        )


def _cases(rule: Rule, report: Report, chosen: Chosen) -> Iterator[tuple[_Case, Judged]]:
    for code in TABLES:
        edition, table = table_of(report, code)
        judged = Judged(table, report)
        for one in judged.sums:
            verdict = judged.verdict(one) if chosen(one) else None
            if verdict is not None:
                yield _Case(rule, one, verdict, edition, table, report), judged


def declared_sums(chosen: Chosen) -> Check:
    """The check that judges every sum ``chosen`` picks of those the editions declare."""

    def check(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        for case, judged in _cases(rule, report, chosen):
            if not case.verdict.proposes:
                yield _judgement(case, judged)

    return check


def _judgement(case: _Case, judged: Judged) -> Finding:
    verdict = case.verdict
    if verdict.outcome is Outcome.PASSED:
        return case.finding(Outcome.PASSED, f"{case.where}：合计相符。")
    if verdict.outcome is Outcome.UNDETERMINED:
        why = obstacles_text(verdict.obstacles, case.report, case.edition)
        return case.finding(
            Outcome.UNDETERMINED,
            f"{case.where}：无法核对，{why}。",
            fix="请对照原文核对所列各格，补全或更正后重新核对。",
        )
    return case.finding(
        Outcome.FAILED,
        _failure(case),
        sums=arithmetic(case.one, verdict, case.table, case.report),
        hints=hint(case.one, verdict, judged, case.table, case.report),
        fix=case.rule.fix,
    )


def _failure(case: _Case) -> str:
    verdict = case.verdict
    expected, off = verdict.expected or Decimal(), (verdict.actual or Decimal()) - (verdict.expected or Decimal())
    stated = f"填报 {number(verdict.actual)}" if verdict.actual is not None else "空白（按 0 计）"
    if case.one.kind == BALANCE and expected < 0:  # nobody carries forward less than none
        over = f"办理结果总计比本年新收与上年结转之和多 {number(-expected)}"
        return f"{case.where}：勾稽关系不成立，{over}，结转下年度{stated}。"
    by = {BALANCE: "按勾稽关系", DOWN: "各行相加", ACROSS: "各列相加"}[case.one.kind]
    return f"{case.where}：{by}应为 {number(expected)}，{stated}，{'多' if off > 0 else '少'} {number(abs(off))}。"


def arithmetic(one: Sum, verdict: Verdict, table: Table, report: Report) -> str:
    """The failed sum written out, as “自然人”9939 ＋ … ＝ 10471 ≠ “总计”10474; parts that are 0 are left out."""

    def term(address: Address) -> str:
        name = column_name(table, address.row, address.column) if one.kind == ACROSS else row_name(table, address.row)
        return f"{quoted(_brief(name))}{value_text(report.figures.get(address))}"

    def side(addresses: tuple[Address, ...]) -> str:
        known = [a for a in addresses if report.figures[a].value] or [addresses[0]]
        return " ＋ ".join(map(term, known))

    if one.minus:
        left = sum((report.figures[a].value or Decimal() for a in one.plus), Decimal())
        right = sum((report.figures[a].value or Decimal() for a in (*one.minus, one.subject)), Decimal())
        relation = "＝" if left == right else "≠"
        parts = [" ＋ ".join(map(term, one.plus)), " ＋ ".join(map(term, (*one.minus, one.subject)))]
        return f"{parts[0]} ＝ {number(left)} {relation} {parts[1]} ＝ {number(right)}"
    relation = " ≠ " if verdict.actual is not None else "，"
    return f"{side(one.plus)} ＝ {number(verdict.expected)}{relation}{term(one.subject)}"


def _brief(label: str) -> str:
    """A label without the remark in brackets at its end."""
    return re.sub(r"（[^（）]{6,}）$", "", label)


def propose(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """A-12: one proposal a blank cell, from the sum across where several give one."""
    proposals: dict[Address, list[_Case]] = {}
    for case, _ in _cases(rule, report, lambda one: True):
        if case.verdict.proposes:
            proposals.setdefault(case.one.subject, []).append(case)
    for cases in proposals.values():
        case = min(cases, key=lambda c: (ACROSS, DOWN, BALANCE).index(c.one.kind))
        value = number(case.verdict.expected)
        values = sorted({number(c.verdict.expected) for c in cases} - {value})
        yield case.finding(
            Outcome.FAILED,
            f"{case.where}：没有填数，按同表其他数字推算应为 {value}。",
            sums=arithmetic(case.one, case.verdict, case.table, case.report),
            hints=f"按另一方向推算为 {'、'.join(values)}，两个方向不一致，请先核对其他格。" if values else "",
            fix=f"核实后填写 {value}；如不是这个数，请检查相加的各格。",
        )


def _sums(*kinds: str, disputes: bool | None = None) -> Chosen:
    return lambda one: one.kind in kinds and (disputes is None or disputes == (one.subject.table == "disputes"))


RULES = (
    Rule(
        id="A-01",
        name="勾稽关系：新收与结转",
        severity=Severity.MANDATORY,
        words="表三每一列（七列）：本年新收加上年结转，等于办理结果总计加结转下年度。",
        formula="一、本年新收 ＋ 二、上年结转 ＝ 三、（七）总计 ＋ 四、结转下年度继续办理",
        basis="表三注：本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和",
        fix="逐列核对本年新收、上年结转、总计和结转下年度四行，更正填错的一格。",
        check=declared_sums(_sums(BALANCE)),
        passes="新收 10603 ＋ 上年结转 177 ＝ 总计 10474 ＋ 结转下年度 306",
        fails="新收 3 ＋ 上年结转 0，总计 0，结转下年度填 0，应为 3",
    ),
    Rule(
        id="A-02",
        name="办理结果各行之和等于总计",
        severity=Severity.MANDATORY,
        words="表三每一列（七列）：办理结果各行相加，等于“（七）总计”。",
        formula="（一）至（六）各行之和 ＝ （七）总计",
        basis="表三“（七）总计”为本年度办理结果各行之和",
        fix="逐行核对本列的办理结果，更正填错的一行，或更正总计。",
        check=declared_sums(_sums(DOWN)),
        passes="予以公开 2 ＋ 部分公开 1 ＝ 总计 3",
        fails="各行相加为 148，总计填 151",
    ),
    Rule(
        id="A-03",
        name="申请人各列之和等于总计",
        severity=Severity.MANDATORY,
        words="表三每一行：自然人和五类法人或其他组织相加，等于“总计”。",
        formula="自然人 ＋ 商业企业 ＋ 科研机构 ＋ 社会公益组织 ＋ 法律服务机构 ＋ 其他 ＝ 总计",
        basis="表三“总计”列为自然人与法人或其他组织各列之和",
        fix="核对本行六类申请人的数量，更正填错的一格，或更正总计。",
        check=declared_sums(_sums(ACROSS, disputes=False)),
        passes="自然人 336 ＋ 法律服务机构 16 ＝ 总计 352",
        fails="六类申请人相加为 6，总计填 8",
    ),
    Rule(
        id="A-04",
        name="复议诉讼各类结果之和等于总计",
        severity=Severity.MANDATORY,
        words="表四三组（行政复议、未经复议直接起诉、复议后起诉）：四类结果相加，等于“总计”。",
        formula="结果维持 ＋ 结果纠正 ＋ 其他结果 ＋ 尚未审结 ＝ 总计",
        basis="表四“总计”为四类结果之和",
        fix="核对本组四类结果的件数，更正填错的一格，或更正总计。",
        check=declared_sums(_sums(ACROSS, disputes=True)),
        passes="结果维持 8 ＋ 尚未审结 1 ＝ 总计 9",
        fails="四类结果相加为 194，总计填 187",
    ),
    Rule(
        id="A-12",
        name="合计格空白",
        severity=Severity.VERIFY,
        words="合计格空白或填“-”“/”，而相加的各格不全为 0：按其他格推算，提出应填的数。",
        formula="空白的合计 ＝ 各组成部分之和",
        basis="表三、表四的总计栏",
        fix="核实后填写推算的数。",
        check=propose,
        passes="合计空白，各组成部分也都空白或为 0",
        fails="自然人 258、商业企业 12、法律服务机构 1、其他 1，总计空白，应为 272",
    ),
)
