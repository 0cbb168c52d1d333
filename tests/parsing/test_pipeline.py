"""Whole documents: what a reading holds, and the corpus where it is at hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parsing.contract import tables_json
from parsing.errors import NotAReport
from parsing.pipeline import read
from parsing.readers import office, scan
from parsing.report import Address, Report
from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from submissions.demo import faults
from submissions.demo.documents import LAYOUTS, Layout
from submissions.demo.draft import Draft
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020
from submissions.demo.narrative import write_draft
from submissions.demo.truth import truth_of

ARITHMETIC = {"A-01", "A-02", "A-03", "A-04", "A-12"}


def made(tmp_path: Path, draft: Draft, layout: Layout) -> Report:
    path = tmp_path / f"report{layout.suffix}"
    path.write_bytes(layout.write(draft))
    return read(path)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
@pytest.mark.parametrize("figures", [HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020], ids=lambda f: f.edition)
def test_every_layout_of_both_editions_is_read_exactly(tmp_path: Path, layout: Layout, figures: Any) -> None:
    draft = write_draft(figures)
    report = made(tmp_path, draft, layout)
    truth = truth_of(draft, name="made", layout=layout.name)
    assert tables_json(report) == truth["tables"]
    assert (report.agency, report.year, report.edition) == (figures.agency, figures.year, figures.edition)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert all(figure.place.to_json() for figure in report.figures.values())


@pytest.mark.parametrize(
    "layout", [LAYOUTS[name] for name in ("docx", "pdf", "html", "text-tabs")], ids=lambda x: x.name
)
def test_blank_totals_are_read_as_blank_everywhere(tmp_path: Path, layout: Layout) -> None:
    draft = faults.blank_totals(write_draft(HEILONGJIANG_2024))
    assert tables_json(made(tmp_path, draft, layout)) == truth_of(draft, name="made", layout=layout.name)["tables"]


def test_a_lost_row_is_absent_and_not_zero(tmp_path: Path) -> None:
    draft = faults.drop_row(write_draft(HEILONGJIANG_2024), "requests", "denied.deliberative")
    report = made(tmp_path, draft, LAYOUTS["docx"])
    assert Address("requests", "denied.deliberative", "total") not in report.figures


def test_a_report_survives_its_json(tmp_path: Path) -> None:
    report = made(tmp_path, write_draft(HEILONGJIANG_2024), LAYOUTS["pdf"])
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_document_that_is_no_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text("关于召开年度会议的通知\n各单位：\n请于下周一参加会议。\n", encoding="utf-8")
    with pytest.raises(NotAReport):
        read(path)


def test_table_lines_do_not_leak_into_the_sections(tmp_path: Path) -> None:
    report = made(tmp_path, write_draft(HEILONGJIANG_2024), LAYOUTS["text-lines"])
    third = report.section(3)
    assert third is not None
    assert "属于国家秘密" not in third.text
    assert "10067" not in third.text


def _corpus_documents() -> list[Path]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "documents"
    return sorted(folder.glob("*")) if folder.is_dir() else []


@pytest.mark.parametrize("path", _corpus_documents(), ids=lambda path: path.name)
def test_the_corpus_is_read_exactly(path: Path, corpus: Path) -> None:
    truth = json.loads((corpus / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))
    if truth["format"] == "scan":
        pytest.skip("scans have a test of their own")
    if truth["format"] == "doc" and office.program() is None:
        pytest.skip("LibreOffice is not installed")
    report = read(path)
    assert tables_json(report) == {"disclosure": {}, "requests": {}, "disputes": {}} | truth["tables"]
    assert (report.agency, report.year, report.edition) == (truth["agency"], truth["year"], truth["edition"])
    failed = {(f.rule, f.subject) for f in judge(report) if f.outcome is Outcome.FAILED and f.rule in ARITHMETIC}
    assert failed == {(rule, subject) for rule, subject, *_ in truth["findings"]}


@pytest.mark.skipif(bool(scan.missing()), reason="OCR is not installed")
@pytest.mark.parametrize("name", ["r17_huaian_2024_scan", "r18_hlj_office_2020_scan"])
def test_scans_of_the_corpus_are_never_read_wrong(name: str, corpus: Path) -> None:
    truth = json.loads((corpus / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    report = read(corpus / "documents" / f"{name}.pdf")
    found = tables_json(report)
    for table, rows in found.items():
        for row, cells in rows.items():
            assert cells.items() <= truth["tables"][table][row].items()
    failed = {(f.rule, f.subject) for f in judge(report) if f.outcome is Outcome.FAILED and f.rule in ARITHMETIC}
    assert failed <= {(rule, subject) for rule, subject, *_ in truth["findings"]}
    assert (report.agency, report.year, report.edition) == (truth["agency"], truth["year"], truth["edition"])


def test_a_doubtful_figure_is_kept_as_evidence_and_not_given_as_sure(tmp_path: Path) -> None:
    draft = write_draft(HEILONGJIANG_2024)
    address = Address("disclosure", "licensing", "decisions")
    printed = {**draft.printed, address: "5030 984"}
    report = made(tmp_path, replace(draft, printed=printed), LAYOUTS["html"])
    assert report.figures[address].raw == "5030 984"
    assert report.figures[address].doubt
    assert "licensing" not in tables_json(report)["disclosure"]
