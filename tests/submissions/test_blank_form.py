"""The blank official form as a workbook: filled in, it is read back exactly."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from parsing.editions import EDITIONS, Edition, Table
from parsing.editions.wording import table_name
from parsing.pipeline import read
from parsing.report import Address, State
from submissions.exports.form import blank_form
from submissions.exports.layout import printed

BOTH = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: str(edition.code))


def opened(edition: Edition) -> Workbook:
    return load_workbook(io.BytesIO(blank_form(edition, "淮安市财政局", edition.first_year)))


def sheet_of(book: Workbook, table: Table) -> Any:
    return next(sheet for sheet in book.worksheets if sheet.title.startswith(table_name(table)))


def fill(edition: Edition, path: Path) -> dict[Address, Decimal]:
    """Another figure in every cell: a count, an amount with decimals."""
    book = opened(edition)
    values: dict[Address, Decimal] = {}
    for table in edition.tables:
        for cell in printed(table):
            if cell.address is not None:
                column = table.column(cell.address.row, cell.address.column)
                is_amount = column is not None and column.measure == "amount"
                values[cell.address] = Decimal(len(values) * 37 % 5003) + (Decimal("0.25") if is_amount else 0)
                sheet_of(book, table).cell(cell.row + 1, cell.column + 1, float(values[cell.address]))
    for row, text in zip(range(3, 15, 2), "甲乙丙丁戊己", strict=True):
        book["正文"].cell(row, 1, f"{text}部分的内容。")
    book.save(path)
    return values


@BOTH
def test_a_form_filled_in_is_read_back_exactly(tmp_path: Path, edition: Edition) -> None:
    values = fill(edition, tmp_path / "filled.xlsx")
    report = read(tmp_path / "filled.xlsx")
    assert {address: figure.value for address, figure in report.figures.items()} == values
    assert all(figure.is_sure for figure in report.figures.values())
    assert (report.agency, report.year, report.edition) == ("淮安市财政局", edition.first_year, edition.code)
    assert [(s.number, s.text) for s in report.sections] == [
        (number, f"{text}部分的内容。") for number, text in enumerate("甲乙丙丁戊己", 1)
    ]


@BOTH
def test_a_form_left_blank_has_every_cell_and_no_figure(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank_form(edition, "淮安市财政局", edition.first_year))
    report = read(path)
    assert set(report.figures) == set(edition.addresses())
    assert {figure.state for figure in report.figures.values()} == {State.BLANK}
    assert not any(section.text for section in report.sections)


@BOTH
def test_every_figure_cell_is_open_and_takes_numbers_only(edition: Edition) -> None:
    book = opened(edition)
    for table in edition.tables:
        sheet = sheet_of(book, table)
        rules = {str(r.sqref): (r.type, r.formula1) for r in sheet.data_validations.dataValidation}
        for cell in printed(table):
            place = sheet.cell(cell.row + 1, cell.column + 1)
            assert place.protection.locked is (cell.address is None)
            if cell.address is not None:
                kind, least = rules[place.coordinate]
                column = table.column(cell.address.row, cell.address.column)
                assert column is not None
                assert kind == ("decimal" if column.measure == "amount" else "whole")
                assert (float(least) < 0) is (column.measure == "change")


@BOTH
def test_the_labels_are_merged_as_they_are_printed(edition: Edition) -> None:
    book = opened(edition)
    for table in edition.tables:
        merged = {str(found) for found in sheet_of(book, table).merged_cells.ranges}
        assert len(merged) == sum(cell.height * cell.width > 1 for cell in printed(table))
