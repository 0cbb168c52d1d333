"""One page image to characters and ruling lines, as if it had been a page of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np

from parsing.grid import Box
from parsing.readers.pdf.page import Char, Page
from parsing.readers.scan.clean import evened
from parsing.readers.scan.faint import Pale, is_more_than_dash, pale_of, reaches_further
from parsing.readers.scan.figures import (
    CUT,
    DASH,
    SMUDGED,
    UNLIKE,
    Seen,
    Verdict,
    core_of,
    is_plain_figure,
    judge,
    judge_again,
)
from parsing.readers.scan.frames import Framed, framed
from parsing.readers.scan.ink import Blob, Span, spans_of
from parsing.readers.scan.marks import Scale, digits_of, scale_of
from parsing.readers.scan.pages import A4_SIDE, Pixels, Sheet
from parsing.readers.scan.recogniser import Letter, Reading, readings_of
from parsing.readers.scan.shapes import Digits, Word, heard
from parsing.readers.scan.turning import PROBED, back, best_quarters, lies_wrong, sense, turned
from parsing.readers.scan.upright import Upright, set_upright

_MARGIN, _SECOND_MARGIN = 0.16, 0.32
"""White around a line in its picture, in its heights: for the first look and for the second."""
_CAPITAL, _FULL = 0.72, 0.92
"""Heights of digits and of ideographs in ems."""
_FAINT = 28
_FAINT_HEIGHT = 3.5
_INSIDE = 0.6
_SEVERAL = 3
_LOWEST = 5.0
"""Points a digit is high at least."""
_CLEARANCE = 0.8
"""Points of white, beyond what lies right at the line, that digits keep from it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something doubtful: a point of the upright page in points, and the sentence that says so."""

    x: float
    y: float
    doubt: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as read. Points of ``page`` make its longer side that of A4; ``shown`` gives a box in
    points of the page as it is shown."""

    page: Page
    spots: tuple[Spot, ...]
    upright: Upright
    unit: float
    scale: float

    def shown(self, box: Box) -> Box:
        x0, y0, x1, y1 = self.upright.shown(
            (box[0] * self.unit, box[1] * self.unit, box[2] * self.unit, box[3] * self.unit)
        )
        return (
            round(x0 * self.scale, 1), round(y0 * self.scale, 1), round(x1 * self.scale, 1), round(y1 * self.scale, 1)
        )  # fmt: skip


@dataclass
class _Cell:
    """An area of a lattice, its ink and the lines it holds, in pixels."""

    table: int
    row: int
    column: int
    box: Box
    blobs: list[Blob]
    lines: list[Span]
    seen: list[Seen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the print of an upright page stands: in cells and outside tables."""

    upright: Upright
    parts: Framed
    cells: list[_Cell]
    body: list[Span]

    def pictures(self) -> list[Pixels]:
        """A picture of each line, those of cells first."""
        cells = [_picture(self.parts.bare, span, _MARGIN, cell.box) for cell in self.cells for span in cell.lines]
        return cells + [_picture(self.parts.bare, span, _MARGIN) for span in self.body]


def scanned(sheet: Sheet) -> Scanned:
    """Reads one page image."""
    even = evened(sheet.pixels)
    unit = max(even.shape) / A4_SIDE
    layout = _laid_out(even, unit)
    readings = readings_of(layout.pictures())
    quarters = _quarters(even, unit) if lies_wrong(readings) else 0
    if quarters:
        layout = _laid_out(turned(even, quarters), unit)
        readings = readings_of(layout.pictures())
    page, spots = _page(sheet.number, layout, readings, unit)
    matrix = back(even.shape[1], even.shape[0], quarters) @ layout.upright.back
    upright = Upright(layout.upright.even, np.asarray(matrix, dtype=np.float64))
    return Scanned(page, tuple(spots), upright, unit, sheet.width / even.shape[1])


def _laid_out(even: Pixels, unit: float) -> _Layout:
    upright = set_upright(even, unit)
    parts = framed(upright.even, unit)
    return _Layout(upright, parts, list(_cells(parts, unit)), spans_of(_outside(parts, unit), unit))


def _quarters(even: Pixels, unit: float) -> int:
    """The quarter turns after which the longest lines of the page make most sense."""
    senses = []
    for quarters in range(4):
        pictures = _laid_out(turned(even, quarters), unit).pictures()
        longest = sorted(pictures, key=lambda picture: -picture.shape[1] / picture.shape[0])[:PROBED]
        senses.append(sense(readings_of(longest)))
    return best_quarters(senses)


def _page(number: int, layout: _Layout, readings: Sequence[Reading], unit: float) -> tuple[Page, list[Spot]]:
    spans = [(span, cell) for cell in layout.cells for span in cell.lines]
    for (span, cell), reading in zip(spans, readings, strict=False):
        cell.seen.append(Seen(span, tuple(_blobs_of(cell.blobs, span)), reading))
    chars, spots = _judged(layout.parts, layout.cells, unit)
    for span, reading in zip(layout.body, readings[len(spans) :], strict=True):
        chars.extend(_chars(reading.free, span, unit))
    height, width = layout.upright.even.shape
    return Page(number, width / unit, height / unit, tuple(chars), layout.parts.rules), spots


# ---- where the print stands ----


def _cells(parts: Framed, unit: float) -> Iterator[_Cell]:
    for number, lattice in enumerate(parts.lattices):
        for area in lattice.areas:
            x0, y0, x1, y1 = (value * unit for value in lattice.area_box(area))
            blobs = parts.ink.within((x0, y0, x1, y1))
            inner = (x0 + _INSIDE * unit, y0 + _INSIDE * unit, x1 - _INSIDE * unit, y1 - _INSIDE * unit)
            yield _Cell(number, area.row, area.column, inner, blobs, spans_of(blobs, unit))


def _outside(parts: Framed, unit: float) -> list[Blob]:
    """Ink outside tables, without what is as large as a picture."""
    height, width = parts.bare.shape
    blobs = parts.ink.within((0, 0, width, height))
    boxes = [tuple(value * unit for value in lattice.box) for lattice in parts.lattices]

    def free(blob: Blob) -> bool:
        x, y = (blob.x0 + blob.x1) / 2, (blob.y0 + blob.y1) / 2
        return not any(x0 <= x < x1 and y0 <= y < y1 for x0, y0, x1, y1 in boxes)

    return [blob for blob in blobs if blob.height < 60 * unit and free(blob)]


def _blobs_of(blobs: Sequence[Blob], span: Span) -> Iterator[Blob]:
    for blob in blobs:
        if span.x0 <= (blob.x0 + blob.x1) / 2 <= span.x1 and span.y0 <= (blob.y0 + blob.y1) / 2 <= span.y1:
            yield blob


def _picture(bare: Pixels, span: Span, margin: float, box: Box | None = None) -> Pixels:
    """A line with white around it, nothing of the neighbouring cells in it."""
    space = round(margin * span.height) + 1
    x0, y0, x1, y1 = span.x0 - space, span.y0 - space, span.x1 + space, span.y1 + space
    left, top, right, bottom = box or (0, 0, bare.shape[1], bare.shape[0])
    inner = bare[max(y0, round(top)) : min(y1, round(bottom)), max(x0, round(left)) : min(x1, round(right))]
    above, before = max(round(top) - y0, 0), max(round(left) - x0, 0)
    framed_picture = np.full((y1 - y0, x1 - x0), 250, dtype=np.uint8)
    framed_picture[above : above + inner.shape[0], before : before + inner.shape[1]] = inner
    return framed_picture


# ---- what it says ----


def _judged(parts: Framed, cells: Sequence[_Cell], unit: float) -> tuple[list[Char], list[Spot]]:
    zones = _zones(cells)
    scales = [_scale(cells, number) for number in range(len(parts.lattices))]
    chars: list[Char] = []
    spots: list[Spot] = []
    verdicts = [
        (cell, seen, judge(seen, scales[cell.table], (cell.table, cell.row, cell.column) in zones))
        for cell in cells
        for seen in cell.seen
    ]
    pale = pale_of(parts.bare, parts.ink)
    for cell, seen, verdict in _second_look(parts.bare, verdicts, scales):
        chars.extend(_chars(verdict.letters, seen.span, unit))
        if verdict.doubt:
            spots.append(_spot(cell, unit, verdict.doubt))
        elif _is_pale(pale, cell, seen, verdict, scales[cell.table]):
            spots.append(_spot(cell, unit, SMUDGED))
        elif verdict.letters and _touches(cell, seen, scales[cell.table], unit):
            spots.append(_spot(cell, unit, CUT))
    for cell in cells:
        if not cell.lines and _faint(parts, cell, unit):
            chars.extend(_chars((Letter("\ufffd", 0.0, 0.5),), _middle_of(cell), unit))
            spots.append(_spot(cell, unit, SMUDGED))
    return chars, spots


def _is_pale(pale: Pale, cell: _Cell, seen: Seen, verdict: Verdict, scale: Scale) -> bool:
    """Whether a figure or a dash has pale marks beside it, so that part of it may be lost."""
    text = "".join(letter.text for letter in verdict.letters)
    height = scale.height or seen.span.height
    if text == DASH:
        return is_more_than_dash(pale, cell.box, seen.blobs, max(height, _LOWEST * pale.unit))
    return text[:1].isdigit() and reaches_further(pale, cell.box, seen.span, height)


def _zones(cells: Sequence[_Cell]) -> set[tuple[int, int, int]]:
    """Cells that stand among figures, so that what stands in them should be one: their row and
    column hold others, or their row holds several and they come after the first."""
    sure = [cell for cell in cells if len(cell.seen) == 1 and is_plain_figure(cell.seen[0].reading)]
    rows: dict[tuple[int, int], list[int]] = {}
    for cell in sure:
        rows.setdefault((cell.table, cell.row), []).append(cell.column)
    columns = {(cell.table, cell.column) for cell in sure}

    def among(cell: _Cell) -> bool:
        beside = rows.get((cell.table, cell.row), [])
        full = len(beside) >= _SEVERAL and cell.column > min(beside)
        return full or (bool(beside) and (cell.table, cell.column) in columns)

    return {(cell.table, cell.row, cell.column) for cell in cells if among(cell)}


def _scale(cells: Sequence[_Cell], table: int) -> Scale:
    return scale_of(
        (seen.reading.figure, seen.span, seen.blobs)
        for cell in cells
        if cell.table == table
        for seen in cell.seen
        if is_plain_figure(seen.reading)
    )


def _second_look(
    bare: Pixels, verdicts: Sequence[tuple[_Cell, Seen, Verdict]], scales: Sequence[Scale]
) -> Iterator[tuple[_Cell, Seen, Verdict]]:
    """The verdicts, after what the shapes of the digits say and, where they do not bear a figure out,
    a look at another picture of the line."""
    words = heard(bare, _digits(verdicts, scales))
    asked = [(c, s) for c, s, v in verdicts if v.again and words.get(id(s)) is not Word.BORNE_OUT]
    readings = readings_of(
        [_picture(bare, core_of(seen, scales[cell.table]), _SECOND_MARGIN, cell.box) for cell, seen in asked]
    )
    second: dict[int, Reading] = {id(seen): reading for (_, seen), reading in zip(asked, readings, strict=True)}
    for cell, seen, verdict in verdicts:
        last = judge_again(verdict, second[id(seen)], seen) if id(seen) in second else verdict
        doubted = words.get(id(seen)) is Word.DOUBTED and not last.doubt
        yield cell, seen, replace(last, doubt=UNLIKE) if doubted else last


def _digits(verdicts: Sequence[tuple[_Cell, Seen, Verdict]], scales: Sequence[Scale]) -> Iterator[Digits]:
    """The figures whose digits stand apart; those in doubt are no measure for others."""
    for cell, seen, verdict in verdicts:
        text = "".join(letter.text for letter in verdict.letters if letter.text.isdigit())
        blobs = digits_of(seen.blobs, seen.span, scales[cell.table])
        if text and not verdict.doubt and len(blobs) == len(text):
            yield Digits(id(seen), cell.table, text, blobs)


def _faint(parts: Framed, cell: _Cell, unit: float) -> bool:
    """Whether a cell without ink has a pale mark as high as a digit."""
    x0, y0, x1, y1 = (round(value) for value in cell.box)
    inner = parts.bare[y0:y1, x0:x1]
    if inner.size == 0 or float(inner.min()) > parts.ink.edge + _FAINT:
        return False
    pale = cv2.GaussianBlur(inner, (0, 0), 0.4 * unit) < parts.ink.edge + _FAINT
    _, _, stats, _ = cv2.connectedComponentsWithStats(pale.astype(np.uint8), connectivity=8)
    return bool((stats[1:, 3] >= _FAINT_HEIGHT * unit).any())


def _touches(cell: _Cell, seen: Seen, scale: Scale, unit: float) -> bool:
    """Whether digits reach the line beside them, so that the line may have cut one."""
    text = "".join(letter.text for letter in seen.reading.strict)
    x0, _, x1, _ = cell.box
    core = core_of(seen, scale)
    near = min(core.x0 - x0, x1 - core.x1) < _CLEARANCE * unit
    return near and len(text) == len(seen.reading.free) and bool(text)


def _middle_of(cell: _Cell) -> Span:
    x0, y0, x1, y1 = cell.box
    x, y, half = (x0 + x1) / 2, (y0 + y1) / 2, min(y1 - y0, x1 - x0) / 4
    return Span(int(x - half), int(y - half), int(x + half) + 1, int(y + half) + 1)


def _spot(cell: _Cell, unit: float, doubt: str) -> Spot:
    x0, y0, x1, y1 = cell.box
    return Spot((x0 + x1) / 2 / unit, (y0 + y1) / 2 / unit, doubt)


def _chars(letters: Sequence[Letter], span: Span, unit: float) -> Iterator[Char]:
    """Characters side by side along a line, each from halfway to its neighbour before to halfway
    to the one after."""
    if not letters:
        return
    narrow = all(letter.text.isascii() for letter in letters)
    size = span.height / unit / (_CAPITAL if narrow else _FULL)
    middle = (span.y0 + span.y1) / 2 / unit
    space = _MARGIN * span.height + 1
    left, width = span.x0 - space, span.x1 - span.x0 + 2 * space
    peaks = [min(max(left + letter.at * width, span.x0), span.x1) for letter in letters]
    edges = [float(span.x0), *((a + b) / 2 for a, b in pairwise(peaks)), float(span.x1)]
    for letter, (x0, x1) in zip(letters, pairwise(edges), strict=True):
        if letter.text.strip():
            yield Char(letter.text, x0 / unit, middle - size / 2, x1 / unit, middle + size / 2, size)
