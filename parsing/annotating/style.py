"""What the pages we write ourselves look like: A4, and the one Chinese font every viewer has or replaces."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph

FONT: Final = "STSong-Light"
SIDE: Final = 2 * cm
WIDTH: Final = A4[0] - 2 * SIDE
WORDS: Final = {"mandatory": "强制", "verify": "核实", "notice": "提示"}


@cache
def style(size: float = 10, indent: float = 0, space: float = 2, colour: str = "#000000") -> ParagraphStyle:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return ParagraphStyle(
        f"{size}-{indent}-{space}-{colour}",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.45,
        leftIndent=indent,
        spaceAfter=space,
        wordWrap="CJK",
        textColor=HexColor(colour),
    )


def words(text: str, look: ParagraphStyle) -> Any:
    """A paragraph of plain text: nothing in it is markup. STSong has no character beyond the first plane."""
    known = "".join(c if ord(c) < 0x10000 and (c >= " " or c == "\n") else "□" for c in text)
    return Paragraph(escape(known).replace("\n", "<br/>"), look)
