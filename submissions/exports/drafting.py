"""Opening sentences of a report, drafted from its figures; people write the rest.

Only what the figures say is said. Where somebody must know more than the figures, a gap stands
(GAP), and no document is made while one is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from parsing.editions import Edition, Table
from parsing.report import INTRODUCTION, Address
from submissions.exports.report_docx import Values, number_text

GAP: Final = "＿＿＿＿"
_GROUPS: Final = {"denied.": "不予公开", "unavailable.": "无法提供", "not_handled.": "不予处理", "other": "其他处理"}
_DOCUMENT_WORDS: Final = {
    ("issued", "repealed", "in_force"): "本年制发{name}{0}件，废止{1}件，年末现行有效{2}件。",
    ("made", "disclosed", "total_disclosed"): "本年新制作{name}{0}件，新公开{1}件，对外公开总数量{2}件。",
}


def drafted(edition: Edition, year: int, values: Values, *, is_government: bool = False) -> dict[int, str]:
    """Drafts by number of section, INTRODUCTION for what stands above section one."""
    known = _Known(edition, values)
    period = f"{year}年1月1日至{year}年12月31日"
    duties = f"工作考核、社会评议和责任追究方面，{GAP}。" if is_government else ""
    general = (
        f"（一）主动公开。{_documents(known)}{GAP}。",
        f"（二）依申请公开。{_requests(known)}{_disputes(known)}{GAP}。",
        f"（三）政府信息管理。{GAP}。",
        f"（四）政府信息公开平台建设。{GAP}。",
        f"（五）监督保障。{GAP}。{duties}",
    )
    return {
        INTRODUCTION: "根据《中华人民共和国政府信息公开条例》（国务院令第711号）第四十九条、第五十条的规定，"
        f"按照{edition.basis}规定的格式，编制本报告。报告所列数据的统计期限为{period}。",
        1: "\n".join(general),
        5: f"存在的主要问题：{GAP}。\n改进情况：{GAP}。",
        6: f"{f'本年度收取信息处理费{GAP}元。' if edition.first_year >= 2021 else ''}{GAP}。",
    }


def gaps(texts: Mapping[int, str]) -> list[int]:
    """The sections in which a gap is left."""
    return [number for number, text in sorted(texts.items()) if "＿＿" in text]


@dataclass(frozen=True, slots=True)
class _Known:
    """The figures of a report, asked for by what they count; None where one is not known."""

    edition: Edition
    values: Values

    def value(self, table: str, row: str, column: str) -> Decimal | None:
        return self.values.get(Address(table, row, column))

    def total(self, row: str) -> Decimal | None:
        return self.value("requests", row, "total")

    def group(self, start: str) -> Decimal | None:
        """The sum of the rows whose code begins so; None when one of them is not known."""
        rows = [
            self.total(row.code)
            for block in self.table("requests").blocks
            for row in block.rows
            if row.code.startswith(start)
        ]
        return sum((v for v in rows if v is not None), Decimal(0)) if rows and None not in rows else None

    def table(self, code: str) -> Table:
        return self.edition.table(code)

    def is_nothing(self, code: str) -> bool:
        """Whether every cell of a table is known and 0."""
        return all(self.values.get(address) == 0 for address in self.table(code).addresses())


def _documents(known: _Known) -> str:
    return "".join(_documents_of(known))


def _documents_of(known: _Known) -> Iterator[str]:
    block = known.table("disclosure").blocks[0]
    columns = tuple(column.code for column in block.columns)
    if columns not in _DOCUMENT_WORDS:
        return
    for row in block.rows:
        numbers = [known.value("disclosure", row.code, column) for column in columns]
        said = [number_text(n) for n in numbers if n is not None]
        if len(said) == len(numbers) and any(numbers):
            yield _DOCUMENT_WORDS[columns].format(*said, name=row.label)


def _requests(known: _Known) -> str:
    if known.is_nothing("requests"):
        return "本年未收到政府信息公开申请。"
    new, carried_in = known.total("new"), known.total("carried_in")
    if new is None or carried_in is None:
        return ""
    text = f"本年新收政府信息公开申请{number_text(new)}件，上年结转{number_text(carried_in)}件。"
    total, forward = known.total("total"), known.total("carried_forward")
    if total is None or forward is None:
        return text
    text += f"全年办结{number_text(total)}件{_results(known, total)}。"
    return text + f"结转下年度继续办理{number_text(forward)}件。"


def _results(known: _Known, total: Decimal) -> str:
    """The results of what was handled, only where they are all known and add up."""
    results = {"予以公开": known.total("granted"), "部分公开": known.total("partially_granted")}
    results |= {words: known.group(start) for start, words in _GROUPS.items()}
    if sum((v for v in results.values() if v is not None), Decimal(0)) != total or None in results.values():
        return ""
    said = [f"{words}{number_text(v)}件" for words, v in results.items() if v]
    return f"，其中{'、'.join(said)}" if said else ""


def _disputes(known: _Known) -> str:
    if known.is_nothing("disputes"):
        return "本年未发生因政府信息公开引起的行政复议、行政诉讼。"
    rows = ("reconsideration", "litigation_direct", "litigation_after")
    first, direct, after = (known.value("disputes", row, "total") for row in rows)
    if first is None or direct is None or after is None:
        return ""
    return f"因政府信息公开被申请行政复议{number_text(first)}件，被提起行政诉讼{number_text(direct + after)}件。"
