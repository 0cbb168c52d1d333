"""What must stand together in table 三: rows of one form, and all seven columns.

A row that no form prints beside the others was taken for another by its label: （六）其他处理 with rows of its
own below is the cell they are grouped under. Where one of seven columns is nowhere, its heading was lost, and the
figures may stand under the headings beside theirs. No sum down a column tells such a table from a right one: a column
that moved as a whole adds up as before. Where totals come first, rows tell.
"""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.report import Address, State
from parsing.tables.mapped import APPLICANTS, Mapped
from parsing.tables.rows import applicants_add_up

STRANGER_DOUBT = "没有一种表式同时有这一行和其他各行，行名可能读错，请对照原件确认"
ORDER_DOUBT = "表三各行多是第一个数等于其余各数之和，总计可能排在最前，各列可能错位，请对照原件确认"
LEAST_IN_ORDER = 2
"""Rows whose first figure is the sum of the others that tell of another order of the columns.
One may be the report's own error."""
COLUMN_DOUBT = "表三没有读到“{}”一列，其余各列可能错位，请对照原件确认"


def doubt_strangers(mapped: Mapped) -> None:
    """Doubts the rows of table 三 that stand in no form with the others, but for the blank name of a group."""
    _leave_out_groups(mapped)
    doubted = strangers(_rows(mapped))
    for address in [a for a in mapped.figures if a.table == "requests" and a.row in doubted]:
        mapped.doubt(address, STRANGER_DOUBT)


def _leave_out_groups(mapped: Mapped) -> None:
    """Leaves out a row with nothing in it that has rows of its own: （六）其他处理 in a line by itself names them."""
    rows: dict[str, list[Address]] = {}
    for address in mapped.figures:
        if address.table == "requests":
            rows.setdefault(address.row, []).append(address)
    for code in {code.rpartition(".")[0] for code in rows} & rows.keys():
        if all(mapped.figures[address].state is State.BLANK for address in rows[code]):
            for address in rows[code]:
                del mapped.figures[address]


def strangers(rows: Set[str]) -> set[str]:
    """The rows of table 三 that stand in no form with the others."""
    forms = [{row.code for b in form.table("requests").blocks for row in b.rows} for form in EDITIONS.values()]
    strange = [rows - form for form in forms]
    least = min(map(len, strange))
    return set().union(*(found for found in strange if len(found) == least)) if least else set()


def doubt_total_first(mapped: Mapped) -> None:
    """Doubts all of table 三 where more rows add up to their first figure than to their last: its columns stand in
    another order than the form's."""
    rows = [[mapped.figures.get(Address("requests", row, column)) for column in APPLICANTS] for row in _rows(mapped)]
    values = [[figure.value or Decimal(0) for figure in row if figure] for row in rows]
    given = [row for row in values if len(row) == len(APPLICANTS) and any(row)]
    right = sum(applicants_add_up(row) for row in given)
    first = sum(row[0] == sum(row[1:]) and not applicants_add_up(row) for row in given)
    if first >= LEAST_IN_ORDER and first > right:
        for address in [address for address in mapped.figures if address.table == "requests"]:
            mapped.doubt(address, ORDER_DOUBT)


def _rows(mapped: Mapped) -> set[str]:
    return {address.row for address in mapped.figures if address.table == "requests"}


def doubt_lost_column(mapped: Mapped, by_heading: set[Address]) -> None:
    """Doubts the figures read ``by_heading`` where a column of table 三 has no figure at all; not where several
    are missing in most sums: there half of the table is lost, and the other half stands under its headings."""
    columns = {address.column for address in mapped.figures if address.table == "requests"}
    lost = [column for column in APPLICANTS if column not in columns]
    if not lost or not columns or (len(lost) > 1 and _is_missed(mapped)):
        return
    names = {c.code: c.label for form in EDITIONS.values() for c in form.table("requests").blocks[0].columns}
    for address in by_heading & mapped.figures.keys():
        mapped.doubt(address, COLUMN_DOUBT.format("、".join(names[column] for column in lost)))


def _is_missed(mapped: Mapped) -> bool:
    """Whether most rows do not add up without the columns that are not there."""
    rows: dict[str, dict[str, Decimal]] = {}
    for address, figure in mapped.figures.items():
        if address.table == "requests" and figure.value:
            rows.setdefault(address.row, {})[address.column] = figure.value
    sums = [
        sum((v for c, v in row.items() if c != "total"), Decimal(0)) == row["total"]
        for row in rows.values()
        if "total" in row
    ]
    return sums.count(False) > len(sums) / 2
