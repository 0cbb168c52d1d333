"""A receipt on one page, to print and keep. Only loaded when one is made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT: Final = "STSong-Light"
"""The Chinese font every viewer has or replaces."""
SIDE: Final = 2.2 * cm
WIDTH: Final = A4[0] - 2 * SIDE
QR: Final = 3.2 * cm


def receipt_pdf(title: str, facts: Sequence[tuple[str, str]], address: str) -> bytes:
    """``facts`` are the lines of the receipt; ``address`` is where its number is checked."""
    rows = [[words(name, 11), words(text, 11)] for name, text in facts]
    table = Table(rows, colWidths=[4.4 * cm, WIDTH - 4.4 * cm])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    told = words(_("任何人可凭回执编号在下列网页核验本回执，也可扫描右侧二维码：") + "\n" + address, 9.5)
    check = Table([[told, _qr(address)]], colWidths=[WIDTH - QR - 0.4 * cm, QR + 0.4 * cm])
    note = words(_("本回执证明报告已经提交，不表示审核通过。"), 9.5)
    out = io.BytesIO()
    story = [words(title, 18, 16), table, Spacer(1, 0.6 * cm), check, Spacer(1, 0.4 * cm), note]
    page = SimpleDocTemplate(out, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, title=title, invariant=1)
    page.build(story)
    return out.getvalue()


def words(text: str, size: float, space: float = 2) -> Any:
    """A paragraph of plain text: nothing in it is markup. STSong has no character beyond the first plane."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    look = ParagraphStyle(str(size), fontName=FONT, fontSize=size, leading=size * 1.5, spaceAfter=space, wordWrap="CJK")
    known = "".join(c if ord(c) < 0x10000 and (c >= " " or c == "\n") else "□" for c in text)
    return Paragraph(escape(known).replace("\n", "<br/>"), look)


def _qr(address: str) -> Drawing:
    code = QrCodeWidget(address)
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(QR, QR, transform=[QR / (right - left), 0, 0, QR / (top - bottom), 0, 0])
    drawing.add(code)
    return drawing
