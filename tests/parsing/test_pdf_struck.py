"""Figures struck out on the page, as in prints of tracked changes: what stands beside them is read, alone they are doubted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from parsing.readers import pdf
from parsing.readers.pdf.page import Page, Rule
from parsing.readers.pdf.struck import without_struck
from tests.parsing.set_pages import Word, page_of, ruled

MIDDLE = 1.0
"""Points under the middle of the line at which its digits are struck."""


def told(page: Page) -> str:
    return "".join(char.text for char in page.chars)


def struck(words: Iterable[Word], *rules: Rule) -> str:
    return told(without_struck(page_of(words, rules)))


def test_digits_under_a_line_that_begins_and_ends_with_them_are_not_read() -> None:
    assert struck([(100, 50, "69812")], Rule(100, 51, 115, 51)) == "12"
    assert struck([(100, 50, "12698")], Rule(110, 51, 125, 51)) == "12"


def test_two_lines_through_them_and_lines_in_pieces_strike_them_too() -> None:
    twice = [Rule(100, 50, 115, 50), Rule(100, 52, 115, 52)]
    assert struck([(100, 50, "69812")], *twice) == "12"
    assert struck([(100, 50, "69812")], Rule(100, 51, 105, 51), Rule(105, 51, 115, 51)) == "12"


def test_the_line_may_take_in_the_space_that_follows() -> None:
    assert struck([(100, 50, "69"), (115, 50, "12")], Rule(100, 51, 115, 51)) == "12"


def test_a_number_that_is_struck_with_nothing_beside_it_cannot_be_read() -> None:
    assert struck([(100, 50, "69"), (180, 50, "12")], Rule(100, 51, 110, 51)) == "\ufffd\ufffd12"


def test_struck_words_are_left_out() -> None:
    assert struck([(100, 50, "本年新收"), (100, 70, "二、上年")], Rule(100, 51, 140, 51)) == "二、上年"


def test_a_line_below_the_digits_underlines_them() -> None:
    assert struck([(100, 50, "698")], Rule(100, 55, 115, 55)) == "698"


def test_the_side_of_a_cell_through_the_digits_of_a_low_row_strikes_nothing() -> None:
    assert struck([(100, 50, "698")], Rule(80, 51, 140, 51)) == "698"
    cells = [Rule(80, 51, 99, 51), Rule(100, 51, 115, 51), Rule(115, 51, 160, 51)]
    assert struck([(100, 50, "698")], *cells) == "698"
    assert struck([(100, 50, "698")], *ruled((100, 115), (30, 51, 70))) == "698"


def test_the_lines_that_strike_rule_no_table() -> None:
    page = page_of([(100, 50, "69812")], [Rule(100, 51, 115, 51), Rule(40, 80, 300, 80)])
    assert without_struck(page).rules == (Rule(40, 80, 300, 80),)
    assert without_struck(page_of([(100, 50, "69812")])).chars == page_of([(100, 50, "69812")]).chars


def test_a_document_says_on_which_pages_text_is_struck_out(tmp_path: Path) -> None:
    path = tmp_path / "struck.pdf"
    canvas = Canvas(str(path))
    for number in (1, 2):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(20 * mm, 250 * mm, "4512 applications")
        if number == 2:
            wide = canvas.stringWidth("45", "Helvetica", 12)
            canvas.line(20 * mm, 250 * mm + 3.6, 20 * mm + wide, 250 * mm + 3.6)
        canvas.showPage()
    canvas.save()
    document = pdf.read(path)
    assert [block.text for block in document.blocks] == ["4512 applications", "12 applications"]  # type: ignore[union-attr]
    assert document.warnings == ("第2页上有用横线划去的文字，没有读取，请与原件核对。",)


def test_outlines_around_bold_digits_strike_nothing_out(tmp_path: Path) -> None:
    """A viewer that prints characters bolder than their font is draws around each; the bar of a 4 is level."""
    path = tmp_path / "bold.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "34 applications")
    left = 72 + canvas.stringWidth("3", "Helvetica", 12)
    outer = [(3.9, 0), (5.0, 0), (5.0, 2.1), (6.2, 2.1), (6.2, 3.0), (5.0, 3.0), (5.0, 8.5), (4.1, 8.5), (0.3, 3.1),
             (0.3, 2.1), (3.9, 2.1)]  # fmt: skip
    inner = [(3.9, 3.0), (3.9, 7.0), (1.1, 3.0)]
    drawn = canvas.beginPath()
    for points in (outer, inner):
        drawn.moveTo(left + points[0][0], 700 + points[0][1])
        for x, y in points[1:]:
            drawn.lineTo(left + x, 700 + y)
        drawn.close()
    canvas.setLineWidth(0.3)
    canvas.drawPath(drawn, stroke=1, fill=0)
    canvas.save()
    for document in (pdf.read(path), pdf.read_again(path)):
        assert [block.text for block in document.blocks] == ["34 applications"]  # type: ignore[union-attr]
        assert document.warnings == ()
