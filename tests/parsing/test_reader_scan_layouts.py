"""Layouts of scans: lines close over each other, double lines, low rows, figures against lines, pages that lie."""

from __future__ import annotations

from typing import Any

import pytest

from parsing.grid import OVERTALL
from parsing.readers import scan
from tests.parsing.scans import needs_ocr, np

pytestmark = needs_ocr
cv2: Any = pytest.importorskip("cv2", reason="the ocr extra is not installed (requirements-ocr.txt)")

if not scan.missing():
    from parsing.readers.pdf.layout.segments import Network, Segment
    from parsing.readers.scan.cells import picture
    from parsing.readers.scan.clean import evened
    from parsing.readers.scan.edges import Side, joined, judged
    from parsing.readers.scan.erasing import without_lines
    from parsing.readers.scan.figures import Seen, core_of, is_alone, judge, judge_again
    from parsing.readers.scan.flattening import flattened
    from parsing.readers.scan.frames import framed
    from parsing.readers.scan.ink import COLUMN_GAP, Blob, Span, spans_of
    from parsing.readers.scan.margins import without_nonsense
    from parsing.readers.scan.marks import Scale, is_dash, is_dirt, middles_of
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.ruling import masks_of
    from parsing.readers.scan.seals import without_grey_seals
    from parsing.readers.scan.turning import lies_wrong, makes_sense, sense

UNIT = 2.0


def paper(high: int = 300, wide: int = 600) -> Any:
    return np.full((high, wide), 250, np.uint8)


def reading(text: str, probability: float = 1.0) -> Reading:
    letters = tuple(Letter(char, probability, 0.5) for char in text)
    return Reading(letters, letters)


# ---- lines of print ----


def ideographs(top: int, count: int = 10) -> list[Blob]:
    """As a line of print has them, 20 pixels high, most of them less."""
    ends = ((1, 19), (1, 18), (2, 19), (1, 17), (1, 18), (0, 20), (1, 19), (2, 18), (1, 19), (1, 17))
    return [Blob(22 * i, top + low, 22 * i + 19, top + end, 150) for i, (low, end) in enumerate(ends[:count])]


def test_lines_whose_ideographs_overlap_in_height_are_lines_of_their_own() -> None:
    page = [*ideographs(100), *ideographs(119), *ideographs(138, count=4)]
    assert [(span.y0, span.y1) for span in spans_of(page, UNIT)] == [(100, 120), (119, 139), (139, 157)]


def test_an_ideograph_that_touches_the_one_under_it_does_not_hold_two_lines_together() -> None:
    touching = Blob(220, 100, 239, 139, 300)
    spans = spans_of([*ideographs(100), touching, *ideographs(119)], UNIT)
    assert [(span.y0, span.y1, span.x1) for span in spans] == [(100, 120, 239), (119, 139, 239)]


def test_the_strokes_of_one_ideograph_are_one_line() -> None:
    three = [Blob(40, 100, 59, 103, 50), Blob(42, 108, 57, 111, 40), Blob(40, 117, 60, 120, 50)]
    assert len(spans_of([Blob(20, 100, 26, 120, 80), *three], UNIT)) == 1


def test_a_number_of_two_lines_beside_a_label_of_one_is_two_lines() -> None:
    """Where no line parts the columns: 13 in a narrow one."""
    one, three = Blob(400, 100, 408, 118, 60), Blob(400, 134, 410, 152, 90)
    label = [blob._replace(y0=blob.y0 + 16, y1=blob.y1 + 16) for blob in ideographs(100)]
    spans = spans_of([*label, one, three], UNIT, COLUMN_GAP)
    assert sorted((span.x0, span.y0, span.y1) for span in spans) == [(0, 116, 136), (400, 100, 118), (400, 134, 152)]


def test_figures_in_the_middle_beside_labels_of_two_lines_are_lines_of_their_own() -> None:
    """The rows of a table without lines, set so close that their labels touch in height."""
    labels = [blob for top in (100, 119, 138, 157) for blob in ideographs(top)]
    figures = [Blob(x, top, x + 10, top + 16, 90) for top in (112, 150) for x in (235, 248)]
    spans = spans_of([*labels, *figures], UNIT, COLUMN_GAP)
    assert sorted((span.x0, span.y0) for span in spans) == [
        (0, 100),
        (0, 119),
        (0, 138),
        (0, 157),
        (235, 112),
        (235, 150),
    ]


def test_a_figure_whose_ink_is_as_high_as_two_lines_may_be_one_of_them() -> None:
    seen = Seen(Span(400, 100, 410, 152), (Blob(400, 100, 410, 152, 150),), reading("3"))
    assert judge(seen, Scale(height=18.0), zone=True).doubt == OVERTALL
    assert judge(seen, Scale(height=52.0), zone=True).doubt == ""


def test_a_line_all_of_whose_ink_reaches_into_another_ends_in_no_error() -> None:
    assert not is_dash([], Scale())


# ---- ruling lines ----


def test_a_digit_that_stands_against_a_line_keeps_its_strokes() -> None:
    page = paper()
    page[20:280, 300:303] = 20
    for top in range(24, 270, 25):
        page[top : top + 17, 296:300] = 20  # the right half of an 8 in a row of 25 pixels
    bare = without_lines(page, [Network([], [Segment(150.75, 10, 140)])], UNIT)
    assert (bare[20:280, 300:303] == 250).all()
    assert all((bare[top : top + 17, 296:298] == 20).all() for top in range(24, 270, 25))


def test_the_left_strokes_of_digits_under_each_other_are_no_second_line_beside_theirs() -> None:
    page = paper()
    page[20:280, 300:303] = 20
    for top in range(24, 270, 100):
        page[top : top + 13, 307:310] = 20
    bare = without_lines(page, [Network([], [Segment(150.75, 10, 140)])], UNIT)
    assert (bare[20:280, 300:303] == 250).all()
    assert all((bare[top : top + 13, 307:310] == 20).all() for top in range(24, 270, 100))


def test_both_lines_of_a_double_line_are_taken_out() -> None:
    page = paper()
    page[150:152, 20:580] = 20
    page[155:157, 20:580] = 20
    assert (without_lines(page, [Network([Segment(75.5, 10, 290)], [])], UNIT) == 250).all()


def test_both_lines_of_a_double_line_are_taken_out_where_they_run_together_in_half_of_it() -> None:
    page = paper()
    page[150:152, 20:580] = 20
    page[155:157, 20:580] = 20
    page[152:155, 20:300] = 120
    bare = without_lines(page, [Network([Segment(76.5, 10, 290)], [])], UNIT)
    assert (bare[:, :280] == 250).all()
    assert (bare[:, 320:] == 250).all()


def test_a_row_alone_that_is_lower_than_a_line_is_long_is_a_table() -> None:
    page = paper()
    page[100:102, 20:580] = page[130:132, 20:580] = 20
    for x in range(20, 581, 80):
        page[100:132, x : x + 2] = 20
    for x in range(50, 580, 80):
        page[108:124, x : x + 10] = 20
    parts = framed(page, UNIT)
    assert [len(lattice.areas) for lattice in parts.lattices] == [7]


def rows_between_lines(count: int) -> Any:
    """Rows of print that fill them up to the lines between, of which there are so many."""
    page = paper()
    for line in range(count):
        top = 60 + 40 * line
        page[top : top + 2, 20:580] = 20
        for x in range(24, 570, 16):
            page[top + 4 : top + 14, x : x + 5] = page[top + 27 : top + 37, x + 3 : x + 8] = 20
    return page


@pytest.mark.parametrize(("count", "are_taken"), [(1, False), (2, False), (4, True)])
def test_lines_between_low_rows_of_a_table_without_lines_down_are_no_print(count: int, are_taken: bool) -> None:
    """A single one may be a stroke of the pen through print."""
    parts = framed(rows_between_lines(count), UNIT)
    assert not parts.lattices
    assert bool((parts.bare[60:62, 20:580] == 250).all()) is are_taken
    assert len(parts.rules) == (count if are_taken else 0)


def test_the_lines_of_rows_stay_lines_where_ideographs_over_each_other_seem_to_be_one_between_them() -> None:
    page = rows_between_lines(4)
    page[62:100, 298:301] = 20
    page[78:81, 298:301] = page[90:93, 298:301] = 250
    parts = framed(page, UNIT)
    assert not parts.lattices
    assert bool((parts.bare[60:62, 20:296] == 250).all())


def test_two_underlines_make_no_table() -> None:
    page = paper()
    page[100:102, 20:580] = page[130:132, 20:580] = 20
    page[106:126, 100:102] = page[106:126, 300:302] = 20
    assert not framed(page, UNIT).lattices


def test_strokes_of_a_bold_title_make_no_table() -> None:
    page = paper()
    page[100:104, 60:200] = page[130:134, 60:200] = 20
    page[100:134, 60:64] = page[100:134, 196:200] = 20
    page[108:124, 90:110] = 20
    assert not framed(page, UNIT).lattices


def test_bold_strokes_that_stand_under_each_other_part_no_cell() -> None:
    def side(low: float, high: float, crowd: float, core: float) -> Side:
        return Side(240.5, low, high, covered=1.0, ends=1.0, crowd=crowd, grey=43.0, body=35.0, core=core)

    def lengths(*sides: Side) -> list[float]:
        return [line.length for line in joined(sides, limit=186.0, solid=True)]

    assert lengths(side(552, 556, 0.44, 44.0), side(556, 560, 0.53, 47.0)) == []  # the box in 政
    assert lengths(side(552, 556, 0.0, 0.0), side(556, 560, 0.0, 0.0)) == [8]
    assert lengths(side(552, 556, 0.44, 44.0), side(556, 572, 0.53, 47.0)) == [20]
    assert lengths(side(530, 548, 0.44, 248.0)) == []  # strokes in several rows of pixels


def test_digits_over_each_other_part_no_cell_of_a_table_of_whole_lines() -> None:
    """As those of a figure broken in a narrow column run together on a photograph."""
    page = paper()
    for y in (40, 120, 200, 280):
        page[y : y + 3, 40:563] = 20
    for x in (40, 200, 400, 560):
        page[40:283, x : x + 3] = 20
    for y in range(123, 200, 16):
        page[y : y + 12, 300:303] = 20
    assert [len(lattice.areas) for lattice in framed(page, UNIT).lattices] == [9]


def test_a_bold_stroke_that_fills_a_low_row_is_darker_than_the_grey_lines_of_its_table() -> None:
    """As that of 十: hardly any ink stands beside it."""
    page = paper()
    for y in (40, 74, 108, 142):
        page[y : y + 2, 40:563] = 130
    for x in (40, 200, 400, 561):
        page[40:144, x : x + 2] = 130
    page[77:107, 300:304] = page[90:92, 292:312] = 20
    assert [len(lattice.areas) for lattice in framed(page, UNIT).lattices] == [9]


DENSE = 2.78
"""Pixels a point at 200 dpi."""


def rows_that_end_low(*tops: int) -> Any:
    """A table whose last row is 32 pixels high, 11.5 points, and has a line down at 160 that no other row has."""
    page, foot = paper(), tops[-1] + 32
    for y in (*tops, foot):
        page[y : y + 2, 40:560] = 20
    for x in (40, 300, 558):
        page[tops[0] : foot + 2, x : x + 2] = 20
    page[tops[-1] : foot + 2, 160:162] = 20
    page[foot - 20 : foot - 8, 400:404] = 20
    return page


def cells_of(page: Any) -> list[int]:
    return [len(lattice.areas) for lattice in framed(page, DENSE).lattices]


def test_brackets_that_fill_low_rows_part_no_cell() -> None:
    tops = range(40, 200, 32)
    page = rows_that_end_low(*tops)
    for top in tops[:-1]:
        for x, start, end in ((108, 110, 250), (130, -70, 70)):
            arc = cv2.ellipse2Poly((x, top + 17), (5, 14), 0, start, end, 5)
            cv2.polylines(page, [arc], False, 20, 2)
    assert cells_of(page) == [2 * 4 + 3]


def test_a_short_line_is_seen_beside_the_course_of_strokes_over_each_other_elsewhere() -> None:
    page = rows_that_end_low(40, 168)
    across = [Segment(y / DENSE, 41 / DENSE, 559 / DENSE) for y in (41, 169, 201)]
    down = [Segment(x / DENSE, 41 / DENSE, 201 / DENSE) for x in (41, 301, 559)]
    strokes = Segment(167 / DENSE, 50 / DENSE, 120 / DENSE)
    found = judged(Network(across, sorted([*down, strokes])), masks_of(page, DENSE), page, DENSE)
    assert [round(line.at * DENSE) for line in found.down] == [41, 161, 301, 559]


def test_a_pale_line_that_runs_on_past_the_table_is_a_fold() -> None:
    """Where the table's own lines are grey and thin it is no paler than some of them are."""
    page = paper()
    for x in (120, 480):
        page[40:42, 40:563] = page[120:122, 40:563] = page[200:202, 40:563] = 130
        page[40:202, 40:42] = page[40:202, 300:302] = page[40:202, 561:563] = 130
        page[60:70, x : x + 20] = 20
    page[:, 180:182] = np.minimum(page[:, 180:182], 200)
    assert [len(lattice.areas) for lattice in framed(page, UNIT).lattices] == [4]


def its_lines() -> Network:
    across = [Segment(at, 20.5, 281) for at in (20.5, 60.5, 100.5, 140.5)]
    return Network(across, [Segment(at, 20.5, 141) for at in (20.5, 100.5, 200.5, 280.5)])


def broken_table(dark: int, white: int) -> Any:
    """Three rows of three cells, their lines in dots or dashes of so many pixels."""
    page = paper()
    at = np.arange(600) % (dark + white) < dark
    for y in (40, 120, 200, 280):
        page[y : y + 3, 40:563][:, at[:523]] = 20
    for x in (40, 200, 400, 560):
        page[40:283, x : x + 3][at[:243]] = 20
    return page


def test_strokes_close_under_a_line_of_dashes_hide_no_side_of_a_cell() -> None:
    """Between them and the line there is room for no dash."""
    page = broken_table(9, 5)
    masks = masks_of(page, UNIT)
    masks.thin_down[203:210] = 0
    across, down = its_lines()
    strokes = Segment(105.0, 215, 265)
    found = judged(Network([*across, strokes], down), masks, page, UNIT)
    assert [round(line.length) for line in found.down] == [120] * 4
    assert len(found.across) == 4


def test_bold_print_in_a_cell_of_a_table_of_dots_is_no_line() -> None:
    page = broken_table(5, 3)
    page[150:154, 204:398] = 20
    for x in range(208, 390, 16):
        page[138:166, x : x + 4] = 20
    assert [len(lattice.areas) for lattice in framed(page, UNIT).lattices] == [9]


def test_a_side_of_dashes_that_ends_in_white_is_one_where_its_line_is_seen_elsewhere() -> None:
    page = broken_table(9, 5)
    masks = masks_of(page, UNIT)
    masks.thin_down[203:216, 390:410] = 0
    found = judged(its_lines(), masks, page, UNIT)
    assert [round(line.length) for line in found.down] == [120] * 4


def test_a_line_of_dots_is_taken_out_where_some_are_missing() -> None:
    page = paper()
    for x in range(20, 580, 8):
        page[150:153, x : x + 4] = 20
    page[150:153, 290:310] = 250
    assert (without_lines(page, [Network([Segment(75.5, 10, 290)], [])], UNIT) == 250).all()


# ---- figures ----


def test_the_second_picture_of_a_figure_has_its_minus_in_it() -> None:
    minus, six, speck = Blob(100, 112, 108, 115, 20), Blob(112, 100, 128, 124, 200), Blob(60, 118, 63, 121, 6)
    seen = Seen(Span(60, 100, 128, 124), (speck, minus, six), reading("-6"))
    assert core_of(seen, Scale(height=24.0, step=18.0)) == Span(100, 100, 128, 124)
    assert picture(paper(), core_of(seen, Scale(height=24.0, step=18.0)), 0.0).shape == (26, 30)


def test_digits_that_are_spaced_as_those_of_their_table_are_one_number() -> None:
    spaced = [Blob(100 + 29 * i, 100, 116 + 29 * i, 123, 180) for i in range(4)]
    line = Span(100, 100, 203, 123)
    assert middles_of("5371", spaced, line, Scale(height=23.0, step=29.0)) == [108, 137, 166, 195]
    assert middles_of("53.71", spaced, line, Scale(height=23.0, step=29.0)) == [108, 137, 151.5, 166, 195]
    assert middles_of("5371", spaced, line, Scale(height=23.0, step=17.0)) == []
    assert middles_of("537", spaced[:3], line, Scale()) == []
    assert middles_of("5371", spaced, line, Scale()) == [108, 137, 166, 195], "four tell it by themselves"
    apart = [*spaced[:3], spaced[3]._replace(x0=spaced[3].x0 + 9, x1=spaced[3].x1 + 9)]
    assert middles_of("5371", apart, line, Scale()) == []


def test_the_short_hyphen_of_a_narrow_type_is_no_dirt_and_a_speck_is() -> None:
    hyphen, speck = Blob(100, 112, 107, 116, 22), Blob(100, 112, 104, 116, 12)
    assert is_dash([hyphen], Scale(height=21.0))
    assert not is_dirt([hyphen], Scale(height=21.0))
    assert is_dirt([speck], Scale(height=21.0))


def test_a_stroke_read_as_the_numeral_one_is_a_dash_where_it_is_too_short_for_an_ideograph() -> None:
    short, broad = Blob(100, 112, 107, 116, 22), Blob(100, 112, 124, 116, 70)
    verdicts = [
        judge(Seen(Span(*blob[:4]), (blob,), reading("一")), Scale(height=21.0), zone=True) for blob in (short, broad)
    ]
    assert ["".join(letter.text for letter in verdict.letters) for verdict in verdicts] == ["—", "�"]


def test_a_dash_that_reads_as_a_digit_is_none_so_that_no_sum_can_bear_it_out() -> None:
    short, small = Blob(100, 112, 105, 115, 12), Blob(100, 104, 106, 112, 30)
    verdicts = [
        judge(Seen(Span(*blob[:4]), (blob,), reading("8")), Scale(height=14.0), zone=False) for blob in (short, small)
    ]
    assert ["".join(letter.text for letter in verdict.letters) for verdict in verdicts] == ["\ufffd", "8"]
    assert all(verdict.doubt for verdict in verdicts)


def test_a_nought_with_a_dot_in_it_that_reads_as_an_ideograph_is_a_figure_in_doubt() -> None:
    nought = Reading((Letter("日", 0.9, 0.5),), (Letter("0", 0.05, 0.5),))
    seen = Seen(Span(100, 100, 112, 120), (Blob(100, 100, 112, 120, 90),), nought)
    assert is_alone(nought)
    verdict = judge(seen, Scale(height=20.0), zone=False)
    assert "".join(letter.text for letter in verdict.letters) == "0"
    assert verdict.again
    assert judge_again(verdict, nought, seen).doubt
    assert judge(seen, Scale(height=16.0), zone=False).letters[0].text == "日"


# ---- what is no print ----


def test_what_reads_badly_is_left_out_unless_it_may_be_a_figure_of_the_page() -> None:
    title, text = Span(100, 20, 500, 40), Span(100, 300, 500, 320)
    desk, edge, below, inside = (Span(x, y, x + 10, y + 16) for x, y in ((520, 44), (560, 44), (300, 400), (300, 44)))
    lines = [(title, reading("某市人民政府")), (text, reading("特此报告")), (desk, reading("K", 0.2))]
    lines += [(edge, reading("1", 0.7)), (below, reading("8", 0.3)), (inside, reading("1", 0.4))]
    lines += [(inside, Reading(reading("所", 0.3).free, ()))]
    assert [span for span, _ in without_nonsense(lines, [])] == [title, text, inside]
    wider = Span(40, 30, 590, 500)
    assert [span for span, _ in without_nonsense(lines, [wider])] == [title, text, edge, below, inside]


@pytest.mark.parametrize(("height", "is_kept"), [(3, True), (14, False)])
def test_a_dash_is_never_read_well_and_stays(height: int, is_kept: bool) -> None:
    title, text = Span(100, 20, 500, 40), Span(100, 300, 500, 320)
    lines = [(title, reading("某市人民政府")), (text, reading("特此报告"))]
    stroke = (Span(300, 100, 318, 100 + height), Reading(reading("一", 0.48).free, ()))
    assert (stroke in without_nonsense([*lines, stroke], [])) is is_kept


def grey_round(print_beside: int) -> Any:
    """A grey ring with a bar in it, and broad strokes of print elsewhere on the page."""
    page = paper(600, 600)
    down, along = np.mgrid[0:600, 0:600]
    radius = np.hypot(down - 150, along - 150)
    page[(radius > 88) & (radius < 96)] = page[146:154, 90:210] = 105
    for top in range(320, 560, 40):
        page[top : top + 3, 60:540] = print_beside
    return page


def test_what_is_as_dark_as_the_print_of_a_page_is_no_seal() -> None:
    for dark, is_seal in ((20, True), (110, False)):
        page = grey_round(dark)
        clean, stained = without_grey_seals(page, UNIT)
        assert (stained is not None) is is_seal
        assert bool(clean[150, 58] > 200) is is_seal


def test_bold_print_out_of_focus_is_no_seal_on_a_page_a_quarter_of_whose_ink_is_as_broad() -> None:
    page = grey_round(110)
    for top in range(320, 560, 40):
        page[top + 7 : top + 38 : 4, 60:540] = 110
    assert without_grey_seals(page, UNIT)[1] is None


# ---- pages that lie ----


def test_lines_of_ideographs_that_make_no_words_lie_on_their_side() -> None:
    lying = [reading(text) for text in ("信时避信录文保情政社开", "开标纸年把和表主", "政的注政质份监公下进动") * 3]
    assert not makes_sense(lying)
    assert lies_wrong(lying)


def test_lines_of_ideographs_that_make_a_word_by_chance_lie_on_their_side() -> None:
    """The first signs of the labels under each other of a page scanned upright."""
    lying = [reading("方法益属三内事狺息属泗过性息属行案卷属行渣事项本送掌相致信息没现信需另制作补后")]
    upright = [
        reading("(四)1.本"),
        *(reading(text) for text in ("提供", "机关", "无法", "于三", "于四", "信息", "不掌")),
    ]
    assert sense(lying) < sense(upright)
    assert not makes_sense(lying * 3)


def test_narrow_columns_read_well_lie_right_however_the_desk_around_them_reads() -> None:
    cells = [reading(text, 0.999) for text in ("属于", "四类", "过程", "信息", "法律", "行政") * 4]
    desk = [reading(text, 0.2) for text in ("H务", "号三", "出家", "ARR") * 10]
    assert not lies_wrong([*cells, *desk], len(cells))
    assert lies_wrong([*cells, *desk])
    assert not lies_wrong(cells)  # in a table without lines down


def test_the_lid_of_a_scanner_beside_the_page_is_no_measure_of_how_dark_print_is() -> None:
    page = paper(600, 420)
    for y in range(60, 540, 24):
        for x in range(60, 360, 12):
            page[y : y + 12, x : x + 2] = 110
    lidded = page.copy()
    lidded[:, :20] = lidded[:14] = 22
    found = evened(lidded).pixels
    assert (found[:, :20] == 250).all()
    assert (found[60:540, 60:360] <= evened(page).pixels[60:540, 60:360] + 5.0).all()


def bent_lines(by: float) -> Any:
    """Six lines across that are off by so many pixels in their middle."""
    page = paper(600, 600)
    off = (by * np.sin(np.linspace(0, np.pi, 600))).round().astype(int)
    for y in range(200, 451, 50):
        for x in range(60, 541):
            page[y + off[x] : y + off[x] + 3, x] = 20
    return page


def test_the_lines_of_a_sheet_that_did_not_lie_flat_are_made_level() -> None:
    page = bent_lines(9.0)
    flat = flattened(page, masks_of(page, UNIT, slack=2).across, UNIT)
    heights = [np.flatnonzero(flat[190:240, x] < 100).mean() for x in range(70, 530)]
    assert np.ptp(heights) <= 2.0


def test_a_sheet_that_lay_flat_is_left_as_it_is() -> None:
    page = bent_lines(0.0)
    assert flattened(page, masks_of(page, UNIT, slack=2).across, UNIT) is page


def test_lines_that_are_bent_each_in_its_own_way_are_left_as_they_are() -> None:
    page = np.vstack([bent_lines(9.0)[:325], bent_lines(-9.0)[325:]])
    assert flattened(page, masks_of(page, UNIT, slack=2).across, UNIT) is page
