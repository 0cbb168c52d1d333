"""A Word document as the office's typesetting rules have it (GB/T 9704): styles, paragraphs, tables, page numbers.

Written part by part with what Python has, so that the web site makes one without the library that
reads Word files. Equal contents give equal bytes: nothing in it tells the time.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from submissions.exports.layout import Cell, size

TEXT_WIDTH: Final = 8844
"""Width of the text in twentieths of a point: 156 mm."""
TITLE, HEADING, SUBHEADING, BODY, FIGURE, LABEL = "Title", "Heading1", "Heading2", "BodyText", "FormCell", "FormLabel"
"""Styles of paragraphs by the names the document knows them by."""

_MARGIN, _ROW = 40, 340
_USUAL, _SMALL, _LEAST = 21, 18, 9
_MANY: Final = 8
_DIGIT: Final = 62
"""Margins of cells and the least height of rows in twips; half points of 五号, 小五 and the smallest; tables of
more columns are set in 小五; how wide a digit is in tenths of a twip for every half point, in the widest of the
fonts that may stand in."""

_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SONG, _FANGSONG, _BLACK, _KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_FONTS: Final = {
    _SONG: "方正小标宋_GBK,华文中宋,宋体",
    _FANGSONG: "仿宋,FangSong,华文仿宋",
    _BLACK: "SimHei,微软雅黑",
    _KAI: "楷体,KaiTi,华文楷体",
    "宋体": "SimSun",
}
"""What stands in where a font is missing, as Word looks for it."""
_STYLES: Final = (
    # name, font, half points, alignment, first line in hundredths of a character, line in twips, more of a paragraph
    (TITLE, _SONG, 44, "center", 0, 600, ""),
    (HEADING, _BLACK, 32, "both", 200, 560, '<w:keepNext/><w:outlineLvl w:val="0"/>'),
    (SUBHEADING, _KAI, 32, "both", 200, 560, ""),
    (BODY, _FANGSONG, 32, "both", 200, 560, ""),
    (FIGURE, _FANGSONG, 21, "center", 0, 0, ""),
    (LABEL, _FANGSONG, 21, "left", 0, 0, ""),
)


def document(title: str, parts: Iterable[str], mark: str = "") -> bytes:
    """A .docx file of ``parts``, each made by ``paragraph`` or ``table``. It names no author.

    ``mark`` stands at the foot of every page, below its number.
    """
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" '
        'w:gutter="0"/></w:sectPr>'
    )
    body = f"{_open('document')}<w:body>{''.join(parts)}{page}</w:body></w:document>"
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations((("officeDocument", "word/document.xml"),), core=True),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": _relations(
            (("styles", "styles.xml"), ("fontTable", "fontTable.xml"), ("footer", "footer1.xml"))
        ),
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer(mark),
        "docProps/core.xml": _core(title),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, _HEAD + text)
    return buffer.getvalue()


def plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def paragraph(text: str, style: str = BODY, half_points: int = 0) -> str:
    """``half_points`` is a size other than the style's."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text, half_points)}</w:p>'


def table(cells: Sequence[Cell], texts: Sequence[str]) -> str:
    """A printed table: gridSpan sideways, vMerge downwards. ``texts`` stand in ``cells``, one each.

    Its heading rows are repeated on every page it runs over, and its figures are as small as the
    longest asks for: a number is never broken over two lines.
    """
    form = _Form(cells, texts)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in form.widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(form.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{_MARGIN}" w:type="dxa"/><w:right w:w="{_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(form.rows())}</w:tbl>"
    )


class _Form:
    """A table's cells with what goes for all of them: widths, sizes, where the figures begin."""

    def __init__(self, cells: Sequence[Cell], texts: Sequence[str]) -> None:
        self.printed = sorted(zip(cells, texts, strict=True), key=lambda pair: pair[0].column)
        self.height, self.width = size(cells)
        figures = [cell for cell in cells if cell.address]
        self.top, self.left = min(cell.row for cell in figures), min(cell.column for cell in figures)
        below = [cell for cell in cells if cell.row >= self.top and not cell.address]
        self.repeats = self.top > 0 and all(cell.column < self.left and cell.width <= self.left for cell in below)
        self.widths = self._widths()
        self.small = self.width > _MANY
        longest = max(len(text) for cell, text in self.printed if cell.address)
        narrowest = min(sum(self.widths[c.column : c.column + c.width]) for c in figures) - 2 * _MARGIN
        self.figure_size = max(_LEAST, min(_SMALL if self.small else _USUAL, narrowest * 10 // (_DIGIT * longest or 1)))

    def _widths(self) -> list[int]:
        """Narrow columns for groups, a wide one for labels, equal ones for figures."""
        heads = [620] * (self.left - 1) + [2200] if self.left > 1 else [TEXT_WIDTH // self.width] * self.left
        figures = (TEXT_WIDTH - sum(heads)) // (self.width - self.left)
        return [*heads, *[figures] * (self.width - self.left)]

    def rows(self) -> Iterator[str]:
        for row in range(self.height):
            here = [(cell, text) for cell, text in self.printed if cell.row <= row < cell.row + cell.height]
            head = "<w:tblHeader/>" if self.repeats and row < self.top else ""
            kept = f'<w:cantSplit/><w:trHeight w:val="{_ROW}"/>{head}'
            cells = "".join(self._cell(cell, text, cell.row == row) for cell, text in here)
            yield f"<w:tr><w:trPr>{kept}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, text: str, begins: bool) -> str:
        """One cell of one row; below the first row of a vertical merge it is empty and continues it."""
        width = sum(self.widths[cell.column : cell.column + cell.width])
        span = f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else ""
        merge = ('<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>") if cell.height > 1 else ""
        is_label = not cell.address and cell.column + cell.width <= self.left
        half_points = self.figure_size if cell.address else _SMALL if self.small else _USUAL
        words = paragraph(text if begins else "", LABEL if is_label else FIGURE, half_points)
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{words}</w:tc>"


def _run(text: str, half_points: int) -> str:
    look = f'<w:rPr><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>' if half_points else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r>' if text else ""


def _open(name: str) -> str:
    return f'<w:{name} xmlns:w="{_MAIN}" xmlns:r="{_RELATED}">'


def _content_types() -> str:
    overrides = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/fontTable.xml": f"{_TYPE}.fontTable+xml",
        "word/footer1.xml": f"{_TYPE}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]], *, core: bool = False) -> str:
    links = [(f"{_RELATED}/{kind}", target) for kind, target in targets]
    links += [(f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")] if core else []
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}" w:cs="Times New Roman"/>'


def _styles() -> str:
    default = f'<w:rPr>{_fonts(_FANGSONG)}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:qFormat/><w:pPr>'
        f"{_paragraph_of(first, line, align, more)}</w:pPr><w:rPr>{_fonts(font)}"
        f'<w:sz w:val="{points}"/><w:szCs w:val="{points}"/></w:rPr></w:style>'
        for name, font, points, align, first, line, more in _STYLES
    )
    return f"{_open('styles')}<w:docDefaults><w:rPrDefault>{default}</w:rPrDefault></w:docDefaults>{styles}</w:styles>"


def _paragraph_of(first: int, line: int, align: str, more: str) -> str:
    """Properties in the order the schema wants them: keepNext, spacing, indent, alignment, outline."""
    keep = "<w:keepNext/>" if "keepNext" in more else ""
    outline = more.replace("<w:keepNext/>", "")
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>' if line else ""
    indent = f'<w:ind w:firstLineChars="{first}" w:firstLine="{first * 32 // 10}"/>' if first else ""
    return f'{keep}{spacing}{indent}<w:jc w:val="{align}"/>{outline}'


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in _FONTS.items()
    )
    return f"{_open('fonts')}{fonts}</w:fonts>"


def _footer(mark: str) -> str:
    """The number of the page between dashes, as official documents have it; below it the mark."""
    look = f'<w:rPr>{_fonts("宋体")}<w:sz w:val="28"/></w:rPr>'
    number = (
        f'<w:r>{look}<w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t>'
        f'</w:r></w:fldSimple><w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    small = look.replace('"28"', '"18"')
    lines = [number, *([f"<w:r>{small}<w:t>{escape(plain(mark))}</w:t></w:r>"] if mark else [])]
    paragraphs = "".join(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{line}</w:p>' for line in lines)
    return f"{_open('ftr')}{paragraphs}</w:ftr>"


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(plain(title))}</dc:title><dc:creator></dc:creator></cp:coreProperties>"
    )
