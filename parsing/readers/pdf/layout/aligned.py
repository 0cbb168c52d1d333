"""Tables without ruling lines, by how their text is aligned.

The figures give the rows and the columns; labels broken over lines around their figures are put
together by their enumeration and by the white between lines. What does not fit gives no table:
its lines then stay lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.layout.anchors import (
    Columns,
    doubt_beside_blanks,
    doubt_neighbours,
    figure_rows,
    find_open,
    level_rows,
)
from parsing.readers.pdf.layout.band_cells import band_parts, part_of
from parsing.readers.pdf.layout.bands import Band, Frame, framed
from parsing.readers.pdf.layout.bits import (
    CELL_GAP,
    Bit,
    Placed,
    Span,
    bits_of,
    cut_at_items,
    parted,
    spans_of,
    with_words,
)
from parsing.readers.pdf.layout.blocks import (
    Block,
    Row,
    blank_rows,
    header_blocks,
    join_step,
    label_blocks,
    label_cuts,
    set_down,
    tiers_of,
)
from parsing.readers.pdf.layout.heads import cut_at_columns
from parsing.readers.pdf.layout.joins import columns
from parsing.readers.pdf.layout.labelling import label_columns, name_rows
from parsing.readers.pdf.layout.lines import extent
from parsing.readers.pdf.layout.repeats import without_repeats
from parsing.readers.pdf.layout.rulings import NONE, Rulings, cut_at
from parsing.readers.pdf.layout.spread import gathered
from parsing.readers.pdf.layout.tables import Part, Table
from parsing.readers.pdf.layout.tracking import Tracking, closed_up

_FEW = 3
"""Figures from which they make a table without headings."""
_LEVEL = 0.2
"""Ems that headings beside each other differ in height at most."""
_TWO_LINES = 2.2
"""Ems between the two lines of a broken number at most."""
_APART = re.compile(r"\d \d")
_FIRST = re.compile(r"[（(]?[一1１][）)、.．]")


def aligned_table(placed: Sequence[Placed], rulings: Rulings = NONE, tracking: Tracking | None = None) -> Table | None:
    """The table some lines make by their alignment, or None when they make none for certain.

    ``rulings`` are lines drawn among them that part some rows or columns.
    """
    tracking = tracking or Tracking()
    placed = without_repeats(_closed_up(placed, tracking))
    bits = with_words(cut_at_items(cut_at(parted(bits_of(placed)), rulings)))
    values = _values(bits)
    values = [*values, *_halves(bits, values)]
    spans = spans_of(values)
    if not spans:
        return None
    bits = cut_at_columns(gathered(bits, spans), spans)
    values = [*values, *_broken_off(bits, values, spans)]
    rows = figure_rows(values, Columns(spans, tracking.white), rulings)
    found = _table_of(placed, bits, values, spans, rows, rulings)
    if found is not None and not found.holds_blank_labels:
        return found.table
    again = _table_of(placed, bits, values, spans, level_rows(values, Columns(spans)), rulings) if found else None
    if again is not None and not again.holds_blank_labels and all(row.label for row in again.rows):
        return again.table
    return found.table if found else None


class _Found(NamedTuple):
    """A table, its rows of figures, and whether labels without figures stand at the height of some of them."""

    table: Table
    rows: Sequence[Row]
    holds_blank_labels: bool


def _table_of(
    placed: Sequence[Placed],
    bits: Sequence[Bit],
    values: Sequence[Bit],
    spans: Sequence[Span],
    rows: list[Row],
    rulings: Rulings,
) -> _Found | None:
    """The table with these rows of figures, or None when they make none for certain."""
    join = join_step(bits, rows)
    end = _label_end(bits, values, spans[0].low)
    labels = sorted(
        (bit for bit in bits if bit.x0 < end - 0.5 * bit.size and not bit.value), key=lambda bit: (round(bit.y), bit.x0)
    )
    cuts = label_cuts(labels)
    headings = _headings(bits, rows, end)
    if len(values) < _FEW and not headings:
        return None
    downward = set_down(labels, cuts)
    aside = {id(bit) for block in downward for bit in block.bits}
    labels = [bit for bit in labels if id(bit) not in aside]
    free, nameless = name_rows(rows, labels, label_columns(labels, cuts), rulings, headings)
    doubt_neighbours(rows, rulings)
    blocks = [*(row.label for row in rows if row.label), *nameless, *downward, *label_blocks(free, cuts, join)]
    _take_words(rows, bits, end)
    used = {id(bit) for row in rows for bit in row.bits}
    used.update(id(bit) for block in blocks for bit in block.bits)
    words = [bit for bit in bits if id(bit) not in used]
    frame = Frame(_left(placed), cuts, end, _right(placed))
    for strict in (False, True):
        heads = header_blocks(words, join, strict)
        if len(rows) < 2 and not heads and not blocks:
            return None
        blanks = blank_rows(rows, blocks, heads)
        beside = doubt_beside_blanks(rows, blanks)
        filled = sorted([*rows, *(row for row in blanks if row not in beside)], key=lambda row: row.y)
        find_open(filled, rulings)
        table = _assembled(placed, filled, blocks, heads, frame)
        if table is not None:
            return _Found(table, rows, bool(beside))
    return None


def _closed_up(placed: Sequence[Placed], tracking: Tracking) -> Sequence[Placed]:
    """The lines, with numbers whose digits are set apart closed up."""
    lines = [item.line for item in placed]
    if not any(_APART.search(line.text) for line in lines):
        return placed
    reach = tracking.reach(token.chars for line in lines for token in line.tokens(CELL_GAP))
    return [item._replace(line=line) for item, line in zip(placed, closed_up(lines, reach), strict=True)]


def _values(bits: Sequence[Bit]) -> list[Bit]:
    """Figures, but for the ones that stand where labels do."""
    counts = Counter(bit.line for bit in bits)
    return [bit for bit in bits if bit.value and counts[bit.line] > 1] or [bit for bit in bits if bit.value]


def _broken_off(bits: Sequence[Bit], values: Sequence[Bit], spans: Sequence[Span]) -> list[Bit]:
    """Figures alone on their lines that stand in a column of figures: the rest of a number."""
    known = {id(bit) for bit in values}
    alone = [bit for bit in bits if bit.value and id(bit) not in known]
    return [bit for bit in alone if any(bit.x0 < span.high and span.low < bit.x1 for span in spans)]


def _halves(bits: Sequence[Bit], values: Sequence[Bit]) -> list[Bit]:
    """Figures alone on their lines right over and under one another, half a line above and below figures of a row:
    the two lines of a number in a column where no other figure stands."""
    known, heights, spans = {id(bit) for bit in values}, [bit.y for bit in values], spans_of(values)
    alone = [bit for bit in bits if bit.value and id(bit) not in known]
    alone = [bit for bit in alone if not any(bit.x0 < span.high and span.low < bit.x1 for span in spans)]
    return [
        half
        for upper, lower in combinations(sorted(alone, key=lambda bit: bit.y), 2)
        if lower.y - upper.y <= _TWO_LINES * lower.size and upper.x0 < lower.x1 and lower.x0 < upper.x1
        and any(abs(upper.y + lower.y - 2 * y) <= lower.size / 4 for y in heights)
        for half in (upper, lower)
    ]  # fmt: skip


def _headings(bits: Sequence[Bit], rows: Sequence[Row], edge: float) -> list[Bit]:
    """Words over figures, at the height of none."""
    words = [bit for bit in bits if not bit.value and bit.x0 >= edge - 0.5 * bit.size]
    return [word for word in words if not any(abs(b.y - word.y) <= 0.5 * word.size for row in rows for b in row.bits)]


def _take_words(rows: Sequence[Row], bits: Sequence[Bit], edge: float) -> None:
    """Gives rows the words that stand among their figures, as remarks do."""
    for bit in bits:
        if not bit.value and bit.x0 >= edge - 0.5 * bit.size:
            row = min(rows, key=lambda row: abs(row.y - bit.y))
            if abs(row.y - bit.y) <= 0.3 * bit.size:
                row.bits.append(bit)


def _label_end(bits: Sequence[Bit], values: Sequence[Bit], edge: float) -> float:
    """How far to the right the labels of rows reach, in points."""
    first: dict[int, float] = {}
    for bit in values:
        first[bit.line] = min(first.get(bit.line, bit.x0), bit.x0)
    ends = [bit.x1 for bit in bits if not bit.value and bit.line in first and bit.x1 <= first[bit.line]]
    end = min(max(ends, default=min(bit.x0 for bit in bits) - 1.0), edge)
    return min([end, *(bit.x0 - 1.0 for bit in _headings_over(bits, values, end))])


def _headings_over(bits: Sequence[Bit], values: Sequence[Bit], end: float) -> Iterator[Bit]:
    """Headings beside others that begin among the labels and have their middle over the figures: these are narrow, and
    labels further down reach as far. What is over no figure heads the labels, in a column wider than they are."""
    lines = {bit.line for bit in values}
    words = [bit for bit in bits if not bit.value and bit.line not in lines]
    right = [bit for bit in words if bit.x0 >= end]
    for bit in words:
        among = bit.x0 < end - 0.5 * bit.size and bit.x0 + bit.x1 > 2 * end
        over = any(value.x0 < bit.x1 and bit.x0 < value.x1 for value in values)
        if among and over and any(abs(other.y - bit.y) <= _LEVEL * bit.size for other in right):
            yield bit


def _left(placed: Sequence[Placed]) -> float:
    return min(item.line.chars[0].x0 for item in placed) - 1.0


def _right(placed: Sequence[Placed]) -> float:
    return max(item.line.box[2] for item in placed) + 1.0


def _assembled(
    placed: Sequence[Placed], rows: list[Row], blocks: Sequence[Block], heads: Sequence[Block], frame: Frame
) -> Table | None:
    labels = {id(row.label) for row in rows if row.label}
    titles = [block for block in blocks if id(block) not in labels and _is_title(block, rows, heads)]
    groups = [block for block in blocks if id(block) not in labels and not any(block is title for title in titles)]
    bands = _bands(rows, tiers_of([*heads, *titles]))
    edges = framed(bands, frame)
    if edges is None:
        return None
    parts: list[Part] = []
    index_of: dict[int, int] = {}
    count = 0
    for band, xs in zip(bands, edges, strict=True):
        parts.extend(band_parts(band, xs, count, frame))
        for offset, row in enumerate(band.rows):
            index_of[id(row)] = count + len(band.tiers) + offset
        count += len(band.tiers) + len(band.rows)
    merged = columns([edge for band in edges for edge in band])
    parts.extend(_group_parts(groups, rows, index_of, [frame.left, *frame.cuts, frame.end]))
    page = placed[0].page
    box = _union([extent(item.line.chars) for item in placed if item.page.is_same_column(page)])
    return Table(page.number, page.shown(box), merged, count, tuple(parts), box[1], ruled=False)


def _bands(rows: Sequence[Row], tiers: Sequence[list[Block]]) -> list[Band]:
    """Headings and the rows under them, from top to bottom."""
    order: list[tuple[float, Row | list[Block]]] = [(row.y, row) for row in rows]
    order.extend((tier[0].middle, tier) for tier in tiers)
    bands = [Band([], [])]
    for _, item in sorted(order, key=lambda pair: pair[0]):
        if isinstance(item, Row):
            bands[-1].rows.append(item)
        else:
            if bands[-1].rows:
                bands.append(Band([], []))
            bands[-1].tiers.append(item)
    return bands


def _is_title(block: Block, rows: Sequence[Row], heads: Sequence[Block]) -> bool:
    """Whether a label heads what is below it: above all rows, beside other headings, or by its words."""
    return block.middle < rows[0].y or block.is_title or any(block.beside(head) for head in heads)


def _group_parts(
    groups: Sequence[Block], rows: Sequence[Row], index_of: dict[int, int], xs: Sequence[float]
) -> list[Part]:
    """Labels of groups of rows over the rows they head, as far as the enumeration tells."""
    parts = []
    for column in sorted({block.column for block in groups}):
        own = sorted((block for block in groups if block.column == column), key=lambda block: block.middle)
        runs = _runs_of(rows, column)
        if len(own) == len(runs):
            headed = [(block, run[0], run[-1]) for block, run in zip(own, runs, strict=True)]
        else:
            headed = [(block, near, near) for block in own for near in _nearest(block, rows)]
        for block, first, last in headed:
            count = index_of[id(last)] - index_of[id(first)] + 1
            parts.append(part_of(block.chars, block.bits, index_of[id(first)], count, (xs[column], xs[column + 1])))
    return parts


def _nearest(block: Block, rows: Sequence[Row]) -> list[Row]:
    """The row a group's label stands at, when its own label leaves the place free."""
    near = min(rows, key=lambda row: abs(row.y - block.middle))
    return [near] if near.label is not None and near.label.column > block.column else []


def _runs_of(rows: Sequence[Row], column: int) -> list[list[Row]]:
    """Rows named further right than a column, parted where their numbering begins again."""
    runs: list[list[Row]] = []
    open_run = False
    for row in rows:
        if row.label is None or row.label.column <= column:
            open_run = False
            continue
        deeper = row.label.column == column + 1
        if not open_run or (deeper and _FIRST.match(row.label.bits[0].text)):
            runs.append([row])
        else:
            runs[-1].append(row)
        open_run = True
    return runs


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip
