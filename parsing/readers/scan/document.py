"""Scanned pages to a document: layout as for text, doubts put on the cells they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from parsing.errors import Broken
from parsing.facts import FileFacts
from parsing.grid import RECOGNITION, STAMPED, Block, Cell, Document, Grid, Paragraph, Place, both
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.scan.breaks import with_open_blanks_doubted
from parsing.readers.scan.budget import earn
from parsing.readers.scan.cells import Spot
from parsing.readers.scan.long import Joined, read_sheet
from parsing.readers.scan.memory import give_back
from parsing.readers.scan.page import Scanned
from parsing.readers.scan.pages import opened
from parsing.readers.scan.unread import Point

FORMAT = "scan"
WITHOUT_TEXT = "第{}页没有识别到文字。"
BESIDE = RECOGNITION + "这个格子是空的，但左边的文字里有数字，可能是这一格的，请对照原件核对。"
UNIT = RECOGNITION + "这个金额的单位识别为“元”，而不是“万元”，可能漏读了“万”字，请对照原件核对。"
_OTHER_UNIT = re.compile(r"(?<!万)元(?:[)）]|$|人民币)")
_AMOUNT = re.compile(r"\s*[-—]?\d")
_HOLDS_DIGIT = re.compile(r"[\u3400-\u9fff）)”\"]\s*\d+(?![\d.、．,，年条号])")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
UNREADABLE_PAGES = "第{}页的图片已损坏，无法读取。"


def document_of(
    file: Path | bytes, numbers: Sequence[int] | None, progress: Callable[[int, int], None] | None
) -> Document:
    """The pages of a file (all, or those numbered from 1) as a document."""
    pages: list[Scanned | Joined] = []
    broken: list[int] = []
    with opened(file) as source:
        wanted = list(numbers if numbers is not None else range(1, source.count + 1))
        for step, number in enumerate(wanted, 1):
            earn()
            give_back()
            try:
                pages.append(read_sheet(source.sheet(number)))
            except Broken:
                broken.append(number)
            if progress:
                progress(step, len(wanted))
        if wanted and len(broken) == len(wanted):
            raise Broken("图片已损坏，无法打开。", "请重新扫描后上传。", detail=f"pages {broken}")
        count = source.count
    found = blocks([one.page for one in pages])
    found = list(with_open_blanks_doubted(found, {one.page.number: one.page.rules for one in pages}))
    found = list(_doubted(found, pages))
    facts = FileFacts(
        recognised=tuple(one.page.number for one in pages if one.page.chars),
        empty=tuple(one.page.number for one in pages if not one.page.chars),
        unread=tuple(broken),
    )
    return Document(FORMAT, tuple(_shown(found, pages)), count, tuple(_warnings(pages, broken)), facts=facts)


def _warnings(pages: Sequence[Scanned | Joined], broken: Sequence[int]) -> Iterator[str]:
    empty = [one.page.number for one in pages if not one.page.chars]
    if empty:
        yield WITHOUT_TEXT.format("、".join(map(str, empty)))
    if broken:
        yield UNREADABLE_PAGES.format("、".join(map(str, broken)))


# ---- doubts ----


def _doubted(found: Sequence[Block], pages: Sequence[Scanned | Joined]) -> Iterator[Block]:
    """The blocks, each spot of doubt put on the cell it lies in."""
    left = {one.page.number: list(one.spots) for one in pages}
    unread = {one.page.number: one.unread for one in pages}
    marked = [
        replace(block, cells=tuple([over_ink(with_spots(cell, left), unread) for cell in block.cells]))
        if isinstance(block, Grid)
        else block
        for block in found
    ]
    left = outside_sentences(left, found)
    for block in marked:
        if isinstance(block, Grid):
            cells = list(without_units(list(after_labels(block.cells))))
            yield replace(block, cells=tuple(_with_torn_spots(cells, left)))
        else:
            yield block


def outside_sentences(by_page: Mapping[int, Sequence[Spot]], found: Sequence[Block]) -> dict[int, list[Spot]]:
    """The spots that may lie in half a cell torn by a page break, as the number of a sentence does not."""
    sentences = [block.place for block in found if isinstance(block, Paragraph) and _IDEOGRAPH.search(block.text)]
    boxes = [(place.page, place.box) for place in sentences if place.box]
    return {
        page: [
            spot
            for spot in spots
            if not any(page == own and x0 <= spot.x <= x1 and y0 <= spot.y <= y1 for own, (x0, y0, x1, y1) in boxes)
        ]
        for page, spots in by_page.items()
    }


def after_labels(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Blank cells doubted after a label with a digit in it: without ruling lines it may be theirs."""
    ending = {(c.row, c.column + c.colspan) for c in cells if _HOLDS_DIGIT.search(c.text.strip())}
    for cell in cells:
        blank = not cell.text.strip() and not cell.doubt
        yield cell._replace(doubt=BESIDE) if blank and (cell.row, cell.column) in ending else cell


def without_units(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Amounts doubted that are, by their cell or the heading over them, not in 万元: where the recognition lost
    a 万, every amount is ten thousand times too small, and no sum tells."""
    named = [cell for cell in cells if _OTHER_UNIT.search("".join(cell.text.split()))]
    headings = [cell for cell in named if not _AMOUNT.match(cell.text)]
    for cell in cells:
        own = bool(_AMOUNT.match(cell.text))
        doubted = own and (cell in named or any(_is_over(heading, cell) for heading in headings))
        yield cell._replace(doubt=cell.doubt or UNIT) if doubted else cell


def _is_over(heading: Cell, cell: Cell) -> bool:
    beside = heading.column < cell.column + cell.colspan and cell.column < heading.column + heading.colspan
    return beside and heading.row < cell.row


def with_spots(cell: Cell, by_page: dict[int, list[Spot]]) -> Cell:
    """A cell with the doubts of the spots that lie in it, which are taken from those of its page."""
    page, box = cell.place.page, cell.place.box
    if page is None or box is None:
        return cell
    mine = [s for s in by_page.get(page, ()) if box[0] <= s.x <= box[2] and box[1] <= s.y <= box[3]]
    for spot in mine:
        by_page[page].remove(spot)
    if not mine:
        return cell
    doubt = _joined(mine, cell)
    return cell._replace(doubt=doubt, others=mine[0].others if len(mine) == 1 else ())


def over_ink(cell: Cell, unread: Mapping[int, Sequence[Point]]) -> Cell:
    """A cell, doubted where it is blank and ink stands in it that nobody read, as of a seal: no sum tells a blank from
    a nought under it."""
    page, box = cell.place.page, cell.place.box
    if cell.text.strip() or cell.doubt or page is None or box is None:
        return cell
    inked = any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in unread.get(page, ()))
    return cell._replace(doubt=STAMPED) if inked else cell


def _joined(spots: Sequence[Spot], cell: Cell) -> str:
    """What was seen of the ink of a cell, and after it what its layout is doubted for: sums that bear the digits out
    say nothing of a number's lines that may be another row's."""
    return both(*(spot.doubt for spot in spots), cell.doubt)


def _with_torn_spots(cells: Sequence[Cell], by_page: dict[int, list[Spot]]) -> Iterator[Cell]:
    """Spots in no cell lie in the lower half of a cell torn by a page break: its upper half is the
    lowest cell above them on the page before."""
    lowest: dict[int, float] = {}
    for cell in cells:
        if cell.place.page is not None and cell.place.box is not None:
            lowest[cell.place.page] = max(lowest.get(cell.place.page, 0.0), cell.place.box[3])
    for cell in cells:
        page, box = cell.place.page, cell.place.box
        torn = [
            spot
            for spot in by_page.get((page or 0) + 1, ())
            if page is not None and box is not None and box[3] >= lowest[page] - 1 and box[0] <= spot.x <= box[2]
        ]
        yield cell._replace(doubt=_joined(torn, cell)) if torn else cell


# ---- places ----


def _shown(found: Sequence[Block], pages: Sequence[Scanned | Joined]) -> Iterator[Block]:
    by_number = {one.page.number: one for one in pages}

    def placed(place: Place) -> Place:
        one = by_number.get(place.page or 0)
        return place._replace(box=one.shown(place.box)) if one and place.box else place

    for block in found:
        if isinstance(block, Paragraph):
            yield replace(block, place=placed(block.place))
        else:
            cells = tuple(cell._replace(place=placed(cell.place)) for cell in block.cells)
            yield Grid(cells, placed(block.place))
