"""What must be doubted of the cells of a row: what stands beside, over and under them may hold digits of theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsing.grid import LOOSE_DOUBT, Cell, both
from parsing.labels import is_plain_number
from parsing.tables.codes import has_glued_digits
from parsing.tables.mapped import BROKEN_ROW_DOUBT, GLUED_DOUBT, TWO_ROWS_DOUBT
from parsing.tables.sheet import Sheet

MISFIT_DOUBT = "这一行的格数与表头对不上，请对照原件确认"
_HOLDS_A_PART = re.compile(r"[,，.．]\s*[0-9０-９]{1,3}\s*$")
"""The part of a number behind its comma, at the end of a label."""
_ENDS_IN_FIGURE = re.compile(r"[\u4e00-\u9fff]\s*[0-9０-９]+\s*$")
_TWO_NUMBERS = re.compile(r"\s*\d[\d,.]*[^\S\n\v\f]+\d[\d,.]*\s*")
_NOUGHT = re.compile(r"\s*[0０][0-9０-９]")
_STACKED = "分成几行"
"""What readers say of a number broken over the lines of a cell."""
_OVER_EACH_OTHER = "上下几行"
"""In the doubt of a cell whose numbers stand over each other, and not beside: none is that of the next cell."""
_NEAR = re.compile(r"分成几行（([^（）]*)），行间没有表格线")
"""The same where nothing but nearness tells the cell, with the lines."""
_LINES = re.compile(r"[0-9０-９,，.]\s*[\n\v]\s*[0-9０-９,，.]")


def beside(sheet: Sheet, label: Cell, cells: list[Cell]) -> list[Cell]:
    """The cells of a row with what must be doubted of them as a row.

    A label or heading that fills its cell may touch the figure beside or below it, which then seems blank, or which
    has only its other line left. Where all figures of a row are broken over lines, two rows may stand in one, and
    where a nought is, they do.
    """
    glued = has_glued_digits(label)
    filled = [cell for cell in cells if cell.text.strip()]
    broken = [cell for cell in filled if is_stacked(cell)]
    doubt = BROKEN_ROW_DOUBT if len(broken) == len(filled) > 1 else ""
    doubt = TWO_ROWS_DOUBT if any(_NOUGHT.match(cell.text) for cell in broken) else doubt
    doubt = both(doubt, GLUED_DOUBT if _HOLDS_A_PART.search(label.text) else "")
    return _beside_two([_doubted(sheet, cell, glued, doubt) for cell in cells])


def _beside_two(cells: list[Cell]) -> list[Cell]:
    """The cells of a row, blanks doubted beside a cell that holds two numbers: one of them may be theirs."""
    two = [bool(_TWO_NUMBERS.fullmatch(cell.text)) and _OVER_EACH_OTHER not in cell.doubt for cell in cells]
    if not any(two):
        return cells
    return [
        cell._replace(doubt=both(cell.doubt, GLUED_DOUBT))
        if not cell.text.strip() and any(two[max(n - 1, 0) : n + 2])
        else cell
        for n, cell in enumerate(cells)
    ]


def _doubted(sheet: Sheet, cell: Cell, glued: bool, doubt: str = "") -> Cell:
    """A cell with the doubt of its row's figures, or, where it is blank, with what speaks against its being so."""
    if cell.text.strip():
        return cell._replace(doubt=both(cell.doubt, doubt)) if doubt else cell
    heading = next(sheet.above(cell.row, cell.column), None)
    if glued or (heading is not None and has_glued_digits(heading)):
        return cell._replace(doubt=both(cell.doubt, GLUED_DOUBT))
    if _is_by_two(sheet, cell):  # sums that take the two for one number bear the blank out as well
        return cell._replace(doubt=both(cell.doubt, LOOSE_DOUBT))
    return cell


def _is_by_two(sheet: Sheet, blank: Cell) -> bool:
    """Whether the cell over or under a blank holds two numbers: one of them may be its own, hanging over its row."""
    near = [cell for row in (blank.row - 1, blank.row + blank.rowspan) for cell in sheet.row(row)]
    return any(cell.column == blank.column and _TWO_NUMBERS.fullmatch(cell.text) for cell in near)


def under_headings(sheet: Sheet, cells: list[Cell]) -> list[Cell]:
    """The cells of the row under headings, doubted under those that end in digits, which may be its own."""
    found = []
    for cell in cells:
        heading = next(sheet.above(cell.row, cell.column), None)
        ends = heading is not None and _ENDS_IN_FIGURE.search(heading.text)
        doubted = _doubted(sheet, cell, glued=False)
        found.append(doubted._replace(doubt=both(cell.doubt, GLUED_DOUBT)) if ends else doubted)
    return _beside_two(found)


def is_rest(cells: Sequence[Cell], count: int) -> bool:
    """Whether a run is plain digits, and too few for a row of ``count`` figures: of a number too long for its cell."""
    filled = [cell for cell in cells if cell.text.strip()]
    return 0 < len(filled) < count and all(is_plain_number(cell.text) for cell in filled)


def is_stacked(cell: Cell) -> bool:
    """Whether the number of a cell is put together from several lines."""
    return _STACKED in cell.doubt or bool(_LINES.search(cell.text))


def near_lines(cell: Cell) -> list[str]:
    """The lines of a number that nearness alone put together; none where lines are drawn round the cell."""
    found = _NEAR.search(cell.doubt) if cell.doubt else None
    return found[1].split("／") if found else []
