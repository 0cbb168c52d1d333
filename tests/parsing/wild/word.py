"""Word documents (.docx) in the shapes that Word, WPS and their users make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from xml.sax.saxutils import escape

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormCell, FormTable

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
Run = Callable[[str], str]
TableOf = Callable[[FormTable, Draft, Run], str]


def package(body: str, parts: dict[str, str] | None = None, *, strict: bool = False, start: str = "w") -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?><w:document {SPACES}><w:body>{body}</w:body></w:document>'
    if strict:
        text = text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", text)
        for name, content in (parts or {}).items():
            made.writestr(name, content)
    return data.getvalue()


def written(
    draft: Draft,
    *,
    table: TableOf,
    run: Run | None = None,
    wrap: Callable[[str], str] = lambda body: body,
    heading: Callable[[str, Run], str] | None = None,
    parts: dict[str, str] | None = None,
    split: bool = False,
    strict: bool = False,
) -> bytes:
    say = run or plain_run
    body = [p(draft.title, say), *(p(text, say) for text in draft.preface)]
    for section in draft.sections:
        body.append((heading or p)(section.line, say))
        body += [p(text, say) for text in section.paragraphs]
        body += [table(form, draft, say) for form in draft.tables_of(section.number, split=split)]
    return package(wrap("".join(body)), parts, strict=strict)


def p(text: str, run: Run) -> str:
    return f"<w:p>{run(text)}</w:p>"


# ---- runs ----


def plain_run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def a_run_a_character(text: str) -> str:
    return "".join(plain_run(c) for c in text)


def changed(text: str) -> str:
    """Every text replaced under tracked changes: the old deleted, the new inserted, pieces moved."""
    old = "<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>8</w:t></w:r></w:moveFrom>"
    half = len(text) // 2
    return f"{old}<w:ins>{plain_run(text[:half])}</w:ins><w:moveTo>{plain_run(text[half:])}</w:moveTo>"


def controlled(text: str) -> str:
    return f"<w:sdt><w:sdtPr><w:alias w:val='数'/></w:sdtPr><w:sdtContent>{plain_run(text)}</w:sdtContent></w:sdt>"


def field(text: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(LEFT) 9 </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{plain_run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def simple_field(text: str) -> str:
    return f'<w:fldSimple w:instr=" DOCPROPERTY x ">{plain_run(text)}</w:fldSimple>'


def noted(text: str) -> str:
    """A footnote's mark, a comment and a bookmark behind the text, hidden text before it."""
    return (
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r>{plain_run(text)}"
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
        '<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
        "<w:r><w:lastRenderedPageBreak/></w:r>"
    )


def alternated(text: str) -> str:
    """Choice and fallback say the same; read once."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{plain_run(text)}</mc:Choice>'
        f"<mc:Fallback>{plain_run(text)}</mc:Fallback></mc:AlternateContent>"
    )


def linked(text: str) -> str:
    return f'<w:hyperlink r:id="x"><w:smartTag w:element="a">{plain_run(text)}</w:smartTag></w:hyperlink>'


def full_width(text: str) -> str:
    return plain_run(text.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if text.isdigit() else text)


def broken_number(text: str) -> str:
    """A soft line break inside longer numbers, as a narrow cell makes people type."""
    if text.isdigit() and len(text) > 3:
        return f"<w:r><w:t>{text[:-2]}</w:t><w:br/><w:t>{text[-2:]}</w:t></w:r>"
    return plain_run(text)


def ruby(text: str) -> str:
    return (
        f"<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase>{plain_run(text)}</w:rubyBase></w:ruby></w:r>"
    )


# ---- tables ----


def tc(text: str, properties: str, run: Run) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text, run)}</w:tc>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>' if count > 1 else ""


def _covering(form: FormTable) -> Iterator[list[tuple[FormCell, bool]]]:
    for row, covering in enumerate(form.covering()):
        yield [(cell, cell.row == row) for n, cell in enumerate(covering) if n == cell.column]


def merged(form: FormTable, draft: Draft, run: Run, *, row: Callable[[str], str] = lambda cells: cells) -> str:
    rows = []
    for covering in _covering(form):
        made = []
        for cell, begins in covering:
            down = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            made.append(tc(draft.text_of(cell) if begins else "", span(cell.colspan) + down, run))
        rows.append(f"<w:tr>{row(''.join(made))}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def h_merged(form: FormTable, draft: Draft, run: Run) -> str:
    """The old way to merge across: hMerge on every cell of the grid."""
    rows = []
    for number, covering in enumerate(form.covering()):
        made = []
        for column, cell in enumerate(covering):
            across = (
                "" if cell.colspan == 1 else f'<w:hMerge w:val="{"restart" if column == cell.column else "continue"}"/>'
            )
            down = "" if cell.rowspan == 1 else f'<w:vMerge w:val="{"restart" if number == cell.row else "continue"}"/>'
            first = (number, column) == (cell.row, cell.column)
            made.append(tc(draft.text_of(cell) if first else "", across + down, run))
        rows.append(f"<w:tr>{''.join(made)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def grid_before(form: FormTable, draft: Draft, run: Run) -> str:
    """Rows that begin a column late and end one early, by gridBefore and gridAfter."""
    rows = []
    for covering in _covering(form):
        made = []
        for cell, begins in covering:
            down = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            made.append(tc(draft.text_of(cell) if begins else "", span(cell.colspan) + down, run))
        rows.append(
            '<w:tr><w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="1"/></w:trPr>' + "".join(made) + "</w:tr>"
        )
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def no_merges(form: FormTable, draft: Draft, run: Run, *, repeat: bool = False) -> str:
    rows = []
    for number, covering in enumerate(form.covering()):
        texts = (
            draft.text_of(c) if repeat or (c.row, c.column) == (number, column) else ""
            for column, c in enumerate(covering)
        )
        rows.append("<w:tr>" + "".join(tc(text, "", run) for text in texts) + "</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def with_deleted(form: FormTable, draft: Draft, run: Run) -> str:
    """A deleted row after each row, and one deleted cell in each."""
    rows = []
    for covering in _covering(form):
        made = []
        for cell, begins in covering:
            down = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            made.append(tc(draft.text_of(cell) if begins else "", span(cell.colspan) + down, run))
        gone = "<w:tc><w:tcPr><w:cellDel w:id='3'/></w:tcPr><w:p><w:del><w:r><w:delText>9</w:delText></w:r></w:del></w:p></w:tc>"
        rows.append(f"<w:tr>{''.join(made)}{gone}</w:tr>")
        old = "".join(tc("9", "", plain_run) for _ in covering)
        rows.append(f"<w:tr><w:trPr><w:del w:id='4'/></w:trPr>{old}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def controlled_cells(form: FormTable, draft: Draft, run: Run) -> str:
    """Rows and cells inside content controls."""
    rows = []
    for covering in _covering(form):
        made = []
        for cell, begins in covering:
            down = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            one = tc(draft.text_of(cell) if begins else "", span(cell.colspan) + down, run)
            made.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{one}</w:sdtContent></w:sdt>")
        row = f"<w:tr>{''.join(made)}</w:tr>"
        rows.append(f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def nested(form: FormTable, draft: Draft, run: Run) -> str:
    inner = merged(form, draft, run)
    return f"<w:tbl><w:tr><w:tc>{p('下表', run)}{inner}<w:p/></w:tc></w:tr></w:tbl>"


def boxed(form: FormTable, draft: Draft, run: Run) -> str:
    """The table in a text box, as a drawing and again as its fallback picture."""
    inner = f"<w:txbxContent>{merged(form, draft, run)}<w:p/></w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def vml_boxed(form: FormTable, draft: Draft, run: Run) -> str:
    inner = f"<w:txbxContent>{merged(form, draft, run)}<w:p/></w:txbxContent>"
    return f"<w:p><w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r></w:p>"


def pieces(form: FormTable, draft: Draft, run: Run) -> str:
    """Drawn in pieces: heading, and every few rows, a table each, nothing between but empty paragraphs."""
    if not form.label_columns or form.code == "disclosure":
        return merged(form, draft, run)
    cuts = [0, *range(form.header_rows + 4, form.height, 7), form.height]
    parts = (form.part(a, b) for a, b in pairwise(cuts))
    return "<w:p/>".join(merged(part, draft, run) for part in parts)


def glued(data: bytes) -> bytes:
    """From the first table to the last all one table, the text between in rows of one cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        text = source.read("word/document.xml").decode()
    first, last = text.index("<w:tbl>"), text.rindex("</w:tbl>") + len("</w:tbl>")
    rows = []
    for part in text[first:last].split("</w:tbl>"):
        before, _, table = part.partition("<w:tbl>")
        paragraphs = [f"{line}</w:p>" for line in before.split("</w:p>") if line]
        rows += [f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="9"/></w:tcPr>{line}</w:tc></w:tr>' for line in paragraphs]
        rows.append(table)
    return package(
        f"{text[text.index('<w:body>') + 8 : first]}<w:tbl>{''.join(rows)}</w:tbl>{text[last : text.index('</w:body>')]}"
    )


def heading_by_numbering(text: str, run: Run) -> str:
    """The numeral comes from numbering.xml; the paragraph holds only the words."""
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(text.split("、", 1)[1])}</w:p>'


def heading_by_style(text: str, run: Run) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>{run(text.split("、", 1)[1])}</w:p>'


NUMBERING = {
    "word/numbering.xml": (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ),
    "word/styles.xml": (
        f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    ),
}
FURNITURE = {
    "word/header1.xml": f"<w:hdr {SPACES}>{p('某某市政府 第 3 页', plain_run)}</w:hdr>",
    "word/footnotes.xml": f"<w:footnotes {SPACES}><w:footnote w:id='2'>{p('注 5', plain_run)}</w:footnote></w:footnotes>",
}


def one_column(body: str) -> str:
    """The whole report inside one cell of a frame table."""
    return f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"


plain_table = merged
WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "merged": partial(written, table=merged),
    "strict": partial(written, table=merged, strict=True),
    "split": partial(written, table=merged, split=True),
    "characters": partial(written, table=merged, run=a_run_a_character),
    "changed": partial(written, table=merged, run=changed),
    "controlled": partial(written, table=merged, run=controlled),
    "field": partial(written, table=merged, run=field),
    "simple-field": partial(written, table=merged, run=simple_field),
    "noted": partial(written, table=merged, run=noted, parts=FURNITURE),
    "alternated": partial(written, table=merged, run=alternated),
    "linked": partial(written, table=merged, run=linked),
    "full-width": partial(written, table=merged, run=full_width),
    "broken-number": partial(written, table=merged, run=broken_number),
    "ruby": partial(written, table=merged, run=ruby),
    "h-merged": partial(written, table=h_merged),
    "grid-before": partial(written, table=grid_before),
    "no-merges": partial(written, table=no_merges),
    "no-merges-repeated": partial(written, table=partial(no_merges, repeat=True)),
    "with-deleted": partial(written, table=with_deleted),
    "controlled-cells": partial(written, table=controlled_cells),
    "nested": partial(written, table=nested),
    "boxed": partial(written, table=boxed),
    "vml-boxed": partial(written, table=vml_boxed),
    "pieces": partial(written, table=pieces),
    "numbered": partial(written, table=merged, heading=heading_by_numbering, parts=NUMBERING),
    "styled": partial(written, table=merged, heading=heading_by_style, parts=NUMBERING),
    "framed": partial(written, table=merged, wrap=one_column),
    "glued": lambda draft: glued(written(draft, table=merged)),
}
LOSES_BLANKS: frozenset[str] = frozenset()
