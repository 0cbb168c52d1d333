"""Pages in JSON, as content systems export them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsing.errors import Broken
from parsing.pipeline import read
from parsing.readers import exported
from parsing.report import Report
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_html import write_html
from tests.parsing.wild.compare import differences

DRAFT = write_draft(HUAIAN_2024)


def report_of(tmp_path: Path, data: Any) -> Report:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return read(path)


def test_a_page_in_a_string_is_read_exactly(tmp_path: Path) -> None:
    page = write_html(DRAFT).decode()
    body = page[page.index("<body") : page.index("</body>")].partition(">")[2]
    report = report_of(tmp_path, {"code": 0, "data": {"content": body, "id": 7, "title": DRAFT.title}})
    assert differences(report, DRAFT) == []
    assert (report.agency, report.year, len(report.sections)) == (DRAFT.agency, DRAFT.year, 6)


def test_rows_of_plain_values_are_a_table(tmp_path: Path) -> None:
    rows = [["信息内容", "本年处理决定数量"], ["行政许可", 12], ["行政处罚", None]]
    data = {"title": DRAFT.title, "sections": ["一、总体情况", "二、主动公开政府信息情况"], "tables": [rows]}
    report = report_of(tmp_path, data)
    found = {str(address): figure.value for address, figure in report.figures.items()}
    assert found == {"disclosure.licensing.decisions": 12, "disclosure.penalties.decisions": None}
    assert [section.number for section in report.sections] == [1, 2]


def test_half_a_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"title": "<p>', encoding="utf-8")
    with pytest.raises(Broken, match="JSON"):
        exported.read(path)
