"""The three tables as the official form prints them, worked out from the edition's own data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from parsing.editions import Block, Line, Table
from parsing.report import Address
from submissions.display.cells import CellView, Shown


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell, merged over ``rowspan`` × ``colspan``: a label, or a figure."""

    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    css: str = ""
    scope: str = ""
    figure: CellView | None = None


Rows = list[list[Printed]]
Find = Callable[[Address], CellView]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    code: str
    title: str
    rows: Rows


def printed_tables(shown: Shown) -> list[PrintedTable]:
    """Every table of the edition in printed order, with the figures in their cells."""
    return [
        PrintedTable(table.code, table_title(table), LAYOUTS.get(table.code, grouped)(table, shown.cell))
        for table in shown.edition.tables
    ]


def table_title(table: Table) -> str:
    return f"{'一二三四五六'[table.section - 1]}、{table.title}"


def stacked(table: Table, find: Find) -> Rows:
    """Table 二: block under block, each under its article and its own columns."""
    width = max(len(block.columns) for block in table.blocks)
    rows: Rows = []
    for block in table.blocks:
        spans = shares(len(block.columns), width)
        rows.append([Printed(block.article, colspan=width + 1, css="article", scope="colgroup")])
        heads = [Printed(c.label, colspan=s, scope="col") for c, s in zip(block.columns, spans, strict=True)]
        rows.append([Printed(_("信息内容"), scope="col"), *heads])
        rows += [stacked_row(table, block, row, spans, find) for row in block.rows]
    return rows


def stacked_row(table: Table, block: Block, row: Line, spans: Sequence[int], find: Find) -> list[Printed]:
    figures = [figure_cell(table, row, column, find, span) for column, span in zip(block.columns, spans, strict=True)]
    return [Printed(row.label, css="row-label", scope="row"), *figures]


def shares(count: int, width: int) -> list[int]:
    """``width`` columns shared by ``count`` printed cells; the last takes what is left over."""
    each = width // count
    return [each] * (count - 1) + [width - each * (count - 1)]


def grouped(table: Table, find: Find) -> Rows:
    """Table 三: rows and columns stand under merged cells of their groups."""
    block = table.blocks[0]
    depth = 1 + max(len(row.groups) for row in block.rows)
    note = _("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）") if table.balances else ""
    head = column_heads(block.columns)
    head[0].insert(0, Printed(note, rowspan=len(head), colspan=depth, css="form-note"))
    body = row_heads(block.rows, depth)
    for labels, row in zip(body, block.rows, strict=True):
        labels += [figure_cell(table, row, column, find) for column in block.columns]
    return head + body


def column_heads(columns: Sequence[Line]) -> Rows:
    """Header rows: a group spans its columns, a label reaches down to the figures."""
    depth = 1 + max(len(column.groups) for column in columns)
    rows: Rows = [[] for _level in range(depth)]
    for level in range(depth):
        for (group, _prefix), run in groupby(columns, key=lambda line: (group_at(line, level), line.groups[:level])):
            members = list(run)
            if group:
                rows[level].append(Printed(group, colspan=len(members), scope="colgroup"))
            rows[level] += [
                Printed(line.label, rowspan=depth - level, scope="col") for line in members if len(line.groups) == level
            ]
    return rows


def row_heads(rows: Sequence[Line], depth: int) -> Rows:
    """The labels before each row: a group is printed once, beside its first row."""
    printed: Rows = []
    for index, row in enumerate(rows):
        before = rows[index - 1].groups if index else ()
        labels = [
            Printed(name, rowspan=run_length(rows, index, level), css="group-label", scope="rowgroup")
            for level, name in enumerate(row.groups)
            if before[: level + 1] != row.groups[: level + 1]
        ]
        printed.append([*labels, Printed(row.label, colspan=depth - len(row.groups), css="row-label", scope="row")])
    return printed


def run_length(rows: Sequence[Line], start: int, level: int) -> int:
    """How many rows from ``start`` on stand under the same group."""
    prefix, count = rows[start].groups[: level + 1], 0
    for row in rows[start:]:
        if row.groups[: level + 1] != prefix:
            break
        count += 1
    return count


def group_at(line: Line, level: int) -> str:
    return line.groups[level] if len(line.groups) > level else ""


def one_line(table: Table, find: Find) -> Rows:
    """Table 四: three groups of five outcomes side by side, the figures in one single row."""
    block = table.blocks[0]
    width = len(block.columns)
    depth = 1 + max(len(row.groups) for row in block.rows)
    head: Rows = [[] for _level in range(depth)]
    for group, run in groupby(block.rows, key=lambda line: line.groups):
        members = list(run)
        for level, name in enumerate(group):
            head[level].append(Printed(name, colspan=width * len(members), scope="colgroup"))
        level = len(group)
        head[level] += [Printed(m.label, rowspan=depth - level, colspan=width, scope="colgroup") for m in members]
    labels = [Printed(column.label, scope="col") for _row in block.rows for column in block.columns]
    figures = [figure_cell(table, row, column, find) for row in block.rows for column in block.columns]
    return [*head, labels, figures]


def figure_cell(table: Table, row: Line, column: Line, find: Find, span: int = 1) -> Printed:
    return Printed(figure=find(Address(table.code, row.code, column.code)), colspan=span)


LAYOUTS: dict[str, Callable[[Table, Find], Rows]] = {"disclosure": stacked, "disputes": one_line}
