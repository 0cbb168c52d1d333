"""From pages to blocks in reading order: ruled tables, then aligned ones, then paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from parsing.grid import Block, Paragraph, Place
from parsing.readers.pdf.aligned import aligned_table
from parsing.readers.pdf.bits import Placed
from parsing.readers.pdf.flow import (
    CONTINUED,
    Margins,
    Text,
    furniture,
    margins,
    merged,
    page_number,
    paragraphs,
    runs_on,
)
from parsing.readers.pdf.joins import continues, grid, joined
from parsing.readers.pdf.lines import Line, lines_of
from parsing.readers.pdf.page import Page
from parsing.readers.pdf.regions import regions
from parsing.readers.pdf.rulings import Rulings
from parsing.readers.pdf.segments import Network
from parsing.readers.pdf.tables import Table, ruled_tables

Item = Text | Table
_EDGE = 0.12
"""Share of a page's height at its top and bottom where a page number may stand in a table."""


def blocks(pages: Sequence[Page]) -> list[Block]:
    """The grids and paragraphs of a document."""
    flat: list[Item] = []
    for item in _items(pages):
        if isinstance(item, Table) and len(flat) > 1 and _is_continued(flat[-2], flat[-1], item):
            flat.pop()
        before = flat[-1] if flat else None
        if isinstance(before, Table) and isinstance(item, Table) and continues(before, item):
            flat[-1] = joined(before, item)
        elif isinstance(before, Text) and isinstance(item, Text) and runs_on(before, item):
            flat[-1] = merged(before, item)
        else:
            flat.append(item)
    found: list[Block] = []
    count = 0
    for item in flat:
        if isinstance(item, Table):
            count += 1
            found.append(grid(item, count))
        else:
            found.append(Paragraph(item.text, Place(page=item.page, box=item.box)))
    return found


def _is_continued(before: Item, between: Item, after: Table) -> bool:
    """Whether all that parts two tables is a line that says the second goes on."""
    said = isinstance(between, Text) and CONTINUED.fullmatch(between.text) is not None
    return said and isinstance(before, Table) and continues(before, after)


def _items(pages: Sequence[Page]) -> Iterator[Item]:
    entries, rulings = _entries(pages)
    limits = _limits([entry for entry in entries if isinstance(entry, Placed)])
    for ruled, run in groupby(entries, key=lambda entry: isinstance(entry, Table)):
        if ruled:
            yield from (entry for entry in run if isinstance(entry, Table))
        else:
            yield from _unruled([entry for entry in run if isinstance(entry, Placed)], limits, rulings)


def _entries(pages: Sequence[Page]) -> tuple[list[Table | Placed], Rulings]:
    """Ruled tables and the lines of text outside them, from the first page to the last, top to
    bottom; and the lines drawn that rule no table by themselves."""
    loose: dict[int, Network] = {}
    split: list[tuple[Page, list[Table], list[Line]]] = []
    for page in pages:
        dressed = _page_numbers(page)
        ruled = ruled_tables(page, [char for char in page.chars if id(char) not in dressed])
        split.append((page, ruled.tables, lines_of(ruled.rest)))
        loose[page.number] = ruled.loose
    edges = furniture([(page, lines) for page, _, lines in split])
    entries: list[Table | Placed] = []
    for (page, tables, lines), edge in zip(split, edges, strict=True):
        body = [Placed(page, line) for index, line in enumerate(lines) if index not in edge]
        entries.extend(sorted([*tables, *body], key=_top))
    return entries, Rulings(loose)


def _top(entry: Table | Placed) -> tuple[float, float]:
    if isinstance(entry, Table):
        return entry.top, entry.xs[0]
    return entry.line.y, entry.line.box[0]


def _limits(placed: Sequence[Placed]) -> dict[int, Margins]:
    widths: dict[int, list[Line]] = {}
    for page, line in placed:
        widths.setdefault(round(page.width), []).append(line)
    return {width: margins(lines, width) for width, lines in widths.items()}


def _unruled(placed: Sequence[Placed], limits: dict[int, Margins], rulings: Rulings) -> Iterator[Item]:
    done = 0
    for start, end in regions(placed):
        table = aligned_table(placed[start:end], rulings)
        if table is not None:
            yield from _texts(placed[done:start], limits)
            yield table
            done = end
    yield from _texts(placed[done:], limits)


def _texts(placed: Sequence[Placed], limits: dict[int, Margins]) -> Iterator[Text]:
    for _, group in groupby(placed, key=lambda item: item.page.number):
        lines = list(group)
        page = lines[0].page
        yield from paragraphs(page, [item.line for item in lines], limits[round(page.width)])


def _page_numbers(page: Page) -> set[int]:
    """Characters of page numbers like - 3 - at the page's edge, even where a table runs under them."""
    margin = page.height * _EDGE
    edge = [c for c in page.chars if not margin <= (c[2] + c[4]) / 2 <= page.height - margin]
    return {id(char) for line in lines_of(edge) if page_number(line.text) for char in line.chars}
