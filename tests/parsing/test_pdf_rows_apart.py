"""Whose a figure is that stands beside two rows, or in none: told by what is level with it, or doubted."""

from __future__ import annotations

from decimal import Decimal

from parsing.grid import Cell, Grid, Paragraph, Place
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Rule
from parsing.report import Address, Figure, State
from parsing.tables.mapped import APPLICANTS, BESIDE_DOUBT, SPANNED_DOUBT, Mapped
from parsing.tables.mapping import map_grids
from parsing.tables.strays import doubt_beside_strays
from tests.parsing.set_pages import Word, grids, page_of, ruled

XS = (40.0, 200.0, 250.0, 300.0)
HEADS: list[Word] = [(220, 100, "商业企业"), (270, 100, "科研机构"), (320, 100, "总计")]


def without_the_line_over(column: int) -> list[Rule]:
    """The lines of two rows, but for that between them in one column."""
    parts = [Rule(XS[n], 70, XS[n + 1], 70) for n in range(3) if n != column]
    return [*ruled(XS, (40, 100)), *parts]


def test_a_number_in_a_cell_of_two_rows_is_cut_in_two_only_where_its_lines_are_level_with_theirs() -> None:
    rows: list[Word] = [(42, 55, "1.信访举报"), (202, 55, "7"), (42, 85, "2.重复申请"), (202, 85, "8")]
    lines = without_the_line_over(2)
    close = blocks([page_of([*rows, (252, 65, "4"), (252, 75, "9")], lines)])
    [grid] = [block for block in close if isinstance(block, Grid)]
    assert [(c.text, c.rowspan) for c in grid.cells if c.column == 2] == [("4 9", 2)]
    assert grids(page_of([*rows, (252, 55, "4"), (252, 85, "9")], lines)) == [
        [["1.信访举报", "7", "4"], ["2.重复申请", "8", "9"]]
    ]


def test_a_figure_beside_two_labels_is_doubted_and_the_others_are_sure() -> None:
    places = {(r, c): Place(table=1, row=r, column=c) for r in range(3) for c in range(4)}
    heads = [Cell(text, 0, n) for n, text in enumerate(("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"))]
    rows = [
        Cell("规章", 1, 0), Cell("3", 1, 1, rowspan=2, place=places[1, 1]), Cell("1", 1, 2, place=places[1, 2]),
        Cell("2", 1, 3, place=places[1, 3]), Cell("行政规范性文件", 2, 0), Cell("4", 2, 2, place=places[2, 2]),
        Cell("5", 2, 3, place=places[2, 3]),
    ]  # fmt: skip
    figures = map_grids([Grid((*heads, *rows))]).figures
    assert figures[Address("disclosure", "regulations", "issued")].doubt == SPANNED_DOUBT
    assert figures[Address("disclosure", "regulations", "in_force")].is_sure


def test_close_lines_of_figures_are_rows_where_each_has_a_label_at_its_height() -> None:
    words = [*HEADS]
    for y, label, figures in (
        (130, "一、本年新收", ("634", "14", "648")), (140, "二、上年结转", ("20", "1", "21")),
        (150, "（一）予以公开", ("317", "12", "329")), (172, "（二）部分公开", ("113", "2", "115")),
        (194, "1.属于国家秘密", ("1", "0", "1")), (204, "2.其他禁止公开", ("7", "0", "7")),
    ):  # fmt: skip
        words += [(40, y, label), *((x, y, text) for x, text in zip((228, 278, 322), figures, strict=True))]
    [grid] = grids(page_of(words))
    assert [row[-3:] for row in grid[1:]] == [
        ["634", "14", "648"], ["20", "1", "21"], ["317", "12", "329"], ["113", "2", "115"], ["1", "0", "1"],
        ["7", "0", "7"],
    ]  # fmt: skip


def test_a_row_of_marks_and_a_figure_at_the_foot_of_a_page_is_no_page_number() -> None:
    words: list[Word] = [
        (42, 750, "行政处罚"),
        (202, 750, "-"),
        (252, 750, "3"),
        (42, 770, "行政强制"),
        (202, 770, "1"),
    ]
    [grid] = grids(page_of(words, ruled((40.0, 200.0, 250.0, 300.0), (740, 760, 780))))
    assert grid[0] == ["行政处罚", "-", "3"]
    level: list[Word] = [(202, 770, "-"), (240, 770, "3"), (280, 770, "-")]
    lines = [block.text for block in blocks([page_of([(42, 60, "第一行"), *level])]) if isinstance(block, Paragraph)]
    assert any("3" in line for line in lines)
    number: list[Word] = [(282, 770, "- 3 -")]
    lines = [block.text for block in blocks([page_of([(42, 60, "第一行"), *number])]) if isinstance(block, Paragraph)]
    assert not any("3" in line for line in lines)


def test_blanks_of_a_row_beside_which_figures_stand_in_no_cell_are_doubted() -> None:
    mapped = Mapped()
    filled, blank = Address("disputes", "reconsideration", "total"), Address("disputes", "litigation_after", "upheld")
    mapped.figures[filled] = Figure(None, "3", Place(page=1, box=(50, 100, 55, 110)), State.ILLEGIBLE)
    mapped.figures[blank] = Figure(None, "", Place(page=1, box=(90, 100, 95, 110)), State.BLANK)
    doubt_beside_strays(mapped, [Paragraph("5\t2\t4", Place(page=1, box=(200, 300, 260, 310)))])
    assert mapped.figures[blank].is_sure
    doubt_beside_strays(mapped, [Paragraph("5\t2\t4", Place(page=1, box=(200, 101, 260, 111)))])
    assert mapped.figures[blank].doubt == BESIDE_DOUBT


def test_a_blank_at_the_foot_of_a_table_right_over_a_line_of_figures_is_doubted() -> None:
    """In the middle of its cell a figure stands between the two lines of its label, which may end the table."""
    for top, doubted in ((109.5, True), (112, True), (118, False)):
        mapped, blank = Mapped(), Address("disclosure", "fees", "amount")
        mapped.figures[blank] = Figure(None, "", Place(page=1, box=(90, 100, 295, 110)), State.BLANK)
        doubt_beside_strays(mapped, [Paragraph("87223.67", Place(page=1, box=(200, top, 240, top + 10)))])
        assert (not mapped.figures[blank].is_sure) is doubted


def test_a_row_whose_label_ends_in_the_part_of_a_number_behind_its_comma_is_doubted() -> None:
    heads = [Cell(text, 0, n) for n, text in enumerate(("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"))]
    for label, sure in (("行政规范性文件", True), ("行政规范性文件,326", False)):
        rows = [Cell(label, 1, 0), *(Cell(str(n), 1, n, place=Place(row=1, column=n)) for n in (1, 2, 3))]
        figures = map_grids([Grid((*heads, *rows))]).figures
        assert [figure.is_sure for figure in figures.values()] == [sure] * 3


def test_a_heading_over_an_empty_column_is_known_by_that_which_heads_figures_elsewhere() -> None:
    """Headings at the left of their columns, figures at the right: the one nearest to a figure is the next column's."""
    words: list[Word] = [
        (40, 100, "信息内容"), (190, 100, "上一年项目数量"), (310, 100, "本年增减"), (430, 100, "处理决定数量"),
        (40, 116, "行政许可"), (285, 116, "56"), (405, 116, "5"), (510, 116, "369"),
        (40, 132, "其他对外管理服务事项"), (285, 132, "58"), (405, 132, "5"), (510, 132, "12"),
        (40, 160, "信息内容"), (190, 160, "上一年项目数量"), (310, 160, "本年增减"),
        (40, 176, "行政事业性收费"), (290, 176, "6"),
    ]  # fmt: skip
    [grid] = [block for block in blocks([page_of(words)]) if isinstance(block, Grid)]
    last = {c.column: c.text for c in grid.cells if c.row == grid.height - 1}
    heads = {c.column: c.text for c in grid.cells if c.row == grid.height - 2}
    assert [(heads[column], text) for column, text in last.items() if text] == [
        ("信息内容", "行政事业性收费"), ("上一年项目数量", "6"),
    ]  # fmt: skip


def test_figures_of_two_columns_with_hardly_any_white_between_are_doubted() -> None:
    heads: list[Word] = [(200, 100, "商业企业"), (250, 100, "其他"), (275, 100, "总计")]
    words = [*heads]
    for y, label, figures in (
        (120, "一、本年新收", ((205, "３"), (258, "４"), (282, "７"))),
        (140, "二、上年结转", ((205, "１"), (258, "０"), (282, "１"))),
        (160, "（一）予以公开", ((205, "２"), (258, "４"), (272, "２２"))),
    ):
        words += [(40, y, label), *((x, y, text) for x, text in figures)]
    [grid] = [block for block in blocks([page_of(words)]) if isinstance(block, Grid)]
    last = [cell for cell in grid.cells if cell.row == grid.height - 1 and cell.text not in ("（一）予以公开", "２")]
    assert all(cell.doubt for cell in last)
    assert not any(cell.doubt for cell in grid.cells if cell.row in (1, 2))


def test_a_number_under_or_over_which_digits_stand_in_no_cell_is_doubted() -> None:
    mapped = Mapped()
    own, far = Address("disclosure", "licensing", "decisions"), Address("disclosure", "penalties", "decisions")
    for rest, sure in (((205, 114, 215, 124), False), ((205, 88, 215, 98), False), ((150, 114, 160, 124), True)):
        mapped.figures[own] = Figure(Decimal(462), "462", Place(page=1, box=(200, 100, 220, 110)))
        mapped.figures[far] = Figure(Decimal(3), "3", Place(page=1, box=(200, 160, 220, 170)))
        doubt_beside_strays(mapped, [Paragraph("4.97", Place(page=1, box=rest))])
        assert mapped.figures[own].is_sure == sure
        assert mapped.figures[far].is_sure


def test_a_number_that_goes_on_beside_its_cell_is_doubted() -> None:
    mapped = Mapped()
    own = Address("disclosure", "fees", "amount")
    for left, sure in ((220.5, False), (232.0, True)):
        mapped.figures[own] = Figure(Decimal("1565.7"), "1565.7", Place(page=1, box=(190, 95, 220, 115)))
        doubt_beside_strays(mapped, [Paragraph("6", Place(page=1, box=(left, 100, left + 5, 110)))])
        assert mapped.figures[own].is_sure == sure


def test_lines_of_a_label_of_one_row_are_one_row_of_broken_numbers() -> None:
    """Without lines each line of figures has a line of the label at its height."""
    heads = [Cell(text, 0, n + 1) for n, text in enumerate(
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"))]  # fmt: skip
    cells = [*heads]
    for row, texts in enumerate(
        (("1.信访", "1", "1", "0", "0", "0", "0", "1"), ("举报投诉类申请", "1", *[""] * 5, "2")), 1
    ):
        cells += [
            Cell(text, row, n, place=Place(1, (n * 30, row * 20, n * 30 + 9, row * 20 + 9)))
            for n, text in enumerate(texts)
        ]
    figures = map_grids([Grid(tuple(cells))]).figures
    found = [figures[Address("requests", "not_handled.petitions", column)].value for column in APPLICANTS]
    assert found == [11, 1, 0, 0, 0, 0, 12]


def test_under_a_heading_that_names_two_columns_stands_a_figure_of_neither() -> None:
    for heading, found in (("上一年项目数量本年增/减", 0), ("上一年项目数量", 1)):
        cells = [
            Cell("信息内容", 0, 0),
            Cell(heading, 0, 1),
            Cell("行政事业性收费", 1, 0),
            Cell("0", 1, 1, place=Place(page=1)),
        ]
        assert len(map_grids([Grid(tuple(cells))]).figures) == found


def test_a_number_at_the_foot_of_a_page_is_doubted_where_digits_stand_over_all_figures_of_the_next() -> None:
    mapped = Mapped()
    own, other = Address("disclosure", "licensing", "decisions"), Address("disclosure", "penalties", "decisions")
    for top, sure in ((60, False), (160, True)):
        mapped.figures[own] = Figure(Decimal(88), "88", Place(page=1, box=(200, 740, 220, 760)))
        mapped.figures[other] = Figure(Decimal(3), "3", Place(page=2, box=(200, 120, 220, 140)))
        doubt_beside_strays(mapped, [Paragraph("316", Place(page=2, box=(205, top, 215, top + 10)))])
        assert mapped.figures[own].is_sure == sure
        assert mapped.figures[other].is_sure
