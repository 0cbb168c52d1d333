"""Tables that go on over a page become one, and finished tables become grids."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from parsing.grid import Cell, Grid, Place
from parsing.readers.pdf.layout.cells import BROKEN_IN_TEXT, GOES_ON
from parsing.readers.pdf.layout.lines import BLANK, NUMBER
from parsing.readers.pdf.layout.tables import Part, Table

_SAME_EDGE = 6.0
"""Points the outer edges of two parts of one table may differ."""
_SAME_LINE = 3.0
_MOST_HEADER_ROWS = 6
_NOUGHT = re.compile("[0０]")
_ENUMERATED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[、.．)）](?!\d)|第[一二三四五六七八九十]+)"
)


def continues(before: Table, after: Table) -> bool:
    """Whether the second table has the outer edges of the first, and is not another like it."""
    if not (before.ruled and after.ruled):
        return False
    after = _under(before, after)
    same = abs(before.xs[0] - after.xs[0]) <= _SAME_EDGE and abs(before.xs[-1] - after.xs[-1]) <= _SAME_EDGE
    return same and not _begins_anew(before, after)


def _under(before: Table, after: Table) -> Table:
    """A table that stands elsewhere on its page, moved under the first where it is as wide: in the next column of
    text, or between the margins of a left page. Tables side by side are no parts of each other."""
    shift = before.xs[0] - after.xs[0]
    elsewhere = after.page > before.last_page or after.top < before.top
    as_wide = abs(before.xs[-1] - after.xs[-1] - shift) <= _SAME_EDGE
    if abs(shift) <= _SAME_EDGE or not (as_wide and elsewhere):
        return after
    parts = tuple(part._replace(x0=part.x0 + shift, x1=part.x1 + shift) for part in after.parts)
    return replace(after, xs=tuple(x + shift for x in after.xs), parts=parts)


def _begins_anew(before: Table, after: Table) -> bool:
    """Whether a table opens with the words the one above opens with and goes on otherwise: the
    second half of a table printed in two halves has headings of its own."""
    first = [min((p for p in table.parts if p.text), key=_order, default=None) for table in (before, after)]
    if None in first or len({part.text for part in first if part}) > 1:
        return False
    xs = columns([*before.xs, *after.xs])  # where rows on one page part labels that none parts on the other
    one, other = replace(before, xs=xs), replace(after, xs=xs)
    return _without_header(one, other) is other


def _order(part: Part) -> tuple[int, float]:
    return part.row, part.x0


def joined(before: Table, after: Table) -> Table:
    """One table of two parts: the repeated header dropped, torn cells sewn together."""
    after = _under(before, after)
    xs = columns([*before.xs, *after.xs])
    first = replace(before, xs=xs)
    second = _without_header(first, replace(after, xs=xs))
    parts = list(before.parts)
    rest = list(second.parts)
    if _torn_row(parts, rest, before.rows):
        parts, rest = _sew_row(parts, rest, before.rows)
        shift = before.rows - 1
    else:
        parts, rest = _sew_groups(parts, rest, before.rows)
        rest = _doubt_rests(parts, rest, before.rows)
        shift = before.rows
    parts.extend(part._replace(row=part.row + shift) for part in rest)
    return replace(first, rows=shift + second.rows, parts=tuple(parts))


def columns(edges: Sequence[float]) -> tuple[float, ...]:
    """Positions with those closer than the tolerance taken for one."""
    found: list[list[float]] = []
    for edge in sorted(edges):
        if found and edge - found[-1][0] <= _SAME_LINE:
            found[-1].append(edge)
        else:
            found.append([edge])
    return tuple(sum(group) / len(group) for group in found)


def grid(table: Table, number: int) -> Grid:
    """The grid of a finished table, the ``number``-th of its document, from 1."""
    cells = []
    columns_at = {x: _column(table.xs, x) for x in {x for part in table.parts for x in (part.x0, part.x1)}}
    for text, row, rowspan, x0, x1, page, box, doubt, _ in table.parts:
        start, end = columns_at[x0], columns_at[x1]
        place = Place(page, box, number, row + 1, start + 1)
        cells.append(Cell(text, row, start, rowspan, max(1, end - start), place, doubt))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), Place(page=table.page, box=table.box, table=number))


def _column(xs: Sequence[float], x: float) -> int:
    """The index of the edge nearest to ``x``, the left one of two as near."""
    after = bisect_left(xs, x)
    if after == 0 or after == len(xs):
        return min(after, len(xs) - 1)
    return after - 1 if x - xs[after - 1] <= xs[after] - x else after


def _without_header(before: Table, after: Table) -> Table:
    for count in range(min(_MOST_HEADER_ROWS, before.rows, after.rows - 1), 0, -1):
        one, other = _header(before, count), _header(after, count)
        if one and one == other:
            parts = tuple(part._replace(row=part.row - count) for part in after.parts if part.row >= count)
            return replace(after, rows=after.rows - count, parts=parts)
    return after


def _header(table: Table, count: int) -> list[tuple[int, int, int, int, str]] | None:
    """The first rows as comparable cells; None where a cell reaches below them or they hold figures."""
    found = []
    for part in table.parts:
        if part.row >= count:
            continue
        if part.row + part.rowspan > count or NUMBER.fullmatch(part.text):
            return None
        found.append((part.row, part.rowspan, _column(table.xs, part.x0), _column(table.xs, part.x1), part.text))
    return sorted(found) if sum(bool(cell[4]) for cell in found) >= 2 else None


def _value(part: Part) -> bool:
    return NUMBER.fullmatch(part.text) is not None or BLANK.fullmatch(part.text) is not None


def _last_row(parts: Sequence[Part], rows: int) -> list[Part]:
    return [part for part in parts if part.row + part.rowspan == rows]


def _above(part: Part, last: Sequence[Part]) -> Part | None:
    return next(
        (other for other in last if abs(other.x0 - part.x0) <= _SAME_EDGE and abs(other.x1 - part.x1) <= _SAME_EDGE),
        None,
    )


def _torn_row(parts: Sequence[Part], rest: Sequence[Part], rows: int) -> bool:
    """Whether the first row of the new page is the lower half of the last row of the old one.

    Its words must go on from a cell that was full, begin no item of their own, and no figure
    may stand in both halves.
    """
    last = _last_row(parts, rows)
    top = [part for part in rest if part.row == 0]
    words = [part for part in top if part.text and not _value(part) and part.rowspan == 1]
    if not words or not all(_sewable(part, last) for part in words):
        return False
    if any((above := _above(part, last)) is None or _begins_under(above, part) for part in top):
        return False
    figures_above = any(_value(part) for part in last if part.rowspan == 1)
    figures_below = any(_value(part) for part in top)
    return not (figures_above and figures_below)


def _begins_under(above: Part, below: Part) -> bool:
    """Whether a figure stands under words, as under the heading of its column: neither goes on with the other."""
    return bool(above.text and below.text) and _value(above) != _value(below)


def _sewable(part: Part, last: Sequence[Part]) -> bool:
    above = _above(part, last)
    if above is None or not above.text or _value(above):
        return False
    return above.full and _ENUMERATED.match(part.text) is None


def _sew_row(parts: list[Part], rest: list[Part], rows: int) -> tuple[list[Part], list[Part]]:
    last = _last_row(parts, rows)
    kept = []
    for part in rest:
        above = _above(part, last) if part.row == 0 else None
        if above is None or above not in parts:  # what was sewn already goes on in one cell alone
            kept.append(part)
            continue
        parts[parts.index(above)] = _sewn(above, part, part.rowspan - 1)
    return parts, kept


def _sew_groups(parts: list[Part], rest: list[Part], rows: int) -> tuple[list[Part], list[Part]]:
    """Cells merged over rows that the page break cut in two: the lower half is empty or goes on."""
    last = _last_row(parts, rows)
    top = [part for part in rest if part.row == 0]
    kept = []
    for part in rest:
        above = _above(part, last) if part.row == 0 else None
        if above is None or above not in parts or not _group(part, above, top):
            kept.append(part)
            continue
        parts[parts.index(above)] = _sewn(above, part, part.rowspan)
    return parts, kept


def _doubt_rests(parts: Sequence[Part], rest: Sequence[Part], rows: int) -> list[Part]:
    """Doubts blanks that open a page under a figure, beside printed noughts: a cell merged over rows that the page
    break cut leaves such a blank, and nothing tells it from one that was left empty. In the last column stand totals,
    each of one row, and they are often left empty."""
    last, side = _last_row(parts, rows), max((part.x1 for part in rest), default=0.0)
    if not any(part.row == 0 and _NOUGHT.fullmatch(part.text) for part in rest):
        return list(rest)
    return [
        part._replace(doubt=part.doubt or GOES_ON)
        if part.row == 0 and not part.text and part.x1 < side and (above := _above(part, last)) and _value(above)
        else part
        for part in rest
    ]


def _group(part: Part, above: Part, top: Sequence[Part]) -> bool:
    if _value(part) or _value(above) or (not above.text and above.rowspan == 1):
        return False
    if part.rowspan == 1 and above.rowspan == 1:
        return False
    label = any(other.x0 >= part.x1 - _SAME_LINE and other.text and not _value(other) for other in top)
    return label and (not part.text or _ENUMERATED.match(part.text) is None)


def _sewn(above: Part, below: Part, more: int) -> Part:
    split = above.text[-1:].isdigit() and below.text[:1].isdigit()
    return above._replace(
        text=above.text + below.text,
        rowspan=above.rowspan + more,
        doubt=above.doubt or below.doubt or (BROKEN_IN_TEXT if split else ""),
        full=below.full,
    )
