"""The cells of Word's tables, with the merges of their rows and columns and what their page shows of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from lxml import etree

from parsing.grid import LISTED, LOW_ROW, PICTURED, UNREADABLE, Cell, Place
from parsing.readers.colours import WHITE, Colour
from parsing.readers.docx.ground import Dress, Ground, shade
from parsing.readers.docx.height import height_of, is_cut
from parsing.readers.docx.numbering import Numbering
from parsing.readers.docx.paragraphs import ALTERNATE, cell_text, is_one_cell, is_other_form, shown
from parsing.readers.docx.styles import Styles, W
from parsing.readers.pieces import INSIDE

MOST_COLUMNS = 200
LEAST_HEIGHT = 4.0
"""Points below which a row of exactly that height shows no text."""
_FIGURE = re.compile(r"[\d.,，．\s-]*\d[\d.,，．\s-]*")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PICTURE_TAGS = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": _R + "embed",
    "{urn:schemas-microsoft-com:vml}imagedata": _R + "id",
}
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
HOLDERS = {W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")} | {ALTERNATE}


def held(holder: etree._Element) -> etree._Element:
    """What a wrapper holds: of several forms of the same content, the one that is shown."""
    form = shown(holder) if holder.tag == ALTERNATE else None
    return holder if form is None else form


def owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(W + "tbl"), None)


def ground_under(element: etree._Element, styles: Styles) -> Colour | None:
    """What a table lies on, as far as that is plain: the page, or the cell of another table."""
    holder = next(element.iterancestors(W + "tc", W + "txbxContent"), None)
    if holder is None:
        return WHITE
    outer = owner(holder)
    if outer is None or holder.tag != W + "tc":
        return None
    dress = Dress.of(outer, styles, ground_under(outer, styles))
    shading = holder.find(f"{W}tcPr/{W}shd")
    return None if dress.line else shade(shading, dress.under) if shading is not None else dress.under


def cells_of(table: etree._Element, number: int, dress: Dress, numbering: Numbering) -> Iterator[Cell]:
    """Cells with both merges resolved: gridSpan across, vMerge down."""
    open_cells: dict[int, Cell] = {}
    rows = list(_rows(table))
    for row, tr in enumerate(rows):
        column = min(_number(tr.find(f"{W}trPr/{W}gridBefore"), 0), MOST_COLUMNS)
        spans = _spans(tr)
        height = height_of(tr)
        for at, (tc, columns) in enumerate(spans):
            span = max(1, min(columns, MOST_COLUMNS - column))
            if column >= MOST_COLUMNS:
                break
            ground = dress.ground(tc, (row, at), (row == len(rows) - 1, at == len(spans) - 1))
            text, doubt = _content(tc, dress.styles, ground, numbering)
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            if height < math.inf and merge is None and not doubt and _FIGURE.fullmatch(text):
                doubt = LOW_ROW if is_cut(tc, height, dress.styles, ground) else ""
            above = open_cells.get(column)
            if merge is not None and merge.get(W + "val", "continue") == "continue" and above is not None:
                open_cells[column] = _longer(above, text, row)
            else:
                if above is not None:
                    yield above
                place = Place(table=number, row=row + 1, column=column + 1)
                open_cells[column] = Cell(text, row, column, 1, span, place, doubt)
            for covered in range(column + 1, column + span):
                if (hidden := open_cells.pop(covered, None)) is not None:
                    yield hidden
            column += span
        for start in [start for start in open_cells if start >= column]:
            yield open_cells.pop(start)
    yield from open_cells.values()


def _longer(above: Cell, more: str, row: int) -> Cell:
    """A merged cell a row longer. Words left in the lower part belong to it; a number left there
    is shown nowhere."""
    text = "\n".join(filter(None, (above.text, "" if any(c.isdigit() for c in more) else more)))
    return Cell(text, above.row, above.column, row - above.row + 1, above.colspan, above.place, above.doubt)


def _content(tc: etree._Element, styles: Styles, ground: Ground, numbering: Numbering) -> tuple[str, str]:
    """The text of a cell, and why it may not be all that the page shows."""
    text, unseen = cell_text(tc, styles, ground)
    numbers = [numbering.of(p) for p in tc.iter(W + "p") if next(p.iterancestors(W + "tc")) is tc]
    if any(not is_one_cell(inner) for inner in tc.iter(W + "tbl")):
        return text, INSIDE
    pictured = not text and any(not is_other_form(picture) for picture in tc.iter(*PICTURE_TAGS, _WORD_ART))
    if pictured:
        return UNREADABLE, PICTURED
    return text, unseen or (LISTED if any(numbers) and (not text or _FIGURE.fullmatch(text)) else "")


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows that the page shows."""
    for child in table:
        if child.tag == W + "tr":
            gone = child.find(f"{W}trPr/{W}del") is not None or _is_moved_away(child)
            if not gone and height_of(child) >= LEAST_HEIGHT:
                yield child
        elif child.tag in HOLDERS:
            yield from _rows(held(child))


def _is_moved_away(row: etree._Element) -> bool:
    """Whether all paragraphs of a row were moved elsewhere, marks and all: nothing is left of it."""
    if row.find(f".//{W}moveFrom") is None:
        return False
    return all(p.find(f"{W}pPr/{W}rPr/{W}moveFrom") is not None for p in row.iter(W + "p"))


def _spans(row: etree._Element) -> list[tuple[etree._Element, int]]:
    """The cells of a row with the columns each takes; cells merged the old way (hMerge) are one."""
    found: list[tuple[etree._Element, int]] = []
    for tc in _row_cells(row):
        span = _number(tc.find(f"{W}tcPr/{W}gridSpan"), 1)
        merge = tc.find(f"{W}tcPr/{W}hMerge")
        if found and merge is not None and merge.get(W + "val", "continue") == "continue":
            found[-1] = (found[-1][0], found[-1][1] + span)
        else:
            found.append((tc, span))
    return found


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            if child.find(f"{W}tcPr/{W}cellDel") is None:
                yield child
        elif child.tag in HOLDERS:
            yield from _row_cells(held(child))


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(W + "val", "") if element is not None else ""
    return int(value) if value.isdecimal() else default
