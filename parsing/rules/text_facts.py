"""Rules N-07 to N-09: disputes, documents and decisions as the sentences count them, against tables 四 and 二."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parsing.narrative import phrases
from parsing.narrative.claims import claims_in
from parsing.narrative.clauses import Claim
from parsing.narrative.numbers import Kind
from parsing.report import Report
from parsing.rules.model import Context, Finding, Rule, Scope, Severity
from parsing.rules.text_meanings import FEES, decision_meanings, dispute_meanings, document_meanings
from parsing.rules.text_operands import Operands, operands_of
from parsing.rules.text_verdict import compare, once, verdict

_MONEY = 10_000


def _claims(report: Report, context: Context, kinds: frozenset[str]) -> Iterator[Claim]:
    """Judged claims of which the first word of the class is one of ``kinds``."""
    return (
        c
        for c in claims_in(report, own=context.scope is Scope.OWN)
        if c.is_judged and c.means[0].split(".")[0] in kinds
    )


def disputes(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-07."""
    operands = operands_of(report)
    mine = _claims(report, context, frozenset(phrases.DISPUTES))
    yield from once((compare(rule, c, dispute_meanings(c.means), operands) for c in mine), report)


def documents(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-08: 规章 and 规范性文件; 政策性文件 and 其他文件 are not looked at."""
    operands = operands_of(report)
    mine = _claims(report, context, frozenset(phrases.KINDS_OF_DOCUMENT))
    yield from once((compare(rule, c, document_meanings(c.means, operands), operands) for c in mine), report)


def decisions(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-09: decisions as counts, charges in 万元 whatever unit the sentence has."""
    operands = operands_of(report)
    mine = _claims(report, context, frozenset(phrases.DECISIONS))
    yield from once((compare(rule, c, decision_meanings(c.means[0]), operands) for c in mine), report)
    yield from once((_charge(rule, c, operands) for c in _claims(report, context, frozenset({"fees"}))), report)


def _charge(rule: Rule, claim: Claim, operands: Operands) -> Finding | None:
    """An amount, compared in 万元 as far as its digits go; a report of the 2019 form has no such cell."""
    if claim.number.kind is not Kind.MONEY or not operands.has(FEES.plus[0]):
        return None
    amount = replace(claim.number, value=claim.number.value / _MONEY, step=claim.number.step / _MONEY)
    return verdict(rule, operands, replace(claim, number=amount), [FEES], amount.value)


_FIX = "核对这句话和表格：哪一处写错就改哪一处；口径不同的，在句中写明口径，或说明情况。"

RULES = (
    Rule(
        id="N-07",
        name="正文的复议诉讼数与表四一致",
        severity=Severity.VERIFY,
        words="正文写行政复议 N 件、行政诉讼 N 件或复议诉讼共 N 件的，应等于表四的总计，或总计减去尚未审结；"
        "诉讼可以是两类之和，也可以是其中一类；三类合计的为三组之和。作为复议机关审理的案件不核对。",
        formula="N ＝ 总计，或 总计 － 尚未审结；结果 N ＝ 该组该类结果",
        basis="表四的数字；正文与表格应当一致",
        fix=_FIX,
        check=disputes,
        passes="发生行政复议和行政诉讼 14 件，表四三组总计 9 ＋ 4 ＋ 1",
        fails="政府信息公开行政复议 351 件，表四行政复议总计 315、尚未审结 37",
    ),
    Rule(
        id="N-08",
        name="正文的规章和规范性文件数与表二一致",
        severity=Severity.VERIFY,
        words="正文写制发、公开、废止、现行有效的规章或行政规范性文件 N 件的，应等于表二相应的格"
        "（2019 年格式为新制作数量或新公开数量）。政策性文件、其他文件不是规范性文件，不核对。",
        formula="N ＝ 制发件数、废止件数或现行有效件数（2019 年格式：新制作数量或新公开数量）",
        basis="第二十条第（一）项，表二的数字；正文与表格应当一致",
        fix=_FIX,
        check=documents,
        passes="公开行政规范性文件 38 件，表二新制作 43、新公开 38",
        fails="制发行政规范性文件 12 件，表二本年制发 21",
    ),
    Rule(
        id="N-09",
        name="正文的许可处罚强制收费与表二一致",
        severity=Severity.VERIFY,
        words="正文写作出行政许可、行政处罚、行政强制（决定）N 件，或把它们并列写出件数，或写行政事业性收费 N 元的，"
        "应等于表二相应的格；元、万元、亿元先换算，按正文写到的位数比较。"
        "公示、公布的信息条数，权责清单的项数，单写“办理行政许可 N 件”的不核对。",
        formula="N ＝ 本年处理决定数量；金额（换算为万元）＝ 本年收费金额",
        basis="第二十条第（五）（六）（八）项，表二的数字；正文与表格应当一致",
        fix=_FIX,
        check=decisions,
        passes="行政事业性收费 9.62 亿元，表二 96171.6 万元",
        fails="作出行政处罚决定 33 件，表二行政处罚 330",
    ),
)
