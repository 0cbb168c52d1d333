"""Rules over the words of a report: what repeats last year's text, or another agency's of the same year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS, Edition
from parsing.editions.wording import NUMERALS
from parsing.report import Report, Section
from parsing.rules.lastyear import LastYear, across_years
from parsing.rules.model import Context, Finding, Likeness, Outcome, Quote, Rule, Severity, Threshold
from parsing.rules.passages import COMPARED, STOPS, body_of, fold, passages, sentences, shared
from parsing.rules.tables import table_of

PROBLEMS = 5
LAST_YEARS = "上年报告"
SHOWN = 3
SHOWN_PASSAGES = 8

# Sentences every report has in this place: what leads in, and what was achieved on the whole.
_COMMON = re.compile(
    r"[：:]$|^[^。]{0,50}(?:取得|有)了?[^，。]{0,16}(?:成效|成绩|进展|进步|成果)[^。]{0,40}(?:不足|问题|差距|薄弱)"
    r"|^[^。]{0,30}(?:仍|还|也|主要)?(?:存在|面临)(?:着|的)?(?:以下|一些|如下|一定|部分|不少)?(?:的)?(?:主要)?(?:问题|不足|薄弱环节|差距|困难)"
    r"(?:和(?:不足|问题|差距))?[。：:]?$|^针对(?:上述|以上|存在的?)[^。]*(?:问题|不足)|^下一?步[^。]{0,30}(?:以下|如下|几个?方面)[^。]*"
    r"|^(?:下一?步|今后|20\d\d年)?[，,]?[^，。；]{0,12}(?:继续|进一步|不断|持续)[^，。；]{0,30}(?:工作|水平|质量|质效)[。；]?$"
    r"|(?:中华人民共和国)?政府信息公开条例》[^。]{0,30}(?:要求|规定)[。]?$|(?:表现|体现)在(?:以下|如下)"
)


def _edition(report: Report, context: Context) -> Edition:
    year = context.year or report.year
    return next((e for e in EDITIONS.values() if year and e.fits(year)), None) or table_of(report, "requests")[0]


# --- Y-04 同上年雷同


@across_years
def repeated_text(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    """Y-04: each of sections one to five that has enough text in this report."""
    edition = _edition(report, context)
    for number in COMPARED:
        own = body_of(report, (number,))
        if len(own.signs) < rule.threshold(context, "signs" if number in (1, PROBLEMS) else "beside_tables"):
            continue
        found = [(shared(own, then), then) for then in (body_of(r, (number,)) for r in context.previous) if then.signs]
        if not found:
            yield _of_section(
                rule, number, edition, Outcome.UNDETERMINED, f"无法与上年比较，上年报告没有读到这一部分{last.told}。"
            )
            continue
        most, then = max(found, key=lambda pair: pair[0].ratio)
        limit, told = rule.threshold(context, "ratio"), f"与上年报告相同的文字占 {percent(most.ratio)}"
        if Decimal(str(most.ratio)) * 100 < limit:
            yield _of_section(rule, number, edition, Outcome.PASSED, f"{told}{last.told}。")
            continue
        quotes = tuple(q for pair in passages(own, then, most, LAST_YEARS, SHOWN_PASSAGES) for q in pair)
        message = f"{told}（达到 {percent(limit / 100)} 时须核实；年份、标点不计）{last.told}。"
        finding = _of_section(rule, number, edition, Outcome.FAILED, message)
        yield replace(finding, quotes=quotes, values=(percent(most.ratio),))


def _of_section(rule: Rule, number: int, edition: Edition, outcome: Outcome, message: str) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=outcome,
        subject=f"section.{number}",
        message=f"第{NUMERALS[number - 1]}部分：{message}",
        basis=rule.cite(edition),
        fix=rule.fix if outcome is Outcome.FAILED else "",
    )


def percent(share: float | Decimal) -> str:
    """A share of 1 in whole percent, rounded down: 79.9 % is not 80 %."""
    return f"{int(Decimal(str(share)) * 100)}%"


# --- Y-05 第五部分的重复句子


@across_years
def repeated_sentences(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    """Y-05: one finding with every sentence of section five that stood there last year."""
    own = report.section(PROBLEMS)
    if own is None or not fold(own.text):
        return
    then = [section for previous in context.previous if (section := previous.section(PROBLEMS))]
    edition = _edition(report, context)
    if not then:
        yield _of_section(
            rule, PROBLEMS, edition, Outcome.UNDETERMINED, f"无法与上年比较，上年报告没有读到这一部分{last.told}。"
        )
        return
    least = int(rule.threshold(context, "signs"))
    known = {fold(section.text[a:b]): (section, a, b) for section in then for a, b in _told(section, least)}
    repeated = [(a, b) for a, b in _told(own, least) if fold(own.text[a:b]) in known]
    if not repeated:
        yield _of_section(rule, PROBLEMS, edition, Outcome.PASSED, f"没有与上年相同的句子{last.told}。")
        return
    quotes = []
    for start, end in repeated:
        words = own.text[start:end]
        section, a, b = known[fold(words)]
        quotes.append(Quote(PROBLEMS, start, end, words))
        quotes.append(Quote(PROBLEMS, a, b, section.text[a:b], source=LAST_YEARS))
    texts = [own.text[a:b] for a, b in repeated]
    shown = "；".join(f"“{text.rstrip(STOPS)}”" for text in texts[:SHOWN])
    more = f"等 {len(texts)} 句" if len(texts) > SHOWN else ""
    message = f"{len(texts)} 句话与上年报告相同{last.told}：{shown}{more}。"
    finding = _of_section(rule, PROBLEMS, edition, Outcome.FAILED, message)
    yield replace(finding, quotes=tuple(quotes), values=tuple(map(fold, texts)))


def _told(section: Section, least: int) -> Iterator[tuple[int, int]]:
    """The sentences that say something of their own: no headings, no lead-ins, nothing short."""
    for start, end in sentences(section.text):
        words = section.text[start:end]
        heading = words[-1] not in STOPS and end < len(section.text)
        if len(fold(words)) >= least and not heading and not _COMMON.search(words):
            yield start, end


# --- L-05 内容雷同


def alike(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """L-05: what the comparison of the whole cycle found; silent where none has been made or nothing was found."""
    edition, limit = _edition(report, context), rule.threshold(context, "ratio")
    for likeness in context.likenesses:
        text = Decimal(str(likeness.ratio)) * 100 >= limit
        if text or likeness.tables:
            yield _alike(rule, likeness, edition, limit, text=text)


def _alike(rule: Rule, likeness: Likeness, edition: Edition, limit: Decimal, *, text: bool) -> Finding:
    told = []
    if text:
        told.append(
            f"正文有 {percent(likeness.ratio)} 的文字与{likeness.agency}的报告相同"
            f"（达到 {percent(limit / 100)} 时须核实）"
        )
    if likeness.tables:
        told.append(f"三张表的非零数字与{likeness.agency}的报告完全相同")
    quotes = tuple(quote for pair in likeness.passages for quote in pair if quote.text) if text else ()
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.FAILED,
        subject="sections",
        message=f"内容雷同：{'；'.join(told)}。",
        values=(
            likeness.key or likeness.agency,
            percent(likeness.ratio) if text else "",
            "表" if likeness.tables else "",
        ),
        basis=rule.cite(edition),
        fix=rule.fix,
        quotes=quotes,
    )


RULES = (
    Rule(
        id="Y-04",
        name="与上年报告文字雷同",
        severity=Severity.VERIFY,
        words="第一至第五部分，逐部分与上年报告比较：文字八成以上相同的须核实。开头的规定用语和第六部分不比较；年份和标点不计，文字很少的部分不判断。",
        formula="与上年相同的文字 ÷ 本年这一部分的文字 ≥ 80%",
        basis="报告应当反映本年度情况（条例第五十条）",
        fix="按本年度的实际情况重写这一部分；确需沿用的，在情况说明中写明。",
        check=repeated_text,
        passes="第一部分有 35% 的文字与上年相同",
        fails="第五部分除年份外与上年逐字相同",
        thresholds={
            "ratio": Threshold("相同文字的比例（%）", Decimal(80)),
            "signs": Threshold("第一、第五部分判断所需的最少字数（字）", Decimal(40)),
            "beside_tables": Threshold("第二至第四部分判断所需的最少字数（字）", Decimal(200)),
        },
    ),
    Rule(
        id="Y-05",
        name="存在问题与上年重复",
        severity=Severity.NOTICE,
        words="第五部分的句子与上年报告相同。小标题、过渡语和很短的句子不计，年份和标点不计。",
        formula="第五部分的句子 ≠ 上年第五部分的句子",
        basis="第五部分“存在的主要问题及改进情况”",
        fix="写本年度的问题，以及上年所列问题的改进情况。",
        check=repeated_sentences,
        passes="上年写人员变动频繁，本年写目录更新不及时，并说明上年问题的改进",
        fails="“部分单位主动公开的时效性不强，信息更新不及时的情况仍有发生。”与上年相同",
        thresholds={"signs": Threshold("一句话的最少字数（字）", Decimal(15))},
    ),
    Rule(
        id="L-05",
        name="与其他机关报告内容雷同",
        severity=Severity.VERIFY,
        words="同一年度两个机关的报告，文字八成五以上相同，或三张表的非零数字完全相同。开头的规定用语和第六部分不比较，年份和标点不计。",
        formula="与另一报告相同的文字 ÷ 本报告的文字 ≥ 85%",
        basis="报告应当反映本机关情况（条例第五十条）",
        fix="核对是否误传了其他机关的报告；按本机关的实际情况重写雷同的部分。",
        check=alike,
        passes="两个机关只有法定用语相同",
        fails="某区司法局的报告除机关名称外与某区民政局逐字相同",
        thresholds={"ratio": Threshold("相同文字的比例（%）", Decimal(85))},
    ),
)
