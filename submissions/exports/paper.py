"""How sheets come out of a printer: on which paper, how large, and where one page ends and the next begins.

Pages are broken by hand at a scale of their own. Excel passes over breaks where it is told to fit a number of pages,
so that a sheet says either its scale or its pages, never both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from xlsxwriter.worksheet import Worksheet

UNIT: Final = MappingProxyType({"font_name": "Arial", "font_size": 10})
"""The font whose digits are the unit of a column's width: every system has it, or one of the same measures."""
INCH: Final = 72
"""Points."""
ROW: Final = 15.0
"""Points a row is high unless something is said."""
TALLEST: Final = 409.0
"""Points: Excel takes no higher row."""
UNSET: Final = 8.43
"""Characters a column is wide unless something is said."""
SIDES, HEAD, FOOT = 0.5, 0.6, 0.75
"""Margins in inches; the number of the page stands in the lower one."""


class Paper(NamedTuple):
    """A sheet lying on its side: its number in a workbook, and its size in points."""

    code: int
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """What lies inside the margins, across and down."""
        return self.width - 2 * SIDES * INCH, self.height - (HEAD + FOOT) * INCH


A4: Final = Paper(9, 842, 595)
A3: Final = Paper(8, 1191, 842)


def lay(sheet: Worksheet, paper: Paper) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper.code)
    sheet.set_margins(SIDES, SIDES, HEAD, FOOT)


def lay_list(sheet: Worksheet, heads: int = 0) -> None:
    """A list made for the screen, should somebody print it: one page across, rows 0 to ``heads`` on each."""
    lay(sheet, A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, heads)


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """Points a row needs to show all of its texts, each in a column of so many characters: not every program that
    opens a workbook makes wrapped rows as high as they must be. A Chinese character is as wide as two others."""
    lines = (sum(max(1, -(-_units(part) // int(width - 1))) for part in text.split("\n")) for text, width in cells)
    return min(ROW * max(lines, default=1), TALLEST)


def _units(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def width_of(columns: Iterable[float]) -> float:
    """Columns of so many characters of ``UNIT``, in points. Excel takes seven pixels for one, others a little more."""
    return sum(int(7.5 * column + 5) * 0.75 for column in columns)


def scale_of(paper: Paper, width: float, height: float = 0) -> int:
    """At how many percent so much fits on one page; never larger than it is."""
    across, down = paper.room
    return min(100, int(100 * across / width), int(100 * down / height) if height else 100)


def breaks(sizes: Sequence[float], room: float, begin: float = 0) -> list[int]:
    """Before which parts a page ends, when parts of these sizes follow each other and none may be cut.

    ``begin`` is what every page but the first repeats before its own.
    """
    found, used = [], 0.0
    for place, size in enumerate(sizes):
        if used and used + size > room:
            found.append(place)
            used = begin
        used += size
    return found
