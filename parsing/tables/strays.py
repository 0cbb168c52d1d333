"""Figures that a table left out: they stand at the height of one of its rows, and in no cell of it.

Where the cells of a table show by the white between them alone, figures under none of its headings may end up beside
it. The blanks of their row may be where they belong. Where they stand right over or under a number, or touch it, they
may be the rest of it: the line or the side of its cell that should hold them is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsing.grid import LOOSE_DOUBT, MANY_LOOSE_DOUBT, Box, Paragraph, Place
from parsing.labels import is_figure, is_plain_number
from parsing.report import State
from parsing.tables.mapped import BESIDE_DOUBT, GROUPS, Mapped

_APART = 1.0
"""Heights of a line of digits that may be white between two lines of one number."""
_TOUCHES = 0.3
"""Heights of a line of digits by which it may stand apart from a number beside it that it goes on."""


def doubt_beside_strays(mapped: Mapped, paragraphs: Sequence[Paragraph]) -> None:
    """Doubts the blanks of rows at whose height figures stand on a line of their own, or right over or under them, and
    numbers they may go on."""
    strays = list(_strays(paragraphs))
    beside: dict[str, set[str]] = {}
    for address, figure in mapped.figures.items() if strays else ():
        page, own = figure.place.page, figure.place.box
        if own and any(page == other.page and _are_near(own, _box(other)) for other, _ in strays):
            # Table 四 is one printed row, and three of the form.
            beside.setdefault(address.table, set()).update(GROUPS if address.table == "disputes" else {address.row})
    for table, rows in beside.items():
        mapped.doubt_blanks(table, rows, BESIDE_DOUBT)
    for place, count in strays:
        _doubt_numbers(mapped, place, MANY_LOOSE_DOUBT if count > 1 else LOOSE_DOUBT)
        _doubt_before(mapped, place)


def _strays(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Place, int]]:
    """The places of lines that are nothing but figures, some of them numbers, and how many these are."""
    for paragraph in paragraphs:
        pieces = paragraph.text.split()
        if paragraph.place.box and any(map(is_plain_number, pieces)) and all(map(is_figure, pieces)):
            yield paragraph.place, len(pieces)


def _doubt_numbers(mapped: Mapped, stray: Place, doubt: str) -> None:
    """Doubts the numbers that a stray line of digits may begin or end."""
    for address, figure in list(mapped.figures.items()):
        own = figure.place.box
        if figure.state is State.NUMBER and own and figure.place.page == stray.page and _goes_on(own, _box(stray)):
            mapped.doubt(address, doubt)


def _doubt_before(mapped: Mapped, stray: Place) -> None:
    """Doubts the number at the foot of a page that digits over all figures of the next may go on."""
    page, (left, top, right, _) = stray.page or 0, _box(stray)
    boxes = [(f.place.page, f.place.box) for f in mapped.figures.values() if f.place.box]
    if any(own == page and box[1] < top for own, box in boxes):
        return
    foot = max((box[1] for own, box in boxes if own == page - 1), default=0.0)
    for address, figure in list(mapped.figures.items()):
        own = figure.place.box if figure.state is State.NUMBER and figure.place.page == page - 1 else None
        if own and own[1] >= foot and left < own[2] and own[0] < right:
            mapped.doubt(address, LOOSE_DOUBT)


def _goes_on(own: Box, stray: Box) -> bool:
    """Whether a stray line stands right over or under a number, or beside it with no white between."""
    high = stray[3] - stray[1]
    under = stray[0] < own[2] and own[0] < stray[2] and -high < max(stray[1] - own[3], own[1] - stray[3])
    if under:
        return max(stray[1] - own[3], own[1] - stray[3]) < _APART * high
    return _are_level(own, stray) and min(abs(stray[0] - own[2]), abs(own[0] - stray[2])) < _TOUCHES * high


def _are_level(row: Box, stray: Box) -> bool:
    return row[1] <= (stray[1] + stray[3]) / 2 <= row[3]


def _are_near(row: Box, stray: Box) -> bool:
    """Whether a stray line stands at the height of a row, or over or under it with no white between: in the middle of a
    cell whose label takes two lines."""
    high = stray[3] - stray[1]
    return max(stray[1] - row[3], row[1] - stray[3]) < _TOUCHES * high


def _box(place: Place) -> Box:
    assert place.box is not None
    return place.box
