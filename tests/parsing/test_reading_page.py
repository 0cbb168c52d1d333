"""docs/reading.md, by which a maintainer finds what looks after a hazard."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_module_that_the_page_on_reading_names_exists() -> None:
    page = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!-).* \| ([^|]*) \|$", page, re.MULTILINE)
    named = {word for where in rows for name in re.findall(r"`([\w/.]+)`", where) for word in re.split(r"[/.]", name)}
    modules = {path.stem for path in (ROOT / "parsing").rglob("*.py")}
    rooms = {path.name for path in (ROOT / "parsing").rglob("*") if path.is_dir()}

    assert len(named) > 100
    assert named - modules - rooms == {"sticks_out", "stands_beside"}  # functions
