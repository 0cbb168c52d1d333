"""The form to fill in by hand: the official tables with a field in every cell, and the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from parsing.editions import Edition, Table
from parsing.editions.wording import NUMERALS
from parsing.report import INTRODUCTION, Address
from parsing.rules.sums import sums_of
from parsing.sections import HEADINGS
from submissions.display.cells import cell_label
from submissions.display.official import label_kind, table_title
from submissions.exports.layout import Cell, printed, size
from submissions.services import manuscripts, typed


@dataclass(frozen=True, slots=True)
class FieldCell:
    """One printed cell: a label, or a field with what was typed. ``scope`` and ``css`` as on the report's page."""

    rowspan: int
    colspan: int
    text: str = ""
    css: str = ""
    scope: str = ""
    name: str = ""
    address: str = ""
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FieldTable:
    code: str
    title: str
    rows: list[list[FieldCell]]


@dataclass(frozen=True, slots=True)
class Part:
    """A section to write: its heading, its field, and the table printed in it, if any."""

    heading: str
    name: str
    value: str
    hint: str
    rows: int
    table: FieldTable | None = None


def hints() -> dict[int, str]:
    """What belongs into each section that must not be left empty."""
    return {
        INTRODUCTION: _("编制依据和数据的统计期限。"),
        1: _("主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。"),
        5: _("写明存在的问题和改进情况，不能只写“无”。"),
        6: _("信息处理费收取情况（没有收取的也要写明）和其他需要报告的事项。"),
    }


def headings() -> dict[int, str]:
    """The headings by number of section, 前言 for what stands above section one."""
    return {INTRODUCTION: _("前言")} | {n: f"{NUMERALS[n - 1]}、{words}" for n, words in HEADINGS.items()}


def parts(edition: Edition, fields: Mapping[str, str]) -> list[Part]:
    """What stands above section one and the six sections, in printed order."""
    tables = {table.section: table for table in edition.tables}
    known = hints()
    return [
        Part(
            heading=words,
            name=(name := typed.text_field(section)),
            value=fields[name],
            hint=known.get(section, _("表格之外需要说明的内容，可以不写。")),
            rows=12 if section == 1 else 5 if section in known else 2,
            table=_table(tables[section], edition, fields) if section in tables else None,
        )
        for section, words in headings().items()
    ]


def sums(edition: Edition) -> list[dict[str, Any]]:
    """Every sum of the form, so that the page can add up while somebody types."""
    return [
        {"subject": str(s.subject), "plus": list(map(str, s.plus)), "minus": list(map(str, s.minus))}
        for table in edition.tables
        for s in sums_of(table)
    ]


def _table(table: Table, edition: Edition, fields: Mapping[str, str]) -> FieldTable:
    return FieldTable(table.code, table_title(table), list(_rows(table, edition, fields)))


def _rows(table: Table, edition: Edition, fields: Mapping[str, str]) -> Iterator[list[FieldCell]]:
    cells = sorted(printed(table), key=lambda cell: (cell.row, cell.column))
    figure_rows = {cell.row for cell in cells if cell.address}
    _height, width = size(cells)
    for row, line in groupby(cells, key=lambda cell: cell.row):
        yield [
            _field(cell, cell.address, edition, fields) if cell.address else _label(cell, row in figure_rows, width)
            for cell in line
        ]


def _label(cell: Cell, beside_figures: bool, width: int) -> FieldCell:
    css, scope = label_kind(cell, beside_figures, width)
    return FieldCell(cell.height, cell.width, cell.text, css, scope)


def _field(cell: Cell, address: Address, edition: Edition, fields: Mapping[str, str]) -> FieldCell:
    name = manuscripts.figure_field(address)
    label = cell_label(edition, address)
    return FieldCell(cell.height, cell.width, name=name, address=str(address), label=label, value=fields[name])
