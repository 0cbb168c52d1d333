"""Labels of table 三 that were misread beyond recognition, known by the rows and columns around them."""

from __future__ import annotations

import pytest

from parsing.grid import Cell, Grid
from parsing.report import Address
from parsing.tables.mapping import map_grids
from parsing.tables.neighbours import missing_heading

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def table(labels: list[str], heads: tuple[str, ...] = HEADS) -> Grid:
    """Rows with these labels, the first figure of row n and its total being n, the others 0."""
    cells = [Cell("", 0, 0)] + [Cell(head, 0, column + 1) for column, head in enumerate(heads)]
    for row, label in enumerate(labels, 1):
        figures = (str(row), "0", "0", "0", "0", "0", str(row))
        cells += [Cell(label, row, 0), *(Cell(figure, row, c + 1) for c, figure in enumerate(figures))]
    return Grid(tuple(cells))


def totals(grid: Grid) -> dict[str, int]:
    figures = map_grids([grid]).figures
    return {a.row: int(f.value or 0) for a, f in figures.items() if a.column == "total" and f.is_sure}


def test_a_misread_row_between_two_certain_ones_is_the_one_the_form_has_there() -> None:
    labels = ["一、本年新牧政府信息公开申请效量", "二、上年结转政府信息公开申请数量", "（一）予以公开"]
    assert totals(table(labels)) == {"new": 1, "carried_in": 2, "granted": 3}


def test_a_label_unlike_what_stands_there_stays_unknown() -> None:
    labels = ["甲乙丙丁戊己庚辛", "二、上年结转政府信息公开申请数量", "（一）予以公开"]
    assert totals(table(labels)) == {"carried_in": 2, "granted": 3}


def test_where_rows_are_missing_no_row_is_guessed() -> None:
    labels = ["（一）予以公开", "1.屑于国农秘窗事项者", "3.危及“三安全一稳定”"]
    assert "denied.otherwise_prohibited" not in totals(table(labels))


def test_the_beginning_of_another_label_that_says_other_is_not_the_last_row_of_the_results() -> None:
    """A page cuts 2.其他法律行政法规禁止公开; and where one of the rows above 3.其他 is left out, it may be the second."""
    assert totals(table(["（二）部分公开", "1.属于国家秘密", "2.其他"])) == {
        "partially_granted": 1,
        "denied.state_secrets": 2,
    }
    fees = "1.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    assert totals(table([fees, "2.其他"])) == {"other.fee_unpaid": 1, "other.other": 2}


@pytest.mark.parametrize(("text", "sure"), [("57 1", False), ("57", True)])
def test_a_blank_beside_two_numbers_in_one_cell_may_be_where_one_of_them_belongs(text: str, sure: bool) -> None:
    grid = table(["二、上年结转政府信息公开申请数量"])
    moved = {(1, 1): text, (1, 2): ""}
    cells = tuple(cell._replace(text=moved.get((cell.row, cell.column), cell.text)) for cell in grid.cells)
    figures = map_grids([Grid(cells)]).figures
    assert figures[Address("requests", "carried_in", "company")].is_sure == sure
    assert figures[Address("requests", "carried_in", "research")].is_sure


def test_so_may_a_blank_over_or_under_such_a_cell() -> None:
    grid = table(["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开"])
    moved = {(1, 2): "", (2, 2): "1 0", (3, 2): "", (3, 4): ""}
    cells = tuple(cell._replace(text=moved.get((cell.row, cell.column), cell.text)) for cell in grid.cells)
    figures = map_grids([Grid(cells)]).figures
    assert not figures[Address("requests", "new", "company")].is_sure
    assert not figures[Address("requests", "granted", "company")].is_sure
    assert figures[Address("requests", "granted", "public_interest")].is_sure


def test_one_misread_heading_of_seven_is_known_by_its_place() -> None:
    heads = ("白适入", *HEADS[1:])
    figures = map_grids([table(["二、上年结转政府信息公开申请数量"], heads)]).figures
    assert figures[Address("requests", "carried_in", "natural_person")].value == 1
    assert figures[Address("requests", "carried_in", "natural_person")].is_sure


@pytest.mark.parametrize(("text", "known"), [("商业科研企业机构", 7), ("商业科研企业", 5), ("商业科研企业机构人", 5)])
def test_two_headings_read_as_one_are_those_whose_words_it_holds(text: str, known: int) -> None:
    others = {1: "natural_person", 4: "public_interest", 5: "legal_service", 6: "other", 7: "total"}
    assert len(missing_heading([Cell(text, 0, 2, colspan=2)], others)) == known
    assert missing_heading([Cell(text, 0, 8, colspan=2)], others) == others
