"""A few harmed documents of every format with every change; ``python -m tests.fuzz`` looks for as long as it is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsing.editions.form import Measure
from parsing.labels import read_number
from parsing.pipeline import read
from parsing.report import Report, State
from parsing.rules.engine import judge
from tests.fuzz.mutations import mutated
from tests.fuzz.outcome import read_harmed
from tests.fuzz.seeds import SCANNED, WRITERS, document
from tests.parsing.made_reports import figure, filled, put

QUICK = sorted(name for name in WRITERS if name not in SCANNED and not name.endswith(".pdf"))
PDFS = sorted(name for name in WRITERS if name.endswith(".pdf"))


def survives(name: str, draft: int, number: int) -> None:
    """Read or refused in words that are known, and nothing read that does not stand there."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / f"document{Path(name).suffix}"
        data = mutated(document(name, draft), number)
        path.write_bytes(data)
        outcome, _report = read_harmed(data, name, path)
    assert not outcome.wrong


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(QUICK), st.integers(0, 2), st.integers(0, 10**9))
def test_a_harmed_document_is_read_or_refused(name: str, draft: int, number: int) -> None:
    survives(name, draft, number)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PDFS), st.integers(0, 2), st.integers(0, 10**9))
def test_a_harmed_pdf_is_read_or_refused(name: str, draft: int, number: int) -> None:
    survives(name, draft, number)


# --- what was found, each as small as it gets -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["9" * 400, "1" * 15, "一" + "二" * 30, "9" * 11 + "亿元"])
def test_digits_no_report_can_mean_are_no_number(text: str) -> None:
    """Found by a cell of 400 digits: a rule divided it and raised, and no column of the database takes it."""
    number = read_number(text, Measure.AMOUNT)
    assert (number.value, number.state) == (None, State.ILLEGIBLE)


def test_the_largest_numbers_are_judged_like_others() -> None:
    largest = figure(Decimal(10) ** 14 - 1)
    report: Report = put(filled("2021"), {"requests.new.total": largest, "requests.total.total": largest})
    assert list(judge(report))


def test_a_document_that_was_not_harmed_is_read(tmp_path: Path) -> None:
    for name in ("docx.docx", "text-lines.txt", "wild.odt"):
        path = tmp_path / name
        path.write_bytes(document(name))
        assert len(read(path).figures) > 100
