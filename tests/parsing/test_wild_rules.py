"""A sound report gives no finding in any layout: what a reader loses, no rule may hold against the agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from submissions.demo.draft import Draft
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from tests.parsing.test_wild import FORMATS
from tests.parsing.wild.compare import read_back

SOUND = write_draft(HUAIAN_2024, government=True)
TRUE_OF: dict[str, set[str]] = {
    "changed": {"V-04"},
    "with-deleted": {"V-04"},
    "marked": {"V-04"},
    "units": {"S-09"},
    "broken-number": {"S-10"},
    "sheets-bare": {"C-03"},
}
"""What a layout has by itself: tracked changes, remarks, units in cells, numbers that may be two, no text at all."""


def _cases() -> Iterator[Any]:
    for suffix, module in FORMATS.items():
        for name, write in module.WRITERS.items():
            yield pytest.param(suffix, name, write, id=f"{suffix[1:]} {name}")


@pytest.mark.parametrize(("suffix", "name", "write"), list(_cases()))
def test_a_sound_report_has_no_finding(tmp_path: Path, suffix: str, name: str, write: Callable[[Draft], bytes]) -> None:
    report = read_back(write(SOUND), tmp_path / f"report{suffix}")
    assert {f.rule for f in judge(report) if f.outcome is Outcome.FAILED} <= TRUE_OF.get(name, set())
