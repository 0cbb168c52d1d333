"""Figures that a table left out: they stand at the height of one of its rows, and in no cell of it.

Where the cells of a table show by the white between them alone, figures under none of its headings may end up beside
it. The blanks of their row may be where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsing.grid import Box, Paragraph
from parsing.labels import is_figure, is_plain_number
from parsing.tables.mapped import BESIDE_DOUBT, GROUPS, Mapped


def doubt_beside_strays(mapped: Mapped, paragraphs: Sequence[Paragraph]) -> None:
    """Doubts the blanks of rows at whose height figures stand on a line of their own."""
    strays = list(_strays(paragraphs))
    beside: dict[str, set[str]] = {}
    for address, figure in mapped.figures.items() if strays else ():
        page, own = figure.place.page, figure.place.box
        if own and any(page == other and _are_level(own, box) for other, box in strays):
            # Table 四 is one printed row, and three of the form.
            beside.setdefault(address.table, set()).update(GROUPS if address.table == "disputes" else {address.row})
    for table, rows in beside.items():
        mapped.doubt_blanks(table, rows, BESIDE_DOUBT)


def _strays(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int | None, Box]]:
    """The pages and boxes of lines that are nothing but figures, some of them numbers."""
    for paragraph in paragraphs:
        pieces = paragraph.text.split()
        if paragraph.place.box and any(map(is_plain_number, pieces)) and all(map(is_figure, pieces)):
            yield paragraph.place.page, paragraph.place.box


def _are_level(row: Box, stray: Box) -> bool:
    return row[1] <= (stray[1] + stray[3]) / 2 <= row[3]
