"""Tables that stand as pictures on pages of a PDF beside printed text: they are read from the page's picture and put
where they stand among the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from parsing.errors import ParsingError
from parsing.grid import Block, Box, Document, Grid, Paragraph, Place

READ = "第{}页有表格的图片，由文字识别读取，请与原件核对。"
UNREAD = "第{}页有图片，可能是表格，没有读取，请对照原件填写。"
NAME = "第{}页的图片"

ReadPages = Callable[[Sequence[int]], Document]


@dataclass(frozen=True, slots=True)
class Pasted:
    """The ``grids`` found in pictures, or, where nobody could look, the pages that were ``unread``."""

    grids: tuple[Grid, ...] = ()
    unread: tuple[int, ...] = ()


def pasted_in(document: Document, read_pages: ReadPages) -> Pasted:
    """The tables on the document's pages with pictures that are not printed as text."""
    try:
        seen = read_pages(document.pasted)
    except ParsingError:
        return Pasted(unread=document.pasted)
    texts = [place for block in document.blocks for place in _places(block)]
    return Pasted(tuple(grid for grid in seen.grids if not _is_printed(grid, texts)))


def with_pasted(document: Document, pasted: Pasted) -> Document:
    """The document with these tables among its blocks, and what is said of them."""
    pages = tuple(sorted({cell.place.page for grid in pasted.grids for cell in grid.cells if cell.place.page}))
    sentences = ((READ, pages), (UNREAD, pasted.unread))
    said = tuple(sentence.format("、".join(map(str, numbers))) for sentence, numbers in sentences if numbers)
    facts = replace(
        document.facts,
        recognised=tuple(sorted({*document.facts.recognised, *pages})),
        pictures_read=tuple(map(NAME.format, pages)),
        pictures_unread=tuple(map(NAME.format, pasted.unread)),
    )
    blocks = tuple(_spliced(document.blocks, pasted.grids))
    return replace(document, blocks=blocks, pasted=(), facts=facts, warnings=(*document.warnings, *said))


def _places(block: Block) -> Iterator[Place]:
    if isinstance(block, Paragraph):
        yield block.place
    else:
        yield from (cell.place for cell in block.cells if cell.text.strip())


def _is_printed(grid: Grid, texts: Sequence[Place]) -> bool:
    """Whether text of the document stands where a table was recognised: it is read already."""
    for page in {cell.place.page for cell in grid.cells}:
        x0, y0, x1, y1 = _bounds(grid, page)
        boxes = (place.box for place in texts if place.page == page and place.box)
        if any(x0 < (box[0] + box[2]) / 2 < x1 and y0 < (box[1] + box[3]) / 2 < y1 for box in boxes):
            return True
    return False


def _bounds(grid: Grid, page: int | None) -> Box:
    boxes = [cell.place.box for cell in grid.cells if cell.place.page == page and cell.place.box] or [(0, 0, 0, 0)]
    lows, highs = zip(*[(box[:2], box[2:]) for box in boxes], strict=True)
    return (min(x for x, _ in lows), min(y for _, y in lows), max(x for x, _ in highs), max(y for _, y in highs))


def _spliced(blocks: Sequence[Block], grids: Sequence[Grid]) -> Iterator[Block]:
    """The blocks with the tables before the first block that stands lower."""
    left = list(grids)
    for block in blocks:
        at = _start(block)
        while left and at > _start(left[0]):
            yield left.pop(0)
        yield block
    yield from left


def _start(block: Block) -> tuple[int, float]:
    """The page a block begins on, and at what height."""
    place = next(iter([p for p in _places(block) if p.box] or [block.place]))
    return place.page or 0, place.box[1] if place.box else 0.0
