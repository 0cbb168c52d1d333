"""Which lines of words name which rows of figures, where no line parts the rows.

A label of several lines stands to its figures as all labels of the table do: its first line, its
last or its middle at their height. So the lines of a column of labels, from top to bottom, are cut
into runs, each the label of one row or of none, such that most rows are named and all run alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from parsing.readers.pdf.layout.bits import ITEM, Bit
from parsing.readers.pdf.layout.blocks import Block, Row, column_among
from parsing.readers.pdf.layout.rulings import Rulings

_OFF = 0.36
"""Ems a label may stand off the height it should have."""
_STEP, _CLOSE = 2.4, 2.3
"""Ems from one line of a label to the next at most, and where the second begins further right."""
_NO_MORE = 1.1
"""What a step between the lines of a label may be of a small one between two rows, as no row is lower than a line;
the smallest may lie between the lines of a number."""
_BESIDE = 0.4
_LONGEST = 9
_NAMED, _FREE, _MORE, _BEGINS_INSIDE, _GOES_ON = 10.0, 2.0, 0.5, 6.5, 1.5
"""What a named row is worth, and what a line that names none costs, each more of an item that names none, one
that begins an item inside another label, and a label that begins with no item where others do."""
_UPPER, _MIDDLE, _LOWER = 0.0, 0.5, 1.0


class _Plan(NamedTuple):
    worth: float
    runs: tuple[tuple[int, int, int | None], ...]
    """First and last+1 line, and the row they name; None for an item of several lines that names none."""


class _Parting(NamedTuple):
    """What parts labels: a step wider than between the lines of one, a line drawn, a heading beside."""

    step: float
    rulings: Rulings
    headings: set[int]


def label_columns(lines: Sequence[Bit], cuts: Sequence[float]) -> list[int]:
    """Which column of labels each line stands in: where a label over several columns goes on, it is the label's."""
    columns: list[int] = []
    for at, line in enumerate(lines):
        over = None if ITEM.match(line.text) else _right_over(lines, at)
        wide = over is not None and any(lines[over].x0 < cut < lines[over].x1 for cut in cuts)
        columns.append(columns[over] if wide and over is not None else column_among(cuts, line))
    return columns


def _right_over(lines: Sequence[Bit], at: int) -> int | None:
    """The line within whose width, and nearest under which, a line stands by itself."""
    line = lines[at]
    over = [n for n in range(at) if _BESIDE * line.size < line.y - lines[n].y <= _CLOSE * line.size]
    wider = [n for n in over if lines[n].x0 - 1.0 <= line.x0 and line.x1 <= lines[n].x1 + 1.0]
    nearest = max(wider, key=lambda n: lines[n].y, default=None)
    if nearest is None:
        return None
    level = [other for other in lines if other is not line and abs(other.y - line.y) <= _BESIDE * line.size]
    beside = any(other.x0 < lines[nearest].x1 and lines[nearest].x0 < other.x1 for other in level)
    return None if beside else nearest


def name_rows(
    rows: Sequence[Row], lines: Sequence[Bit], columns: Sequence[int], rulings: Rulings, headings: Sequence[Bit] = ()
) -> tuple[list[Bit], list[Block]]:
    """Gives rows their labels, the deepest column of labels first; returns the lines that name none, and items of
    several lines that name none.

    ``columns`` says of each line which column of labels it stands in; lines beside ``headings`` of
    figures head the labels.
    """
    heading = {id(line) for line in lines if any(abs(line.y - h.y) <= _BESIDE * h.size for h in headings)}
    depths = sorted(set(columns), reverse=True)
    steps = sorted(lower.y - upper.y for upper, lower in pairwise(rows))
    drawn = sum(rulings.part_rows(upper.bits[0], lower.bits[0]) for upper, lower in pairwise(rows))
    # Where lines are drawn between the rows these part the labels, and a row may be lower than the lines of a label.
    step = _NO_MORE * steps[len(steps) // 4] if steps and 2 * drawn < len(steps) else math.inf
    best: tuple[float, dict[int, list[tuple[list[Bit], Row | None]]]] | None = None
    for share in (_MIDDLE, _UPPER, _LOWER):
        worth, found = 0.0, {}
        open_rows = list(rows)
        for depth in depths:
            own = [line for line, column in zip(lines, columns, strict=True) if column == depth]
            plan = _planned(own, open_rows, share, _Parting(step, rulings, heading))
            found[depth] = [(own[a:b], None if row is None else open_rows[row]) for a, b, row in plan.runs]
            named = {id(row) for _, row in found[depth]}
            open_rows = [row for row in open_rows if id(row) not in named]
            worth += plan.worth
        if best is None or worth > best[0] + 0.5:
            best = (worth, found)
    assert best is not None
    used: set[int] = set()
    nameless: list[Block] = []
    for depth, runs in best[1].items():
        for bits, row in runs:
            label = Block(bits, depth)
            if row is None:
                nameless.append(label)
            else:
                row.label = label
            used.update(map(id, bits))
    return [line for line in lines if id(line) not in used], nameless


def _planned(lines: Sequence[Bit], rows: Sequence[Row], share: float, parting: _Parting) -> _Plan:
    """The best way to cut lines into labels; ``share`` is how far down a label its row's height lies."""
    items = [ITEM.match(line.text) is not None for line in lines]
    mostly = 2 * sum(items) > len(lines)
    # best[i] by the number of rows passed: plans for the first i lines, the next row to be named.
    best: list[dict[int, _Plan]] = [{} for _ in range(len(lines) + 1)]
    best[0][0] = _Plan(0.0, ())
    heights = [_height(row.bits, share) for row in rows]
    for at in range(len(lines)):
        labels = []
        for end in range(at + 1, min(len(lines), at + _LONGEST) + 1):
            if not _runs(lines, at, end, parting):
                break
            labels.append((end, _costs(lines[at:end], items[at:end], heights, share, mostly)))
        for row, plan in best[at].items():
            _offer(best[at + 1], row, _Plan(plan.worth - _FREE, plan.runs))
            for end, costs in labels:
                if items[at] and end - at > 1 and not any(items[at + 1 : end]):
                    worth = plan.worth - _FREE - (end - at - 1) * _MORE
                    _offer(best[end], row, _Plan(worth, (*plan.runs, (at, end, None))))
                for number, cost in costs:
                    if number >= row:
                        worth = plan.worth + _NAMED - cost
                        _offer(best[end], number + 1, _Plan(worth, (*plan.runs, (at, end, number))))
    return max(best[-1].values(), key=lambda plan: plan.worth)


def _offer(plans: dict[int, _Plan], row: int, plan: _Plan) -> None:
    if row not in plans or plans[row].worth < plan.worth:
        plans[row] = plan


def _runs(lines: Sequence[Bit], start: int, end: int, parting: _Parting) -> bool:
    """Whether the last line of a run can go on from the one before it."""
    lower = lines[end - 1]
    if id(lower) in parting.headings:
        return False
    if end - start < 2:
        return True
    upper = lines[end - 2]
    step = min(_STEP * lower.size, parting.step)
    return lower.y - upper.y <= step and not parting.rulings.part_rows(upper, lower)


def _height(run: Sequence[Bit], share: float) -> float:
    top, bottom = min(bit.y for bit in run), max(bit.y for bit in run)
    return top + share * (bottom - top)


def _costs(
    run: Sequence[Bit], items: Sequence[bool], heights: Sequence[float], share: float, mostly: bool
) -> list[tuple[int, float]]:
    """The rows at the height of a label, and what it costs to give it to each; ``items`` are its lines that begin one.

    Lines that begin with no item before one that does are the rest of another label.
    """
    inside, is_item = sum(items[1:]), items[0]
    if inside and not is_item:
        return []
    y, size = _height(run, share), run[0].size
    wrong = inside * _BEGINS_INSIDE + (mostly and not is_item) * _GOES_ON
    low, high = y - _OFF * size, y + _OFF * size
    return [(n, abs(height - y) / size + wrong) for n, height in enumerate(heights) if low <= height <= high]
