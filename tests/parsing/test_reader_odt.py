"""OpenDocument text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import parsing.readers.flat
from parsing.errors import Broken, LimitExceeded, ParsingError
from parsing.grid import PICTURED, UNREADABLE, Document, Grid
from parsing.readers import odt, read_document

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style")),
    )
)
LIBREOFFICE = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
COMMON = (
    '<style:style style:family="text" style:name="mark"><style:text-properties style:text-position="33% 58%"/></style:style>'
    '<style:style style:family="text" style:name="hidden"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:family="text" style:name="derived" style:parent-style-name="mark"/>'
    '<style:style style:family="paragraph" style:name="gone"><style:text-properties text:display="none"/></style:style>'
)


def read(tmp_path: Path, body: str) -> Document:
    path = tmp_path / "made.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )
        package.writestr("styles.xml", f"<office:document-styles {NAMES}>{COMMON}</office:document-styles>")
    return odt.read(path)


def cell(text: str, properties: str = "") -> str:
    return f"<table:table-cell {properties}><text:p>{text}</text:p></table:table-cell>"


def test_cells_merged_both_ways(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    rows = (
        cell("甲", 'table:number-rows-spanned="2"') + cell("乙", 'table:number-columns-spanned="2"') + covered,
        covered + cell("1") + cell("2"),
    )
    body = "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"
    found = [(c.text, c.row, c.column, c.rowspan, c.colspan) for g in read(tmp_path, body).grids for c in g.cells]
    assert found == [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1)]


def test_cells_flow_around_spans_where_no_cell_says_that_it_is_covered(tmp_path: Path) -> None:
    rows = (
        cell("甲", 'table:number-rows-spanned="2"') + cell("乙", 'table:number-columns-spanned="2"'),
        cell("1") + cell("2"),
    )
    body = "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"
    found = [(c.text, c.row, c.column, c.rowspan, c.colspan) for g in read(tmp_path, body).grids for c in g.cells]
    assert found == [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1)]


def test_repeated_cells_are_counted_out(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-row>"
        + cell("0", 'table:number-columns-repeated="3"')
        + cell("9")
        + "</table:table-row></table:table>"
    )
    assert [(c.text, c.column) for g in read(tmp_path, body).grids for c in g.cells] == [
        ("0", 0),
        ("0", 1),
        ("0", 2),
        ("9", 3),
    ]


def test_blanks_and_breaks_are_elements_and_changes_are_not_text(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>旧文</text:p></text:tracked-changes>"
        '<text:p>一<text:s text:c="2"/>二<text:tab/>三<text:line-break/>四<text:span>五</text:span></text:p>'
    )
    assert [p.text for p in read(tmp_path, body).paragraphs] == ["一  二\t三", "四五"]


def test_a_text_box_is_read_after_its_paragraph(tmp_path: Path) -> None:
    body = "<text:p>外<draw:frame><draw:text-box><text:p>内</text:p></draw:text-box></draw:frame></text:p>"
    assert [p.text for p in read(tmp_path, body).paragraphs] == ["外", "内"]


def test_a_nested_table_is_a_grid_of_its_own(tmp_path: Path) -> None:
    inner = "<table:table><table:table-row>" + cell("内") + cell("里") + "</table:table-row></table:table>"
    body = f"<table:table><table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row></table:table>"
    grids = [[c.text for c in b.cells] for b in read(tmp_path, body).blocks if isinstance(b, Grid)]
    assert grids == [[""], ["内", "里"]]


def test_endless_repetition_is_capped(tmp_path: Path) -> None:
    body = (
        '<table:table><table:table-row table:number-rows-repeated="999999">'
        + cell("1", 'table:number-columns-repeated="999999"')
        + "</table:table-row></table:table>"
    )
    grid = read(tmp_path, body).grids[0]
    assert (grid.height, grid.width) == (odt.MOST_ROWS, odt.MOST_COLUMNS)


def flat(body: str, kind: str = "text", before: str = "") -> str:
    """A document in one file, as LibreOffice saves .fodt."""
    said = f'office:mimetype="application/vnd.oasis.opendocument.{kind}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<!-- made --><office:document {NAMES} {said}>'
        f"<office:styles>{COMMON}</office:styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def test_a_document_in_one_file_is_read_as_its_package_is(tmp_path: Path) -> None:
    picture = "<draw:frame><draw:image><office:binary-data>iVBORw==</office:binary-data></draw:image></draw:frame>"
    row = cell("规章") + cell('3<text:span text:style-name="mark">1</text:span>') + cell(picture)
    path = tmp_path / "made.fodt"
    path.write_text(
        flat(f"<text:p>总体情况</text:p><table:table><table:table-row>{row}</table:table-row></table:table>")
    )
    document = read_document(path)
    assert document.format == "odt"
    assert [(c.text, c.doubt) for c in document.grids[0].cells] == [("规章", ""), ("3[1]", ""), (UNREADABLE, PICTURED)]


def test_the_pictures_of_a_document_in_one_file_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "made.fodt"
    frame = "<draw:frame><draw:image><office:binary-data>{}</office:binary-data></draw:image></draw:frame>"
    path.write_text(flat(f"<text:p>{frame.format('iVBORw==')}</text:p><text:p>{frame.format('A')}</text:p>"))
    assert [picture.data for picture in odt.read(path).embedded] == [b"\x89PNG", b""]


@pytest.mark.parametrize("entity", ['<!DOCTYPE a [<!ENTITY b "99">]>', "<!DOCTYPE a>"])
def test_a_document_in_one_file_declares_no_entities(tmp_path: Path, entity: str) -> None:
    path = tmp_path / "made.fodt"
    path.write_text(flat("<text:p>9</text:p>", before=entity))
    with pytest.raises(ParsingError):
        read_document(path)


def test_a_document_in_one_file_is_no_larger_than_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing.readers.flat, "MOST_BYTES", 1000)
    path = tmp_path / "made.fodt"
    path.write_text(flat("<text:p>9</text:p>" * 100))
    with pytest.raises(LimitExceeded):
        read_document(path)


def test_a_package_without_content_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "empty.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(Broken):
        odt.read(path)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<text:p>3<text:span text:style-name="mark">1</text:span></text:p>', "3[1]"),
        ('<text:p>3<text:span text:style-name="derived">1</text:span></text:p>', "3[1]"),
        ('<text:p><text:span text:style-name="hidden">9</text:span>3</text:p>', "3"),
        ('<text:p text:style-name="gone">9</text:p><text:p>3</text:p>', "3"),
        ("<text:p>110<text:line-break/>6</text:p>", "110\v6"),
    ],
)
def test_a_cell_holds_what_the_page_shows_by_any_style(tmp_path: Path, markup: str, text: str) -> None:
    row = f"<table:table-row><table:table-cell>{markup}</table:table-cell></table:table-row>"
    (found,) = read(tmp_path, f"<table:table>{row}</table:table>").grids[0].cells
    assert (found.text, found.doubt) == (text, "")


def test_a_cell_of_nothing_but_a_picture_is_doubted(tmp_path: Path) -> None:
    picture = "<table:table-cell><text:p><draw:frame><draw:image/></draw:frame></text:p></table:table-cell>"
    body = f"<table:table><table:table-row>{picture}{cell('')}</table:table-row></table:table>"
    assert [found.doubt for found in read(tmp_path, body).grids[0].cells] == [PICTURED, ""]


def test_a_shape_holds_text_and_tables_by_names_of_libreoffices_own(tmp_path: Path) -> None:
    rows = (
        "<l:table-row>"
        + cell("5").replace("<table:table-cell", "<l:table-cell").replace("</table:", "</l:")
        + cell("6")
    )
    shape = f'<l:table xmlns:l="{LIBREOFFICE}">{rows}</l:table-row></l:table><text:p>附</text:p>'
    document = read(
        tmp_path, f"<text:p>甲<text:span><draw:custom-shape>{shape}</draw:custom-shape></text:span></text:p>"
    )
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲", "附"]
    assert [c.text for g in document.grids for c in g.cells] == ["5", "6"]


def test_a_box_within_a_box_is_read_once(tmp_path: Path) -> None:
    inner = "<draw:frame><draw:text-box><text:p>乙</text:p></draw:text-box></draw:frame>"
    outer = f"<draw:frame><draw:text-box><text:p>{inner}</text:p></draw:text-box></draw:frame>"
    assert [p.text for p in read(tmp_path, f"<text:p>{outer}</text:p>").paragraphs] == ["乙"]
