"""Lines that rule a table in part: between its rows, between its columns, round it or under its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsing.readers.pdf.layout.bits import Bit, part_of_bit
from parsing.readers.pdf.layout.segments import Network
from parsing.readers.pdf.page import Page

_REACH = 1.5
"""Points beyond its end a line still parts what stands there."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """By page number, the lines that make no cells of their own."""

    pages: Mapping[int, Network] = field(default_factory=dict)

    def part_rows(self, upper: Bit, lower: Bit) -> bool:
        """Whether a line lies between two pieces of text over one another."""
        x = (max(upper.x0, lower.x0) + min(upper.x1, lower.x1)) / 2
        if not lower.x0 <= x <= lower.x1:
            x = (lower.x0 + lower.x1) / 2
        return self.part_at(upper, lower, x)

    def part_at(self, upper: Bit, lower: Bit, x: float) -> bool:
        """Whether a line lies between the heights of two pieces of text at some place along them."""
        network = self.pages.get(upper.page.number) if upper.page.is_same_column(lower.page) else None
        if network is None:
            return False
        top, bottom = _middle(upper), _middle(lower)
        x += lower.page.moved
        return any(top < s.at < bottom and s.low - _REACH <= x <= s.high + _REACH for s in network.across)

    def part_columns(self, page: Page, x0: float, x1: float, y: float) -> bool:
        """Whether a line lies between two positions beside one another."""
        network = self.pages.get(page.number)
        if network is None:
            return False
        x0, x1 = x0 + page.moved, x1 + page.moved
        return any(x0 <= s.at <= x1 and s.low - _REACH <= y <= s.high + _REACH for s in network.down)


NONE = Rulings()


def cut_at(bits: Sequence[Bit], rulings: Rulings) -> list[Bit]:
    """The bits, cut where a line drawn down the page parts their characters."""
    if not rulings.pages:
        return list(bits)
    found: list[Bit] = []
    for bit in bits:
        start = 0
        for at in range(1, len(bit.chars) + 1):
            if at == len(bit.chars) or _cut(bit, at, rulings):
                run = bit.chars[start:at]
                found.append(bit if len(run) == len(bit.chars) else part_of_bit(bit, run))
                start = at
    return found


def _cut(bit: Bit, at: int, rulings: Rulings) -> bool:
    left, right = bit.chars[at - 1], bit.chars[at]
    return rulings.part_columns(bit.page, left.x, right.x, right.y)


def _middle(bit: Bit) -> float:
    char = bit.chars[0]
    return char.y
