"""Prints of web pages with a menu beside the text."""

from __future__ import annotations

import pytest

from parsing.grid import Paragraph
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Page, Rule
from tests.parsing.set_pages import Word, grids, page_of

MENU = ("公开指南", "公开制度", "公开年报", "依申请公开")
LINE = "本机关认真贯彻条例的各项规定依法主动公开有关信息并按时答复申请"
PATH = "当前位置：首页、政府信息公开、年度报告"


def printed(*, menu: float, text: float, items: tuple[str, ...] = MENU) -> Page:
    """A title and running text from ``text`` on, and a menu from ``menu`` on whose lines stand a little lower."""
    words: list[Word] = [(menu if menu < text else text, 60, PATH)]
    words += [(text + 50, 100, "甲县财政局"), (text + 20, 120, "2024年政府信息公开工作年度报告")]
    words += [(text, 144 + 16 * n, LINE) for n in range(6)]
    words += [(menu, 102 + 18 * n, item) for n, item in enumerate(items)]
    return page_of(words)


def said(page: Page) -> list[str]:
    return [block.text for block in blocks([page]) if isinstance(block, Paragraph)]


@pytest.mark.parametrize(("menu", "text"), [(40, 170), (500, 60)])
def test_a_menu_beside_the_text_parts_no_title(menu: float, text: float) -> None:
    found = said(printed(menu=menu, text=text))
    head = [PATH, *MENU] if menu < text else [*MENU, PATH]
    assert found[:7] == [*head, "甲县财政局", "2024年政府信息公开工作年度报告"]
    assert "".join(found[7:]) == 6 * LINE


def test_figures_beside_text_are_no_menu() -> None:
    [grid] = grids(printed(menu=40, text=170, items=("12", "3", "15", "4")))
    assert [line[0] for line in grid if line[0] in ("12", "15")] == ["12", "15"]


def test_a_menu_ends_at_a_line_over_both() -> None:
    page = printed(menu=40, text=170)
    over = page_of([(40, 250, LINE), (40, 270, "甲乙丙"), (170, 272, LINE)])
    found = said(Page(1, page.width, page.height, page.chars + over.chars, tuple[Rule, ...]()))
    assert found[:7] == [PATH, *MENU, "甲县财政局", "2024年政府信息公开工作年度报告"]
    assert "甲乙丙" in "".join(found[8:])
