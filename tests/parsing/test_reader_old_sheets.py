"""Sheets of other kinds (.xls, .et, .ods), made by LibreOffice's own command and read by way of the portal's."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from parsing.cage import read_caged
from parsing.contract import tables_json
from parsing.errors import Broken, Encrypted, ParsingError, Unsupported
from parsing.grid import UNREADABLE
from parsing.readers import legacy, office, read_document, xlsx
from parsing.readers.compound import Compound
from parsing.readers.xlsx import styles
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020
from submissions.demo.narrative import write_draft
from submissions.demo.truth import truth_of
from tests.parsing.old_word import make, needs_office, renamed
from tests.parsing.test_reader_xlsx import workbook

needs_sheets = pytest.mark.skipif(not office.opens_sheets(), reason="LibreOffice opens no sheets here")
DRAFTS = {figures.edition: write_draft(figures) for figures in (HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020)}
ANSWERED = ("xls", "ods", "fods")
XML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table><Row>'
    '<Cell><Data ss:Type="String">规章</Data></Cell><Cell><Data ss:Type="Number">12</Data></Cell>'
    "</Row></Table></Worksheet></Workbook>"
)


def odd() -> Workbook:
    """Cells that say more than their text: hidden, merged, formatted, struck out, computed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["规章", 1234, 12.5, 99])
    sheet.append(["行政许可", 3.6, 1180.84, 99])
    sheet.append(["看不见的一行", 5, 6, 99])
    sheet.append(["合计", "=B1+1", "=1/0", 99])
    sheet.append(["日期", 45356, "0012", 99])
    sheet.append(["空白", "/", '=IF(B1>1,"","x")', 99])
    sheet["A7"] = "跨两列"
    sheet.merge_cells("A7:B7")
    for place, code in (("B1", "#,##0"), ("C1", "0.0"), ("B2", "0"), ("C2", "0.0"), ("B5", "m/d")):
        sheet[place].number_format = code
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("第二张").append(["另一张表", 7])
    book.create_sheet("藏起来的").append(["看不见", 8])
    book["藏起来的"].sheet_state = "hidden"
    return book


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each workbook as .xlsx, .xls and .ods."""
    folder = tmp_path_factory.mktemp("sheets")
    sources = [folder / f"{edition}.xlsx" for edition in DRAFTS]
    for path in sources:
        workbook(folder, DRAFTS[path.stem], one_sheet=path.stem == "2021").rename(path)
    odd().save(folder / "odd.xlsx")
    for kind in ANSWERED:
        make(kind, folder, *sources, folder / "odd.xlsx")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _no_instance_outlives_its_tests() -> Iterator[None]:
    yield
    office.close()


@needs_office
@needs_sheets
@pytest.mark.parametrize("kind", ANSWERED)
@pytest.mark.parametrize("edition", DRAFTS)
def test_every_figure_is_read_as_it_was_written(made: Path, edition: str, kind: str) -> None:
    report = read_caged(made / f"{edition}.{kind}")
    assert tables_json(report) == truth_of(DRAFTS[edition], name="made", layout="xlsx")["tables"]
    assert (report.format, report.edition) == (kind, edition)
    assert (report.agency, report.year) == (DRAFTS[edition].agency, DRAFTS[edition].year)


@needs_office
@needs_sheets
@pytest.mark.parametrize("kind", ANSWERED)
def test_only_what_the_sheet_shows_is_read_and_what_it_shows_otherwise_is_doubted(made: Path, kind: str) -> None:
    first, second = read_document(made / f"odd.{kind}").grids
    rows: dict[int, list[tuple[str, str]]] = {}
    for cell in first.cells:
        rows.setdefault(cell.row, []).append((cell.text, cell.doubt))
    assert rows == {
        0: [("规章", ""), ("1234", ""), ("12.5", "")],
        1: [("行政许可", ""), ("3.6", styles.ROUNDED), ("1180.84", styles.ROUNDED)],
        3: [("合计", ""), ("1235", ""), (UNREADABLE, xlsx.FAILED)],
        4: [("日期", ""), ("45356", styles.DATED), ("0012", "")],
        5: [("空白", ""), ("/", ""), ("", "")],
        6: [("跨两列", ""), ("", "")],
    }
    assert [cell.colspan for cell in first.cells if cell.row == 6] == [2, 1]
    assert [cell.text for cell in second.cells] == ["另一张表", "7"]


@needs_office
@needs_sheets
@pytest.mark.parametrize("name", ["报表.et", "报表.xls", "报表.xlsx", "报告.doc", "报表"])
def test_a_workbook_is_read_whatever_it_is_named(made: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((made / "odd.xls").read_bytes())
    assert read_document(tmp_path / name).format == "xls"


@needs_sheets
def test_a_workbook_of_xml_alone_is_read(tmp_path: Path) -> None:
    (tmp_path / "报表.xls").write_text(XML, encoding="utf-8")
    document = read_document(tmp_path / "报表.xls")
    assert (document.format, [c.text for g in document.grids for c in g.cells]) == ("xls", ["规章", "12"])


def with_password(data: bytes) -> bytes:
    """A workbook whose second record says that the rest is encrypted by RC4 ([MS-XLS] 2.4.117)."""
    compound = Compound.open(io.BytesIO(data))
    start = data.index(compound.beginning("Workbook"))
    second = start + 4 + struct.unpack_from("<H", data, start + 2)[0]
    record = struct.pack("<5H", 0x002F, 54, 1, 1, 1) + bytes(range(48))
    return data[:second] + record + data[second + len(record) :]


def locked(data: bytes) -> bytes:
    """An OpenDocument package whose manifest says how a part is encrypted."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(kept, "w") as after:
        for item in before.infolist():
            text = before.read(item)
            if item.filename == "META-INF/manifest.xml":
                text = text.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            after.writestr(item.filename, text)
    return kept.getvalue()


@needs_office
@needs_sheets
@pytest.mark.parametrize(
    ("source", "spoil", "error", "words"),
    [
        ("odd.xls", with_password, Encrypted, "密码"),
        ("odd.ods", locked, Encrypted, "密码"),
        ("odd.xls", lambda d: renamed(d, "PowerPoint Document", "Workbook"), Unsupported, "演示文稿"),
        ("odd.xls", lambda d: d[:2000], ParsingError, "。"),
        ("odd.xls", lambda d: d[: len(d) // 2], ParsingError, "另存为 .xlsx|没有找到|损坏"),
        ("odd.ods", lambda d: d[:2000], Broken, "损坏"),
        ("odd.ods", lambda d: d.replace(b"spreadsheet", b"drawing-sht"), ParsingError, "。"),
    ],
)
def test_what_is_no_readable_sheet_gets_its_sentence(
    made: Path, tmp_path: Path, source: str, spoil: Callable[[bytes], bytes], error: type[ParsingError], words: str
) -> None:
    path = tmp_path / source
    path.write_bytes(spoil((made / source).read_bytes()))
    with pytest.raises(error, match=words) as caught:
        read_caged(path)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("form", "words"), [(legacy.XLS, "旧版 Excel 或 WPS 表格"), (legacy.ODS, "OpenDocument 表格")], ids=["xls", "ods"]
)
@pytest.mark.parametrize("part", ["program", "opens_sheets"])
def test_without_libreoffice_or_its_sheets_the_sentence_says_what_to_save_as(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: legacy.Form, words: str, part: str
) -> None:
    office.close()
    monkeypatch.setattr(office, part, lambda: None)
    monkeypatch.setattr(legacy, "_form", lambda path, name: form)
    path = tmp_path / f"a.{form.name}"
    path.write_bytes(b"any")
    with pytest.raises(Unsupported, match=f"{words}.*暂不能直接读取.*另存为 .xlsx"):
        read_caged(path)


@needs_office
def test_a_workbook_within_a_document_does_not_stand_at_its_top(made: Path) -> None:
    data = bytearray((made / "odd.xls").read_bytes())
    assert "Workbook" in Compound.open(io.BytesIO(data)).streams
    root = data.rindex("Root Entry".encode("utf-16-le"))
    struct.pack_into("<I", data, root + 76, 0xFFFFFFFF)
    assert not Compound.open(io.BytesIO(data)).streams, "it is in the file, and is no member of the root"


CONTENT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
FORMULA = '<table:table-cell table:formula="of:={}"/>'


@needs_sheets
def test_a_formula_that_asks_another_file_or_a_host_has_no_result(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("77")
    other = f"['{(tmp_path / 'other.csv').as_uri()}'#$other.A1]"
    cells = "".join(map(FORMULA.format, ("1+2", other, "WEBSERVICE(&quot;http://127.0.0.1:9/&quot;)")))
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", CONTENT.format(cells=cells))
    first, *others = read_document(tmp_path / "a.ods").grids[0].cells
    assert (first.text, first.doubt) == ("3", "")
    assert [(cell.text, cell.doubt) for cell in others] == [(UNREADABLE, xlsx.FAILED)] * 2
