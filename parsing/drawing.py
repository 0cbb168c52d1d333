"""Draws what was read on the pages it was read from, a picture a page and stage.

For developers: a wrong figure is found by looking at where its cell was thought to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from parsing.grid import Box, Document, Grid
from parsing.report import Figure, Report, State, plain
from parsing.rules.model import Finding, Outcome

SCALE = 2.0
"""Pixels a point: 144 dpi."""

BLUE, GREEN, AMBER, RED, GREY = "#1f5fa8", "#1c7c3c", "#b26a00", "#b3261e", "#8a8f98"

Mark = tuple[int, Box, str, str]
"""Page, box, colour, words."""


def draw_stages(
    path: Path, document: Document, report: Report, findings: Iterable[Finding], folder: Path
) -> list[Path]:
    """Writes ``page-1-1-cells.png`` and so on; returns what was written.

    Stages: cells (grids and lines of text as found), figures (what each cell was taken for),
    findings (the operands of what does not agree).
    """
    stages = {"1-cells": _cells(document), "2-figures": _figures(report), "3-findings": _operands(report, findings)}
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with pdfium.PdfDocument(path) as pdf:
        for stage, marks in stages.items():
            by_page: dict[int, list[Mark]] = {}
            for mark in marks:
                by_page.setdefault(mark[0], []).append(mark)
            for number, page_marks in sorted(by_page.items()):
                target = folder / f"page-{number}-{stage}.png"
                _drawn(pdf[number - 1].render(scale=SCALE).to_pil(), page_marks).save(target)
                written.append(target)
    return written


def _drawn(picture: Image.Image, marks: Iterable[Mark]) -> Image.Image:
    picture = picture.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _, box, colour, words in marks:
        x0, y0, x1, y1 = (edge * SCALE for edge in box)
        pen.rectangle((x0, y0, x1, y1), outline=colour, width=2)
        pen.text((x0 + 3, y0 + 1), words, fill=colour)
    return picture


def _cells(document: Document) -> Iterator[Mark]:
    for block in document.blocks:
        if not isinstance(block, Grid):
            if block.place.page and block.place.box:
                yield block.place.page, block.place.box, GREY, ""
            continue
        for cell in block.cells:
            if cell.place.page and cell.place.box:
                yield cell.place.page, cell.place.box, AMBER if cell.doubt else BLUE, f"{cell.row},{cell.column}"


def _figures(report: Report) -> Iterator[Mark]:
    for address, figure in report.figures.items():
        if figure.place.page and figure.place.box:
            words = f"{address.row.split('.')[-1][:4]}.{address.column[:3]} {_value(figure)}"
            yield figure.place.page, figure.place.box, _colour(figure), words


def _value(figure: Figure) -> str:
    return figure.state.value if figure.value is None else str(plain(figure.value))


def _colour(figure: Figure) -> str:
    if figure.state is State.ILLEGIBLE:
        return RED
    if figure.doubt:
        return AMBER
    return GREEN if figure.state is State.NUMBER else GREY


def _operands(report: Report, findings: Iterable[Finding]) -> Iterator[Mark]:
    places = {str(address): figure.place for address, figure in report.figures.items()}
    for number, finding in enumerate((f for f in findings if f.outcome is Outcome.FAILED), 1):
        for cell in finding.cells:
            place = places.get(cell)
            if place is not None and place.page and place.box:
                colour = RED if cell == finding.subject else AMBER
                yield place.page, place.box, colour, f"{number} {finding.rule}"
