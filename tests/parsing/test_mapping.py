"""Tables in layouts that no form shows: read by label and geometry, or said to be missing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from parsing.grid import Cell, Grid, Place
from parsing.pipeline import recognise_edition
from parsing.report import Address, State
from parsing.tables.codes import holds_digits
from parsing.tables.confirm import confirm
from parsing.tables.mapping import map_grids
from submissions.demo import figures as published
from submissions.demo.draft import Draft
from submissions.demo.figures import Figures
from submissions.demo.narrative import write_draft

Tables = list[list[Cell]]
REPORTS = [value for value in vars(published).values() if isinstance(value, Figures)]
GROUPS = (
    ("行政复议", "reconsideration"),
    ("未经复议直接起诉", "litigation_direct"),
    ("复议后起诉", "litigation_after"),
)
OUTCOMES = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
    ("总计", "total"),
)


def tables_of(draft: Draft) -> Tables:
    return [
        [Cell(draft.text_of(c), c.row, c.column, c.rowspan, c.colspan) for c in table.cells]
        for section in (2, 3, 4)
        for table in draft.tables_of(section)
    ]


def shifted(cells: list[Cell], rows: int = 0, columns: int = 0) -> list[Cell]:
    return [cell._replace(row=cell.row + rows, column=cell.column + columns) for cell in cells]


def height(cells: list[Cell]) -> int:
    return max(cell.row + cell.rowspan for cell in cells)


def width(cells: list[Cell]) -> int:
    return max(cell.column + cell.colspan for cell in cells)


def renamed(cells: list[Cell], start: str, text: str) -> list[Cell]:
    return [cell._replace(text=text) if cell.text.startswith(start) else cell for cell in cells]


def as_printed(draft: Draft, tables: Tables) -> Tables:
    return tables


def with_caption_row(draft: Draft, tables: Tables) -> Tables:
    caption = Cell("三、收到和处理政府信息公开申请情况", 0, 0, 1, width(tables[1]))
    return [tables[0], [caption, *shifted(tables[1], 1)], *tables[2:]]


def without_group_words(draft: Draft, tables: Tables) -> Tables:
    groups = ("三、本年度", "（三）不予", "（四）无法", "（五）不予")
    return [tables[0], [c._replace(text="") if c.text.startswith(groups) else c for c in tables[1]], *tables[2:]]


def with_remarks(draft: Draft, tables: Tables) -> Tables:
    remarks = [Cell("含网上申请" if row == 5 else "", row, width(tables[1])) for row in range(3, height(tables[1]))]
    return [tables[0], [*tables[1], Cell("备注", 0, width(tables[1]), 3), *remarks], *tables[2:]]


def with_remarks_that_are_numbers(draft: Draft, tables: Tables) -> Tables:
    return [[*t, Cell("备注", 0, width(t)), *(Cell("2", row, width(t)) for row in range(3, height(t)))] for t in tables]


def with_serial_numbers(draft: Draft, tables: Tables) -> Tables:
    numbers = [Cell(str(row - 2), row, 0) for row in range(3, height(tables[1]))]
    return [tables[0], [Cell("序号", 0, 0, 3), *numbers, *shifted(tables[1], 0, 1)], *tables[2:]]


def with_units_of_rows(draft: Draft, tables: Tables) -> Tables:
    """A column between the labels and the figures that says in what, and as which number, each row counts."""
    found = [c if c.column < 3 else c._replace(column=c.column + 2) for c in tables[1]]
    rows = range(3, height(tables[1]))
    told = [Cell(text, row, at) for row in rows for at, text in ((3, "件"), (4, f"{row - 2:02d}"))]
    return [tables[0], [*found, Cell("计量单位", 0, 3, 3), Cell("代码", 0, 4, 3), *told], *tables[2:]]


def with_subtotals(draft: Draft, tables: Tables) -> Tables:
    """A column of sums before that of all, under a heading over the five kinds of organisations."""
    last = width(tables[1]) - 1
    found = [c if c.column < last else c._replace(column=c.column + 1) for c in tables[1]]
    found = [c._replace(colspan=c.colspan + 1) if c.column < last < c.column + c.colspan else c for c in found]
    sums = [Cell("9", row, last) for row in range(3, height(tables[1]))]
    return [tables[0], [*found, Cell("小计", 2, last), *sums], *tables[2:]]


def with_last_years_totals(draft: Draft, tables: Tables) -> Tables:
    """Figures right of the form, where a row's first may be blank and seven are left all the same."""
    wide = width(tables[1])
    more = [Cell(str(row), row, wide) for row in range(3, height(tables[1]))]
    return [tables[0], [*tables[1], Cell("上年总计", 0, wide, 3), *more], *tables[2:]]


def torn_in_two(draft: Draft, tables: Tables) -> Tables:
    upper = [c._replace(rowspan=min(c.rowspan, 12 - c.row)) for c in tables[1] if c.row < 12]
    lower = [c._replace(row=c.row - 12) for c in tables[1] if c.row >= 12]
    return [tables[0], upper, lower, *tables[2:]]


def glued_together(draft: Draft, tables: Tables) -> Tables:
    glued: list[Cell] = []
    for table in tables:
        glued += shifted(table, height(glued) if glued else 0)
    return [glued]


def figures_cut_differently(draft: Draft, tables: Tables) -> Tables:
    moved = [c._replace(column=c.column + 1) if c.row >= 3 and c.column >= 3 else c for c in tables[1]]
    return [tables[0], moved, *tables[2:]]


def columns_swapped(draft: Draft, tables: Tables) -> Tables:
    order = {4: 6, 5: 4, 6: 5}
    moved = [c._replace(column=order.get(c.column, c.column)) if c.colspan == 1 else c for c in tables[1]]
    return [tables[0], moved, *tables[2:]]


def headings_moved_by_a_lost_merge(draft: Draft, tables: Tables) -> Tables:
    """The corner above the labels ends a row too early: the headings below it flow to the left, past 自然人."""
    places = {4: 0, 5: 1, 6: 2, 7: 4, 8: 5}
    moved = [c._replace(column=places.get(c.column, c.column)) if c.row == 2 else c for c in tables[1]]
    return [tables[0], [c._replace(rowspan=2) if (c.row, c.column) == (0, 0) else c for c in moved], *tables[2:]]


def groups_of_table_four_twice(draft: Draft, tables: Tables) -> Tables:
    """The first row of headings stands there twice; its merged cell pushes all in the second to the right."""
    if len(tables) < 3:
        return tables
    below = [c._replace(row=c.row + 1) for c in tables[2] if c.row]
    first = [c for c in tables[2] if not c.row]
    again = [c._replace(row=1, column=c.column + 5) for c in first]
    moved = [c._replace(column=0) if c.text == "未经复议直接起诉" else c for c in below]
    return [*tables[:2], [*first, *again, *moved]]


def label_cut_by_the_row(draft: Draft, tables: Tables) -> Tables:
    return [tables[0], renamed(tables[1], "5.要求行政机关", "5.要求行政机关确认或重"), *tables[2:]]


def _outcome(draft: Draft, group: str, outcome: str) -> str:
    value = draft.values.get(Address("disputes", group, outcome))
    return "" if value is None else str(value)


def disputes_as_rows(draft: Draft, tables: Tables) -> Tables:
    if len(tables) < 3:
        return tables
    cells = [Cell("类别", 0, 0), *(Cell(label, 0, n) for n, (label, _) in enumerate(OUTCOMES, 1))]
    for row, (label, group) in enumerate(GROUPS, 1):
        cells += [Cell(label, row, 0)]
        cells += [Cell(_outcome(draft, group, code), row, n) for n, (_, code) in enumerate(OUTCOMES, 1)]
    return [*tables[:2], cells]


def disputes_upright(draft: Draft, tables: Tables) -> Tables:
    if len(tables) < 3:
        return tables
    rows = disputes_as_rows(draft, tables)[2]
    return [*tables[:2], [c._replace(row=c.column, column=c.row) for c in rows]]


def disputes_in_two_tables(draft: Draft, tables: Tables) -> Tables:
    if len(tables) < 3:
        return tables
    right = [c._replace(column=c.column - 5) for c in tables[2] if c.column >= 5]
    return [*tables[:2], [c for c in tables[2] if c.column < 5], right]


def disputes_with_figures_on_the_next_page(draft: Draft, tables: Tables) -> Tables:
    if len(tables) < 3:
        return tables
    return [*tables[:2], [c for c in tables[2] if c.row < 3], [c._replace(row=0) for c in tables[2] if c.row >= 3]]


def disputes_under_headings_in_a_table_of_their_own(draft: Draft, tables: Tables) -> Tables:
    if len(tables) < 3:
        return tables
    cells = disputes_as_rows(draft, tables)[2]
    heads, rows = [c for c in cells if c.row == 0], [c._replace(row=c.row - 1) for c in cells if c.row]
    return [*tables[:2], heads, rows]


def disputes_by_short_words(draft: Draft, tables: Tables) -> Tables:
    cells = renamed(renamed(disputes_as_rows(draft, tables)[-1], "结果维持", "维持"), "结果纠正", "纠正")
    return [*tables[:-1], cells] if len(tables) == 3 else tables


LAYOUTS: tuple[Callable[[Draft, Tables], Tables], ...] = (
    as_printed,
    with_caption_row,
    without_group_words,
    with_remarks,
    with_remarks_that_are_numbers,
    with_serial_numbers,
    with_units_of_rows,
    with_subtotals,
    with_last_years_totals,
    torn_in_two,
    glued_together,
    figures_cut_differently,
    columns_swapped,
    headings_moved_by_a_lost_merge,
    groups_of_table_four_twice,
    label_cut_by_the_row,
    disputes_as_rows,
    disputes_upright,
    disputes_in_two_tables,
    disputes_with_figures_on_the_next_page,
    disputes_under_headings_in_a_table_of_their_own,
    disputes_by_short_words,
)


def read(tables: Tables) -> dict[Address, Decimal | None]:
    mapped = map_grids([Grid(tuple(cells)) for cells in tables])
    figures = confirm(mapped.figures, recognise_edition(mapped.figures))
    return {address: figure.value for address, figure in figures.items() if figure.is_sure}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: f"{report.agency}{report.year}")
def test_every_figure_is_found_in_every_layout(report: Figures, layout: Callable[[Draft, Tables], Tables]) -> None:
    draft = write_draft(report)
    assert read(layout(draft, tables_of(draft))) == dict(draft.values)


def test_a_table_that_compares_years_says_nothing_of_the_rows_of_the_form() -> None:
    own = tables_of(write_draft(REPORTS[0]))
    lines = (("指标", "2023年", "2024年", "增减"), ("上年结转政府信息公开申请数量", "3", "5", "2"))
    other = [Cell(text, row, column) for row, line in enumerate(lines) for column, text in enumerate(line)]
    assert map_grids([Grid(tuple(cells)) for cells in (*own, other)]).warnings == []
    assert read([*own, other]) == read(own)


def test_a_group_whose_cell_moved_to_the_right_of_its_rows_leaves_them_their_labels() -> None:
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    labels = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
    cells = [Cell(head, 0, column) for column, head in enumerate(("", "", *heads))]
    cells += [Cell("（四）无法提供", 1, 1, rowspan=3), *(Cell(label, n, 0) for n, label in enumerate(labels, 1))]
    cells += [Cell("0", row, column) for row in (1, 2, 3) for column in range(2, 9)]
    assert {address.row for address in read([cells])} == {
        *("unavailable.not_held", "unavailable.needs_creation", "unavailable.still_unclear")
    }


@pytest.mark.parametrize("label", ["6.属于四类过程性信息", "3.其他", "1.本机关不掌握"])
def test_a_row_whose_label_is_lost_is_missing_and_taken_for_no_other(label: str) -> None:
    draft = write_draft(published.HEILONGJIANG_2024)
    tables = tables_of(draft)
    found = read([tables[0], renamed(tables[1], label, ""), *tables[2:]])
    assert len(found) == len(draft.values) - 7
    assert all(draft.values[address] == value for address, value in found.items())


def test_figures_moved_from_their_own_headings_are_never_sure_by_their_number_alone() -> None:
    heads = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计", "")
    row = ("（一）予以公开", "", "3", "", "", "", "", "3", "85")
    cells = [Cell(text, r, c) for r, texts in enumerate((heads, row)) for c, text in enumerate(texts)]
    assert not any(figure.is_sure for figure in map_grids([Grid(tuple(cells))]).figures.values())


def test_cells_that_ran_together_are_not_placed_under_headings_that_were_read_on_the_page_before() -> None:
    """Two headings of seven are lost: five cells on the next page are not those of the other five."""
    heads = ("", "", "", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    row = ("（一）予以公开", "3", "1", "0", "0", "2", "1", "7")
    first = [Cell(text, r, c) for r, texts in enumerate((heads, row)) for c, text in enumerate(texts)]
    second = [Cell("3.其他", 0, 0), Cell("36625", 0, 1, colspan=2), Cell("1", 0, 3), Cell("0", 0, 4), Cell("2", 0, 5)]
    second.append(Cell("1395", 0, 6, colspan=2))
    found = map_grids([Grid(tuple(first)), Grid(tuple(second))]).figures
    assert not any(address.row == "other.other" for address in found)


def under_a_torn_heading(draft: Draft) -> Tables:
    """The table goes on over a page, and the two headings that are as high as two rows were left on the page before."""
    tables = torn_in_two(draft, tables_of(draft))
    upper = [c._replace(text="" if c.text in ("自然人", "总计") and c.row < 3 else c.text) for c in tables[1]]
    return [tables[0], [c._replace(row=c.row - 2) for c in upper if c.row >= 2], *tables[2:]]


def test_a_torn_heading_tells_the_order_of_the_next_page_where_every_row_under_it_adds_up() -> None:
    draft = write_draft(published.HUAIAN_2024)
    assert read(under_a_torn_heading(draft)) == dict(draft.values)


@pytest.mark.parametrize("broken", ["a row does not add up", "only noughts"])
def test_a_torn_heading_tells_the_order_of_no_other_page_where_rows_do_not_bear_it_out(broken: str) -> None:
    draft = write_draft(published.HUAIAN_2024)
    tables = under_a_torn_heading(draft)
    if broken == "only noughts":
        upper = [c._replace(text="0" if c.text.isdecimal() else c.text) for c in tables[1]]
    else:
        upper = [c._replace(text="3002" if c.text == "3001" else c.text) for c in tables[1]]
    found = map_grids([Grid(tuple(cells)) for cells in (tables[0], upper, *tables[2:])]).figures
    assert all(figure.doubt for address, figure in found.items() if address.row == "not_handled.publications")


def test_a_second_table_with_other_figures_makes_both_doubtful() -> None:
    draft = write_draft(published.HEILONGJIANG_2024)
    tables = tables_of(draft)
    other = [c._replace(text="1") if c.text == "10067" else c for c in tables[1]]
    mapped = map_grids([Grid(tuple(cells)) for cells in [*tables, other]])
    doubted = {address for address, figure in mapped.figures.items() if figure.doubt}
    assert doubted == {Address("requests", "new", "natural_person")}


def test_blank_dash_and_zero_stay_three_things() -> None:
    draft = write_draft(published.HEILONGJIANG_2024)
    tables = tables_of(draft)
    row = next(c.row for c in tables[1] if c.text.startswith("1.属于国家秘密"))
    texts = {5: "", 6: "—", 8: "/"}
    changed = [c._replace(text=texts.get(c.column, c.text)) if c.row == row else c for c in tables[1]]
    figures = map_grids([Grid(tuple(changed))]).figures
    states = [
        figures[Address("requests", "denied.state_secrets", column)].state
        for column in ("company", "research", "public_interest", "legal_service", "other")
    ]
    assert states == [State.NUMBER, State.BLANK, State.DASH, State.NUMBER, State.DASH]


@pytest.mark.parametrize("label", ["3.其他", "3 .其他", "3 、其他"])
def test_a_row_of_blanks_is_named_by_its_number_whatever_white_stands_in_it(label: str) -> None:
    rows = (
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", *"1000001"),
        (label, *[""] * 7),
    )
    heads = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = [Cell(text, r, c) for r, row in enumerate((heads, *rows)) for c, text in enumerate(row)]
    figures = map_grids([Grid(tuple(cells))]).figures
    assert figures[Address("requests", "other.other", "total")].state == State.BLANK


@pytest.mark.parametrize(
    "rows",
    [
        [("行政处罚", 1, 0, 1, 1), ("", 1, 1, 1, 1), ("No. 0845", 1, 2, 1, 1), ("83264", 1, 3, 1, 1)],
        [("行政处罚", 1, 0, 2, 1), ("L8326", 1, 1, 1, 3), ("", 2, 1, 1, 3)],
    ],
    ids=["beside it", "under it"],
)
def test_a_blank_that_the_frame_of_a_stamp_cut_from_a_figure_is_in_doubt(
    rows: list[tuple[str, int, int, int, int]],
) -> None:
    texts = [
        ("信息内容", 0, 0, 1, 1),
        ("本年处理决定数量", 0, 1, 1, 3),
        *rows,
        ("行政强制", 3, 0, 1, 1),
        ("1508", 3, 1, 1, 3),
    ]
    figures = map_grids(
        [Grid(tuple(Cell(*text, place=Place(page=1, box=(0.0, 0.0, 9.0, 9.0))) for text in texts))]
    ).figures
    assert figures[Address("disclosure", "penalties", "decisions")].doubt
    assert not figures[Address("disclosure", "coercion", "decisions")].doubt


def test_pieces_of_a_figure_of_table_three_that_the_frame_of_a_stamp_cut_are_in_doubt() -> None:
    page = Place(page=1, box=(0.0, 0.0, 9.0, 9.0))
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = [Cell(text, 0, n, place=page) for n, text in enumerate(heads, 1)]
    cells += [Cell("（一）予以公开", 1, 0, 2, place=page), *(Cell("0", 1, n, 2, place=page) for n in (3, 4, 5, 6))]
    cells += [Cell(text, row, n, place=page) for row, n, text in ((1, 1, "8"), (2, 1, ""), (1, 2, ""), (2, 2, "5"))]
    cells += [Cell("1", 1, 7, place=page), Cell("3", 2, 7, place=page)]
    figures = map_grids([Grid(tuple(cells))]).figures
    row = {column: figures[Address("requests", "granted", column)] for column in ("company", "research", "total")}
    assert {column: bool(figure.doubt) for column, figure in row.items()} == {
        "company": True, "research": False, "total": True
    }  # fmt: skip


@pytest.mark.parametrize("text", ["— 011", "\ufffd 12", "12?", "\ufffd"])
def test_a_figure_with_marks_of_the_pen_is_no_label(text: str) -> None:
    assert holds_digits(Cell(text, 0, 0))
    assert not holds_digits(Cell("—3.其他", 0, 0))


@pytest.mark.parametrize("total", ["(5)", "约5", "5."])
def test_a_total_that_cannot_be_read_keeps_its_place_behind_the_blank_of_a_wide_label(total: str) -> None:
    heads = ["", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    row = ["（一）予以公开", "", "5", "0", "0", "0", "0", "0", total]
    cells = [Cell(text, line, n) for line, texts in enumerate((heads, row)) for n, text in enumerate(texts)]
    figures = map_grids([Grid(tuple(cells))]).figures
    assert figures[Address("requests", "granted", "natural_person")].value == 5
    assert figures[Address("requests", "granted", "total")].state is State.ILLEGIBLE


def test_the_name_of_a_group_in_a_row_of_its_own_is_no_row_of_the_form() -> None:
    heads = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    names = (
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "3.其他",
        "（七）总计",
    )
    rows = [heads, (names[0], *("",) * 7), *((name, "1", "0", "0", "0", "0", "0", "1") for name in names[1:])]
    cells = [Cell(text, r, c) for r, texts in enumerate(rows) for c, text in enumerate(texts)]
    figures = map_grids([Grid(tuple(cells))]).figures
    assert {address.row for address in figures} == {"other.not_corrected", "other.other", "total"}
