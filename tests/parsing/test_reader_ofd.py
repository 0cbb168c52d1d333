"""OFD: what a page shows is drawn anew and read as a PDF is; what nobody can know is doubted and said."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from parsing.cage import read_caged
from parsing.errors import Broken, Encrypted, LimitExceeded, ParsingError, Unsupported
from parsing.facsimile import facsimile_caged
from parsing.readers.ofd import drawing
from parsing.readers.ofd.document import Ofd
from parsing.readers.ofd.drawing import drawn
from parsing.readers.opening import as_readable
from parsing.readers.pdf.engines import pdfium
from parsing.readers.pdf.page import Char, Page
from parsing.scratch import Scratch
from submissions.demo.draw_ofd import MM, SPACE
from submissions.demo.samples import Sample, drawn_samples
from submissions.demo.write_pdf import Look, write_pdf
from tests.parsing import ofd_files
from tests.parsing.ofd_files import package

SAMPLES = list(drawn_samples(6, seed=9))
RES = f"<ofd:Res {SPACE} BaseLoc='Res'>{{}}</ofd:Res>"
REFERENCE = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"


def page_of(data: bytes, folder: Path, number: int = 1) -> Page:
    """A page of an OFD as PDFium sees it drawn anew."""
    path = folder / "made.ofd"
    path.write_bytes(data)
    made = folder / "made.pdf"
    made.write_bytes(drawn(Ofd.open(path)).pdf)
    with pdfium.opened(made) as sources:
        return pdfium.Engine().page(sources[number - 1], number)


def text(inner: str, **attributes: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<ofd:TextObject ID="7" Font="3" Size="4"{given}>{inner}</ofd:TextObject>'


def starts(page: Page) -> list[tuple[str, float, float]]:
    """Characters with the left end of their baseline, in millimetres."""
    return [(c.text, round(c.x0 * MM, 1), round((c.y0 + 0.88 * c.size) * MM, 1)) for c in page.chars]


# --- reports


@pytest.mark.parametrize("runs", [True, False], ids=["a line an object", "a character an object"])
@pytest.mark.parametrize("sample", SAMPLES[:3], ids=lambda sample: sample.name)
def test_a_printed_report_is_read_for_certain(sample: Sample, runs: bool, tmp_path: Path) -> None:
    pdf, path = tmp_path / "printed.pdf", tmp_path / "report.ofd"
    pdf.write_bytes(write_pdf(sample.draft, Look(break_after=9, narrow=True)))
    path.write_bytes(ofd_files.of_pdf(pdf, runs=runs))
    report = read_caged(path)
    assert {a: f.value for a, f in report.figures.items() if f.is_sure} == sample.draft.values
    assert (report.format, report.year, len(report.sections), report.warnings) == ("ofd", sample.draft.year, 6, ())
    first = next(iter(report.figures.values()))
    assert first.place.page is not None
    assert first.place.box is not None


def test_a_figure_is_shown_on_a_picture_of_its_page(tmp_path: Path) -> None:
    path = tmp_path / "report.ofd"
    path.write_bytes(package([ofd_files.text_object([Char("五", 72, 72, 90, 90, 18, 0, 81, 81)])], (210, 148)))
    (shown,) = facsimile_caged(path, path.name)
    assert (shown["page"], round(shown["width"]), round(shown["height"])) == (1, 595, 420)
    picture = Image.open(io.BytesIO(shown["picture"])).convert("L")
    scale = picture.width / 595

    def darkest(*corners: float) -> float:
        x0, y0, x1, y1 = (round(scale * at) for at in corners)
        return float(np.asarray(picture)[y0:y1, x0:x1].min())

    assert darkest(72, 72, 90, 92) < 100
    assert darkest(100, 72, 500, 400) > 200


def test_characters_of_a_fonts_own_make_no_number(tmp_path: Path) -> None:
    sample = next(sample for sample in SAMPLES if not sample.draft.faults)
    pdf, path = tmp_path / "printed.pdf", tmp_path / "report.ofd"
    pdf.write_bytes(write_pdf(sample.draft))
    with zipfile.ZipFile(io.BytesIO(ofd_files.of_pdf(pdf))) as package_:
        parts = {name: package_.read(name) for name in package_.namelist()}
    private = {name: data.replace(b">1", b">\xee\x80\x81") for name, data in parts.items() if "Pages" in name}
    path.write_bytes(ofd_files.written({**parts, **private}))
    report = read_caged(path)
    sure = {a: f.value for a, f in report.figures.items() if f.is_sure}
    assert len(sure) < len(sample.draft.values)
    assert {a: v for a, v in sure.items() if sample.draft.values[a] != v} == {}
    assert any("没有通用的编码" in warning for warning in report.warnings)


# --- text


@pytest.mark.parametrize(
    ("inner", "attributes", "expected"),
    [
        ('<ofd:TextCode X="1" Y="4" DeltaX="2 g 2 3">12 4</ofd:TextCode>', {}, [11, 13, 19]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="3">123</ofd:TextCode>', {}, [10, 13, 16]),
        ('<ofd:TextCode X="0" Y="4">合12</ofd:TextCode>', {}, [10, 14, 16]),
        ('<ofd:TextCode X="20" Y="8" DeltaX="8">12</ofd:TextCode>', {"CTM": "0.5 0 0 0.5 -5 0"}, [15, 19]),
        (
            '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="2"><ofd:Glyphs>5 6</ofd:Glyphs></ofd:CGTransform>'
            '<ofd:TextCode X="0" Y="4" DeltaX="2 2 2">S12</ofd:TextCode>',
            {},
            [10, 14, 16],
        ),
        (
            '<ofd:TextCode X="0" Y="4" DeltaX="2">12</ofd:TextCode><ofd:TextCode X="9">3</ofd:TextCode>',
            {},
            [10, 12, 19],
        ),
    ],
    ids=["repeated advances", "the last goes on", "no advances", "matrix", "glyphs of a character", "second line"],
)
def test_characters_stand_where_the_file_says(
    inner: str, attributes: dict[str, str], expected: list[float], tmp_path: Path
) -> None:
    page = page_of(package([text(inner, Boundary="10 20 60 9", **attributes)]), tmp_path)
    printed = [start for start in starts(page) if start[0] != " "]
    assert [x for _char, x, _y in printed] == pytest.approx(expected, abs=0.15)
    assert {y for _char, _x, y in printed} == {24.0}


def test_text_down_the_page_and_turned_text_keep_their_way(tmp_path: Path) -> None:
    down = text('<ofd:TextCode X="0" Y="4" DeltaY="5 5">三合计</ofd:TextCode>', Boundary="10 20 9 60")
    turned = text('<ofd:TextCode X="0" Y="0" DeltaX="3">12</ofd:TextCode>', Boundary="50 50 9 9", CTM="0 1 -1 0 0 0")
    page = page_of(package([down + turned]), tmp_path)
    assert [(c, y) for c, _x, y in starts(page)[:3]] == [("三", 24.0), ("合", 29.0), ("计", 34.0)]
    assert [(c.text, c.turn) for c in page.chars[3:]] == [("1", 1), ("2", 1)]


def test_what_is_not_shown_is_not_read(tmp_path: Path) -> None:
    code = '<ofd:TextCode X="0" Y="4">{}</ofd:TextCode>'
    hidden = [
        text(code.format("一"), Boundary="10 10 9 9", Visible="false"),
        text(code.format("二"), Boundary="10 20 9 9", Fill="false"),
        text(code.format("三"), Boundary="10 30 9 9", Alpha="0"),
        text('<ofd:FillColor Value="0 0 0" Alpha="0"/>' + code.format("四"), Boundary="10 40 9 9"),
        text(code.format("五"), Boundary="10 50 9 9"),
    ]
    assert [char for char, *_ in starts(page_of(package(["".join(hidden)]), tmp_path))] == ["五"]


# --- what else a page is made of


def test_lines_keep_their_ends_and_fills_their_colours(tmp_path: Path) -> None:
    line = '<ofd:PathObject ID="6" DrawParam="70" Boundary="10 20 50 1"><ofd:AbbreviatedData>M 0 0 L 50 0</ofd:AbbreviatedData></ofd:PathObject>'
    box = (
        '<ofd:PathObject ID="8" Stroke="false" Fill="true" Boundary="10 40 50 10"><ofd:FillColor Value="#00 #FF #00"/>'
        "<ofd:AbbreviatedData>M 0 0 L 50 0 L 50 10 L 0 10 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    resources = RES.format(
        '<ofd:DrawParams><ofd:DrawParam ID="70" Relative="71"/><ofd:DrawParam ID="71" LineWidth="1" Relative="70"/></ofd:DrawParams>'
    )
    data = package([line + box], common=REFERENCE, parts={"Doc_0/DocumentRes.xml": resources})
    page = page_of(data, tmp_path)
    (rule,) = (r for r in page.rules if abs(r.y0 * MM - 20) < 0.2)
    assert (rule.x0 * MM, rule.x1 * MM) == pytest.approx((10, 60), abs=0.6)
    with pypdfium2.PdfDocument(tmp_path / "made.pdf") as made:
        picture = made[0].render(scale=2).to_pil().convert("RGB")
    dark = [picture.getpixel((round(35 / MM * 2), round(y / MM * 2))) == (0, 0, 0) for y in (19.3, 20, 20.7)]
    assert dark == [False, True, False], "a millimetre wide, as the parameters of its parameters say"
    assert picture.getpixel((round(35 / MM * 2), round(45 / MM * 2))) == (0, 255, 0)


def test_a_picture_stands_upright_in_its_place(tmp_path: Path) -> None:
    stream = io.BytesIO()
    picture = Image.new("RGB", (20, 20), (255, 255, 255))
    picture.paste((255, 0, 0), (0, 0, 10, 10))
    picture.save(stream, "PNG")
    resources = RES.format(
        '<ofd:MultiMedias><ofd:MultiMedia ID="50" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    shown = '<ofd:ImageObject ID="7" CTM="40 0 0 40 0 0" Boundary="10 20 40 40" ResourceID="50"/>'
    data = package(
        [shown], common=REFERENCE, parts={"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/a.png": stream.getvalue()}
    )
    page_of(data, tmp_path)
    with pypdfium2.PdfDocument(tmp_path / "made.pdf") as made:
        drawn_page = made[0].render(scale=2).to_pil().convert("RGB")
    reds = [drawn_page.getpixel((round(x / MM * 2), round(y / MM * 2))) for x, y in ((20, 30), (40, 30), (20, 50))]
    assert reds == [(255, 0, 0), (255, 255, 255), (255, 255, 255)]


def test_templates_notes_and_composed_units_are_part_of_the_page(tmp_path: Path) -> None:
    code = '<ofd:TextCode X="0" Y="4">{}</ofd:TextCode>'
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="60" Width="9" Height="9"><ofd:Content>{text(code.format("丙"), Boundary="0 0 9 9")}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    data = package(
        [
            text(code.format("甲"), Boundary="10 10 9 9")
            + '<ofd:CompositeObject ID="9" Boundary="10 30 9 9" ResourceID="60"/>'
        ],
        common='<ofd:TemplatePage ID="4" BaseLoc="Tpls/Tpl_0/Content.xml"/>' + REFERENCE,
        document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        parts={
            "Doc_0/DocumentRes.xml": RES.format(unit),
            "Doc_0/Tpls/Tpl_0/Content.xml": f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="2">{text(code.format("乙"), Boundary="10 20 9 9")}</ofd:Layer></ofd:Content></ofd:Page>',
            "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {SPACE}><ofd:Page PageID="10"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
            "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="1" Type="Stamp"><ofd:Appearance Boundary="10 40 9 9">{text(code.format("丁"), Boundary="0 0 9 9")}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
        },
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package_:
        parts = {name: package_.read(name) for name in package_.namelist()}
    content = "Doc_0/Pages/Page_0/Content.xml"
    parts[content] = parts[content].replace(
        b"<ofd:Area>", b'<ofd:Template TemplateID="4" ZOrder="Background"/><ofd:Area>'
    )
    page = page_of(ofd_files.written({**parts}), tmp_path)
    assert sorted((y, char) for char, _x, y in starts(page)) == [(14.0, "甲"), (24.0, "乙"), (34.0, "丙"), (44.0, "丁")]


# --- harm


def with_part(name: str, content: str) -> bytes:
    return package(["", ""], parts={name: content})


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (ofd_files.written({"OFD.xml": f"<ofd:OFD {SPACE}/>"}), Broken),
        (ofd_files.written({"Other.xml": "<a/>"}), Broken),
        (with_part("Doc_0/Encryptions.xml", "<a/>"), Encrypted),
        (with_part("Doc_0/Document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), Broken),
        (package([""] * 61), LimitExceeded),
        (b"PK\x03\x04 not a package", Broken),
    ],
    ids=["no document", "no root", "encrypted", "entities", "pages", "no package"],
)
def test_what_cannot_be_opened_is_refused(data: bytes, error: type[ParsingError], tmp_path: Path) -> None:
    path = tmp_path / "report.ofd"
    path.write_bytes(data)
    with pytest.raises(error):
        read_caged(path)


def test_one_bad_page_costs_that_page(tmp_path: Path) -> None:
    path = tmp_path / "report.ofd"
    path.write_bytes(with_part("Doc_0/Pages/Page_1/Content.xml", "<ofd:Page"))
    assert drawn(Ofd.open(path)).broken == (2,)


def test_objects_in_themselves_and_too_many_of_them_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    itself = '<ofd:CompositeObject ID="9" Boundary="0 0 9 9" ResourceID="60"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="60"><ofd:Content>{itself}{itself}</ofd:Content></ofd:CompositeGraphicUnit>'
    data = package([itself], common=REFERENCE, parts={"Doc_0/DocumentRes.xml": RES.format(unit)})
    monkeypatch.setattr(drawing, "MOST_DRAWN", 5)
    with pytest.raises(LimitExceeded):
        page_of(data, tmp_path)


@pytest.mark.parametrize("content", [b"\x97JB2 of no kind we know", b""], ids=["another kind", "nothing"])
def test_a_page_of_a_picture_nobody_opens_is_said(content: bytes, tmp_path: Path) -> None:
    media = '<ofd:MultiMedia ID="50" Type="Image" Format="GBIG2"><ofd:MediaFile>a.jb2</ofd:MediaFile></ofd:MultiMedia>'
    parts: dict[str, str | bytes] = {"Doc_0/DocumentRes.xml": RES.format(media), "Doc_0/Res/a.jb2": content}
    shown = '<ofd:ImageObject ID="7" CTM="210 0 0 297 0 0" Boundary="0 0 210 297" ResourceID="50"/>'
    path = tmp_path / "report.ofd"
    path.write_bytes(package([shown], common=REFERENCE, parts=parts))
    with pytest.raises(Unsupported, match="图片的格式"):
        read_caged(path)


@pytest.mark.parametrize("side", [11_000, 20_000])
def test_a_picture_too_large_to_open_is_refused_by_its_size(side: int, tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("1", (side, side)).save(stream, "PNG")
    media = '<ofd:MultiMedia ID="50" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia>'
    parts: dict[str, str | bytes] = {"Doc_0/DocumentRes.xml": RES.format(media), "Doc_0/Res/a.png": stream.getvalue()}
    shown = '<ofd:ImageObject ID="7" CTM="210 0 0 297 0 0" Boundary="0 0 210 297" ResourceID="50"/>'
    path = tmp_path / "report.ofd"
    path.write_bytes(package([shown], common=REFERENCE, parts=parts))
    with pytest.raises(LimitExceeded):
        read_caged(path)


def test_what_a_killed_worker_left_is_swept_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, living = tmp_path / "govreports-ofd-left", Scratch("govreports-ofd-")
    left.mkdir()
    for folder in (left, living.path):
        os.utime(folder, (0, 0))
    path = tmp_path / "report.ofd"
    path.write_bytes(package([ofd_files.text_object([Char("五", 72, 72, 90, 90, 18, 0, 81, 81)])]))
    with as_readable(path) as readable:
        assert readable.path.exists()
        assert not left.exists()
        assert living.path.exists(), "a living process keeps its folder"
    assert not readable.path.exists()
    living.remove()


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    path = tmp_path / "report.ofd"
    path.write_bytes(package([""]))
    with pytest.raises(ParsingError):
        read_caged(path)
    assert list((tmp_path / "t").iterdir()) == []
