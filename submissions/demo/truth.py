"""What a generated document says, cell by cell, and which sums in it do not hold.

The sums are worked out here on their own, so that the rules can be measured against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from parsing.editions import EDITIONS
from parsing.editions.form import Table
from parsing.report import Address, plain
from submissions.demo.draft import Draft

Expected = tuple[str, Address, Decimal, Decimal | None]
"""Rule, subject, the sum, and what stands in the subject."""


def truth_of(draft: Draft, *, name: str, layout: str) -> dict[str, Any]:
    """The truth file of a document: figures by table, row and column; expected arithmetic findings."""
    tables: dict[str, dict[str, dict[str, int | float | None]]] = {"disclosure": {}, "requests": {}, "disputes": {}}
    for address, value in draft.values.items():
        tables[address.table].setdefault(address.row, {})[address.column] = plain(value)
    return {
        "id": name,
        "agency": draft.agency,
        "year": draft.year,
        "edition": draft.edition,
        "format": layout,
        "tables": tables,
        "findings": [
            [rule, str(subject), plain(want), plain(have)] for rule, subject, want, have in broken_sums(draft)
        ],
        "faults": list(draft.faults),
    }


def broken_sums(draft: Draft) -> list[Expected]:
    """A-01 to A-04 where they fail, A-12 where a blank total can be worked out, each subject once."""
    found = {(rule, subject): (rule, subject, want, have) for rule, subject, want, have in _judged(draft)}
    return list(found.values())


def _judged(draft: Draft) -> Iterator[Expected]:
    rules = {"requests": ("A-02", "A-03"), "disputes": ("", "A-04")}
    for table in draft.form:
        if table.code in rules:
            down, across = rules[table.code]
            yield from _rows(draft, table, across)
            yield from _columns(draft, table, down)
            yield from _balances(draft, table)


def _rows(draft: Draft, table: Table, rule: str) -> Iterator[Expected]:
    columns = table.blocks[0].columns
    for row in table.blocks[0].rows:
        parts = [Address(table.code, row.code, column.code) for column in columns if column.into]
        yield from _compare(draft, rule, Address(table.code, row.code, "total"), parts)


def _columns(draft: Draft, table: Table, rule: str) -> Iterator[Expected]:
    rows = [row.code for row in table.blocks[0].rows if row.into]
    if not rows or not _is_whole(draft, table):
        return
    for column in table.blocks[0].columns:
        parts = [Address(table.code, row, column.code) for row in rows]
        if not any(_is_open(draft, part) for part in parts):
            yield from _compare(draft, rule, Address(table.code, "total", column.code), parts)


def _balances(draft: Draft, table: Table) -> Iterator[Expected]:
    """A-01: what came in is what was handled and what is carried forward, where all four are printed."""
    rows = {row.code for row in table.blocks[0].rows}
    if not table.balances or not rows >= {"new", "carried_in", "total", "carried_forward"}:
        return
    for column in table.blocks[0].columns:
        cells = {
            row: Address(table.code, row, column.code) for row in ("new", "carried_in", "total", "carried_forward")
        }
        if any(_is_open(draft, cell) for cell in cells.values()):
            continue
        new, carried_in, total, left = (draft.values[cell] or Decimal(0) for cell in cells.values())
        if new + carried_in != total + left:
            have, want = draft.values[cells["carried_forward"]], new + carried_in - total
            yield "A-01" if have is not None or want < 0 else "A-12", cells["carried_forward"], want, have


def _compare(draft: Draft, rule: str, subject: Address, parts: Sequence[Address]) -> Iterator[Expected]:
    want = sum((draft.values[part] or Decimal(0) for part in parts), Decimal(0))
    have = draft.values[subject]
    if have is None and want:
        yield "A-12", subject, want, None
    elif have is not None and have != want:
        yield rule, subject, want, have


def _is_open(draft: Draft, cell: Address) -> bool:
    """A total left blank over parts that are not all 0: sums that need it cannot be judged."""
    if cell.column != "total" or draft.values[cell] is not None:
        return False
    return any(v for a, v in draft.values.items() if (a.table, a.row) == (cell.table, cell.row))


def _is_whole(draft: Draft, table: Table) -> bool:
    """Every row of some edition's table is there."""
    rows = {row.code for row in table.blocks[0].rows}
    return any(rows == {row.code for row in e.table(table.code).blocks[0].rows} for e in EDITIONS.values())
