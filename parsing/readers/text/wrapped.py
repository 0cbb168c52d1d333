"""Rows between walls that were cut over lines, as programs leave them that take text out of web pages.

Such a text is parted by its walls and not by its lines: a cell takes a line or several, an empty one the wall alone,
and some write a wall more for every column that a row has no cell for:

    第二十条第（五）项 | |||
    |
    行政许可 |
    12 | ||

The rows are put together again, a line each, without what only fills them up. Of a row that lost its empty cells and
was filled up at its end nobody can tell which they were: it comes out short, and not as if they had been the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from parsing.readers.text.columns import LEAST_CELLS, LEAST_LINES, LONGEST_CELL, Line, together

WALLS = "|│┃║┊┆┇┋╎╏｜¦丨"
_WALL = re.compile(rf"[{re.escape(WALLS)}]")
_ONE_CELL = re.compile(rf"[^{WALLS}]*(?:[{WALLS}][{WALLS}\s]*)?$")
_FILLED_UP = re.compile(r"\s\|{2,}\s*$|\|\s\|{2,}\s*$")
_PAIR = re.compile(rf"[{WALLS}]{{2}}")
_TWO = re.compile(rf"[^{WALLS}\s]\s*[{WALLS}]{{2}}\s*[^{WALLS}\s]")
_ALONE = re.compile(rf"[^{WALLS}\s]\s*[{WALLS}]\s*[^{WALLS}\s]")
"""Two walls, and a single one, between two cells."""
_HEADING = re.compile(r"[\s#*]*[一二三四五六七八九]、.*(?:情况|问题|事项|报告)")
_FIGURE = re.compile(
    r"[+\-－−]?[0-9０-９][0-9０-９,，.．]*\s*(?:亿元|万元|元|件|个|项|条|部|次)?(?:[（(].*)?$|[-—–/／－]+$|无$", re.S
)
_LOOSE_SHARE = 0.6
"""Share of the lines of a table with one cell at most that makes them pieces of rows."""
_WIDEST = 32
_LONGEST_ROW = 60
"""Headings of several lines and the first row below them."""


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, with its unit and a remark, or a mark that stands for none."""
    return _FIGURE.match(text) is not None


class _Kind(Enum):
    CELL = "cell"
    EMPTY = "empty"
    """A wall after the end of a line: an empty cell, or the side of the table."""
    SPARE = "spare"
    """A wall after another in one line: a column the row has no cell for."""


class _Item(NamedTuple):
    """What stands before a wall, and the lines it stands in by their indexes."""

    kind: _Kind
    text: str
    first: int
    last: int

    @property
    def is_figure(self) -> bool:
        return self.kind is _Kind.CELL and is_figure(self.text)


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """The lines with each row of such a table in one, its cells between walls; others as they are."""
    return [line for region in _regions(lines) for line in _rows(region)]


def _regions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches of lines with walls, up to the next heading or sentence; other lines each alone."""
    kept: list[Line] = []
    for line in lines:
        if _WALL.search(line.text):
            kept.append(line)
        elif is_heading(line.text):
            yield from _trimmed(kept)
            yield [line]
            kept = []
        elif len(kept) == 1 and not _WALL.search(kept[0].text):  # no table follows it
            yield kept
            kept = [line]
        else:
            kept.append(line)
    yield from _trimmed(kept)


def is_heading(text: str) -> bool:
    """Whether a line without walls is a heading or a sentence, and no piece of a table."""
    return "。" in text or len(text) > LONGEST_CELL or _HEADING.match(text) is not None


def _trimmed(lines: list[Line]) -> Iterator[list[Line]]:
    """From the first wall to the last, and what stands before and after them where they part cells and end none."""
    walled = [at for at, line in enumerate(lines) if _WALL.search(line.text)]
    start, end = (walled[0], walled[-1] + 1) if walled else (0, 0)
    if walled and all(_is_wall(lines[at].text) for at in walled):
        start = max(0, start - 1)
        end += end < len(lines) and is_figure(lines[end].text)
    yield from ([line] for line in lines[:start])
    if end:
        yield lines[start:end]
    yield from ([line] for line in lines[end:])


def _is_wall(text: str) -> bool:
    """Whether a line is nothing but walls."""
    return not _WALL.sub("", text).strip()


def _rows(lines: list[Line]) -> list[Line]:
    if len(lines) < LEAST_LINES:
        return lines
    if _is_doubled(lines):
        return [replace(line, text=_PAIR.sub("|", line.text)) for line in lines]
    loose = _is_loose(lines)
    if not (loose or _is_filled_up(lines)):
        return lines
    items = _single(_items(lines))
    rows = _by_width(items) or (_by_labels(items) if loose else None)
    if rows is None:
        return lines
    return [
        Line(_walled([item.text for item in row]), lines[row[0].first].offset, lines[row[-1].last].end)
        for row in rows
        if row
    ]


def _walled(cells: Sequence[str]) -> str:
    return "|" + "|".join(cells) + "|" if len(cells) > 1 else cells[0]


def _is_doubled(lines: Sequence[Line]) -> bool:
    """Whether each cell has a wall on each side: |规章||1||0|, so that two walls part two cells."""
    pairs = sum(len(_TWO.findall(line.text)) for line in lines)
    return pairs >= LEAST_LINES and not any(_ALONE.search(line.text) for line in lines)


def _is_loose(lines: Sequence[Line]) -> bool:
    """Whether most lines hold a single cell at most."""
    return sum(_ONE_CELL.match(line.text) is not None for line in lines) >= _LOOSE_SHARE * len(lines)


def _is_filled_up(lines: Sequence[Line]) -> bool:
    """Whether rows have walls at their end that stand close, where cells are set off from theirs by blanks."""
    ends = [line.text for line in lines if _FILLED_UP.search(line.text)]
    inner = [_FILLED_UP.sub("", line.text) for line in lines]
    return len(ends) >= 2 and not any("||" in text for text in inner)


def _items(lines: Sequence[Line]) -> list[_Item]:
    """What stands before each wall, in order."""
    found: list[_Item] = []
    pieces: list[str] = []
    first = 0
    for index, line in enumerate(lines):
        *closed, rest = _WALL.split(line.text)
        for at, piece in enumerate(closed):
            text = together([*pieces, piece.strip()]) if at == 0 else piece.strip()
            kind = _Kind.CELL if text else _Kind.EMPTY if at == 0 else _Kind.SPARE
            if at == 1 and not piece and found[-1].kind is _Kind.EMPTY:  # a line of walls alone: |||
                found[-1] = found[-1]._replace(kind=_Kind.SPARE)
            found.append(_Item(kind, text, first if at == 0 and pieces else index, index))
            pieces = []
        if rest.strip():
            first = first if pieces else index
            pieces.append(rest.strip())
    if pieces:  # a last cell without a wall after it
        found.append(_Item(_Kind.CELL, together(pieces), first, len(lines) - 1))
    return found


def _single(items: list[_Item]) -> list[_Item]:
    """One wall between two cells, where every cell has one on each side."""
    runs = [(cell, list(run)) for cell, run in groupby(items, key=lambda item: item.kind is _Kind.CELL)]
    cells = [len(run) for cell, run in runs if cell]
    between = [len(run) for cell, run in runs[1:-1] if not cell]
    if any(length > 1 for length in cells) or not between or any(length % 2 == 0 for length in between):
        return items
    if any(item.kind is _Kind.SPARE for item in items):
        return items
    found: list[_Item] = []
    for cell, run in runs if runs[0][0] else runs[1:]:  # the side of the table is no cell
        found += run if cell else run[: len(run) // 2]
    return found


def _by_width(items: Sequence[_Item]) -> list[list[_Item]] | None:
    """The rows, where all have as many items and what fills them up stands at their end; None where no number of
    items does that, or nothing fills them up."""
    if not any(item.kind is _Kind.SPARE for item in items):
        return None
    for width in range(LEAST_CELLS, _WIDEST):
        rows = [list(items[at : at + width]) for at in range(0, len(items), width)]
        if all(map(_is_row, rows)):
            if all(row[0].kind is _Kind.EMPTY for row in rows):  # the side of the table
                rows = [row[1:] for row in rows]
            return [[item for item in row if item.kind is not _Kind.SPARE] for row in rows]
    return None


def _is_row(row: Sequence[_Item]) -> bool:
    kinds = [item.kind is _Kind.SPARE for item in row]
    return kinds == sorted(kinds) and any(item.kind is _Kind.CELL for item in row)


def _by_labels(items: Sequence[_Item]) -> list[list[_Item]] | None:
    """The rows, each words and what follows them until the next words; None where one is longer than any row is."""
    rows: list[list[_Item]] = [[]]
    sided = bool(items) and items[0].kind is _Kind.EMPTY
    given = False
    for item in items[1:] if sided else items:
        if item.kind is _Kind.SPARE:
            continue
        row, is_label = rows[-1], item.kind is _Kind.CELL and not item.is_figure
        if is_label and given:
            if sided and row[-1].kind is _Kind.EMPTY:
                row.pop()
            rows.append([item])
        else:
            row.append(item)
        given = not is_label
        if len(rows[-1]) > _LONGEST_ROW:
            return None
    return rows
