"""Folds of a page among its ruling lines, of which they are known by where they end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parsing.readers.pdf.layout.segments import Network, Segment
from parsing.readers.scan.pages import PAPER

_PALE = 0.35
"""How far from the darkness of the table's lines towards white a fold is at least."""
_PAST = 12.0
"""Points a fold runs on past the table at both ends."""
_ONE = 1.6
"""Points two pieces of a fold may lie apart."""


def folds_of(group: Network, bodies: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Where, in points, pale lines across and down run on past the first and the last line that crosses them, as a
    fold does and no line of a table. ``bodies`` are the grey values of the lines, in their order."""
    usual = float(np.median([value for own in bodies for value in own] or [PAPER]))
    palest = usual + _PALE * (PAPER - usual)
    across, down = (
        [line.at for line, body in zip(lines, own, strict=True) if body > palest and _runs_past(line, lines, others)]
        for lines, others, own in ((group.across, group.down, bodies[0]), (group.down, group.across, bodies[1]))
    )
    return across, down


def _runs_past(line: Segment, lines: Sequence[Segment], others: Sequence[Segment]) -> bool:
    course = [own for own in lines if abs(own.at - line.at) <= _ONE]
    before = min((other.at for other in others), default=line.low) - min(own.low for own in course)
    after = max(own.high for own in course) - max((other.at for other in others), default=line.high)
    return min(before, after) > _PAST
