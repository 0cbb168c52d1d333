"""Saved web pages in the shapes that sites, Word and WPS make."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormCell, FormTable

Page = Callable[[str, Draft], str]
Words = Callable[[str], str]
TableOf = Callable[[FormTable, Draft, Words], str]

NAVIGATION = (
    '<table><tr><td><a href="/">首页</a></td><td>政务公开</td><td>2024</td><td>12</td></tr></table>'
    "<ul><li>政府信息公开指南<li>政府信息公开年报<ul><li>2023年<li>2024年</ul></ul>"
)


def written(
    draft: Draft,
    *,
    table: TableOf,
    page: Page,
    words: Words = escape,
    encoding: str = "utf-8",
    declared: str = "",
    bom: bytes = b"",
    split: bool = False,
    body: Callable[[Draft, TableOf, Words, bool], str] | None = None,
) -> bytes:
    inner = (body or article)(draft, table, words, split)
    text = page(inner, draft).replace("CHARSET", declared or encoding)
    return bom + text.encode(encoding, errors="xmlcharrefreplace")


def article(draft: Draft, table: TableOf, words: Words, split: bool) -> str:
    return "\n".join(_article(draft, table, words, split))


def _article(draft: Draft, table: TableOf, words: Words, split: bool) -> Iterator[str]:
    yield f"<h1>{words(draft.title)}</h1>"
    for text in draft.preface:
        yield f"<p>{words(text)}</p>"
    for section in draft.sections:
        yield f"<p><strong>{words(section.line)}</strong></p>"
        for text in section.paragraphs:
            yield f"<p>{words(text)}</p>"
        for form in draft.tables_of(section.number, split=split):
            yield table(form, draft, words)


def site(inner: str, draft: Draft) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="CHARSET"><title>{draft.title}</title></head><body>'
        f"{NAVIGATION}<div>当前位置：首页 &gt; 年报</div>"
        f"<table><tr><td>索引号</td><td>0001/2024-0012</td><td>发布日期</td><td>2025-01-20</td></tr>"
        f"<tr><td>名称</td><td>{draft.title}</td><td>浏览次数</td><td>1203</td></tr></table>"
        f'<div class="article">{inner}</div><div>相关文档</div><ul><li>2022年政府信息公开工作年度报告'
        "<li>2021年政府信息公开工作年度报告</ul><div>主办单位：办公室 版权所有</div></body></html>"
    )


def layout_tables(inner: str, draft: Draft) -> str:
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=CHARSET"></head><body>'
        f"<table width=1000><tr><td>{NAVIGATION}</td></tr><tr><td width=200>{NAVIGATION}</td>"
        f"<td><table><tr><td>{draft.title}</td></tr><tr><td>{inner}</td></tr></table></td></tr></table></body></html>"
    )


def bare(inner: str, draft: Draft) -> str:
    return inner


def framed(inner: str, draft: Draft) -> str:
    """The article in an inline frame's srcdoc, as some sites embed it."""
    return f'<html><body>{NAVIGATION}<iframe srcdoc="{escape(inner)}"></iframe></body></html>'


def commented(inner: str, draft: Draft) -> str:
    """Conditional comments of Word, an old copy commented out, one in a template and one hidden."""
    old = "<table><tr><td>一、本年新收政府信息公开申请数量<td>9<td>9<td>9<td>9<td>9<td>9<td>54</table>"
    return (
        f"<html><body><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><!-- {old} -->"
        f"<template>{old}</template><noscript>{old}</noscript><script>document.write('{old}')</script>"
        f"<div style='DISPLAY:NONE'>{old}</div><div hidden>{old}</div>"
        f"<![if !supportLists]><span>·</span><![endif]>{inner}</body></html>"
    )


def word_export(inner: str, draft: Draft) -> str:
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv=Content-Type '
        'content="text/html; charset=CHARSET"><meta name=Generator content="Microsoft Word 15">'
        "<style><!-- p.MsoNormal {margin:0} table {mso-hide:none} --></style>"
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->"
        f"</head><body lang=ZH-CN><div class=WordSection1>{inner}</div></body></html>"
    )


# ---- words ----


def spans(text: str) -> str:
    return "".join(f"<span style='font-size:10pt'>{escape(c)}</span>" for c in text)


def mso(text: str) -> str:
    return f"<p class=MsoNormal align=center><span lang=EN-US style='mso-bidi-font-size:10.5pt'>{escape(text)}<o:p></o:p></span></p>"


def padded(text: str) -> str:
    return f"&nbsp;\u200b{escape(text)}\ufeff&nbsp;&ensp;&#8203;"


def joiners(text: str) -> str:
    """Zero-width characters and soft hyphens between all characters."""
    return "\u200b".join(escape(c) for c in text)


def hidden_spans(text: str) -> str:
    return f'<span style="display: none;">9</span>{escape(text)}<span hidden>8</span>'


def pretty(text: str) -> str:
    return f"\n\t\t  <p>\n\t\t    <span>{escape(text)}</span>\n\t\t  </p>\n\t\t"


def entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


# ---- tables ----


def _cells(cells: tuple[FormCell, ...], draft: Draft, words: Words, *, close: bool = True, tag: str = "td") -> str:
    made = []
    for cell in cells:
        merged = "".join(f" {n}={v}" for n, v in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if v > 1)
        made.append(f"<{tag}{merged}>{words(draft.text_of(cell)) or '&nbsp;'}" + (f"</{tag}>" if close else ""))
    return "".join(made)


def plain(form: FormTable, draft: Draft, words: Words) -> str:
    return "<table border=1>" + "".join(f"<tr>{_cells(c, draft, words)}</tr>" for c in form.rows()) + "</table>"


def unclosed(form: FormTable, draft: Draft, words: Words) -> str:
    return "<TABLE><TBODY>" + "".join(f"<TR>{_cells(c, draft, words, close=False)}" for c in form.rows()) + "</TABLE>"


def headed(form: FormTable, draft: Draft, words: Words) -> str:
    """The heading in thead, which stands after tbody; the last row in a tfoot that comes first."""
    rows = list(form.rows())
    head = "".join(f"<tr>{_cells(c, draft, words, tag='th')}</tr>" for c in rows[: form.header_rows])
    last = f"<tr>{_cells(rows[-1], draft, words)}</tr>"
    body = "".join(f"<tr>{_cells(c, draft, words)}</tr>" for c in rows[form.header_rows : -1])
    if form.code == "disclosure":
        return f"<table><thead>{head}</thead><tbody>{body}{last}</tbody></table>"
    return f"<table><tfoot>{last}</tfoot><tbody>{body}</tbody><thead>{head}</thead></table>"


def unmerged(form: FormTable, draft: Draft, words: Words, *, repeat: bool = True) -> str:
    rows = []
    for row, covering in enumerate(form.covering()):
        texts = (draft.text_of(c) if repeat or (c.row, c.column) == (row, n) else "" for n, c in enumerate(covering))
        rows.append("<tr>" + "".join(f"<td>{words(t)}</td>" for t in texts) + "</tr>")
    return f"<table>{''.join(rows)}</table>"


def no_down(form: FormTable, draft: Draft, words: Words) -> str:
    """Rowspans lost: below a merged cell the row has one cell less."""
    rows = []
    for cells in form.rows():
        made = (f"<td{f' colspan={c.colspan}' if c.colspan > 1 else ''}>{words(draft.text_of(c))}</td>" for c in cells)
        rows.append(f"<tr>{''.join(made)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def no_across(form: FormTable, draft: Draft, words: Words) -> str:
    """Colspans lost: a heading stands left of its columns."""
    return re.sub(r" colspan=\d+", "", plain(form, draft, words))


def wrong_spans(form: FormTable, draft: Draft, words: Words) -> str:
    """Groups that claim to reach further down than the table goes, and huge or zero spans."""
    rows = []
    for cells in form.rows():
        made = []
        for cell in cells:
            down = {1: ""}.get(cell.rowspan, f" rowspan={cell.rowspan}")
            if cell.row + cell.rowspan == form.height and cell.rowspan > 1:
                down = " rowspan=65535"
            across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ' colspan="0"' if cell.address else ""
            made.append(f"<td{down}{across}>{words(draft.text_of(cell))}</td>")
        rows.append(f"<tr>{''.join(made)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def divs(form: FormTable, draft: Draft, words: Words, *, style: bool = True) -> str:
    """A table of div elements laid out by style, every position drawn."""
    rows = []
    for row, covering in enumerate(form.covering()):
        texts = (draft.text_of(c) if (c.row, c.column) == (row, n) else "" for n, c in enumerate(covering))
        kind = ' style="display:table-cell;border:1px solid"' if style else ' class="td"'
        cells = "".join(f"<div{kind}>{words(t)}</div>" for t in texts)
        rows.append(f"<div{' style=display:table-row' if style else ' class=tr'}>{cells}</div>")
    return f"<div{' style=display:table' if style else ' class=table'}>{''.join(rows)}</div>"


def flex(form: FormTable, draft: Draft, words: Words) -> str:
    rows = []
    for row, covering in enumerate(form.covering()):
        texts = (draft.text_of(c) if (c.row, c.column) == (row, n) else "" for n, c in enumerate(covering))
        cells = "".join(f'<div style="flex:1"><span>{words(t)}</span></div>' for t in texts)
        rows.append(f'<div style="display:flex">{cells}</div>')
    return f'<div class="tb">{"".join(rows)}</div>'


def preformatted(form: FormTable, draft: Draft, words: Words) -> str:
    lines = ("\t".join(draft.text_of(c) for c in cells) for cells in form.rows())
    return "<pre>" + "\n".join(lines) + "</pre>"


def row_tables(form: FormTable, draft: Draft, words: Words) -> str:
    """Every row a table of its own."""
    rows = unmerged(form, draft, words, repeat=False).removeprefix("<table>").removesuffix("</table>")
    return rows.replace("<tr>", "<table><tr>").replace("</tr>", "</tr></table>\n")


def paged(form: FormTable, draft: Draft, words: Words) -> str:
    """Cut in two as at a page break, the heading repeated."""
    middle = form.header_rows + (form.height - form.header_rows) // 2
    if not form.label_columns or form.code == "disclosure":
        return plain(form, draft, words)
    first, second = form.part(0, middle), form.with_header(form.part(middle, form.height))
    return f"{plain(first, draft, words)}<p>- 3 -</p><p>（续表）</p>{plain(second, draft, words)}"


def paged_bare(form: FormTable, draft: Draft, words: Words) -> str:
    middle = form.header_rows + (form.height - form.header_rows) // 2
    if not form.label_columns or form.code == "disclosure":
        return plain(form, draft, words)
    return (
        plain(form.part(0, middle), draft, words) + "<p>- 3 -</p>" + plain(form.part(middle, form.height), draft, words)
    )


def cells_hold_tables(form: FormTable, draft: Draft, words: Words) -> str:
    """A figure in a table of its own inside its cell."""
    return plain(
        form, draft, lambda text: f"<table><tr><td>{words(text)}</td></tr></table>" if text.isdigit() else words(text)
    )


def hidden_rows(form: FormTable, draft: Draft, words: Words) -> str:
    rows = []
    for cells in form.rows():
        rows.append(f"<tr>{_cells(cells, draft, words)}</tr>")
        if cells and cells[-1].address and all(c.rowspan == 1 for c in cells):
            old = "".join("<td>9</td>" if c.address else f"<td colspan={c.colspan}>{words(c.text)}</td>" for c in cells)
            rows.append(f'<tr style="display:none">{old}</tr>' if False else "")
    return f"<table><tr style='visibility:hidden;display:none'><td>9</td></tr>{''.join(rows)}</table>"


def one_body(draft: Draft, table: TableOf, words: Words, split: bool) -> str:
    """Everything, text and all, in cells of one outer table, a row a paragraph."""
    parts = list(_article(draft, table, words, split))
    return "<table>" + "".join(f"<tr><td>{part}</td></tr>" for part in parts) + "</table>"


def breaks_only(draft: Draft, table: TableOf, words: Words, split: bool) -> str:
    """Paragraphs parted by br alone, as text editors of old sites save them."""
    parts = [words(draft.title), *map(words, draft.preface)]
    for section in draft.sections:
        parts += [words(section.line), *map(words, section.paragraphs)]
        parts += [table(form, draft, words) for form in draft.tables_of(section.number, split=split)]
    return "<div>" + "<br>\u3000\u3000".join(parts) + "</div>"


def archive(draft: Draft, *, how: str, charset: str = "utf-8") -> bytes:
    page = written(draft, table=plain, page=site, encoding=charset)
    coded = {"base64": base64.encodebytes(page), "quoted-printable": quopri.encodestring(page), "8bit": page}[how]
    head = (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----=_B"\r\n\r\n\r\n'
        f"------=_B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {how}\r\n"
        "Content-Location: http://www.example.gov.cn/a.html\r\n\r\n"
    ).encode()
    return head + coded + b"\r\n------=_B\r\nContent-Type: text/css\r\n\r\np{}\r\n------=_B--\r\n"


plain_site = partial(written, table=plain, page=site)
WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "site": plain_site,
    "site-gbk-declared-utf8": partial(written, table=plain, page=site, encoding="gbk", declared="utf-8"),
    "site-utf8-declared-gb2312": partial(written, table=plain, page=site, declared="gb2312"),
    "site-utf16": partial(written, table=plain, page=site, encoding="utf-16"),
    "site-utf16le-nobom": partial(written, table=plain, page=site, encoding="utf-16-le"),
    "site-bom": partial(written, table=plain, page=site, encoding="utf-8-sig"),
    "site-big5": partial(written, table=plain, page=site, encoding="ascii"),
    "site-split": partial(written, table=plain, page=site, split=True),
    "layout": partial(written, table=plain, page=layout_tables),
    "layout-spans": partial(written, table=plain, page=layout_tables, words=spans),
    "bare": partial(written, table=plain, page=bare),
    "framed": partial(written, table=plain, page=framed),
    "commented": partial(written, table=plain, page=commented),
    "word": partial(written, table=plain, page=word_export, words=mso, encoding="gbk"),
    "padded": partial(written, table=plain, page=site, words=padded),
    "joiners": partial(written, table=plain, page=site, words=joiners),
    "hidden-spans": partial(written, table=plain, page=site, words=hidden_spans),
    "pretty": partial(written, table=plain, page=site, words=pretty),
    "entities": partial(written, table=plain, page=site, words=entities),
    "unclosed": partial(written, table=unclosed, page=site),
    "headed": partial(written, table=headed, page=site),
    "unmerged-repeated": partial(written, table=unmerged, page=site),
    "unmerged-blank": partial(written, table=partial(unmerged, repeat=False), page=site),
    "no-across": partial(written, table=no_across, page=site),
    "no-down": partial(written, table=no_down, page=site),
    "wrong-spans": partial(written, table=wrong_spans, page=site),
    "divs": partial(written, table=divs, page=site),
    "divs-class": partial(written, table=partial(divs, style=False), page=site),
    "flex": partial(written, table=flex, page=site),
    "pre": partial(written, table=preformatted, page=site),
    "row-tables": partial(written, table=row_tables, page=site),
    "paged": partial(written, table=paged, page=site),
    "paged-bare": partial(written, table=paged_bare, page=site),
    "nested-figures": partial(written, table=cells_hold_tables, page=site),
    "hidden-rows": partial(written, table=hidden_rows, page=site),
    "one-body": partial(written, table=plain, page=site, body=one_body),
    "breaks": partial(written, table=plain, page=site, body=breaks_only),
    "mht-qp": partial(archive, how="quoted-printable"),
    "mht-base64-gbk": partial(archive, how="base64", charset="gbk"),
    "mht-8bit": partial(archive, how="8bit"),
}
LOSES_BLANKS: frozenset[str] = frozenset()
