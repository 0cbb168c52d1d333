"""Labels with a character lost, doubled or changed: a row is known for certain, or it is missing."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.grid import Cell, Paragraph
from parsing.report import Address
from parsing.tables.codes import row_code
from parsing.tables.confirm import confirm
from parsing.tables.endings import ending
from parsing.tables.stream import map_stream
from parsing.tables.vocabulary import ROWS
from submissions.demo.form_layout import FormTable, Kind, printed_tables
from tests.parsing.test_mapping_properties import EDITION, TABLES, assert_never_wrong, cut, figure_as_printed, read

LETTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
)
MOST = 0.4
"""Share of the labels that are misprinted, at most."""
Made = tuple[FormTable, dict[Address, str], list[Cell]]


def misprint(rng: Random, text: str) -> str:
    """One character lost, doubled or changed; the unit of money keeps its own, without which it is another unit."""
    at = rng.choice([n for n, char in enumerate(text) if char not in "万元"])
    return text[:at] + rng.choice(("", text[at] * 2, rng.choice(LETTERS))) + text[at + 1 :]


@st.composite
def misprinted(draw: st.DrawFn) -> Made:
    """A printed table of some edition, its rows adding up across or not, with labels misprinted or blanked."""
    rng = Random(draw(st.integers(0, 2**32)))
    code = draw(st.sampled_from(TABLES))
    table = printed_tables(EDITIONS[draw(EDITION)].table(code))[0]
    texts = {cell.address: figure_as_printed(rng) for cell in table.cells if cell.address is not None}
    if draw(st.booleans()):
        texts = {address: str(rng.choice((0, 0, rng.randrange(40)))) for address in texts}
        for total in [address for address in texts if address.column == "total"]:
            parts = [text for a, text in texts.items() if a[:2] == total[:2] and a != total]
            texts[total] = str(sum(map(int, parts)))
    labels = [n for n, cell in enumerate(table.cells) if cell.address is None and cell.kind is not Kind.NOTE]
    labels = [n for n in labels if table.cells[n].text]
    changed = set(rng.sample(labels, max(1, int(rng.random() * MOST * len(labels)))))
    blank = set(rng.sample(labels, draw(st.integers(0, 2))))
    cells = []
    for n, cell in enumerate(table.cells):
        text = texts[cell.address] if cell.address is not None else cell.text
        text = "" if n in blank else misprint(rng, text) if n in changed else text
        cells.append(Cell(text, cell.row, cell.column, cell.rowspan, cell.colspan))
    return table, texts, cells


@settings(max_examples=100, deadline=None)
@given(misprinted())
def test_a_table_with_misprinted_labels_is_never_misread(made: Made) -> None:
    _, texts, cells = made
    assert_never_wrong(read([cells]), texts)


@settings(max_examples=60, deadline=None)
@given(misprinted(), st.data())
def test_nor_where_a_page_break_tears_it_and_the_cells_of_groups_lose_their_words(
    made: Made, data: st.DataObject
) -> None:
    table, texts, cells = made
    bare = [cell._replace(text="") if cell.rowspan > 1 else cell for cell in cells]
    torn = cut(bare, data.draw(st.integers(table.header_rows, table.height - 1)))
    assert_never_wrong(read(torn), texts)


@settings(max_examples=60, deadline=None)
@given(misprinted(), st.sampled_from("\t "))
def test_nor_where_it_is_lines_of_text(made: Made, between: str) -> None:
    table, texts, cells = made
    rows = [[cell.text for cell in cells if cell.row == row] for row in range(table.height)]
    figures = confirm(map_stream([Paragraph(between.join(row)) for row in rows]).mapped.figures, "")
    assert_never_wrong({a: (f.value, f.is_sure) for a, f in figures.items()}, texts)


def test_a_figure_behind_a_blank_under_headings_of_which_one_is_lost_is_doubted() -> None:
    lines = ("第二十条第（八）项", "信息内容\t上一年项目数量\t", "行政事业性收费\t\t7")
    figures = map_stream([Paragraph(line) for line in lines]).mapped.figures
    assert [figure.is_sure for figure in figures.values()] == [False]
    whole = ("第二十条第（八）项", "信息内容\t本年收费金额（单位：万元）", "行政事业性收费\t\t7")
    assert [figure.is_sure for figure in map_stream([Paragraph(line) for line in whole]).mapped.figures.values()] == [
        True
    ]


def test_a_label_numbered_like_another_is_not_taken_for_the_one_it_was_cut_down_to() -> None:
    assert row_code("requests", "（六）其他") is None
    assert row_code("requests", "3.其他") == "other.other"
    assert row_code("requests", "其他") == "other.other"


def test_characters_that_two_labels_share_at_both_ends_count_once() -> None:
    found = ending("5.属于三社内多务信息", ROWS["requests"])
    assert found is None or found[1] == "denied.internal_affairs"


def test_a_merged_cell_whose_words_are_also_a_row_of_the_other_form_names_no_row() -> None:
    labels = ("", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他")
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = [Cell(head, 0, column) for column, head in enumerate(("", "", *heads))]
    cells += [Cell("（六）其它处理", 1, 0, rowspan=3), *(Cell(label, n, 1) for n, label in enumerate(labels, 1))]
    cells += [Cell(str(row), row, column) for row in (1, 2, 3) for column in range(2, 9)]
    assert {address.row for address in read([cells])} == {"other.fee_unpaid", "other.other"}


def test_a_row_that_no_form_prints_beside_the_others_is_doubted() -> None:
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    labels = ("（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他")
    cells = [Cell(head, 0, column) for column, head in enumerate(("", *heads))]
    for row, label in enumerate(labels, 1):
        cells += [Cell(label, row, 0), *(Cell(text, row, n) for n, text in enumerate("1000001", 1))]
    found = read([cells])
    assert {address.row for address, (_, sure) in found.items() if not sure} == {"other"}


def test_a_cell_that_holds_two_labels_names_neither_row() -> None:
    both = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请3 .其他"
    assert row_code("requests", both) is None


def test_a_stroke_among_the_figures_ends_no_row_whose_label_is_printed_in_other_words() -> None:
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = [Cell(head, 0, column) for column, head in enumerate(("", *heads))]
    cells += [Cell(text, 1, n) for n, text in enumerate(("2、其他法律法规禁止公开", *"90——一—", "9"))]
    found = {address.column: value for address, value in read([cells]).items()}
    assert found["natural_person"] == found["total"] == (Decimal(9), True)
    assert not found["legal_service"][1]
