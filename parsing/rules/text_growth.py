"""Rule N-12: growth against last year, by its report or by what the same sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, claims_in, sentences_in
from parsing.narrative.clauses import Claim, left_of
from parsing.narrative.numbers import Kind
from parsing.narrative.sentences import Sentence
from parsing.report import Address, Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Scope, Severity
from parsing.rules.tables import number, obstacles_text, table_of
from parsing.rules.text_meanings import dispute_meanings, handled_meanings
from parsing.rules.text_operands import Expression, Operands, Worth, operands_of
from parsing.rules.text_verdict import once, part_of, percent, share_finding

_UP = r"增长|增加|上升|提高|提升|增幅(?:为|达)?|上涨"
_DOWN = r"下降|减少|降低|回落|下滑|降幅(?:为|达)?"
_LAST = r"(?:上一?年度?|去年|20\d\d年度?)"
_AGAINST = rf"(?:同比|(?:比|较|与|同){_LAST}(?:同期)?(?:的)?(?:相比)?)"
_WAY = re.compile(rf"(?P<way>{_UP}|{_DOWN})(?:了|约|幅度?为?|达)*$")
_BY = re.compile(rf"(?:{_AGAINST}|，)(?:{_UP}|多|{_DOWN}|少)(?:了)?$")
_SAYS_LAST = re.compile(rf"同比|(?:比|较|与|同){_LAST}")
# What may stand between a figure and its growth without making it the growth of something else.
_BETWEEN = re.compile(
    rf"{_AGAINST}|{_LAST}|{_UP}|{_DOWN}|(?:政府信息公开|依申请公开|信息公开|公开)?申请(?:受理|接收|办理)?(?:总量|数量|总数|件数|量|数)?|"
    r"全年|同期|受理|收到|新收|办理|而|为|的|是|有|仅|只|共|多|少|了|约|幅度?|达|数量|总量|[，、（）#]"
)
_PREVIOUS = re.compile(rf"{_LAST}(?:全年|同期)?(?:为|是|共|受理|收到|新收|办理|的|申请)*$")
_JUST_BEFORE = re.compile(rf"{_LAST}[^#]{{0,4}}$")
FARTHEST = 40
"""Growth stands within so many characters of its figure."""


@dataclass(frozen=True, slots=True)
class _Growth:
    """Growth a sentence states, in per cent, of the claim it belongs to.

    ``stated`` are last year's figures as the sentence gives them or lets them be computed.
    """

    sentence: Sentence
    means: tuple[str, ...]
    current: Decimal
    percent: Decimal
    step: Decimal
    start: int
    end: int
    stated: tuple[Decimal, ...]


def growth(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-12: against last year's figures, from its report or from the same sentence."""
    found = (g for s in sentences_in(report, *SECTIONS) for g in _growths(s, report, context))
    yield from once((_growth(rule, report, g, context) for g in found), report)


def _growths(sentence: Sentence, report: Report, context: Context) -> Iterator[_Growth]:
    if all(number.kind is not Kind.PERCENT for number in sentence.numbers):
        return
    claims = [c for c in claims_in(report, own=context.scope is Scope.OWN) if c.sentence == sentence]
    for index, (share, at) in enumerate(zip(sentence.numbers, sentence.at, strict=True)):
        way = _WAY.search(sentence.shape[left_of(sentence, at) : at])
        claim = _claim_of(sentence, index, claims, report.year) if way else None
        if way is None or claim is None or share.kind is not Kind.PERCENT or share.rough:
            continue
        sign = -1 if re.match(_DOWN, way["way"]) else 1
        stated = tuple(_stated(sentence, index, claim, sign, report.year))
        yield _Growth(
            sentence, claim.means, claim.number.value, sign * share.value, share.step, claim.start, at + 1, stated
        )


def _claim_of(sentence: Sentence, index: int, claims: list[Claim], year: int | None) -> Claim | None:
    """The judged claim whose growth since last year a share states: the count before it, or before that."""
    at = sentence.at[index]
    for place in (index - 1, index - 2):
        claim = next((c for c in claims if place >= 0 and c.end == sentence.at[place] + 1), None)
        if claim is None:
            continue
        between = sentence.shape[claim.end : at]
        others = {int(y) for y in re.findall(r"20\d\d(?=年)", between)} - {year, year - 1} if year else set[int]()
        plain = not others and len(between) <= FARTHEST and not _BETWEEN.sub("", re.sub(r"\s", "", between))
        known = set(claim.means) <= phrases.VERBS.keys() or claim.means in (("reconsideration",), ("litigation",))
        if claim.is_judged and known and plain and _SAYS_LAST.search(between):
            return claim
        return None
    return None


def _stated(sentence: Sentence, index: int, claim: Claim, sign: int, year: int | None) -> Iterator[Decimal]:
    """Last year's figures in the sentence: given as such, or by how many more or less this year's are."""
    for other, at in zip(sentence.numbers, sentence.at, strict=True):
        words = sentence.shape[left_of(sentence, at) : at]
        if other.kind is not Kind.COUNT or other.rough or at + 1 == claim.end:
            continue
        inside = claim.end < at < sentence.at[index]
        last = _PREVIOUS.search(words)
        beside = sentence.shape[claim.end : at] if inside else ""
        if _BY.search(beside):
            yield claim.number.value - sign * other.value
        elif (last and not (year and f"{year}年" in last.group())) or _JUST_BEFORE.search(beside):
            yield other.value


def _growth(rule: Rule, report: Report, one: _Growth, context: Context) -> Finding | None:
    pairs = [(f"正文的上年数 {number(p)}", one.current, p) for p in one.stated]
    worths, unknown = _years(report, one, context)
    own = [operands_of(report).worth(e) for e in _meanings(one.means, operands_of(report))]
    for name, now, before in worths:
        pairs += [(name, value, before) for value in dict.fromkeys((now, one.current))]
    pairs = [(name, now, before) for name, now, before in pairs if before]
    if not pairs:
        return None
    span = one.start, one.end
    finding = share_finding(rule, report, one.sentence, span, [w.expression for w in own])
    rates = [(name, now, before, (now - before) / before * 100) for name, now, before in pairs]
    words = one.sentence.words(*span)
    for name, now, before, rate in rates:
        if abs(rate - one.percent) < max(one.step, Decimal("0.001")) or abs(rate - one.percent) * 2 <= one.step:
            text = f"{number(now)} 比上年 {number(before)}（{name}）"
            return replace(finding, message=f"{part_of(one.sentence)}写“{words}”，与{text}相符。")
    if unknown:
        if not one.stated:
            return None
        why = obstacles_text(unknown, report, table_of(report, "requests")[0])
        return replace(
            finding,
            outcome=Outcome.UNDETERMINED,
            message=f"{part_of(one.sentence)}写“{words}”，无法与上年核对：{why}。",
        )
    name, now, before, rate = min(rates, key=lambda r: abs(r[3] - one.percent))
    tried = "；".join(f"（{number(n)} － {number(b)}）÷ {number(b)} ＝ {percent(r)}%" for _, n, b, r in rates)
    return replace(
        finding,
        outcome=Outcome.FAILED,
        message=(
            f"{part_of(one.sentence)}写“{words}”，"
            f"按{name}计算应为{'增长' if rate >= 0 else '下降'} {percent(abs(rate))}%。"
        ),
        expected=rate.quantize(Decimal("0.01")),
        actual=one.percent,
        values=(*finding.values, *dict.fromkeys(f"上年{number(b)}" for _, _, b, _ in rates)),
        sum=f"{number(one.percent)}% ≠ {tried}",
        fix=rule.fix,
    )


def _meanings(means: tuple[str, ...], operands: Operands) -> tuple[Expression, ...]:
    if set(means) <= phrases.VERBS.keys():
        return handled_meanings(means, operands)
    return dispute_meanings(means)


def _years(
    report: Report, one: _Growth, context: Context
) -> tuple[list[tuple[str, Decimal, Decimal]], tuple[Address, ...]]:
    """This year's and last year's value of each expression by name; and the cells that are not known.

    Of the expressions only those the claim agrees with this year, where there are any.
    """
    if not context.previous or context.lineage.obstacle or context.lineage.missing:
        return [], ()
    now = {w.expression.name: w for w in _worths(report, one.means)}
    now = {name: w for name, w in now.items() if one.current in w.values} or now
    before = [{w.expression.name: w for w in _worths(p, one.means)} for p in context.previous]
    found: list[tuple[str, Decimal, Decimal]] = []
    unknown: list[Address] = []
    for name, worth in now.items():
        others = [year.get(name) for year in before]
        if worth.values and all(o is not None and o.values for o in others):
            total = sum((o.values[0] for o in others if o is not None), Decimal())
            found.append((f"上年{name}", worth.values[0], total))
        else:
            unknown += [*worth.unknown, *(cell for o in others if o is not None for cell in o.unknown)]
    return found, tuple(dict.fromkeys(unknown))


def _worths(report: Report, means: tuple[str, ...]) -> list[Worth]:
    operands = operands_of(report)
    return [operands.worth(one) for one in _meanings(means, operands)]


RULES = (
    Rule(
        id="N-12",
        name="同比增减与上年数一致",
        severity=Severity.VERIFY,
        words=(
            "正文写申请数、复议诉讼数同比增长或下降 p% 的，与上年已批准的报告，或同一句写到的上年数、增减数核对；"
            "没有上年数的不核对。"
        ),
        formula="（本年数 － 上年数）÷ 上年数 ＝ p%（差不到 p 的末位一个单位）",
        basis="正文的数字应当前后一致",
        fix="按上年报告重新计算增减幅度。",
        check=growth,
        passes="受理 3119 件，同比增长 4.0%，上年 2999 件",
        fails="受理 4873 件，比上年增加 52 件，增长 1.05%（应为 1.08%）",
    ),
)
