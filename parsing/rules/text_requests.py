"""Rules N-01 to N-06: applications as the sentences count them, against table 三."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.narrative import phrases
from parsing.narrative.claims import claims_in
from parsing.narrative.clauses import Claim
from parsing.report import Report
from parsing.rules.model import Check, Context, Finding, Rule, Scope, Severity
from parsing.rules.text_meanings import CARRIED_FORWARD, CARRIED_IN, handled_meanings, result_meanings
from parsing.rules.text_operands import Expression, Operands, operands_of
from parsing.rules.text_verdict import compare, once

_VERBS = {phrases.RECEIVED, phrases.HANDLED, phrases.ANSWERED}
_PARTLY_TOO = re.compile(r"部分(?:予以)?公开[^，。；、#]{0,4}#|#[^，。；、#]{0,4}部分(?:予以)?公开")
# 予以公开62件（其中部分公开12件）: the first number holds the second.
_PARTLY_WITHIN = re.compile(r"[，（](?:其中|含|包括|包含)：?[^，。；#]{0,4}部分(?:予以)?公开[^，。；、#]{0,4}#")


def handled(*only: str) -> Check:
    """Claims whose verbs are exactly ``only``, or for () any mixture and 办理."""

    def check(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        operands = operands_of(report)
        mine = (c for c in _judged(report, context) if _VERBS.issuperset(c.means) and _is_for(c.means, only))
        yield from once((compare(rule, c, handled_meanings(c.means, operands), operands) for c in mine), report)

    return check


def _is_for(means: tuple[str, ...], only: tuple[str, ...]) -> bool:
    if only:
        return means == only
    return means not in ((phrases.RECEIVED,), (phrases.ANSWERED,))


def _judged(report: Report, context: Context) -> Iterator[Claim]:
    return (claim for claim in claims_in(report, own=context.scope is Scope.OWN) if claim.is_judged)


def carried(means: str, expression: Expression, years: int) -> Check:
    """Claims of what was carried over; a year they name must be ``years`` from the report's."""

    def check(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        operands = operands_of(report)
        mine = (c for c in _judged(report, context) if c.means == (means,) and _is_from(c, report, years))
        yield from once((compare(rule, c, (expression,), operands) for c in mine), report)

    return check


def _is_from(claim: Claim, report: Report, years: int) -> bool:
    """Whether the year the claim names, if it names one, is as many years from the report's."""
    return report.year is None or claim.named_year in (None, report.year + years)


def results(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-06: a result, a group of results or several of them together."""
    operands = operands_of(report)
    yield from once(
        (
            compare(rule, claim, _results(claim, operands), operands)
            for claim in _judged(report, context)
            if set(claim.means) <= phrases.RESULTS.keys() | phrases.ROWS.keys()
        ),
        report,
    )


def _results(claim: Claim, operands: Operands) -> tuple[Expression, ...]:
    one_reason = "不掌握" in claim.beside and "等" not in claim.beside
    shape = claim.sentence.shape
    apart = bool(_PARTLY_TOO.search(shape)) and not _PARTLY_WITHIN.match(shape, claim.end)
    return result_meanings(claim.means, operands, apart=apart, all_reasons=not one_reason)


_TABLE = "表三的数字；正文与表格应当一致"
_FIX = "核对这句话和表三：哪一处写错就改哪一处；口径不同的（如只指本级、只指某一渠道），在句中写明口径，或说明情况。"

RULES = (
    Rule(
        id="N-01",
        name="正文的收到申请数与表三一致",
        severity=Severity.VERIFY,
        words="正文写“新收、受理、收到”申请 N 件的，应等于本年新收，或本年新收与上年结转之和。范围不同的话不核对。",
        formula="N ＝ 本年新收，或 本年新收 ＋ 上年结转",
        basis=_TABLE,
        fix=_FIX,
        check=handled(phrases.RECEIVED),
        passes="共受理政府信息公开申请 3119 件，表三本年新收 3119",
        fails="共受理政府信息公开申请 2 件，表三本年新收 3、上年结转 0",
    ),
    Rule(
        id="N-02",
        name="正文的办理申请数与表三一致",
        severity=Severity.VERIFY,
        words="正文写“收办、办理、收到和办理”申请 N 件的，应等于本年新收与上年结转之和，或本年新收，或办理结果总计。",
        formula="N ＝ 本年新收 ＋ 上年结转，或 本年新收，或 办理结果总计",
        basis=_TABLE,
        fix=_FIX,
        check=handled(),
        passes="共依法办理申请 10780 件，表三本年新收 10603、上年结转 177",
        fails="办理申请 210 件，表三本年新收 196、上年结转 4、总计 187",
    ),
    Rule(
        id="N-03",
        name="正文的答复办结数与表三一致",
        severity=Severity.VERIFY,
        words="正文写“答复、办结”N 件的，应等于办理结果总计，或总计减去其他处理、不予处理，或减去上年结转。",
        formula="N ＝ 总计，或 总计 － 其他处理（－ 不予处理），或 总计 － 上年结转",
        basis=_TABLE,
        fix=_FIX,
        check=handled(phrases.ANSWERED),
        passes="受理 3119 件，答复 3050 件，结转 103 件，表三总计 3050",
        fails="答复 3005 件，表三总计 3050、其他处理 0",
    ),
    Rule(
        id="N-04",
        name="正文的上年结转数与表三一致",
        severity=Severity.VERIFY,
        words="正文写上年结转 N 件的，应等于表三“二、上年结转政府信息公开申请数量”的总计。",
        formula="N ＝ 上年结转",
        basis=_TABLE,
        fix=_FIX,
        check=carried(phrases.CARRIED_IN, CARRIED_IN, -1),
        passes="含上年度结转申请 34 件，表三上年结转 34",
        fails="上年结转 7 件，表三上年结转 5",
    ),
    Rule(
        id="N-05",
        name="正文的结转下年度数与表三一致",
        severity=Severity.VERIFY,
        words="正文写结转、顺延到下年度 N 件的，应等于表三“四、结转下年度继续办理”的总计。",
        formula="N ＝ 结转下年度继续办理",
        basis=_TABLE,
        fix=_FIX,
        check=carried(phrases.CARRIED_FORWARD, CARRIED_FORWARD, 1),
        passes="另有 103 件顺延到下年度答复，表三结转下年度 103",
        fails="结转下年度 12 件，表三结转下年度 2",
    ),
    Rule(
        id="N-06",
        name="正文的办理结果与表三一致",
        severity=Severity.VERIFY,
        words=(
            "正文写予以公开、部分公开、不予公开、无法提供、不予处理、其他处理 N 件的，应等于表三该行，或该组各行之和。"
        ),
        formula="N ＝ 该行，或该组各行之和；几类合写的，为几类之和",
        basis=_TABLE,
        fix=_FIX,
        check=results,
        passes="不予公开 35 件，表三不予公开各行 14 ＋ 5 ＋ 4 ＋ 12 ＝ 35",
        fails="予以公开及部分公开 258 件，表三予以公开 272 ＋ 部分公开 3 ＝ 275",
    ),
)
