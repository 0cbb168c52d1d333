"""What a demonstration document says before a writer gives it a format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.editions.form import Table
from parsing.report import Address
from submissions.demo.form_layout import FormCell, FormTable, printed_tables

Values = Mapping[Address, Decimal | None]
"""Figures by address in the column's unit; None is a blank cell, a missing key no cell at all."""

NUMERALS = "一二三四五六"
HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section: official number, heading as printed, running text. Its tables follow the text."""

    number: int
    heading: str
    paragraphs: tuple[str, ...] = ()
    printed: str = ""

    @property
    def line(self) -> str:
        return f"{self.printed or NUMERALS[self.number - 1]}、{self.heading}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be: title, texts and figures.

    ``form`` are the tables as this document prints them (rows may be missing or renamed),
    ``values`` what its cells hold, ``printed`` how a cell is printed where that is more than the
    bare number. ``year`` is the year of the title.
    """

    agency: str
    year: int
    edition: str
    values: Values
    preface: tuple[str, ...] = ()
    sections: tuple[DraftSection, ...] = ()
    form: tuple[Table, ...] = ()
    printed: Mapping[Address, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def title_lines(self) -> tuple[str, str]:
        return self.agency, f"{self.year}年政府信息公开工作年度报告"

    def text_of(self, cell: FormCell) -> str:
        """The words or the number a cell shows."""
        if cell.address is None:
            return cell.text
        return self.printed.get(cell.address, number_text(self.values[cell.address]))

    def tables_of(self, section: int, *, split: bool = False) -> tuple[FormTable, ...]:
        """The printed tables of a section, in order."""
        found = (printed_tables(table, split=split) for table in self.form if table.section == section)
        return tuple(table for tables in found for table in tables)


def number_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def form_of(edition: str, values: Values) -> tuple[Table, ...]:
    """The edition's tables with only the rows that have figures; a table with no row left is gone."""
    if len(values) == len(tuple(EDITIONS[edition].addresses())):
        return EDITIONS[edition].tables
    present = {(address.table, address.row) for address in values}
    return tuple(pruned for table in EDITIONS[edition].tables if (pruned := prune(table, present)).blocks)


def prune(table: Table, present: set[tuple[str, str]]) -> Table:
    """The table with only the rows named by (table, row) in ``present``."""
    blocks = (replace(b, rows=tuple(r for r in b.rows if (table.code, r.code) in present)) for b in table.blocks)
    return replace(table, blocks=tuple(block for block in blocks if block.rows))
