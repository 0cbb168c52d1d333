"""Fields, stamps and notes: printed on a page and no part of its content (ISO 32000-1, 12.5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, decode_text

from parsing.grid import Box
from parsing.readers.pdf.engines.frame import applied
from parsing.readers.pdf.engines.paths import bounds
from parsing.readers.pdf.page import Char, char_in

_HIDDEN = 2 | 32
"""Flags of a note that is shown nowhere, or not on screen."""
_SILENT = ("Link", "Popup")
_MOST = 2_000
_FIELD, _LARGEST = 0.7, 10.0
"""The share of a field's height its letters are high, and points they are at most."""


def appearances(page: PDFPage) -> Iterator[tuple[PDFStream, Matrix]]:
    """What each note of a page prints, and the matrix from its appearance to the page."""
    for reference in list_value(page.annots)[:_MOST] if page.annots else ():
        try:
            found = _appearance(dict_value(reference))
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            continue
        if found is not None:
            yield found


def unprinted(page: PDFPage) -> Iterator[tuple[str, Box]]:
    """What fields without an appearance hold, which programs print by themselves, and their boxes on the page."""
    for reference in list_value(page.annots)[:_MOST] if page.annots else ():
        try:
            note = dict_value(reference)
            if literal_name(note.get("Subtype")) != "Widget" or int(resolve1(note.get("F", 0))) & _HIDDEN:
                continue
            value = resolve1(note.get("V", dict_value(note.get("Parent", {})).get("V")))
            if "AP" in note or not isinstance(value, bytes):
                continue
            x0, y0, x1, y1 = (float(resolve1(side)) for side in list_value(note["Rect"]))
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            continue
        yield decode_text(value).strip(), (x0, y0, x1, y1)


def set_in(text: str, box: Box, ctm: Matrix) -> Iterator[Char]:
    """The characters of a field's value in its box, from the left, as they would about be printed."""
    (left, low), (right, high) = applied(ctm, *box[:2]), applied(ctm, *box[2:])
    x0, y0, x1, y1 = bounds([(left, low), (right, high)])
    size = min(_FIELD * (y1 - y0), _LARGEST)
    middle = (y0 + y1) / 2
    for sign in text:
        wide = size / 2 if sign.isascii() else size
        yield char_in(sign, (x0, middle - size / 2, min(x0 + wide, x1), middle + size / 2), size)
        x0 += wide


def _appearance(note: dict[str, Any]) -> tuple[PDFStream, Matrix] | None:
    if literal_name(note.get("Subtype")) in _SILENT or int(resolve1(note.get("F", 0))) & _HIDDEN:
        return None
    form = resolve1(dict_value(note["AP"])["N"])
    if isinstance(form, dict):
        form = resolve1(form[literal_name(note["AS"])])
    if not isinstance(form, PDFStream):
        return None
    return form, _fitting(form, [float(resolve1(value)) for value in list_value(note["Rect"])])


def _fitting(form: PDFStream, rectangle: list[float]) -> Matrix:
    """The matrix that lays the box of an appearance over the rectangle of its note."""
    a, b, c, d, e, f = (float(resolve1(value)) for value in list_value(form.get("Matrix", list(MATRIX_IDENTITY))))
    box = [float(resolve1(value)) for value in list_value(form["BBox"])]
    x0, y0, x1, y1 = bounds([(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]])
    left, right = sorted(rectangle[::2])
    low, high = sorted(rectangle[1::2])
    across = (right - left) / (x1 - x0) if x1 > x0 else 1.0
    down = (high - low) / (y1 - y0) if y1 > y0 else 1.0
    return (across, 0.0, 0.0, down, left - x0 * across, low - y0 * down)
