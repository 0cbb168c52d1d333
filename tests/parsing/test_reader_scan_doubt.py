"""What keeps a wrong digit of a scan from passing: sums that prove something, digits that bear each other out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.grid import AND, OVERTALL, RECOGNITION, STAMPED, Cell, Document, Paragraph, Place
from parsing.readers import scan
from parsing.readers.pdf.layout.cells import NEAR_NUMBER
from parsing.readers.pdf.page import char_in
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from tests.parsing.dirty import blurred, greyed, pale, stamped
from tests.parsing.scans import HIGH, ROWS, middle, needs_ocr, np, only_grid, table

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.pdf.layout.segments import Network, Segment
    from parsing.readers.scan.cells import Spot
    from parsing.readers.scan.coloured import seals_of
    from parsing.readers.scan.document import after_labels, outside_sentences, over_ink, with_spots
    from parsing.readers.scan.erasing import without_lines
    from parsing.readers.scan.faint import Pale, holds_a_digit
    from parsing.readers.scan.frames import framed
    from parsing.readers.scan.ink import Blob, Ink, Span, ink_of
    from parsing.readers.scan.judging import judged_cells
    from parsing.readers.scan.marks import Scale, disagreement, with_ratio
    from parsing.readers.scan.page import cells_of
    from parsing.readers.scan.pages import PAPER, Pixels
    from parsing.readers.scan.seals import without_grey_seals
    from parsing.readers.scan.shapes import Digits, Word, heard
    from parsing.readers.scan.trimming import trimmed
    from parsing.readers.scan.unread import unread, unread_pale
    from parsing.sizes import A4_SIDE

MISREAD = RECOGNITION + "这个数字识别得不确定，请对照原件核对。"


def requests(**values: int) -> dict[Address, Figure]:
    """Table 三 of zeros, with ``row__column`` set and every total adding up."""
    form = EDITIONS["2021"].table("requests")
    figures = {a: Decimal(0) for a in form.addresses()}
    for name, value in values.items():
        row, column = name.split("__")
        for one in (row, "total"):
            figures[Address("requests", one, column)] += value
            figures[Address("requests", one, "total")] += value
    for column in {a.column for a in figures}:
        figures[Address("requests", "new", column)] = figures[Address("requests", "total", column)]
    return {address: Figure(value, str(value)) for address, value in figures.items()}


def seen(figures: dict[Address, Figure], changed: dict[str, int], doubt: str = MISREAD) -> dict[Address, Figure]:
    """The figures with some read with doubt as another number."""
    doubted = {Address.parse(f"requests.{name}"): value for name, value in changed.items()}
    return figures | {a: Figure(Decimal(v), str(v), doubt=doubt) for a, v in doubted.items()}


def doubtful(figures: dict[Address, Figure]) -> set[str]:
    return {f"{a.row}.{a.column}" for a, figure in confirm(figures, "2021").items() if figure.doubt}


def test_a_figure_misread_as_its_total_is_confirmed_by_nothing() -> None:
    figures = seen(requests(granted__natural_person=8), {"granted.natural_person": 3, "granted.total": 3})
    assert doubtful(figures) == {"granted.natural_person", "granted.total"}


def test_a_total_in_which_all_else_is_sure_confirms_a_figure() -> None:
    assert doubtful(seen(requests(granted__company=8), {"granted.company": 8})) == set()


def test_no_sum_confirms_a_figure_whose_ink_is_as_high_as_two_lines() -> None:
    figures = seen(requests(granted__company=8), {"granted.company": 8}, OVERTALL)
    assert doubtful(figures) == {"granted.company"}


def test_two_totals_that_cross_confirm_figures_that_are_doubted_together() -> None:
    figures = requests(granted__company=8, partially_granted__company=5)
    assert doubtful(seen(figures, {"granted.company": 8, "granted.total": 8})) == set()


def test_a_total_that_speaks_against_a_figure_leaves_it_in_doubt() -> None:
    figures = requests(granted__company=8, partially_granted__company=5)
    assert doubtful(seen(figures, {"granted.company": 7})) == {"granted.company"}


def test_a_column_that_fails_by_another_figure_in_doubt_does_not_speak_against_one() -> None:
    figures = requests(granted__company=8, granted__other=1, partially_granted__company=5)
    misread = {"granted.company": 8, "denied.state_secrets.company": 10}
    assert doubtful(seen(figures, misread)) == {"denied.state_secrets.company"}


def _printed(digits: str) -> tuple[Pixels, list[Blob]]:
    """A page with bars for 1 and boxes for 0, a blob each."""
    page = np.full((60, 40 * len(digits) + 20), 250, np.uint8)
    blobs = []
    for index, digit in enumerate(digits):
        x = 10 + 40 * index
        wide = 8 if digit == "1" else 20
        page[15:45, x : x + wide] = 20
        if digit == "0":
            page[21:39, x + 6 : x + 14] = 250
        blobs.append(Blob(x, 15, x + wide, 45, 300))
    return page, blobs


def test_a_digit_that_looks_like_those_read_otherwise_is_doubted_and_its_like_borne_out() -> None:
    page, blobs = _printed("1111100000")
    numbers = [Digits(i, 0, text, [blobs[i]]) for i, text in enumerate("1111100001")]
    words = heard(page, numbers)
    assert words[9] is Word.DOUBTED
    assert words[6] is Word.BORNE_OUT


def test_taking_out_a_line_leaves_the_digit_that_stands_close_to_it() -> None:
    page = np.full((80, 300), 250, np.uint8)
    page[40:43, 10:290] = 20
    page[20:38, 100:104] = 20
    bare = without_lines(page, [Network([Segment(20.75, 5, 145)], [])], 2.0)
    assert (bare[40:43] == 250).all()
    assert (bare[20:37, 100:104] == 20).all()


def test_taking_out_a_pale_line_leaves_the_heads_of_digits_under_it() -> None:
    page = np.full((80, 300), 250, np.uint8)
    page[40, 10:290] = 60
    page[45:48, 100:118] = 0
    bare = without_lines(page, [Network([Segment(20.25, 5, 145)], [])], 2.0)
    assert (bare[40, 10:290] == 250).all()
    assert (bare[45:48, 100:118] == 0).all()


def test_red_lines_of_a_table_are_no_seal_and_a_red_seal_is() -> None:
    black = np.asarray(table([[""] * 7] * 5))
    red = np.where(black < 128, np.array((192, 0, 0), np.uint8), black)
    assert seals_of(red, HIGH / A4_SIDE) == []
    assert len(seals_of(stamped(1)(black, 150, np.random.default_rng(3)), HIGH / A4_SIDE)) == 1


def test_blurred_grey_print_is_no_seal_and_a_seal_is() -> None:
    rng = np.random.default_rng(3)
    blurry = pale(60, 250)(blurred(0.6)(np.asarray(table(ROWS * 5)), 150, rng), 150, rng)[..., 0]
    assert (without_grey_seals(np.ascontiguousarray(blurry), HIGH / A4_SIDE)[0] == blurry).all()
    sealed = np.ascontiguousarray(greyed(stamped(1)(np.asarray(table(ROWS)), 150, rng), 150, rng)[..., 0])
    assert (without_grey_seals(sealed, HIGH / A4_SIDE)[0] > sealed).sum() > 2000


def test_of_a_seal_that_lines_break_hardly_a_stroke_is_left_and_of_the_print_all() -> None:
    rng = np.random.default_rng(5)
    page = np.asarray(table([["0", "31", "8", "0", "0", "64", "0"]] * 20))
    sealed = np.ascontiguousarray(greyed(stamped(2)(page, 150, rng), 150, rng)[..., 0])
    clean, stained = without_grey_seals(sealed, HIGH / A4_SIDE)
    of_seal, of_print = (page.min(axis=2) == 255) & (sealed < 200), page.max(axis=2) < 60
    assert stained is not None
    assert (clean[of_seal] < 200).mean() < 0.03
    assert (clean[of_print] < 100).mean() > 0.99


def test_print_paler_than_a_seal_is_not_taken_for_it() -> None:
    rng = np.random.default_rng(5)
    page = pale(125, 255)(np.asarray(table([["0", "31", "8", "0", "0", "64", "0"]] * 20, 20)), 150, rng)
    sealed = np.ascontiguousarray(greyed(stamped(2)(page, 150, rng), 150, rng)[..., 0])
    clean, stained = without_grey_seals(sealed, HIGH / A4_SIDE)
    digits = (page.max(axis=2) < 150) & (np.asarray(table([[""] * 7] * 20)).max(axis=2) > 200)
    assert stained is not None
    assert (clean[digits & stained] < 200).mean() > 0.5


def test_a_fold_across_two_tables_makes_them_no_single_one() -> None:
    page = np.asarray(table(ROWS)).copy()
    page[900:1300] = page[180:580]
    for x in (512, 520):
        page[:, x : x + 2] = np.minimum(page[:, x : x + 2], 195)
    parts = framed(np.ascontiguousarray(page[..., 0]), HIGH / A4_SIDE)
    assert [len(lattice.areas) for lattice in parts.lattices] == [35, 35]


def test_an_end_of_a_line_that_hangs_free_is_cut_back_and_a_page_s_edge_is_not() -> None:
    across = [Segment(100, 0, 300), Segment(140, 0, 300)]
    assert trimmed([Segment(50, 100, 152)], across) == [Segment(50, 100, 140)]
    cut = [Segment(x, 100, 160) for x in (0, 100, 200, 300)]
    assert trimmed(cut, across) == cut


def test_digits_beside_each_other_that_begin_and_end_together_are_no_lines() -> None:
    across = [Segment(100, 0, 300), Segment(140, 0, 300)]
    down = [Segment(x, 100, 140) for x in (0, 300)]
    assert trimmed([*down, *(Segment(x, 116, 122) for x in (60, 120, 180))], across) == down


def test_a_blank_within_which_ink_was_taken_out_as_a_line_is_in_doubt() -> None:
    page = np.ascontiguousarray(np.asarray(table(ROWS))[..., 0])
    unit = HIGH / A4_SIDE
    parts = framed(page, unit)
    x, y = (round(value) for value in middle(1, 1))
    parts.bare[y - 14 : y + 14, x - 14 : x + 14] = PAPER
    parts = replace(parts, ink=ink_of(parts.bare, unit))
    blank = [cell for cell in cells_of(parts, page, unit) if not cell.lines]
    chars, spots = judged_cells(parts, page, blank, unit)
    left, _, right, _ = blank[0].box
    assert left < x < right
    assert [(char.text, bool(spots)) for char in chars] == [("\ufffd", True)]


def test_a_smudge_on_a_number_of_several_lines_leaves_the_doubt_about_its_lines() -> None:
    """Which of them are another row's sums may not tell: 1837 and 1912 lost their first digits to the row above."""
    lines = NEAR_NUMBER.format("3／1", "31")
    cell = Cell("31", 4, 2, place=Place(page=1, box=(100.0, 100.0, 120.0, 130.0)), doubt=lines)
    seen = with_spots(cell, {1: [Spot(110.0, 110.0, MISREAD), Spot(110.0, 120.0, OVERTALL)]})
    assert seen.doubt == AND.join((MISREAD, OVERTALL, lines))


def test_the_number_of_a_sentence_on_the_next_page_is_no_half_of_a_torn_cell() -> None:
    sentence = Paragraph("召开新闻发布会3场。", Place(page=2, box=(80.0, 60.0, 300.0, 72.0)))
    half = Paragraph("06", Place(page=2, box=(310.0, 60.0, 322.0, 72.0)))
    in_sentence, in_half = Spot(200.0, 66.0, MISREAD), Spot(316.0, 66.0, MISREAD)
    assert outside_sentences({2: [in_sentence, in_half]}, [sentence, half]) == {2: [in_half]}


def test_a_blank_of_a_table_without_lines_over_ink_that_nobody_read_is_in_doubt() -> None:
    """A seal run together with a nought, as one bit keeps it: no sum tells it from a blank."""
    mask = np.zeros((200, 400), np.bool_)
    mask[100:104, 60:140] = mask[100:140, 60:64] = True
    mask[100:116, 300:310] = True
    blobs = np.array([(60, 100, 140, 140, 480), (300, 100, 310, 116, 160)], np.int32)
    points = list(unread(Ink(140.0, mask, blobs, 2.0), [char_in("0", (149.0, 47.0, 156.0, 60.0), 11.0)], []))
    place = Place(page=1, box=(25.0, 45.0, 40.0, 60.0))
    assert over_ink(Cell("", 1, 1, place=place), {1: points}).doubt == STAMPED
    assert over_ink(Cell("5", 1, 1, place=place), {1: points}).doubt == ""
    beside = place._replace(box=(145.0, 45.0, 160.0, 60.0))
    assert over_ink(Cell("", 1, 2, place=beside), {1: points}).doubt == "", "what was read is no blank's"
    assert list(unread(Ink(140.0, mask, blobs, 2.0), [], [(0.0, 0.0, 200.0, 100.0)])) == []


def test_a_blank_of_a_table_without_lines_over_print_too_pale_to_be_read_is_in_doubt() -> None:
    pale = Pale(np.array([(60, 100, 72, 116), (149, 100, 160, 116), (300, 100, 316, 103)], np.int32), 2.0)
    nought = char_in("0", (73.0, 47.0, 80.0, 60.0), 11.0)
    assert list(unread_pale(pale, [nought], [])) == [(33.0, 54.0)]
    assert list(unread_pale(pale, [nought], [(0.0, 0.0, 200.0, 100.0)])) == []


def test_a_blank_after_a_label_that_swallowed_a_digit_is_in_doubt() -> None:
    cells = [Cell("6.属于四类过程6性信息", 0, 0), Cell("", 0, 1), Cell("", 0, 2)]
    cells += [Cell("（四）无法提供1.本机关不掌握", 1, 0), Cell("", 1, 1)]
    assert [bool(cell.doubt) for cell in after_labels(cells)] == [False, True, False, False, False]


def test_a_point_printed_into_a_digit_is_known_by_the_room_it_takes() -> None:
    scale, span = Scale(20, 10), Span(0, 0, 44, 20)
    joined = [Blob(0, 0, 29, 20, 300), Blob(30, 0, 44, 20, 150)]
    assert disagreement("250.5", span, joined, scale) == ""
    assert disagreement("2505", span, joined, scale) == "count"
    assert disagreement("25.5", span, joined, scale) == "count"
    assert disagreement("2500.5", span, joined, scale) == "count"


def test_digits_that_touch_are_counted_by_the_type_of_the_page_s_other_tables() -> None:
    alone, other = with_ratio([Scale(), Scale(20, 10)])
    assert (alone.ratio, other.ratio) == (0.5, 0)
    joined = [Blob(0, 0, 19, 40, 300), Blob(20, 0, 59, 40, 500)]
    assert disagreement("863", Span(0, 0, 59, 40), joined, alone) == ""
    assert disagreement("8633", Span(0, 0, 59, 40), joined, alone) == "count"


def test_a_pale_mark_within_an_empty_cell_may_be_a_digit() -> None:
    digit, dash, going_on, elsewhere = (40, 12, 52, 32), (40, 12, 52, 17), (40, -6, 52, 32), (140, 12, 152, 32)
    for mark, held in ((digit, True), (dash, False), (going_on, False), (elsewhere, False)):
        marks = Pale(np.array([mark], np.int32), unit=3.0)
        assert holds_a_digit(marks, (0.0, 0.0, 100.0, 40.0), height=24.0) is held


def test_a_number_with_noughts_before_it_as_numbering_machines_print_is_in_doubt(
    reading: Callable[..., Document],
) -> None:
    grid = only_grid(reading(table([["120", "3", "0"], ["8", "64", "000347"], ["14", "0", "10"]])))
    assert {cell.text for cell in grid.cells if cell.doubt} == {"000347"}
