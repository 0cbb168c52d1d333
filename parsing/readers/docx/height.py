"""Rows of a fixed height in Word: what of their cells the page has no room for.

How wide a line sets is not in the file, so it is reckoned: digits take half an em, a line is a little higher than its
letters. A cell is taken to be cut only where that leaves no doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from parsing.readers.docx.ground import Ground
from parsing.readers.docx.styles import Styles, W

_TWIPS = 20
"""A point."""
_USUAL_SIZE = 20
"""Half points, where nothing says otherwise (ECMA-376 17.3.2.38)."""
_MARGINS = 2 * 108
"""Twips that a cell leaves free at its sides where nothing says otherwise."""
_NARROW, _WIDE = 0.5, 1.0
_FROM_LINE_TO_LINE, _OF_THE_LAST = 1.15, 0.9
"""Ems."""
_SLACK = 1.04
"""Share of its room that a line may take by this reckoning before it is broken."""


def height_of(row: etree._Element) -> float:
    """Points that a row is high whatever stands in it, or infinity."""
    height = row.find(f"{W}trPr/{W}trHeight")
    value = height.get(W + "val", "") if height is not None and height.get(W + "hRule") == "exact" else ""
    return int(value) / _TWIPS if value.isdecimal() else math.inf


def is_cut(cell: etree._Element, height: float, styles: Styles, ground: Ground) -> bool:
    """Whether a cell has more lines than its row is high for."""
    size = max(_sizes(cell, styles, ground), default=_USUAL_SIZE / 2)
    room = _room(cell)
    lines = sum(_lines(paragraph, size, room) for paragraph in cell.iter(W + "p"))
    return lines > 1 and size * (_FROM_LINE_TO_LINE * (lines - 1) + _OF_THE_LAST) > height


def _lines(paragraph: etree._Element, size: float, room: float) -> int:
    """The lines of a paragraph, an empty one's too."""
    text = "".join(node.text or "" for node in paragraph.iter(W + "t"))
    wide = size * sum(_NARROW if sign.isascii() else _WIDE for sign in text)
    return max(1, math.ceil(wide / (room * _SLACK))) + sum(1 for _ in paragraph.iter(W + "br"))


def _room(cell: etree._Element) -> float:
    """Points that a line of a cell has; without end where the cell does not say how wide it is, or grows with what
    is in it."""
    layout = next(cell.iterancestors(W + "tbl")).find(f"{W}tblPr/{W}tblLayout")
    if layout is None or layout.get(W + "type") != "fixed":
        return math.inf
    width = cell.find(f"{W}tcPr/{W}tcW")
    value = width.get(W + "w", "") if width is not None and width.get(W + "type", "dxa") == "dxa" else ""
    room = int(value) - _MARGINS if value.isdecimal() else 0
    return room / _TWIPS if room > 0 else math.inf


def _sizes(cell: etree._Element, styles: Styles, ground: Ground) -> Iterator[float]:
    """Points, of the runs of a cell with text in them."""
    for paragraph in cell.iter(W + "p"):
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = named.get(W + "val", "") if named is not None else ""
        for run in paragraph.iter(W + "r"):
            if run.find(W + "t") is not None:
                size = styles.found(run.find(W + "rPr"), style, "sz", ground.looks)
                value = size.get(W + "val", "") if size is not None else ""
                yield (int(value) if value.isdecimal() else _USUAL_SIZE) / 2
