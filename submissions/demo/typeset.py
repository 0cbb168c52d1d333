"""Sets a table of the form: where its lines of text and its borders stand on one endless strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from parsing.report import Address
from submissions.demo.form_layout import FormCell, FormTable, Kind
from submissions.demo.styles import Style

FONT = "STSong-Light"
_CLOSERS = "，。；：、）”》"


class Word(NamedTuple):
    """A line of text by its left end and baseline, from the top of the strip; ``spacing`` is the white between
    its characters."""

    x: float
    y: float
    text: str
    size: float
    spacing: float = 0.0


class Box(NamedTuple):
    """A cell's outline and what it is."""

    x0: float
    y0: float
    x1: float
    y1: float
    cell: FormCell


@dataclass(frozen=True, slots=True)
class Strip:
    """A set table: ``edges`` are the heights of its rows' borders, ``header`` how many rows head it."""

    width: float
    edges: tuple[float, ...]
    boxes: tuple[Box, ...]
    words: tuple[Word, ...]
    header: int

    @property
    def height(self) -> float:
        return self.edges[-1]


@cache
def register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def width_of(text: str, size: float, spacing: float = 0.0) -> float:
    register()
    return float(pdfmetrics.stringWidth(text, FONT, size)) + spacing * max(0, len(text) - 1)


def broken(text: str, size: float, room: float, spacing: float = 0.0) -> list[str]:
    """A text in lines no wider than ``room``; numbers break only where they must."""
    lines: list[str] = []
    line = ""
    for word in _words(text, size, room, spacing):
        if line and width_of(line + word, size, spacing) > room and word not in _CLOSERS:
            lines.append(line)
            line = ""
        line += word
    return [*lines, line] if line else lines


def _words(text: str, size: float, room: float, spacing: float) -> list[str]:
    words: list[str] = []
    for char in text:
        joins = words and char.isascii() and words[-1][-1].isascii() and char != " "
        if joins and width_of(words[-1] + char, size, spacing) <= room:
            words[-1] += char
        else:
            words.append(char)
    return words


def strip(table: FormTable, text_of: Callable[[FormCell], str], style: Style, width: float) -> Strip:
    """The table set in ``width`` points."""
    xs = _columns(table, style, width)
    set_cells = {cell: _lines(cell, text_of(cell), xs, style) for cell in table.cells}
    edges = _edges(table, set_cells, style)
    boxes, words = [], []
    for cell, lines in set_cells.items():
        box = Box(
            xs[cell.column], edges[cell.row], xs[cell.column + cell.colspan], edges[cell.row + cell.rowspan], cell
        )
        boxes.append(box)
        words.extend(_placed(box, lines, style))
    return Strip(width, edges, tuple(boxes), tuple(words), table.header_rows)


def _columns(table: FormTable, style: Style, width: float) -> list[float]:
    """Left edges of the columns, and the right edge of the last."""
    share = style.label_share + (0.2 if style.narrow and table.code == "requests" else 0.0)
    labels = table.label_columns
    parts: list[float] = []
    if labels:
        group = style.size * 1.2 + 2 * style.padding
        groups = [group * (1.0 + 0.8 * n) for n in range(labels - 1)]
        parts = [*groups, max(width * share - sum(groups), 5 * style.size)]
    figures = table.width - labels
    parts += [(width - sum(parts)) / figures] * figures
    xs = [0.0]
    for part in parts:
        xs.append(xs[-1] + part)
    return xs


def _lines(cell: FormCell, text: str, xs: Sequence[float], style: Style) -> list[str]:
    room = xs[cell.column + cell.colspan] - xs[cell.column] - 2 * style.padding
    return broken(text, style.size, max(room, style.size), _spacing(cell, style)) if text else []


def _spacing(cell: FormCell, style: Style) -> float:
    return style.spacing if cell.kind is Kind.FIGURE else 0.0


def _edges(table: FormTable, cells: dict[FormCell, list[str]], style: Style) -> tuple[float, ...]:
    step = style.size * style.leading

    def need(lines: list[str]) -> float:
        return max(1, len(lines)) * step + 2 * style.padding

    heights = [need([])] * table.height
    for cell, lines in sorted(cells.items(), key=lambda item: item[0].rowspan):
        rows = range(cell.row, cell.row + cell.rowspan)
        short = need(lines) - sum(heights[row] for row in rows)
        if short > 0:
            heights[rows[-1]] += short
    edges = [0.0]
    for height in heights:
        edges.append(edges[-1] + height)
    return tuple(edges)


def _placed(box: Box, lines: Sequence[str], style: Style) -> list[Word]:
    step = style.size * style.leading
    slack = box.y1 - box.y0 - len(lines) * step - 2 * style.padding
    above = {"top": 0.0, "middle": slack / 2, "bottom": slack}[style.upper]
    words = []
    spacing = _spacing(box.cell, style)
    for number, line in enumerate(lines):
        room = box.x1 - box.x0 - 2 * style.padding - width_of(line, style.size, spacing)
        x = box.x0 + style.padding + room * _share(box.cell, style)
        y = box.y0 + style.padding + above + number * step + 0.5 * step + 0.36 * style.size
        words.append(Word(x, y, line, style.size, spacing))
    return words


def _share(cell: FormCell, style: Style) -> float:
    if cell.kind in (Kind.LABEL, Kind.ARTICLE, Kind.NOTE):
        return 0.0
    if cell.kind is Kind.FIGURE:
        return {"left": 0.0, "center": 0.5, "right": 1.0}[style.figures]
    return 0.5


def chosen(table: FormTable, columns: Sequence[int]) -> FormTable:
    """Only some columns of a table, in order; a merged cell keeps the width it has left."""
    cells = []
    for cell in table.cells:
        kept = [columns.index(c) for c in range(cell.column, cell.column + cell.colspan) if c in columns]
        if kept:
            cells.append(replace(cell, column=kept[0], colspan=len(kept)))
    return replace(table, cells=tuple(cells), width=len(columns))


def halves(table: FormTable) -> tuple[FormTable, FormTable]:
    """A table's left and right columns as two tables, each with the labels of the rows."""
    labels = list(range(table.label_columns))
    middle = table.label_columns + (table.width - table.label_columns) // 2
    left, right = range(table.label_columns, middle), range(middle, table.width)
    return chosen(table, [*labels, *left]), chosen(table, [*labels, *right])


def groups_of(table: FormTable) -> list[FormTable]:
    """Table 四 as one table a group of five columns."""
    found: dict[str, list[int]] = {}
    for cell in table.cells:
        if isinstance(cell.address, Address):
            found.setdefault(cell.address.row, []).append(cell.column)
    return [chosen(table, sorted(columns)) for columns in found.values()]
