"""Reports drawn at random whose sums hold, for properties that any report must have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.report import Report
from tests.parsing.made_reports import filled, put


def consistent(edition: str, draw: st.DrawFn) -> Report:
    """A report whose sums hold: new applications are what was answered, sums follow from parts."""
    numbers = st.integers(0, 50)
    cells: dict[str, Any] = {}
    requests = EDITIONS[edition].table("requests").blocks[0]
    applicants = [c.code for c in requests.columns if c.into]
    results = [r.code for r in requests.rows if r.into]
    for column in applicants:
        values = {row: draw(numbers) for row in results}
        forward, carried = draw(numbers), draw(numbers)
        total = sum(values.values())
        forward = max(forward, carried - total)
        values |= {"total": total, "carried_forward": forward, "carried_in": carried, "new": total + forward - carried}
        cells |= {f"requests.{row}.{column}": value for row, value in values.items()}
    for row in (r.code for r in requests.rows):
        cells[f"requests.{row}.total"] = sum(cells[f"requests.{row}.{column}"] for column in applicants)
    for group in EDITIONS[edition].table("disputes").blocks[0].rows:
        values = {c: draw(numbers) for c in ("upheld", "corrected", "other", "pending")}
        cells |= {f"disputes.{group.code}.{c}": v for c, v in {**values, "total": sum(values.values())}.items()}
    return put(filled(edition), cells)


@st.composite
def consistent_reports(draw: st.DrawFn) -> Report:
    return consistent(draw(st.sampled_from(sorted(EDITIONS))), draw)


def scaled(report: Report, factor: int) -> Report:
    return put(report, {str(a): f.value * factor for a, f in report.figures.items() if f.value is not None})


SUMMED = [str(a) for table in EDITIONS["2021"].tables if table.code != "disclosure" for a in table.addresses()]
