"""Two engines as witnesses of one another."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from parsing import witness
from parsing.contract import tables_json
from parsing.errors import Broken
from parsing.grid import Document, Grid
from parsing.pipeline import document_to_report, read
from parsing.readers import pdf
from parsing.readers.pdf.engines import pdfium, pdfminer
from parsing.report import Address, Figure, Section, State
from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, Figures
from submissions.demo.narrative import write_draft
from submissions.demo.truth import truth_of
from tests.parsing.made_reports import BLANK, DASH, Value, filled, put, without

CELL = Address("requests", "granted", "company")
FAULT = Address("requests", "total", "other")


def _with(grid: Grid, old: str, new: str) -> Grid:
    return replace(grid, cells=tuple(c._replace(text=new) if c.text == old else c for c in grid.cells))


def seen(value: int, doubt: str = "") -> Figure:
    return Figure(Decimal(value), str(value), doubt=doubt)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.pdf"
    path.write_bytes(LAYOUTS["pdf"].write(write_draft(HEILONGJIANG_2024)))
    return path


def test_a_clean_reading_needs_no_witness() -> None:
    assert not witness.is_called_for(filled("2021"))


def test_a_failed_sum_a_lost_cell_and_a_doubt_call_for_one() -> None:
    clean = filled("2021")
    assert witness.is_called_for(put(clean, {str(CELL): 1}))
    assert witness.is_called_for(without(clean, str(CELL)))
    assert witness.is_called_for(replace(clean, figures=clean.figures | {CELL: seen(0, "一个原因")}))
    assert witness.is_called_for(replace(clean, sections=clean.sections[:5]))


@pytest.mark.parametrize(
    "value", [1, -1, Decimal("0.5"), BLANK, DASH], ids=["one", "negative", "half", "blank", "dash"]
)
def test_a_witness_is_called_for_by_every_finding_that_names_cells_and_by_no_other(value: Value) -> None:
    claims = Section(1, "", "一", "本年新收申请0件，办结0件，未发生行政复议。制发规范性文件0件，行政处罚1件。")
    clean = filled("2021")
    clean = replace(clean, sections=(claims, *clean.sections[1:]))
    for address in list(clean.figures)[::12]:
        report = put(clean, {str(address): value})
        accused = any(finding.outcome is Outcome.FAILED and finding.cells for finding in judge(report))
        assert witness.is_called_for(report) == accused, address


def test_what_both_read_is_sure_even_if_one_doubted_it() -> None:
    clean = filled("2021")
    one = replace(clean, figures=clean.figures | {CELL: seen(7, "一个原因")})
    other = replace(clean, figures=clean.figures | {CELL: seen(7)})
    assert witness.agreed(one, other).figures[CELL] == seen(7)
    assert witness.agreed(other, one).figures[CELL] == seen(7)
    assert witness.agreed(one, one).figures[CELL].doubt == "一个原因"


def test_where_they_differ_the_figure_is_doubtful() -> None:
    clean = filled("2021")
    one = replace(clean, figures=clean.figures | {CELL: seen(15)})
    other = replace(clean, figures=clean.figures | {CELL: Figure(None, "", state=State.BLANK)})
    found = witness.agreed(one, other).figures[CELL]
    assert found.value == Decimal(15)
    assert found.doubt == ("两次读取不一致：15、空白，请对照原件确认")


def test_what_only_one_read_is_doubtful() -> None:
    clean = filled("2021")
    lost = without(clean, str(CELL))
    for one, other in ((clean, lost), (lost, clean)):
        assert witness.agreed(one, other).figures[CELL].doubt == "只有一次读取读到“0”，请对照原件确认"


def test_a_fault_that_both_engines_read_is_the_reports_own(faulty: Path) -> None:
    report = read(faulty)
    failed = {f.subject for f in judge(report) if f.outcome is Outcome.FAILED}
    assert {"requests.total.other", "requests.total.total"} <= failed
    assert all(figure.is_sure for figure in report.figures.values())


def test_no_finding_reaches_a_person_before_both_engines_agree(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = pdf.read_again

    def other_digit(path: Path, first: str) -> Document:
        document = honest(path, first)
        blocks = tuple(_with(block, "151", "148") if isinstance(block, Grid) else block for block in document.blocks)
        return replace(document, blocks=blocks)

    monkeypatch.setattr(pdf, "read_again", other_digit)
    report = read(faulty)
    assert report.figures[FAULT].doubt == "两次读取不一致：151、148，请对照原件确认"
    failed = {(f.rule, f.subject) for f in judge(report) if f.outcome is Outcome.FAILED}
    assert ("A-02", "requests.total.other") not in failed
    assert ("S-10", "table.requests") in failed


@pytest.mark.parametrize("layout", [name for name, layout in LAYOUTS.items() if layout.format == "pdf"])
@pytest.mark.parametrize("figures", [HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020], ids=lambda f: f.edition)
def test_the_second_engine_reads_nothing_wrong(tmp_path: Path, layout: str, figures: Figures) -> None:
    path = tmp_path / "made.pdf"
    draft = write_draft(figures)
    path.write_bytes(LAYOUTS[layout].write(draft))
    truth = truth_of(draft, name="made", layout=layout)["tables"]
    found = tables_json(document_to_report(pdf.read_again(path)))
    for table, rows in found.items():
        for row, cells in rows.items():
            assert cells.items() <= truth[table][row].items()


@pytest.mark.parametrize("name", ["huaian_2024", "r04_hlj_2024_pdf", "r07_huaian_2024_chrome-pdf"])
def test_both_engines_read_published_and_printed_pages_alike(corpus: Path, name: str) -> None:
    path = corpus / "documents" / f"{name}.pdf"
    assert tables_json(document_to_report(pdf.read(path))) == tables_json(document_to_report(pdf.read_again(path)))


def test_a_file_only_the_second_engine_can_open_is_read_with_a_warning(
    faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> None:
        raise Broken

    monkeypatch.setattr(pdfminer, "opened", broken)
    monkeypatch.setattr(pdfium, "doubt_of", lambda path: "something")
    document = pdf.read(faulty)
    assert document.warnings == ("文件结构有损坏，已尽量读取，请逐格与原件核对。",)
    assert len(document.grids) == 3


def test_a_file_neither_engine_can_open_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\0" * 500)
    with pytest.raises(Broken):
        pdf.read(path)


def test_a_row_that_only_one_read_is_not_sure_for_adding_up_across() -> None:
    row = {"natural_person": 3, "company": 2, "total": 5}
    values = {str(Address("requests", "granted", column)): value for column, value in row.items()}
    whole = put(filled("2021"), values)
    lost = without(whole, *(str(a) for a in whole.figures if a[:2] == ("requests", "granted")))
    found = witness.agreed(whole, lost).figures
    doubts = {column: found[Address("requests", "granted", column)].doubt for column in row}
    assert doubts == {column: f"只有一次读取读到“{value}”，请对照原件确认" for column, value in row.items()}
