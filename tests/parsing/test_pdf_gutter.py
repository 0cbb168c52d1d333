"""Pages set in two columns of text: where one column ends and the other begins."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from parsing.pipeline import read
from parsing.readers.pdf.layout.gutter import gutters
from parsing.readers.pdf.layout.lines import Line
from parsing.readers.pdf.page import Char, Page, standing
from parsing.report import Report
from submissions.demo.draw_pdf import draw_pdf
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.styles import Borders, Style


def _read_whole(style: Style, path: Path) -> Report:
    """A report drawn in a style, every figure read back for certain."""
    draft = write_draft(HEILONGJIANG_2024)
    path.write_bytes(draw_pdf(draft, style))
    report = read(path)
    assert {address: figure.value for address, figure in report.figures.items() if figure.is_sure} == draft.values
    return report


def test_the_white_between_two_columns_of_a_table_parts_no_text(tmp_path: Path) -> None:
    """A table's own white may run as far down a page as that between the text, and be nearer to the middle."""
    style = Style(
        page=(842.0, 595.0), columns=2, margin=36.0, size=5.0, body=9.0, leading=1.05, padding=7.0,
        borders=Borders.FRAME, upper="top", figures="left", label_share=0.5, parted=True, repeat_header=True,
    )  # fmt: skip
    report = _read_whole(style, tmp_path / "columns.pdf")
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("borders", [Borders.NONE, Borders.FRAME, Borders.THREE])
def test_a_table_without_lines_between_its_rows_goes_on_in_the_next_column_of_text(
    borders: Borders, tmp_path: Path
) -> None:
    """Its headings end the left column and the figures under them begin the right one."""
    style = Style(
        page=(842.0, 595.0), columns=2, margin=36.0, size=5.0, body=9.0, leading=1.05, padding=7.0,
        borders=borders, split=True, label_share=0.5,
    )  # fmt: skip
    report = _read_whole(style, tmp_path / "columns.pdf")
    boxes = [figure.place.box for address, figure in report.figures.items() if address.table == "requests"]
    assert {box[0] > 421 for box in boxes if box} == {False, True}


def _printed(x: float, y: float, step: float) -> tuple[Char, ...]:
    """Fifteen characters of a line of text."""
    return tuple(standing("字", (x + step * n, y), (x + step * (n + 1), y), step, 0) for n in range(15))


def test_thousands_of_lines_that_each_end_elsewhere_are_parted_in_no_time() -> None:
    """As a page made to harm may hold: what lies over each end of text must not be asked of every line."""
    lines = [Line(_printed(50 + n / 40, n, 10.0) + _printed(340 + n / 40, n, 10.0)) for n in range(2_000)]
    page = Page(1, 595.0, 6_000.0, (), ())
    began = time.process_time()
    (white,) = gutters([(page, lines, [])])
    assert time.process_time() - began < 3.0
    assert white is not None
    assert 250.0 < white < 340.0
