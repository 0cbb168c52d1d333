"""The PDF reader: small files drawn here, and the corpus where it is present."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsing.errors import Broken, Encrypted, LimitExceeded, NoTextLayer, Unsupported
from parsing.grid import Document, Grid, Paragraph
from parsing.kinds import sniff
from parsing.readers import pdf
from parsing.readers.pdf.engines import pdfium, pdfminer
from parsing.readers.pdf.glyphs import plain

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
DATA = [["项目", "甲", "乙", "丙"], ["规章", "1", "0", "11"], ["文件", "8", "26", "66"], ["许可", "3", "16", "7"]]

FOUR_CELLS = (
    b"0 0 m 100 0 l S 0 20 m 100 20 l S 0 40 m 100 40 l S 0 0 m 0 40 l S 50 0 m 50 40 l S 100 0 m 100 40 l S "
    b"BT /F 10 Tf 5 26 Td (A) Tj 50 0 Td (\x01) Tj -50 -20 Td (B) Tj 50 0 Td (7) Tj ET"
)
FOUR_TABLE = b"1 beginbfchar <41> <7532> endbfchar 2 beginbfrange <42> <42> <4E59> <37> <37> [<0037>] endbfrange"

Draw = Callable[[Canvas], None]


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Document]:
    """Reads what a function draws, one function a page."""

    def read(*pages: Draw, **options: object) -> Document:
        path = tmp_path / "drawn.pdf"
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **options)  # type: ignore[arg-type]
        for draw in pages:
            canvas.setFont(FONT, 10)
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return pdf.read(path)

    return read


def write(canvas: Canvas, x: float, y: float, text: str, size: float = 10) -> None:
    """Text with its baseline ``y`` points below the top of the page."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, HEIGHT - y, text)


def ruled(
    canvas: Canvas, data: list[list[str]], top: float = 100, left: float = 60, step: float = 80, height: float = 20
) -> None:
    for r, row in enumerate(data):
        for c, text in enumerate(row):
            write(canvas, left + c * step + 6, top + r * height + 14, text)
    for r in range(len(data) + 1):
        canvas.line(left, HEIGHT - top - r * height, left + step * len(data[0]), HEIGHT - top - r * height)
    for c in range(len(data[0]) + 1):
        canvas.line(left + c * step, HEIGHT - top, left + c * step, HEIGHT - top - height * len(data))


def cells(grid: Grid) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row].append(cell.text)
    return rows


def only(document: Document) -> Grid:
    assert len(document.grids) == 1, document.blocks
    return document.grids[0]


def test_a_ruled_table_is_read_cell_by_cell_with_its_places(drawn: Callable[..., Document]) -> None:
    grid = only(drawn(lambda canvas: ruled(canvas, DATA)))
    assert cells(grid) == DATA
    figure = next(cell for cell in grid.cells if cell.text == "26")
    assert (figure.place.page, figure.place.table, figure.place.row, figure.place.column) == (1, 1, 3, 3)
    assert figure.place.box == (220.0, 140.0, 300.0, 160.0)


def test_borders_filled_as_thin_rectangles_are_lines(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(DATA):
            for c, text in enumerate(row):
                x, y = 60 + c * 80, HEIGHT - 100 - r * 20
                write(canvas, x + 6, 114 + r * 20, text)
                for left, low, wide, high in (
                    (x, y, 80, 0.75), (x, y - 20, 80, 0.75), (x, y - 20, 0.75, 20), (x + 80, y - 20, 0.75, 20),
                ):  # fmt: skip
                    canvas.rect(left, low, wide, high, stroke=0, fill=1)

    assert cells(only(drawn(draw))) == DATA


@pytest.mark.parametrize("dash", [(3, 3), (1, 1.5), (4, 2)])
def test_dashed_borders_drawn_dash_by_dash_are_lines(drawn: Callable[..., Document], dash: tuple[float, float]) -> None:
    on, off = dash

    def dashes(start: float, end: float) -> Iterator[float]:
        while start < end:
            yield start
            start += on + off

    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(DATA):
            for c, text in enumerate(row):
                write(canvas, 66 + c * 80, 114 + r * 20, text)
        for r in range(5):
            for x in dashes(60, 380):
                canvas.rect(x, HEIGHT - 100 - r * 20, on, 0.75, stroke=0, fill=1)
        for c in range(5):
            for y in dashes(HEIGHT - 180, HEIGHT - 100):
                canvas.rect(60 + c * 80, y, 0.75, on, stroke=0, fill=1)

    assert cells(only(drawn(draw))) == DATA


def test_cells_with_space_between_their_borders_are_one_table(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(DATA):
            for c, text in enumerate(row):
                write(canvas, 66 + c * 85, 114 + r * 25, text)
                canvas.rect(60 + c * 85, HEIGHT - 120 - r * 25, 80, 20)

    assert cells(only(drawn(draw))) == DATA


def test_merged_cells_span_both_ways(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for x, y, wide, high, text in (
            (60, 100, 160, 20, "两列"), (220, 100, 80, 40, "两行"), (60, 120, 80, 20, "5"), (140, 120, 80, 20, "6"),
        ):  # fmt: skip
            canvas.rect(x, HEIGHT - y - high, wide, high)
            write(canvas, x + 6, y + 14, text)

    found = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in only(drawn(draw)).cells}
    assert found == {"两列": (0, 0, 1, 2), "两行": (0, 2, 2, 1), "5": (1, 0, 1, 1), "6": (1, 1, 1, 1)}


def test_a_table_open_at_its_sides_is_closed_by_its_rules(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(DATA):
            for c, text in enumerate(row):
                write(canvas, 66 + c * 80, 114 + r * 20, text)
        for r in range(5):
            canvas.line(60, HEIGHT - 100 - r * 20, 380, HEIGHT - 100 - r * 20)
        for c in range(1, 4):
            canvas.line(60 + c * 80, HEIGHT - 100, 60 + c * 80, HEIGHT - 180)

    assert cells(only(drawn(draw))) == DATA


def test_two_tables_side_by_side_are_two_grids(drawn: Callable[..., Document]) -> None:
    left, right = [["甲", "1"], ["乙", "2"]], [["丙", "3"], ["丁", "4"]]

    def draw(canvas: Canvas) -> None:
        ruled(canvas, left, left=60)
        ruled(canvas, right, left=300)

    assert [cells(grid) for grid in drawn(draw).grids] == [left, right]


def test_a_frame_around_text_is_no_table(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 400, 400, 350)
        write(canvas, 66, 114, "框内的文字")

    document = drawn(draw)
    assert not document.grids
    assert [p.text for p in document.paragraphs] == ["框内的文字"]


# numbers


def test_a_number_broken_in_a_narrow_cell_is_one_number_in_doubt(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["总计", ""], ["1", ""]], step=22, height=30)
        write(canvas, 85, 140, "110")
        write(canvas, 90, 152, "6")

    broken = next(cell for cell in only(drawn(draw)).cells if cell.row == 1 and cell.column == 1)
    assert broken.text == "1106"
    assert "110／6" in broken.doubt


@pytest.mark.parametrize(("first", "last", "is_sure"), [("3,0", "01", True), ("3,", "001", True), ("12", "3,4", False)])
def test_a_number_broken_within_its_thousands_can_be_no_other(
    drawn: Callable[..., Document], first: str, last: str, is_sure: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["总计", ""], ["1", ""]], step=22, height=30)
        write(canvas, 84, 140, first)
        write(canvas, 84, 152, last)

    broken = next(cell for cell in only(drawn(draw)).cells if cell.row == 1 and cell.column == 1)
    assert (broken.text, not broken.doubt) == (first + last, is_sure)


def test_two_numbers_in_a_wide_cell_are_not_glued(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["甲", "乙"], ["", ""]], step=120, height=30)
        write(canvas, 66, 145, "3 16")
        write(canvas, 190, 141, "3")
        write(canvas, 190, 153, "16")

    beside, stacked = (cell for cell in only(drawn(draw)).cells if cell.row == 1)
    assert beside.text == "3 16"
    assert stacked.text == "3 16"
    assert stacked.doubt


def test_a_number_running_over_a_line_is_in_doubt_on_both_sides(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["", ""], ["1", "2"]], step=40)
        write(canvas, 82, 114, "123456")

    first, second = (cell for cell in only(drawn(draw)).cells if cell.row == 0)
    assert first.text + second.text == "123456"
    assert first.doubt
    assert second.doubt


def test_a_figure_under_another_is_split_where_its_line_is_missing(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, DATA[:1])
        for r, row in enumerate(DATA[1:3]):
            for c, text in enumerate(row):
                write(canvas, 66 + c * 80, 134 + r * 20, text)
        for c in range(5):
            canvas.line(60 + c * 80, HEIGHT - 120, 60 + c * 80, HEIGHT - 160)
        canvas.line(140, HEIGHT - 140, 380, HEIGHT - 140)
        canvas.line(60, HEIGHT - 160, 380, HEIGHT - 160)

    assert cells(only(drawn(draw))) == DATA[:3]


# characters


def test_labels_over_several_lines_are_joined(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["", "1"], ["", "2"]], step=50, height=60)
        for i, text in enumerate(["其他法律", "行政法规", "禁止公开"]):
            write(canvas, 64, 114 + i * 13, text)
        for i, text in enumerate("自然人"):
            write(canvas, 80, 174 + i * 13, text)

    assert cells(only(drawn(draw))) == [["其他法律行政法规禁止公开", "1"], ["自然人", "2"]]


def test_a_bold_face_made_by_printing_twice_is_read_once(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.25, 0.5):
            write(canvas, 66 + shift, 114, "二、主动公开 11")

    assert [p.text for p in drawn(draw).paragraphs] == ["二、主动公开11"]


def test_radicals_and_vertical_brackets_are_the_characters_meant() -> None:
    assert plain("\u2f08\u2ea0\u2f8f\u2ed3") == "人民行长"
    assert plain("︵一︶") == "（一）"
    assert plain("\ue005") == "\ufffd"
    assert plain("３（") == "３（"


def test_a_glyph_without_a_character_leaves_a_mark_and_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "glyphs.pdf"
    path.write_bytes(raw_pdf(FOUR_CELLS, FOUR_TABLE))
    grid = only(pdf.read(path))
    assert cells(grid) == [["甲", "\ufffd"], ["乙", "7"]]
    assert [bool(cell.doubt) for cell in grid.cells] == [False, True, False, False]


def raw_pdf(content: bytes, table: bytes, extra: bytes = b"") -> bytes:
    """A page of 200 by 100 points with one simple font F and its ToUnicode table."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /FirstChar 0 /LastChar 0 /Widths [500] /ToUnicode 5 0 R "
    font += b"/FontDescriptor << /Type /FontDescriptor /MissingWidth 500 /FontName /X >> "
    font += b"/Encoding << /Type /Encoding /BaseEncoding /StandardEncoding >> >>"
    packed = zlib.compress(content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 6 0 R >> >> "
        + extra + b">>",
        b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(packed), packed),
        b"<< /Length %d >> stream\n%s\nendstream" % (len(table), table),
        font,
    ]  # fmt: skip
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


# pages


@pytest.mark.parametrize(
    ("turn", "back"), [(90, b"0 1 -1 0 200 0"), (180, b"-1 0 0 -1 200 100"), (270, b"0 -1 1 0 0 100")]
)
def test_a_page_turned_by_its_file_is_read_upright(tmp_path: Path, turn: int, back: bytes) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(raw_pdf(back + b" cm " + FOUR_CELLS, FOUR_TABLE, b"/Rotate %d " % turn))
    grid = only(pdf.read(path))
    assert cells(grid) == [["甲", "\ufffd"], ["乙", "7"]]
    height = 100.0 if turn == 180 else 200.0
    assert grid.place.box == (0.0, height - 40, 100.0, height)


@pytest.mark.parametrize("turn", [90, -90])
def test_a_table_set_sideways_on_its_page_is_read_with_boxes_as_shown(
    drawn: Callable[..., Document], turn: int
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(*{90: (HEIGHT, 0), -90: (WIDTH - HEIGHT, HEIGHT)}[turn])
        canvas.rotate(turn)
        ruled(canvas, DATA)

    grid = only(drawn(draw))
    assert cells(grid) == DATA
    box = grid.cells[0].place.box
    assert box is not None
    assert (round(box[2] - box[0]), round(box[3] - box[1])) == (20, 80)


def test_a_table_over_two_pages_is_one_grid_without_its_repeated_header(drawn: Callable[..., Document]) -> None:
    more = [DATA[0], ["处罚", "4", "5", "6"]]
    document = drawn(lambda canvas: ruled(canvas, DATA, top=740), lambda canvas: ruled(canvas, more, top=60))
    grid = only(document)
    assert cells(grid) == [*DATA, more[1]]
    assert [cell.place.page for cell in grid.cells if cell.text in {"许可", "处罚"}] == [1, 2]


def test_a_row_torn_by_the_page_is_sewn_together(drawn: Callable[..., Document]) -> None:
    def first(canvas: Canvas) -> None:
        ruled(canvas, [["项目", "甲"], ["申请人逾期未按收", "14"]], top=740, step=90)

    def second(canvas: Canvas) -> None:
        ruled(canvas, [["费通知缴费", ""], ["其他", "40"]], top=60, step=90)

    grid = only(drawn(first, second))
    assert cells(grid) == [["项目", "甲"], ["申请人逾期未按收费通知缴费", "14"], ["其他", "40"]]


def test_a_row_that_only_follows_the_page_stays_a_row(drawn: Callable[..., Document]) -> None:
    first, second = [["项目", "甲"], ["规章", ""]], [["规范性文件", ""], ["其他", "40"]]
    grid = only(drawn(lambda c: ruled(c, first, top=740, step=90), lambda c: ruled(c, second, top=60, step=90)))
    assert cells(grid) == [*first, *second]


def test_page_numbers_and_running_heads_are_left_out(drawn: Callable[..., Document]) -> None:
    def page(number: int, text: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, 60, 30, "某市2024年度报告")
            write(canvas, 60, 300, text)
            write(canvas, 290, 810, f"- {number} -")

        return draw

    document = drawn(page(1, "第一段。"), page(2, "第二段。"), page(3, "第三段。"))
    assert [p.text for p in document.paragraphs] == ["第一段。", "第二段。", "第三段。"]


def test_the_end_of_a_number_at_the_foot_of_a_page_is_no_page_number(drawn: Callable[..., Document]) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 60, 300, "第一段。")
        write(canvas, 60, 780, "新收")
        write(canvas, 160, 780, "110")
        write(canvas, 172, 793, "1")

    document = drawn(page)
    assert [p.text for p in document.paragraphs] == ["第一段。", "新收\t110", "1"]


def test_a_number_alone_at_the_foot_of_the_only_page_is_its_number(drawn: Callable[..., Document]) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 60, 300, "第一段。")
        write(canvas, 290, 810, "1")

    assert [p.text for p in drawn(page).paragraphs] == ["第一段。"]


def test_frames_round_the_figures_of_a_row_are_no_table_of_their_own(drawn: Callable[..., Document]) -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas, [["新收", "4", "7"], ["结转", "0", "9"]], top=200, step=90, height=40)
        for x in (155, 185):  # two boxes as of form fields, side by side over the line between two cells
            canvas.rect(x, HEIGHT - 228, 24, 16)

    grid = only(drawn(page))
    assert cells(grid)[0] == ["新收", "4", "7"] or not all(c.doubt == "" for c in grid.cells if c.row == 0)


def test_lines_of_a_paragraph_are_joined_over_the_page(drawn: Callable[..., Document]) -> None:
    line = "本机关依法公开政府信息，" * 4

    def first(canvas: Canvas) -> None:
        write(canvas, 80, 700, line[:46])
        write(canvas, 60, 720, line)
        write(canvas, 60, 740, line)

    def second(canvas: Canvas) -> None:
        write(canvas, 60, 60, "到此为止。")
        write(canvas, 80, 80, "新的一段。")

    texts = [p.text for p in drawn(first, second).paragraphs]
    assert texts == [line[:46] + line + line + "到此为止。", "新的一段。"]


# without lines


def test_a_table_without_lines_is_read_by_its_alignment(drawn: Callable[..., Document]) -> None:
    rows = [
        ("一、本年新收政府信息公开申请数量", "336", "0", "352"),
        ("（一）予以公开", "45", "", "51"),
        ("（二）部分公开", "7", "6", "13"),
    ]

    def draw(canvas: Canvas) -> None:
        write(canvas, 60, 60, "三、收到和处理政府信息公开申请情况", 14)
        for c, text in enumerate(["自然人", "商业企业", "总计"]):
            write(canvas, 260 + c * 80, 100, text)
        for r, (label, *figures) in enumerate(rows):
            write(canvas, 60, 120 + r * 20, label)
            for c, text in enumerate(figures):
                write(canvas, 260 + c * 80, 120 + r * 20, text)

    document = drawn(draw)
    assert [p.text for p in document.paragraphs] == ["三、收到和处理政府信息公开申请情况"]
    assert cells(only(document)) == [["自然人", "商业企业", "总计"], *map(list, rows)]


def test_a_label_broken_around_its_figures_is_one_label(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for c, text in enumerate(["自然人", "商业企业", "总计"]):
            write(canvas, 260 + c * 80, 100, text)
        for y, label in (
            (120, "1.属于国家秘密"),
            (140, "2.申请人无正当理由逾期不补正"),
            (152, "不再处理其申请"),
            (172, "3.其他"),
        ):
            write(canvas, 60, y, label)
        for y, figures in ((120, "123"), (146, "456"), (172, "789")):
            for c, text in enumerate(figures):
                write(canvas, 260 + c * 80, y, text)

    assert cells(only(drawn(draw)))[1:] == [
        ["1.属于国家秘密", "1", "2", "3"],
        ["2.申请人无正当理由逾期不补正不再处理其申请", "4", "5", "6"],
        ["3.其他", "7", "8", "9"],
    ]


def test_figures_right_aligned_under_headings_at_the_left_belong_together(drawn: Callable[..., Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for c, text in enumerate(["本年制发", "本年废止", "现行有效"]):
            write(canvas, 160 + c * 120, 100, text)
        for r, (label, *figures) in enumerate(DATA[1:]):
            write(canvas, 60, 120 + r * 20, label)
            for c, text in enumerate(figures):
                canvas.drawRightString(270 + c * 120, HEIGHT - 120 - r * 20, text)

    grid = only(drawn(draw))
    heads = {cell.column: cell.text for cell in grid.cells if cell.row == 0}
    assert heads == {1: "本年制发", 2: "本年废止", 3: "现行有效"}
    assert [(cell.column, cell.text) for cell in grid.cells if cell.row == 3] == [
        (0, "许可"), (1, "3"), (2, "16"), (3, "7"),
    ]  # fmt: skip


# what is refused


def test_a_pdf_is_known_by_its_first_bytes() -> None:
    assert sniff(b"%PDF-1.7\n", "report.docx") == "pdf"
    assert sniff(b"\xef\xbb\xbf\n%PDF-1.4", "x") == "pdf"
    with pytest.raises(Unsupported, match="压缩包"):
        sniff(b"PK\x03\x04", "report.pdf")


def test_a_password_is_asked_for_in_words(drawn: Callable[..., Document]) -> None:
    with pytest.raises(Encrypted):
        drawn(lambda canvas: ruled(canvas, DATA), encrypt=StandardEncryption("secret", "owner"))


def test_a_file_protected_only_against_changes_is_read(drawn: Callable[..., Document]) -> None:
    document = drawn(lambda canvas: ruled(canvas, DATA), encrypt=StandardEncryption("", "owner", canModify=0))
    assert cells(only(document)) == DATA


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << /Root 9 0 R >>", b"\0" * 99]
)
def test_a_broken_file_is_called_broken(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(data)
    with pytest.raises(Broken):
        pdf.read(path)


def test_pages_without_text_are_refused_or_named(drawn: Callable[..., Document]) -> None:
    def image(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (4, 4), 255), 50, 50, 400, 600)

    with pytest.raises(NoTextLayer):
        drawn(image)
    document = drawn(lambda canvas: write(canvas, 60, 60, "有文字的一页"), image)
    assert document.pictures == (2,)


def test_too_many_pages_are_refused(drawn: Callable[..., Document]) -> None:
    with pytest.raises(LimitExceeded, match="60"):
        drawn(*[lambda canvas: write(canvas, 60, 60, "页")] * 61)


def test_too_many_operators_and_unpacked_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(raw_pdf(b"q Q " * 200_000, b""))
    with pytest.raises(LimitExceeded):
        pdf.read(path)
    path.write_bytes(raw_pdf(b" " * (65 * 1024 * 1024), b""))
    with pytest.raises(LimitExceeded):
        pdf.read(path)


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    body = raw_pdf(b"BT /F 10 Tf 5 26 Td (A) Tj ET /Loop Do", b"1 beginbfchar <41> <7532> endbfchar")
    path.write_bytes(body.replace(b"/Font << /F 6 0 R >> ", b"/XObject << /Loop 4 0 R >> /Font << /F 6 0 R >> "))
    assert [p.text for p in pdf.read(path).paragraphs] == ["甲"]


def test_progress_is_told_page_by_page(drawn: Callable[..., Document], tmp_path: Path) -> None:
    drawn(lambda canvas: ruled(canvas, DATA), lambda canvas: ruled(canvas, DATA))
    told: list[tuple[int, int]] = []
    pdf.read(tmp_path / "drawn.pdf", lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


# the corpus

REPORTS = sorted(CORPUS.glob("documents/*.pdf"))
TEXTS = [path for path in REPORTS if "scan" not in path.name]


@pytest.mark.skipif(not TEXTS, reason="the corpus is not here")
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_figure_of_a_corpus_report_stands_in_its_grids(path: Path) -> None:
    truth = json.loads((CORPUS / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))["tables"]
    document = pdf.read(path)
    assert not any(isinstance(block, Paragraph) and "\t" in block.text for block in document.blocks)
    rows = [[text.removesuffix("万元") for text in row] for grid in document.grids for row in cells(grid)]
    for figures in truth["requests"].values():
        wanted = ["" if value is None else str(value) for value in figures.values()]
        assert any(row[-7:] == wanted for row in rows), wanted
    disputes = ["" if v is None else str(v) for figures in truth["disputes"].values() for v in figures.values()]
    assert disputes in rows
    for figures in truth["disclosure"].values():
        wanted = ["" if value is None else str(value) for value in figures.values()]
        assert any(row[1 : 1 + len(wanted)] == wanted for row in rows), wanted


@pytest.mark.skipif(not REPORTS, reason="the corpus is not here")
def test_scans_of_the_corpus_have_no_text_layer() -> None:
    for path in set(REPORTS) - set(TEXTS):
        with pytest.raises(NoTextLayer):
            pdf.read(path)


def test_a_page_cut_short_is_read_as_far_as_it_goes_and_named(tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    content = b"BT /F 10 Tf 5 26 Td (A) Tj ET " + bytes(range(32, 127)) * 9 + b" BT /F 10 Tf 5 6 Td (B) Tj ET"
    packed = zlib.compress(content)
    whole = raw_pdf(content, FOUR_TABLE)
    path.write_bytes(whole.replace(packed, packed[:60] + b"\xff" * (len(packed) - 60)))
    document = pdf.read(path)
    assert [p.text for p in document.paragraphs] == ["甲"]
    assert document.warnings == ("第1页的内容有损坏，可能没有读全，请与原件核对。",)
    path.write_bytes(whole.replace(packed, packed[:-4] + b"\0\0\0\0"))
    assert not pdf.read(path).warnings


def test_a_number_that_ends_on_the_outer_line_of_its_table_is_in_doubt(drawn: Callable[..., Document]) -> None:
    """More of it may be cut off there, as browsers cut at the edge of a page."""

    def draw(canvas: Canvas) -> None:
        ruled(canvas, [["件", "次"], ["", ""]], step=21)
        write(canvas, 66, 134, "12")
        write(canvas, 88, 134, "217")

    grid = only(drawn(draw))
    assert [cell.text for cell in grid.cells if cell.doubt] == ["217"]


PAPER = ImageReader(Image.new("RGB", (8, 8), (240, 240, 255)))
SENTENCE = "全年共收到政府信息公开申请，均在法定期限内办结，没有结转下年度继续办理的申请，"


@pytest.mark.parametrize("read_by", [pdfium, pdfminer], ids=["first engine", "second engine"])
@pytest.mark.parametrize(("ink", "lines", "over", "shown"), [
    (0.0, 6, True, True), (0.0, 6, False, False), (1.0, 6, True, False), (0.0, 1, True, False),
], ids=["print", "under the picture", "white", "a stamp on a scan"])  # fmt: skip
def test_text_printed_over_a_picture_of_the_page_is_the_page(
    read_by: ModuleType, ink: float, lines: int, over: bool, shown: bool, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    if over:
        canvas.drawImage(PAPER, 0, 0, WIDTH, HEIGHT)
    canvas.setFillGray(ink)
    for number in range(lines):
        write(canvas, 60, 100 + 20 * number, SENTENCE)
    if not over:
        canvas.drawImage(PAPER, 0, 0, WIDTH, HEIGHT)
    canvas.save()
    with read_by.opened(path) as sources:
        page = read_by.Engine().page(sources[0], 1)
    assert bool(page.chars) == shown


def test_lines_of_tables_do_not_tell_where_text_begins(drawn: Callable[..., Document]) -> None:
    """A heading indented like a paragraph, under a full line: it stays one where scraps of a table are many."""

    def page(canvas: Canvas) -> None:
        for n in range(6):
            write(canvas, 80 + 20 * (n % 2 == 0), 60 + 18 * n, "公" * (41 if n % 2 == 0 else 43))
        write(canvas, 100, 60 + 18 * 6, "二、主动公开政府信息情况")
        for n in range(36):
            write(canvas, 150 + 40 * (n % 3), 200 + 16 * n, "政务公开")

    texts = [block.text for block in drawn(page).blocks if isinstance(block, Paragraph)]
    assert "二、主动公开政府信息情况" in texts


def test_a_numbered_line_after_a_full_stop_begins_a_paragraph(drawn: Callable[..., Document]) -> None:
    """A heading without indent under a line that happens to end near the margin."""

    def page(canvas: Canvas) -> None:
        for n in range(6):
            write(canvas, 80, 60 + 18 * n, "公" * 42 + "。")
        write(canvas, 80, 60 + 18 * 6, "一、总体情况")

    texts = [block.text for block in drawn(page).blocks if isinstance(block, Paragraph)]
    assert texts[-1] == "一、总体情况"
