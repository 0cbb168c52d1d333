"""A cell lost, doubled or put in by mistake never moves other figures under wrong headings in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from tests.parsing.wild import html, text
from tests.parsing.wild.compare import differences, read_back

DRAFT = write_draft(HEILONGJIANG_2024)
_FIGURE = re.compile(r"<td[^>]*>\d+</td>")
_CHANGES: dict[str, Callable[[str], str]] = {
    "lost": lambda cell: "",
    "doubled": lambda cell: cell + cell,
    "after an empty one": lambda cell: "<td></td>" + cell,
    "after a zero": lambda cell: "<td>0</td>" + cell,
    "split": lambda cell: re.sub(r">(\d)(\d+)<", r">\1</td><td>\2<", cell),
}


@cache
def page() -> str:
    return html.written(DRAFT, table=html.plain, page=html.bare).decode()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("change", _CHANGES)
def test_a_cell_changed_in_a_page_moves_nothing_in_silence(tmp_path: Path, change: str, seed: int) -> None:
    found = list(_FIGURE.finditer(page()))
    # Table 四 is one long row, table 二 the first six: as many tries there as in the large table.
    cell = Random(seed).choice((found[:10], found[-15:], found)[seed % 3])
    changed = page()[: cell.start()] + _CHANGES[change](cell.group()) + page()[cell.end() :]
    report = read_back(changed.encode(), tmp_path / "page.html")
    assert [line for line in differences(report, DRAFT) if line.startswith("WRONG")] == []


def test_a_heading_lost_from_merged_cells_moves_nothing_in_silence(tmp_path: Path) -> None:
    changed = page().replace("<td colspan=5>法人或其他组织</td>", "")
    assert changed != page()
    report = read_back(changed.encode(), tmp_path / "page.html")
    assert [line for line in differences(report, DRAFT) if line.startswith("WRONG")] == []


@pytest.mark.parametrize("seed", range(12))
def test_a_field_lost_from_a_line_moves_nothing_in_silence(tmp_path: Path, seed: int) -> None:
    lines = text.written(text.tabs, DRAFT).decode().split("\n")
    rows = [n for n, line in enumerate(lines) if re.search(r"\t\d+\t\d+\t\d+\t\d+", line)]
    row = Random(seed).choice(rows)
    fields = lines[row].split("\t")
    del fields[Random(seed).choice([n for n, field in enumerate(fields) if field.isdigit()])]
    lines[row] = "\t".join(fields)
    report = read_back("\n".join(lines).encode(), tmp_path / "page.txt")
    assert [line for line in differences(report, DRAFT) if line.startswith("WRONG")] == []
