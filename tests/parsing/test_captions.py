"""Table 四 printed as three tables, each named by the line of text above it."""

from __future__ import annotations

from collections.abc import Sequence

from parsing.grid import Block, Cell, Grid, Paragraph
from parsing.tables.captions import captioned
from parsing.tables.mapping import map_grids

OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
NAMES = ("（一）行政复议", "（二）未经复议直接起诉", "（三）复议后起诉")


def grid(*rows: Sequence[str]) -> Grid:
    return Grid(tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)))


TABLES = tuple(grid(OUTCOMES, [str(n), "0", "0", "1", str(n + 1)]) for n in (4, 5, 6))


def totals(*blocks: Block) -> dict[str, int]:
    figures = map_grids(captioned(blocks)).figures
    return {a.row: int(figure.value or 0) for a, figure in figures.items() if a.column == "total" and figure.is_sure}


def test_the_line_above_names_the_group_of_a_table() -> None:
    lines = [block for name, table in zip(NAMES, TABLES, strict=True) for block in (Paragraph(name), table)]
    assert totals(*lines) == {"reconsideration": 5, "litigation_direct": 6, "litigation_after": 7}


def test_lines_below_the_tables_name_nothing() -> None:
    lines = [block for name, table in zip(NAMES, TABLES, strict=True) for block in (table, Paragraph(name))]
    assert totals(*lines) == {}


def test_a_sentence_is_no_caption_and_one_name_is_not_two_tables() -> None:
    sentence = Paragraph("本年度被申请行政复议四件，均已审结，没有被纠正的情形，详见下表。")
    assert totals(sentence, TABLES[0]) == {}
    assert totals(Paragraph(NAMES[0]), TABLES[0], Paragraph(NAMES[0]), TABLES[1]) == {}


def test_a_table_that_names_its_group_itself_needs_no_line() -> None:
    below = grid([], OUTCOMES, ["2", "0", "0", "1", "3"])
    own = Grid((Cell("复议后起诉", 0, 0, 1, 5), *below.cells))
    assert totals(Paragraph(NAMES[0]), TABLES[0], Paragraph("行政诉讼"), own) == {
        "reconsideration": 5,
        "litigation_after": 3,
    }


def test_the_first_of_several_groups_in_one_grid_may_be_named_above_it() -> None:
    """Tables that touch are one grid."""
    below = grid([], OUTCOMES, ["2", "0", "0", "1", "3"])
    rows = [cell._replace(row=cell.row + 2) for cell in (Cell("复议后起诉", 0, 0, 1, 5), *below.cells)]
    both = Grid((*TABLES[0].cells, *rows))
    assert totals(Paragraph(NAMES[0]), both) == {"reconsideration": 5, "litigation_after": 3}
    assert totals(Paragraph(NAMES[2]), both) == {"litigation_after": 3}
