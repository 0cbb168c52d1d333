"""Lines of a scan outside ruled tables: cut where white parts figures, as broad as their ink, of the page's sizes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parsing.readers import scan
from parsing.readers.pdf.layout.lines import lines_of
from parsing.readers.pdf.page import Char, char_in
from tests.parsing.scans import (
    CHINESE,
    HIGH,
    WIDE,
    Image,
    ImageDraw,
    ImageFont,
    dirtied,
    needs_ocr,
    np,
    only_grid,
    texts_of,
)

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.ink import Blob, Ink, Span
    from parsing.readers.scan.judging import chars_of
    from parsing.readers.scan.marks import scale_of
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.sizes import settled
    from parsing.readers.scan.whites import cut_lines, edges_of, inked, level_of


UNIT = 2.0


def line(text: str, *places: int) -> tuple[Span, Reading, Ink]:
    """A line of print whose characters begin at these places, 24 pixels to the em, all standing on one foot."""
    boxes = []
    for char, x in zip(text.replace(" ", ""), places, strict=True):
        high, wide = (16, 10) if char.isdigit() else (28, 6) if char in "（）" else (22, 20)
        boxes.append((x, 30 - high + 3 * (char in "（）"), x + wide, 30 + 3 * (char in "（）"), wide * high))
    mask: Any = np.zeros((40, 700), np.bool_)
    for x0, y0, x1, y1, _ in boxes:
        mask[y0:y1, x0:x1] = True
    span = Span(boxes[0][0], min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    space = 0.16 * span.height + 1
    left, width = span.x0 - space, span.x1 - span.x0 + 2 * space
    middles = iter([(b[0] + b[2]) / 2 for b in boxes])
    letters = tuple(Letter(char, 1.0, 0.5 if char == " " else (next(middles) - left) / width) for char in text)
    return span, Reading(letters, ()), Ink(140.0, mask, np.array(boxes, np.int32), UNIT)


def cut(text: str, *places: int) -> list[tuple[int, int]]:
    span, reading, ink = line(text, *places)
    [parts] = cut_lines([(span, reading)], ink)
    return [(part.x0, part.x1) for part in parts]


def test_figures_of_two_narrow_columns_are_two_lines() -> None:
    assert cut("0 62", 100, 124, 136) == [(100, 110), (124, 146)]


def test_a_label_and_the_figure_behind_it_are_two_lines() -> None:
    assert cut("查询事项68", 100, 124, 148, 172, 206, 218) == [(100, 192), (206, 228)]


def test_figures_in_a_sentence_stay_in_it() -> None:
    assert len(cut("收到68件", 100, 124, 150, 162, 176)) == 1


def test_a_number_stays_with_the_words_it_numbers() -> None:
    assert len(cut("3其他", 100, 124, 148)) == 1


def test_the_digits_of_a_number_set_as_broad_as_ideographs_stay_together() -> None:
    spaced = line("71", 100, 124), line("402", 100, 124, 148), line("86", 100, 124)
    for span, reading, ink in spaced:
        alike = [(span, reading)] * 3
        assert all(len(parts) == 1 for parts in cut_lines(alike, ink))


@pytest.mark.parametrize("read", ["0 0", "O 0", "0 o"])
def test_noughts_of_columns_are_no_numbers_on_a_page_of_nothing_else(read: str) -> None:
    """No other digits tell how far those of one number stand apart; a nought alone reads as a letter."""
    span, reading, ink = line("0 0", 100, 132)
    letters = tuple(letter._replace(text=text) for letter, text in zip(reading.free, read, strict=True))
    alike = [(span, Reading(letters, ()))] * 12
    assert all(len(parts) == 2 for parts in cut_lines(alike, ink))


def test_white_far_wider_than_the_narrowest_of_a_line_parts_figures() -> None:
    """20 and 2522 in columns their figures fill; digits set apart evenly, and ones, which leave white, are of one."""
    assert cut("202522", 100, 112, 131, 143, 155, 167) == [(100, 122), (131, 177)]
    assert len(cut("41268", 100, 117, 136, 155, 172)) == 1
    assert len(cut("21168", 100, 117, 137, 152, 164)) == 1
    assert len(cut("41", 100, 117)) == 1


def test_noughts_of_columns_do_not_tell_how_far_the_digits_of_a_number_stand_apart() -> None:
    def number(text: str, step: int) -> tuple[str, Span, list[Blob]]:
        blobs = [Blob(100 + step * n, 100, 118 + step * n, 127, 240) for n in range(len(text))]
        return text, Span(100, 100, blobs[-1].x1, 127), blobs

    assert scale_of([number("00", 53)]).step == 0.0
    assert scale_of([*[number("00", 53)] * 5, number("488", 36)]).step == 36.0


def test_numbers_of_several_lengths_printed_into_each_other_tell_their_step_where_they_agree() -> None:
    def run(text: str, wide: int) -> tuple[str, Span, list[Blob]]:
        return text, Span(100, 100, 100 + wide, 116), [Blob(100, 100, 100 + wide, 116, 9 * wide)]

    whole = [run("529", 28), run("7773", 37), run("4761254", 66)]
    assert scale_of(whole).step == pytest.approx(9.63, abs=0.02)
    assert scale_of([*whole[:2], run("476254", 66)]).step == 0.0, "a digit was lost"
    assert scale_of(whole[:2]).step == 0.0
    assert scale_of([run("529", 28)] * 3).step == 0.0, "of one length all may have lost one"
    assert scale_of([*whole, run("41", 12)]).step == scale_of(whole).step


def test_a_number_of_three_spaced_digits_has_no_white_in_it() -> None:
    letters = tuple(Letter(char, 1.0, 0.5) for char in "488")
    found = lines_of(chars_of(letters, Span(100, 100, 190, 127), UNIT, middles=(109, 145, 181)))
    assert [line.text for line in lines_of(settled(found[0].chars))] == ["488"]


def test_characters_end_where_white_begins_and_meet_where_hardly_any_is() -> None:
    """An ideograph is a little broader than its ink, as it is in a text file."""
    span, reading, ink = line("科研 社会", 100, 124, 164, 188)
    edges = edges_of(inked(reading.free), span, ink.mask)
    assert [tuple(map(round, edge)) for edge in edges] == [(100, 122), (122, 145), (163, 186), (186, 208)]


def test_the_white_a_bracket_brings_with_it_parts_nothing() -> None:
    span, reading, ink = line("办（四", 100, 136, 148)
    (_, first), (second, _), _ = edges_of(reading.free, span, ink.mask)
    assert first == second


def test_a_line_is_as_high_as_its_ideographs_whatever_brackets_stand_in_it() -> None:
    plain, _, _ = line("不计其他情形", 100, 124, 148, 172, 196, 220)
    span, reading, ink = line("不计其他情形）", 100, 124, 148, 172, 196, 220, 246)
    level = level_of(reading.free, span, ink.mask)
    assert (level.y0, level.y1) == (plain.y0, plain.y1) != (span.y0, span.y1)


def printed(text: str, y: float, size: float, step: float = 10.0) -> list[Char]:
    edges = [40 + step * n for n in range(len(text) + 1)]
    return [char_in(c, (edges[n], y - size / 2, edges[n + 1], y + size / 2), size) for n, c in enumerate(text)]


def test_lines_of_about_one_height_are_of_one_size_and_a_title_is_of_its_own() -> None:
    page = [
        *printed("政府信息公开工作年度报告", 40, 20.0), *printed("依申请公开的情况如下", 80, 10.6), *printed("本年度新收申请", 100, 10.9),
        *printed("9,572", 120, 12.5, 6.0), *printed("一", 140, 4.0),
    ]  # fmt: skip
    sizes = {char.y: char.size for char in settled(page)}
    assert sizes[80] == sizes[100] == sizes[120] == 10.75
    assert (sizes[40], sizes[140]) == (20.0, 4.0)
    assert [char.text for char in settled(page)] == [char.text for char in page]


def test_digits_known_to_be_of_one_number_keep_the_size_that_shows_no_white_between_them() -> None:
    [_, found] = lines_of(settled([*printed("依申请公开的情况如下", 80, 10.0), *printed("4763701", 120, 11.4)]))
    assert found.text == "4763701"


# ---- a page ----

ROWS = (
    ("一、本年新收政府信息公开申请数量", "607", "8", "—", "11", "626"), ("二、上年结转政府信息公开申请数量", "3", "—", "—", "1", "4"),
    ("（一）予以公开", "2,402", "1", "3", "—", "2,406"), ("1.属于国家秘密", "10", "—", "—", "—", "10"),
)  # fmt: skip


@pytest.mark.parametrize("angle", [0.0, 1.3])
def test_a_table_without_lines_is_read_by_how_its_text_stands(tmp_path: Path, angle: float) -> None:
    path = next((path for path in CHINESE if Path(path).exists()), None)
    if path is None:
        pytest.skip("no Chinese font is installed")
    page = Image.new("RGB", (WIDE, HIGH), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(path, 22)
    ends = (620, 710, 800, 880, 980)
    for end, text in zip(ends, ("自然人", "企业", "科研", "其他", "总计"), strict=True):
        pen.text((end, 300), text, fill="black", font=font, anchor="rm")
    for row, (label, *figures) in enumerate(ROWS):
        y = 350 + 40 * row
        pen.text((500, y), label, fill="black", font=font, anchor="rm")
        for end, text in zip(ends, figures, strict=True):
            pen.text((end, y), text, fill="black", font=font, anchor="rm")
    dirtied(page, angle=angle, noise=4).save(tmp_path / "scan.png")
    grid = only_grid(scan.read(tmp_path / "scan.png"))
    assert [row[-5:] for row in texts_of(grid)[1:]] == [list(row[1:]) for row in ROWS]
    assert not [cell.text for cell in grid.cells if cell.doubt]


def test_a_line_that_reads_as_nothing_has_no_places_and_is_as_high_as_it_is() -> None:
    span, mask = Span(10, 10, 60, 30), np.ones((60, 80), np.bool_)
    assert edges_of((), span, mask) == []
    assert level_of((), span, mask) == span
