"""Figures that a table left out: they stand at the height of one of its rows, and in no cell of it.

Where the cells of a table show by the white between them alone, figures under none of its headings may end up beside
it. The blanks of their row may be where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsing.grid import Box, Paragraph
from parsing.labels import is_figure, is_plain_number
from parsing.report import Address, State
from parsing.tables.mapped import BESIDE_DOUBT, Mapped


def doubt_beside_strays(mapped: Mapped, paragraphs: Sequence[Paragraph]) -> None:
    """Doubts the blanks of rows at whose height figures stand on a line of their own."""
    strays = list(_strays(paragraphs))
    if not strays:
        return
    for row in {_row(address) for address, figure in mapped.figures.items() if figure.state is State.BLANK}:
        own = [address for address in mapped.figures if _row(address) == row]
        places = [mapped.figures[address].place for address in own]
        if any(
            _are_level(place.box, box) for place in places if place.box for page, box in strays if page == place.page
        ):
            for address in own:
                if mapped.figures[address].state is State.BLANK:
                    mapped.doubt(address, BESIDE_DOUBT)


def _row(address: Address) -> tuple[str, str]:
    """The printed row: of table 四 there is one."""
    return address.table, "" if address.table == "disputes" else address.row


def _strays(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int | None, Box]]:
    """The pages and boxes of lines that are nothing but figures, some of them numbers."""
    for paragraph in paragraphs:
        pieces = paragraph.text.split()
        if paragraph.place.box and any(map(is_plain_number, pieces)) and all(map(is_figure, pieces)):
            yield paragraph.place.page, paragraph.place.box


def _are_level(row: Box, stray: Box) -> bool:
    return row[1] <= (stray[1] + stray[3]) / 2 <= row[3]
