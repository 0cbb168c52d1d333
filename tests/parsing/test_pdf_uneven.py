"""Digits that stand higher than those beside them: a watermark's or a note's, not all of them the figure's."""

from __future__ import annotations

import pytest

from parsing.readers.pdf.layout.cells import UNEVEN, cell_text
from parsing.readers.pdf.page import ABOVE, BELOW, Char, char_in

BOX = (90.0, 40.0, 150.0, 60.0)


def set_on(baseline: float, x: float, text: str, size: float = 10.0) -> list[Char]:
    wide = size / 2
    top, bottom = baseline - ABOVE * size, baseline + BELOW * size
    return [char_in(sign, (x + n * wide, top, x + (n + 1) * wide, bottom), size) for n, sign in enumerate(text)]


@pytest.mark.parametrize("off", [-3.0, 2.0])
def test_digits_of_two_heights_are_doubted(off: float) -> None:
    assert cell_text([*set_on(54, 100, "6"), *set_on(54 + off, 105, "60")], BOX) == ("660", UNEVEN)


def test_digits_of_two_sizes_on_one_line_are_one_figure() -> None:
    assert cell_text([*set_on(54, 100, "6"), *set_on(54.4, 105, "60", size=12.0)], BOX) == ("660", "")


def test_what_stands_higher_and_is_no_digit_is_no_part_of_a_figure() -> None:
    assert cell_text([*set_on(54, 100, "60"), *set_on(51, 111, "*")], BOX) == ("60*", "")
