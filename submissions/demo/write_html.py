"""Pages as government sites publish them: navigation, a metadata table, then the report."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormCell, FormTable, Kind

STYLE = """
body { margin: 0; font: 16px/1.9 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222; }
.top { background: #1a5ba6; color: #fff; padding: 18px 6%; font-size: 24px; }
.nav a, .foot a { color: inherit; margin-right: 20px; text-decoration: none; }
.nav { background: #eef3f9; padding: 8px 6%; font-size: 14px; }
.meta { width: 88%; margin: 16px auto; border-collapse: collapse; font-size: 14px; }
.meta td, .form td { border: 1px solid #8aa; padding: 4px 6px; }
.article { width: 88%; margin: 0 auto; }
.article p { text-indent: 2em; margin: 6px 0; }
.form { width: 100%; border-collapse: collapse; margin: 12px 0; font-size: 14px; }
.form td { text-align: center; }
h1 { text-align: center; font-size: 26px; line-height: 1.5; }
.foot { background: #eef3f9; padding: 16px 6%; font-size: 13px; }
"""
NAVIGATION = ("首页", "政务公开", "政务服务", "互动交流", "数据开放")


def write_html(draft: Draft, *, encoding: str = "utf-8", split: bool = False, spans: bool = False) -> bytes:
    """The report as a web page. ``spans`` wraps every character, as pages pasted from Word do."""
    return "\n".join(_page(draft, encoding, split, spans)).encode(encoding)


def _page(draft: Draft, encoding: str, split: bool, spans: bool) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{encoding}">'
    yield f"<title>{escape(draft.title)}_政府信息公开</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    yield f'<div class="top">{escape(draft.agency)}网站</div>'
    yield '<div class="nav">' + "".join(f'<a href="#">{name}</a>' for name in NAVIGATION) + "</div>"
    yield f'<div class="nav">当前位置：{" &gt; ".join(NAVIGATION[:2])} &gt; 政府信息公开年报</div>'
    yield _metadata(draft)
    yield '<div class="article" id="zoom">\n<h1>' + "<br>".join(escape(line) for line in draft.title_lines) + "</h1>"
    for text in draft.preface:
        yield f"<p>{_words(text, spans)}</p>"
    for section in draft.sections:
        yield f"<p><strong>{_words(section.line, spans)}</strong></p>"
        for text in section.paragraphs:
            yield f"<p>{_words(text, spans)}</p>"
        for table in draft.tables_of(section.number, split=split):
            yield from _table(table, draft, spans)
    yield "</div>\n" + _foot() + "\n</body>\n</html>\n"


def _metadata(draft: Draft) -> str:
    """The table of catalogue data that stands before the text on such pages."""
    fields = ("索引号", f"YSWJ/{draft.year}-0001", "主题分类", "政府信息公开年报")
    source = ("发布机构", draft.agency, "名称", draft.title)
    rows = (f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in (fields, source))
    return '<table class="meta">' + "".join(rows) + "</table>"


def _foot() -> str:
    return '<div class="foot"><a href="#">打印本页</a><a href="#">关闭窗口</a><a href="#">网站地图</a>联系我们</div>'


def _table(table: FormTable, draft: Draft, spans: bool) -> Iterator[str]:
    yield '<table class="form" border="1">\n<tbody>'
    for cells in table.rows():
        yield "<tr>" + "".join(_cell(cell, draft, spans) for cell in cells) + "</tr>"
    yield "</tbody>\n</table>"


def _cell(cell: FormCell, draft: Draft, spans: bool) -> str:
    merged = "".join(f' {n}="{v}"' for n, v in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if v > 1)
    align = ' style="text-align:left"' if cell.kind in (Kind.LABEL, Kind.ARTICLE) else ""
    return f"<td{merged}{align}>{_words(draft.text_of(cell), spans) or '&nbsp;'}</td>"


def _words(text: str, spans: bool) -> str:
    """Escaped text; with ``spans`` each character in its own, figures broken like everything else."""
    if not spans:
        return escape(text)
    return "".join(f'<span style="font-family:仿宋">{escape(character)}</span>' for character in text)
