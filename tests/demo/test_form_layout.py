"""The printed layout says the official form exactly once."""

from __future__ import annotations

from collections import Counter

import pytest

from parsing.editions import EDITIONS
from parsing.editions.form import Edition
from parsing.report import Address
from submissions.demo.form_layout import BALANCE_NOTE, FormTable, Kind, printed_tables

editions = pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
splits = pytest.mark.parametrize("split", [False, True], ids=["whole", "blocks"])


def _tables(edition: Edition, *, split: bool = False) -> list[FormTable]:
    return [printed for table in edition.tables for printed in printed_tables(table, split=split)]


@editions
@splits
def test_every_address_of_an_edition_is_printed_exactly_once(edition: Edition, split: bool) -> None:
    found = Counter(cell.address for table in _tables(edition, split=split) for cell in table.cells if cell.address)
    assert found == Counter(edition.addresses())


@editions
@splits
def test_cells_cover_every_position_exactly_once(edition: Edition, split: bool) -> None:
    for table in _tables(edition, split=split):
        assert sum(cell.rowspan * cell.colspan for cell in table.cells) == table.height * table.width
        assert len(table.covering()) == table.height


@editions
def test_every_official_label_is_printed(edition: Edition) -> None:
    printed = {cell.text for table in _tables(edition) for cell in table.cells}
    for table in edition.tables:
        for block in table.blocks:
            wanted = {label for line in (*block.rows, *block.columns) for label in (line.label, *line.groups)}
            assert wanted | ({block.article} if block.article else set()) <= printed


def test_table_three_has_the_header_the_form_prints() -> None:
    table = printed_tables(EDITIONS["2021"].table("requests"))[0]
    heads = {c.text: (c.row, c.column, c.rowspan, c.colspan) for c in table.cells if c.kind in (Kind.HEAD, Kind.NOTE)}
    assert heads[BALANCE_NOTE] == (0, 0, 3, 3)
    assert heads["申请人情况"] == (0, 3, 1, 7)
    assert heads["自然人"] == (1, 3, 2, 1)
    assert heads["法人或其他组织"] == (1, 4, 1, 5)
    assert heads["其他"] == (2, 8, 1, 1)
    assert heads["总计"] == (1, 9, 2, 1)


def test_table_three_merges_its_groups_of_rows() -> None:
    table = printed_tables(EDITIONS["2021"].table("requests"))[0]
    groups = {c.text: (c.row, c.column, c.rowspan) for c in table.cells if c.kind is Kind.GROUP}
    assert groups == {
        "三、本年度办理结果": (5, 0, 22),
        "（三）不予公开": (7, 1, 8),
        "（四）无法提供": (15, 1, 3),
        "（五）不予处理": (18, 1, 5),
        "（六）其他处理": (23, 1, 3),
    }


def test_table_four_lays_its_rows_side_by_side() -> None:
    table = printed_tables(EDITIONS["2021"].table("disputes"))[0]
    assert (table.height, table.width, table.header_rows) == (4, 15, 3)
    heads = {c.text: (c.row, c.column, c.rowspan, c.colspan) for c in table.cells if c.row < 2}
    assert heads == {
        "行政复议": (0, 0, 2, 5),
        "行政诉讼": (0, 5, 1, 10),
        "未经复议直接起诉": (1, 5, 1, 5),
        "复议后起诉": (1, 10, 1, 5),
    }
    assert table.cells[-1].address == Address("disputes", "litigation_after", "total")


def test_the_last_column_of_a_narrow_block_takes_the_rest_of_the_width() -> None:
    table = printed_tables(EDITIONS["2019"].table("disclosure"))[0]
    change = next(c for c in table.cells if c.address == Address("disclosure", "fees", "change"))
    assert (change.column, change.colspan) == (2, 2)


def test_a_torn_table_keeps_its_figures_and_names_a_cut_group_once() -> None:
    table = printed_tables(EDITIONS["2021"].table("requests"))[0]
    upper, lower = table.part(0, 12), table.part(12, table.height)
    figures = [c.address for part in (upper, lower) for c in part.cells if c.address]
    assert figures == [c.address for c in table.cells if c.address]
    assert sum(c.text == "三、本年度办理结果" for part in (upper, lower) for c in part.cells) == 1
    repeated = table.with_header(lower)
    assert repeated.height == lower.height + 3
    assert sum(c.rowspan * c.colspan for c in repeated.cells) == repeated.height * repeated.width
