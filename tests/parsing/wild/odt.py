"""OpenDocument texts in the shapes that LibreOffice, WPS and their users make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from xml.sax.saxutils import escape

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormTable

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style")),
        ("fo", "xsl-fo-compatible"),
    )
)
STYLES = (
    '<office:automatic-styles><style:style style:name="T9" style:family="text">'
    '<style:text-properties text:display="none"/></style:style><style:style style:name="T8" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
)
Run = Callable[[str], str]
TableOf = Callable[[FormTable, Draft, Run], str]


def package(body: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {SPACES}>{STYLES}<office:body><office:text>{body}'
            "</office:text></office:body></office:document-content>",
        )
    return data.getvalue()


def written(
    draft: Draft, *, table: TableOf, run: Run = escape, wrap: Run = lambda body: body, before: str = ""
) -> bytes:
    body = [
        before,
        f"<text:h>{run(draft.title)}</text:h>",
        *(f"<text:p>{run(text)}</text:p>" for text in draft.preface),
    ]
    for section in draft.sections:
        body.append(f"<text:h>{run(section.line)}</text:h>")
        body += [f"<text:p>{run(text)}</text:p>" for text in section.paragraphs]
        body += [table(form, draft, run) for form in draft.tables_of(section.number)]
    return package(wrap("".join(body)))


# ---- runs ----


def spans(text: str) -> str:
    return "".join(f'<text:span text:style-name="T1">{escape(c)}</text:span>' for c in text)


def marked(text: str) -> str:
    """A comment, a footnote, a bookmark, hidden and struck-out text around the words."""
    return (
        '<text:bookmark text:name="a"/><text:span text:style-name="T9">7</text:span>'
        '<text:span text:style-name="T8">6</text:span><text:change-start text:change-id="c1"/>'
        f"{escape(text)}<text:change-end text:change-id='c1'/><office:annotation><text:p>批注 9</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注 5</text:p></text:note-body></text:note>"
        "<text:hidden-text>8</text:hidden-text><text:soft-page-break/>"
    )


def broken_number(text: str) -> str:
    return f"{text[:-2]}<text:line-break/>{text[-2:]}" if text.isdigit() and len(text) > 3 else escape(text)


def ruby(text: str) -> str:
    return (
        f"<text:ruby><text:ruby-base>{escape(text)}</text:ruby-base><text:ruby-text>zi 1</text:ruby-text></text:ruby>"
    )


# ---- tables ----


def cell(text: str, properties: str, run: Run) -> str:
    words = f"<text:p>{run(text)}</text:p>" if text else "<text:p/>"
    return f"<table:table-cell{properties}>{words}</table:table-cell>"


def merged(form: FormTable, draft: Draft, run: Run, *, bands: bool = False, repeated: bool = False) -> str:
    """Spans with covered cells; ``bands`` puts the headings in header rows, ``repeated`` folds covered cells."""
    rows = []
    for number, covering in enumerate(form.covering()):
        made = []
        for column, one in enumerate(covering):
            if (number, column) == (one.row, one.column):
                spans_of = f' table:number-columns-spanned="{one.colspan}" table:number-rows-spanned="{one.rowspan}"'
                made.append(cell(draft.text_of(one), spans_of, run))
            else:
                made.append("<table:covered-table-cell/>")
        rows.append(f"<table:table-row>{_folded(made) if repeated else ''.join(made)}</table:table-row>")
    if bands:
        head = "".join(rows[: form.header_rows])
        rows = [f"<table:table-header-rows>{head}</table:table-header-rows>", *rows[form.header_rows :]]
    return f'<table:table><table:table-column table:number-columns-repeated="9"/>{"".join(rows)}</table:table>'


def _folded(cells: list[str]) -> str:
    """Cells that are the same written once with their number."""
    made: list[tuple[str, int]] = []
    for one in cells:
        if made and made[-1][0] == one and ("covered" in one or "<text:p/>" in one or 'spanned="1"' in one):
            made[-1] = (one, made[-1][1] + 1)
        else:
            made.append((one, 1))
    return "".join(
        one.replace("-cell", f'-cell table:number-columns-repeated="{times}"', 1) if times > 1 else one
        for one, times in made
    )


def nested(form: FormTable, draft: Draft, run: Run) -> str:
    inner = merged(form, draft, run)
    return f"<table:table><table:table-row><table:table-cell><text:p>下表</text:p>{inner}</table:table-cell></table:table-row></table:table>"


def boxed(form: FormTable, draft: Draft, run: Run) -> str:
    return f"<text:p><draw:frame><draw:text-box>{merged(form, draft, run)}</draw:text-box></draw:frame></text:p>"


def hidden_rows(form: FormTable, draft: Draft, run: Run) -> str:
    old = "".join(cell("9", "", escape) for _ in range(form.width))
    made = merged(form, draft, run)
    row = f'<table:table-row table:visibility="collapse">{old}</table:table-row>'
    return made.replace("</table:table>", f"{row}</table:table>")


DELETED = (
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>一、旧标题 9</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>"
)
WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "merged": partial(written, table=merged),
    "bands": partial(written, table=partial(merged, bands=True)),
    "repeated": partial(written, table=partial(merged, repeated=True)),
    "spans": partial(written, table=merged, run=spans),
    "marked": partial(written, table=merged, run=marked, before=DELETED),
    "broken-number": partial(written, table=merged, run=broken_number),
    "ruby": partial(written, table=merged, run=ruby),
    "nested": partial(written, table=nested),
    "boxed": partial(written, table=boxed),
    "hidden-rows": partial(written, table=hidden_rows),
    "sections": partial(written, table=merged, wrap=lambda body: f"<text:section>{body}</text:section>"),
    "list": partial(
        written, table=merged, wrap=lambda body: f"<text:list><text:list-item>{body}</text:list-item></text:list>"
    ),
}
LOSES_BLANKS: frozenset[str] = frozenset()
