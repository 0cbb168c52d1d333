"""Tables without ruling lines, by how their text is aligned.

The figures give the rows and the columns; labels broken over lines around their figures are put
together by their enumeration and by the white between lines. What does not fit gives no table:
its lines then stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parsing.grid import Box
from parsing.readers.pdf.bits import Bit, Placed, Span, bits_of, spans_of, stabs
from parsing.readers.pdf.cells import cell_text
from parsing.readers.pdf.lines import extent
from parsing.readers.pdf.page import Char
from parsing.readers.pdf.tables import Part, Table

TWO_IN_ONE = "同一单元格内读到几个数，请核对。"
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[、.．)）](?!\d)|第[一二三四五六七八九十]+条")
_FIRST = re.compile(r"[（(]?[一1１][）)、.．]")
_BESIDE = 0.6
"""Ems two bits of one row may differ in height."""


@dataclass
class Block:
    """Lines of one label or header, top to bottom; ``column`` among the label columns."""

    bits: list[Bit]
    column: int = 0

    @property
    def top(self) -> float:
        return self.bits[0].y

    @property
    def bottom(self) -> float:
        return self.bits[-1].y

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def chars(self) -> list[Char]:
        return [char for bit in self.bits for char in bit.chars]

    def covers(self, y: float) -> bool:
        reach = _BESIDE * self.bits[0].size
        return self.top - reach <= y <= self.bottom + reach


@dataclass
class Row:
    """A row of figures, and the label that names it."""

    y: float
    bits: list[Bit] = field(default_factory=list)
    label: Block | None = None


def aligned_table(placed: Sequence[Placed]) -> Table | None:
    """The table some lines make by their alignment, or None when they make none for certain."""
    bits = bits_of(placed)
    values = _values(bits)
    spans = spans_of(values)
    if not spans or len(values) < 3:
        return None
    edge = spans[0].low
    lines = _rows(values)
    join = _join_step(bits, lines)
    label_bits = [bit for bit in bits if bit.x0 < edge - 0.3 * bit.size and not bit.value]
    cuts = _label_cuts(label_bits)
    blocks = _label_blocks([bit for bit in label_bits if bit.x1 <= edge + 1.5 * bit.size], cuts, join)
    rows = _named(lines, blocks, bits, edge)
    if rows is None:
        return None
    used = {id(bit) for row in rows for bit in row.bits}
    used.update(id(bit) for block in blocks for bit in block.bits)
    heads = _header_blocks([bit for bit in bits if id(bit) not in used], join)
    return _assembled(placed, rows, blocks, heads, cuts, spans)


def _values(bits: Sequence[Bit]) -> list[Bit]:
    """Figures, but for the ones that stand where labels do."""
    counts: dict[int, int] = {}
    for bit in bits:
        counts[bit.line] = counts.get(bit.line, 0) + 1
    return [bit for bit in bits if bit.value and counts[bit.line] > 1] or [bit for bit in bits if bit.value]


def _rows(values: Sequence[Bit]) -> list[Row]:
    rows: list[Row] = []
    for bit in sorted(values, key=lambda bit: bit.y):
        if rows and bit.y - rows[-1].y <= _BESIDE * bit.size:
            rows[-1].bits.append(bit)
        else:
            rows.append(Row(bit.y, [bit]))
    return rows


def _join_step(bits: Sequence[Bit], rows: Sequence[Row]) -> float:
    """The longest step between two lines of one cell: between the steps of lines and of rows.

    Nothing is joined when no step is clearly shorter than the shortest step between rows.
    """
    words = sorted((bit for bit in bits if not bit.value), key=lambda bit: bit.y)
    size = median(bit.size for bit in bits)
    steps = []
    for i, bit in enumerate(words):
        for other in words[i + 1 :]:
            step = other.y - bit.y
            if step > 3 * size:
                break
            if step > 0.8 * size and other.x0 < bit.x1 and bit.x0 < other.x1:
                steps.append(step)
    between = sorted(b.y - a.y for a, b in pairwise(rows) if b.y - a.y < 6 * size)
    line = min(steps, default=0.0)
    if not between:
        return 1.12 * line if line <= 1.5 * size else 0.0
    row = between[len(between) // 5]
    return (line + row) / 2 if line < 0.93 * row else 0.0


def _label_cuts(bits: Sequence[Bit]) -> list[float]:
    """Where the columns of labels part: the gaps between labels that stand beside each other."""
    gaps = []
    ordered = sorted(bits, key=lambda bit: bit.y)
    for i, bit in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.y - bit.y > 0.9 * bit.size:
                break
            left, right = (bit, other) if bit.x0 < other.x0 else (other, bit)
            if left.x1 < right.x0:
                gaps.append((left.x1, right.x0))
    return stabs(gaps)


def _label_blocks(bits: Sequence[Bit], cuts: Sequence[float], join: float) -> list[Block]:
    blocks: list[Block] = []
    columns: dict[int, list[Bit]] = {}
    for bit in sorted(bits, key=lambda bit: bit.y):
        columns.setdefault(sum(cut < bit.x0 + 0.3 * bit.size for cut in cuts), []).append(bit)
    for column, held in columns.items():
        for bit in held:
            last = blocks[-1] if blocks and blocks[-1].column == column else None
            goes_on = last is not None and bit.y - last.bottom <= join and not _ITEM.match(bit.text)
            if last is not None and goes_on:
                last.bits.append(bit)
            else:
                blocks.append(Block([bit], column))
    return blocks


def _named(rows: list[Row], blocks: Sequence[Block], bits: Sequence[Bit], edge: float) -> list[Row] | None:
    """Gives each row its label and the words among its figures; None when that is not certain."""
    found: list[Row] = []
    for row in rows:
        candidates = [block for block in blocks if block.covers(row.y)]
        if not candidates:
            if _lower_half(found, row):
                found[-1].bits.extend(row.bits)
                continue
            if blocks and len(row.bits) < 4:
                return None
        else:
            row.label = max(candidates, key=lambda block: (block.column, -abs(block.middle - row.y)))
        found.append(row)
    names = [id(row.label) for row in found if row.label]
    if len(set(names)) != len(names):
        return None
    for bit in bits:
        if not bit.value and bit.x0 >= edge - 0.3 * bit.size:
            row = min(found, key=lambda row: abs(row.y - bit.y))
            if abs(row.y - bit.y) <= 0.3 * bit.size:
                row.bits.append(bit)
    return found


def _lower_half(found: Sequence[Row], row: Row) -> bool:
    """Whether figures without a label are the second line of numbers broken in narrow columns."""
    if not found:
        return False
    above = found[-1]
    size = row.bits[0].size
    under = all(any(bit.x0 < other.x1 and other.x0 < bit.x1 for other in above.bits) for bit in row.bits)
    return under and row.y - above.y <= 1.6 * size and len(row.bits) < len(above.bits)


def _header_blocks(bits: Sequence[Bit], join: float) -> list[Block]:
    blocks: list[Block] = []
    for bit in sorted(bits, key=lambda bit: bit.y):
        above = [
            block for block in blocks
            if bit.y - block.bottom <= join and block.bits[-1].x0 < bit.x1 and bit.x0 < block.bits[-1].x1
            and bit.y - block.bottom > 0.5 * bit.size
        ]  # fmt: skip
        if len(above) == 1:
            above[0].bits.append(bit)
        else:
            blocks.append(Block([bit]))
    return blocks


def _assembled(
    placed: Sequence[Placed],
    rows: list[Row],
    blocks: Sequence[Block],
    heads: Sequence[Block],
    cuts: Sequence[float],
    spans: Sequence[Span],
) -> Table | None:
    labels = {id(row.label) for row in rows if row.label}
    groups = [block for block in blocks if id(block) not in labels and _is_group(block, rows)]
    titles = [block for block in blocks if id(block) not in labels and block not in groups]
    tiers = _tiers([*heads, *titles])
    order = sorted(
        [(row.y, row) for row in rows] + [(tier[0].middle, tier) for tier in tiers], key=lambda item: item[0]
    )
    xs = _edges(placed, cuts, spans)
    parts: list[Part] = []
    index_of: dict[int, int] = {}
    header: list[Block] = []
    for index, (_, item) in enumerate(order):
        if isinstance(item, Row):
            index_of[id(item)] = index
            made = _row_parts(item, index, cuts, spans, xs, header)
            if made is None:
                return None
            parts.extend(made)
        else:
            before = index > 0 and isinstance(order[index - 1][1], Row)
            header = item if before else [*header, *item]
            parts.extend(_tier_parts(item, index, cuts, spans, xs))
    parts.extend(_group_parts(groups, rows, index_of, xs))
    box = _union([extent(item.line.chars) for item in placed if item.page.number == placed[0].page.number])
    page = placed[0].page
    return Table(page.number, page.shown(box), tuple(xs), len(order), tuple(parts), box[1], ruled=False)


def _is_group(block: Block, rows: Sequence[Row]) -> bool:
    near = min(rows, key=lambda row: abs(row.y - block.middle))
    pitch = min((b.y - a.y for a, b in pairwise(rows)), default=0.0)
    return near.label is not None and near.label.column > block.column and abs(near.y - block.middle) <= pitch


def _tiers(blocks: Sequence[Block]) -> list[list[Block]]:
    """Header cells by height, each tier from left to right."""
    tiers: list[list[Block]] = []
    for block in sorted(blocks, key=lambda block: block.middle):
        if tiers and block.middle - tiers[-1][0].middle <= _BESIDE * block.bits[0].size:
            tiers[-1].append(block)
        else:
            tiers.append([block])
    return [sorted(tier, key=lambda block: block.bits[0].x0) for tier in tiers]


def _edges(placed: Sequence[Placed], cuts: Sequence[float], spans: Sequence[Span]) -> list[float]:
    left = min([item.line.chars[0].x0 for item in placed] + [spans[0].low - 1])
    right = max([item.line.box[2] for item in placed] + [spans[-1].high])
    labels = [char.x1 for item in placed for char in item.line.chars if char.x1 <= spans[0].low]
    first = [(max(labels) + spans[0].low) / 2] if labels else []
    between = [(a.high + b.low) / 2 for a, b in pairwise(spans)]
    return [left, *(cut for cut in cuts if cut < spans[0].low), *first, *between, right]


def _part(
    chars: Sequence[Char], bits: Sequence[Bit], row: int, rowspan: int, edges: tuple[float, float], text: str = "",
    doubt: str = "",
) -> Part:  # fmt: skip
    page = bits[0].page
    own = [char for bit in bits if bit.page.number == page.number for char in bit.chars]
    box = extent(own)
    if not text:
        text, said = cell_text(chars, (edges[0], box[1], edges[1], box[3]))
        doubt = doubt or said
    return Part(text, row, rowspan, edges[0], edges[1], page.number, page.shown(box), doubt)


def _row_parts(
    row: Row, index: int, cuts: Sequence[float], spans: Sequence[Span], xs: Sequence[float], header: Sequence[Block]
) -> list[Part] | None:
    offset = len(xs) - 1 - len(spans)
    parts = []
    if row.label is not None:
        edges = (xs[min(row.label.column, offset)], xs[offset])
        parts.append(_part(row.label.chars, row.label.bits, index, 1, edges))
    held: dict[int, list[Bit]] = {}
    wide: dict[int, int] = {}
    for bit in row.bits:
        touched = [i for i, span in enumerate(spans) if bit.x0 < span.high and span.low < bit.x1]
        if not touched:
            touched = [min(range(len(spans)), key=lambda i: abs(spans[i].low + spans[i].high - bit.x0 - bit.x1))]
        held.setdefault(touched[0], []).append(bit)
        wide[touched[0]] = max(wide.get(touched[0], 1), len(touched))
    for column, bits in held.items():
        beside = len(bits) > 1 and len({bit.line for bit in bits}) < len(bits)
        text = " ".join(bit.text for bit in sorted(bits, key=lambda bit: (bit.y, bit.x0))) if beside else ""
        edges = (xs[offset + column], xs[offset + column + wide[column]])
        chars = [char for bit in bits for char in bit.chars]
        parts.append(_part(chars, bits, index, 1, edges, text, TWO_IN_ONE if beside else ""))
    parts.extend(_blanks(row, index, held, wide, spans, xs, header))
    return parts


def _blanks(
    row: Row,
    index: int,
    held: dict[int, list[Bit]],
    wide: dict[int, int],
    spans: Sequence[Span],
    xs: Sequence[float],
    header: Sequence[Block],
) -> list[Part]:
    """Empty cells where a column has a heading but this row no figure."""
    offset = len(xs) - 1 - len(spans)
    covered = {column + more for column, count in wide.items() for more in range(count)}
    page = row.bits[0].page
    _, y0, _, y1 = extent(row.bits[0].chars)
    parts = []
    for column in range(len(spans)):
        low, high = xs[offset + column], xs[offset + column + 1]
        headed = any(bit.x0 < high and low < bit.x1 for block in header for bit in block.bits)
        if column not in covered and headed:
            parts.append(Part("", index, 1, low, high, page.number, page.shown((low, y0, high, y1))))
    return parts


def _tier_parts(
    tier: Sequence[Block], index: int, cuts: Sequence[float], spans: Sequence[Span], xs: Sequence[float]
) -> list[Part]:
    offset = len(xs) - 1 - len(spans)
    parts = []
    taken = -1
    for block in tier:
        x0, x1 = min(bit.x0 for bit in block.bits), max(bit.x1 for bit in block.bits)
        columns = [offset + i for i, span in enumerate(spans) if x0 < span.high and span.low < x1]
        inside = [i for i in range(len(xs) - 1) if xs[i] < x1 - 1 and x0 + 1 < xs[i + 1]]
        columns = columns if columns and x0 >= xs[offset] - 3 else inside
        columns = [column for column in columns if column > taken]
        if not columns:
            continue
        taken = columns[-1]
        parts.append(_part(block.chars, block.bits, index, 1, (xs[columns[0]], xs[columns[-1] + 1])))
    return parts


def _group_parts(
    groups: Sequence[Block], rows: Sequence[Row], index_of: dict[int, int], xs: Sequence[float]
) -> list[Part]:
    """Labels of groups of rows over the rows they head, as far as the enumeration tells."""
    parts = []
    for column in sorted({block.column for block in groups}):
        own = sorted((block for block in groups if block.column == column), key=lambda block: block.middle)
        runs = _runs_of(rows, column)
        if len(own) == len(runs):
            for block, run in zip(own, runs, strict=True):
                first, last = index_of[id(run[0])], index_of[id(run[-1])]
                parts.append(_part(block.chars, block.bits, first, last - first + 1, (xs[column], xs[column + 1])))
    return parts


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
