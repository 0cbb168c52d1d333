"""Reports with figures of their own and sentences about them, for the tests of what the text claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from parsing.editions import EDITIONS
from parsing.report import Report, Section
from parsing.rules.model import Context, Finding, Outcome
from parsing.sections import HEADINGS
from tests.parsing.made_reports import Value, filled, findings, put

NO_FEE = "2024年度未收取政府信息公开信息处理费。"

REQUESTS = {
    "new": 120,
    "carried_in": 5,
    "granted": 50,
    "partially_granted": 12,
    "denied.state_secrets": 1,
    "denied.third_party_rights": 3,
    "denied.internal_affairs": 4,
    "unavailable.not_held": 25,
    "unavailable.needs_creation": 3,
    "not_handled.petitions": 6,
    "not_handled.duplicates": 2,
    "other.not_corrected": 5,
    "other.other": 7,
    "total": 118,
    "carried_forward": 7,
}
DISPUTES = {
    "reconsideration": (8, 2, 1, 3, 14),
    "litigation_direct": (3, 0, 1, 1, 5),
    "litigation_after": (2, 0, 0, 0, 2),
}
DISCLOSURE: dict[str, dict[str, Value]] = {
    "regulations": {"issued": 1, "repealed": 2, "in_force": 30},
    "normative_documents": {"issued": 21, "repealed": 9, "in_force": 204},
    "licensing": {"decisions": 1520},
    "penalties": {"decisions": 330},
    "coercion": {"decisions": 12},
    "fees": {"amount": "96171.6"},
}
APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
ROWS = {line.code for block in EDITIONS["2021"].table("requests").blocks for line in block.rows}
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def cells_of(requests: Mapping[str, int], disputes: Mapping[str, tuple[int, ...]]) -> dict[str, Value]:
    """Cells by address; all applicants are 自然人."""
    cells: dict[str, Value] = {}
    for row, value in requests.items():
        cells |= {f"requests.{row}.natural_person": value, f"requests.{row}.total": value}
    for group, values in disputes.items():
        cells |= {f"disputes.{group}.{o}": v for o, v in zip(OUTCOMES, values, strict=True)}
    return cells


def whole(agency: str = "某市人民政府", year: int = 2024) -> Report:
    """A consistent report of 120 new applications, 5 carried in, 118 results and 7 carried forward."""
    cells = cells_of(REQUESTS, DISPUTES)
    for row, columns in DISCLOSURE.items():
        cells |= {f"disclosure.{row}.{column}": value for column, value in columns.items()}
    return replace(put(filled("2021"), cells), agency=agency, year=year, title="")


def told(text: str, report: Report | None = None, *, fee: str = NO_FEE, heading: str = "") -> Report:
    """The report with ``text`` as its section one and ``fee`` as its section six."""
    report = report or whole()
    texts = {1: heading + text, 6: fee}
    sections = tuple(Section(n, words, "一二三四五六"[n - 1], texts.get(n, "")) for n, words in HEADINGS.items())
    return replace(report, sections=sections)


def with_cells(report: Report, cells: Mapping[str, Value]) -> Report:
    """The report with rows ``requests.x`` set in 自然人 and 总计, and single cells by address."""
    full: dict[str, Value] = {}
    for cell, value in cells.items():
        row = cell.removeprefix("requests.")
        if row != cell and (row in ROWS or row.rsplit(".", 1)[-1] not in APPLICANTS):
            full |= {f"{cell}.natural_person": value, f"{cell}.total": value}
        else:
            full[cell] = value
    return put(report, full)


def verdicts(report: Report, outcome: Outcome | None = Outcome.FAILED, context: Context | None = None) -> set[str]:
    """The N rules with a finding of this outcome (any for None)."""
    return {f.rule for f in findings(report, outcome=outcome, context=context) if f.rule.startswith("N-")}


def n_findings(report: Report, rule: str, outcome: Outcome | None = Outcome.FAILED) -> list[Finding]:
    return [f for f in findings(report, outcome=outcome) if f.rule == rule]


def named(found: Iterable[Finding]) -> list[str]:
    return [f.message for f in found]
