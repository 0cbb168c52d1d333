"""What is left of a row or a column that a page break cuts, and of a digit that goes with the lines."""

from __future__ import annotations

from typing import Any

import pytest

from parsing.grid import Block, Cell, Grid, Place
from parsing.readers import scan
from parsing.readers.pdf.layout.cells import GOES_ON
from parsing.readers.pdf.page import Rule
from tests.parsing.scans import CELL_HIGH, CELL_WIDE, HIGH, LEFT, TOP, WIDE, Image, ImageDraw, needs_ocr, np

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.breaks import with_open_blanks_doubted
    from parsing.readers.scan.cells import Inked
    from parsing.readers.scan.figures import SMUDGED, Seen
    from parsing.readers.scan.frames import Framed, framed
    from parsing.readers.scan.ink import Blob, Span, ink_of
    from parsing.readers.scan.judging import judged_cells
    from parsing.readers.scan.recogniser import Letter, Reading

UNIT = 2.0
DOWN = (Rule(100, 50, 100, 400), Rule(160, 50, 160, 400), Rule(220, 50, 220, 400))
OVER = Rule(100, 50, 220, 50)


def row(page: int, top: float, *texts: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(text, 0, column, 1, 1, Place(page, (100 + 60 * column, top, 160 + 60 * column, top + 40)))
        for column, text in enumerate(texts)
    )


def doubts(blocks: list[Block], rules: dict[int, tuple[Rule, ...]]) -> list[str]:
    found = with_open_blanks_doubted(blocks, rules)
    return [cell.doubt for block in found if isinstance(block, Grid) for cell in block.cells]


def test_a_blank_that_begins_a_page_without_a_line_over_it_is_doubted() -> None:
    grid = Grid((*row(1, 360, "0", "0"), *row(2, 50, "", "7")))
    assert doubts([grid], {1: DOWN, 2: DOWN}) == ["", "", GOES_ON, ""]


@pytest.mark.parametrize(
    ("rules", "top", "page"),
    [((*DOWN, OVER), 50, 2), ((), 50, 2), (DOWN, 90, 2), (DOWN, 50, 1)],
    ids=["under a line", "without lines", "further down", "on the first page"],
)
def test_other_blanks_are_not(rules: tuple[Rule, ...], top: float, page: int) -> None:
    cells = (*row(page, 50, "1", "2"), *row(page, top, "")) if top > 50 else row(page, top, "", "7")
    assert not any(doubts([Grid(cells)], {1: rules, 2: rules}))


def test_a_column_merged_over_a_whole_page_that_ends_without_lines_is_the_tables() -> None:
    page = Image.new("L", (WIDE, HIGH), 250)
    pen = ImageDraw.Draw(page)
    foot = TOP + 6 * CELL_HIGH
    for column in range(5):
        pen.line((LEFT + column * CELL_WIDE, TOP, LEFT + column * CELL_WIDE, foot), fill=0, width=2)
    for line in range(1, 6):
        pen.line(
            (LEFT + CELL_WIDE, TOP + line * CELL_HIGH, LEFT + 4 * CELL_WIDE, TOP + line * CELL_HIGH), fill=0, width=2
        )
    pen.rectangle((LEFT + 30, TOP + 40, LEFT + 50, TOP + 60), fill=0)
    pen.rectangle((LEFT + 170, TOP + 70, LEFT + 190, TOP + 90), fill=0)
    even: Any = np.asarray(page)
    [lattice] = framed(even, HIGH / 842).lattices
    assert len(lattice.xs) == 5
    assert sum(area.column == 0 for area in lattice.areas) == 1


def test_specks_left_of_a_digit_that_went_with_the_lines_are_no_blank() -> None:
    bare: Any = np.full((400, 400), 250, np.uint8)
    bare[196:199, 190:193] = bare[20:38, 30:40] = 0
    ink = ink_of(bare, UNIT)
    digit, speck = (Blob(*blob) for blob in sorted(ink.blobs.tolist(), key=lambda blob: blob[1]))
    read = Letter("5", 1.0, 0.5, 1.0)
    other = Inked(0, 0, 0, (10, 10, 90, 90), [digit], [Span(*digit[:4])])
    other.seen = [Seen(other.lines[0], (digit,), Reading((read,), (read,)))]
    cell = Inked(0, 0, 1, (100, 100, 300, 300), [speck], [Span(*speck[:4])])
    cell.strays = [Span(192, 185, 206, 203)]
    cell.seen = [Seen(cell.lines[0], (speck,), Reading((), ()))]
    _, spots = judged_cells(Framed((), (), bare, ink), bare, [other, cell], UNIT)
    assert [spot.doubt for spot in spots if spot.x > 50] == [SMUDGED]
