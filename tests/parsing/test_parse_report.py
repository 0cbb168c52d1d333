"""The command other programs measure by: its lines, its exit status, its independence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from parsing.report import Address
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from tests.parsing.made_reports import COLUMNS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(write_docx(write_draft(HEILONGJIANG_2024)))
    return path


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "parse_report", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_json_object_a_line_in_the_order_given(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("通知", encoding="utf-8")
    done = run("--format", "json", str(other), str(report), str(tmp_path / "missing.pdf"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line["file"] for line in lines] == [str(other), str(report), str(tmp_path / "missing.pdf")]
    assert lines[0]["error"]["code"] == "not_a_report"
    assert lines[2]["error"]["code"] == "no_such_file"
    assert lines[1]["agency"] == "黑龙江省"
    assert lines[1]["year"] == 2024
    assert lines[1]["edition"] == "2021"
    assert lines[1]["tables"]["requests"]["new"]["total"] == 10603
    assert lines[1]["evidence"]["requests.new.total"]["raw"] == "10603"
    assert set(lines[1]["sections"]) == {"1", "2", "3", "4", "5", "6"}


def test_findings_follow_the_contract(report: Path) -> None:
    found = json.loads(run("--format", "json", str(report)).stdout)["findings"]
    other = next(f for f in found if f["subject"] == "requests.total.other")
    assert {key: other[key] for key in ("rule", "severity", "outcome", "expected", "actual")} == {
        "rule": "A-02",
        "severity": "mandatory",
        "outcome": "failed",
        "expected": 148,
        "actual": 151,
    }
    assert "requests.granted.other" in other["cells"]


def test_last_years_file_switches_the_rules_across_years_on(report: Path, tmp_path: Path) -> None:
    forward = Address("requests", "carried_forward", "natural_person")
    carried = {c: HEILONGJIANG_2024.values[Address("requests", "carried_in", c)] for c in COLUMNS}
    values = dict(HEILONGJIANG_2024.values) | {Address("requests", "carried_forward", c): v for c, v in carried.items()}
    values[forward] = Decimal(171)
    last = tmp_path / "last.docx"
    last.write_bytes(write_docx(write_draft(replace(HEILONGJIANG_2024, year=2023, values=values))))
    found = json.loads(run("--format", "json", "--previous", str(last), str(report)).stdout)["findings"]
    across = [(f["subject"], f["outcome"], f["expected"], f["actual"]) for f in found if f["rule"] == "Y-01"]
    assert across == [("requests.carried_in.natural_person", "failed", 171, 172)]
    alone = json.loads(run("--format", "json", str(report)).stdout)["findings"]
    assert [f for f in alone if f["rule"][0] == "Y"] == []


def test_it_needs_no_database_and_no_broker(report: Path) -> None:
    done = run(
        "--format", "json", str(report),
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", CELERY_BROKER_URL="redis://127.0.0.1:1/0", SECRET_KEY="x" * 50,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["year"] == 2024


def test_a_person_gets_tables_and_sentences(report: Path) -> None:
    done = run(str(report))
    assert "【收到和处理政府信息公开申请情况】" in done.stdout
    assert "A-02 强制 表三“（七）总计”行“其他”列：各行相加应为 148，填报 151，多 3。" in done.stdout


def test_a_file_that_kills_its_reader_costs_no_other_its_reading(report: Path, tmp_path: Path) -> None:
    """A reader that is made to end its process, as a broken library would."""
    deadly = tmp_path / "deadly.txt"
    deadly.write_text("2024年政府信息公开工作年度报告", encoding="utf-8")
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nimport parsing.readers.text as text\ntext.read = lambda path, progress=None: os._exit(9)\n",
        encoding="utf-8",
    )
    done = run("--format", "json", str(deadly), str(report), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["error"]["code"] == "limit_exceeded"
    assert second["tables"]["requests"]["new"]["total"] == 10603
