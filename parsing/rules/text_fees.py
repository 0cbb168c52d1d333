"""Rules N-16 and N-17: the 信息处理费 a report of 2021 and later states, 国办函〔2020〕109号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from parsing.narrative.claims import sentences_in
from parsing.narrative.clauses import left_of
from parsing.narrative.numbers import Kind, Number
from parsing.narrative.scope import is_in_scope, is_of_year
from parsing.narrative.sentences import Sentence
from parsing.report import Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity, Threshold, address_text
from parsing.rules.tables import number, table_of, values_of
from parsing.rules.text_meanings import FEES
from parsing.rules.text_operands import Operands, operands_of
from parsing.rules.text_verdict import once, part_of, quote_of

OTHER_MATTERS = 6
_MONEY = 10_000
_STATED = re.compile(r"处理费|收费|收取|费用|减免|免费")
_STATED_ELSEWHERE = re.compile(
    r"信息处理费|信息公开处理费|(?:信息公开|依申请)[^。]{0,20}(?:收费|收取|费用)|(?:收费|收取)[^。"
    r"]{0,20}(?:信息公开|依申请)"
)
_FEE = re.compile(r"信息(?:公开)?处理费|信息公开[^。，]{0,8}费|处理费")
_NOT_COLLECTED = re.compile(r"应收|通知|减免|免收|退|标准|每|超过|未缴|逾期|不足|拟|上限|以内")
_TOTALLED = re.compile(r"(?:合计|共计|总计)(?:收取|收费|金额|为)*[#$]")
_NOT_PARTS = re.compile(r"应|实|等|主要|（|每|标准|减|免|退|未|加上|结转|上年|另")
_ALL_PARTS = re.compile(r"按件[^。]*按量|按量[^。]*按件|已缴[^。]*未缴|未缴[^。]*已缴|其[他它]")


def stated(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-16: that the fee is stated, zero included, and that its cases and sums add up."""
    section = report.section(OTHER_MATTERS)
    if section is None:
        return
    edition, _ = table_of(report, "requests")
    text = squeeze(section.text)
    found = _STATED.search(text) or any(_STATED_ELSEWHERE.search(squeeze(t)) for _, t in report.texts())
    finding = Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.PASSED,
        subject=f"section.{OTHER_MATTERS}",
        message="第六部分写明了信息处理费的收取情况。",
        basis=rule.cite(edition),
    )
    if found:
        yield finding
        yield from once((_sums(rule, report, s) for s in _fee_sentences(report)), report)
    elif text:
        quotes = tuple(quote_of(s) for s in sentences_in(report, OTHER_MATTERS)[:1])
        missing = Finding(
            rule=rule.id,
            severity=rule.severity,
            outcome=Outcome.FAILED,
            subject=finding.subject,
            message="第六部分没有写明本年度信息处理费的收取情况；没有收取的，也应写明。",
            values=(text[:60],),
            fix=rule.fix,
            basis=finding.basis,
            quotes=quotes,
        )
        yield from once([missing], report)
    else:
        message = "第六部分只有标题，没有读到内容，无法核对是否写明信息处理费的收取情况。"
        yield replace(finding, outcome=Outcome.UNDETERMINED, message=message, fix=rule.fix)


def _fee_sentences(report: Report) -> Iterator[Sentence]:
    return (s for s in sentences_in(report) if s.section > 0 and _FEE.search(s.shape))


def _sums(rule: Rule, report: Report, sentence: Sentence) -> Finding | None:
    """Amounts, or cases, said to be parts of one before them that are more than it, or all of it and not equal."""
    cut = sentence.shape.find("其中")
    if cut < 0:
        return None
    summed = _summed(rule, report, sentence, cut)
    if summed:
        return summed
    for kind in (Kind.MONEY, Kind.COUNT):
        pairs = [p for p in zip(sentence.numbers, sentence.at, strict=True) if p[0].kind is kind and not p[0].rough]
        wholes = [number_ for number_, at in pairs if at < cut]
        parts = [number_ for number_, at in pairs if at > cut]
        if not wholes or len(parts) < 2 or {p.unit for p in parts} != {wholes[-1].unit}:
            continue
        total = sum((part.value for part in parts), Decimal())
        after = sentence.shape[cut:]
        wrong = total > max(w.value for w in wholes) or (
            _ALL_PARTS.search(after) and total not in {w.value for w in wholes}
        )
        if wrong and not re.search(r"等|主要|（", after):
            return _unequal(rule, report, sentence, wholes[-1], parts, total)
    return None


def _summed(rule: Rule, report: Report, sentence: Sentence, cut: int) -> Finding | None:
    """其中一件100元、一件200元，合计400元: the whole after its parts, and not equal to them."""
    last = list(_TOTALLED.finditer(sentence.shape, cut))[-1:]
    at = last[0].end() - 1 if last else -1
    money = [p for p in zip(sentence.numbers, sentence.at, strict=True) if p[0].kind is Kind.MONEY and cut < p[1] <= at]
    parts, between = [one for one, place in money if place < at], sentence.shape[cut:at]
    if len(parts) < 2 or len(money) == len(parts) or any(one.rough for one, _ in money) or _NOT_PARTS.search(between):
        return None
    total = sum((part.value for part in parts), Decimal())
    whole = money[-1][0]
    return _unequal(rule, report, sentence, whole, parts, total) if total != whole.value else None


def _unequal(
    rule: Rule, report: Report, sentence: Sentence, whole: Number, parts: list[Number], total: Decimal
) -> Finding:
    edition, _ = table_of(report, "requests")
    terms = " ＋ ".join(number(part.value) for part in parts)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.FAILED,
        subject=f"section.{sentence.section}",
        message=(
            f"{part_of(sentence)}信息处理费的各项相加为 {number(total)}{whole.unit}，"
            f"不等于 {number(whole.value)}{whole.unit}。"
        ),
        values=(number(whole.value), *(number(part.value) for part in parts)),
        expected=total,
        actual=whole.value,
        sum=f"{terms} ＝ {number(total)} ≠ {number(whole.value)}",
        fix=rule.fix,
        basis=rule.cite(edition),
        quotes=(quote_of(sentence),),
    )


def amounts(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-17: what was collected is a multiple of the tariff and no more than all charges of table 二."""
    operands = operands_of(report)
    tariff = rule.threshold(context, "tariff")
    found = (
        _amount(rule, report, sentence, (one, at), operands, tariff)
        for sentence in _fee_sentences(report)
        for one, at in zip(sentence.numbers, sentence.at, strict=True)
        if one.kind is Kind.MONEY and not one.rough and one.value and _is_collected(sentence, at, report)
    )
    yield from once(found, report)


def _is_collected(sentence: Sentence, at: int, report: Report) -> bool:
    before = re.split(r"[；。]", sentence.shape[:at])[-1]
    return (
        bool(re.search(r"收取|收缴|收到|实收|征收|处理费(?:共|合计|总计|总额|金额|为|，)*", before))
        and not _NOT_COLLECTED.search(before)
        and is_in_scope(sentence.shape, report.agency)
        and is_of_year(sentence.shape[:at], report.year)
    )


def _amount(
    rule: Rule, report: Report, sentence: Sentence, found: tuple[Number, int], operands: Operands, tariff: Decimal
) -> Finding:
    one, at = found
    cell = FEES.plus[0]
    known = operands.worth(FEES).values if operands.has(cell) else ()
    edition, _ = table_of(report, "disclosure")
    span = left_of(sentence, at), at + 1
    words = sentence.words(*span)
    cells = (cell,) if known else ()
    troubles = []
    if one.step <= 1 and one.value % tariff:
        troubles.append(f"{number(one.value)} 元不是 {number(tariff)} 元的整数倍")
    if known and one.value > max(known) * _MONEY:
        troubles.append(f"{number(one.value)} 元多于表二行政事业性收费 {number(known[0])} 万元")
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.FAILED if troubles else Outcome.PASSED,
        subject=str(cell) if known else f"section.{sentence.section}",
        message=f"{part_of(sentence)}写“{words}”，{'，'.join(troubles) if troubles else '与收费标准和表二不矛盾'}。",
        cells=address_text(cells),
        values=(*values_of(report, cells), f"正文{number(one.value)}元"),
        expected=None,
        actual=one.value if troubles else None,
        sum="；".join(troubles),
        fix=rule.fix if troubles else "",
        basis=rule.cite(edition),
        table=cell.table if known else "",
        quotes=(quote_of(sentence, *span),),
    )


RULES = (
    Rule(
        id="N-16",
        name="写明信息处理费",
        severity=Severity.VERIFY,
        words=(
            "2021 年度起，第六部分应写明本年度收取信息处理费的情况，没有收取的也应写明；写到件数和金额分项的，"
            "分项之和应等于总数。"
        ),
        formula="第六部分写明信息处理费；分项之和 ＝ 总数",
        basis="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
        fix="在第六部分写明“本年度收取信息处理费 N 元”，没有收取的写“未收取信息处理费”。",
        check=stated,
        passes="2024 年度未收取政府信息公开信息处理费",
        fails="六、其他需要报告的事项：无",
        first_year=2021,
    ),
    Rule(
        id="N-17",
        name="信息处理费的金额",
        severity=Severity.NOTICE,
        words=(
            "正文写收取信息处理费 N 元的，应是 10 元的整数倍（收费标准都是 10 元的倍数），"
            "并且不多于表二行政事业性收费。"
        ),
        formula="N ÷ 10 为整数；N ≤ 行政事业性收费（万元）× 10000",
        basis="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）的收费标准",
        fix="核对收取的金额；表二行政事业性收费漏计信息处理费的，补计。",
        check=amounts,
        passes="收取信息处理费 3940 元，表二行政事业性收费 96171.6 万元",
        fails="收取信息处理费 385 元",
        first_year=2021,
        thresholds={"tariff": Threshold("收费标准的最小单位（元）", Decimal(10))},
    ),
)
