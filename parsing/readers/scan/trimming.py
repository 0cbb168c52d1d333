"""Ends of ruling lines that hang free, cut back: strokes of characters in a line's course."""

from __future__ import annotations

from collections.abc import Sequence

from parsing.readers.pdf.layout.segments import Segment

_TOUCH = 3.0
_LEAST = 5.0
_TOGETHER = 2
"""Other lines that end in the same place: those of a row that the page's edge cuts."""


def trimmed(lines: Sequence[Segment], others: Sequence[Segment]) -> list[Segment]:
    """The lines, each cut back to where it meets a crossing one; none is left of one that meets no two, nor of one that
    meets none at all: digits beside each other begin and end together, as the lines of a row cut by the page's edge."""
    tops, ends = [line.low for line in lines], [line.high for line in lines]
    found = []
    for line in lines:
        crossings = [o.at for o in others if o.low - _TOUCH <= line.at <= o.high + _TOUCH]
        low, high = line.low, line.high
        if not any(low - _TOUCH <= at <= high + _TOUCH for at in crossings):
            continue
        if _is_free(low, crossings, tops):
            low = min((at for at in crossings if at > low), default=high)
        if _is_free(high, crossings, ends):
            high = max((at for at in crossings if at < high), default=low)
        if high - low >= _LEAST:
            found.append(line._replace(low=low, high=high))
    return found


def _is_free(end: float, crossings: Sequence[float], ends: Sequence[float]) -> bool:
    if any(abs(at - end) <= _TOUCH for at in crossings):
        return False
    return sum(abs(other - end) <= _TOUCH for other in ends) <= _TOGETHER
