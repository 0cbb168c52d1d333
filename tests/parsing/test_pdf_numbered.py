"""Numbers of lines in the margin, as prints for review have them."""

from __future__ import annotations

from parsing.readers.pdf.numbered import without_line_numbers
from parsing.readers.pdf.page import Page
from tests.parsing.set_pages import Word, page_of

LINES = [
    "某县人民政府2023年政府信息公开工作年度报告",
    "12月31日止",
    "一、总体情况",
    "二、主动公开",
    "三、申请",
    "四、复议",
]


def lines(first: int, step: int = 1, left: float = 60.0) -> list[Word]:
    numbers = [(left, 50.0 + 20 * at, str(first + step * at)) for at in range(len(LINES))]
    return numbers + [(100.0, 50.0 + 20 * at, text) for at, text in enumerate(LINES)]


def told(*pages: Page) -> list[str]:
    return ["".join(char.text for char in page.chars) for page in without_line_numbers(pages)]


def test_numbers_that_count_the_lines_are_left_out() -> None:
    assert told(page_of(lines(1))) == ["".join(LINES)]
    assert told(page_of(lines(5, step=5))) == ["".join(LINES)]


def test_they_go_on_or_begin_again_on_the_next_page() -> None:
    for first in (7, 1):
        assert told(page_of(lines(1)), page_of(lines(first))) == ["".join(LINES)] * 2


def test_a_page_with_few_of_them_follows_the_others() -> None:
    rest = page_of([(60, 50, "7"), (100, 50, "五、存在的主要问题"), (120, 90, "1.属于国家秘密"), (300, 90, "0")])
    assert told(page_of(lines(1)), rest)[1] == "五、存在的主要问题1.属于国家秘密0"


def test_a_footer_with_a_number_of_its_own_goes_with_them() -> None:
    footer = [(60.0, 700.0, "2"), (300.0, 700.0, "— 1 —")]
    assert told(page_of([*lines(1), *footer])) == ["".join(LINES) + "— 1 —"]


def test_numbers_that_do_not_count_on_stay() -> None:
    jumping = [(60.0, 50.0 + 20 * at, number) for at, number in enumerate(["3", "0", "4", "5", "6", "7"])]
    page = page_of(jumping + [(100.0, 50.0 + 20 * at, text) for at, text in enumerate(LINES)])
    assert without_line_numbers([page]) == [page]


def test_numbers_close_to_the_text_are_part_of_it() -> None:
    page = page_of(lines(1, left=94.0))
    assert without_line_numbers([page]) == [page]
