"""A released report as PDF: title, texts, and the three tables as the form prints them. Loaded when one is made."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from parsing.editions import Edition
from parsing.editions.wording import NUMERALS
from parsing.report import Address
from parsing.sections import HEADINGS
from submissions.exports.layout import printed, size
from submissions.exports.receipt_pdf import words

SIDE: Final = 1.8 * cm
WIDTH: Final = A4[0] - 2 * SIDE
FEW_COLUMNS: Final = 8
LABEL_SHARE: Final = 2.2
"""How many times as wide as a figure's a label's column is."""

Texts = Sequence[tuple[int, str, str]]
"""Number of the section (0 what stands above them), heading, text."""


def release_pdf(title: str, edition: Edition, texts: Texts, cell: Callable[[Address], str], note: str) -> bytes:
    """``cell`` is what is printed at an address; ``note`` stands at the end. Equal contents give equal bytes."""
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=SIDE, bottomMargin=SIDE, title=title, invariant=1
    )
    page.build(list(_story(title, edition, texts, cell, note)))
    return out.getvalue()


def _story(
    title: str, edition: Edition, texts: Texts, cell: Callable[[Address], str], note: str
) -> Iterator[Paragraph | Spacer | Table]:
    yield words(title, 17, 12)
    by_number = {number: text for number, _heading, text in texts}
    yield from _text(by_number.get(0, ""))
    for number, heading in HEADINGS.items():
        yield words(f"{NUMERALS[number - 1]}、{heading}", 13, 4)
        yield from _text(by_number.get(number, ""))
        for table in edition.tables:
            if table.section == number:
                yield _table(table, cell)
                yield Spacer(1, 0.4 * cm)
    yield Spacer(1, 0.4 * cm)
    yield words(note, 9)


def _text(text: str) -> Iterator[Paragraph]:
    for line in text.splitlines():
        if line.strip():
            yield words(line.strip(), 10.5, 3)


def _table(table: Any, cell: Callable[[Address], str]) -> Table:
    cells = printed(table)
    height, width = size(cells)
    small = width > FEW_COLUMNS
    grid: list[list[Any]] = [[""] * width for _row in range(height)]
    spans: list[Any] = []
    labels = min((one.column for one in cells if one.address), default=0)
    for one in cells:
        text = cell(one.address) if one.address else one.text
        grid[one.row][one.column] = words(text, 6.5 if small else 8.5, 0)
        end = (one.column + one.width - 1, one.row + one.height - 1)
        spans.append(("SPAN", (one.column, one.row), end))
    shares = [LABEL_SHARE if labels and column == labels - 1 else 1.0 for column in range(width)]
    unit = WIDTH / sum(shares)
    look: list[Any] = [("GRID", (0, 0), (-1, -1), 0.4, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]
    look += [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    return Table(grid, colWidths=[share * unit for share in shares], style=TableStyle(look))
