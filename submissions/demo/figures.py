"""Figures of published annual reports, typed in as facts.

Each set was printed in the agency's own report on its web site; the figures are kept as printed,
with the errors and the holes they have. Rows stand in the order of the official form, divided by
``|``: the columns of a row, a single 0 for a row of zeros, x for a row the report does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.editions.form import Line, Table
from parsing.report import Address
from submissions.demo.draft import Values


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one agency and year. ``published`` is False for demonstration figures."""

    agency: str
    year: int
    edition: str
    values: Values
    published: bool = True


def _read(agency: str, year: int, edition: str, text: str) -> Figures:
    values: dict[Address, Decimal | None] = {}
    for table, lines in zip(EDITIONS[edition].tables, text.strip().split("\n\n"), strict=True):
        rows = " ".join(lines.split()).split(" | ")
        for (line, columns), row in zip(_lines(table), rows, strict=True):
            values |= _row(table.code, line, columns, row.split())
    return Figures(agency, year, edition, values)


def _lines(table: Table) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    for block in table.blocks:
        for row in block.rows:
            yield row, block.columns


def _row(table: str, row: Line, columns: tuple[Line, ...], figures: list[str]) -> dict[Address, Decimal | None]:
    if figures == ["x"]:
        return {}
    if figures == ["0"]:
        figures = figures * len(columns)
    cells = zip(columns, figures, strict=True)
    return {Address(table, row.code, column.code): Decimal(figure) for column, figure in cells}


HEILONGJIANG_2024 = _read(
    "黑龙江省",
    2024,
    "2021",
    """
    3 16 167 | 992 1330 8106 | 5030984 | 8668797 | 93784 | 627552

    10067 203 24 2 156 151 10603 | 172 4 0 1 0 0 177 | 3966 89 18 0 25 137 4235 | 1091 21 1 0 35 3 1151 |
    143 2 0 0 1 0 146 | 55 3 0 0 0 0 58 | 8 0 0 0 0 0 8 | 68 0 0 0 3 1 72 | 68 3 0 0 0 0 71 |
    26 1 0 0 0 0 27 | 36 0 0 0 0 0 36 | 60 3 0 0 0 2 65 | 3214 32 5 2 82 3 3338 | 261 7 0 0 0 1 269 |
    13 0 0 0 0 0 13 | 77 0 0 0 0 0 77 | 172 2 0 0 0 0 174 | 4 0 0 0 0 0 4 | 47 0 0 0 0 0 47 |
    3 0 0 0 0 0 3 | 71 2 0 0 0 0 73 | 18 0 0 0 8 0 26 | 538 37 0 0 2 1 578 | 9939 202 24 2 156 151 10474 |
    300 5 0 1 0 0 306

    650 167 212 77 1106 | 90 43 21 33 187 | 73 14 17 34 138
    """,
)
"""Column 其他 and 总计 of （七）总计 do not add up in print (148 ≠ 151, 10471 ≠ 10474)."""

HUAIAN_2024 = _read(
    "淮安市人民政府",
    2024,
    "2021",
    """
    1 0 11 | 8 26 66 | 447228 | 3985758 | 88283 | 96171.6

    3001 53 0 0 61 4 3119 | 34 0 0 0 0 0 34 | 1288 21 0 0 50 3 1362 | 447 7 0 0 0 0 454 | 2 0 0 0 0 0 2 |
    30 1 0 0 0 0 31 | 5 0 0 0 0 0 5 | 6 0 0 0 0 0 6 | 7 1 0 0 0 0 8 | 12 0 0 0 0 0 12 | 9 0 0 0 0 0 9 |
    105 0 0 0 0 0 105 | 746 12 0 0 10 1 769 | 11 0 0 0 0 0 11 | 1 0 0 0 0 0 1 | 56 6 0 0 0 0 62 |
    25 0 0 0 0 0 25 | 0 | 0 | 1 0 0 0 0 0 1 | 67 3 0 0 1 0 71 | 6 0 0 0 0 0 6 | 108 2 0 0 0 0 110 |
    2932 53 0 0 61 4 3050 | 103 0 0 0 0 0 103

    72 64 178 37 351 | 13 4 8 1 26 | 12 1 1 6 20
    """,
)

HARBIN_OFFICE_2022 = _read(
    "哈尔滨市人民政府办公厅",
    2022,
    "2021",
    """
    1 10 61 | 45 23 302 | 0 | 0 | 0 | 0

    336 0 0 0 16 0 352 | 7 0 0 0 0 0 7 | 45 0 0 0 6 0 51 | 0 | 0 | 0 | 6 0 0 0 0 0 6 | 1 0 0 0 0 0 1 |
    3 0 0 0 0 0 3 | 1 0 0 0 0 0 1 | 0 | 6 0 0 0 0 0 6 | 205 0 0 0 10 0 215 | 2 0 0 0 0 0 2 | 0 |
    18 0 0 0 0 0 18 | 1 0 0 0 0 0 1 | 0 | 0 | 0 | 14 0 0 0 0 0 14 | 0 | 40 0 0 0 0 0 40 |
    342 0 0 0 16 0 358 | 1 0 0 0 0 0 1

    0 | 2 0 0 0 2 | 0
    """,
)

HEILONGJIANG_OFFICE_2020 = _read(
    "黑龙江省人民政府办公厅",
    2020,
    "2019",
    """
    3 3 102 | 43 38 511 | 0 | 0 | 0 | 0 | 0 | 6 1180.8

    190 6 0 0 0 0 196 | 4 0 0 0 0 0 4 | 13 2 0 0 0 0 15 | 34 4 0 0 0 0 38 | 0 | 0 | 0 | 0 | 0 |
    3 0 0 0 0 0 3 | 0 | 0 | 101 0 0 0 0 0 101 | 2 0 0 0 0 0 2 | 5 0 0 0 0 0 5 | 17 0 0 0 0 0 17 |
    6 0 0 0 0 0 6 | 0 | 0 | 0 | 0 | 181 6 0 0 0 0 187 | 13 0 0 0 0 0 13

    8 0 0 1 9 | 3 0 0 1 4 | 1 0 0 0 1
    """,
)

INDUSTRY_2022 = _read(
    "黑龙江省工业和信息化厅",
    2022,
    "2021",
    """
    0 | 17 4 70 | 179 | 60 | 0 | 0

    12 0 0 0 0 0 12 | 0 | 12 0 0 0 0 0 12 | 0 | 0 | 0 | 0 | 0 | 0 | x | x | x | x | x | x | x | x | x | x |
    x | x | x | x | x | x

    0 | 0 | 0
    """,
)
"""Most of table 三 is lost in the published page."""

OFFICE_AFFAIRS_2020 = _read(
    "黑龙江省机关事务管理局",
    2020,
    "2019",
    """
    0 | 0 | 0 | 0 | 0 | 0 | 0 | 0

    0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0

    x | x | x
    """,
)
"""An all-zero report without table 四."""

PUBLISHED = (
    HEILONGJIANG_2024,
    HUAIAN_2024,
    HARBIN_OFFICE_2022,
    HEILONGJIANG_OFFICE_2020,
    INDUSTRY_2022,
    OFFICE_AFFAIRS_2020,
)
