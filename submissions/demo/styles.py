"""How a drawn PDF looks: everything offices, printers and browsers do to a table, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from reportlab.lib.pagesizes import A3, A4, LETTER, landscape


class Borders(StrEnum):
    """Which lines of a table are drawn."""

    ALL = "all"
    OPEN_SIDES = "open-sides"
    ACROSS = "across"
    DOWN = "down"
    THREE = "three"
    FRAME = "frame"
    FIELDS = "fields"
    NONE = "none"


class Stroke(StrEnum):
    """What a line is made of."""

    LINE = "line"
    FILL = "fill"
    CELLS = "cells"
    DASHED = "dashed"
    DASHES = "dashes"
    DOTS = "dots"
    DOUBLE = "double"


class Break(StrEnum):
    """What a page break does to a table: it waits for the end of a row, or tears rows between their lines."""

    ROWS = "rows"
    TORN = "torn"


class Turn(StrEnum):
    """How a page is turned: not, by its /Rotate entry, or by drawing all text sideways."""

    NONE = "none"
    ENTRY = "entry"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Style:
    """The looks of one document. Lengths are points; ``size`` is the type size of tables.

    ``halves`` prints table 三 as two tables of its left and right columns, each with the labels;
    ``beside`` prints the blocks of table 二 two next to each other; ``parted`` prints each group of
    table 四 as a table of its own; ``closed`` draws the line where a page break cuts a table. ``letterhead`` lays a
    picture over the whole of each page, under the text; ``spacing`` parts the figures' digits by so many points.
    """

    page: tuple[float, float] = A4
    turn: Turn = Turn.NONE
    margin: float = 72.0
    size: float = 9.0
    body: float = 14.0
    leading: float = 1.3
    padding: float = 3.0
    borders: Borders = Borders.ALL
    stroke: Stroke = Stroke.LINE
    thickness: float = 0.5
    figures: str = "center"
    upper: str = "middle"
    label_share: float = 0.45
    breaks: Break = Break.ROWS
    closed: bool = True
    repeat_header: bool = False
    continued: bool = False
    split: bool = False
    halves: bool = False
    beside: bool = False
    parted: bool = False
    narrow: bool = False
    columns: int = 1
    header_fill: float | None = None
    zebra: float | None = None
    watermark: str = ""
    number: str = "- {} -"
    number_inside: bool = False
    seal: bool = False
    letterhead: bool = False
    spacing: float = 0.0

    @property
    def ruled_rows(self) -> bool:
        return self.borders in (Borders.ALL, Borders.OPEN_SIDES, Borders.ACROSS)


PAGES = (A4, A4, A4, A4, landscape(A4), landscape(A4), A3, LETTER, (540.0, 780.0))
RULED = (Borders.ALL, Borders.ALL, Borders.ALL, Borders.OPEN_SIDES)
UNRULED = (
    Borders.NONE, Borders.NONE, Borders.THREE, Borders.ACROSS, Borders.FRAME, Borders.DOWN, Borders.FIELDS,
)  # fmt: skip


def random_style(rng: Random) -> Style:
    """A style in which a person can still tell every cell's row and column."""
    page = rng.choice(PAGES)
    ruled = rng.random() < 0.6
    borders = rng.choice(RULED if ruled else UNRULED)
    columns = 2 if page in (A3, landscape(A4)) and rng.random() < 0.25 else 1
    size = rng.choice((5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.5)) if columns == 1 else rng.choice((5.0, 6.0))
    # Without lines between rows a label and its neighbour part only by white space.
    leading = rng.choice((1.15, 1.25, 1.4)) if ruled or borders is Borders.ACROSS else rng.choice((1.05, 1.15))
    padding = rng.choice((1.5, 2.5, 4.0, 6.0)) if ruled else rng.choice((4.0, 5.0, 7.0))
    return Style(
        page=page,
        turn=rng.choice((Turn.NONE,) * 6 + (Turn.ENTRY, Turn.DRAWN)),
        margin=rng.choice((30.0, 50.0, 72.0, 72.0, 90.0, 110.0)) if columns == 1 else 36.0,
        size=size,
        body=rng.choice((10.5, 12.0, 14.0, 16.0)) if columns == 1 else 9.0,
        leading=leading,
        padding=padding,
        borders=borders,
        stroke=rng.choice((Stroke.LINE, Stroke.LINE, *Stroke)),
        thickness=rng.choice((0.25, 0.5, 0.75, 1.0)),
        figures=rng.choice(("center", "center", "left", "right")),
        upper=rng.choice(("middle", "middle", "top", "bottom")),
        label_share=rng.choice((0.35, 0.42, 0.5, 0.58)),
        breaks=Break.TORN if ruled and rng.random() < 0.3 else Break.ROWS,
        closed=rng.random() < 0.7,
        repeat_header=rng.random() < 0.4,
        continued=rng.random() < 0.2,
        split=rng.random() < 0.3,
        halves=rng.random() < 0.1,
        beside=page[0] > 700 and columns == 1 and rng.random() < 0.3,
        parted=rng.random() < 0.2,
        narrow=ruled and rng.random() < 0.1,
        columns=columns,
        header_fill=rng.choice((None, None, 0.85, 0.6)),
        zebra=rng.choice((None, None, None, 0.95)),
        watermark=rng.choice(("", "", "", "", "内部资料 征求意见稿", "政府信息公开")),
        number=rng.choice(("- {} -", "{}", "第 {} 页", "— {} —", "")),
        number_inside=ruled and rng.random() < 0.1,
        seal=rng.random() < 0.15,
        letterhead=rng.random() < 0.1,
        spacing=rng.choice((0.0,) * 8 + (0.5, 1.0, 2.0)),
    )
