"""Rule N-11: shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, claims_in, sentences_in
from parsing.narrative.clauses import ONLY_SOME, left_of, topic_of
from parsing.narrative.numbers import Kind, Number
from parsing.narrative.scope import is_in_scope, is_of_year
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Scope, Severity, Threshold
from parsing.rules.tables import number
from parsing.rules.text_meanings import NEW, RECEIVED, TOTAL, dispute_meanings, handled_meanings, request, result
from parsing.rules.text_operands import Expression, Operands, operands_of
from parsing.rules.text_verdict import once, part_of, percent, share_finding

_SHARE = re.compile(
    r"^(?P<right>[^#$%，。；（）]{0,8})[，（、]?(?:约)?占(?:比(?:例|重)?|(?:了|到)?(?P<of>[^#$%，。；"
    r"（）]{0,16}?)(?:的)?(?:比例|比重|比)?)(?:约|为|达|是|的|达到)*$"
)
_FOREIGN_WHOLE = re.compile(
    r"全国|公文|文件|发布|主动公开|信息总|网站|留言|用户|人口|分值|考核|行政(?:复议|诉讼|应诉)案|复议诉讼总"
)
_COMMON = [NEW, RECEIVED, TOTAL]


def shares(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-11: of applications or disputes, against every whole the words may mean."""
    operands = operands_of(report)
    found = (
        _share(rule, report, sentence, index, operands, context)
        for sentence in sentences_in(report, *SECTIONS)
        for index in range(1, len(sentence.numbers))
    )
    yield from once(found, report)


def _share(
    rule: Rule, report: Report, sentence: Sentence, index: int, operands: Operands, context: Context
) -> Finding | None:
    share, part = sentence.numbers[index], sentence.numbers[index - 1]
    if share.kind is not Kind.PERCENT or part.kind is not Kind.COUNT or share.rough or part.rough or not share.value:
        return None
    found = _SHARE.match(sentence.shape[sentence.at[index - 1] + 1 : sentence.at[index]])
    own = context.scope is Scope.OWN
    if (
        not found
        or _FOREIGN_WHOLE.search(found["of"] or "")
        or not is_in_scope(found["of"] or "", report.agency, own=own)
        or not _is_of_requests(sentence, index - 1, report, own=own)
    ):
        return None
    allowed = max(rule.threshold(context, "points"), share.step)
    texts = [n for n in _numbers_before(report, sentence, index) if n.unit == part.unit and n.value >= part.value]
    worths = [operands.worth(one) for one in _wholes(operands)]
    wholes = {n.value: f"正文的{number(n.value)}" for n in texts} | {
        v: w.text for w in reversed(worths) for v in w.values
    }
    span = left_of(sentence, sentence.at[index - 1]), sentence.at[index] + 1
    ratios = {whole: part.value / whole * 100 for whole in wholes if whole}
    match = next((w for w, ratio in ratios.items() if abs(ratio - share.value) <= allowed), None)
    finding = share_finding(rule, report, sentence, span, [w.expression for w in worths[: len(_COMMON)]])
    if match is not None:
        return replace(
            finding, message=f"{part_of(sentence)}写“{sentence.words(*span)}”，与占{wholes[match]}的比例相符。"
        )
    if any(w.unknown for w in worths) or not ratios:
        return None
    near = min(ratios, key=lambda w: abs(ratios[w] - share.value))
    tried = "；".join(f"{number(part.value)} ÷ {number(w)} ＝ {percent(r)}%" for w, r in ratios.items())
    return replace(
        finding,
        outcome=Outcome.FAILED,
        message=(
            f"{part_of(sentence)}写“{sentence.words(*span)}”，按各种总数都算不出，"
            f"最接近的是占{wholes[near]}的 {percent(ratios[near])}%。"
        ),
        expected=ratios[near].quantize(Decimal("0.01")),
        actual=share.value,
        sum=f"{number(share.value)}% ≠ {tried}",
        fix=rule.fix,
    )


def _is_of_requests(sentence: Sentence, index: int, report: Report, *, own: bool) -> bool:
    """Whether the number before a share is one of applications or disputes of this report and year."""
    at = sentence.at[index]
    claim = next((c for c in claims_in(report, own=own) if c.sentence == sentence and c.end == at + 1), None)
    if claim is not None:
        first = claim.means[0].split(".")[0]
        known = phrases.VERBS.keys() | phrases.RESULTS.keys() | phrases.DISPUTES.keys()
        return claim.doubt in ("", ONLY_SOME) and (first in known)
    words = sentence.shape[left_of(sentence, at) : at]
    topic = topic_of(sentence.shape[:at]) or topic_of(sentence.heading)
    known_part = phrases.kind_of_part(words) in ("channel", "applicant", "result")
    inside = is_in_scope(sentence.shape, report.agency, own=own) and is_of_year(sentence.shape[:at], report.year)
    return known_part and topic == "request" and inside and not phrases.NOT_REQUESTS.search(sentence.shape)


def _numbers_before(report: Report, sentence: Sentence, index: int) -> Iterator[Number]:
    """The counts of the paragraph up to the share, this sentence's included."""
    for other in sentences_in(report, sentence.section):
        if other.paragraph == sentence.paragraph and other.start < sentence.start:
            yield from (n for n in other.numbers if n.kind is Kind.COUNT)
    yield from (n for n in sentence.numbers if n.kind is Kind.COUNT)


def _wholes(operands: Operands) -> list[Expression]:
    groups = [result(group, operands) for group in phrases.RESULTS]
    answered = [
        one for one in handled_meanings((phrases.ANSWERED,), operands) if request("carried_in") not in one.minus
    ]
    answered = [one for one in answered if not one.minus or set(result("other", operands).plus) <= set(one.minus)]
    totals = [
        one
        for means in (("reconsideration",), ("litigation",), ("reconsideration", "litigation"))
        for one in dispute_meanings(means)
    ]
    usable = (one for one in (*_COMMON, *answered, *groups, *totals) if all(operands.has(cell) for cell in one.cells))
    return list(dict.fromkeys(usable))


RULES = (
    Rule(
        id="N-11",
        name="占比与件数一致",
        severity=Severity.VERIFY,
        words=(
            "正文写“N 件，占 p%”的，N 除以总数应等于 p%。"
            "总数可以是新收、新收与结转之和、办理结果总计、答复数、该组之和，或同一段写到的件数；都不相符的才提出。"
        ),
        formula="N ÷ 总数 ＝ p%（± 0.1 个百分点；写整数的 ± 1 个百分点）",
        basis="正文的数字应当前后一致",
        fix="重新计算占比，写明是占哪一个总数的比例。",
        check=shares,
        passes="不予公开 35 件，占 4.34%，总计 805",
        fails="予以公开及部分公开 258 件，占 33.9%，总计 805",
        thresholds={"points": Threshold("占比可差多少个百分点", Decimal("0.1"))},
    ),
)
