"""Boxes drawn within cells, as web pages put them round what is to be filled in: they rule no table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import TypeVar

Line = tuple[float, float, float]
"""Where a line stands, and from where to where it goes."""
_Any = TypeVar("_Any", bound=Line)
_TALLEST, _WIDEST = 30.0, 200.0
_CORNER = 1.0
"""Points by which sides may miss each other's ends."""


def without_fields(across: Sequence[_Any], down: Sequence[_Any]) -> tuple[list[_Any], list[_Any]]:
    """Lines across and down, without those of boxes that stand in cells: the next lines on both sides are no box's."""
    low = [line for line in across if line[2] - line[1] <= _WIDEST]
    short = [line for line in down if line[2] - line[1] <= _TALLEST]
    boxes = list(_boxes(low, short)) if low and len(short) > 1 else []
    if not boxes:
        return list(across), list(down)
    sides: set[Line] = {line for box in boxes for line in box[2:]}
    inner = [box for box in boxes if _is_in_cell(box, down, sides)]
    gone_across = {line for box in inner for line in box[:2]}
    gone_down = {line for box in inner for line in box[2:]}
    return [line for line in across if line not in gone_across], [line for line in down if line not in gone_down]


def _boxes(across: Sequence[_Any], down: Sequence[_Any]) -> Iterator[tuple[_Any, _Any, _Any, _Any]]:
    """Top, bottom, left and right side of each box."""
    for left, right in pairwise(sorted(down, key=lambda line: (round(line[1]), line[0]))):
        if abs(left[1] - right[1]) > _CORNER or abs(left[2] - right[2]) > _CORNER:
            continue
        level = [line for line in across if _meets(line, left[0], right[0])]
        top = next((line for line in level if abs(line[0] - left[1]) <= _CORNER), None)
        bottom = next((line for line in level if abs(line[0] - left[2]) <= _CORNER), None)
        if top is not None and bottom is not None:
            yield top, bottom, left, right


def _meets(line: Line, start: float, end: float) -> bool:
    return abs(line[1] - start) <= _CORNER and abs(line[2] - end) <= _CORNER


def _is_in_cell(box: Sequence[Line], down: Iterable[Line], sides: Set[Line]) -> bool:
    """Whether the lines next to a box are the sides of a cell, and no other box's."""
    top, _, left, right = box
    height = (left[1] + left[2]) / 2
    beside = [line for line in down if line[1] <= height <= line[2]]
    before = max((line for line in beside if line[0] < top[1] - _CORNER), default=None)
    after = min((line for line in beside if line[0] > right[0] + _CORNER), default=None)
    return before is not None and after is not None and not {before, after} & sides
