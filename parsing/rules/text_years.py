"""Rules N-19 and N-20: years left over from another report, and the period the figures count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from parsing.narrative import phrases
from parsing.narrative.claims import claims_in, sentences_in
from parsing.narrative.clauses import Claim
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import table_of
from parsing.rules.text_meanings import handled_meanings
from parsing.rules.text_operands import Operands, operands_of
from parsing.rules.text_verdict import once, part_of, quote_of

_NAMES = re.compile(r"《[^》]*》|“[^”]*”|〔[^〕]*〕|（[^）]*号[^）]*）")
_WHO = (
    r"(?:(?:我|本|全|各)[\u4e00-\u9fff]{0,3}|[\u4e00-\u9fff]{0,10}(?:[局办厅委院镇乡省市县区州盟旗]|政府|"
    r"街道|中心|办公室|委员会))?"
)
_HEADING = re.compile(r"^(?:（[一二三四五六七八九十]{1,2}）|[一二三四五六七八九十]{1,2}、)[^，。]{2,14}[。：]?$")
"""（一）主动公开政府信息情况。 may stand before the opening in its line."""
_OPENING = re.compile(r"^(?P<words>(?P<year>20\d\d)年(?:度)?)，")
_PLAN = re.compile(
    rf"(?:^|[，；：])(?P<words>(?P<year>20\d\d)年(?:度)?，?{_WHO}(?:将|要|拟|计划))"
    r"(?:进一步|继续|持续|着力|着重|重点|不断|围绕|以|按照|深入|认真|严格|坚持|结合|针对|采取|全面|积极|切实|从|加|在|做好|抓)"
)
_DONE = re.compile(r"作为|列为|纳入|存在|不足|虽然?|但|取得|成效|完成了")
_FEE_YEAR = re.compile(r"(?P<words>(?P<year>20\d\d)年(?:度)?)(?![^，。；]{0,12}(?:起|施行|实施|印发|出台))")
_COMPARES = re.compile(r"同比|比|较|相比|增|减|上升|下降|结转|与")
FAR = 3
"""A year farther away is history, not a word left over."""


def leftovers(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-19: openings, plans, fee sentences and figures under another year's name."""
    year = report.year
    if year is None or not report.sections:
        return
    found = [*_opening(report, year), *_plans(report, year), *_fees(report, year), *_figures(report, year)]
    edition, _ = table_of(report, "requests")
    made = Finding(
        rule.id, rule.severity, Outcome.PASSED, "sections", "没有发现误留的其他年份。", basis=rule.cite(edition)
    )
    yield from once((_leftover(rule, made, *one) for one in found), report)
    if not found:
        yield made


def _leftover(rule: Rule, made: Finding, sentence: Sentence, start: int, end: int, why: str) -> Finding:
    words = sentence.words(start, end)
    return replace(
        made,
        outcome=Outcome.FAILED,
        subject=f"section.{sentence.section}",
        message=f"{part_of(sentence)}的“{words}”疑似误留的年份：{why}。",
        values=(words, sentence.text[:60]),
        fix=rule.fix,
        quotes=(quote_of(sentence, start, end),),
    )


_Found = tuple[Sentence, int, int, str]


def _opening(report: Report, year: int) -> Iterator[_Found]:
    """Section one begins with another year, and the sentence does not come to the report's."""
    first = next((s for s in sentences_in(report, 1) if not _HEADING.match(s.shape)), None)
    match = _OPENING.match(first.shape) if first else None
    if first and match and 0 < abs(int(match["year"]) - year) <= FAR and f"{year}年" not in first.shape:
        yield first, *match.span("words"), f"本报告是 {year} 年度的，开头写的是 {match['year']} 年"


def _plans(report: Report, year: int) -> Iterator[_Found]:
    """Section five plans for a year that is over."""
    for sentence in sentences_in(report, 5):
        bare = _blanked(sentence.shape)
        match = _PLAN.search(bare)
        if match and 0 <= year - int(match["year"]) <= FAR and not _DONE.search(bare):
            yield sentence, *match.span("words"), f"本报告是 {year} 年度的，下一步打算应是 {year + 1} 年的"


def _fees(report: Report, year: int) -> Iterator[_Found]:
    """Section six tells the fee of another year and never speaks of the report's."""
    sentences = sentences_in(report, 6)
    if any(f"{year}年" in s.shape or "本年" in s.shape for s in sentences):
        return
    for sentence in sentences:
        bare = _blanked(sentence.shape)
        match = _FEE_YEAR.search(bare) if re.search(r"处理费|收费|收取", bare) else None
        if match and abs(int(match["year"]) - year) == 1:
            yield sentence, *match.span("words"), f"第六部分应写 {year} 年度的收费情况"


def _figures(report: Report, year: int) -> Iterator[_Found]:
    """A figure of this report's own table under last year's name."""
    operands = operands_of(report)
    for claim in claims_in(report):
        shape = _blanked(claim.sentence.shape[: claim.end])
        years = {int(y) for y in re.findall(r"(20\d\d)年", shape)}
        of_last_year = claim.doubt == "其他时间" and years == {year - 1} and claim.number.value
        if not of_last_year or f"{year}年" in claim.sentence.shape or _COMPARES.search(claim.sentence.shape):
            continue
        if set(claim.means) <= phrases.VERBS.keys() and _is_this_years(claim, operands):
            at = shape.rindex(f"{year - 1}年")
            yield claim.sentence, at, at + 5, f"“{claim.words}”与本报告 {year} 年度的表格一致"


def _is_this_years(claim: Claim, operands: Operands) -> bool:
    meanings = handled_meanings(claim.means, operands)
    return any(claim.number.value in operands.worth(one).values[:1] for one in meanings)


def _blanked(text: str) -> str:
    """The text with titles, quotations and document numbers blanked out, its length kept."""
    return _NAMES.sub(lambda match: "〇" * len(match.group()), text)


_PERIOD = re.compile(
    r"(?P<year>20\d\d)[年./．](?P<month>\d{1,2})[月./．](?P<day>\d{1,2})日?(?:起|开始)?，?(?:至|到|—+|-+|－+|–|~|～)"
    r"(?:(?P<to_year>20\d\d)[年./．]|当年|本年|同年)?(?P<to_month>\d{1,2})[月./．](?P<to_day>\d{1,2})(?!\d)日?"
)
_OF_FIGURES = re.compile(r"统计|期限|时限|数据|起止")


def period(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-20: the period is the report's year, from 1月1日 to 12月31日."""
    if report.year is not None:
        yield from once(_periods(rule, report, report.year), report)


def _periods(rule: Rule, report: Report, year: int) -> Iterator[Finding]:
    edition, _ = table_of(report, "requests")
    for sentence in sentences_in(report):
        if sentence.section < 0 or not _OF_FIGURES.search(sentence.shape):
            continue
        for match in _PERIOD.finditer(sentence.shape):
            days = tuple(int(match[name]) for name in ("month", "day", "to_month", "to_day"))
            years = {int(match["year"]), int(match["to_year"] or match["year"])}
            right = days == (1, 1, 12, 31) and years == {year}
            words = sentence.words(*match.span())
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                outcome=Outcome.PASSED if right else Outcome.FAILED,
                subject="section.0" if sentence.section == 0 else f"section.{sentence.section}",
                message=f"统计期限为{words}，相符。"
                if right
                else f"统计期限写作“{words}”，应为 {year} 年 1 月 1 日至 12 月 31 日。",
                values=(words,),
                fix="" if right else rule.fix,
                basis=rule.cite(edition),
                quotes=(quote_of(sentence, *match.span()),),
            )


RULES = (
    Rule(
        id="N-19",
        name="没有误留的年份",
        severity=Severity.VERIFY,
        words=(
            "开头、下一步打算、收费情况和件数前的年份应是本报告该写的年份。"
            "上年决算、年报、文号、标题、“某年以来”、与上年比较、五年规划都是正常的，不提出。"
        ),
        formula="开头 ＝ 报告年度；打算 ＞ 报告年度；收费情况 ＝ 报告年度",
        basis="年度报告反映本年度的情况",
        fix="改正年份；确实要写其他年份的，说明情况。",
        check=leftovers,
        passes="2024 年度报告：2025 年，将继续做好政务公开",
        fails="2024 年度报告：2024 年，将进一步加强培训",
    ),
    Rule(
        id="N-20",
        name="统计期限为全年",
        severity=Severity.VERIFY,
        words="写明统计期限的，应为报告年度的 1 月 1 日至 12 月 31 日。",
        formula="统计期限 ＝ 报告年度 1月1日 至 12月31日",
        basis="年度报告的统计期限",
        fix="改正统计期限；数据确按其他期限统计的，按全年重新统计。",
        check=period,
        passes="数据统计期限为 2024 年 1 月 1 日至 2024 年 12 月 31 日",
        fails="2024 年度报告写“2023 年 1 月 1 日至 2023 年 12 月 31 日”",
    ),
)
