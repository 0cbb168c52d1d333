"""The report as a PDF drawn line by line, in whatever style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from submissions.demo.borders import draw_borders
from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormTable
from submissions.demo.styles import Break, Style, Turn
from submissions.demo.typeset import FONT, Box, Strip, Word, broken, groups_of, halves, register, strip, width_of

_PAPER = ImageReader(Image.new("RGB", (8, 8), (250, 250, 244)))
"""A picture of nothing but tinted paper."""
_LEAST = 40.0
"""Points of a page a table must have left to begin on it."""


def draw_pdf(draft: Draft, style: Style) -> bytes:
    """The report as a PDF file; the same draft and style give the same bytes."""
    return draw_pdfs([draft], style)


def draw_pdfs(drafts: Sequence[Draft], style: Style) -> bytes:
    """Several reports in one file, each beginning a page."""
    register()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=style.page, invariant=True)
    printer = Printer(canvas, style)
    for draft in drafts:
        printer.report(draft)
        printer.end_page()
    canvas.save()
    return stream.getvalue()


class Printer:
    """Fills pages from the top; heights count down from the top of the page."""

    def __init__(self, canvas: Canvas, style: Style) -> None:
        self.canvas = canvas
        self.style = style
        self.wide, self.high = style.page
        self.column, self.y, self.number = 0, style.margin, 1
        gutter = 24.0 * (style.columns - 1)
        self.width = (self.wide - 2 * style.margin - gutter) / style.columns
        self.bottom = self.high - (14.0 if style.number_inside else max(style.margin, 40.0))
        self._open = False

    # ---- pages ----

    def begin_page(self) -> None:
        if self._open:
            return
        self._open = True
        canvas, style = self.canvas, self.style
        if style.turn is Turn.ENTRY:
            canvas.setPageSize((self.wide, self.high))  # written the other way round where a page is rotated
            canvas.setPageRotation(90)
            canvas.translate(self.high, 0)
            canvas.rotate(90)
        elif style.turn is Turn.DRAWN:
            canvas.setPageSize((self.high, self.wide))
            canvas.setPageRotation(0)
            canvas.translate(self.high, 0)
            canvas.rotate(90)
        if style.letterhead:
            canvas.drawImage(_PAPER, 0, 0, self.wide, self.high)
        if style.watermark:
            self._watermark()

    def end_page(self) -> None:
        self.begin_page()
        canvas, style = self.canvas, self.style
        if style.number:
            canvas.setFont(FONT, 10)
            at = self.high - (self.high - self.bottom) / 2 if not style.number_inside else self.bottom - 4.0
            canvas.drawCentredString(self.wide / 2, self.high - at - 3, style.number.format(self.number))
        canvas.showPage()
        self._open = False
        self.number += 1
        self.column, self.y = 0, style.margin

    def next_column(self) -> None:
        if self.column + 1 < self.style.columns:
            self.begin_page()
            self.column, self.y = self.column + 1, self.style.margin
        else:
            self.end_page()

    @property
    def left(self) -> float:
        return self.style.margin + self.column * (self.width + 24.0)

    def _watermark(self) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillGray(0.9)
        canvas.setFont(FONT, 36)
        canvas.translate(self.wide / 2, self.high / 2)
        canvas.rotate(35)
        canvas.drawCentredString(0, 0, self.style.watermark)
        canvas.restoreState()

    # ---- text ----

    def report(self, draft: Draft) -> None:
        for text in draft.title_lines:
            self.paragraph(text, self.style.body + 4, centred=True)
        self.y += 10
        for text in draft.preface:
            self.paragraph("　　" + text, self.style.body)
        for section in draft.sections:
            self.paragraph("　　" + section.line, self.style.body + 1, keep=80.0)
            for text in section.paragraphs:
                self.paragraph("　　" + text, self.style.body)
            for tables in _shelves(draft, section.number, self.style):
                self.shelf(draft, tables)
                self.y += 12

    def paragraph(self, text: str, size: float, *, centred: bool = False, keep: float = 0.0) -> None:
        if self.y + keep > self.bottom:
            self.next_column()
        for line in broken(text, size, self.width):
            if self.y + size * 1.6 > self.bottom:
                self.next_column()
            self.begin_page()
            self.y += size * 1.6
            indent = (self.width - width_of(line, size)) / 2 if centred else 0.0
            self.word(Word(self.left + indent, self.y - 0.4 * size, line, size))

    def word(self, word: Word) -> None:
        self.canvas.setFont(FONT, word.size)
        self.canvas.setFillGray(0.0)
        lead = len(word.text) - len(word.text.lstrip("　"))
        x = word.x + width_of(word.text[:lead], word.size)
        self.canvas.drawString(x, self.high - word.y, word.text[lead:], charSpace=word.spacing)

    # ---- tables ----

    def shelf(self, draft: Draft, tables: Sequence[FormTable]) -> None:
        """One table, or two beside each other on one page."""
        gap = 24.0
        width = (self.width - gap * (len(tables) - 1)) / len(tables)
        strips = [strip(table, draft.text_of, self.style, width) for table in tables]
        if len(strips) == 1:
            self.table(strips[0])
            return
        height = max(one.height for one in strips)
        if self.y + height > self.bottom:
            self.next_column()
        top = self.y
        for number, one in enumerate(strips):
            self.piece(one, 0.0, one.height, self.left + number * (width + gap))
            self.y = top
        self.y += height

    def table(self, one: Strip) -> None:
        if self.y + max(_LEAST, one.edges[min(one.header + 1, len(one.edges) - 1)]) > self.bottom:
            self.next_column()
        start, first = 0.0, True
        while start < one.height - 0.1:
            if not first:
                self.next_column()
                if self.style.continued:
                    self.paragraph("（续表）", self.style.size)
                if self.style.repeat_header and one.header > 2 and start >= one.edges[one.header]:
                    self.piece(one, 0.0, one.edges[one.header], self.left)
            end = _cut(one, start, self.bottom - self.y, self.style)
            self.piece(one, start, end, self.left)
            start, first = end, False

    def piece(self, one: Strip, start: float, end: float, left: float) -> None:
        """The part of a strip between two of its heights, drawn at the current height."""
        self.begin_page()
        dy = self.y - start
        boxes = [
            Box(left + b.x0, max(b.y0, start) + dy, left + b.x1, min(b.y1, end) + dy, b.cell)
            for b in one.boxes
            if b.y0 < end - 0.1 and b.y1 > start + 0.1
        ]
        uncut = [box for box in one.boxes if box.y0 < end - 0.1 and box.y1 > start + 0.1]
        torn = [(box.y0 < start - 0.1, box.y1 > end + 0.1) for box in uncut]
        header = self.y + max(0.0, one.edges[one.header] - start) if one.header else None
        draw_borders(self.canvas, self.high, boxes, torn, header, self.style)
        for word in one.words:
            if start <= word.y - 0.36 * word.size < end:
                self.word(word._replace(x=left + word.x, y=word.y + dy))
        self.y += end - start


def _cut(one: Strip, start: float, room: float, style: Style) -> float:
    """Where a page break cuts a strip: at the end of a row, or between lines of text."""
    if one.height - start <= room:
        return one.height
    limit = start + room
    if style.breaks is Break.TORN:
        return _between_lines(one, start, limit)
    fitting = [edge for edge in one.edges if start < edge <= limit]
    return fitting[-1] if fitting else _between_lines(one, start, limit)


def _between_lines(one: Strip, start: float, limit: float) -> float:
    cut = limit
    for _ in range(200):
        crossed = [w for w in one.words if w.y - 0.95 * w.size < cut < w.y + 0.25 * w.size]
        if not crossed:
            break
        cut = min(w.y - 0.96 * w.size for w in crossed)
    return cut if cut > start + 1.0 else limit


def _shelves(draft: Draft, section: int, style: Style) -> Iterator[tuple[FormTable, ...]]:
    tables: list[FormTable] = []
    for table in draft.tables_of(section, split=style.split or style.beside):
        if style.halves and table.code == "requests":
            tables.extend(halves(table))
        elif style.parted and table.code == "disputes":
            tables.extend(groups_of(table))
        else:
            tables.append(table)
    if style.beside and tables and tables[0].code == "disclosure":
        yield from (tuple(tables[n : n + 2]) for n in range(0, len(tables), 2))
        return
    yield from ((table,) for table in tables)
