"""The cells of a heading and of the rows under it, in a table without lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from parsing.grid import MANY_LOOSE_DOUBT
from parsing.readers.pdf.layout.bands import Band, Frame
from parsing.readers.pdf.layout.bits import Bit
from parsing.readers.pdf.layout.blocks import Block, Row
from parsing.readers.pdf.layout.cells import PRINTED_OVER, SPANS_ROWS, cell_text
from parsing.readers.pdf.layout.lines import extent
from parsing.readers.pdf.layout.tables import Part
from parsing.readers.pdf.page import Char

TWO_IN_ONE = "同一单元格内读到几个数，请核对。"
_CENTRED, _ON_EDGE = 0.12, 0.25
"""Shares of their width a heading may stand off the middle of the columns it spans, and of a column's
off the edge between two."""
_INTO = 0.2
"""Ems a label goes into a cell of figures from which it may hide what is printed there."""


def band_parts(band: Band, xs: Sequence[float], row: int, frame: Frame) -> list[Part]:
    """The cells of a band; ``row`` is the table's row of its first tier."""
    parts: list[Part] = []
    offset = sum(frame.left < cut < frame.end for cut in frame.cuts) + 1
    heads = band.heads(frame)
    leaves = band.leaves(frame)
    over: list[Part] = []
    for index, tier in enumerate(band.tiers, row):
        own = _tier_parts(tier, index, xs, offset, heads, leaves, over)
        over.extend(own)
        parts.extend(own)
    figures = _where_figures_begin(band.rows, xs, offset)
    for index, item in enumerate(band.rows, row + len(band.tiers)):
        parts.extend(_row_parts(item, index, xs, offset))
        parts.extend(_blanks(item, index, xs, offset, heads, figures))
    return parts


def part_of(
    chars: Sequence[Char], bits: Sequence[Bit], row: int, rowspan: int, edges: tuple[float, float], text: str = "",
    doubt: str = "", apart: bool = False,
) -> Part:  # fmt: skip
    """A cell from its characters; where it goes on over a page, its box is of the first page.

    ``apart`` says that white parts it from the rows over and under it as well as lines would.
    """
    page = bits[0].page
    box = extent([char for bit in bits if bit.page.is_same_column(page) for char in bit.chars])
    if not text:
        text, said = cell_text(chars, (edges[0], box[1], edges[1], box[3]), ruled=apart)
        doubt = doubt or said
    return Part(text, row, rowspan, edges[0], edges[1], page.number, page.shown(box), doubt)


def _columns_of(x0: float, x1: float, xs: Sequence[float], first: int) -> list[int]:
    """The columns from ``first`` that a text stands in, by its middle and by what it covers."""
    covered = [i for i in range(first, len(xs) - 1) if min(x1, xs[i + 1]) - max(x0, xs[i]) > 1.0]
    return covered or [max(i for i in range(first, len(xs) - 1) if xs[i] <= max((x0 + x1) / 2, xs[first]))]


def _row_parts(row: Row, index: int, xs: Sequence[float], offset: int) -> list[Part]:
    parts = []
    if row.label is not None:
        column = min(row.label.column, offset - 1)
        parts.append(part_of(row.label.chars, row.label.bits, index, 1, (xs[column], xs[offset])))
    label = row.label.bits if row.label else []
    held: dict[int, list[Bit]] = {}
    ends: dict[int, int] = {}
    astride: set[int] = set()
    for bit in row.bits:
        inside = _columns_of(bit.x0, bit.x1, xs, offset)
        held.setdefault(inside[0], []).append(bit)
        ends[inside[0]] = max(ends.get(inside[0], 0), inside[-1] + 1)
        if len(inside) > 1 and bit.value:  # figures of two columns with too little white between, or too wide a one
            astride.update(inside)
    for column, bits in held.items():
        beside = len({bit.line for bit in bits}) < len(bits)
        text = " ".join(bit.text for bit in sorted(bits, key=lambda bit: (bit.y, bit.x0))) if beside else ""
        chars = [char for bit in bits for char in bit.chars]
        edges = (xs[column], xs[ends[column]])
        doubt = TWO_IN_ONE if beside or column in astride else row.doubt or _spans(row, edges)
        if _is_over(label, min(bit.x0 for bit in bits)):
            doubt = PRINTED_OVER
        parts.append(part_of(chars, bits, index, 1, edges, text, doubt, row.apart))
    return parts


def _where_figures_begin(rows: Sequence[Row], xs: Sequence[float], offset: int) -> dict[int, float]:
    """The left side of the figures of each column that has some."""
    found: dict[int, float] = {}
    for bit in (bit for row in rows for bit in row.bits):
        for column in _columns_of(bit.x0, bit.x1, xs, offset):
            found[column] = min(found.get(column, bit.x0), bit.x0)
    return found


def _blanks(
    row: Row, index: int, xs: Sequence[float], offset: int, heads: Sequence[Block], figures: Mapping[int, float]
) -> list[Part]:
    """Empty cells where a column has a heading but this row no figure; ``figures`` is where those of a column begin."""
    taken = {column for bit in row.bits for column in _columns_of(bit.x0, bit.x1, xs, offset)}
    label = row.label.bits if row.label else []
    first = (row.bits or label)[0]
    page = first.page
    _, y0, _, y1 = extent(first.chars)
    parts = []
    for column in range(offset, len(xs) - 1):
        low, high = xs[column], xs[column + 1]
        over = [head for head in heads if head.x0 < high and low < head.x1]
        if column not in taken and over:
            # No sum tells a blank from the nought that stands beside its row.
            doubt = MANY_LOOSE_DOUBT if row.doubt else _spans(row, (low, high))
            begins = min(max(over, key=lambda head: head.top).x0, figures.get(column, high))
            if _is_over(label, max(low, begins)):
                doubt = PRINTED_OVER
            parts.append(Part("", index, 1, low, high, page.number, page.shown((low, y0, high, y1)), doubt))
    return parts


def _is_over(label: Sequence[Bit], x: float) -> bool:
    """Whether a label goes on over what begins at ``x``: a digit printed among its words is taken for one of them."""
    return any(bit.x0 < x < bit.x1 - _INTO * bit.size for bit in label)


def _spans(row: Row, edges: tuple[float, float]) -> str:
    """A doubt where the line that parts the rows is missing over or under a cell."""
    return SPANS_ROWS if any(edges[0] <= x <= edges[1] for x in row.open) else ""


def _tier_parts(
    tier: Sequence[Block],
    index: int,
    xs: Sequence[float],
    offset: int,
    heads: Sequence[Block],
    leaves: Sequence[Block],
    over: Sequence[Part],
) -> list[Part]:
    """The headings of one tier; ``over`` are those of the tiers above."""
    parts = []
    taken = -1
    beside = any(block is head for block in tier for head in heads)
    for block, following in zip_longest(tier, tier[1:]):
        of_figures = any(block is head for head in heads)
        columns = _columns_of(block.x0, block.x1, xs, offset if of_figures else 0)
        if not of_figures and beside:
            columns = [column for column in columns if column < offset]
        if of_figures and len(heads) == len(leaves) + 1 and block.bottom < min(leaf.top for leaf in leaves):
            columns = list(range(offset, len(xs) - 1))
        elif of_figures and not any(block is leaf for leaf in leaves):
            left, right = _within(block, over, xs)
            limit = min(following.x0 if following is not None else xs[-1], right)
            first = max(offset, taken + 1, next(n for n, x in enumerate(xs) if x >= left))
            columns = _spanned(block, columns, (first, limit), xs, leaves)
        columns = [column for column in columns if column > taken]
        if columns:
            taken = columns[-1]
            parts.append(part_of(block.chars, block.bits, index, 1, (xs[columns[0]], xs[columns[-1] + 1])))
    return parts


def _within(block: Block, over: Sequence[Part], xs: Sequence[float]) -> tuple[float, float]:
    """From where to where the heading over another reaches, several columns wide; that under it spans no more."""
    middle = (block.x0 + block.x1) / 2
    wide = [part for part in over if part.x0 < middle < part.x1 and any(part.x0 < x < part.x1 for x in xs)]
    return max([xs[0], *(part.x0 for part in wide)]), min([xs[-1], *(part.x1 for part in wide)])


def _spanned(
    block: Block, columns: Sequence[int], limits: tuple[int, float], xs: Sequence[float], leaves: Sequence[Block]
) -> list[int]:
    """The columns a heading over others spans: as many on both sides where it stands in the middle
    of them, else those to its right."""
    first, end = limits
    middle = (block.x0 + block.x1) / 2
    low = high = max(n for n in range(columns[0], columns[-1] + 1) if n == columns[0] or xs[n] <= middle)
    beside = low + 1 if 2 * middle > xs[low] + xs[low + 1] else low - 1
    if abs(xs[max(low, beside)] - middle) <= _ON_EDGE * (xs[low + 1] - xs[low]) and 0 <= beside < len(xs) - 1:
        low, high = min(low, beside), max(high, beside)
    while low > first and high + 2 < len(xs) and xs[high + 2] <= end + 1:
        if not (_lower(block, low - 1, xs, leaves) and _lower(block, high + 1, xs, leaves)):
            break
        low, high = low - 1, high + 1
    width = xs[high + 1] - xs[low]
    if low <= columns[0] and high >= columns[-1] and abs(xs[low] + xs[high + 1] - 2 * middle) <= 2 * _CENTRED * width:
        return list(range(low, high + 1))
    return [*columns, *(c for c in _below(block, columns[-1], xs, leaves) if xs[c + 1] <= end + 1)]


def _below(block: Block, last: int, xs: Sequence[float], leaves: Sequence[Block]) -> list[int]:
    """Columns to the right whose own headings stand lower: the heading spans them too."""
    more = []
    for column in range(last + 1, len(xs) - 1):
        if not _lower(block, column, xs, leaves):
            break
        more.append(column)
    return more


def _lower(block: Block, column: int, xs: Sequence[float], leaves: Sequence[Block]) -> bool:
    """Whether a column has a heading of its own below a block."""
    own = [leaf for leaf in leaves if xs[column] <= (leaf.x0 + leaf.x1) / 2 < xs[column + 1]]
    return bool(own) and own[0].top > block.bottom
