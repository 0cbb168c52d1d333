"""The report as an OFD (GB/T 33190), drawn line by line in the same styles as the PDF."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.pdfgen.canvas import Canvas

from submissions.demo.draft import Draft
from submissions.demo.draw_pdf import Printer
from submissions.demo.styles import Style, Turn
from submissions.demo.typeset import register, width_of

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MM = 25.4 / 72
"""Millimetres of a point."""
_DATE = (1980, 1, 1, 0, 0, 0)
Linear = tuple[float, float, float, float, float, float]


def draw_ofd(draft: Draft, style: Style) -> bytes:
    """The report as an OFD file; the same draft and style give the same bytes. Pages lie as they are drawn, for an OFD
    knows no turned ones."""
    if style.turn is Turn.ENTRY:
        raise ValueError(style.turn)
    register()
    canvas = OfdCanvas(style.page)
    printer = Printer(cast("Canvas", canvas), style)
    printer.report(draft)
    printer.end_page()
    return canvas.content()


class OfdCanvas:
    """As much of a canvas of ReportLab as the printer draws on: points, heights counted upwards."""

    def __init__(self, size: tuple[float, float]) -> None:
        self._size = size
        self._pages: list[tuple[tuple[float, float], list[str]]] = []
        self._objects: list[str] = []
        self._kept: list[tuple[Any, ...]] = []
        self._reset()

    def _reset(self) -> None:
        self._matrix: Linear = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._font, self._fill, self._stroke, self._wide = 10.0, "0 0 0", "0 0 0", 1.0
        self._dash: tuple[float, ...] = ()

    # ---- pages and state ----

    def setPageSize(self, size: tuple[float, float]) -> None:
        self._size = size

    def setPageRotation(self, turn: int) -> None:
        assert turn == 0

    def showPage(self) -> None:
        self._pages.append((self._size, self._objects))
        self._objects = []
        self._reset()

    def saveState(self) -> None:
        self._kept.append((self._matrix, self._font, self._fill, self._stroke, self._wide, self._dash))

    def restoreState(self) -> None:
        self._matrix, self._font, self._fill, self._stroke, self._wide, self._dash = self._kept.pop()

    def translate(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._matrix
        self._matrix = (a, b, c, d, a * x + c * y + e, b * x + d * y + f)

    def rotate(self, degrees: float) -> None:
        a, b, c, d, e, f = self._matrix
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        self._matrix = (a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f)

    def setFont(self, _name: str, size: float) -> None:
        self._font = size

    def setFillGray(self, grey: float) -> None:
        self._fill = _rgb(grey, grey, grey)

    def setFillColorRGB(self, red: float, green: float, blue: float) -> None:
        self._fill = _rgb(red, green, blue)

    def setStrokeGray(self, grey: float) -> None:
        self._stroke = _rgb(grey, grey, grey)

    def setLineWidth(self, wide: float) -> None:
        self._wide = wide

    def setDash(self, *lengths: float) -> None:
        self._dash = lengths

    # ---- what is drawn ----

    def drawString(self, x: float, y: float, text: str, charSpace: float = 0.0) -> None:
        steps = " ".join(f"{(width_of(char, self._font) + charSpace) * MM:.4f}" for char in text[:-1])
        delta = f' DeltaX="{steps}"' if steps else ""
        self._add(
            "TextObject",
            f' Font="3" Size="{self._font * MM:.4f}"{self._place(x, y)}',
            f'<ofd:FillColor Value="{self._fill}"/><ofd:TextCode X="0" Y="0"{delta}>{escape(text)}</ofd:TextCode>',
        )

    def drawCentredString(self, x: float, y: float, text: str) -> None:
        self.drawString(x - width_of(text, self._font) / 2, y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        dash = f' DashPattern="{" ".join(f"{length * MM:.3f}" for length in self._dash)}"' if self._dash else ""
        self._path(x0, y0, f"M 0 0 L {(x1 - x0) * MM:.4f} {(y0 - y1) * MM:.4f}", dash, stroke=1)

    def rect(self, x: float, y: float, wide: float, high: float, stroke: int = 1, fill: int = 0) -> None:
        right, top = f"{wide * MM:.4f}", f"{-high * MM:.4f}"
        self._path(x, y, f"M 0 0 L {right} 0 L {right} {top} L 0 {top} C", "", stroke=stroke, fill=fill)

    def drawImage(self, _picture: object, *_place: float) -> None:
        """Tinted paper alone is drawn as a picture, and is left out."""

    def _path(self, x: float, y: float, data: str, more: str, *, stroke: int, fill: int = 0) -> None:
        shown = f' Stroke="{str(bool(stroke)).lower()}" Fill="{str(bool(fill)).lower()}"'
        colours = f'<ofd:StrokeColor Value="{self._stroke}"/><ofd:FillColor Value="{self._fill}"/>'
        self._add(
            "PathObject",
            f' LineWidth="{self._wide * MM:.4f}"{shown}{more}{self._place(x, y)}',
            f"{colours}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>",
        )

    def _place(self, x: float, y: float) -> str:
        """An object whose own origin is this point of the page, turned as what is drawn is turned."""
        a, b, c, d, e, f = self._matrix
        wide, high = self._size
        right, down = (a * x + c * y + e) * MM, (high - (b * x + d * y + f)) * MM
        matrix = " ".join(f"{number:.6f}" for number in (a, -b, -c, d, right, down))
        return f' Boundary="0 0 {wide * MM:.3f} {high * MM:.3f}" CTM="{matrix}"'

    def _add(self, name: str, attributes: str, content: str) -> None:
        number = 1000 + len(self._objects)
        self._objects.append(f'<ofd:{name} ID="{number}"{attributes}>{content}</ofd:{name}>')

    # ---- the file ----

    def content(self) -> bytes:
        """The package."""
        pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(self._pages)))
        parts = {
            "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
            "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>"
            f"{_area('PageArea', self._size)}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        }
        for number, (size, objects) in enumerate(self._pages):
            parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
                f'<ofd:Page {SPACE}>{_area("Area", size)}<ofd:Content><ofd:Layer ID="1" Type="Body">'
                f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
            )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for name, part in parts.items():
                package.writestr(zipfile.ZipInfo(name, _DATE), HEAD + part, zipfile.ZIP_DEFLATED)
        return stream.getvalue()


def _area(name: str, size: Sequence[float]) -> str:
    wide, high = (length * MM for length in size)
    return f"<ofd:{name}><ofd:PhysicalBox>0 0 {wide:.3f} {high:.3f}</ofd:PhysicalBox></ofd:{name}>"


def _rgb(*parts: float) -> str:
    return " ".join(str(round(255 * part)) for part in parts)
