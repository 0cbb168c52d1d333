"""Word documents: merges, tracked changes, nested tables, and what is broken on purpose."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.grid import LOW_ROW, PICTURED, Grid, Paragraph
from parsing.readers import docx
from parsing.readers import package as package_part
from parsing.readers.docx import cells as docx_cells
from tests.parsing.conftest import W

Make = Callable[[str], Path]


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cells(path: Path) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for g in docx.read(path).grids for c in g.cells]


def test_cells_merged_both_ways(word: Make) -> None:
    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    path = word(table(tc("甲", down) + tc("乙", '<w:gridSpan w:val="2"/>'), tc("", more) + tc("1") + tc("2")))
    assert sorted(cells(path)) == [("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1), ("乙", 0, 1, 1, 2), ("甲", 0, 0, 2, 1)]


def test_a_new_merge_below_another_is_its_own_cell(word: Make) -> None:
    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    path = word(table(tc("甲", down), tc("", more), tc("乙", down), tc("", more)))
    assert cells(path) == [("甲", 0, 0, 2, 1), ("乙", 2, 0, 2, 1)]


def test_tracked_changes_are_read_as_accepted(word: Make) -> None:
    deleted = "<w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>7</w:t></w:r></w:ins>"
    document = docx.read(word(f"<w:p>{deleted}{inserted}</w:p>"))
    assert document.paragraphs == (Paragraph("7"),)


def test_a_deleted_row_is_not_there(word: Make) -> None:
    body = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{tc('旧')}</w:tr><w:tr>{tc('新')}</w:tr></w:tbl>"
    assert cells(word(body)) == [("新", 0, 0, 1, 1)]


def test_a_nested_table_is_a_grid_of_its_own(word: Make) -> None:
    outer = f"<w:tbl><w:tr><w:tc>{p('外')}{table(tc('内') + tc('里'))}{p('尾')}</w:tc></w:tr></w:tbl>"
    document = docx.read(word(outer))
    assert [[c.text for c in block.cells] for block in document.blocks if isinstance(block, Grid)] == [
        ["外\n尾"],
        ["内", "里"],
    ]


def test_fields_and_instructions_are_not_text(word: Make) -> None:
    body = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>正文</w:t></w:r></w:p>"
    assert docx.read(word(body)).paragraphs == (Paragraph("正文"),)


def test_a_number_in_two_paragraphs_keeps_its_break(word: Make) -> None:
    body = f"<w:tbl><w:tr><w:tc>{p('110')}{p('6')}</w:tc></w:tr></w:tbl>"
    assert cells(word(body)) == [("110\n6", 0, 0, 1, 1)]


def test_a_huge_span_costs_nothing(word: Make) -> None:
    path = word(table(tc("甲", '<w:gridSpan w:val="999999999"/>') + tc("乙")))
    assert cells(path)[0] == ("甲", 0, 0, 1, docx_cells.MOST_COLUMNS)


def test_a_broken_package_is_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(Broken, match="文件已损坏，无法打开。"):
        docx.read(path)


def test_cut_xml_is_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "cut.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w:document")
    with pytest.raises(Broken):
        docx.read(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "xxe.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')
    with pytest.raises(Broken, match="实体"):
        docx.read(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (package_part.MOST_UNPACKED + 1))
    with pytest.raises(LimitExceeded):
        docx.read(path)


def test_a_document_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(Encrypted, match="文件设有密码"):
        docx.read(path)


STYLES = (
    '<w:style w:styleId="mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="above"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="hidden"><w:basedOn w:val="above"/></w:style>'
)
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
FORMS = f"<mc:AlternateContent {MC}><mc:Choice>%s</mc:Choice><mc:Choice>%s</mc:Choice><mc:Fallback>%s</mc:Fallback></mc:AlternateContent>"


def r(text: str, look: str = "", more: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr>{more}<w:t>{text}</w:t></w:r>"


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def made(tmp_path: Path, body: str, main: str = "word/document.xml") -> Path:
    path = tmp_path / "styled.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(main, f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/styles.xml", f"<w:styles {W}>{STYLES}</w:styles>")
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        relation = f'<Relationship Id="r1" Type="{kind}" Target="/{main}"/>'
        package.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
    return path


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("3") + r("1", '<w:rStyle w:val="mark"/>'), "3[1]"),
        (r("3") + r("注1", '<w:vertAlign w:val="superscript"/>'), "3[注1]"),
        (r("3") + r("1", '<w:position w:val="10"/>'), "3[1]"),
        (r("12", '<w:position w:val="10"/>'), "12"),
        (r("3") + r("1", more='<w:footnoteReference w:customMarkFollows="1"/>'), "3[1]"),
        (r("9", '<w:rStyle w:val="hidden"/>') + r("3"), "3"),
        (r("3", '<w:rStyle w:val="hidden"/><w:vanish w:val="0"/>'), "3"),
        (
            fld("begin") + fld("begin") + fld("separate") + r("9") + fld("end") + fld("separate") + r("3") + fld("end"),
            "3",
        ),
        (f"<m:oMath {MATH}><m:r><m:t>3</m:t></m:r></m:oMath>", "3"),
        (f"<m:oMath {MATH}><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num></m:f></m:oMath>", "\ufffd"),
        (FORMS % (r("3"), r("3"), r("3")), "3"),
        (FORMS.replace("Choice", "Other") % ("", "", r("3")), "3"),
        (FORMS.replace("<mc:Choice>", '<mc:Choice xmlns:z="urn:z" Requires="z">') % (r("4"), r("4"), r("3")), "3"),
        (FORMS.replace("<mc:Choice>", f'<mc:Choice xmlns:z="{SHAPE}" Requires="z">') % (r("3"), r("4"), r("4")), "3"),
    ],
)
def test_a_cell_holds_what_the_page_shows(tmp_path: Path, runs: str, text: str) -> None:
    path = made(tmp_path, f"<w:tbl><w:tr><w:tc><w:p>{runs}</w:p></w:tc></w:tr></w:tbl>")
    assert [cell[0] for cell in cells(path)] == [text]


def test_a_cell_of_nothing_but_a_picture_is_doubted(word: Make) -> None:
    picture = '<w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict>'
    document = docx.read(word(f"<w:tbl><w:tr><w:tc><w:p><w:r>{picture}</w:r></w:p></w:tc>{tc('')}</w:tr></w:tbl>"))
    assert [cell.doubt for cell in document.grids[0].cells] == [PICTURED, ""]


def test_one_form_of_a_table_is_read(word: Make) -> None:
    assert [c[0] for c in cells(word(FORMS % (table(tc("3")), table(tc("4")), table(tc("5")))))] == ["3"]


def test_the_document_may_lie_under_another_name(tmp_path: Path) -> None:
    assert docx.read(made(tmp_path, p("正文"), "word/document2.xml")).paragraphs == (Paragraph("正文"),)


def test_lines_of_a_paragraph_are_lines(word: Make) -> None:
    rows = "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>1</w:t><w:br/><w:t>2.乙</w:t><w:tab/><w:t>3</w:t></w:r></w:p>"
    assert [paragraph.text for paragraph in docx.read(word(rows)).paragraphs] == ["甲\t1", "2.乙\t3"]


def of_height(
    word: Make, points: float, text: str, more: str = "", rule: str = "exact", size: int = 21, layout: str = "fixed"
) -> str:
    """The doubt of a cell with room for twenty points across, ``more`` paragraphs above its text."""
    run = f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t>{text}</w:t></w:r>'
    cell = f'<w:tc><w:tcPr><w:tcW w:w="616" w:type="dxa"/></w:tcPr>{more}<w:p>{run}</w:p></w:tc>'
    height = f'<w:trPr><w:trHeight w:val="{points * 20:.0f}" w:hRule="{rule}"/></w:trPr>'
    fixed = f'<w:tblPr><w:tblLayout w:type="{layout}"/></w:tblPr>'
    (grid,) = docx.read(word(f"<w:tbl>{fixed}<w:tr>{height}{tc('甲')}{cell}</w:tr></w:tbl>")).grids
    (_, found) = grid.cells
    assert found.text == text
    return found.doubt


def test_a_number_of_more_lines_than_its_row_is_high_for_is_doubted(word: Make) -> None:
    """The cell has room for twenty points, three digits of 10.5 and no more."""
    assert of_height(word, 16, "1106") == LOW_ROW
    assert of_height(word, 16, "110") == ""
    assert of_height(word, 30, "1106") == "", "both lines are seen"
    assert of_height(word, 16, "1106", rule="atLeast") == "", "the row grows"
    assert of_height(word, 16, "1106", layout="autofit") == "", "the column grows"
    assert of_height(word, 16, "1106", size=12) == "", "small print has room"


def test_a_number_below_empty_lines_of_a_low_row_is_doubted(word: Make) -> None:
    assert of_height(word, 16, "11", more="<w:p/>") == LOW_ROW
    assert of_height(word, 32, "11", more="<w:p/>") == ""


def test_a_raised_two_is_no_number_of_columns(word: Make) -> None:
    assert cells(word(table(tc("5", '<w:gridSpan w:val="²"/>')))) == [("5", 0, 0, 1, 1)]
