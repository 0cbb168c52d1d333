"""Table 四 with a line for each outcome:

    行政复议  结果维持  72
              结果纠正  64

or with a line for an outcome of all three groups, whose names stand over them:

              行政复议  未经复议直接起诉  复议后起诉
    结果维持  72        13                12

Lines without geometry count only where all three groups are there, each outcome once and in the order of the form, with
as many figures or empty cells as there must be: fewer of them may be sentences or the rest of another table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsing.editions import EDITIONS, Block
from parsing.labels import fold
from parsing.report import Address
from parsing.tables.tokens import Row, Token


def by_outcome(found: Sequence[Row]) -> Mapping[int, Sequence[tuple[Address, Token]]]:
    """The cells of such lines and their figures, by the line's place among the rows ``found``; nothing where several
    tables are written so."""
    return _singly(found) | _across(found)


def _singly(found: Sequence[Row]) -> dict[int, Sequence[tuple[Address, Token]]]:
    block = _disputes()
    cells = [Address("disputes", row.code, column.code) for row in block.rows for column in block.columns]
    starts = [at for at in range(len(found) - len(cells) + 1) if _is_table(found[at : at + len(cells)])]
    start = starts[0] if len(starts) == 1 else len(found)
    lines = zip(cells, found[start : start + len(cells)], strict=False)
    return {at: [(cell, token)] for at, (cell, row) in enumerate(lines, start) if (token := _figure(row)) is not None}


def _across(found: Sequence[Row]) -> dict[int, Sequence[tuple[Address, Token]]]:
    block = _disputes()
    lines = [[Address("disputes", row.code, column.code) for row in block.rows] for column in block.columns]
    starts = [at for at in range(len(found) - len(lines) + 1) if _is_across(found[at : at + len(lines)])]
    start = starts[0] if len(starts) == 1 else len(found)
    rows = zip(lines, found[start : start + len(lines)], strict=False)
    return {at: list(zip(cells, row.figures, strict=True)) for at, (cells, row) in enumerate(rows, start)}


def _figure(row: Row) -> Token | None:
    """The only figure of a row, or its only empty cell; None where there are more."""
    given = [token for token in row.figures if not token.blank] or row.figures
    return given[0] if len(given) == 1 else None


def _is_table(rows: Sequence[Row]) -> bool:
    block = _disputes()
    outcomes = [fold(column.label) for column in block.columns]
    names = [[fold(name) for name in (*row.groups, row.label)] for row in block.rows]
    for at, row in enumerate(rows):
        group, outcome = divmod(at, len(outcomes))
        before = row.folded.removesuffix(outcomes[outcome])
        if before == row.folded or _figure(row) is None:
            return False
        begins = before.endswith(names[group][-1]) if outcome == 0 else before in _repeated(names[group])
        if not begins:
            return False
    return True


def _is_across(rows: Sequence[Row]) -> bool:
    block = _disputes()
    names = [[fold(name) for name in (*row.groups, row.label)] for row in block.rows]
    once = dict.fromkeys(name for own in names for name in own)
    heads = {"".join(once), "".join(own[-1] for own in names), "".join("".join(own) for own in names)}
    first, *rest = rows
    outcomes = [fold(column.label) for column in block.columns]
    named = first.folded.endswith(outcomes[0]) and first.folded.removesuffix(outcomes[0]).endswith(tuple(heads))
    ordered = [row.folded for row in rest] == outcomes[1:]
    return named and ordered and all(len(row.figures) == len(block.rows) for row in rows)


def _repeated(names: Sequence[str]) -> set[str]:
    """What may stand before an outcome that is not a group's first: nothing, or the names of the group again."""
    return {"", names[-1], "".join(names)}


def _disputes() -> Block:
    (block,) = next(iter(EDITIONS.values())).table("disputes").blocks
    return block
