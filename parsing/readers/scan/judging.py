"""What the cells of a page image say: every line judged, looked at again where it must be, doubts collected."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import cv2

from parsing.readers.pdf.page import Char, char_in
from parsing.readers.scan.cells import SECOND_MARGIN, Inked, Spot, picture
from parsing.readers.scan.clearance import is_cut
from parsing.readers.scan.faint import Pale, holds_a_digit, is_more_than_dash, pale_of, pieced, reaches_further
from parsing.readers.scan.figures import (
    CUT,
    DASH,
    NONE,
    SMUDGED,
    STAMPED_ON,
    UNLIKE,
    Seen,
    Verdict,
    core_of,
    is_plain_figure,
    judge,
    judge_again,
)
from parsing.readers.scan.frames import Framed
from parsing.readers.scan.ink import Blob, Ink, Span
from parsing.readers.scan.marked import bared, digits_among, is_marked, judge_bared
from parsing.readers.scan.marks import STEP, Scale, digits_of, is_dash, is_dirt, middles_of, scale_of, with_ratio
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.parting import parted
from parsing.readers.scan.recogniser import Letter, Reading, readings_of
from parsing.readers.scan.shapes import Digits, Word, heard
from parsing.readers.scan.slashes import slashes
from parsing.readers.scan.strays import LOWEST, about_slivers, is_high, may_hide
from parsing.readers.scan.whites import CAPITAL, CLOSEST, FULL, em_of, peaks_of
from parsing.readers.scan.worn import Number, holds_pieces, unproven

_FAINT = 28
_FAINT_HEIGHT = 3.5
_SEVERAL = 3
_BESIDE_WORDS = CAPITAL / FULL
_AFTER_NOUGHT = re.compile(r"0\d")
"""A nought before other digits, as no count is printed."""
Judged = tuple[Inked, Seen, Verdict]


def judged_cells(parts: Framed, even: Pixels, cells: Sequence[Inked], unit: float) -> tuple[list[Char], list[Spot]]:
    """The characters of cells, and what is doubtful in them. Cells of no lattice come as those of one more. ``even`` is
    the page with its lines."""
    scales = with_ratio([_scale(cells, number) for number in range(len(parts.lattices) + 1)])
    _part_digits(parts, cells, scales)
    zones = _zones(cells, scales)
    chars: list[Char] = []
    spots: list[Spot] = []
    empty = slashes([seen for cell in cells for seen in cell.seen], parts.ink.mask)
    verdicts = [
        (
            cell,
            seen,
            empty.get(id(seen)) or judge(seen, scales[cell.table], (cell.table, cell.row, cell.column) in zones),
        )
        for cell in cells
        for seen in cell.seen
    ]
    verdicts = list(_with_one_figure(list(_without_marks(parts.bare, verdicts, scales, zones)), zones))
    pale = pale_of(parts.bare, parts.ink)
    cut = about_slivers(cells, unit)
    silent, spoken = {id(cell) for cell in cells if cell.lines}, set[int]()
    for cell, seen, verdict in _second_look(parts.bare, verdicts, scales):
        if verdict.letters or is_dirt(seen.blobs, scales[cell.table]):
            silent.discard(id(cell))
        if verdict.letters:
            spoken.add(id(cell))
        line, scale = _line_of(seen, verdict, scales[cell.table]), scales[cell.table]
        chars.extend(chars_of(verdict.letters, line, unit, middles_of(_text(verdict), seen.blobs, seen.span, scale)))
        if verdict.doubt:
            spots.append(spot_of(cell, unit, verdict.doubt, verdict.others if len(cell.seen) == 1 else (), seen.span))
        elif _is_pale(pale, cell, seen, verdict, scales[cell.table]) or _is_tangled(cell, seen, verdict):
            spots.append(spot_of(cell, unit, SMUDGED, span=seen.span))
        elif len(cell.seen) == 1 and _AFTER_NOUGHT.match(_text(verdict)):
            spots.append(spot_of(cell, unit, STAMPED_ON, span=seen.span))
        elif cell.table < len(parts.lattices) and _touches(parts.ink, even, cell, (seen, verdict), scales[cell.table]):
            spots.append(spot_of(cell, unit, CUT, span=seen.span))
    for cell in cells:
        height = max(scales[cell.table].height, LOWEST * unit)
        faint = not cell.lines and (
            _faint(parts, cell, unit)
            or holds_a_digit(pale, cell.box, height)
            or holds_pieces(parts.bare, parts.ink, cell.box)
        )
        hidden = any(is_high(stray, unit) for stray in cell.strays)  # what is left of a digit may be taken for dirt
        blank = id(cell) not in spoken and (id(cell) in cut or faint or hidden)
        if blank or id(cell) in silent:
            chars.extend(chars_of((Letter("\ufffd", 0.0, 0.5),), _middle_of(cell), unit))
            spots.append(spot_of(cell, unit, SMUDGED))
    return chars, spots


def _part_digits(parts: Framed, cells: Sequence[Inked], scales: Sequence[Scale]) -> None:
    for cell in cells:
        if len(cell.seen) == 1:
            cell.seen = [parted(parts.bare, cell.seen[0], scales[cell.table], parts.ink.edge)]


def _without_marks(
    bare: Pixels, verdicts: Sequence[Judged], scales: Sequence[Scale], zones: set[tuple[int, int, int]]
) -> Iterator[Judged]:
    """The verdicts; figures in doubt beside which there is ink that is no digit, read again without that."""
    asked = {
        id(seen): (cell, digits)
        for cell, seen, verdict in verdicts
        if (cell.table, cell.row, cell.column) in zones and is_marked(seen, verdict)
        if (digits := digits_among(seen.blobs, scales[cell.table]))
    }
    readings = dict(zip(asked, readings_of([bared(bare, *one) for one in asked.values()]), strict=True))
    for cell, seen, verdict in verdicts:
        if id(seen) in asked:
            yield cell, *judge_bared(seen, verdict, readings[id(seen)], asked[id(seen)][1], scales[cell.table])
        else:
            yield cell, seen, verdict


def _with_one_figure(verdicts: Sequence[Judged], zones: set[tuple[int, int, int]]) -> Iterator[Judged]:
    """The verdicts; where a cell among figures holds one, or the word for none, and dashes or marks nobody can read
    beside it, that alone, in doubt unless all of them underline it: ticks and strokes of the pen. Marks by themselves
    would be taken for a label, and a word with marks beside it for one that ends the row."""
    lines: dict[int, list[tuple[Seen, Verdict]]] = {}
    for cell, seen, verdict in verdicts:
        if (cell.table, cell.row, cell.column) in zones:
            lines.setdefault(id(cell), []).append((seen, verdict))
    for cell, seen, verdict in verdicts:
        own = lines.get(id(cell), [])
        figures = [other for _, other in own if _text(other)[:1].isdigit() or _text(other) == NONE]
        marks = [(line, other) for line, other in own if other not in figures and (other.doubt or _text(other) == DASH)]
        if len(own) < 2 or len(figures) != 1 or len(marks) < len(own) - 1:
            yield cell, seen, verdict
        elif verdict in figures:
            under = all(_text(other) == DASH and line.span.y0 >= seen.span.y1 for line, other in marks)
            yield cell, seen, verdict if under else replace(verdict, doubt=verdict.doubt or SMUDGED)
        else:
            yield cell, seen, Verdict(())


def _text(verdict: Verdict) -> str:
    return "".join(letter.text for letter in verdict.letters)


def _is_pale(pale: Pale, cell: Inked, seen: Seen, verdict: Verdict, scale: Scale) -> bool:
    """Whether a figure or a dash has pale marks beside it, so that part of it may be lost."""
    text = _text(verdict)
    height = scale.height or seen.span.height
    if text == DASH:
        return is_more_than_dash(pale, cell.box, seen.blobs, max(height, LOWEST * pale.unit))
    return text[:1].isdigit() and reaches_further(
        pale, cell.box, seen.span, height, [o.span for o in cell.seen if o is not seen]
    )


def _is_tangled(cell: Inked, seen: Seen, verdict: Verdict) -> bool:
    """Whether a figure or a dash stands beside ink of other cells, or shares its own with another line of its cell, so
    that its digits may have been read in both."""
    text = _text(verdict)
    shared = {blob for other in cell.seen if other is not seen for blob in other.blobs}
    beside = any(text == DASH or may_hide(stray, seen.span, seen.span.height) for stray in cell.strays)
    return (text[:1].isdigit() or text == DASH) and (beside or not shared.isdisjoint(seen.blobs))


def _zones(cells: Sequence[Inked], scales: Sequence[Scale]) -> set[tuple[int, int, int]]:
    """Cells that stand among figures, so that what stands in them should be one: their row and
    column hold others, or their row holds several and they come after the first."""
    first: dict[tuple[int, int], int] = {}
    for cell in cells:
        if cell.lines:
            key = (cell.table, cell.row)
            first[key] = min(first.get(key, cell.column), cell.column)
    sure = [cell for cell in cells if len(cell.seen) == 1 and _stands_for_figure(cell, scales[cell.table], first)]
    rows: dict[tuple[int, int], list[int]] = {}
    for cell in sure:
        rows.setdefault((cell.table, cell.row), []).append(cell.column)
    columns = {(cell.table, cell.column) for cell in sure}

    def among(cell: Inked) -> bool:
        beside = rows.get((cell.table, cell.row), [])
        full = len(beside) >= _SEVERAL and cell.column > min(beside)
        return full or (bool(beside) and (cell.table, cell.column) in columns)

    return {(cell.table, cell.row, cell.column) for cell in cells if among(cell)}


def _stands_for_figure(cell: Inked, scale: Scale, first: Mapping[tuple[int, int], int]) -> bool:
    """Whether a cell holds a plain figure, or a dash in place of one, whatever that was read as: blurred hyphens are
    read as letters; or the word for none. The first text of a row may be the ideograph 一 of a numbering."""
    (seen,) = cell.seen
    dash = bool(scale.height) and is_dash(seen.blobs, scale) and not is_dirt(seen.blobs, scale)
    in_place = dash or seen.reading.text == NONE
    return is_plain_figure(seen.reading) or (in_place and cell.column > first[cell.table, cell.row])


def _scale(cells: Sequence[Inked], table: int) -> Scale:
    """How the figures of a table are printed: by those read plainly, and where there is none, as in a table of dashes,
    how high they would be beside its words."""
    lines = [seen for cell in cells if cell.table == table for seen in cell.seen]
    scale = scale_of((seen.reading.figure, seen.span, seen.blobs) for seen in lines if is_plain_figure(seen.reading))
    words = [seen.span.height for seen in lines if len(seen.reading.free) > 1 and _is_words(seen.reading.text)]
    return (
        replace(scale, height=_BESIDE_WORDS * median(words)) if not scale.height and len(words) >= _SEVERAL else scale
    )


def _is_words(text: str) -> bool:
    return text.isalpha() and not text.isascii()


def _second_look(bare: Pixels, verdicts: Sequence[Judged], scales: Sequence[Scale]) -> Iterator[Judged]:
    """The verdicts, after what the shapes of the digits say and, where they do not bear a figure out,
    a look at another picture of the line."""
    words = heard(bare, _digits(verdicts, scales))
    worn = _unproven(verdicts, scales, words)
    asked = [(c, s) for c, s, v in verdicts if v.again and words.get(id(s)) is not Word.BORNE_OUT]
    readings = readings_of(
        [picture(bare, core_of(seen, scales[cell.table]), SECOND_MARGIN, cell.box) for cell, seen in asked]
    )
    second: dict[int, Reading] = {id(seen): reading for (_, seen), reading in zip(asked, readings, strict=True)}
    for cell, seen, verdict in verdicts:
        last = judge_again(verdict, second[id(seen)], seen) if id(seen) in second else verdict
        doubted = words.get(id(seen)) is Word.DOUBTED or id(seen) in worn
        yield cell, seen, replace(last, doubt=last.doubt or UNLIKE) if doubted else last


def _unproven(verdicts: Sequence[Judged], scales: Sequence[Scale], words: Mapping[Hashable, Word]) -> set[int]:
    """The ``id`` of figures that are in doubt for how worn their page is."""
    figures = [(c, s) for c, s, v in verdicts if not v.doubt and any(char.isdigit() for char in _text(v))]
    apart = [
        Number(id(seen), [list(_pieces(seen.blobs, digit)) for digit in digits])
        for cell, seen in figures
        if id(seen) in words and (digits := digits_of(seen.blobs, seen.span, scales[cell.table]))
    ]
    return unproven(apart, words, {id(seen) for _, seen in figures if id(seen) not in words})


def _pieces(blobs: Sequence[Blob], digit: Blob) -> Iterator[Blob]:
    """The blobs that a digit was joined of."""
    for blob in blobs:
        if digit.x0 <= blob.x0 and blob.x1 <= digit.x1 and digit.y0 <= blob.y0 and blob.y1 <= digit.y1:
            yield blob


def _digits(verdicts: Sequence[Judged], scales: Sequence[Scale]) -> Iterator[Digits]:
    """The figures whose digits stand apart; those in doubt are no measure for others."""
    for cell, seen, verdict in verdicts:
        text = "".join(letter.text for letter in verdict.letters if letter.text.isdecimal())
        blobs = digits_of(seen.blobs, seen.span, scales[cell.table])
        if text and not verdict.doubt and len(blobs) == len(text):
            yield Digits(id(seen), cell.table, text, blobs)


def _faint(parts: Framed, cell: Inked, unit: float) -> bool:
    """Whether a cell without ink has a pale mark as high as a digit."""
    x0, y0, x1, y1 = (round(value) for value in cell.box)
    inner = parts.bare[y0:y1, x0:x1]
    if inner.size == 0 or float(inner.min()) > parts.ink.edge + _FAINT:
        return False
    pale = cv2.GaussianBlur(inner, (0, 0), 0.4 * unit) < parts.ink.edge + _FAINT
    _, _, stats, _ = cv2.connectedComponentsWithStats(pieced(pale, unit), connectivity=8)
    return bool((stats[1:, 3] >= _FAINT_HEIGHT * unit).any())


def _touches(ink: Ink, even: Pixels, cell: Inked, judged: tuple[Seen, Verdict], scale: Scale) -> bool:
    """Whether digits reach the line beside them, so that the line may have cut one."""
    seen, verdict = judged
    text, core = "".join(letter.text for letter in seen.reading.strict), core_of(seen, scale)
    figure = bool(verdict.letters) and bool(text) and len(text) == len(seen.reading.free)
    return figure and is_cut(even, ink, cell, core, scale.of(core.height) or STEP * core.height)


def _line_of(seen: Seen, verdict: Verdict, scale: Scale) -> Span:
    """The line that a figure stands in; that of a dash is as high as digits are, so that it stands beside them."""
    span, half = seen.span, round(scale.height / 2)
    if _text(verdict) != DASH or span.height >= 2 * half:
        return span
    middle = (span.y0 + span.y1) // 2
    return span._replace(y0=middle - half, y1=middle + half)


def _middle_of(cell: Inked) -> Span:
    x0, y0, x1, y1 = cell.box
    x, y, half = (x0 + x1) / 2, (y0 + y1) / 2, min(y1 - y0, x1 - x0) / 4
    return Span(int(x - half), int(y - half), int(x + half) + 1, int(y + half) + 1)


def spot_of(cell: Inked, unit: float, doubt: str, others: tuple[str, ...] = (), span: Span | None = None) -> Spot:
    """A doubt about a cell, at the height of its line ``span``: rows whose parting line was lost are parted later."""
    x0, y0, x1, y1 = cell.box
    y = min(max((span.y0 + span.y1) / 2, y0), y1) if span else (y0 + y1) / 2
    return Spot((x0 + x1) / 2 / unit, y / unit, doubt, others)


def chars_of(
    letters: Sequence[Letter],
    span: Span,
    unit: float,
    middles: Sequence[float] = (),
    edges: Sequence[tuple[float, float]] = (),
) -> Iterator[Char]:
    """Characters side by side along a line, each from halfway to its neighbour before to halfway to the one after, or
    between its ``edges``. ``middles`` are theirs where they are known to be one number, however wide it is spaced."""
    if not letters:
        return
    size = em_of(letters, span) / unit
    middle = (span.y0 + span.y1) / 2 / unit
    peaks = middles or peaks_of(letters, span)
    if middles:
        size = max(size, max(b - a for a, b in pairwise(peaks)) / unit / CLOSEST)
    between = [(a + b) / 2 for a, b in pairwise(peaks)]
    halfway = [float(span.x0), *between, float(span.x1)]
    if middles:  # the first and the last digit are as broad as the others: else two of them do not tell how far apart
        halfway = [2 * peaks[0] - between[0], *between, 2 * peaks[-1] - between[-1]]
    for letter, (x0, x1) in zip(letters, edges or pairwise(halfway), strict=True):
        if letter.text.strip():
            yield char_in(letter.text, (x0 / unit, middle - size / 2, x1 / unit, middle + size / 2), size)
