"""The printed layout of the official tables, said once for every writer.

A table of the form (``parsing.editions``) becomes a grid of merged cells as it is printed:
table 二 as blocks under each other, table 三 with groups of rows and columns, table 四 with its
rows laid side by side above one line of figures. Writers only draw cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from parsing.editions.form import Block, Line, Table
from parsing.report import Address

CONTENT = "信息内容"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
SIDE_BY_SIDE = frozenset({"disputes"})
"""Tables printed with their rows beside each other, 15 figures on one line."""


class Kind(StrEnum):
    """What a cell is for: a block's article, the note, a heading, a group, a row's label, a figure."""

    ARTICLE = "article"
    NOTE = "note"
    HEAD = "head"
    GROUP = "group"
    LABEL = "label"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class FormCell:
    """One printed cell. ``row`` and ``column`` count from 0; ``address`` is set for figures only."""

    text: str
    kind: Kind
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class FormTable:
    """A printed table. Its cells cover every position of ``height`` × ``width`` exactly once.

    ``header_rows`` are the rows a writer may repeat after a page break, ``label_columns`` the
    columns left of the figures (0 in table 四).
    """

    code: str
    cells: tuple[FormCell, ...]
    height: int
    width: int
    header_rows: int
    label_columns: int

    def rows(self) -> Iterator[tuple[FormCell, ...]]:
        """The cells that begin in each row, from left to right."""
        for row in range(self.height):
            yield tuple(sorted((c for c in self.cells if c.row == row), key=lambda c: c.column))

    def covering(self) -> list[list[FormCell]]:
        """For every position the cell that covers it."""
        found: dict[tuple[int, int], FormCell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    found[row, column] = cell
        return [[found[row, column] for column in range(self.width)] for row in range(self.height)]

    def part(self, first: int, last: int) -> FormTable:
        """Rows ``first`` to ``last`` (not included) as a table of their own, as a page break leaves them.

        A merged cell that is cut keeps its words in the upper part only.
        """
        touched = (cell for cell in self.cells if cell.row < last and first < cell.row + cell.rowspan)
        cells = tuple(_clip(cell, first, last) for cell in touched)
        header = max(0, min(self.header_rows, last) - first)
        return FormTable(self.code, cells, last - first, self.width, header, self.label_columns)

    def with_header(self, part: FormTable) -> FormTable:
        """``part`` below this table's header rows, as a repeated heading prints it."""
        head = self.part(0, self.header_rows)
        moved = tuple(replace(cell, row=cell.row + head.height) for cell in part.cells)
        return replace(part, cells=head.cells + moved, height=head.height + part.height, header_rows=head.height)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One position before merging: positions with the same ``path`` and ``kind`` become one cell."""

    path: tuple[str, ...]
    kind: Kind
    text: str
    address: Address | None = None


def printed_tables(table: Table, *, split: bool = False) -> tuple[FormTable, ...]:
    """The printed form of one official table: one grid, or one a block when ``split``."""
    if any(block.article for block in table.blocks):
        groups = [(block,) for block in table.blocks] if split else [table.blocks]
        return tuple(_stacked(table, blocks) for blocks in groups)
    if table.code in SIDE_BY_SIDE:
        return (_side_by_side(table, table.blocks[0]),)
    return (_down(table, table.blocks[0]),)


def _stacked(table: Table, blocks: tuple[Block, ...]) -> FormTable:
    """Blocks under each other: an article's line, a line of headings, the rows."""
    width = max(len(block.columns) for block in blocks)
    matrix: list[list[_Mark]] = []
    for block in blocks:
        matrix.append([_Mark((block.article,), Kind.ARTICLE, block.article)] * (width + 1))
        heads = [_Mark((block.article, c.code), Kind.HEAD, c.label) for c in _widened(block.columns, width)]
        matrix.append([_Mark((block.article, ""), Kind.HEAD, CONTENT), *heads])
        for row in block.rows:
            figures = [_figure(table, row, column) for column in _widened(block.columns, width)]
            matrix.append([_Mark((row.code,), Kind.LABEL, row.label), *figures])
    return _merged(table.code, matrix, header_rows=2, label_columns=1)


def _widened(columns: tuple[Line, ...], width: int) -> list[Line]:
    """A block with fewer columns than the widest gives its last column the rest of the width."""
    return [*columns, *[columns[-1]] * (width - len(columns))]


def _down(table: Table, block: Block) -> FormTable:
    """Rows under each other with their groups merged downwards and the columns' groups sideways."""
    labels = max(len(row.groups) for row in block.rows) + 1
    depth = max(len(column.groups) for column in block.columns) + 1
    note = BALANCE_NOTE if table.balances else ""
    heads = [_ladder(column, depth, Kind.HEAD) for column in block.columns]
    matrix = [[*[_Mark(("",), Kind.NOTE, note)] * labels, *(head[level] for head in heads)] for level in range(depth)]
    for row in block.rows:
        figures = [_figure(table, row, column) for column in block.columns]
        matrix.append([*_ladder(row, labels, Kind.GROUP, Kind.LABEL), *figures])
    return _merged(table.code, matrix, header_rows=depth, label_columns=labels)


def _ladder(line: Line, steps: int, group: Kind, label: Kind | None = None) -> list[_Mark]:
    """A line's groups from the outside in, then its own label over the steps that are left."""
    marks = [_Mark(line.groups[: n + 1], group, text) for n, text in enumerate(line.groups)]
    own = _Mark((*line.groups, line.code, "label"), label or group, line.label)
    return marks + [own] * (steps - len(marks))


def _side_by_side(table: Table, block: Block) -> FormTable:
    """Rows beside each other: groups, then the row's label, then its columns; one line of figures."""
    depth = max(len(row.groups) for row in block.rows) + 1
    matrix: list[list[_Mark]] = [[] for _ in range(depth + 2)]
    for row in block.rows:
        ladder = _ladder(row, depth, Kind.HEAD)
        for column in block.columns:
            head = _Mark((row.code, column.code), Kind.HEAD, column.label)
            for level, mark in enumerate([*ladder, head, _figure(table, row, column)]):
                matrix[level].append(mark)
    return _merged(table.code, matrix, header_rows=depth + 1, label_columns=0)


def _figure(table: Table, row: Line, column: Line) -> _Mark:
    return _Mark((row.code, column.code), Kind.FIGURE, "", Address(table.code, row.code, column.code))


def _merged(code: str, matrix: list[list[_Mark]], *, header_rows: int, label_columns: int) -> FormTable:
    """Neighbouring positions with the same mark as one cell."""
    width, seen = len(matrix[0]), set[tuple[int, int]]()
    cells: list[FormCell] = []
    for row, marks in enumerate(matrix):
        for column, mark in enumerate(marks):
            if (row, column) in seen:
                continue
            colspan = _run(marks[column:], mark)
            rowspan = _run((line[column] for line in matrix[row:]), mark)
            seen |= {(row + r, column + c) for r in range(rowspan) for c in range(colspan)}
            cells.append(FormCell(mark.text, mark.kind, row, column, rowspan, colspan, mark.address))
    return FormTable(code, tuple(cells), len(matrix), width, header_rows, label_columns)


def _run(marks: Iterable[_Mark], mark: _Mark) -> int:
    length = 0
    for other in marks:
        if other != mark:
            break
        length += 1
    return length


def _clip(cell: FormCell, first: int, last: int) -> FormCell:
    top, bottom = max(cell.row, first), min(cell.row + cell.rowspan, last)
    text = cell.text if cell.row >= first else ""
    return replace(cell, text=text, row=top - first, rowspan=bottom - top)
