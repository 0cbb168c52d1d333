"""Marks of notes behind figures, raised in smaller type as office programs and browsers print them."""

from __future__ import annotations

import pytest

from parsing.readers.pdf.page import Char, Page, Rule, char_in
from parsing.readers.pdf.raised import with_marks

SIZE = 10.0


def run(text: str, x: float, baseline: float, size: float) -> list[Char]:
    """Characters of half an em from ``x`` on a baseline."""
    top, low = baseline - 0.88 * size, baseline + 0.12 * size
    wide = size / 2
    return [char_in(s, (x + n * wide, top, x + (n + 1) * wide, low), size) for n, s in enumerate(text)]


def read(
    figure: str, mark: str, *, size: float = 5.8, raised: float = 3.3, x: float = 0.0, rules: tuple[Rule, ...] = ()
) -> str:
    """What a line says: a figure, a mark right behind it or ``x`` points further, and another figure a cell away."""
    end = 100 + len(figure) * SIZE / 2
    chars = run(figure, 100, 50, SIZE) + run(mark, end + x, 50 - raised, size) + run("8", 200, 50, SIZE)
    page = with_marks(Page(1, 600.0, 800.0, tuple(chars), rules))
    return "".join(char.text for char in page.chars)


@pytest.mark.parametrize("mark", ["1", "12", "①", "[1]", "(1)", "*", "注", "注1", "a"])
def test_a_mark_behind_a_figure_is_no_part_of_it(mark: str) -> None:
    assert read("204", mark) == "2048"


def test_browsers_set_marks_in_hardly_smaller_type() -> None:
    assert read("204", "1", size=8.3) == "2048"


def test_behind_words_a_number_is_set_in_brackets() -> None:
    assert read("件", "3") == "件[3]8"
    assert read("m", "(b") == "m(b8"


@pytest.mark.parametrize(
    "how",
    [
        {"size": 10.0},  # as large
        {"raised": 0.0},  # on the same line
        {"raised": 1.6},  # in the middle of the same height
        {"x": 4.0},  # in the next cell
        {"rules": (Rule(115, 30, 115, 70),)},
    ],
    ids=["as large", "level", "in the middle", "apart", "behind a line"],
)
def test_other_digits_are_no_marks(how: dict[str, float]) -> None:
    assert read("204", "1", **how) == "20418"  # type: ignore[arg-type]


def test_what_is_raised_and_no_mark_stays() -> None:
    assert read("204", "件数") == "204件数8"
