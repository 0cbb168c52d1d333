"""What goes wrong, or only looks different, in real reports. Each takes a Draft and gives another.

Texts stay as they were: the slip is in the table, as it is when a clerk makes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.editions.form import Block, Line, Table
from parsing.report import Address
from submissions.demo.draft import NUMERALS, Draft, number_text

Fault = Callable[[Draft], Draft]

VARIANT_HEADINGS = {
    3: "收到和处理政府信息公开情况",
    4: "政府信息公开工作行政复议、行政诉讼情况",
    5: "存在问题及改进措施",
}
HALF_WIDTH = str.maketrans("（）：“”", '():""')
NUMBERED = re.compile(r"^(\d)\.")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def change_cell(draft: Draft, address: Address, value: Decimal | int | str | None) -> Draft:
    """Another figure in one cell."""
    changed = None if value is None else Decimal(value)
    return _marked(_with(draft, {address: changed}), f"change {address}")


def drop_row(draft: Draft, table: str, row: str) -> Draft:
    """A row of the form that was lost."""
    values = {a: v for a, v in draft.values.items() if (a.table, a.row) != (table, row)}
    form = (_without(t, row) if t.code == table else t for t in draft.form)
    return _marked(replace(draft, values=values, form=tuple(form)), f"drop {table}.{row}")


def drop_table(draft: Draft, table: str) -> Draft:
    """A table that is not there at all; its section's heading stays."""
    values = {a: v for a, v in draft.values.items() if a.table != table}
    form = tuple(t for t in draft.form if t.code != table)
    return _marked(replace(draft, values=values, form=form), f"drop {table}")


def blank_totals(draft: Draft, *rows: str) -> Draft:
    """Total cells of table 三 left empty, in all result rows or in ``rows``."""
    results = rows or tuple(r.code for t in draft.form if t.code == "requests" for r in t.blocks[0].rows if r.into)
    blank: dict[Address, Decimal | None] = {Address("requests", row, "total"): None for row in results}
    return _marked(_with(draft, blank), "blank totals")


def blank_zeros(draft: Draft, table: str = "requests") -> Draft:
    """Cells left empty where 0 should stand."""
    return _zeros_as(draft, table, "", "blank zeros")


def dash_zeros(draft: Draft, table: str = "requests", dash: str = "-") -> Draft:
    """A dash or slash in place of 0."""
    return _zeros_as(draft, table, dash, "dash for zero")


def unit_in_cell(draft: Draft, address: Address, unit: str = "万元") -> Draft:
    """The unit printed behind the number, as in 1180.8万元."""
    text = number_text(draft.values[address]) + unit
    return _marked(replace(draft, printed={**draft.printed, address: text}), f"unit in {address}")


def misprint(draft: Draft, address: Address, text: str) -> Draft:
    """A cell whose characters are no number, as 1O for 10; the document then has no figure there."""
    blank = _with(draft, {address: None})
    return _marked(replace(blank, printed={**blank.printed, address: text}), f"misprint in {address}")


def wrong_year(draft: Draft, year: int) -> Draft:
    """Another year in the title; the text keeps the right one."""
    return _marked(replace(draft, year=year), "wrong year")


def single_other_row(draft: Draft) -> Draft:
    """A 2021-form report with the 2019 form's one row （六）其他处理."""
    old = EDITIONS["2019"].table("requests")
    form = tuple(old if table.code == "requests" else table for table in draft.form)
    kept = {a: v for a, v in draft.values.items() if not a.row.startswith("other.")}
    for column in (line.code for line in old.blocks[0].columns):
        parts = (draft.values[a] for a in draft.values if a.row.startswith("other.") and a.column == column)
        kept[Address("requests", "other", column)] = sum((part or Decimal(0) for part in parts), Decimal(0))
    return _marked(replace(draft, values=kept, form=form), "single other row")


def variant_headings(draft: Draft, *numbers: int) -> Draft:
    """Section titles in the words some agencies use."""
    chosen = numbers or tuple(VARIANT_HEADINGS)
    sections = (replace(s, heading=VARIANT_HEADINGS[s.number]) if s.number in chosen else s for s in draft.sections)
    return _marked(replace(draft, sections=tuple(sections)), "variant headings")


def rename_label(draft: Draft, official: str, printed: str) -> Draft:
    """A row's or column's label in other words."""
    return _relabel(draft, lambda text: printed if text == official else text, f"label {printed}")


def half_width_marks(draft: Draft) -> Draft:
    """Labels with half-width brackets and straight quotes, items numbered 1、 in place of 1."""
    return _relabel(draft, lambda text: NUMBERED.sub(r"\1、", text.translate(HALF_WIDTH)), "half-width marks")


def spaced_labels(draft: Draft) -> Draft:
    """Short labels drawn out by blanks: 结 果 维 持."""
    return _relabel(draft, lambda text: " ".join(text) if len(text) <= 5 else text, "spaced labels")


def restart_numbers(draft: Draft) -> Draft:
    """Sections two to six numbered anew from 一."""
    sections = (replace(s, printed=NUMERALS[s.number - 2]) if s.number > 1 else s for s in draft.sections)
    return _marked(replace(draft, sections=tuple(sections)), "numbers restarted")


def group_digits(draft: Draft) -> Draft:
    """Thousands set off by commas: 10,067."""
    return _reprint(draft, lambda text: f"{Decimal(text):,f}", "digits grouped")


def full_width(draft: Draft) -> Draft:
    """Full-width digits: １０６０３."""
    return _reprint(draft, lambda text: text.translate(FULL_WIDTH), "full-width digits")


def _with(draft: Draft, cells: Mapping[Address, Decimal | None]) -> Draft:
    """Other figures in some cells, printed as bare numbers whatever stood there before."""
    printed = {address: text for address, text in draft.printed.items() if address not in cells}
    return replace(draft, values={**draft.values, **cells}, printed=printed)


def _reprint(draft: Draft, change: Callable[[str], str], name: str) -> Draft:
    texts = {a: change(number_text(v)) for a, v in draft.values.items() if v is not None}
    return _marked(replace(draft, printed={**draft.printed, **texts}), name)


def _zeros_as(draft: Draft, table: str, text: str, name: str) -> Draft:
    zeros = [a for a, v in draft.values.items() if a.table == table and v == 0]
    values = {**draft.values, **dict.fromkeys(zeros)}
    return _marked(replace(draft, values=values, printed={**draft.printed, **dict.fromkeys(zeros, text)}), name)


def _without(table: Table, row: str) -> Table:
    blocks = (replace(block, rows=tuple(r for r in block.rows if r.code != row)) for block in table.blocks)
    return replace(table, blocks=tuple(block for block in blocks if block.rows))


def _relabel(draft: Draft, change: Callable[[str], str], name: str) -> Draft:
    form = (replace(table, blocks=tuple(_relabelled(block, change) for block in table.blocks)) for table in draft.form)
    return _marked(replace(draft, form=tuple(form)), name)


def _relabelled(block: Block, change: Callable[[str], str]) -> Block:
    def line(old: Line) -> Line:
        return replace(old, label=change(old.label), groups=tuple(change(group) for group in old.groups))

    rows, columns = tuple(map(line, block.rows)), tuple(map(line, block.columns))
    return replace(block, rows=rows, columns=columns, article=change(block.article))


def _marked(draft: Draft, fault: str) -> Draft:
    return replace(draft, faults=(*draft.faults, fault))
