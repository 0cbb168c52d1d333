"""The files clerks of a load run send: every format the portal reads, made by the project's own generator.

The generator writes Word, PDF, web pages and text itself. A workbook is written here; .doc and .odt are what
LibreOffice saves of the generator's Word file, and a scan is its print, drawn page by page as pictures.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import pypdfium2
from openpyxl import Workbook

from parsing.readers import scan
from submissions.demo.documents import LAYOUTS
from submissions.demo.draft import Draft

SHARES: Final = {"docx": 36, "pdf": 28, "doc": 8, "html": 8, "text-tabs": 6, "xlsx": 6, "odt": 4, "scan": 4}
"""How often clerks send each kind, in a hundred. A guess, stated with what is measured."""
CONVERTED: Final = {"doc": "doc:MS Word 97", "odt": "odt", "scan": "pdf"}
"""What LibreOffice is asked for."""
SCAN_DPI: Final = 150
A_TIME: Final = 40
"""So many documents LibreOffice converts in one run."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document to be: where, without its suffix, what it says, and in which of SHARES."""

    stem: Path
    draft: Draft
    kind: str


def deal(count: int, seed: int) -> list[str]:
    """The kinds of so many documents, in the proportions of SHARES, of what this machine can make and read."""
    shares = {kind: share for kind, share in SHARES.items() if _is_possible(kind)}
    rng = Random(seed)  # noqa: S311 — a draw that can be repeated
    return rng.choices(list(shares), weights=list(shares.values()), k=count)


def _is_possible(kind: str) -> bool:
    return (kind not in CONVERTED or bool(shutil.which("soffice"))) and (kind != "scan" or not scan.missing())


def write(wanted: list[Wanted]) -> Iterator[tuple[Wanted, Path]]:
    """Writes them all; yields each with its file."""
    later: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        if one.kind in CONVERTED:
            later[one.kind].append(one)
        elif one.kind == "xlsx":
            yield one, _kept(one.stem.with_suffix(".xlsx"), _workbook(one.draft))
        else:
            layout = LAYOUTS[one.kind]
            yield one, _kept(one.stem.with_suffix(layout.suffix), layout.write(one.draft))
    for kind, ones in later.items():
        for start in range(0, len(ones), A_TIME):
            yield from _saved_as(kind, ones[start : start + A_TIME])


def _kept(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _workbook(draft: Draft) -> bytes:
    """Texts in the first column, tables below them with their merged cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    lines = [*draft.title_lines, *draft.preface]
    at = 1
    for section in draft.sections:
        for line in (*lines, section.line, *section.paragraphs):
            sheet.cell(at, 1, line)
            at += 1
        lines = []
        for table in draft.tables_of(section.number):
            for cell in table.cells:
                row, column = at + cell.row, 1 + cell.column
                text = draft.text_of(cell)
                sheet.cell(row, column, float(text) if cell.address and text.isdecimal() else text)
                if cell.rowspan > 1 or cell.colspan > 1:
                    sheet.merge_cells(None, row, column, row + cell.rowspan - 1, column + cell.colspan - 1)
            at += table.height + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _saved_as(kind: str, ones: list[Wanted]) -> Iterator[tuple[Wanted, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        sources = [_kept(Path(folder, f"{one.stem.name}.docx"), LAYOUTS["docx"].write(one.draft)) for one in ones]
        suffix = CONVERTED[kind].partition(":")[0]
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        subprocess.run(  # noqa: S603 — ours
            [*command, CONVERTED[kind], "--outdir", folder, *map(str, sources)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for one in ones:
            content = Path(folder, f"{one.stem.name}.{suffix}").read_bytes()
            yield one, _kept(one.stem.with_suffix(f".{suffix}"), _pictures(content) if kind == "scan" else content)


def _pictures(pdf: bytes) -> bytes:
    """The pages of a document as a scanner gives them: grey pictures in a PDF without text."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=SCAN_DPI / 72).to_pil().convert("L") for page in document]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, quality=85)
    return out.getvalue()
