"""Rows torn by a page break in the middle of their numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from parsing.editions import EDITIONS
from parsing.grid import Cell, Grid, Place
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from parsing.tables.mapped import APPLICANTS
from parsing.tables.mapping import map_grids
from parsing.tables.torn import rejoined

HEADINGS = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
TOTAL = Address("requests", "new", "total")


def read(*rows: tuple[str, ...]) -> dict[Address, Figure]:
    cells = [Cell(text, r, c) for r, row in enumerate((HEADINGS, *rows)) for c, text in enumerate(row)]
    return confirm(map_grids([Grid(tuple(cells))]).figures, "2021")


def test_a_number_over_two_pages_is_put_together_where_the_sum_holds() -> None:
    figures = read(("一、本年新收政府信息公开申请数量", "190", "6", "0", "0", "0", "0", "19"), ("",) * 7 + ("6",))
    assert (figures[TOTAL].value, figures[TOTAL].raw) == (Decimal(196), "19\n6")
    assert figures[TOTAL].is_sure


def test_where_no_sum_holds_it_is_doubtful() -> None:
    figures = read(("一、本年新收政府信息公开申请数量", "190", "7", "0", "0", "0", "0", "19"), ("",) * 7 + ("6",))
    assert not figures[TOTAL].is_sure


def test_the_rest_of_the_label_may_come_with_it() -> None:
    first = ("5.要求行政机关确认或重", "19", "0", "0", "0", "0", "0", "19")
    figures = read(first, ("新出具已获取信息的", "6", "", "", "", "", "", "6"))
    total = figures[Address("requests", "not_handled.confirmation", "total")]
    assert (total.value, total.is_sure) == (Decimal(196), True)


@pytest.mark.parametrize(
    "below",
    [
        ("", "5", "0", "0", "0", "0", "0", "5"),
        ("二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "6"),
        ("", "", "", "", "", "", "", "—"),
    ],
    ids=["a whole row that lost its label", "a row of its own", "a mark"],
)
def test_a_row_of_its_own_is_not_joined(below: tuple[str, ...]) -> None:
    figures = read(("一、本年新收政府信息公开申请数量", "190", "6", "0", "0", "0", "0", "196"), below)
    assert figures[TOTAL].value == Decimal(196)
    assert figures[TOTAL].raw == "196"


def test_a_number_under_a_blank_belongs_to_no_row() -> None:
    figures = read(
        ("一、本年新收政府信息公开申请数量", "", "", "0", "0", "0", "0", "0"), ("", "5", "", "", "", "", "", "5")
    )
    assert figures[Address("requests", "new", "natural_person")].value is None


THIRD_PARTY = [Address("requests", "denied.third_party_rights", column) for column in APPLICANTS]


def whole_table() -> list[tuple[str, ...]]:
    """Table 三 of 2021 with two rows of denials; all its columns hold."""
    filled = {
        "一、本年新收政府信息公开申请数量": ("70", "0", "0", "0", "3", "2", "75"),
        "4.保护第三方合法权益": ("68", "0", "0", "0", "3", "1", "72"),
        "5.属于三类内部事务信息": ("2", "0", "0", "0", "0", "1", "3"),
        "（七）总计": ("70", "0", "0", "0", "3", "2", "75"),
    }
    labels = [row.label for row in EDITIONS["2021"].table("requests").blocks[0].rows]
    return [(label, *filled.get(label, ("0",) * 7)) for label in labels]


def torn_table(*, without_label: bool) -> list[tuple[str, ...]]:
    """The figures of one row in a row without a label below it; or that row blank, and the next without its label."""
    rows = whole_table()
    at = next(n for n, row in enumerate(rows) if row[0] == "4.保护第三方合法权益")
    if without_label:
        rows[at] = (rows[at][0], *[""] * 7)
        rows[at + 1] = ("", *rows[at + 1][1:])
        return rows
    return [*rows[:at], (rows[at][0], *[""] * 7), ("", *rows[at][1:]), *rows[at + 1 :]]


def test_figures_that_fell_to_the_next_page_belong_to_the_label_above_where_the_columns_hold() -> None:
    figures = read(*torn_table(without_label=False))
    assert [figures[address].value for address in THIRD_PARTY] == [Decimal(n) for n in (68, 0, 0, 0, 3, 1, 72)]
    assert all(figures[address].is_sure for address in THIRD_PARTY)


def test_a_sum_across_does_not_tell_whose_row_it_is() -> None:
    figures = read(*torn_table(without_label=True))
    assert not any(figures[address].is_sure for address in THIRD_PARTY)


def test_where_every_row_of_the_form_has_its_label_no_sum_is_needed() -> None:
    """No row lost its label then, whose figures they might be; a number that the page broke is another matter."""
    rows = torn_table(without_label=False)
    at = next(n for n, row in enumerate(rows) if row[0] == "5.属于三类内部事务信息")
    rows[at] = (rows[at][0], *"9000009")
    assert [read(*rows)[address].is_sure for address in THIRD_PARTY] == [True] * 7
    at = next(n for n, row in enumerate(rows) if row[0] == "（七）总计")
    broken = [*rows[:at], (*rows[at][:7], "7"), ("",) * 7 + ("9",), *rows[at + 1 :]]
    assert not read(*broken)[Address("requests", "total", "total")].is_sure


def test_without_a_sum_that_holds_they_are_doubtful() -> None:
    row = ("4.保护第三方合法权益", "", "", "", "", "", "", "")
    figures = read(row, ("", "68", "0", "0", "0", "3", "1", "71"))
    total = figures[Address("requests", "denied.third_party_rights", "total")]
    assert total.doubt == "这一行被分页断开，数字取自相邻的一页"


def test_a_blank_row_above_a_row_with_its_own_label_stays_blank() -> None:
    row = ("一、本年新收政府信息公开申请数量", "", "", "", "", "", "", "")
    figures = read(row, ("二、上年结转政府信息公开申请数量", "4", "0", "0", "0", "0", "0", "4"))
    assert figures[TOTAL].value is None


def test_a_label_over_two_grids_is_put_together() -> None:
    first = [*HEADINGS], ["4.保护第", "68", "0", "0", "0", "3", "1", "72"]
    second = [
        ["三方合法权益", "", "", "", "", "", "", ""],
        ["5.属于三类内部事务信息", "68", "3", "0", "0", "0", "0", "71"],
    ]
    grids = [
        Grid(tuple(Cell(t, r, c) for r, row in enumerate(rows) for c, t in enumerate(row))) for rows in (first, second)
    ]
    figures = map_grids(grids).figures
    assert figures[Address("requests", "denied.third_party_rights", "total")].value == Decimal(72)
    assert figures[Address("requests", "denied.internal_affairs", "total")].value == Decimal(71)


@pytest.mark.parametrize("head", ["2.其", "2.其他"])
@pytest.mark.parametrize("lost", [False, True], ids=["all of it", "a line of it unread"])
def test_the_rest_of_a_label_may_come_a_line_a_row(head: str, lost: bool) -> None:
    """Without lines between its rows the lower part of a row that is high is one row of words after another. What is
    not all of it may begin with another row's label: nothing is put together then."""
    rest = "2.其他法律行政法规禁止公开".removeprefix(head)
    lines = [rest[at : at + 2] for at in range(0, len(rest), 2)]
    rows = [HEADINGS, (head, *"1000001"), *((line, *[""] * 7) for line in lines[: 1 if lost else None])]
    grid = Grid(tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)))
    labels = [cell.text for cell in rejoined([grid])[0].cells if cell.column == 0 and cell.text]
    assert labels == ([head, lines[0]] if lost else ["2.其他法律行政法规禁止公开"])


def test_a_row_without_figures_under_the_rest_of_a_label_is_a_row() -> None:
    rows = [("4.保", *"1000001"), *((text, *[""] * 7) for text in ("护第三方", "合法权益", "5.属于三类内部事务信息"))]
    grid = Grid(tuple(Cell(text, r, c) for r, row in enumerate((HEADINGS, *rows)) for c, text in enumerate(row)))
    labels = [cell.text for cell in rejoined([grid])[0].cells if cell.column == 0 and cell.text]
    assert labels == ["4.保护第三方合法权益", "5.属于三类内部事务信息"]


def test_a_label_with_its_own_number_is_no_rest_of_what_stands_beside_the_figures_above() -> None:
    """Figures at the foot of their cells stand beside the last line of their labels."""
    rows = [("4.保护", *[""] * 7), ("第三方合法权", *[""] * 7), ("益", *"1000001"), ("5.属于三", *[""] * 7)]
    rows += [("类内部事务", *[""] * 7), ("信息", *"2000002")]
    figures = read(*rows)
    own = figures.get(Address("requests", "denied.internal_affairs", "total"))
    assert own is None or own.value != Decimal(1)


def test_whose_figures_stand_beside_a_number_alone_is_not_told_by_the_words_below_it() -> None:
    rows = [("5.属于三类内部事务信息", *"2000002"), ("6.", *"1000001")]
    figures = read(*rows, ("属于四类", *[""] * 7), ("过程性信息", *[""] * 7))
    assert {address.row for address, figure in figures.items() if figure.is_sure} == {"denied.internal_affairs"}


def test_the_second_half_of_a_label_without_figures_is_no_blank_row() -> None:
    assert not read(("三方合法权益", "", "", "", "", "", "", ""))


@pytest.mark.parametrize(
    ("label", "figures", "is_sure"),
    [
        ("缴纳费用、行政机关不再处理其政府信息公开申请", ("", "", "", "0", "2", "", "—"), False),
        ("缴纳费用、行政机关不再处理其政府信息公开申请", tuple("1000001"), True),
        (
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            ("", "", "", "0", "2", "", ""),
            True,
        ),
    ],
    ids=["marks", "figures", "all of it"],
)
def test_the_end_of_a_label_beside_blanks_and_marks_has_no_figures_of_its_own(
    label: str, figures: tuple[str, ...], is_sure: bool
) -> None:
    """They stand beside its beginning, on a page that could not be read; what is here are marks of a pen."""
    rows = HEADINGS, (label, *figures)
    found = map_grids([Grid(tuple(Cell(t, r, c) for r, row in enumerate(rows) for c, t in enumerate(row)))]).figures
    assert len(found) == 7
    assert all(figure.is_sure for figure in found.values()) is is_sure


@pytest.mark.parametrize("apart", [True, False], ids=["on two pages", "on one"])
@pytest.mark.parametrize(
    ("first", "rest", "row"),
    [
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府", "信息公开申请", "other.not_corrected"),
        ("5.要求行政机关确认或重", "新出具已获取信息", "not_handled.confirmation"),
    ],
    ids=["with the end of another label too", "with an end of its own"],
)
def test_the_first_half_of_a_label_without_figures_is_no_blank_row(
    first: str, rest: str, row: str, apart: bool
) -> None:
    upper = (HEADINGS, ("一、本年新收政府信息公开申请数量", *"2000002"), (first, *[""] * 7))
    lower = ((rest, *"1000001"), ("3.其他", *"1000001"))
    rows = [upper, lower] if apart else [(*upper, *lower)]
    grids = [Grid(tuple(Cell(t, r, c) for r, cells in enumerate(g) for c, t in enumerate(cells))) for g in rows]
    figures = map_grids(grids).figures
    assert {a.row: f.value for a, f in figures.items() if a.column == "total" and f.is_sure} == {
        "new": 2,
        row: 1,
        "other.other": 1,
    }


def test_a_rest_as_wide_as_the_table_ends_no_number_in_particular() -> None:
    """Digits that fell out of a narrow cell of table 四: the blank above them is no blank."""
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3
    groups = ("行政复议", "未经复议直接起诉", "复议后起诉")
    row = ("606", "203", "161", "53", "", "80", "26", "16", "32", "154", "62", "12", "16", "38", "128")
    cells = [Cell(text, 0, n * 5, colspan=5) for n, text in enumerate(groups)]
    cells += [Cell(text, line, n) for line, texts in ((1, heads), (2, row)) for n, text in enumerate(texts)]
    figures = confirm(map_grids([Grid((*cells, Cell("102 3", 3, 0, colspan=15)))]).figures, "2021")
    own = [figures[Address("disputes", "reconsideration", column)] for column in ("upheld", "total")]
    assert not any(figure.is_sure for figure in own)
    assert figures[Address("disputes", "litigation_after", "total")].is_sure


def test_digits_below_a_row_on_one_page_are_no_second_part_of_it() -> None:
    """They may as well be the first line of the numbers of the row below, whose sum holds without them."""
    rows = (
        HEADINGS,
        ("一、本年新收政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2"),
        ("", "2", "", "", "", "", "", "2"),
        ("二、上年结转政府信息公开申请数量", "3", "0", "0", "0", "0", "0", "3"),
    )
    cells = [
        Cell(text, r, c, place=Place(1, (50.0 * c, 20.0 * r, 50.0 * c + 40, 20.0 * r + 15)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    figures = confirm(map_grids([Grid(tuple(cells))]).figures, "2021")
    assert not figures[TOTAL].is_sure
    assert not figures[Address("requests", "carried_in", "total")].is_sure


def test_a_whole_label_at_the_head_of_a_table_is_no_rest_of_the_one_before() -> None:
    one = Grid((Cell("四、结转下年度继续办理", 0, 0), Cell("件", 0, 1), Cell("3", 0, 2)))
    other = Grid((Cell("行政复议", 0, 0, 1, 5), *(Cell(text, 1, c) for c, text in enumerate("12345"))))
    assert rejoined([one, other]) == [one, other]


NOT_CORRECTED = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"


def over_a_break(upper: tuple[str, ...], lower: tuple[str, ...], pages: tuple[int, int] = (1, 2)) -> list[Grid]:
    """A table whose page ends after the first of two rows."""
    halves = ((HEADINGS, ("一、本年新收政府信息公开申请数量", *"2000002"), upper), (lower, ("3.其他", *"1000001")))
    return [
        Grid(tuple(Cell(t, r, c, place=Place(page=page)) for r, cells in enumerate(half) for c, t in enumerate(cells)))
        for half, page in zip(halves, pages, strict=True)
    ]


def of_row(grids: list[Grid]) -> dict[str, tuple[str, bool]]:
    figures = map_grids(grids).figures
    return {a.column: (f.raw, bool(f.doubt)) for a, f in figures.items() if a.row == "other.not_corrected"}


@pytest.mark.parametrize("figures", [[*"1000001"], ["1", "", "", "", "", "", "1"]], ids=["noughts", "blanks"])
def test_figures_that_end_a_page_belong_to_the_label_that_opens_the_next(figures: list[str]) -> None:
    """The label stands in the middle of a tall row, and the figures at its top."""
    found = of_row(over_a_break(("", *figures), (NOT_CORRECTED, *[""] * 7)))
    assert found == {column: (figure, True) for column, figure in zip(APPLICANTS, figures, strict=True)}


def test_the_name_of_a_group_may_stand_beside_that_label() -> None:
    upper, lower = over_a_break(("", *"1000001"), (NOT_CORRECTED, *[""] * 7))
    upper, lower = (replace(g, cells=tuple(c._replace(column=c.column + 1) for c in g.cells)) for g in (upper, lower))
    group = Cell("（六）其他处理", 0, 0, 2, place=Place(page=2))
    assert [f for f, _ in of_row([upper, replace(lower, cells=(group, *lower.cells))]).values()] == list("1000001")


@pytest.mark.parametrize(
    ("upper", "lower", "pages"),
    [
        (("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", *"1000001"), (NOT_CORRECTED, *[""] * 7), (1, 2)),
        (("", *"1000001"), (NOT_CORRECTED, *"2000002"), (1, 2)),
        (("", *"1000001"), (NOT_CORRECTED, *[""] * 7), (1, 1)),
    ],
    ids=["with a label of their own", "above figures of its own", "on one page"],
)  # fmt: skip
def test_other_figures_above_a_label_are_not_its_own(
    upper: tuple[str, ...], lower: tuple[str, ...], pages: tuple[int, int]
) -> None:
    found = of_row(over_a_break(upper, lower, pages))
    assert [figure for figure, _ in found.values()] == list(lower[1:])


def test_a_label_cut_by_a_page_that_repeats_the_headings_is_put_together() -> None:
    first = ("2.没有", "19", "0", "0", "0", "0", "0", "19")
    figures = read(first, HEADINGS, ("现成信息需要另行制作", *("",) * 7))
    assert figures[Address("requests", "unavailable.needs_creation", "natural_person")].value == 19
    other = read(first, HEADINGS, ("3.补正后申请内容仍不明确", *("",) * 7))
    assert not any(figure.value for figure in other.values())


@pytest.mark.parametrize("lost", [0, 1], ids=["group's cell goes on", "group's cell is not found"])
def test_figures_at_a_pages_end_belong_to_the_label_that_opens_the_next(lost: int) -> None:
    """Its own cells are no blanks; columns are counted from the right, as a group's cell may end with its page."""
    upper = [("", *HEADINGS), ("三、本年度办理结果", "3.危及“三安全一稳定”", *"1000001"), ("", "", *"2000002")]
    lower = [("", "4.保护第三方合法权益", *[""] * 7), ("", "5.属于三类内部事务信息", *"3000003")]
    grids = [
        Grid(tuple(Cell(t, r, c, place=Place(page)) for r, row in enumerate(rows) for c, t in enumerate(row)))
        for page, rows in ((1, upper), (2, [row[lost:] for row in lower]))
    ]
    figures = map_grids(grids).figures
    found = {a.row: (f.value, f.is_sure) for a, f in figures.items() if a.column == "total"}
    assert found["denied.third_party_rights"] == (Decimal(2), False)
    assert found["denied.internal_affairs"] == (Decimal(3), True)


def test_a_row_that_a_pages_end_cut_in_two_keeps_its_label() -> None:
    """Its figures are as high as it is: the name of a group is that of a row in the form of 2019."""
    rows = [("（六）其他处理", *"2000002")]
    cells = [Cell(text, 0, column) for column, text in enumerate(HEADINGS)]
    cells += [Cell(text, 1, column, rowspan=2) for column, text in enumerate(rows[0])]
    assert map_grids([Grid((*cells, Cell("", 3, 0)))]).figures[Address("requests", "other", "total")].value == Decimal(
        2
    )


def test_the_name_of_a_group_may_be_cut_with_the_label_beside_it() -> None:
    """As where no lines part rows: each line of the rest is a row."""
    first = ("（五）不", "1.信访举", *"5000005")
    rest = ("予处理", "报投诉类申请", *[""] * 7)
    rows = [("", *HEADINGS), first, rest, ("", "2.重复申请", *"1000001")]
    found = map_grids([Grid(tuple(Cell(t, r, c) for r, row in enumerate(rows) for c, t in enumerate(row)))]).figures
    assert found[Address("requests", "not_handled.petitions", "total")].value == Decimal(5)
    strange = [("", *HEADINGS), first, ("办理结果", *rest[1:])]
    other = map_grids([Grid(tuple(Cell(t, r, c) for r, row in enumerate(strange) for c, t in enumerate(row)))]).figures
    assert not any(figure.is_sure for figure in other.values())
