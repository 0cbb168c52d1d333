"""Rows of figures in a table whose rows no line parts: by height, numbers broken over lines put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parsing.grid import LOOSE_DOUBT, MANY_LOOSE_DOUBT
from parsing.readers.pdf.layout.bits import Bit, Span
from parsing.readers.pdf.layout.blocks import Block, Row
from parsing.readers.pdf.layout.rulings import Rulings

_LEVEL = 0.35
"""Ems two figures of one line may differ in height."""
_SAME_ROW = 0.9
"""Ems of height between two lines that are always of one row: rows cannot stand closer."""
_STEP, _LINE = 1.7, 1.3
"""Ems from one line of a number to the next at most, and where the lines stand as close as those of any text."""
_WIDER = 1.4
"""How much wider the steps between rows are than those within them where nobody takes one for the other."""
_LEVEL_FIGURES = 3
"""Figures of a row from which their height is that of the row."""
_NEAR = 2.0
_TWO_LINES, _OFF = 2.2, 0.15
"""Ems between the two lines of a broken number at most, and what the line between may stand off their middle."""
_PADDING = 14.0
"""Points of a column that may be white on both sides of a number that fills it."""
_RULED = 0.9
"""Share of the steps too wide for one cell with a line drawn between that makes all rows ruled."""


@dataclass
class _Level:
    """Figures on one line, and the columns they stand in."""

    y: float
    bits: list[Bit] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of figures of a table, and the ems of white between the digits of its numbers, where these are set
    apart."""

    spans: Sequence[Span]
    white: float = 0.0

    def of(self, bit: Bit) -> int:
        """The column a figure covers most of, or stands nearest to."""
        middle = (bit.x0 + bit.x1) / 2
        shared = [min(bit.x1, span.high) - max(bit.x0, span.low) for span in self.spans]
        best = max(range(len(self.spans)), key=lambda n: shared[n])
        return best if shared[best] > 0 else min(range(len(shared)), key=lambda n: abs(sum(self.spans[n]) / 2 - middle))

    def are_filled_by(self, bit: Bit) -> bool:
        """Whether one more digit would not have found room beside a number in its column, nor does in any other there:
        where a longer one stands, there is room."""
        own = self.of(bit)
        beside = [_step(self.spans[own], self.spans[n]) for n in (own - 1, own + 1) if 0 <= n < len(self.spans)]
        wide = bit.x1 - bit.x0
        longer = wide + wide / max(1, len(bit.chars)) + self.white * bit.size
        low, high = self.spans[own]
        return bool(beside) and longer > max(min(beside) - _PADDING, high - low)


def figure_rows(values: Sequence[Bit], columns: Columns, rulings: Rulings) -> list[Row]:
    """The rows, from top to bottom, each at the height of its fullest line."""
    levels = _levels(values, columns)
    groups = _ruled_groups(levels, columns, rulings)
    if groups is None:
        groups = _near_groups(levels, columns, rulings)
    rows = []
    for n, group in enumerate(groups):
        fullest = max(group, key=lambda level: len(level.columns))
        around = [group[0].y - groups[n - 1][-1].y] if n else []
        around += [groups[n + 1][0].y - group[-1].y] if n + 1 < len(groups) else []
        bits = [bit for level in group for bit in level.bits]
        rows.append(Row(fullest.y, bits, apart=min(around, default=0.0) >= _WIDER * _inner_step(bits, columns)))
    return rows


def level_rows(values: Sequence[Bit], columns: Columns) -> list[Row]:
    """The rows where every line of figures is one."""
    return [Row(level.y, level.bits) for level in _levels(values, columns)]


def _inner_step(bits: Sequence[Bit], columns: Columns) -> float:
    """The widest step between the lines of one number of a row."""
    last: dict[int, float] = {}
    steps = [0.0]
    for bit in bits:
        column = columns.of(bit)
        steps.append(bit.y - last.get(column, bit.y))
        last[column] = bit.y
    return max(steps)


def _levels(values: Sequence[Bit], columns: Columns) -> list[_Level]:
    levels: list[_Level] = []
    for bit in sorted(values, key=lambda bit: bit.y):
        if not levels or bit.y - levels[-1].y > _LEVEL * bit.size:
            levels.append(_Level(bit.y))
        levels[-1].bits.append(bit)
        levels[-1].columns.add(columns.of(bit))
    return levels


def _ruled_groups(levels: Sequence[_Level], columns: Columns, rulings: Rulings) -> list[list[_Level]] | None:
    """Levels gathered between drawn lines, where those part nearly all that lie far apart; not those in the same
    columns that stand farther apart than lines and would not fill these."""
    groups: list[list[_Level]] = []
    for level in levels:
        upper = groups[-1][-1] if groups else None
        near = upper is not None and level.y - upper.y <= _LINE * level.bits[0].size
        if upper and not _parted(upper, level, rulings) and (near or _fill(groups[-1], level, columns)):
            groups[-1].append(level)
        else:
            groups.append([level])
    far = [pair for pair in pairwise(levels) if pair[1].y - pair[0].y > _STEP * pair[1].bits[0].size]
    cut = sum(_parted(*pair, rulings) for pair in far)
    return groups if len(far) > 1 and cut >= _RULED * len(far) else None


def _parted(upper: _Level, lower: _Level, rulings: Rulings) -> bool:
    """Whether a line is drawn between most figures of two levels."""
    if not upper.bits[0].page.is_same_column(lower.bits[0].page):
        return True
    parted = 0
    for bit in lower.bits:
        over = min(upper.bits, key=lambda other: abs(other.x0 + other.x1 - bit.x0 - bit.x1))
        parted += rulings.part_rows(over, bit)
    return 2 * parted > len(lower.bits)


def _near_groups(levels: Sequence[_Level], columns: Columns, rulings: Rulings) -> list[list[_Level]]:
    """Each full line of figures with the thin lines near it that go on or begin its numbers."""
    joins = [_joins(levels, n, columns, rulings) for n in range(len(levels))]
    told = _are_rows_apart(levels)
    around = {n for n in range(1, len(levels) - 1) if _is_between_halves(levels[n - 1 : n + 2], rulings)}
    groups: list[list[_Level]] = []
    for n, level in enumerate(levels):
        same = n > 0 and level.y - levels[n - 1].y < _SAME_ROW * level.bits[0].size
        same = same or n in around or n - 1 in around
        same = same or (told and n > 0 and _goes_on_below(groups[-1], level, columns, rulings))
        if groups and (same or joins[n] == n - 1 or joins[n - 1] == n):
            groups[-1].append(level)
        else:
            groups.append([level])
    return groups


def _are_rows_apart(levels: Sequence[_Level]) -> bool:
    """Whether lines of figures stand as close as lines of text or clearly farther apart, so that white tells rows.

    Where all stand close they are one row, if not every number of it is broken: else they may be as many rows.
    """
    steps = [(lower.y - upper.y) / lower.bits[0].size for upper, lower in pairwise(levels)]
    lines = [step for step in steps if step <= _LINE]
    rows = [step for step in steps if step > _LINE]
    if not rows:
        times = Counter(column for level in levels for column in level.columns)
        return min(times.values()) == 1
    return bool(lines) and min(rows) >= _WIDER * max(lines)


def _goes_on_below(group: Sequence[_Level], level: _Level, columns: Columns, rulings: Rulings) -> bool:
    """Whether figures go on the numbers of the lines over them: those fill their columns, and stand close."""
    above = group[-1]
    if level.y - above.y > _LINE * level.bits[0].size or _parted(above, level, rulings):
        return False
    return _fill(group, level, columns)


def _fill(group: Sequence[_Level], level: _Level, columns: Columns) -> bool:
    """Whether the numbers that figures on a line would go on fill their columns."""
    last = {columns.of(bit): bit for over in group for bit in over.bits}
    return all(columns.are_filled_by(last[column]) for column in level.columns & last.keys())


def _is_between_halves(levels: Sequence[_Level], rulings: Rulings) -> bool:
    """Whether figures on one line stand in the middle of numbers of two lines, in other columns of their row."""
    upper, level, lower = levels
    size = level.bits[0].size
    above, below = level.y - upper.y, lower.y - level.y
    if upper.columns != lower.columns or upper.columns & level.columns or above + below > _TWO_LINES * size:
        return False
    return (
        abs(above - below) <= _OFF * size and not _parted(upper, level, rulings) and not _parted(level, lower, rulings)
    )


def _joins(levels: Sequence[_Level], n: int, columns: Columns, rulings: Rulings) -> int | None:
    """The neighbour a thin line of figures is part of."""
    own = levels[n]
    near = [m for m in (n - 1, n + 1) if 0 <= m < len(levels) and _is_part(own, levels[m], columns, rulings)]
    return min(near, key=lambda m: abs(levels[m].y - own.y)) if near else None


def _is_part(thin: _Level, full: _Level, columns: Columns, rulings: Rulings) -> bool:
    upper, lower = (thin, full) if thin.y < full.y else (full, thin)
    size = thin.bits[0].size
    step = lower.y - upper.y
    if step > _STEP * size or _parted(upper, lower, rulings):
        return False
    return thin.columns < full.columns and all(
        columns.are_filled_by(bit) for bit in upper.bits if _goes_on(bit, lower, columns)
    )


def _goes_on(bit: Bit, lower: _Level, columns: Columns) -> bool:
    return columns.of(bit) in lower.columns


def _step(one: Span, other: Span) -> float:
    """Points from one column of figures to the next, however they are aligned."""
    return min(abs(one.low - other.low), abs(one.high - other.high), abs(sum(one) - sum(other)) / 2)


def doubt_neighbours(rows: Sequence[Row], rulings: Rulings) -> None:
    """Doubts the figures of a row next to figures that no label names: they may be the rest of its numbers."""
    if 2 * sum(row.label is not None for row in rows) < len(rows):
        return
    for upper, lower in pairwise(rows):
        if (upper.label is None) == (lower.label is None) or not upper.bits or not lower.bits:
            continue
        last, first = max(upper.bits, key=lambda bit: bit.y), min(lower.bits, key=lambda bit: bit.y)
        if first.y - last.y <= _NEAR * first.size and not rulings.part_rows(last, first):
            named, loose = (upper, lower) if upper.label else (lower, upper)
            named.doubt = LOOSE_DOUBT if len(loose.bits) == 1 else MANY_LOOSE_DOUBT


def find_open(rows: Sequence[Row], rulings: Rulings) -> None:
    """Notes where a cell spans two rows with labels: where no line parts them, as one does between their labels or most
    of their figures, and where a figure stands between their heights and none of its column in the other."""
    pairs = [pair for pair in pairwise(rows) if pair[0].label and pair[1].label]
    bare = [_bare(upper, lower, rulings) for upper, lower in pairs] if rulings.pages else []
    if bare and [] in bare:  # else no line parts figures anywhere
        for (upper, lower), places in zip(pairs, bare, strict=True):
            _open(upper, lower, places or ())
    for upper, lower in pairs:
        _open(upper, lower, _between(upper, lower))
        _open(upper, lower, _between(lower, upper))


def _open(upper: Row, lower: Row, places: Iterable[float]) -> None:
    for x in places:
        upper.open.append(x)
        lower.open.append(x)


def _bare(upper: Row, lower: Row, rulings: Rulings) -> list[float] | None:
    """The middles of the figures of two rows where no line parts these; None where no line does at all."""
    assert upper.label
    assert lower.label
    first, last = (upper.bits or upper.label.bits)[0], (lower.bits or lower.label.bits)[-1]
    middles = [_middle(bit) for bit in (*upper.bits, *lower.bits)]
    bare = [x for x in middles if not rulings.part_at(first, last, x)]
    labelled = rulings.part_at(first, last, _middle(lower.label.bits[0]))
    return bare if labelled or 2 * len(bare) < len(middles) else None


def _between(own: Row, other: Row) -> Iterator[float]:
    """The middles of the figures of a row that stand off its height, towards another that has none over or under."""
    if len(own.bits) < _LEVEL_FIGURES:
        return
    height = median(bit.y for bit in own.bits)
    for bit in own.bits:
        off = (bit.y - height) * (1 if other.y > own.y else -1)
        if _LEVEL * bit.size < off < abs(other.y - height) and not any(
            _overlap(bit, near) for near in (*own.bits, *other.bits) if near is not bit
        ):
            yield _middle(bit)


def _middle(bit: Bit) -> float:
    return (bit.x0 + bit.x1) / 2


def _overlap(one: Bit, other: Bit) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def doubt_beside_blanks(rows: Sequence[Row], blanks: Sequence[Row]) -> list[Row]:
    """The rows without figures whose labels stand at the height of figures of another, which are then doubted: the
    lines of that row may be as many rows."""
    found = []
    for blank in blanks:
        for row in rows:
            if blank.label is not None and _is_beside_its_lines(blank.label, row):
                row.doubt = MANY_LOOSE_DOUBT
                found.append(blank)
    return found


def _is_beside_its_lines(label: Block, row: Row) -> bool:
    """Whether a label stands between the first and last of several lines of figures."""
    page, reach = label.bits[0].page, _LEVEL * label.bits[0].size
    heights = [bit.y for bit in row.bits if bit.page.is_same_column(page)]
    if not heights or max(heights) - min(heights) <= reach:
        return False
    return any(min(heights) - reach <= bit.y <= max(heights) + reach for bit in label.bits)
