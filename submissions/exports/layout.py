"""The three tables as the official form prints them, as cells on a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from parsing.editions import Line, Table
from parsing.report import Address

BALANCE: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell, merged over ``height`` × ``width``: a label, or the place of a figure."""

    row: int
    column: int
    height: int = 1
    width: int = 1
    text: str = ""
    address: Address | None = None


def printed(table: Table) -> list[Cell]:
    return list(LAYOUTS.get(table.code, grouped)(table))


def size(cells: Sequence[Cell]) -> tuple[int, int]:
    """Rows and columns of the grid."""
    return max(c.row + c.height for c in cells), max(c.column + c.width for c in cells)


def stacked(table: Table) -> Iterator[Cell]:
    """Table 二: block under block, each below its article and its own columns."""
    width = max(len(block.columns) for block in table.blocks)
    top = 0
    for block in table.blocks:
        yield Cell(top, 0, 1, width + 1, block.article)
        yield Cell(top + 1, 0, text="信息内容")
        spans = _shares(len(block.columns), width)
        for line, start, span in zip(block.columns, _starts(spans), spans, strict=True):
            yield Cell(top + 1, 1 + start, 1, span, line.label)
        for offset, row in enumerate(block.rows, start=2):
            yield Cell(top + offset, 0, text=row.label)
            for column, start, span in zip(block.columns, _starts(spans), spans, strict=True):
                yield Cell(top + offset, 1 + start, 1, span, address=Address(table.code, row.code, column.code))
        top += 2 + len(block.rows)


def _shares(count: int, width: int) -> list[int]:
    """``width`` columns shared by ``count`` cells; the last takes what is left over."""
    each = width // count
    return [each] * (count - 1) + [width - each * (count - 1)]


def _starts(spans: Sequence[int]) -> list[int]:
    return [sum(spans[:index]) for index in range(len(spans))]


def grouped(table: Table) -> Iterator[Cell]:
    """Table 三: rows and columns stand under the merged cells of their groups."""
    block = table.blocks[0]
    heads, labels = _depth(block.columns), _depth(block.rows)
    yield Cell(0, 0, heads, labels, BALANCE if table.balances else "")
    for depth, start, length, span, text in _tree(block.columns, heads):
        yield Cell(depth, labels + start, span, length, text)
    for depth, start, length, span, text in _tree(block.rows, labels):
        yield Cell(heads + start, depth, length, span, text)
    for down, row in enumerate(block.rows):
        for across, column in enumerate(block.columns):
            yield Cell(heads + down, labels + across, address=Address(table.code, row.code, column.code))


def flat(table: Table) -> Iterator[Cell]:
    """Table 四: one line of figures; what is declared as rows is printed as groups of columns."""
    block = table.blocks[0]
    heads, width = _depth(block.rows), len(block.columns)
    for depth, start, length, span, text in _tree(block.rows, heads):
        yield Cell(depth, start * width, span, length * width, text)
    for across, row in enumerate(block.rows):
        for offset, column in enumerate(block.columns):
            place = across * width + offset
            yield Cell(heads, place, text=column.label)
            yield Cell(heads + 1, place, address=Address(table.code, row.code, column.code))


def _depth(lines: Sequence[Line]) -> int:
    return 1 + max(len(line.groups) for line in lines)


def _tree(lines: Sequence[Line], depth: int) -> Iterator[tuple[int, int, int, int, str]]:
    """Labels as (level, first line, how many lines, how many levels, text); leaves reach the last level."""
    for index, line in enumerate(lines):
        for level, group in enumerate(line.groups):
            path = line.groups[: level + 1]
            if index and lines[index - 1].groups[: level + 1] == path:
                continue
            length = 1
            while index + length < len(lines) and lines[index + length].groups[: level + 1] == path:
                length += 1
            yield level, index, length, 1, group
        yield len(line.groups), index, 1, depth - len(line.groups), line.label


LAYOUTS: Final[dict[str, Callable[[Table], Iterator[Cell]]]] = {
    "disclosure": stacked,
    "requests": grouped,
    "disputes": flat,
}
