"""Whether a line beside a number may have cut it, and what stands clear of the line however close.

Web pages print figures a pixel from the line. There nothing is lost where white parts both all along the figure, as ink
that a line crosses or covers goes on to it, and where nothing stands beyond the line as near as a number's next digit.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsing.readers.scan.cells import INSIDE, Inked
from parsing.readers.scan.ink import Blob, Ink, Span
from parsing.readers.scan.pages import PAPER, Pixels

_NEAR = 0.8
"""Points of white, beyond what lies right at the line, that digits keep from it wherever it is."""
_LIGHT = 0.4
"""How far from the edge of ink to paper the white between a digit and a line is at least."""
_APART, _GAP, _NEXT = 1.25, 0.45, 1.2
"""Steps from one digit of a number to the next from which what stands beyond a near line is another number's, by their
middles and by the white between them; and below which a digit beyond any line may be the figure's own. A line a pixel
wide with a pixel on either side takes digits of the usual size 1.35 to 1.45 apart."""
_BROADEST = 0.8
"""Steps a digit is broad at most."""
_WITHIN = 0.9
"""Steps from a line to the middle of the digit beside it within which the line is none: strokes of digits under each
other that are taken for a line stand a whole step away, and leave no ink."""
_FAR = 6.0
"""Heights of digits beyond a line in which something may stand near."""
_MARK, _PIECE, _LEVEL = 0.09, 0.12, 0.15
"""Heights of digits a point between them is large at least, and a piece of one of which a line took the rest; by which
the heads and feet of digits of one number differ at most."""


def is_cut(even: Pixels, ink: Ink, cell: Inked, core: Span, step: float) -> bool:
    """Whether a line beside a figure may have cut it, or run between its digits.

    ``even`` is the page with its lines, ``core`` where the digits of the figure stand, ``step`` pixels from one of them
    to the next.
    """
    return any(_is_cut_at(even, ink, cell, core, step, way) for way in (-1, 1))


def _is_cut_at(even: Pixels, ink: Ink, cell: Inked, core: Span, step: float, way: int) -> bool:
    """The same of the line to the left (``way`` -1) or to the right."""
    side, own = (cell.box[0], core.x0) if way < 0 else (cell.box[2], core.x1)
    if _goes_on(ink, core, side, step, way) or _has_pieces(even, ink, core, side, step, way):
        return True
    return (side - own) * way < _NEAR * ink.unit and not (
        _is_white(even, ink, core, side, way) and _is_alone(ink, core, side, step, way)
    )


def _goes_on(ink: Ink, core: Span, side: float, step: float, way: int) -> bool:
    """Whether a digit beyond the line stands where the figure's next one would."""
    slack = _LEVEL * core.height
    return any(
        abs(blob.y0 - core.y0) <= slack and abs(blob.y1 - core.y1) <= slack and apart < _NEXT * step
        for blob, _, apart in _beyond(ink, core, side, step, way)
    )


def _has_pieces(even: Pixels, ink: Ink, core: Span, side: float, step: float, way: int) -> bool:
    """Whether a piece of a digit, as of one that lies under the line, stands against the line and near the figure, on
    this side or beyond."""
    own, line = core.x0 if way < 0 else core.x1, round(side + way * INSIDE * ink.unit)
    end = own + way * 2 * step
    for blob in ink.within((min(own, end), core.y0 - core.height, max(own, end), core.y1 + core.height)):
        apart = max((blob.x0 - own) * way, (blob.x1 - own) * way) - blob.width
        level = blob.y0 < core.y1 and core.y0 < blob.y1
        if level and apart < step and max(blob.width, blob.height) >= _PIECE * core.height:
            x0, x1 = (blob.x1, line + 1) if blob.x1 <= line else (line, max(blob.x0, line + 1))
            if bool((even[blob.y0 : blob.y1, x0:x1].min(axis=0) < ink.edge).all()):
                return True
    return False


def _is_white(even: Pixels, ink: Ink, core: Span, side: float, way: int) -> bool:
    """Whether white parts a figure from the line beside it, with no ink between them and the figure."""
    start, end = (core.x0 - 1 if way < 0 else core.x1), round(side + way * INSIDE * ink.unit)
    light = ink.edge + _LIGHT * (PAPER - ink.edge)
    for x in range(start, end, way) if min(start, end) >= 0 and max(start, end) < even.shape[1] else ():
        darkest = int(even[core.y0 : core.y1, x].min())
        if darkest >= light or darkest < ink.edge:
            return darkest >= light
    return False


def _is_alone(ink: Ink, core: Span, side: float, step: float, way: int) -> bool:
    """Whether what stands beyond the line is none of the figure's digits."""
    own = core.x0 if way < 0 else core.x1
    from_line = (side + way * INSIDE * ink.unit - own) * way + min(core.x1 - core.x0, _BROADEST * step) / 2
    return from_line <= _WITHIN * step and all(
        gap >= _GAP * step and apart >= _APART * step for _, gap, apart in _beyond(ink, core, side, step, way)
    )


def _beyond(ink: Ink, core: Span, side: float, step: float, way: int) -> Iterator[tuple[Blob, float, float]]:
    """The ink beyond a line at the height of the figure, the white between both, and how far the middles of the digits
    there are apart that stand nearest to each other."""
    own, reach = core.x0 if way < 0 else core.x1, side + way * _FAR * core.height
    half = min(core.x1 - core.x0, _BROADEST * step) / 2
    for blob in ink.within((min(side, reach), core.y0 - core.height, max(side, reach), core.y1 + core.height)):
        if blob.y0 < core.y1 and core.y0 < blob.y1 and max(blob.width, blob.height) >= _MARK * core.height:
            gap = ((blob.x1 if way < 0 else blob.x0) - own) * way
            yield blob, gap, gap + half + min(blob.width, _BROADEST * step) / 2
