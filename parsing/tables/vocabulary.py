"""Every label the official forms print, folded, and what it stands for.

Built from all editions together: a report is read by the labels it shows, not by its year.
A key is "table.row" or "table.column"; keys in GROUP stand for merged cells that hold no
figures of their own and only keep their words from being taken for a row or column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from parsing.editions import EDITIONS, Line, Measure
from parsing.labels import fold, is_figure
from parsing.report import Address

GROUP = "group"
LONGEST_UNREAD = 6
LONGEST_COUNT = 10
_NUMERALS = "0-9０-９零〇○一二三四五六七八九十百千万两OoIl"
_COUNTING = re.compile(
    rf"[约近共计超逾]*[(（【\[]?[+＋]?[{_NUMERALS}][{_NUMERALS},.，．'\s?？*]*[)）】\]]?[余多]?[件个宗起项条]?[。.]?"
)
LEAST_LABEL = 4

ALIASES: dict[str, tuple[str, ...]] = {
    "requests.row.granted": ("予以公开的",),
    "requests.row.total": ("合计",),
    "requests.column.total": ("合计", "总数"),
    "requests.column.company": ("企业",),
    "disputes.column.upheld": ("维持", "维持结果"),
    "disputes.column.corrected": ("纠正", "纠正结果"),
    "disputes.column.total": ("合计", "总数"),
    "disputes.row.litigation_direct": ("未经复议直接提起诉讼", "直接起诉"),
    "disputes.row.litigation_after": ("经复议后起诉", "复议后提起诉讼"),
    "disclosure.row.normative_documents": ("行政规范性文件数量", "规范性文件数量"),
    "disclosure.column.repealed": ("本年废止数量",),
    "disclosure.column.issued": ("本年制发数量",),
    "disclosure.column.in_force": ("现行有效件", "现行有效数量"),
}
"""Words seen in published reports for a label of the form (shared wording of many offices)."""

_GROUP_WORDS = ("信息内容", "法人或其他组织", "申请人情况", "行政诉讼", "本年度办理结果")


def _variants(line: Line) -> Iterator[str]:
    yield fold(line.label)
    bare = re.sub(r"[（(].*[)）]$", "", line.label.split("）", 1)[-1] if line.label.startswith("（") else line.label)
    if len(fold(bare)) > 1:
        yield fold(bare)


def _collect(axis: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for edition in EDITIONS.values():
        for table in edition.tables:
            labels = found.setdefault(table.code, {})
            for block in table.blocks:
                for line in block.rows if axis == "row" else block.columns:
                    for variant in (*_variants(line), *map(fold, ALIASES.get(f"{table.code}.{axis}.{line.code}", ()))):
                        labels.setdefault(variant, line.code)
    return found


ROWS = _collect("row")
"""table → folded row label → row code. Dispute groups are rows."""
COLUMNS = _collect("column")
"""table → folded column label → column code."""

GROUP_LABELS: frozenset[str] = frozenset(
    {fold(word) for word in _GROUP_WORDS}
    | {
        fold(group)
        for edition in EDITIONS.values()
        for table in edition.tables
        for block in table.blocks
        for line in (*block.rows, *block.columns)
        for group in line.groups
    }
)

# A group whose words are also a row of another edition (（六）其他处理) can hold figures.
_ROW_WORDS = frozenset(label for labels in ROWS.values() for label in labels)


@lru_cache(maxsize=64)
def with_groups(table: str, axis: str) -> dict[str, str]:
    """The labels of one axis of one table, and the group labels they must not be taken for."""
    own = (ROWS if axis == "row" else COLUMNS)[table]
    return {label: GROUP for label in GROUP_LABELS if label not in own} | own


@lru_cache(maxsize=1)
def all_addresses() -> dict[Address, Measure]:
    """Every address of every edition and what it measures."""
    return {
        Address(table.code, row.code, column.code): column.measure
        for edition in EDITIONS.values()
        for table in edition.tables
        for block in table.blocks
        for row in block.rows
        for column in block.columns
    }


@lru_cache(maxsize=64)
def columns_of(table: str, row: str) -> frozenset[str]:
    """The columns that a row has in any edition."""
    return frozenset(address.column for address in all_addresses() if address[:2] == (table, row))


@cache
def forms_of(table: str, row: str) -> frozenset[frozenset[str]]:
    """The columns that a row has in each edition it stands in."""
    addresses = [[a for a in edition.addresses() if a[:2] == (table, row)] for edition in EDITIONS.values()]
    return frozenset(frozenset(address.column for address in own) for own in addresses if own)


@lru_cache(maxsize=1)
def form_text() -> str:
    """All words printed on the forms in one string, to tell a scrap of a table from a sentence."""
    words = [fold("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")]
    words += [*GROUP_LABELS, *_ROW_WORDS, *(label for labels in COLUMNS.values() for label in labels)]
    words += ["第二十条第" + char + "项" for char in "一五六八九"]
    return "\n".join(words)


def is_form_scrap(text: str) -> bool:
    """Whether a line is nothing but a piece of a label of the form."""
    folded = fold(text)
    return not folded or folded in form_text()


@lru_cache(maxsize=8192)
def is_row_label(text: str) -> bool:
    """Whether words are, or end with, the whole label of a row."""
    folded = fold(text)
    return any(folded == label or (len(label) >= LEAST_LABEL and folded.endswith(label)) for label in _ROW_WORDS)


def is_unread(text: str) -> bool:
    """Whether a text among the figures of a row is one that cannot be read (见附件, ***): a word, short, and none of
    the form's. It takes its place all the same."""
    word = text.strip()
    signs = not fold(word)  # ***, ??: nothing of the form's either
    return 0 < len(word) <= LONGEST_UNREAD and not is_figure(word) and (signs or not is_form_scrap(word))


@lru_cache(maxsize=8192)
def may_count(text: str) -> bool:
    """Whether a text that is no figure may be meant for one, behind the label of a row: 约3, (21), 二十三, 1O."""
    word = text.strip()
    return len(word) <= LONGEST_COUNT and not is_figure(word) and bool(_COUNTING.fullmatch(word))
