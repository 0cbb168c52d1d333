"""Draws the pages of an OFD as a PDF: each character where it stands, each line and picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import ClassVar, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsing.errors import Broken, LimitExceeded, Unsupported
from parsing.readers.ofd.document import Ofd, Resources, Sheet, child
from parsing.readers.ofd.geometry import POINTS, Matrix, frame_of, matrix_of, number, outline, turned
from parsing.readers.ofd.text import UNKNOWN, placed
from parsing.readers.pdf.engines.frame import most_drawn_error
from parsing.sizes import MOST_PIXELS

LATIN, CHINESE = "Times-Roman", "STSong-Light"
"""Fonts that every viewer has or replaces: nothing is embedded."""
MOST_DRAWN = 400_000
"""Objects, characters and pieces of outlines in a file; a report has some ten thousand."""
DEEPEST = 8
"""Objects in objects."""
BLACK = (0.0, 0.0, 0.0)
PLAIN_LINE = 0.353
"""Millimetres a line is wide where nothing is said."""
SHADED = (0.9, 0.9, 0.9)
HEX = re.compile(r"#[0-9A-Fa-f]{1,2}")
HOLDERS = frozenset({"Content", "Layer", "PageBlock", "Annot", "Appearance"})
UNSEEN = "这个 OFD 文件的页面是图片，图片的格式暂不能读取。"
UNSEEN_ADVICE = "请上传 Word 原件，或者打开后导出为 PDF 再上传。"


@dataclass(frozen=True, slots=True)
class Pen:
    """Where objects are put and what they inherit."""

    matrix: Matrix
    params: tuple[Element, ...] = ()
    depth: int = 0

    def into(self, element: Element, resources: Resources) -> Pen:
        """For what stands inside ``element``, whose own matrix applies within its boundary."""
        box = frame_of(element.get("Boundary"))
        moved = Matrix(e=box.x, f=box.y) if box else Matrix()
        matrix = self.matrix.after(moved).after(matrix_of(element.get("CTM")))
        return replace(self, matrix=matrix, params=self._with(element, resources), depth=self.depth + 1)

    def _with(self, element: Element, resources: Resources) -> tuple[Element, ...]:
        named = resources.params.get(element.get("DrawParam", ""))
        found: list[Element] = []
        while named is not None and named not in found:
            found.append(named)
            named = resources.params.get(named.get("Relative", ""))
        return (*found, *self.params)

    def colour(self, element: Element, name: str) -> tuple[float, float, float] | None:
        """Of the object, or of the parameters it is drawn with; None where it is wholly transparent."""
        for one in (element, *self.params):
            if (found := child(one, name)) is not None:
                return _rgb(found)
        return BLACK

    def width(self, element: Element) -> float:
        given = next((one.get("LineWidth") for one in (element, *self.params) if one.get("LineWidth")), None)
        return number(given, PLAIN_LINE) * self.matrix.scale


class Drawn(NamedTuple):
    """A PDF, the numbers of its pages that could not be read, and of those with characters nobody knows."""

    pdf: bytes
    broken: tuple[int, ...]
    uncoded: tuple[int, ...]


def drawn(ofd: Ofd) -> Drawn:
    """All pages; a broken one is blank. Raises Broken where there is none, LimitExceeded, Unsupported."""
    stream = BytesIO()
    canvas = Canvas(stream, invariant=True, pageCompression=1)
    canvas.setTitle(ofd.title)
    _register()
    left = MOST_DRAWN
    broken, uncoded, page = [], [], 0
    for page, sheet in enumerate(ofd.sheets(), 1):
        printer = _Printer(canvas, ofd, sheet, left)
        printer.page()
        left = printer.left
        if sheet.broken:
            broken.append(page)
        if printer.uncoded:
            uncoded.append(page)
    if len(broken) == page:
        raise Broken("文件已损坏，无法打开。", detail=f"{page} pages")
    canvas.save()
    return Drawn(stream.getvalue(), tuple(broken), tuple(uncoded))


class _Printer:
    """One page; ``left`` is how much more may be drawn of the file."""

    def __init__(self, canvas: Canvas, ofd: Ofd, sheet: Sheet, left: int) -> None:
        self.canvas, self.ofd, self.sheet, self.left = canvas, ofd, sheet, left
        self.height = sheet.frame.height * POINTS
        self.uncoded = False

    def page(self) -> None:
        frame = self.sheet.frame
        self.canvas.setPageSize((frame.width * POINTS, self.height))
        for layer in self.sheet.layers:
            self.inside(layer, Pen(Matrix(e=-frame.x, f=-frame.y)))
        self.canvas.showPage()

    def inside(self, parent: Element, pen: Pen) -> None:
        """Draws what stands in a page, a layer, an appearance."""
        for element in parent:
            if element.get("Visible") == "false" or element.get("Alpha") == "0":
                continue
            name = etree.QName(element).localname
            if name in HOLDERS:
                self.inside(element, pen.into(element, self.sheet.resources))
            elif name in self._WAYS:
                self.spend()
                self._WAYS[name](self, element, pen.into(element, self.sheet.resources))

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise most_drawn_error("objects of an OFD")

    def text(self, element: Element, pen: Pen) -> None:
        filled, stroked = element.get("Fill") != "false", element.get("Stroke") == "true"
        colour = pen.colour(element, "FillColor" if filled else "StrokeColor")
        size = number(element.get("Size"), 0.0)
        scale = pen.matrix.scale
        if colour is None or not (filled or stroked) or size <= 0 or not scale:
            return
        self.canvas.setFillColorRGB(*colour)
        glyph = pen.matrix.after(turned(number(element.get("CharDirection"), 0.0)))
        wide = number(element.get("HScale"), 1.0) / scale
        told = self.canvas.beginText()
        for char, x, y in placed(element, size):
            self.spend()
            told.setTextTransform(
                glyph.a * wide, -glyph.b * wide, -glyph.c / scale, glyph.d / scale, *self.point(pen.matrix.of(x, y))
            )
            told.setFont(LATIN if char.isascii() else CHINESE, size * scale * POINTS)
            told.textOut(char)
            self.uncoded = self.uncoded or char == UNKNOWN
        self.canvas.drawText(told)

    def path(self, element: Element, pen: Pen) -> None:
        data = child(element, "AbbreviatedData")
        line = pen.colour(element, "StrokeColor") if element.get("Stroke") != "false" else None
        fill = pen.colour(element, "FillColor") if element.get("Fill") == "true" else None
        if data is None or (line is None and fill is None):
            return
        path = self.canvas.beginPath()
        begun = False
        for step in outline(data.text):
            self.spend()
            points = [self.point(pen.matrix.of(*point)) for point in step.points]
            if step.kind == "M" or not begun:
                begun = begun or bool(points)
                if points:
                    path.moveTo(*points[-1])
            elif step.kind == "L":
                path.lineTo(*points[0])
            elif step.kind == "C":
                path.curveTo(*points[0], *points[1], *points[2])
            else:
                path.close()
        if line:
            self.canvas.setStrokeColorRGB(*line)
            self.canvas.setLineWidth(pen.width(element) * POINTS)
        if fill:
            self.canvas.setFillColorRGB(*fill)
        if begun:
            self.canvas.drawPath(path, stroke=int(line is not None), fill=int(fill is not None))

    def image(self, element: Element, pen: Pen) -> None:
        part = self.sheet.resources.images.get(element.get("ResourceID", ""))
        box = frame_of(element.get("Boundary"))
        if part is None or box is None:
            return
        matrix = pen.matrix
        if element.get("CTM") is None:  # it fills its boundary
            matrix = matrix.after(Matrix(a=box.width, d=box.height))
        try:
            picture = _picture(self.ofd.part(part))
        except (Broken, OSError, ValueError) as error:
            if box.width * box.height * 2 > self.sheet.frame.width * self.sheet.frame.height:
                raise Unsupported(UNSEEN, UNSEEN_ADVICE, detail=repr(error)) from error
            return
        self.canvas.saveState()
        # A picture stands on its lower edge in a PDF, and hangs from its upper one here.
        x, y = self.point(matrix.of(0.0, 1.0))
        a, b, c, d = (POINTS * n for n in matrix[:4])
        self.canvas.transform(a, -b, -c, d, x, y)
        self.canvas.drawImage(picture, 0, 0, 1, 1, mask="auto")
        self.canvas.restoreState()

    def composite(self, element: Element, pen: Pen) -> None:
        unit = self.sheet.resources.units.get(element.get("ResourceID", ""))
        if unit is not None and pen.depth < DEEPEST:
            self.inside(unit, pen)

    def point(self, place: tuple[float, float]) -> tuple[float, float]:
        """On the page of the PDF, whose heights count upwards."""
        return place[0] * POINTS, self.height - place[1] * POINTS

    _WAYS: ClassVar[dict[str, Callable[[_Printer, Element, Pen], None]]] = {
        "TextObject": text,
        "PathObject": path,
        "ImageObject": image,
        "CompositeObject": composite,
    }


def _rgb(colour: Element) -> tuple[float, float, float] | None:
    """Of one, three or four parts of 0 to 255; a shading, which has none, is taken for pale grey."""
    if colour.get("Alpha") == "0":
        return None
    words = (colour.get("Value") or "").split()
    parts = [int(word[1:], 16) / 255 if HEX.fullmatch(word) else number(word, 0.0) / 255 for word in words]
    parts = [min(max(part, 0.0), 1.0) for part in parts]
    if len(parts) == 4:
        *ink, black = parts
        parts = [(1 - one) * (1 - black) for one in ink]
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    return (parts[0],) * 3 if len(parts) == 1 else SHADED if not parts else BLACK


def _picture(data: bytes) -> ImageReader:
    """Raises OSError or ValueError for what is no picture, LimitExceeded for one too large."""
    try:
        image = Image.open(BytesIO(data))
    except Image.DecompressionBombError as error:
        raise LimitExceeded from error
    with image:
        if image.width * image.height > MOST_PIXELS:
            raise LimitExceeded
        if image.format == "JPEG":
            return ImageReader(BytesIO(data))
        image.load()
        clear = "A" in image.getbands() or "transparency" in image.info
        return ImageReader(image.convert("RGBA" if clear else "L" if image.mode in ("1", "L") else "RGB"))


@cache
def _register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
