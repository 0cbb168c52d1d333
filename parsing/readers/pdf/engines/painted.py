"""Whether PDFium's text of a page holds what is painted over: its text knows nothing of what came after."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from pypdfium2 import raw

from parsing.grid import Box
from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Floats
from parsing.readers.pdf.engines.covers import is_broad

_CORNERS = 5
_FULL = 250
"""Alpha of 255 from which ink lets nothing through."""


def hides_text(items: Sequence[int], texts: Container[int]) -> bool:
    """Whether a filled rectangle or a picture lies over the middle of text painted before it, by the objects of a
    page as they are painted and those of them that are text."""
    room = Floats(4)
    bounds, (left, bottom, right, top), values = calls.object_bounds, room.pointers, room.values
    middles: list[tuple[float, float]] = []
    done = 0
    for index in [index for index, item in enumerate(items) if item not in texts]:
        box = _hidden_by(calls.pointer(items[index]), room)
        if box is None:
            continue
        for before in items[done:index]:
            if before in texts and bounds(calls.pointer(before), left, bottom, right, top):
                middles.append((values[1] + values[3], values[0] + values[2]))
        done = index
        x0, y0, x1, y1 = (2 * side for side in box)
        if any(y0 < y < y1 and x0 < x < x1 for y, x in middles):  # by height first, which few share
            return True
    return False


def _hidden_by(handle: Any, room: Floats) -> Box | None:
    """What of the page an object hides, as far as it is broad."""
    kind = calls.object_kind(handle)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
        return None
    box = _bounds(handle, room)
    if box is None or not is_broad(box) or (kind == raw.FPDF_PAGEOBJ_PATH and not _is_opaque(handle, room)):
        return None
    return box


def _bounds(handle: Any, room: Floats) -> Box | None:
    if not calls.object_bounds(handle, *room.pointers):
        return None
    x0, y0, x1, y1 = room.values
    return x0, y0, x1, y1


def _is_opaque(path: Any, room: Floats) -> bool:
    if not calls.path_mode(path, *room.pointers[:2]) or not room.values[0]:
        return False
    plain = calls.path_count(path) <= _CORNERS and not calls.object_transparent(path)
    ink = calls.colour(path)
    return plain and ink is not None and ink[3] >= _FULL
