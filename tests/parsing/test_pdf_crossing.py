"""Pages on which lines of text are printed over others, as office programs do where a box is too low for its table."""

from __future__ import annotations

from dataclasses import replace

from parsing.grid import CROSSED, Grid
from parsing.readers.pdf.crossing import is_crossed, with_doubts
from parsing.readers.pdf.layout.order import blocks
from tests.parsing.set_pages import Word, page_of, ruled

ROWS: list[Word] = [(42, 50, "规章"), (202, 50, "12"), (42, 70, "行政规范性文件"), (302, 70, "3")]
LINES = ruled((40, 200, 300, 400), (40, 60, 80))


def doubts(*more: Word) -> set[tuple[str, str]]:
    page = page_of([*ROWS, *more], LINES)
    found = with_doubts([page], blocks([page]))
    return {(cell.text, cell.doubt) for block in found if isinstance(block, Grid) for cell in block.cells}


def test_figures_and_blanks_of_a_page_with_text_over_text_are_doubted() -> None:
    words = "一、本年新收政府信息公开申请"
    assert doubts((42, 200, words), (45, 204, words)) == {
        ("规章", ""), ("12", CROSSED), ("", CROSSED), ("行政规范性文件", ""), ("3", CROSSED),
    }  # fmt: skip


def test_lines_set_close_and_a_few_characters_cross_nothing() -> None:
    words = "一、本年新收政府信息公开申请"
    assert not any(doubt for _, doubt in doubts((42, 200, words), (42, 208, words)))
    assert not any(doubt for _, doubt in doubts((42, 200, words), (42, 204, "本年新收")))


def test_a_text_across_the_page_in_far_larger_type_is_its_background() -> None:
    page = page_of([(42, 200, "一、本年新收政府信息公开申请"), (45, 204, "草稿草稿草稿草稿草稿")])
    large = tuple(char._replace(size=60.0) if char.text in "草稿" else char for char in page.chars)
    assert is_crossed(page)
    assert not is_crossed(replace(page, chars=large))


def test_a_table_whose_lines_go_through_text_lies_over_it() -> None:
    """Where its rows stand at the heights of the text's lines few characters cross, but its lines do."""
    text = [(40, y, "公开情况说明") for y in (100, 120, 140)]
    figures = [(42, 104, "12"), (82, 200, "7")]
    assert not is_crossed(page_of([*text, *figures]))
    assert is_crossed(page_of([*text, *figures], ruled((45, 55, 65, 85), (90, 150))))
    assert not is_crossed(page_of(text, ruled((45, 55, 65, 85), (90, 150)))), "lines alone may underline or strike out"
