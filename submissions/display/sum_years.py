"""Sums of several years side by side: comparable cells in one line, the others marked and by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from parsing.editions import Edition, Table
from parsing.editions.comparable import Match, matches
from parsing.editions.wording import column_name, row_name
from parsing.report import Address
from submissions.display.cells import number_text
from submissions.display.official import table_title
from submissions.exports.gathering import NO_TALLY, Gathering, Tally

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class YearValue:
    """``kind`` is number, none (no report gives a number) or apart (not comparable)."""

    text: str
    kind: str = "number"
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearsRow:
    label: str
    column: str
    values: tuple[YearValue, ...]
    change: str = ""
    share: str = ""
    why_not: str = ""
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class YearsTable:
    code: str
    title: str
    rows: tuple[YearsRow, ...]


def years_tables(gatherings: Sequence[Gathering], column: str = "") -> list[YearsTable]:
    """Lines of the newest year's form; ``column`` leaves the other columns of table 三 out. Then what older forms alone
    have. ``gatherings`` stand from the oldest to the newest."""
    newest = gatherings[-1]
    found = [_table(newest.edition, table, gatherings, column) for table in newest.edition.tables]
    for edition in dict.fromkeys(each.edition for each in gatherings):
        if edition.code != newest.edition.code:
            found += [_apart(edition, table, newest.edition, gatherings) for table in edition.tables]
    return [table for table in found if table.rows]


def _table(edition: Edition, table: Table, gatherings: Sequence[Gathering], column: str) -> YearsTable:
    against = {each.edition.code: each.edition for each in gatherings}
    found = {code: {m.cells: m for m in matches(edition, other)} for code, other in against.items()}
    lines = _lines(edition, against)
    rows = tuple(
        _row(table, cells, gatherings, found)
        for cells in lines
        if cells[0].table == table.code and (not column or table.code != "requests" or cells[0].column == column)
    )
    return YearsTable(table.code, table_title(table), rows)


def _lines(edition: Edition, against: Mapping[str, Edition]) -> list[tuple[Address, ...]]:
    """Every cell a line, and a line more for cells that only together are comparable."""
    joined = {
        cells[0]: cells for other in against.values() for m in matches(edition, other) if len(cells := m.cells) > 1
    }
    lines: list[tuple[Address, ...]] = []
    for cell in edition.addresses():
        if cell in joined:
            lines.append(joined[cell])
        lines.append((cell,))
    return lines


Matched = Mapping[str, Mapping[tuple[Address, ...], Match]]
"""By edition, then by the cells of the newest form."""


def _row(table: Table, cells: tuple[Address, ...], gatherings: Sequence[Gathering], found: Matched) -> YearsRow:
    values, why = [], ""
    for each in gatherings:
        match = found[each.edition.code].get(cells)
        if match is None and len(cells) > 1:
            match = Match(cells, cells)
        if match is None or not match.others:
            values.append(YearValue(_("不可比"), "apart"))
            why = match.why_not if match else _("只有几行合起来才可比，见上一行。")
        else:
            values.append(year_value(joint(each, match.others)))
    return _with_change(_words(table, cells), cells[0], table, tuple(values), why, is_joined=len(cells) > 1)


def _apart(edition: Edition, table: Table, newest: Edition, gatherings: Sequence[Gathering]) -> YearsTable:
    """Cells of an older form that the newest has nothing to compare with, for the years that have them."""
    rows = []
    for match in matches(edition, newest):
        if match.others or match.cells[0].table != table.code:
            continue
        values = tuple(
            year_value(joint(each, match.cells))
            if each.edition.code == edition.code
            else YearValue(_("不可比"), "apart")
            for each in gatherings
        )
        row, column = row_name(table, match.cells[0].row), column_name(table, match.cells[0].row, match.cells[0].column)
        rows.append(YearsRow(row, column, values, why_not=match.why_not))
    title = f"{table_title(table)}（{edition.basis}）"
    return YearsTable(f"{table.code}-{edition.code}", title, tuple(rows))


def joint(gathering: Gathering, cells: Sequence[Address]) -> Tally:
    """The sum of some cells; without a value as soon as one of them has none. Counts are of the scarcest."""
    tallies = [gathering.tallies.get(cell, NO_TALLY) for cell in cells]
    scarcest = min(tallies, key=lambda tally: tally.numbers)
    if any(tally.value is None for tally in tallies):
        return scarcest._replace(value=None)
    return scarcest._replace(value=sum((tally.value or Decimal(0) for tally in tallies), Decimal(0)))


def year_value(tally: Tally) -> YearValue:
    if tally.value is None:
        return YearValue(_("没有数字"), "none")
    note = _("%(n)s份") % {"n": tally.numbers}
    return YearValue(number_text(tally.value), note=note)


def _words(table: Table, cells: Sequence[Address]) -> str:
    if len(cells) == 1:
        return row_name(table, cells[0].row)
    lines = [table.row(cell.row) for cell in cells]
    group = next((line.groups[-1] for line in lines if line and line.groups), "")
    return _("%(group)s（%(n)s行合计）") % {"group": group, "n": len(cells)}


def _with_change(
    label: str, cell: Address, table: Table, values: tuple[YearValue, ...], why: str, *, is_joined: bool
) -> YearsRow:
    """The last two years' difference, where both are numbers of a comparable cell."""
    change = share = ""
    if len(values) > 1 and all(value.kind == "number" for value in values[-2:]):
        was, now = (Decimal(value.text) for value in values[-2:])
        change = f"{'+' if now > was else ''}{number_text(now - was)}"
        share = f"{100 * (now - was) / was:+.1f}%" if was else ""
    return YearsRow(label, column_name(table, cell.row, cell.column), values, change, share, why, is_joined)
