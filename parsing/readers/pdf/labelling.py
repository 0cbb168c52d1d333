"""Which lines of words name which rows of figures, where no line parts the rows.

A label of several lines stands to its figures as all labels of the table do: its first line, its
last or its middle at their height. So the lines of a column of labels, from top to bottom, are cut
into runs, each the label of one row or of none, such that most rows are named and all run alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parsing.readers.pdf.bits import ITEM, Bit
from parsing.readers.pdf.blocks import Block, Row
from parsing.readers.pdf.rulings import Rulings

_OFF = 0.36
"""Ems a label may stand off the height it should have."""
_STEP = 2.4
"""Ems from one line of a label to the next at most."""
_BESIDE = 0.4
_LONGEST = 9
_NAMED, _FREE, _BEGINS_INSIDE, _GOES_ON = 10.0, 2.0, 6.5, 1.5
"""What a named row is worth, and what a line that names none costs, one that begins an item inside
another label, and a label that begins with no item where others do."""
_UPPER, _MIDDLE, _LOWER = 0.0, 0.5, 1.0


class _Plan(NamedTuple):
    worth: float
    runs: tuple[tuple[int, int, int], ...]
    """First and last+1 line, and the row they name."""


def name_rows(
    rows: Sequence[Row], lines: Sequence[Bit], columns: Sequence[int], rulings: Rulings, headings: Sequence[Bit] = ()
) -> list[Bit]:
    """Gives rows their labels, the deepest column of labels first; returns the lines that name none.

    ``columns`` says of each line which column of labels it stands in; lines beside ``headings`` of
    figures head the labels.
    """
    heading = {id(line) for line in lines if any(abs(line.y - h.y) <= _BESIDE * h.size for h in headings)}
    free: list[Bit] = []
    depths = sorted(set(columns), reverse=True)
    best: tuple[float, dict[int, list[tuple[list[Bit], Row]]]] | None = None
    for share in (_MIDDLE, _UPPER, _LOWER):
        worth, found = 0.0, {}
        open_rows = list(rows)
        for depth in depths:
            own = [line for line, column in zip(lines, columns, strict=True) if column == depth]
            plan = _planned(own, open_rows, share, rulings, heading)
            found[depth] = [(own[start:end], open_rows[row]) for start, end, row in plan.runs]
            named = {id(row) for _, row in found[depth]}
            open_rows = [row for row in open_rows if id(row) not in named]
            worth += plan.worth
        if best is None or worth > best[0] + 0.5:
            best = (worth, found)
    assert best is not None
    used: set[int] = set()
    for depth, runs in best[1].items():
        for bits, row in runs:
            row.label = Block(bits, depth)
            used.update(map(id, bits))
    free.extend(line for line in lines if id(line) not in used)
    return free


def _planned(lines: Sequence[Bit], rows: Sequence[Row], share: float, rulings: Rulings, heading: set[int]) -> _Plan:
    """The best way to cut lines into labels; ``share`` is how far down a label its row's height lies."""
    items = sum(ITEM.match(line.text) is not None for line in lines)
    mostly = 2 * items > len(lines)
    # best[i] by the number of rows passed: plans for the first i lines, the next row to be named.
    best: list[dict[int, _Plan]] = [{} for _ in range(len(lines) + 1)]
    best[0][0] = _Plan(0.0, ())
    heights = [_height(row.bits, share) for row in rows]
    for at in range(len(lines)):
        labels = []
        for end in range(at + 1, min(len(lines), at + _LONGEST) + 1):
            if id(lines[end - 1]) in heading or not _runs(lines, at, end, rulings):
                break
            labels.append((end, _costs(lines[at:end], heights, share, mostly)))
        for row, plan in best[at].items():
            _offer(best[at + 1], row, _Plan(plan.worth - _FREE, plan.runs))
            for end, costs in labels:
                for number, cost in costs:
                    if number >= row:
                        worth = plan.worth + _NAMED - cost
                        _offer(best[end], number + 1, _Plan(worth, (*plan.runs, (at, end, number))))
    return max(best[-1].values(), key=lambda plan: plan.worth)


def _offer(plans: dict[int, _Plan], row: int, plan: _Plan) -> None:
    if row not in plans or plans[row].worth < plan.worth:
        plans[row] = plan


def _runs(lines: Sequence[Bit], start: int, end: int, rulings: Rulings) -> bool:
    """Whether the last line of a run can go on from the one before it."""
    if end - start < 2:
        return True
    upper, lower = lines[end - 2], lines[end - 1]
    return lower.y - upper.y <= _STEP * lower.size and not rulings.part_rows(upper, lower)


def _height(run: Sequence[Bit], share: float) -> float:
    top, bottom = min(bit.y for bit in run), max(bit.y for bit in run)
    return top + share * (bottom - top)


def _costs(run: Sequence[Bit], heights: Sequence[float], share: float, mostly: bool) -> list[tuple[int, float]]:
    """The rows at the height of a label, and what it costs to give it to each."""
    y, size = _height(run, share), run[0].size
    inside = sum(ITEM.match(line.text) is not None for line in run[1:])
    goes_on = mostly and ITEM.match(run[0].text) is None
    wrong = inside * _BEGINS_INSIDE + goes_on * _GOES_ON
    offs = [(number, abs(height - y)) for number, height in enumerate(heights)]
    return [(number, off / size + wrong) for number, off in offs if off <= _OFF * size]
