"""The developer's pictures of a reading."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft


def written(tmp_path: Path, layout: str) -> Path:
    path = tmp_path / f"report{LAYOUTS[layout].suffix}"
    path.write_bytes(LAYOUTS[layout].write(write_draft(HEILONGJIANG_2024)))
    return path


def test_every_stage_of_a_pdf_is_drawn_on_its_pages(tmp_path: Path) -> None:
    out = StringIO()
    call_command("show_reading", written(tmp_path, "pdf"), out=tmp_path / "pictures", stdout=out)
    pictures = sorted((tmp_path / "pictures").glob("*.png"))
    stages = {picture.stem.split("-", 2)[2] for picture in pictures}
    assert stages == {"1-cells", "2-figures", "3-findings"}
    assert all(str(picture) in out.getvalue() for picture in pictures)
    found = next(picture for picture in pictures if picture.stem.endswith("3-findings"))
    colours = {colour for _, colour in Image.open(found).getcolors(2**24) or []}
    assert (179, 38, 30) in colours


def test_other_formats_are_shown_cell_by_cell(tmp_path: Path) -> None:
    out = StringIO()
    call_command("show_reading", written(tmp_path, "docx"), stdout=out)
    assert "▦ 28 × 10" in out.getvalue()
    assert "A-02 强制" in out.getvalue()


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("通知", encoding="utf-8")
    with pytest.raises(CommandError, match="没有找到政府信息公开工作年度报告的内容"):
        call_command("show_reading", path)
