"""What a page does not show is no figure: white on white, text of a point, what style sheets hide; white on dark is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from parsing.grid import STRUCK, UNREADABLE, UNSEEN, Document
from parsing.readers import docx, html, odt
from parsing.tables.confirm import LASTING_DOUBTS
from tests.parsing.conftest import W

Told = list[tuple[str, str]]
SEEN: Told = [("甲", ""), ("5", "")]
LOST: Told = [("甲", ""), ("", UNSEEN)]
OUT: Told = [("甲", ""), ("", STRUCK)]


def told(document: Document) -> Told:
    return [(cell.text, cell.doubt) for grid in document.grids for cell in sorted(grid.cells, key=lambda c: c.column)]


def test_no_sum_shows_what_the_page_does_not() -> None:
    assert UNSEEN in LASTING_DOUBTS
    assert STRUCK in LASTING_DOUBTS


# ---- Word ----

WHITE = '<w:color w:val="FFFFFF"/>'
DARK, PALE = '<w:shd w:val="clear" w:fill="1F4E79"/>', '<w:shd w:val="clear" w:fill="F7F7F7"/>'
STYLES = f"""<w:styles {W}>
<w:style w:type="character" w:styleId="base"><w:rPr>{WHITE}</w:rPr></w:style>
<w:style w:type="character" w:styleId="derived"><w:basedOn w:val="base"/></w:style>
<w:style w:type="paragraph" w:styleId="tinted"><w:pPr>{DARK}</w:pPr></w:style>
<w:style w:type="table" w:styleId="dressed"><w:rPr><w:sz w:val="21"/></w:rPr>
<w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr><w:tcPr>{DARK}</w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="band1Horz"><w:rPr>{WHITE}</w:rPr></w:tblStylePr></w:style></w:styles>"""


def word(
    tmp_path: Path, look: str, cell: str = "", style: str = "", table: str = "", row: str = "", text: str = "5"
) -> Told:
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'
    cells = f"<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:tcPr>{cell}</w:tcPr>{paragraph}</w:tc>"
    body = f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr></w:tbl>"
    path = tmp_path / "made.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/styles.xml", STYLES)
    return told(docx.read(path))


@pytest.mark.parametrize(
    "look",
    [
        WHITE,
        '<w:color w:val="FEFEFE"/>',
        '<w:rStyle w:val="derived"/>',
        '<w:sz w:val="2"/>',
        '<w:w w:val="1"/>',
        '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>',
        '<w:color w:val="1F4E79"/>' + DARK,
    ],
)
def test_figures_that_word_does_not_show_are_left_out_and_doubted(tmp_path: Path, look: str) -> None:
    assert word(tmp_path, look) == LOST


@pytest.mark.parametrize(
    "look",
    ["", '<w:color w:val="auto"/>', '<w:color w:val="FF0000"/>', WHITE + DARK, WHITE + '<w:highlight w:val="black"/>'],
)
def test_figures_that_word_shows_are_read(tmp_path: Path, look: str) -> None:
    assert word(tmp_path, look) == SEEN


def test_white_in_a_dark_cell_paragraph_or_first_row_shows(tmp_path: Path) -> None:
    dressed = '<w:tblStyle w:val="dressed"/><w:tblLook w:val="0020"/>'
    assert word(tmp_path, WHITE, cell=DARK) == SEEN
    assert word(tmp_path, WHITE, style="tinted") == SEEN
    assert word(tmp_path, "", table=dressed) == SEEN
    assert word(tmp_path, WHITE, cell=PALE) == LOST
    assert word(tmp_path, "", table=dressed, cell=PALE) == LOST
    assert word(tmp_path, "", table=dressed.replace("0020", "0000")) == LOST


def test_words_nobody_sees_stay_as_they_name_rows_and_a_figure_among_them_is_doubted(tmp_path: Path) -> None:
    assert word(tmp_path, WHITE, text="其他") == [("甲", ""), ("其他", "")]
    assert word(tmp_path, WHITE, text="5件") == [("甲", ""), ("5件", UNSEEN)]


def test_a_row_of_no_height_is_not_there(tmp_path: Path) -> None:
    assert word(tmp_path, "", row='<w:trHeight w:val="20" w:hRule="exact"/>') == []
    assert word(tmp_path, "", row='<w:trHeight w:val="20" w:hRule="atLeast"/>') == SEEN


# ---- web pages ----

SHEET = """<style>/* no */ @media print { .a { display: block } } .gone { display: none } .thin { font-size: 1pt }
table.f td.white, #pale { color: #fff !important } .dark > td { background: #1f4e79 } tr:nth-child(2) td { color: white }
@media screen { .far { position: absolute; left: -9999px } } .clear { opacity: 0 } .no { visibility: hidden }
.turned { unicode-bidi: bidi-override; direction: rtl }
.none { font-size: 0 } .none b { font-size: 12px }</style>"""


def page(tmp_path: Path, cell: str, row: str = "<tr>") -> Told:
    path = tmp_path / "made.html"
    shown = "<tr><td>乙<td>2<td>3<td>4<tr><td>丙<td>2<td>3<td>4"
    path.write_text(f"<html><head>{SHEET}</head><body><table class=f>{row}<td>甲{cell}</table><table>{shown}</table>")
    return told(html.read(path))[:2]


@pytest.mark.parametrize(
    "cell",
    [
        "<td class=white>5",
        "<td id=pale>5",
        "<td><font color=white>5</font>",
        "<td style='color:rgba(0,0,0,0)'>5",
        "<td bgcolor=red><font color='#ff0000'>5</font>",
        "<td style='font-size:1px'><span>5</span>",
        "<td class=thin>5",
    ],
)
def test_figures_that_a_page_does_not_show_are_left_out_and_doubted(tmp_path: Path, cell: str) -> None:
    assert page(tmp_path, cell) == LOST


@pytest.mark.parametrize("name", ["far", "clear", "no", "none", "gone"])
def test_what_a_style_sheet_hides_is_not_there(tmp_path: Path, name: str) -> None:
    assert page(tmp_path, f"<td>5<i class={name}>7</i>") == SEEN


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        ("<td class=white>5", "<tr class=dark>"),
        ("<td style='color:#fff'>5", "<tr bgcolor=#1f4e79>"),
        ("<td style='color:#fff;background:url(a.png)'>5", "<tr>"),
        ("<td class=none><b>5</b>", "<tr>"),
        ("<td class=no><b style='visibility:visible'>5</b>", "<tr>"),
        ("<td style='color:var(--ink)'>5", "<tr>"),
    ],
)
def test_figures_that_a_page_shows_are_read(tmp_path: Path, cell: str, row: str) -> None:
    assert page(tmp_path, cell, row) == SEEN


@pytest.mark.parametrize(
    "cell",
    [
        "<td><bdo dir=rtl>21</bdo>",
        "<td style='unicode-bidi: bidi-override; direction: rtl'>21",
        "<td class=turned><b>2</b><b>1</b>",
    ],
)
def test_digits_that_a_page_sets_the_other_way_round_are_unreadable(tmp_path: Path, cell: str) -> None:
    assert set(page(tmp_path, cell)[1][0]) == {UNREADABLE}
    assert page(tmp_path, "<td><bdo dir=ltr>5</bdo>") == page(tmp_path, "<td dir=rtl>5") == SEEN


def test_a_table_that_is_white_throughout_lies_on_a_ground_the_page_does_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "made.html"
    path.write_text("<table style='color:#fff'><tr><td>1<td>2<td>3<tr><td>4<td>5<td>6</table>")
    assert told(html.read(path))[0] == ("1", "")


def test_a_sheet_that_hides_the_whole_page_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "made.html"
    path.write_text("<style>body { opacity: 0; visibility: hidden }</style><body><table><tr><td>甲<td>5</table>")
    assert told(html.read(path)) == SEEN


def test_what_hides_itself_is_seen_where_the_page_has_no_tables_of_figures_without_it(tmp_path: Path) -> None:
    """A script opens it: as tabs, or when the page is done. Beside tables that show it is another's."""
    path = tmp_path / "made.html"
    table = "<table>" + "<tr><td>甲<td>1<td><td>3<td><td>5" * 20 + "</table>"
    for how in ("visibility:hidden", "display:none"):
        tabs = f"<div style='{how}'>{table}</div><p hidden>乙<p style='visibility:hidden'>丙"
        path.write_text(f"<table><tr><td>索引号<td>7</table>{tabs}")
        document = html.read(path)
        assert [grid.height for grid in document.grids] == [1, 20]
        assert [line.text for line in document.paragraphs] == ["乙", "丙"]
    for shown in (table, "<table>" + "<tr><td>甲<td><td><td><td><td>" * 20 + "</table>"):
        path.write_text(shown + tabs)
        assert [len(html.read(path).grids), len(html.read(path).paragraphs)] == [1, 0]


# ---- OpenDocument ----


def text(tmp_path: Path, span: str, cell: str = "", row: str = "") -> Told:
    names = ["office", "style", "text", "table", "fo:xsl-fo-compatible", "draw:drawing"]
    pairs = [name.partition(":")[::2] for name in names]
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n or p}:1.0"' for p, n in pairs)
    styles = (
        f'<style:style style:name="S" style:family="text"><style:text-properties {span}/></style:style>'
        f'<style:style style:name="C" style:family="table-cell"><style:table-cell-properties {cell}/></style:style>'
        f'<style:style style:name="R" style:family="table-row"><style:table-row-properties {row}/></style:style>'
    )
    cells = (
        "<table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell table:style-name='C'>"
        "<text:p><text:span text:style-name='S'>5</text:span></text:p></table:table-cell>"
    )
    rows = f"<table:table><table:table-row table:style-name='R'>{cells}</table:table-row></table:table>"
    path = tmp_path / "made.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{rows}</office:text></office:body></office:document-content>",
        )
    return told(odt.read(path))


@pytest.mark.parametrize(
    ("span", "cell"),
    [
        ('fo:color="#ffffff"', ""),
        ('fo:color="#1f4e79"', 'fo:background-color="#1f4e79"'),
        ('fo:font-size="1pt"', ""),
    ],
)
def test_figures_that_an_opendocument_does_not_show_are_left_out_and_doubted(
    tmp_path: Path, span: str, cell: str
) -> None:
    assert text(tmp_path, span, cell) == LOST


@pytest.mark.parametrize(
    ("span", "cell"),
    [
        ('fo:color="#ffffff"', 'fo:background-color="#1f4e79"'),
        ('fo:color="#ffffff" fo:background-color="#000000"', ""),
        ('style:use-window-font-color="true" fo:color="#ffffff"', ""),
    ],
)
def test_figures_that_an_opendocument_shows_are_read(tmp_path: Path, span: str, cell: str) -> None:
    assert text(tmp_path, span, cell) == SEEN


def test_a_row_of_no_height_is_not_there_in_an_opendocument(tmp_path: Path) -> None:
    assert text(tmp_path, "", row='style:row-height="0.014in"') == []
    assert text(tmp_path, "", row='style:min-row-height="0.014in"') == SEEN


# ---- struck out ----


@pytest.mark.parametrize("look", ["<w:strike/>", '<w:dstrike w:val="true"/>'])
def test_a_cell_of_word_with_nothing_but_struck_figures_is_doubted(tmp_path: Path, look: str) -> None:
    assert word(tmp_path, look) == OUT
    assert word(tmp_path, look, text="略") == [("甲", ""), ("", "")]
    assert word(tmp_path, "<w:vanish/>" + look) == [("甲", ""), ("", "")]


@pytest.mark.parametrize(
    "cell",
    [
        "<td><s>5</s></td>",
        "<td><p style='text-decoration:line-through'>5</p></td>",
        "<td style='text-decoration:line-through'>5</td>",
    ],
)
def test_so_is_a_cell_of_a_page_which_keeps_its_place(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "made.html"
    path.write_text(f"<meta charset=utf-8><table><tr><td>甲</td>{cell}<td>7</td></tr></table>", encoding="utf-8")
    assert told(html.read(path)) == [*OUT, ("7", "")]
    path.write_text(f"<meta charset=utf-8><table><tr><td>甲</td>{cell.replace('5', '略')}</tr></table>", "utf-8")
    assert told(html.read(path)) == [("甲", ""), ("", "")]


def test_so_is_a_cell_of_an_opendocument(tmp_path: Path) -> None:
    assert text(tmp_path, 'style:text-line-through-style="solid"') == OUT
    assert text(tmp_path, 'style:text-line-through-style="none"') == SEEN
    assert text(tmp_path, 'text:display="none"') == [("甲", ""), ("", "")]
