"""One page image to characters and ruling lines, as if it had been a page of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from parsing.grid import AMENDED, STAMPED, Box
from parsing.readers.pdf.page import Page
from parsing.readers.scan.amended import struck_out
from parsing.readers.scan.cells import INSIDE, MARGIN, Inked, Spot, picture
from parsing.readers.scan.clean import evened
from parsing.readers.scan.faint import pale_of
from parsing.readers.scan.figures import DAMAGED, SMUDGED, Seen, is_alone, unjudged
from parsing.readers.scan.frames import Framed, framed
from parsing.readers.scan.ink import COLUMN_GAP, Blob, Span, spans_of
from parsing.readers.scan.judging import chars_of, judged_cells, spot_of
from parsing.readers.scan.margins import without_nonsense
from parsing.readers.scan.marks import whole
from parsing.readers.scan.memory import give_back
from parsing.readers.scan.narrowed import read_lines
from parsing.readers.scan.pages import PAPER, Pixels, Sheet
from parsing.readers.scan.penned import with_pen
from parsing.readers.scan.recogniser import Reading
from parsing.readers.scan.scraps import scraps
from parsing.readers.scan.seals import Mask
from parsing.readers.scan.shapes import look_of
from parsing.readers.scan.sizes import settled
from parsing.readers.scan.strays import LOWEST, own_blobs, strays_in, taken_in
from parsing.readers.scan.stripes import Stripes, at_stripes, mended
from parsing.readers.scan.turning import PROBED, TURNED, back, lies_wrong, makes_sense, sense, stands, turned
from parsing.readers.scan.twins import Looks, read_with_twins
from parsing.readers.scan.unread import Point, unread, unread_pale
from parsing.readers.scan.upright import Upright, set_upright
from parsing.readers.scan.whites import Line, cut_lines, edges_of, inked, level_of, peaks_of
from parsing.sizes import A4_SIDE


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as read. Points of ``page`` make its longer side that of A4; ``shown`` gives a box in
    points of the page as it is shown. ``unread`` are points with ink outside ruled tables that nobody read."""

    page: Page
    spots: tuple[Spot, ...]
    upright: Upright
    unit: float
    scale: float
    unread: tuple[Point, ...] = ()

    def shown(self, box: Box) -> Box:
        x0, y0, x1, y1 = self.upright.shown(
            (box[0] * self.unit, box[1] * self.unit, box[2] * self.unit, box[3] * self.unit)
        )
        return (
            round(x0 * self.scale, 1), round(y0 * self.scale, 1), round(x1 * self.scale, 1), round(y1 * self.scale, 1)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the print of an upright page stands: in cells and outside tables."""

    upright: Upright
    parts: Framed
    stripes: Stripes
    cells: list[Inked]
    body: list[Span]

    def dark(self) -> Mask:
        """The ink of the page, its lines included."""
        return np.asarray(self.upright.even < self.parts.ink.edge)

    def pictures(self) -> list[Pixels]:
        """A picture of each line, those of cells first."""
        cells = [picture(self.parts.bare, span, MARGIN, cell.box) for cell in self.cells for span in cell.lines]
        return cells + [picture(self.parts.bare, span, MARGIN) for span in self.body]

    def readings(self) -> list[Reading]:
        """What each of these pictures says."""
        looks = [self._look(cell, span) for cell in self.cells for span in cell.lines]
        return read_with_twins(self.pictures(), [*looks, *(None for _ in self.body)])

    def _look(self, cell: Inked, span: Span) -> Looks | None:
        """How the only digit of a line looks; None where there are several blobs, or the one is no digit."""
        blobs = whole(list(_blobs_of(cell.blobs, span)))
        digit = len(blobs) == 1 and blobs[0].height > blobs[0].width
        return look_of(self.parts.bare, blobs[0]) if digit else None


def scanned(sheet: Sheet, piece: bool = False) -> Scanned:
    """Reads one page image. A ``piece`` of a longer one stands upright, and lines from edge to edge are no streaks."""
    number, wide = sheet.number, sheet.width
    even, stained, struck, pen = evened(sheet.pixels, streaks=not piece)
    del sheet  # a page in colour takes three times the memory of all that is made of it
    unit = max(even.shape) / A4_SIDE
    quarters, layout = 0, _laid_out(even, unit)
    give_back()
    broad = not piece and even.shape[1] > even.shape[0] and not makes_sense(_longest(layout))
    if broad:  # as most pages that were fed sideways are: asked before every cell is read in vain
        quarters, layout = _turned(even, unit, layout)
    readings = layout.readings()
    give_back()
    in_cells = sum(len(cell.lines) for cell in layout.cells)
    if not piece and not broad and lies_wrong(readings, in_cells):
        quarters, layout = _turned(even, unit, layout, stands(readings, in_cells))
        readings = layout.readings() if quarters else readings
    matrix = back(even.shape[1], even.shape[0], quarters) @ layout.upright.back
    corner = layout.upright.even[:1, :1].copy()  # only its map is kept: a view would keep the page
    upright = Upright(corner, np.asarray(matrix, dtype=np.float64))
    page, spots, missed = _page(number, layout, readings, unit)
    left = (*missed, *_unread(layout.parts, page))
    for mask in (stained, struck and struck.lost):
        if mask is not None:
            spots += [
                spot_of(c, unit, STAMPED) for c in layout.cells if not c.lines and _is_under(mask, c.box, upright, unit)
            ]
    for cell, seen, over in with_pen(pen, layout.cells, upright, unit) if pen else ():
        spots.append(spot_of(cell, unit, AMENDED if over else SMUDGED, span=seen.span))
    spots += [spot_of(c, unit, AMENDED, span=span) for c, span in struck_out(layout.dark(), layout.cells, unit)]
    spots += at_stripes(layout.stripes, layout.cells, unit)
    if struck is not None:
        spots += _struck(struck.against, layout.cells, upright, unit)
    return Scanned(page, tuple(spots), upright, unit, wide / even.shape[1], left)


def _unread(parts: Framed, page: Page) -> Iterator[Point]:
    """Points outside ruled tables with ink that nobody read, and pale marks where figures stand there."""
    tables = [lattice.box for lattice in parts.lattices]
    yield from unread(parts.ink, page.chars, tables)
    if any(c.text.isdigit() and not any(a <= c.x <= b and d <= c.y <= e for a, d, b, e in tables) for c in page.chars):
        yield from unread_pale(pale_of(parts.bare, parts.ink), page.chars, tables)


def _is_under(mask: Mask, box: Box, upright: Upright, unit: float) -> bool:
    """Whether what was taken out lay so broadly on a box of the upright page that a figure may have gone with it."""
    x0, y0, x1, y1 = (round(value) for value in upright.shown(box))
    inside = mask[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
    return max(int(inside.any(axis=axis).sum()) for axis in (0, 1)) >= LOWEST * unit


def _struck(against: Mask, cells: Sequence[Inked], upright: Upright, unit: float) -> Iterator[Spot]:
    """Doubts about figures which a streak touches, or beside which it may hide a digit: ink stands against it."""
    for cell in cells:
        for seen in cell.seen:
            span, beside = seen.span, seen.span.height
            box = (span.x0 - beside, span.y0, span.x1 + beside, span.y1)
            if any(char.isdigit() for char in seen.reading.text) and _is_under(against, box, upright, unit):
                yield spot_of(cell, unit, DAMAGED, span=span)


def _laid_out(even: Pixels, unit: float) -> _Layout:
    upright = set_upright(even, unit)
    whole, stripes = mended(upright.even, unit)
    upright = replace(upright, even=whole)
    parts = framed(upright.even, unit)
    cells = list(cells_of(parts, upright.even, unit))
    return _Layout(upright, parts, stripes, cells, spans_of(_outside(parts, unit), unit, COLUMN_GAP))


def _turned(even: Pixels, unit: float, layout: _Layout, upright: bool = False) -> tuple[int, _Layout]:
    """The quarter turns after which the longest lines of the page make most sense, or beyond doubt, and how it is laid
    out then; ``layout`` is that without any. A page whose figures show that it stands ``upright``, or upside down, is
    laid on its side only beyond doubt."""
    best, quarters = TURNED * sense(_longest(layout)), 0
    for turns in (2, 1, 3) if even.shape[0] >= even.shape[1] else (1, 3, 2):
        other = _laid_out(turned(even, turns), unit)
        readings = _longest(other)
        believed = not (upright and turns % 2) or makes_sense(readings)
        if (made := sense(readings)) > best and believed:
            best, quarters, layout = made, turns, other
            if makes_sense(readings):
                break
        del other  # before the next is laid out
        give_back()
    return quarters, layout


def _longest(layout: _Layout) -> list[Reading]:
    """What the longest lines say."""
    return read_lines(sorted(layout.pictures(), key=lambda picture: -picture.shape[1] / picture.shape[0])[:PROBED])


def _page(
    number: int, layout: _Layout, readings: Sequence[Reading], unit: float
) -> tuple[Page, list[Spot], list[Point]]:
    """The page, what is in doubt on it, and where there is ink outside tables that was left out."""
    spans = [(span, cell) for cell in layout.cells for span in cell.lines]
    for (span, cell), reading in zip(spans, readings, strict=False):
        cell.seen.append(Seen(span, tuple(_blobs_of(cell.blobs, span)) or (_blob_of(span),), reading))
    tables = [Span(*(round(value * unit) for value in lattice.box)) for lattice in layout.parts.lattices]
    body = list(_cut(layout, without_nonsense(list(zip(layout.body, readings[len(spans) :], strict=True)), tables)))
    loose = [_alone(layout, span, reading, index) for index, (span, reading) in enumerate(body) if is_alone(reading)]
    missed = scraps(loose, [span for span, _ in body])
    loose = [cell for cell in loose if cell not in missed]
    chars, spots = judged_cells(layout.parts, layout.upright.even, [*layout.cells, *loose], unit)
    mask = layout.parts.ink.mask
    for span, reading in body:
        if not is_alone(reading):
            letters = inked(reading.free)
            level = level_of(letters, span, mask)
            spots.extend(_of_numbers(reading, span, unit))
            chars.extend(chars_of(letters, level, unit, edges=edges_of(letters, span, mask)))
    boxes = [lattice.box for lattice in layout.parts.lattices]
    inside = [any(x0 <= c.x < x1 and y0 <= c.y < y1 for x0, y0, x1, y1 in boxes) for c in chars]
    chars = [
        *(char for char, within in zip(chars, inside, strict=True) if within),
        *settled([char for char, within in zip(chars, inside, strict=True) if not within]),
    ]
    height, width = layout.upright.even.shape
    page = Page(number, width / unit, height / unit, tuple(chars), layout.parts.rules)
    middles = [((c.box[0] + c.box[2]) / 2 / unit, (c.box[1] + c.box[3]) / 2 / unit) for c in missed]
    return page, spots, middles


def _cut(layout: _Layout, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines outside tables, figures read by themselves where white parts them from what stands beside them."""
    cut = list(cut_lines(lines, layout.parts.ink))
    spans = [span for own in cut if len(own) > 1 for span in own]
    again = zip(spans, read_lines([picture(layout.parts.bare, span, MARGIN) for span in spans]), strict=True)
    for line, own in zip(lines, cut, strict=True):
        yield from islice(again, len(own)) if len(own) > 1 else [line]


def _of_numbers(reading: Reading, span: Span, unit: float) -> Iterator[Spot]:
    """The doubt about the number of a line with other characters, at each of its digits: white may part them later."""
    if doubt := unjudged(reading):
        for letter, x in zip(reading.free, peaks_of(reading.free, span), strict=True):
            if letter.text.isdecimal():
                yield Spot(x / unit, (span.y0 + span.y1) / 2 / unit, doubt)


def _alone(layout: _Layout, span: Span, reading: Reading, index: int) -> Inked:
    """A figure outside ruled tables, to be judged like one in a cell: that of a table without lines."""
    space = span.height / 2
    box = (span.x0 - space, span.y0 - space, span.x1 + space, span.y1 + space)
    blobs = list(_blobs_of(layout.parts.ink.within(box), span)) or [_blob_of(span)]
    cell = Inked(len(layout.parts.lattices), index, index, box, blobs, [span])
    cell.seen.append(Seen(span, tuple(blobs), reading))
    return cell


# ---- where the print stands ----


def cells_of(parts: Framed, even: Pixels, unit: float) -> Iterator[Inked]:
    taken = (even < parts.ink.edge) & (parts.bare == PAPER)
    for number, lattice in enumerate(parts.lattices):
        for area in lattice.areas:
            x0, y0, x1, y1 = (value * unit for value in lattice.area_box(area))
            blobs = own_blobs(parts.ink, (x0, y0, x1, y1))
            inner = (x0 + INSIDE * unit, y0 + INSIDE * unit, x1 - INSIDE * unit, y1 - INSIDE * unit)
            cell = Inked(number, area.row, area.column, inner, blobs, spans_of(blobs, unit))
            box = (x0, y0, x1, y1)
            cell.strays = [*strays_in(parts.ink, box, blobs), *taken_in(taken, box, unit)]
            yield cell


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


def _blob_of(span: Span) -> Blob:
    """The ink of a line that is all part of blobs as high as two lines."""
    return Blob(*span, (span.x1 - span.x0) * span.height)
