"""What was not read for certain is said, and never counted against the agency."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from parsing.grid import AND
from parsing.report import Address, Figure, State
from parsing.rules.model import Outcome, Severity
from tests.parsing.made_reports import filled, findings, one, put

CELL = Address("requests", "granted", "company")


def test_an_illegible_cell_asks_for_the_clerk() -> None:
    report = filled("2021")
    report = replace(report, figures=report.figures | {CELL: Figure(None, "1O", state=State.ILLEGIBLE)})
    found = one(findings(report, "S-10"))
    assert (found.outcome, found.severity, found.subject) == (Outcome.FAILED, Severity.VERIFY, "table.requests")
    assert found.cells == ("requests.granted.company",)
    assert found.message == (
        "本平台没有把握读准表三的 1 格：表三“（一）予以公开”行“商业企业”列印作“1O”，不是数字。这不是说报告填错了。"
    )


def test_a_doubtful_figure_asks_for_the_clerk_with_its_reason() -> None:
    report = filled("2021")
    doubted = Figure(Decimal(316), "3 16", doubt="数字中间有空白或换行，已合并，请核对")
    found = one(findings(replace(report, figures=report.figures | {CELL: doubted}), "S-10"))
    assert "印作“3 16”，数字中间有空白或换行，已合并，请核对" in found.message


def test_what_nobody_could_read_is_not_quoted() -> None:
    report = filled("2021")
    smudge = Figure(None, "\ufffd", state=State.ILLEGIBLE)
    found = one(findings(replace(report, figures=report.figures | {CELL: smudge}), "S-10"))
    assert found.message.endswith("表三“（一）予以公开”行“商业企业”列无法辨认。这不是说报告填错了。")


def test_several_doubts_make_one_sentence() -> None:
    report = filled("2021")
    doubted = Figure(Decimal(316), "316", doubt=f"请对照原件核对。{AND}有字符无法识别。")
    found = one(findings(replace(report, figures=report.figures | {CELL: doubted}), "S-10"))
    assert found.message.endswith("列印作“316”，请对照原件核对；有字符无法识别。这不是说报告填错了。")


def test_a_figure_a_person_typed_is_certain() -> None:
    report = filled("2021")
    typed = Figure(Decimal(316), "3 16", doubt="数字中间有空白", corrected=True)
    assert not findings(replace(report, figures=report.figures | {CELL: typed}), "S-10")


def test_a_doubted_blank_quotes_nothing() -> None:
    blank = Figure(None, "", state=State.BLANK, doubt="这一格里的数字被划去，请对照原件确认")
    found = one(findings(put(filled("2021"), {"requests.granted.company": blank}), "S-10"))
    assert "列读作空白，这一格里的数字被划去，请对照原件确认。" in found.message
