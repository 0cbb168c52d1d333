"""From pages to blocks in reading order: ruled tables, then aligned ones, then paragraphs."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from parsing.grid import Block, Paragraph, Place
from parsing.readers.pdf.layout.abreast import by_column, over_each_other, steps
from parsing.readers.pdf.layout.aligned import aligned_table
from parsing.readers.pdf.layout.asides import ASIDE, with_aside
from parsing.readers.pdf.layout.bits import Placed
from parsing.readers.pdf.layout.flow import (
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
from parsing.readers.pdf.layout.gutter import crosses, gutters, in_columns
from parsing.readers.pdf.layout.joins import continues, grid, joined
from parsing.readers.pdf.layout.lines import Line, lines_of
from parsing.readers.pdf.layout.regions import regions
from parsing.readers.pdf.layout.rulings import Rulings
from parsing.readers.pdf.layout.segments import Network
from parsing.readers.pdf.layout.shelves import side_by_side
from parsing.readers.pdf.layout.tables import Table, ruled_tables
from parsing.readers.pdf.layout.tracking import Tracking
from parsing.readers.pdf.page import Char, Page

Item = Text | Table
Sheet = tuple[int, int]
"""The width of a page, rounded, and a column on it."""
_NO_MARGINS = Margins(0.0, math.inf)
"""Of a menu: no line of it fills its width and goes on in the next."""
_EDGE = 0.12
"""Share of a page's height at its top and bottom where a page number may stand in a table."""


def blocks(pages: Sequence[Page]) -> list[Block]:
    """The grids and paragraphs of a document."""
    tracking = Tracking()
    found = _blocks(pages, tracking)
    learned = tracking.learned()
    return _blocks(pages, learned) if learned else found


def _blocks(pages: Sequence[Page], tracking: Tracking) -> list[Block]:
    flat: list[Item] = []
    for item in _items(pages, tracking):
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


def _items(pages: Sequence[Page], tracking: Tracking) -> Iterator[Item]:
    entries, rulings = _entries(pages, tracking)
    placed = [entry for entry in entries if isinstance(entry, Placed)]
    setting = _Setting(_limits(placed), steps(placed), rulings, tracking)
    for column, run in groupby(entries, key=setting.run_of):
        if column is None:
            yield from (entry for entry in run if isinstance(entry, Table))
        else:
            yield from _unruled([entry for entry in run if isinstance(entry, Placed)], setting)


class _Setting(NamedTuple):
    """How the text of a document is set: the margins of each sheet, how far right columns stand from left ones by the
    width of the page, where columns are as wide, the lines drawn that rule no table by themselves, and how far apart
    digits are set."""

    limits: dict[Sheet, Margins]
    steps: Mapping[int, float]
    rulings: Rulings
    tracking: Tracking

    def run_of(self, entry: Table | Placed) -> int | None:
        """What a line shares with those it may be of one table with; None for a table."""
        if isinstance(entry, Table):
            return None
        return 0 if entry.column != ASIDE and round(entry.page.width) in self.steps else entry.column


def _entries(pages: Sequence[Page], tracking: Tracking) -> tuple[list[Table | Placed], Rulings]:
    """Ruled tables and the lines of text outside them, from the first page to the last, top to
    bottom; and the lines drawn that rule no table by themselves."""
    loose: dict[int, Network] = {}
    split: list[tuple[Page, list[Table], list[Line]]] = []
    for page in pages:
        ruled = ruled_tables(page, _without_page_numbers(page), tracking)
        split.append((page, ruled.tables, tracking.told(lines_of(ruled.rest))))
        loose[page.number] = ruled.loose
    edges = furniture([(page, lines) for page, _, lines in split])
    bodies = [
        [line for index, line in enumerate(lines) if index not in edge]
        for (_, _, lines), edge in zip(split, edges, strict=True)
    ]
    entries: list[Table | Placed] = []
    parts = gutters([(page, body, tables) for (page, tables, _), body in zip(split, bodies, strict=True)])
    for (page, tables, _), body, gutter in zip(split, bodies, parts, strict=True):
        if gutter is None:
            entries.extend(_with_aside(page, tables, body))
        else:
            entries.extend(_in_columns(page, tables, body, gutter))
    return entries, Rulings(loose)


def _with_aside(page: Page, tables: Sequence[Table], body: Sequence[Line]) -> list[Table | Placed]:
    """What stands on a page in reading order, a menu beside its text before what it stands beside."""
    placed = [Placed(page, line, column) for line, column in with_aside(body, tables, page.width)]
    found: list[Table | Placed] = [*tables, *placed]
    menu = [item for item in placed if item.column == ASIDE]
    if not menu:
        return sorted(found, key=_top)
    above = placed[: placed.index(menu[0])]
    begins = above[-1].line.y if above else 0.0
    rest = sorted((entry for entry in found if entry not in menu), key=_top)
    return [
        *(entry for entry in rest if _top(entry)[0] <= begins),
        *menu,
        *(entry for entry in rest if _top(entry)[0] > begins),
    ]


def _in_columns(page: Page, tables: Sequence[Table], body: Sequence[Line], gutter: float) -> list[Table | Placed]:
    """What stands on a page of two columns in reading order: what runs over both parts the page into
    bands, and each band is read down its left column and then down its right."""
    over = [line.y for line in body if crosses(line, gutter)]
    over += [table.top for table in tables if table.xs[0] < gutter - 1 and table.xs[-1] > gutter + 1]
    over.sort()
    found: list[tuple[tuple[int, int, float], Table | Placed]] = []
    for table in tables:
        column = int(table.xs[0] >= gutter - 1)
        found.append(((_band(table.top, over), column, table.top), table))
    for line, column in in_columns(body, gutter):
        found.append(((_band(line.y, over), column, line.y), Placed(page, line, column)))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _band(y: float, over: Sequence[float]) -> int:
    """Twice the number of wide things above a height, and one more for a wide thing itself, by their sorted heights."""
    above = bisect_left(over, y)
    return 2 * above + (y in over[above : above + 1])


def _top(entry: Table | Placed) -> tuple[float, float]:
    if isinstance(entry, Table):
        return entry.top, entry.xs[0]
    return entry.line.y, entry.line.box[0]


def _limits(placed: Sequence[Placed]) -> dict[Sheet, Margins]:
    """The margins of each width of page and column of text."""
    sheets: dict[Sheet, list[Line]] = {}
    for item in placed:
        sheets.setdefault(_sheet(item), []).append(item.line)
    parted = {width for width, column in sheets if column > 0}
    return {
        (width, column): _NO_MARGINS if column == ASIDE else margins(lines, 0.0 if width in parted else width)
        for (width, column), lines in sheets.items()
    }


def _sheet(item: Placed) -> Sheet:
    return round(item.page.width), item.column


def _unruled(placed: Sequence[Placed], setting: _Setting) -> Iterator[Item]:
    """The tables and paragraphs of lines; what makes no table over two columns of text may make one in each."""
    done = 0
    lines = over_each_other(placed, setting.steps)
    for start, end in regions(lines):
        tables = _aligned(lines[start:end], setting)
        columns = [] if tables else list(by_column(placed[start:end]))
        if tables or len(columns) > 1:
            yield from _texts(placed[done:start], setting.limits)
            yield from tables
            for column in columns:
                yield from _unruled(column, setting)
            done = end
    yield from _texts(placed[done:], setting.limits)


def _aligned(region: Sequence[Placed], setting: _Setting) -> list[Table]:
    """The table of a region, or those that stand side by side in it; none where nothing is certain."""
    parts = side_by_side(region)
    if len(parts) > 1:
        tables = [table for part in parts if (table := aligned_table(part, setting.rulings, setting.tracking))]
        if len(tables) == len(parts):
            return tables
    table = aligned_table(region, setting.rulings, setting.tracking)
    return [table] if table is not None else []


def _texts(placed: Sequence[Placed], limits: dict[Sheet, Margins]) -> Iterator[Text]:
    for lines in by_column(placed):
        yield from paragraphs(lines[0].page, [item.line for item in lines], limits[_sheet(lines[0])])


def _is_ruled(page: Page, line: Line) -> bool:
    """Whether lines are drawn down between the characters of a line, as between cells."""
    left, _, right, _ = line.box
    return any(rule.x0 == rule.x1 and left < rule.x0 < right and rule.y0 < line.y < rule.y1 for rule in page.rules)


def _without_page_numbers(page: Page) -> Sequence[Char]:
    """The characters of a page but for page numbers like - 3 - at its edge, even where a table runs under them."""
    low = page.height * _EDGE
    high = page.height - low
    edge = [char for char in page.chars if not low <= char[8] <= high]
    dressed = {
        id(char) for line in lines_of(edge) if page_number(line) and not _is_ruled(page, line) for char in line.chars
    }
    if not dressed:
        return page.chars
    return [char for char in page.chars if low <= char[8] <= high or id(char) not in dressed]
