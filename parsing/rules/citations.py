"""Rules C-01 and C-08: the basis a report cites, and the numbers of documents as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from parsing.report import FRONT, INTRODUCTION, Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Quote, Rule, Severity
from parsing.rules.prose import Squeezed, quote, text_of
from parsing.rules.tables import edition_of

OPEN, CLOSE = "〔﹝\\[［(（【〖", "〕﹞\\]］)）】〗"
MOST = 30
"""Malformed numbers named in one report."""

_REGULATION = re.compile(r"政府信息公开条例|国务院令|《条例》|《信息公开条例》")
_ODD_ORDER = re.compile(r"(?<!院)国令第?\d{3}号")
_ORDER = re.compile(r"政府信息公开条例》?[（(](?:中华人民共和国)?国务院(?:令|第)?第?(?P<number>\d{2,4})号")
_ORDERS = ("711", "492")
_PROSE = re.compile(r"条例|依据|根据|按照|编制")
_OLD_ORDER = re.compile(r"(?:国务院令|国令)第?492号")
_FORM = re.compile(
    rf"[{OPEN}]?2021[{CLOSE}]?[年第]?30号|年度报告格式|年报格式|报告格式》|规定的?格式|统一格式|格式要求|格式的通知"
)
_OLD_FORM = re.compile(rf"[{OPEN}]?2019[{CLOSE}]?[年第]?60号")
_ON_REPORTS = re.compile(r"年度报告|年报")
_CITED = re.compile(r"《[^》]{4,80}(?:通知|方案|要点|意见|办法|函)》")


def right_basis(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """C-01: what is cited, where it is cited at all; the whole text is looked through before saying no."""
    edition = edition_of(report)
    year = report.year if report.year is not None else context.year
    finding = partial(Finding, rule.id, subject=f"section.{INTRODUCTION}", basis=rule.basis)
    text = text_of(report, INTRODUCTION)
    if not _PROSE.search(squeeze(text)) or year is None:
        why = "没有读到前言" if year is not None else "不知道报告年度"
        message = f"{why}，无法核对所依据的文件。"
        yield finding(severity=rule.severity, outcome=Outcome.UNDETERMINED, message=message)
        return
    found = [*_outdated(report, text, year), *_mistaken(report, text), *_odd(text), *_unnamed(report, text, year)]
    for severity, message, facts, quotes in found:
        yield finding(
            severity=severity, outcome=Outcome.FAILED, message=message, values=facts, quotes=quotes, fix=rule.fix
        )
    if not found:
        yield finding(
            severity=rule.severity, outcome=Outcome.PASSED, message="所依据的文件写得正确。", basis=rule.cite(edition)
        )


_Fault = tuple[Severity, str, tuple[str, ...], tuple[Quote, ...]]


def _outdated(report: Report, text: str, year: int) -> Iterator[_Fault]:
    """The form of 2019 or the Regulation of 2007 as today's basis."""
    for pattern, since, right in (
        (_OLD_FORM, 2021, "国办公开办函〔2021〕30号"),
        (_OLD_ORDER, 2019, "国务院令第711号"),
    ):
        match = next(Squeezed(text).find(pattern), None) if year >= since else None
        if match and not (pattern is _OLD_FORM and _names_form(report)):
            words = match[0].group()
            message = f"前言引用“{words}”，{year} 年度应引用{right}。"
            yield Severity.VERIFY, message, ("旧", words), (quote(INTRODUCTION, text, match[1], match[2]),)


def _mistaken(report: Report, text: str) -> Iterator[_Fault]:
    """Another number than the order has; what OCR read is no proof."""
    if report.facts.recognised:
        return
    for match, start, end in Squeezed(text).find(_ORDER):
        if match["number"] not in _ORDERS:
            message = f"前言写《条例》是国务院令第{match['number']}号，应为第711号。"
            yield Severity.VERIFY, message, ("令号", match["number"]), (quote(INTRODUCTION, text, start, end),)
            return


def _odd(text: str) -> Iterator[_Fault]:
    for match, start, end in Squeezed(text).find(_ODD_ORDER):
        words = match.group()
        message = f"前言写“{words}”，规范的写法是“国务院令第711号”。"
        yield Severity.NOTICE, message, ("写法", words), (quote(INTRODUCTION, text, start, end),)
        return


def _unnamed(report: Report, text: str, year: int) -> Iterator[_Fault]:
    """From 2021: the notice of the form is named nowhere, while the introduction states its basis."""
    squeezed = squeeze(text)
    if year < 2021 or _names_form(report) or _OLD_FORM.search(squeezed):
        return
    if not (_REGULATION.search(squeezed) or _CITED.search(squeezed)):
        if any(_REGULATION.search(squeeze(other)) for _, other in report.texts()):
            return
        message = "前言没有写明依据《中华人民共和国政府信息公开条例》（国务院令第711号）编制。"
        yield Severity.NOTICE, message, ("无依据",), ()
        return
    cited = next(Squeezed(text).find(_CITED), None)
    missing = "没有引用年度报告格式的通知（国办公开办函〔2021〕30号）"
    if cited:
        words = cited[0].group()
        where = (quote(INTRODUCTION, text, cited[1], cited[2]),)
        # A local notice on writing annual reports passes the form on; any other document does not.
        severity = Severity.NOTICE if _ON_REPORTS.search(words) else Severity.VERIFY
        yield severity, f"前言引用{words}，{missing}。", ("其他文件", words), where
    else:
        yield Severity.NOTICE, f"前言{missing}。", ("未引用",), ()


def _names_form(report: Report) -> bool:
    return any(_FORM.search(squeeze(text)) for _, text in report.texts())


_NUMBER = re.compile(
    rf"(?P<word>[\u4e00-\u9fffA-Za-z]{{0,14}})(?P<open>[{OPEN}])(?P<year>(?:19|20)\d\d|(?<=[〔﹝\[])[012]\d)(?P<close>[{CLOSE}])"
    r"(?P<between>[^\d号，。；、（）()〔〕《》\u4e00-\u9fff]{0,3}|第|字第)(?P<number>\d{1,5})号"
)
_RIGHT = {"〔": "〕", "﹝": "﹞"}


def right_numbers(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """C-08: one finding a malformed 文号. Court and review cases （2024）黑01行初1号 have words after the year."""
    seen: set[str] = set()
    judged = False
    if report.facts.recognised:
        return  # brackets and strokes are what OCR reads worst
    for section, text in report.texts():
        if section == FRONT:
            continue
        squeezed = Squeezed(text)
        for match, start, end in squeezed.find(_NUMBER):
            judged = True
            words = match.group()[len(match["word"]) - min(len(match["word"]), 8) :]
            wrong = list(_faults(match, squeezed.text))
            if not wrong or words in seen or len(seen) >= MOST:
                continue
            seen.add(words)
            yield Finding(
                rule.id,
                rule.severity,
                Outcome.FAILED,
                f"section.{section}",
                f"文号“{words}”写得不规范：{'，'.join(wrong)}。",
                values=(words,),
                fix=rule.fix,
                basis=rule.basis,
                quotes=(quote(section, text, start, end),),
            )
    if judged and not seen:
        yield Finding(rule.id, rule.severity, Outcome.PASSED, "sections", "文号书写规范。", basis=rule.basis)


def _faults(match: re.Match[str], text: str) -> Iterator[str]:
    before = text[match.start() - 1] if match.start() else ""
    if re.search(r"(?:文号|字号)[：:]?$", text[: match.start()]) or "文号" in match["word"]:
        return  # the metadata of a web page
    if len(match["year"]) == 2:
        if not match["word"]:
            return  # a note or a room as well as a document
        yield f"年份应写全（〔{match['year']}〕写作〔20{match['year']}〕）"
    if not match["word"] and (not before or before in "（(《“"):
        yield "缺少发文机关代字"
    if match["between"] and match["between"] not in ("第", "字第"):
        yield f"年份和序号之间多了“{match['between']}”"
    if match["between"] == "第":
        yield "序号前不加“第”字"
    if match["number"].startswith("0"):
        yield "序号不编虚位（1 不写作 01）"
    if _RIGHT.get(match["open"]) != match["close"]:
        yield "年份应用六角括号“〔〕”括起"


RULES = (
    Rule(
        id="C-01",
        name="引用的依据",
        severity=Severity.VERIFY,
        words="前言写明依据的，应是《中华人民共和国政府信息公开条例》（国务院令第711号），"
        "2021 年度起还有格式的通知（国办公开办函〔2021〕30号）。"
        "引用已被替代的文件（〔2019〕60号、国务院令第492号），或只引用其他文件的，须核实；写法不规范、没有写明格式通知的，予以提示。",
        formula="前言的依据 ⊇ 国务院令第711号、（2021 年度起）国办公开办函〔2021〕30号",
        basis="国办公开办函〔2021〕30号；《中华人民共和国政府信息公开条例》（国务院令第711号）",
        fix="改正前言中引用的文件名称和文号。",
        check=right_basis,
        passes="按照《中华人民共和国政府信息公开条例》（国务院令第711号）和……格式的通知（国办公开办函〔2021〕30号）要求",
        fails="2022 年度报告引用国办公开办函〔2019〕60号",
    ),
    Rule(
        id="C-08",
        name="文号书写规范",
        severity=Severity.NOTICE,
        words="文号由发文机关代字、年份和序号组成，年份用六角括号“〔〕”括起，序号不加“第”、不编虚位；案号的写法不同，不在此列。",
        formula="文号 ＝ 机关代字〔年份〕序号号",
        basis="《党政机关公文格式》（GB/T 9704—2012）7.2.5",
        fix="对照原文件改正文号。",
        check=right_numbers,
        passes="国办公开办函〔2021〕30号",
        fails="（〔2022〕—22号）",
    ),
)
