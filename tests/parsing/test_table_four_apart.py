"""Table 四 set in several tables, and sheets that hold all tables one below the other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import Cell, Grid, Paragraph
from parsing.labels import fold
from parsing.report import Address
from parsing.tables.mapped import Mapped
from parsing.tables.mapping import map_grids
from parsing.tables.stream import map_stream
from parsing.tables.woven import groups_above

HEADS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
FIRST = f"行政复议\n{HEADS}\n0\t0\t28\t7\t35"
SECOND = f"行政诉讼\n未经复议直接起诉\t复议后起诉\n{HEADS}\t{HEADS}\n0\t0\t0\t1\t1\t58\t67\t0\t0\t125"
REPEATED = SECOND.replace("行政诉讼", "\t".join(["行政诉讼"] * 10)).replace(
    "未经复议直接起诉\t复议后起诉", "\t".join(["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5)
)
WHOLE = {
    "reconsideration": [0, 0, 28, 7, 35],
    "litigation_direct": [0, 0, 0, 1, 1],
    "litigation_after": [58, 67, 0, 0, 125],
}


def in_lines(text: str) -> Mapped:
    return map_stream([Paragraph(line) for line in text.split("\n")]).mapped


def grid(text: str) -> Grid:
    """The lines as a grid in which every cell stands alone, as merged ones do once merges are lost."""
    lines = [line.split("\t") for line in text.split("\n")]
    width = max(map(len, lines))
    rows = [line + [""] * (width - len(line)) for line in lines]
    return Grid(tuple(Cell(text, row, column) for row, line in enumerate(rows) for column, text in enumerate(line)))


def sure(mapped: Mapped, row: str) -> list[Decimal | None]:
    return [figure.value for address, figure in mapped.figures.items() if address.row == row and figure.is_sure]


@pytest.mark.parametrize("second", [SECOND, REPEATED])
def test_the_groups_may_be_parted_among_tables(second: str) -> None:
    for mapped in (in_lines(f"{FIRST}\n{second}"), map_grids([grid(FIRST), grid(second)])):
        assert {row: sure(mapped, row) for row in WHOLE} == WHOLE


def test_headings_above_a_blank_row_are_those_of_another_group() -> None:
    blank = FIRST.replace("0\t0\t28\t7\t35", "\t\t\t\t")
    assert sure(map_grids([grid(f"{blank}\n{REPEATED}")]), "litigation_after") == WHOLE["litigation_after"]


def test_a_table_that_lost_one_group_name_and_five_figures_of_any_group_is_not_one_of_two_groups() -> None:
    """Ten figures and the headings of ten columns are left, and the gaps say that they are not each other's."""
    names = [Cell("行政复议", 0, 0, 2, 5), Cell("行政诉讼", 0, 5, 1, 10), Cell("未经复议直接起诉", 1, 5, 1, 5)]
    heads = [Cell(text, 2, n) for n, text in enumerate(HEADS.split("\t") * 3) if n not in (1, 3)]
    figures = [Cell(str(n), 3, n) for n in range(15) if n not in (1, 4, 5, 7, 13)]
    mapped = map_grids([Grid((*names, *heads, *figures))])
    assert not [address for address, figure in mapped.figures.items() if figure.is_sure]


@pytest.mark.parametrize("lost", [True, False], ids=["merges lost", "merges kept"])
def test_a_figure_under_a_heading_that_ends_in_digits_may_be_the_rest_of_a_number(lost: bool) -> None:
    """A narrow cell breaks 43, and its first line comes to stand with the heading."""
    heads = HEADS.replace("结果纠正", "结果纠正 4").split("\t") + HEADS.split("\t") * 2
    figures = ["0", "3", "28", "7", "38", "0", "0", "0", "1", "1", "58", "67", "0", "0", "125"]
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    cells = [Cell(name, 0, 5 * n, colspan=1 if lost else 5) for n, name in enumerate(names)]
    cells += [Cell(text, 1 + r, c) for r, row in enumerate((heads, figures)) for c, text in enumerate(row)]
    corrected = Address("disputes", "reconsideration", "corrected")
    assert not map_grids([Grid(tuple(cells))]).figures[corrected].is_sure


def test_figures_under_headings_of_another_group_or_order_are_not_counted_off() -> None:
    words = [fold(word) for word in ("复议后起诉", "未经复议直接起诉", *HEADS.split("\t") * 2)]
    assert groups_above(words) == ()
    assert not in_lines(SECOND).figures  # without the first group nobody knows which table this is of


def test_a_group_with_nothing_filled_in_is_a_row_of_blanks() -> None:
    text = f"类别\t{HEADS}\n行政复议\t\t\t\t\t\n行政诉讼\t未经复议直接起诉\t\t\t1\t\t1\n复议后起诉\t\t52\t\t59\t111"
    assert sure(in_lines(text), "reconsideration") == [None] * 5
    assert sure(in_lines(text), "litigation_after") == [None, 52, None, 59, 111]


def test_a_row_with_nothing_filled_in_is_one_however_short_its_label() -> None:
    text = (
        "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t\t\t\n行政规范性文件\t9\t\t122"
    )
    assert sure(in_lines(text), "regulations") == [None] * 3
    assert sure(in_lines(text), "normative_documents") == [9, None, 122]


def test_a_figure_below_a_blank_one_of_table_two_may_be_of_a_row_that_lost_its_label() -> None:
    text = "第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t\n\t9"
    assert not in_lines(text).figures[Address("disclosure", "penalties", "decisions")].is_sure


APPLICANTS = "\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
SHEET = f"2.其他（见注2）\n{APPLICANTS}\n四、结转下年度继续办理\t1\t0\t0\t0\t0\t0\t1\n{{}}"


def test_a_row_of_table_four_below_table_three_is_no_rest_of_its_numbers() -> None:
    mapped = map_grids([grid(SHEET.format(FIRST.replace("28\t7\t35", "28\t\t28")))])
    assert sure(mapped, "carried_forward") == [1, 0, 0, 0, 0, 0, 1]


def test_words_far_above_table_four_touch_none_of_its_blanks() -> None:
    heads = "行政复议\t\t\t\t\t行政诉讼\n\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉\n" + "\t".join([HEADS] * 3)
    cells = grid(SHEET.format(f"{heads}\n\t\t\t\t\t1\t0\t0\t0\t1\t0\t0\t0\t0\t0")).cells
    spans = {"行政复议": 5, "行政诉讼": 10, "未经复议直接起诉": 5, "复议后起诉": 5}
    merged = tuple(cell._replace(colspan=spans.get(cell.text, 1)) for cell in cells)
    covered = {(c.row, column) for c in merged for column in range(c.column + 1, c.column + c.colspan)}
    whole = Grid(tuple(cell for cell in merged if (cell.row, cell.column) not in covered))
    assert sure(map_grids([whole]), "reconsideration") == [None] * 5


def test_walls_of_a_drawn_table_are_no_words_of_its_headings() -> None:
    assert groups_above([*map(fold, ("行政复议", *HEADS.split("\t"))), ""]) == ("reconsideration",)


@pytest.mark.parametrize("word", ["七", "见说明"])
def test_a_word_among_the_figures_gives_its_place_to_no_blank_below(word: str) -> None:
    names = [Cell("行政复议", 0, 0, 2, 5), Cell("行政诉讼", 0, 5, 1, 10)]
    names += [Cell("未经复议直接起诉", 1, 5, 1, 5), Cell("复议后起诉", 1, 10, 1, 5)]
    heads = [Cell(text, 2, n) for n, text in enumerate(HEADS.split("\t") * 3)]
    figures = ["0", "0", "28", word, "35", "0", "0", "0", "1", "1", "58", "67", "0", "0", "125"]
    rows = [Cell(text, 3, n) for n, text in enumerate(figures)] + [Cell("", 4, n) for n in range(15)]
    mapped = map_grids([Grid((*names, *heads, *rows))])
    pending = mapped.figures[Address("disputes", "reconsideration", "pending")]
    assert pending.raw == word
    assert pending.value == (7 if word == "七" else None)
    assert pending.is_sure == (word == "七")


SINGLY = [
    (group, outcome, str(value))
    for group, row in zip(("行政复议", "未经复议直接起诉", "复议后起诉"), WHOLE.values(), strict=True)
    for outcome, value in zip(HEADS.split("\t"), row, strict=True)
]
REPEATING = "\n".join("\t".join(line) for line in SINGLY)
ONCE_NAMED = "\n".join("\t".join(("" if at % 5 else line[0], *line[1:])) for at, line in enumerate(SINGLY))
A_CELL_A_LINE = ONCE_NAMED.replace("\n\t", "\n").replace("\t", "\n")


@pytest.mark.parametrize("lines", [REPEATING, ONCE_NAMED, A_CELL_A_LINE])
def test_each_outcome_may_have_a_line_of_its_own(lines: str) -> None:
    mapped = in_lines(f"类别\t审理结果\t数量\n{lines}")
    assert {row: sure(mapped, row) for row in WHOLE} == WHOLE


@pytest.mark.parametrize("lines", [REPEATING, ONCE_NAMED])
def test_so_it_may_in_a_grid(lines: str) -> None:
    mapped = map_grids([grid(f"类别\t审理结果\t数量\n{lines}")])
    assert {row: sure(mapped, row) for row in WHOLE} == WHOLE


@pytest.mark.parametrize("gone", [0, 3, 7, 14])
def test_of_lines_of_single_outcomes_none_is_read_where_one_is_gone(gone: int) -> None:
    lines = REPEATING.split("\n")
    del lines[gone]
    assert not in_lines("\n".join(lines)).figures


def test_nor_where_there_are_two_such_tables() -> None:
    assert not in_lines(f"{REPEATING}\n{REPEATING}").figures


def test_groups_under_numbered_captions_are_groups() -> None:
    parts = zip(("（一）行政复议", "（二）未经复议直接起诉", "3.复议后起诉"), WHOLE.values(), strict=True)
    mapped = in_lines("\n".join(f"{name}\n{HEADS}\n" + "\t".join(map(str, row)) for name, row in parts))
    assert {row: sure(mapped, row) for row in WHOLE} == WHOLE


NAMES = "行政复议\t未经复议直接起诉\t复议后起诉"
ACROSS = "\n".join(
    "\t".join([outcome, *(str(row[at]) for row in WHOLE.values())]) for at, outcome in enumerate(HEADS.split("\t"))
)


@pytest.mark.parametrize("heads", [f"\t{NAMES}", "\t行政复议\t行政诉讼\t\n\t\t未经复议直接起诉\t复议后起诉"])
@pytest.mark.parametrize("by", ["\t", "\n"])
def test_a_line_may_hold_an_outcome_of_each_group(heads: str, by: str) -> None:
    mapped = in_lines(f"{heads}\n{ACROSS}".replace("\t", by))
    assert {row: sure(mapped, row) for row in WHOLE} == WHOLE


@pytest.mark.parametrize("heads", ["", "\t行政复议\t复议后起诉\t未经复议直接起诉"])
def test_not_under_other_names(heads: str) -> None:
    assert not in_lines(f"{heads}\n{ACROSS}").figures


def test_nor_where_a_line_lost_a_figure() -> None:
    assert not in_lines(f"\t{NAMES}\n{ACROSS}".replace("28\t0\t0", "28\t0")).figures
