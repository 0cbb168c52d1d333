"""Tables of a page image: ruling lines to lattices, and the page without the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsing.grid import Box
from parsing.readers.pdf.layout.lattice import Lattice, lattice
from parsing.readers.pdf.layout.segments import Network, Segment, networks
from parsing.readers.pdf.page import Rule, char_in
from parsing.readers.scan.bars import without_bars
from parsing.readers.scan.edges import CROWDED, INK, judged
from parsing.readers.scan.erasing import without_lines
from parsing.readers.scan.ink import Ink, ink_of
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.ruling import Masks, masks_of, sides_of_rows, stretches

_SHORT = 60.0
_MOST_LINES = 500
"""Pieces of line that touch: more of them are a drawing or noise."""
_TOUCH = 3.5
_BESIDE = 1.6
_NEAR, _FAR = 1.6, 3.0
"""Points beside a line that stands alone that are white."""
_FILLED, _ROWS = 0.4, 2
"""Share of ink beside a line from which it runs through print, and how many lines as long above and below it tell that
it parts rows."""
_SHARED = 6.0
"""Points by which two tables beside each other may reach into each other: the page leans."""
_COLUMN = 120.0
"""Points a column at a table's side is broad at most."""
_BENT = 4.0
"""Points a line may leave its course: more is the arc of a seal."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A page taken apart: its lattices in points, the page without their lines, and its ink."""

    lattices: tuple[Lattice, ...]
    rules: tuple[Rule, ...]
    bare: Pixels
    ink: Ink


def framed(even: Pixels, unit: float) -> Framed:
    """The tables of an upright page; ``unit`` is pixels a point."""
    masks = masks_of(even, unit)
    touching = networks(_rules(masks, unit))
    groups: list[Network] = []
    others: list[Network] = []
    for group in touching:
        parts = _parts(_pruned(group), masks, even, unit) if _rules_cells(group) else []
        groups.extend(parts)
        if not parts:  # of lines down that are none, as ideographs over each other, the lines across are left
            others.append(Network(group.across, []) if _rules_cells(group) else group)
    alone = _alone(others, even, unit)
    groups = [_with_sides(group, alone.down) for group in groups]
    bare = without_lines(even, [*groups, alone], unit)
    ink = ink_of(bare, unit)
    marks = [
        char_in("x", (b[0] / unit, b[1] / unit, b[2] / unit, b[3] / unit), (b[3] - b[1]) / unit)
        for b in ink.blobs.tolist()
    ]
    found = _apart([(group, made) for group in groups if (made := lattice(group, marks)) is not None])
    bare, ink, bars = without_bars(bare, ink, [made.box for _, made in found])
    rules = [rule for group in (*(group for group, _ in found), alone) for rule in _drawn(group)]
    return Framed(tuple(made for _, made in found), (*rules, *bars), bare, ink)


def _apart(found: Sequence[tuple[Network, Lattice]]) -> list[tuple[Network, Lattice]]:
    """Of tables that lie over each other the one with most cells, so that no print is read twice, 118 as 111188: the
    edge of a sheet photographed on a desk makes a table of that which is on it."""
    kept: list[tuple[Network, Lattice]] = []
    for group, made in sorted(found, key=lambda one: -len(one[1].areas)):
        if not any(_overlap(made.box, other.box) for _, other in kept):
            kept.append((group, made))
    return sorted(kept, key=lambda one: (one[1].box[1], one[1].box[0]))


def _overlap(box: Box, other: Box) -> bool:
    """Whether two boxes share more than the line between them."""
    wide, high = (min(box[k + 2], other[k + 2]) - max(box[k], other[k]) for k in (0, 1))
    return min(wide, high) > _SHARED


def _rules_cells(group: Network) -> bool:
    return len(group.across) > 1 and bool(group.down) and len(group.across) + len(group.down) <= _MOST_LINES


def _alone(groups: Sequence[Network], even: Pixels, unit: float) -> Network:
    """Long lines that make no cells with others, as those between the rows of a table that has none between its
    columns. What has ink close beside it is an underline, or a stroke of the pen through figures, unless it begins and
    ends where lines above or below it do: print fills low rows up to their lines."""
    across = [line for group in groups for line in group.across if line.length >= _SHORT]
    down = [line for group in groups for line in group.down if line.length >= _SHORT]
    across, down = (
        [
            line
            for line in lines
            if (ink := _beside(line, view, unit)) < CROWDED or (ink < _FILLED and _is_row(line, lines))
        ]
        for lines, view in ((across, even), (down, even.T))
    )
    return Network(across, down) if len(across) + len(down) <= _MOST_LINES else Network([], [])


def _with_sides(group: Network, alone: Sequence[Segment]) -> Network:
    """The table with the line at its side that no line across reaches: of a column whose only cell here is merged
    over all its rows, on a page that begins and ends within the table. It is held where the table ends, as lines that
    touch no other make no table."""
    top, foot = min(line.low for line in group.down), max(line.high for line in group.down)
    left, right = min(line.at for line in group.down), max(line.at for line in group.down)
    sides = [
        line
        for line in alone
        if max(abs(line.low - top), abs(line.high - foot)) <= _TOUCH
        and (_TOUCH < left - line.at <= _COLUMN or _TOUCH < line.at - right <= _COLUMN)
    ]
    if not sides:
        return group
    ends = min(left, *(line.at for line in sides)), max(right, *(line.at for line in sides))
    held = [
        Segment(at, low, high) for low, high in ((ends[0], left), (right, ends[1])) if low < high for at in (top, foot)
    ]
    return Network(sorted([*group.across, *held]), sorted([*group.down, *sides]))


def _beside(line: Segment, even: Pixels, unit: float) -> float:
    """The share of ink beside a line across, on the side that has more."""
    x0, x1 = (max(0, round(end * unit)) for end in (line.low, line.high))
    sides = ((line.at - _FAR, line.at - _NEAR), (line.at + _NEAR, line.at + _FAR))
    strips = [even[max(0, round(low * unit)) : max(0, round(high * unit)), x0:x1] for low, high in sides]
    return max((float((strip < INK).mean()) for strip in strips if strip.size), default=0.0)


def _is_row(line: Segment, lines: Sequence[Segment]) -> bool:
    """Whether several others begin and end where a line does."""
    return sum(_parallel(line, other) for other in lines) >= _ROWS


def _parts(group: Network, masks: Masks, even: Pixels, unit: float) -> list[Network]:
    """The group with only the sides that are drawn; several where a fold, which is none, held tables together."""
    drawn = judged(group, masks, even, unit)
    parts = [part for part in networks(_drawn(drawn)) if len(part.across) > 1 and part.down]
    if len(parts) < 2:
        return [drawn] if len(drawn.across) > 1 and drawn.down else []
    again = [judged(part, masks, even, unit) for part in parts]
    return [part for part in again if len(part.across) > 1 and part.down]


def _rules(masks: Masks, unit: float) -> list[Rule]:
    rules = []
    across = stretches(masks.across, across=True)
    for s in across:
        if abs(s.y1 - s.y0) <= _BENT * unit:
            middle = (s.y0 + s.y1) / 2 / unit
            rules.append(Rule(s.x0 / unit, middle, s.x1 / unit, middle))
    for s in (*stretches(masks.down, across=False), *sides_of_rows(across, masks.thin_down, unit)):
        if abs(s.x1 - s.x0) <= _BENT * unit:
            middle = (s.x0 + s.x1) / 2 / unit
            rules.append(Rule(middle, s.y0 / unit, middle, s.y1 / unit))
    return rules


def _pruned(group: Network) -> Network:
    """Without short lines that hang free and lie in no longer line's course: strokes, arcs of seals."""
    return Network(_held(group.across, group.down), _held(group.down, group.across))


def _held(lines: Sequence[Segment], others: Sequence[Segment]) -> list[Segment]:
    return [
        line
        for line in lines
        if line.length >= _SHORT
        or (_ends(line.low, line, others) and _ends(line.high, line, others))
        or any(abs(o.at - line.at) <= _BESIDE and o.length > max(line.length, _SHORT) for o in lines)
        or any(_parallel(line, other) for other in lines)
    ]


def _parallel(line: Segment, other: Segment) -> bool:
    """Whether two lines begin and end together, as those of a row cut by the page's edge do."""
    together = abs(line.low - other.low) <= _TOUCH and abs(line.high - other.high) <= _TOUCH
    return together and abs(line.at - other.at) > 2 * _TOUCH


def _ends(end: float, line: Segment, others: Sequence[Segment]) -> bool:
    return any(abs(o.at - end) <= _TOUCH and o.low - _TOUCH <= line.at <= o.high + _TOUCH for o in others)


def _drawn(group: Network) -> list[Rule]:
    return [
        *(Rule(line.low, line.at, line.high, line.at) for line in group.across),
        *(Rule(line.at, line.low, line.at, line.high) for line in group.down),
    ]
