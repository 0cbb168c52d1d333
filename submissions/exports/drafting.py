"""Opening sentences of a report, drafted from its figures; people write the rest.

Only what the figures say is said. Where somebody must know more than the figures, a gap stands
(GAP), and no document is made while one is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from parsing.editions import Edition
from parsing.report import INTRODUCTION
from submissions.exports.report_docx import Values
from submissions.exports.terms import Known, Pen, Term, cell, request

GAP: Final = "＿＿＿＿"
RESULTS: Final = {
    "予以公开": "granted",
    "部分公开": "partially_granted",
    "不予公开": "denied.",
    "无法提供": "unavailable.",
    "不予处理": "not_handled.",
    "其他处理": "other",
}
"""The results of an application by the rows they are counted in: one row, or all whose code begins so."""
_DOCUMENT_WORDS: Final = {
    ("issued", "repealed", "in_force"): "本年制发{name}{{a}}件，废止{{b}}件，年末现行有效{{c}}件。",
    ("made", "disclosed", "total_disclosed"): "本年新制作{name}{{a}}件，新公开{{b}}件，对外公开总数量{{c}}件。",
}
RECONSIDERED: Final = cell("disputes", "reconsideration", "total")
SUED: Final = Term(
    (*cell("disputes", "litigation_direct", "total").plus, *cell("disputes", "litigation_after", "total").plus)
)


def drafted(edition: Edition, year: int, values: Values, *, is_government: bool = False) -> dict[int, str]:
    """Drafts by number of section, INTRODUCTION for what stands above section one."""
    pen = Pen(Known(edition, values), 1)
    duties = f"工作考核、社会评议和责任追究方面，{GAP}。" if is_government else ""
    general = (
        f"（一）主动公开。{documents(pen)}{GAP}。",
        f"（二）依申请公开。{_requests(pen)}{_disputes(pen)}{GAP}。",
        f"（三）政府信息管理。{GAP}。",
        f"（四）政府信息公开平台建设。{GAP}。",
        f"（五）监督保障。{GAP}。{duties}",
    )
    return {
        INTRODUCTION: introduction(edition, year),
        1: "\n".join(general),
        5: f"存在的主要问题：{GAP}。\n改进情况：{GAP}。",
        6: other_matters(edition),
    }


def introduction(edition: Edition, year: int) -> str:
    period = f"{year}年1月1日至{year}年12月31日"
    return (
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号）第四十九条、第五十条的规定，"
        f"按照{edition.basis}规定的格式，编制本报告。报告所列数据的统计期限为{period}。"
    )


def other_matters(edition: Edition) -> str:
    """What section six must say: the fee from 2021 on, which stands in no cell."""
    return f"{f'本年度收取信息处理费{GAP}元。' if edition.first_year >= 2021 else ''}{GAP}。"


def gaps(texts: Mapping[int, str]) -> list[int]:
    """The sections in which a gap is left."""
    return [number for number, text in sorted(texts.items()) if "＿＿" in text]


def documents(pen: Pen) -> str:
    """What table 二 says of 规章 and 规范性文件."""
    return "".join(_documents_of(pen))


def _documents_of(pen: Pen) -> Iterator[str]:
    block = pen.known.edition.table("disclosure").blocks[0]
    columns = tuple(column.code for column in block.columns)
    if columns not in _DOCUMENT_WORDS:
        return
    for row in block.rows:
        terms = [cell("disclosure", row.code, column) for column in columns]
        if any(term.worth(pen.known) for term in terms):
            template = _DOCUMENT_WORDS[columns].format(name=row.label)
            yield pen.say(template, **dict(zip("abc", terms, strict=True)))


def _requests(pen: Pen) -> str:
    if pen.known.is_nothing("requests"):
        return "本年未收到政府信息公开申请。"
    received = {"new": request("new"), "carried_in": request("carried_in")}
    text = pen.say("本年新收政府信息公开申请{new}件，上年结转{carried_in}件。", **received)
    return text + handled(pen) if text else ""


def handled(pen: Pen) -> str:
    """What was done with the applications, and what goes on next year; "" where either is not known."""
    forward = request("carried_forward")
    if forward.worth(pen.known) is None or request("total").worth(pen.known) is None:
        return ""
    text = pen.say("全年办结{total}件", total=request("total")) + _results(pen) + "。"
    return text + pen.say("结转下年度继续办理{forward}件。", forward=forward)


def results_of(known: Known) -> dict[str, Term]:
    """What every result is counted in, on the form of the report."""
    return {
        words: Term(known.rows(code)) if code.endswith(".") or code == "other" else request(code)
        for words, code in RESULTS.items()
    }


def _results(pen: Pen) -> str:
    """The results of what was handled, only where they are all known and add up."""
    results = results_of(pen.known)
    worths = {words: term.worth(pen.known) for words, term in results.items()}
    total = request("total").worth(pen.known)
    if None in worths.values() or sum((v for v in worths.values() if v is not None), Decimal()) != total:
        return ""
    said = [pen.say(words + "{n}件", n=results[words]) for words, worth in worths.items() if worth]
    return f"，其中{'、'.join(said)}" if said else ""


def _disputes(pen: Pen) -> str:
    if pen.known.is_nothing("disputes"):
        return "本年未发生因政府信息公开引起的行政复议、行政诉讼。"
    counts = {"first": RECONSIDERED, "then": SUED}
    return pen.say("因政府信息公开被申请行政复议{first}件，被提起行政诉讼{then}件。", **counts)
