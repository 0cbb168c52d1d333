"""Whether the cells that lines draw are cells at all, or hold several rows or columns of figures each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from parsing.readers.pdf.layout.bits import CELL_GAP
from parsing.readers.pdf.layout.lattice import Area
from parsing.readers.pdf.layout.lines import Line

_SHARE = 0.4
"""Share of a table's figures in crowded cells that makes its lines no lines of cells."""
_ROWS, _MANY_ROWS = 3, 7
_STEP = 1.5
"""Ems between lines that are rows rather than the lines of one broken number."""


def is_crowded(cells: Sequence[Sequence[Line]], areas: Sequence[Area]) -> bool:
    """Whether much of a table's figures share their cells, given by their lines, with others beside or below them, or
    with the words of their rows, as where lines run between rows alone.

    Where most of the cells beside one hold a single figure, or its row's label has fewer lines than it, its lines are
    those of one broken number.
    """
    crowded = total = 0
    stacked: dict[int, list[tuple[int, int]]] = {}
    single: Counter[int] = Counter()
    for lines, area in zip(cells, areas, strict=True):
        if len(lines) == 1 and not lines[0].gaps:  # as in nearly every cell: what follows, sooner
            total += lines[0].value
            single[area.row] += lines[0].value
            continue
        figures = sum([token.value for line in lines for token in line.tokens(CELL_GAP)])
        total += figures
        if (figures > 1 and _columns(lines)) or (figures == 1 and _labelled(lines)) or (figures and _headed(lines)):
            crowded += figures
        elif figures > 1 and _rows(lines):
            stacked.setdefault(area.row, []).append((figures, len(lines)))
    if stacked:
        labels = _label_lines(cells, areas)
        for row, found in stacked.items():
            if len(found) >= single[row]:
                crowded += sum(figures for figures, count in found if labels.get(row, count) >= count)
    return crowded > 1 and crowded >= _SHARE * total


def _label_lines(cells: Sequence[Sequence[Line]], areas: Sequence[Area]) -> dict[int, int]:
    """How many lines the label of each row has: the last of its cells that hold words."""
    found: dict[int, tuple[int, int]] = {}
    for lines, area in zip(cells, areas, strict=True):
        if lines and not any(line.value for line in lines):
            found[area.row] = max(found.get(area.row, (-1, 0)), (area.column, len(lines)))
    return {row: count for row, (_, count) in found.items()}


def _columns(lines: Sequence[Line]) -> bool:
    return any(sum(token.value for token in line.tokens(CELL_GAP)) > 1 for line in lines)


def _labelled(lines: Sequence[Line]) -> bool:
    """Whether white parts words from a figure behind them, as no cell does."""
    return any(len(found) == 2 and found[1].value and not found[0].value for found in (line.tokens() for line in lines))


def _headed(lines: Sequence[Line]) -> bool:
    """Whether figures stand under words, as headings over those of a column between two lines down."""
    return lines[-1].value and not any(token.value for token in lines[0].tokens(CELL_GAP))


def _rows(lines: Sequence[Line]) -> bool:
    values = [line for line in lines if all(token.value for token in line.tokens(CELL_GAP))]
    steps = [(b.y - a.y) / a.size for a, b in pairwise(values)]
    return len(values) >= _MANY_ROWS or (len(values) >= _ROWS and min(steps) >= _STEP)
