"""Tables of a page image: ruling lines to lattices, and the page without the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsing.readers.pdf.lattice import Lattice, lattice
from parsing.readers.pdf.page import Rule, char_in
from parsing.readers.pdf.segments import Network, Segment, networks
from parsing.readers.scan.edges import judged
from parsing.readers.scan.erasing import without_lines
from parsing.readers.scan.ink import Ink, ink_of
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.ruling import Masks, masks_of, stretches

_SHORT = 60.0
_MOST_LINES = 500
"""Pieces of line that touch: more of them are a drawing or noise."""
_TOUCH = 3.5
_BESIDE = 1.6
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
    groups = [
        group
        for group in networks(_rules(masks, unit))
        if len(group.across) > 1 and group.down and len(group.across) + len(group.down) <= _MOST_LINES
    ]
    groups = [part for group in groups for part in _parts(_pruned(group), masks, even, unit)]
    bare = without_lines(even, groups, unit)
    ink = ink_of(bare, unit)
    marks = [
        char_in("x", (b[0] / unit, b[1] / unit, b[2] / unit, b[3] / unit), (b[3] - b[1]) / unit)
        for b in ink.blobs.tolist()
    ]
    found = [(group, made) for group in groups if (made := lattice(group, marks)) is not None]
    rules = tuple(rule for group, _ in found for rule in _drawn(group))
    return Framed(tuple(made for _, made in found), rules, bare, ink)


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
    for s in stretches(masks.across, across=True):
        if abs(s.y1 - s.y0) <= _BENT * unit:
            middle = (s.y0 + s.y1) / 2 / unit
            rules.append(Rule(s.x0 / unit, middle, s.x1 / unit, middle))
    for s in stretches(masks.down, across=False):
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
