"""Reports in the layouts that real files come in: every figure read back, none wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from submissions.demo import faults
from submissions.demo.draft import Draft
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, HUAIAN_2024
from submissions.demo.narrative import write_draft
from tests.parsing.wild import html, odt, sheets, text, word
from tests.parsing.wild.compare import differences, read_back

FORMATS: dict[str, ModuleType] = {".html": html, ".docx": word, ".txt": text, ".xlsx": sheets, ".odt": odt}
_HUAIAN = write_draft(HUAIAN_2024)
DRAFTS: dict[str, Draft] = {
    "2021": faults.spaced_labels(faults.half_width_marks(faults.group_digits(write_draft(HEILONGJIANG_2024)))),
    "2019": faults.dash_zeros(faults.dash_zeros(write_draft(HEILONGJIANG_OFFICE_2020)), "disputes", "/"),
    "blank": faults.blank_zeros(faults.blank_zeros(_HUAIAN), "disputes"),
}

NO_SUM_TELLS = "missing disclosure."
"""A number broken over lines may be two: where no sum across bears it out, it is doubted."""


def _cases() -> Iterator[Any]:
    for suffix, module in FORMATS.items():
        for name, write in module.WRITERS.items():
            for kind, draft in DRAFTS.items():
                if kind != "blank" or name not in module.LOSES_BLANKS:
                    yield pytest.param(suffix, write, draft, id=f"{suffix[1:]} {name} {kind}")


@pytest.mark.parametrize(("suffix", "write", "draft"), list(_cases()))
def test_a_layout_is_read_exactly(
    request: pytest.FixtureRequest, tmp_path: Path, suffix: str, write: Callable[[Draft], bytes], draft: Draft
) -> None:
    report = read_back(write(draft), tmp_path / f"report{suffix}")
    told = NO_SUM_TELLS if "broken-number" in request.node.name else "nothing"
    assert [text for text in differences(report, draft) if not text.startswith(told)] == []
    assert (report.agency, report.year, report.edition) == (draft.agency, draft.year, draft.edition)
