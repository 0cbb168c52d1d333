"""Pages set by hand, word by word, as an engine would hand them over."""

from __future__ import annotations

from collections.abc import Iterable

from parsing.grid import Grid
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Char, Page, Rule, char_in

Word = tuple[float, float, str]
"""Where a word begins, the height of its middle, and its text."""
SIZE = 10.0


def word(x: float, y: float, text: str, apart: float = 0.0) -> list[Char]:
    """The characters of a word, ``apart`` points from one to the next: half an em wide where ASCII, else one em."""
    chars = []
    for sign in text:
        wide = SIZE / 2 if sign.isascii() else SIZE
        chars.append(char_in(sign, (x, y - SIZE / 2, x + wide, y + SIZE / 2), SIZE))
        x += wide + apart
    return chars


def page_of(words: Iterable[Word], rules: Iterable[Rule] = (), number: int = 1, apart: float = 0.0) -> Page:
    chars = [char for x, y, text in words for char in word(x, y, text, apart if text.isascii() else 0.0)]
    return Page(number, 600.0, 800.0, tuple(chars), tuple(rules))


def grids(*pages: Page) -> list[list[list[str]]]:
    """The texts of each grid, row by row."""
    return [rows(block) for block in blocks(pages) if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.height)]


def ruled(xs: Iterable[float], ys: Iterable[float]) -> list[Rule]:
    """Lines drawn at all positions, from the first of the others to the last."""
    across, down = list(xs), list(ys)
    return [Rule(across[0], y, across[-1], y) for y in down] + [Rule(x, down[0], x, down[-1]) for x in across]
