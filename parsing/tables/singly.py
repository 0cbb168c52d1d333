"""Table 四 with a line for each outcome:

    行政复议  结果维持  72
              结果纠正  64

Lines without geometry count only where all three groups are there, each outcome once and in the order of the form, with
a figure or an empty cell apiece: fewer of them may be sentences or the rest of another table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from parsing.editions import EDITIONS, Block
from parsing.labels import fold
from parsing.report import Address
from parsing.tables.tokens import Row


def outcomes_singly(found: Sequence[Row]) -> Mapping[int, Address]:
    """The cell that the figure of each such row belongs to, by the row's place among those ``found``; nothing where
    several tables are written so."""
    block = _disputes()
    cells = [Address("disputes", row.code, column.code) for row in block.rows for column in block.columns]
    starts = [at for at in range(len(found) - len(cells) + 1) if _is_table(list(islice(found, at, at + len(cells))))]
    return dict(enumerate(cells, starts[0])) if len(starts) == 1 else {}


def figure_of(row: Row) -> int | None:
    """Which of the figures of a row is its only one, or its only empty cell; None where there are more."""
    given = [at for at, token in enumerate(row.figures) if not token.blank] or list(range(len(row.figures)))
    return given[0] if len(given) == 1 else None


def _is_table(rows: Sequence[Row]) -> bool:
    block = _disputes()
    outcomes = [fold(column.label) for column in block.columns]
    names = [[fold(name) for name in (*row.groups, row.label)] for row in block.rows]
    for at, row in enumerate(rows):
        group, outcome = divmod(at, len(outcomes))
        before = row.folded.removesuffix(outcomes[outcome])
        if before == row.folded or figure_of(row) is None:
            return False
        begins = before.endswith(names[group][-1]) if outcome == 0 else before in _repeated(names[group])
        if not begins:
            return False
    return True


def _repeated(names: Sequence[str]) -> set[str]:
    """What may stand before an outcome that is not a group's first: nothing, or the names of the group again."""
    return {"", names[-1], "".join(names)}


def _disputes() -> Block:
    (block,) = next(iter(EDITIONS.values())).table("disputes").blocks
    return block
