"""Sheets wider than their paper, printed over pages side by side."""

from __future__ import annotations

from dataclasses import replace

from parsing.grid import Block, Grid, Paragraph
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.layout.strips import put_together
from parsing.readers.pdf.page import Page
from tests.parsing.set_pages import Word, page_of, rows, ruled

LABELS = ("一、本年新收", "二、上年结转", "（一）予以公开", "（二）部分公开", "（七）总计", "四、结转下年度")
YS = [100.0 + 20 * n for n in range(8)]
TABLE = [["", "自然人", "商业企业", "总计"]] + [
    [label, str(10 + n), "0", str(10 + n)] for n, label in enumerate(LABELS)
]


def printed(*, lines: bool = True) -> list[Page]:
    """A sheet of four columns and a line of text, its last two columns and the end of the text on a second page; what
    stands across the end of the page is printed on both."""
    left: list[Word] = [(50, 80, "三、收到和处理"), (152, 110, "自然人")]
    right: list[Word] = [(42, 80, "申请情况"), (42, 110, "商业企业"), (122, 110, "总计")]
    for n, label in enumerate(LABELS):
        y = 130.0 + 20 * n
        left += [(42, y, label), (160, y, str(10 + n))]
        right += [(60, y, "0"), (140, y, str(10 + n))]
    left.append((195, 80, "理"))
    right.append((35, 80, "理"))
    one, other = ruled((40, 150, 200), YS), ruled((40, 120, 180), YS)
    return [page_of(left, one if lines else ()), page_of(right, other if lines else (), number=2)]


def read(pages: list[Page]) -> list[Block]:
    return put_together(pages, blocks(pages))


def test_columns_on_a_page_of_their_own_stand_beside_the_names_of_their_rows() -> None:
    text, grid = read(printed())
    assert isinstance(grid, Grid)
    assert isinstance(text, Paragraph)
    assert rows(grid) == TABLE
    assert text.text.replace("\t", "") == "三、收到和处理理申请情况"


def test_each_figure_is_shown_on_the_page_it_is_printed_on() -> None:
    grid = next(block for block in read(printed()) if isinstance(block, Grid))
    [new] = [[cell.place for cell in grid.cells if cell.row == 1]]
    assert [place.page for place in new] == [1, 1, 2, 2]
    assert [place.box and place.box[0] for place in new] == [40, 150, 40, 120]


def test_without_lines_nobody_knows_where_the_first_page_ends() -> None:
    pages = printed(lines=False)
    assert read(pages) == list(blocks(pages))


def test_pages_whose_print_would_meet_are_not_put_together() -> None:
    first, second = printed()
    over = page_of([(221, 130, "7")])
    pages = [replace(first, chars=first.chars + over.chars), second]
    assert read(pages) == list(blocks(pages))


def test_a_table_that_goes_on_over_the_page_is_left_alone() -> None:
    first, _ = printed()
    pages = [first, replace(first, number=2)]
    assert read(pages) == list(blocks(pages))
