"""Word documents with the official tables, merged both ways as they are printed."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run
from lxml.etree import _Element

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormCell, FormTable, Kind

BODY, HEADING, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
TEXT_WIDTH = Cm(15.6).twips
"""Width of the tables in twentieths of a point."""

TextOf = Callable[[FormCell], str]


def write_docx(draft: Draft, *, split: bool = False, one_line_title: bool = False) -> bytes:
    """The report as a .docx file. ``split`` prints table 二 as one table a block."""
    document = Document()
    _set_page(document)
    for line in (draft.title,) if one_line_title else draft.title_lines:
        _paragraph(document, line, TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    for text in draft.preface:
        _body(document, text)
    for section in draft.sections:
        _paragraph(document, section.line, HEADING, 16, indent=True)
        for text in section.paragraphs:
            _body(document, text)
        for table in draft.tables_of(section.number, split=split):
            add_table(document, table, draft.text_of)
    return _saved(document, draft.title)


def add_table(document: WordDocument, table: FormTable, text_of: TextOf) -> None:
    """Append a printed table: gridSpan sideways, vMerge downwards, heading rows repeated on each page.

    Built element by element because python-docx looks every cell of a merge up anew.
    """
    widths = column_widths(table)
    root = OxmlElement("w:tbl")
    root.append(_table_properties())
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=width))
    root.append(grid)
    for number, covering in enumerate(table.covering()):
        root.append(_row(number, covering, widths, number < table.header_rows, text_of))
    document.element.body.insert_element_before(root, "w:sectPr")
    document.add_paragraph()


def column_widths(table: FormTable) -> list[int]:
    """Column widths in twips: narrow group columns, a wide label column, equal figures."""
    if not table.label_columns:
        return [TEXT_WIDTH // table.width] * table.width
    labels = [900] * (table.label_columns - 1) + [2700 if table.label_columns > 1 else TEXT_WIDTH // table.width]
    figures = table.width - table.label_columns
    return [*labels, *[(TEXT_WIDTH - sum(labels)) // figures] * figures]


def _row(number: int, covering: list[FormCell], widths: list[int], repeat: bool, text_of: TextOf) -> _Element:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for column, cell in enumerate(covering):
        if column == cell.column:
            width = sum(widths[column : column + cell.colspan])
            row.append(_cell(cell, width, cell.row == number, text_of))
    return row


def _cell(cell: FormCell, width: int, begins: bool, text_of: TextOf) -> _Element:
    """A cell of one row; below the first row of a vertical merge it is empty and continues it."""
    element, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=width, type="dxa"))
    if cell.colspan > 1:
        properties.append(_element("w:gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(_element("w:vMerge", val="restart") if begins else OxmlElement("w:vMerge"))
    properties.append(_element("w:vAlign", val="center"))
    element.append(properties)
    line, style = OxmlElement("w:p"), OxmlElement("w:pPr")
    left = cell.kind in (Kind.LABEL, Kind.NOTE, Kind.ARTICLE)
    style.append(_element("w:jc", val="left" if left else "center"))
    line.append(style)
    if begins and (text := text_of(cell)):
        line.append(_cell_run(text))
    element.append(line)
    return element


def _cell_run(text: str) -> _Element:
    run = deepcopy(_cell_font())
    words = OxmlElement("w:t")
    words.text = text
    run.append(words)
    return run


@cache
def _cell_font() -> _Element:
    """An empty run in the font of the tables, made once and copied into every cell."""
    run = OxmlElement("w:r")
    _set_font(Run(run, None), BODY, 10.5)  # type: ignore[arg-type]
    return run


def _table_properties() -> _Element:
    properties = OxmlElement("w:tblPr")
    properties.append(_element("w:tblW", w=TEXT_WIDTH, type="dxa"))
    properties.append(_element("w:jc", val="center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    return properties


def _element(name: str, **attributes: str | int) -> _Element:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.7), Cm(2.7)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(3)


def _body(document: WordDocument, text: str) -> None:
    _paragraph(document, text, BODY, 16, indent=True)


def _paragraph(
    document: WordDocument,
    text: str,
    font: str,
    size: float,
    alignment: WD_ALIGN_PARAGRAPH | None = None,
    *,
    indent: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    _set_font(paragraph.add_run(text), font, size)


def _set_font(run: Run, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _saved(document: WordDocument, title: str) -> bytes:
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
