"""Rule N-10: a number and the parts it is said to be made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, sentences_in
from parsing.narrative.clauses import left_of, topic_of
from parsing.narrative.numbers import Kind, Number
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import number
from parsing.rules.text_meanings import NEW, RECEIVED, TOTAL, result
from parsing.rules.text_operands import Operands, operands_of
from parsing.rules.text_verdict import once, part_of, quote_of, stated

_OPENS = re.compile(
    r"^(?P<right>[^，。；：、（）#$%]{0,12})(?:[，：；]?(?P<bracket>（)?其中(?:包括|有)?[：，]?|"
    r"(?P<direct>（)(?=[^（）#$%含另其]{2,14}#))"
)
_OPEN_LIST = re.compile(r"等(?!待)|主要|包括|大多|居多|为主|另有?|此外|同时|其中|其余|含|分别|合计|共计|多的|以上")
# What is said behind parts that count some things twice.
_OVERLAP = re.compile(r"交叉|重叠|重复(?:计|统计|公开)|(?:多种|两种|多个|几种)(?:方式|形式|渠道)|兼")
CARRIED, CHANNEL, APPLICANT, RESULT, OUTCOME = "carried", "channel", "applicant", "result", "outcome"
NEXT_TO_NOTHING, SMALL_SHARE = Decimal(2), Decimal("0.05")
_OTHER_ITEM = re.compile(r"^其[他它]")


@dataclass(frozen=True, slots=True)
class _List:
    """A whole with its parts: the numbers, the words before each part, and the stretch of the sentence they take."""

    sentence: Sentence
    whole: Number
    wholes: tuple[Decimal, ...]
    parts: tuple[Number, ...]
    names: tuple[str, ...]
    kind: str
    start: int
    end: int

    @property
    def total(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal())


def lists(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    operands = operands_of(report)
    found = (one for s in sentences_in(report, *SECTIONS) for one in _lists(s))
    yield from once((_judge(rule, one, operands) for one in found), report)


def _lists(sentence: Sentence) -> Iterator[_List]:
    for index, (whole, at) in enumerate(zip(sentence.numbers, sentence.at, strict=True)):
        opens = _OPENS.match(sentence.shape[at + 1 :])
        if whole.kind is not Kind.COUNT or whole.rough or not opens:
            continue
        begin = at + 1 + opens.end()
        closes = "）" if opens["bracket"] or opens["direct"] else "；。）"
        end = begin + len(re.split(f"[{closes}]", sentence.shape[begin:], maxsplit=1)[0])
        one = _list(sentence, index, begin, end)
        if one and not (opens["direct"] and one.kind not in (CARRIED, CHANNEL)):
            yield one


def _list(sentence: Sentence, index: int, begin: int, end: int) -> _List | None:
    """The parts between two positions, as far as they are of one kind; None where they are no plain list."""
    whole, at = sentence.numbers[index], sentence.at[index]
    inside = [
        i
        for i, place in enumerate(sentence.at)
        if begin <= place < end and sentence.numbers[i].kind is not Kind.PERCENT
    ]
    parts: list[Number] = []
    names: list[str] = []
    last = begin
    kind = ""
    for i in inside:
        part, place = sentence.numbers[i], sentence.at[i]
        name = sentence.shape[max(left_of(sentence, place), last) : place] or _after(sentence, place)
        of = phrases.kind_of_part(name)
        of = RESULT if kind == RESULT and of == CARRIED else of
        if parts and of != kind and not (_OTHER_ITEM.match(name) and not of):
            if of in (CHANNEL, APPLICANT, RESULT, CARRIED):
                return None  # two ways of cutting one whole, or a part of a part
            break
        if part.kind is not Kind.COUNT or part.unit != whole.unit or part.rough:
            return None
        kind = kind or of
        parts.append(part)
        names.append(name)
        last = place + 1
    stretch = sentence.shape[begin:last]
    if len(parts) < 2 or _OPEN_LIST.search(stretch) or "（" in stretch or _OVERLAP.search(sentence.shape, last):
        return None
    before = [n.value for n in sentence.numbers[: index + 1] if n.kind is Kind.COUNT and n.unit == whole.unit]
    sums = [a + b for n, a in enumerate(before) for b in before[n + 1 :]]
    start = left_of(sentence, at)
    return _List(sentence, whole, (whole.value, *before, *sums), tuple(parts), tuple(names), kind, start, last)


def _after(sentence: Sentence, place: int) -> str:
    return re.split(r"[，；：、。（）#$%]", sentence.shape[place + 1 :], maxsplit=1)[0]


def _judge(rule: Rule, one: _List, operands: Operands) -> Finding | None:
    total = one.total
    parts = " ＋ ".join(number(part.value) for part in one.parts)
    edition, _ = operands.table("requests")
    by_table = _table_wholes(one, operands)
    holds = total in one.wholes or total in (by_table or ())
    if by_table is None and not holds:
        return None
    if not holds and not (_is_over(one) or _is_nearly_whole(one) or _claims_all(one, operands)):
        return None
    words = one.sentence.words(one.start, one.end)
    relation = f"{parts} ＝ {number(total)}"
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.PASSED if holds else Outcome.FAILED,
        subject=f"section.{one.sentence.section}",
        message=f"{part_of(one.sentence)}写“{words}”，"
        + (
            f"各项相加为 {number(total)}，相符。"
            if holds
            else f"各项相加为 {number(total)}，不等于 {stated(one.whole)}。"
        ),
        values=(stated(one.whole), *(stated(part) for part in one.parts)),
        expected=None if holds else total,
        actual=None if holds else one.whole.value,
        sum="" if holds else f"{relation} ≠ {number(one.whole.value)}",
        fix="" if holds else rule.fix,
        basis=rule.cite(edition),
        quotes=(quote_of(one.sentence, one.start, one.end),),
    )


def _table_wholes(one: _List, operands: Operands) -> set[Decimal] | None:
    """What applications may add up to by the table: results cover what was carried in as well.

    None where the table does not say: then it may be any of what is missing.
    """
    if one.kind not in (RESULT, CHANNEL, APPLICANT) or not _is_of_requests(one):
        return set()
    worths = [operands.worth(whole) for whole in (TOTAL, NEW, RECEIVED)]
    if not all(worth.values for worth in worths):
        return None
    return {value for worth in worths for value in worth.values}


def _is_over(one: _List) -> bool:
    """Whether the parts are more than any whole before them; kinds nobody knows may overlap."""
    return bool(one.kind) and _is_of_requests(one) and one.total > max(one.wholes)


def _is_of_requests(one: _List) -> bool:
    """Whether the whole counts applications or disputes: what is published on several platforms overlaps."""
    shape = one.sentence.shape
    clause = shape[one.start : one.end]
    own = topic_of(re.split("#", shape[one.start :], maxsplit=1)[0]) or topic_of(shape[: one.start])
    if one.kind == OUTCOME or own:
        return one.kind == OUTCOME or own == "request"
    return topic_of(one.sentence.heading) == "request" and not re.search("发布|信息|解读|稿|文章|更新", clause)


def _claims_all(one: _List, operands: Operands) -> bool:
    """Whether a list whose sum is less says that nothing else is left."""
    words = "，".join(one.names)
    if one.kind != OUTCOME and any(
        _OTHER_ITEM.match(name) and not re.match(r"其[他它](?:法律|渠道以外)", name) for name in one.names
    ):
        return True
    if one.kind == CARRIED:
        return bool(re.search("新收|新受理|新接收", words) and re.search("结转|顺延", words))
    if one.kind == CHANNEL:
        return len(one.parts) >= 3 and _is_of_requests(one)
    if one.kind == APPLICANT:
        return bool(
            re.search("自然人|公民", words)
            and re.search(("法人(?:和|或|及|、)?(?:其[他它])?(?:社会)?(?:组织)?"), words)
        )
    if one.kind == OUTCOME:
        return len(one.parts) >= 4
    return one.kind == RESULT and len(one.parts) >= 3 and _rest_is_none(one, operands)


def _is_nearly_whole(one: _List) -> bool:
    """Three parts and more that lack next to nothing of the whole: nobody leaves so little out."""
    missing = one.whole.value - one.total
    allowed = min(NEXT_TO_NOTHING, one.whole.value * SMALL_SHARE)
    return len(one.parts) >= 3 and one.kind != OUTCOME and 0 < missing <= allowed


def _rest_is_none(one: _List, operands: Operands) -> bool:
    """Whether the table knows of no result but those the list names."""
    named = {m.lastgroup for name in one.names for m in phrases.RESULT.finditer(name)}
    if len(named) < len(one.parts):
        return False
    rest = [operands.worth(result(group, operands)) for group in phrases.RESULTS if group not in named]
    return all(worth.values and not any(worth.values) for worth in rest)


RULES = (
    Rule(
        id="N-10",
        name="“其中”各项之和等于总数",
        severity=Severity.VERIFY,
        words="正文写“N 件，其中甲 a 件、乙 b 件、丙 c 件”且列全各项的（渠道、申请人、结果、新收与结转，"
        "或以“其他”结尾），各项之和应等于 N。"
        "写“等”“主要”“包括”的，只列一部分的，不核对。",
        formula="a ＋ b ＋ c ＝ N",
        basis="正文的数字应当前后一致",
        fix="核对总数和各项，更正写错的一个；没有列全的，补上或写明“等”。",
        check=lists,
        passes="359 件，其中新收到 352 件、上年度结转 7 件",
        fails="95 件，其中网络申请 24 件、信函申请 66 件、当面申请 3 件（相加为 93）",
    ),
)
