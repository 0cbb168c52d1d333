"""Sheets wider than their paper, whose further columns programs of sheets print on pages of their own.

Such a page holds rows of figures without a name, at the heights of the rows of the page with the names; what is left
of headings and sentences stands there, too. Put back beside that page, the sheet is read like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from parsing.grid import Block, Box, Grid, Place
from parsing.readers.pdf.layout.bits import CELL_GAP
from parsing.readers.pdf.layout.flow import page_number
from parsing.readers.pdf.layout.lines import Line, lines_of
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Char, Page, Rule

_ROWS = 5
"""Rows of figures without a name that make a page the rest of another; table 四 alone has one in other documents."""
_OFF = 1.5
"""Points by which what stands on one row of a sheet may stand higher or lower."""
_MOST = 0.6
"""Share of its rows that have the heights of names, or of its lines those of lines, on the page a page goes on from.
Not all have: the name of two lines stands above and below the height of its figures."""


_MEETING = 0.3
"""Ems by which two characters stand on one another."""


class _Seam(NamedTuple):
    """From where on a page holds what is printed on another, and how far right that was moved, in points."""

    at: float
    page: int
    shift: float


class _Content(NamedTuple):
    """The lines of a page without its number, their heights, and the heights of those of nothing but figures and of
    those that begin with words."""

    lines: list[Line]
    heights: list[float]
    figures: list[float]
    names: list[float]


def put_together(pages: Sequence[Page], found: Sequence[Block]) -> list[Block]:
    """The blocks of pages; read anew where some go on beside others. ``found`` are those of the pages as they are."""
    if not _is_nameless(found):  # as nearly every document
        return list(found)
    contents = [_content(page) for page in pages]
    owners = _owners(pages, contents)
    ruled = [pages[owner].rules or not contents[at].figures for at, owner in owners.items()]
    if not owners or not all(ruled):
        return list(found)  # where no line shows the end of the columns, half a number may stand on either page
    seams: dict[int, list[_Seam]] = {}
    wide = _wide(pages, contents, owners, seams)
    if wide is None:
        return list(found)
    return [_back(block, seams) for block in blocks(wide)]


def _is_nameless(found: Sequence[Block]) -> bool:
    """Whether some grid, or lines of cells, have several rows that begin with a figure."""
    rows = 0
    for block in found:
        if isinstance(block, Grid):
            first: dict[int, tuple[int, str]] = {}
            for cell in block.cells:
                first[cell.row] = min(first.get(cell.row, (cell.column, cell.text)), (cell.column, cell.text))
            rows += sum(text.isdecimal() for _, text in first.values())
        else:
            rows += block.text[:1].isdecimal() and "\t" in block.text
    return rows >= _ROWS


def _content(page: Page) -> _Content:
    lines = [line for line in lines_of(page.chars) if not page_number(line)]
    figures = [line.y for line in lines if all(token.value for token in line.tokens(CELL_GAP))]
    names = [line.y for line in lines if not line.tokens(CELL_GAP)[0].value]
    return _Content(lines, [line.y for line in lines], figures, names)


def _owners(pages: Sequence[Page], contents: Sequence[_Content]) -> dict[int, int]:
    """The page each page goes on from, by their places in the document."""
    owners: dict[int, int] = {}
    for at, content in enumerate(contents):
        if len(content.figures) < _ROWS:
            continue
        before = [i for i in range(at) if i not in owners and _fit(pages[i], pages[at])]
        shares = {i: _share(content.figures, contents[i].names) for i in before}
        best = max(shares, key=lambda i: (shares[i], i), default=-1)
        if best >= 0 and shares[best] >= _MOST:
            owners[at] = best
    for at, owner in list(owners.items()):
        _take_along(pages, contents, owners, (owner, at))
    if owners:
        _take_rest(pages, contents, owners)
    return owners


def _take_along(
    pages: Sequence[Page], contents: Sequence[_Content], owners: dict[int, int], pair: tuple[int, int]
) -> None:
    """The pages before and after two of which one goes on from the other: their text does so as well."""
    for step in (-1, 1):
        owner, at = pair[0] + step, pair[1] + step
        while 0 <= owner < at < len(pages) and _is_free(owner, at, owners) and _goes_on(pages, contents, owner, at):
            owners[at] = owner
            owner, at = owner + step, at + step


def _take_rest(pages: Sequence[Page], contents: Sequence[_Content], owners: dict[int, int]) -> None:
    """Sheets of text alone, of two pages each, among sheets of tables that go on from page to page."""
    for at in range(1, len(pages)):
        if _is_free(at - 1, at, owners) and at - 1 not in owners.values() and _goes_on(pages, contents, at - 1, at):
            owners[at] = at - 1


def _is_free(owner: int, at: int, owners: dict[int, int]) -> bool:
    return owner not in owners and at not in owners and at not in owners.values()


def _goes_on(pages: Sequence[Page], contents: Sequence[_Content], owner: int, at: int) -> bool:
    return _fit(pages[owner], pages[at]) and _share(contents[at].heights, contents[owner].heights) >= _MOST


def _fit(one: Page, other: Page) -> bool:
    same = (round(one.width), round(one.height)) == (round(other.width), round(other.height))
    return same and not one.turn and not other.turn


def _share(heights: Sequence[float], known: Sequence[float]) -> float:
    """The share of heights at which others stand."""
    near = 0
    for y in heights:
        following = bisect_left(known, y - _OFF)
        near += following < len(known) and known[following] <= y + _OFF
    return near / len(heights) if heights else 0.0


def _wide(
    pages: Sequence[Page], contents: Sequence[_Content], owners: dict[int, int], seams: dict[int, list[_Seam]]
) -> list[Page] | None:
    """The pages with those that go on from them beside; None where what is printed would come to stand on other print.

    ``seams`` are given, by the numbers of pages, where. What programs print of a sheet ends on each page with the same
    column, to which its lines reach.
    """
    left = min(_sides(page)[0] for page in pages if page.rules)
    ends: dict[int, float] = {}
    for at, owner in owners.items():
        ends[at - owner] = max(ends.get(at - owner, 0.0), _sides(pages[owner])[1])
    farthest = max(ends.values())
    found: list[Page] = []
    for place, page in enumerate(pages):
        if place in owners:
            continue
        whole: Page | None = page
        seam = 0.0
        for at in sorted(at for at, owner in owners.items() if owner == place):
            seam = seam or ends[at - place] or farthest
            shift = seam - left
            whole = _beside(whole, pages[at], contents[at], shift) if whole else None
            seams.setdefault(page.number, []).append(_Seam(seam, pages[at].number, shift))
            seam = shift + _sides(pages[at])[1]
        if whole is None:
            return None
        found.append(whole)
    return found


def _sides(page: Page) -> tuple[float, float]:
    """Where the ruling lines of a page begin and end."""
    return min((rule.x0 for rule in page.rules), default=0.0), max((rule.x1 for rule in page.rules), default=0.0)


def _beside(whole: Page, page: Page, content: _Content, shift: float) -> Page | None:
    """Two pages as one, what the end of the one cuts printed on both; None where other characters would meet."""
    rows: dict[int, list[Char]] = {}
    for char in whole.chars:
        if char.x1 > shift:
            rows.setdefault(round(char.y), []).append(char)
    chars: list[Char] = []
    for line in content.lines:
        for char in line.chars:
            moved = _moved(char, shift)
            near = [other for y in (-1, 0, 1) for other in rows.get(round(moved.y) + y, ()) if _meet(other, moved)]
            if any(other.text != moved.text or abs(other.x0 - moved.x0) > _OFF for other in near):
                return None
            if not near:
                chars.append(moved)
    rules = tuple(Rule(rule.x0 + shift, rule.y0, rule.x1 + shift, rule.y1, rule.dot) for rule in page.rules)
    fills = tuple((x0 + shift, y0, x1 + shift, y1) for x0, y0, x1, y1 in page.fills)
    return replace(
        whole,
        width=shift + page.width,
        chars=whole.chars + tuple(chars),
        rules=whole.rules + rules,
        fills=whole.fills + fills,
        images=whole.images + page.images,
    )


def _meet(one: Char, other: Char) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > _MEETING * min(one.size, other.size)


def _moved(char: Char, shift: float) -> Char:
    return char._replace(x0=char.x0 + shift, x1=char.x1 + shift, x=char.x + shift)


def _back(block: Block, seams: dict[int, list[_Seam]]) -> Block:
    """A block with its places on the pages as they are printed."""
    if not isinstance(block, Grid):
        return replace(block, place=_printed(block.place, seams))
    cells = tuple(cell._replace(place=_printed(cell.place, seams)) for cell in block.cells)
    return replace(block, cells=cells, place=_printed(block.place, seams))


def _printed(place: Place, seams: dict[int, list[_Seam]]) -> Place:
    """Where something stands; of what is printed on several pages the part on the first."""
    if place.page is None or place.box is None:
        return place
    own = seams.get(place.page)
    if not own:
        return place
    x0, y0, x1, y1 = place.box
    page, low, high = place.page, 0.0, own[0].at
    for seam, following in zip(own, [*(s.at for s in own[1:]), x1], strict=True):
        if x0 >= seam.at - _OFF:
            page, low, high = seam.page, seam.shift, following
    box: Box = (round(x0 - low, 1), y0, round(max(min(x1, high), x0) - low, 1), y1)
    return place._replace(page=page, box=box)
