"""The lines and colours of a drawn table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.pdfgen.canvas import Canvas

from submissions.demo.form_layout import Kind
from submissions.demo.styles import Borders, Stroke, Style
from submissions.demo.typeset import Box

_INSET = 1.5
Line = tuple[float, float, float, float]


def draw_borders(
    canvas: Canvas,
    high: float,
    boxes: Sequence[Box],
    torn: Sequence[tuple[bool, bool]],
    header: float | None,
    style: Style,
) -> None:
    """Fills and lines of cells; ``torn`` says of each whether a page break cut its top or its foot."""
    _fill(canvas, high, boxes, header, style)
    canvas.setStrokeGray(0.0)
    canvas.setFillGray(0.0)
    canvas.setLineWidth(style.thickness)
    for line in dict.fromkeys(_lines(boxes, torn, header, style)):
        _stroke(canvas, high, line, style)
    canvas.setDash()


def _fill(canvas: Canvas, high: float, boxes: Sequence[Box], header: float | None, style: Style) -> None:
    for box in boxes:
        shade = None
        if header is not None and box.y1 <= header + 0.1:
            shade = style.header_fill
        elif style.zebra is not None and box.cell.row % 2 and box.cell.rowspan == 1:
            shade = style.zebra
        if shade is not None:
            canvas.setFillColorRGB(shade, shade, min(1.0, shade + 0.1))
            canvas.rect(box.x0, high - box.y1, box.x1 - box.x0, box.y1 - box.y0, stroke=0, fill=1)


def _lines(
    boxes: Sequence[Box], torn: Sequence[tuple[bool, bool]], header: float | None, style: Style
) -> Iterator[Line]:
    if not boxes:
        return
    x0, y0 = min(b.x0 for b in boxes), min(b.y0 for b in boxes)
    x1, y1 = max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    if style.borders is Borders.THREE:
        yield from ((x0, y, x1, y) for y in (y0, header, y1) if y is not None)
        return
    if style.borders is Borders.FRAME:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
        return
    if style.borders is Borders.FIELDS:
        yield from (line for box in boxes if box.cell.kind is Kind.FIGURE for line in _field(box))
        return
    for box, (above, below) in zip(boxes, torn, strict=True):
        if style.ruled_rows:
            yield from _across(box, above, below, style)
        if style.borders in (Borders.ALL, Borders.OPEN_SIDES, Borders.DOWN):
            yield from _down(box, x0, x1, style)


def _field(box: Box) -> Iterator[Line]:
    """A frame within a cell, as forms on screens have round what is filled in."""
    x0, y0, x1, y1 = box.x0 + _INSET, box.y0 + _INSET, box.x1 - _INSET, box.y1 - _INSET
    yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _across(box: Box, above: bool, below: bool, style: Style) -> Iterator[Line]:
    if style.closed or not above:
        yield (box.x0, box.y0, box.x1, box.y0)
    if style.closed or not below:
        yield (box.x0, box.y1, box.x1, box.y1)


def _down(box: Box, x0: float, x1: float, style: Style) -> Iterator[Line]:
    open_sides = style.borders is Borders.OPEN_SIDES
    if not (open_sides and box.x0 <= x0 + 0.1):
        yield (box.x0, box.y0, box.x0, box.y1)
    if not (open_sides and box.x1 >= x1 - 0.1):
        yield (box.x1, box.y0, box.x1, box.y1)


def _stroke(canvas: Canvas, high: float, line: Line, style: Style) -> None:
    x0, y0, x1, y1 = line
    wide = style.thickness
    if style.stroke is Stroke.FILL:
        canvas.rect(x0 - wide / 2, high - y1 - wide / 2, x1 - x0 + wide, y1 - y0 + wide, stroke=0, fill=1)
    elif style.stroke in (Stroke.DASHES, Stroke.DOTS):
        _pieces(canvas, high, line, style)
    elif style.stroke is Stroke.DOUBLE:
        for shift in (-0.8, 0.8):
            dx, dy = (shift, 0.0) if x0 == x1 else (0.0, shift)
            canvas.line(x0 + dx, high - y0 + dy, x1 + dx, high - y1 + dy)
    else:
        if style.stroke is Stroke.DASHED:
            canvas.setDash(3, 2)
        canvas.line(x0, high - y0, x1, high - y1)


def _pieces(canvas: Canvas, high: float, line: Line, style: Style) -> None:
    """Dashes or dots drawn one by one, as browsers draw them."""
    x0, y0, x1, y1 = line
    long, gap = (3.0, 2.0) if style.stroke is Stroke.DASHES else (style.thickness, 2 * style.thickness + 0.5)
    wide = style.thickness
    length = max(x1 - x0, y1 - y0)
    at = 0.0
    while at < length:
        piece = min(long, length - at)
        if x0 == x1:
            canvas.rect(x0 - wide / 2, high - y0 - at - piece, wide, piece, stroke=0, fill=1)
        else:
            canvas.rect(x0 + at, high - y0 - wide / 2, piece, wide, stroke=0, fill=1)
        at += long + gap
