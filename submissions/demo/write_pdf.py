"""PDF with a text layer and ruled tables, as Word and WPS print the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormCell, FormTable, Kind

FONT = "STSong-Light"
"""A font every PDF viewer has or replaces; nothing is embedded, so files stay small."""
SIDE, TOP, BOTTOM = 2.6 * cm, 3 * cm, 2.6 * cm
WIDTH, HEIGHT = A4[0] - 2 * SIDE, A4[1] - TOP - BOTTOM - 12
"""Points a table may take; the frame keeps 12 above and below to itself."""
LABEL_WIDTHS: dict[int, tuple[float, ...]] = {3: (1.1 * cm, 1.7 * cm, 5 * cm), 1: (WIDTH / 4,), 0: ()}


@dataclass(frozen=True, slots=True)
class Look:
    """How a PDF is printed.

    ``split`` prints table 二 as one table a block. ``break_after`` cuts table 三 after that many of
    its rows and goes on overleaf, merged cells torn as a page break tears them; ``repeat_header``
    prints the heading rows again there. ``narrow`` leaves the figures of table 三 so little room
    that long ones go on in a second line.
    """

    split: bool = False
    break_after: int = 0
    repeat_header: bool = False
    one_line_title: bool = False
    narrow: bool = False


def write_pdf(draft: Draft, look: Look = Look()) -> bytes:
    """The report as a PDF file."""
    stream = BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, title=draft.title, author="", invariant=True)
    frame = Frame(SIDE, BOTTOM, WIDTH, HEIGHT + 12, leftPadding=0, rightPadding=0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_page_number))
    document.build(list(_story(draft, look)))
    return stream.getvalue()


def _story(draft: Draft, look: Look) -> Iterator[Flowable]:
    for line in (draft.title,) if look.one_line_title else draft.title_lines:
        yield Paragraph(escape(line), _style(20 if look.one_line_title else 22, centred=True))
    yield Spacer(1, 0.6 * cm)
    for text in draft.preface:
        yield Paragraph(escape(text), _style(14, indent=True))
    for section in draft.sections:
        yield Paragraph(escape(section.line), _style(15, indent=True, heading=True))
        for text in section.paragraphs:
            yield Paragraph(escape(text), _style(14, indent=True))
        for table in draft.tables_of(section.number, split=look.split):
            yield from _pieces(table, draft, look)
            yield Spacer(1, 0.4 * cm)


def _pieces(table: FormTable, draft: Draft, look: Look) -> Iterator[Flowable]:
    cut = table.header_rows + look.break_after
    if table.code != "requests" or not table.header_rows < cut < table.height:
        yield from _on_pages(table, draft, look)
        return
    yield from _on_pages(table.part(0, cut), draft, look)
    yield PageBreak()
    rest = table.part(cut, table.height)
    yield from _on_pages(table.with_header(rest) if look.repeat_header else rest, draft, look)


def _on_pages(table: FormTable, draft: Draft, look: Look) -> Iterator[Flowable]:
    """The table in as many parts as it needs pages: no merged cell may be higher than one."""
    whole = _table(table, draft, look)
    if whole.wrap(WIDTH, HEIGHT)[1] <= HEIGHT:
        yield whole
        return
    middle = table.height // 2
    yield from _on_pages(table.part(0, middle), draft, look)
    yield PageBreak()
    yield from _on_pages(table.part(middle, table.height), draft, look)


def _table(table: FormTable, draft: Draft, look: Look) -> Table:
    texts: list[list[Flowable | str]] = [[""] * table.width for _ in range(table.height)]
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    for cell in table.cells:
        texts[cell.row][cell.column] = _cell(draft.text_of(cell), _cell_style(cell, table))
        if cell.rowspan > 1 or cell.colspan > 1:
            end = (cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1)
            commands.append(("SPAN", (cell.column, cell.row), end))
    return Table(texts, colWidths=_column_widths(table, look), style=TableStyle(commands), spaceBefore=4)


def _cell(text: str, style: ParagraphStyle) -> Flowable:
    """A blank cell keeps the height of a line, as in any word processor."""
    return Paragraph(escape(text), style) if text else Spacer(1, style.leading)


def _column_widths(table: FormTable, look: Look) -> list[float]:
    labels = LABEL_WIDTHS.get(table.label_columns, (WIDTH / 10,) * table.label_columns)
    if look.narrow and table.code == "requests":
        labels = (*labels[:-1], labels[-1] + 3.6 * cm)
    figures = table.width - table.label_columns
    return [*labels, *[(WIDTH - sum(labels)) / figures] * figures]


def _cell_style(cell: FormCell, table: FormTable) -> ParagraphStyle:
    left = cell.kind in (Kind.LABEL, Kind.ARTICLE, Kind.NOTE)
    return _style(7.5 if table.width > 12 else 9, centred=not left, tight=True)


@cache
def _style(
    size: float, *, centred: bool = False, indent: bool = False, heading: bool = False, tight: bool = False
) -> ParagraphStyle:
    _register()
    return ParagraphStyle(
        f"{size}{centred}{indent}{heading}{tight}",
        fontName=FONT,
        fontSize=size,
        leading=size * (1.25 if tight else 1.7),
        alignment=TA_CENTER if centred else 0,
        firstLineIndent=size * 2 if indent else 0,
        spaceBefore=8 if heading else 0,
        keepWithNext=1 if heading else 0,
        wordWrap="CJK",
    )


@cache
def _register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 10)
    canvas.drawCentredString(A4[0] / 2, 1.6 * cm, f"- {canvas.getPageNumber()} -")
