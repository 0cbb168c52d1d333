"""Running text: page furniture left out, visual lines joined into paragraphs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.layout.lines import Line, gap
from parsing.readers.pdf.page import Page

_MARGIN = 0.13
"""Share of a page's height at its top and bottom where furniture stands."""
_EDGE_LINES = 3
_DASHED = re.compile(r"[-—–－‐―─·•.．\s]{1,4}\d{1,3}[-—–－‐―─·•.．\s]{1,4}")
_NAMED = re.compile(r"第\s*\d{1,3}\s*页.{0,12}|(?:Page|PAGE|page)\s*\d{1,3}.{0,12}|\d{1,3}\s*/\s*\d{1,3}")
_DRESS = 1.2
"""Ems of white between a page number and its dress at most."""
_BARE = re.compile(r"\d{1,3}")
CONTINUED = re.compile(
    r"[（(]?\s*(?:续表|续上表|接上表|接上页|续)\s*[）)]?|表?[一二三四五六\d]?\s*[（(]\s*续表?\s*[）)]"
)
"""What stands above the second part of a table."""
_PRINTED = re.compile(
    r"(?:https?|file)://\S+.*"
    r"|\d{1,4}/\d{1,2}/\d{1,4},?\s?(?:[上下]午)?\d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s.*)?"
)
"""What browsers print at the edges of a page: its address, and the moment before its title."""
_ALOOF, _ALOOF_CELLS = 1.6, 3.5
"""Ems between a running header and the text; more for one of several parts, which may be a table's."""
_TITLE = 1.08
"""How much larger than all other type the lines of a title are at least."""
_FEW_PAGES = 3
"""Pages from which numbers at their edges tell by themselves that they count the pages."""
_CELL = 0.6
"""Ems of white between the cells of a line at least."""
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}、")
"""What a heading begins with; after a full stop it begins no half of a sentence."""
_NEAR = 6.0
_SHORT = 0.6
_LONG, _LONG_LINES = 0.5, 4
"""Share of a page's width that only running text takes in one piece; lines of it that tell where text begins."""
_SAME_SIZE = 0.15
"""Of its size that the type of a line may differ from that of the line before in one paragraph."""
_FARTHEST, _MORE, _OFTEN = 2.6, 0.6, 4
"""Ems that lines of a paragraph stand apart at most, and more than the lines of a page do that stand alike apart so
many times."""
_SIGNED = 6.0
"""Ems from the left margin from which a single line that reaches the right one is set there, as a signature is."""
_TAB = 1.6
"""Ems of white in a line that make it a line of cells."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in the making: ``open`` when its last line reaches the right margin; ``size`` is its type's."""

    page: int
    text: str
    box: Box
    open: bool = False
    indented: bool = False
    row: bool = False
    last_page: int = 0
    size: float = 0.0


def page_number(line: Line) -> bool:
    """Whether a line is a page number by its dress: - 3 -, 第3页 共6页, 2/3. The cells of a row stand farther apart."""
    if not (_DASHED.fullmatch(line.text) or _NAMED.fullmatch(line.text)):
        return False
    return all(white <= _DRESS for _, white in line.gaps)


def furniture(pages: Sequence[tuple[Page, Sequence[Line]]]) -> list[set[int]]:
    """Per page, the indexes of its lines that are headers, footers and page numbers.

    A line is furniture at the page's edge when it is a page number by its dress, or what a browser prints there,
    counts the pages, or comes back on other pages with only its digits changed. Of two pages each may begin a report:
    what is larger than all that stands on them is no header but a title.
    """
    edges = [_edges(page, lines) for page, lines in pages]
    masks = Counter(
        mask for (_, lines), edge in zip(pages, edges, strict=True) for mask in {_mask(lines[i]) for i in edge}
    )
    counted = _counting(pages, edges)
    largest = _largest_inside(pages, edges) if len(pages) < _FEW_PAGES else math.inf
    found = []
    for (page, lines), edge in zip(pages, edges, strict=True):
        often = {i for i in edge if masks[_mask(lines[i])] > max(1, len(pages) // 2) and _aloof(lines, i, page)}
        often = {i for i in often if lines[i].size <= _TITLE * largest}
        dressed = {i for i in edge if page_number(lines[i]) or _PRINTED.fullmatch(lines[i].text)}
        bare = {i for i in edge if _BARE.fullmatch(lines[i].text) and int(lines[i].text) - page.number in counted}
        if len(pages) < _FEW_PAGES:
            bare = {i for i in bare if not _goes_on_a_figure(lines, i, page)}
        found.append(often | dressed | bare)
    return found


def _largest_inside(pages: Sequence[tuple[Page, Sequence[Line]]], edges: Sequence[Sequence[int]]) -> float:
    """The largest type of lines that do not stand at the edge of a page."""
    return max(
        (
            line.size
            for (_, lines), edge in zip(pages, edges, strict=True)
            for index, line in enumerate(lines)
            if index not in edge
        ),
        default=math.inf,
    )


def _edges(page: Page, lines: Sequence[Line]) -> list[int]:
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    first = [i for i in range(min(_EDGE_LINES, len(lines))) if lines[i].y < low]
    last = [i for i in range(max(0, len(lines) - _EDGE_LINES), len(lines)) if lines[i].y > high]
    return sorted({*first, *last})


def _aloof(lines: Sequence[Line], index: int, page: Page) -> bool:
    """Whether white parts a line at the edge from the text: the repeated heading of a table stands close."""
    line = lines[index]
    beyond = index + 1 if line.y < page.height / 2 else index - 1
    if not 0 <= beyond < len(lines):
        return True
    cells = len(line.tokens(_TAB)) > 1
    return abs(lines[beyond].y - line.y) >= (_ALOOF_CELLS if cells else _ALOOF) * line.size


def _goes_on_a_figure(lines: Sequence[Line], index: int, page: Page) -> bool:
    """Whether a bare number at the edge stands close under a figure, or over one, and may be part of it."""
    line = lines[index]
    beyond = index + 1 if line.y < page.height / 2 else index - 1
    if not 0 <= beyond < len(lines) or abs(lines[beyond].y - line.y) >= _ALOOF_CELLS * line.size:
        return False
    figures = [token for token in lines[beyond].tokens(_CELL) if token.value]
    return any(token.x0 < line.box[2] and line.box[0] < token.x1 for token in figures)


def _mask(line: Line) -> str:
    """What comes back on other pages: the same words of the same size. The agency's name over the title is larger than
    the one it signs with, which may open the last page."""
    return f"{round(line.y / 4)}:{round(line.size)}:{re.sub(r'[0-9]+', '#', line.text)}"


def _counting(pages: Sequence[tuple[Page, Sequence[Line]]], edges: Sequence[Sequence[int]]) -> set[int]:
    """Differences between a bare number at the edge and its page's number, seen on most pages."""
    offsets = Counter(
        offset
        for (page, lines), edge in zip(pages, edges, strict=True)
        for offset in {int(lines[i].text) - page.number for i in edge if _BARE.fullmatch(lines[i].text)}
    )
    return {offset for offset, count in offsets.items() if count * 2 > len(pages)}


class Margins(NamedTuple):
    """Where lines of running text begin and end on pages of one width, in points."""

    left: float
    right: float


def margins(lines: Sequence[Line], width: float) -> Margins:
    """The edges most lines reach, so that a title or a stray mark counts for nothing.

    ``width`` is the page's: where lines are few or all short, text is taken to end as far from
    the right of the page as it begins from the left. Lines of tables without rules are many and begin
    anywhere: where there are long lines of text, these alone tell where it begins.
    """
    long = [line for line in lines if line.box[2] - line.box[0] >= _LONG * width and not _is_row(line)]
    left = _margin([line.box[0] for line in (long if len(long) >= _LONG_LINES else lines)], low=True)
    right = _margin([line.box[2] for line in lines], low=False)
    reaching = sum(abs(line.box[2] - right) <= _NEAR for line in lines)
    if reaching < 3 or right < _SHORT * width:
        right = max(right, width - left)
    return Margins(left, right)


def paragraphs(page: Page, lines: Sequence[Line], edges: Margins) -> list[Text]:
    """The paragraphs of one page's lines outside tables; lines of cells stay by themselves, with tabs."""
    left, right = edges
    apart = _farthest(lines)
    texts: list[Text] = []
    pending: list[Line] = []
    for line in lines:
        if _is_row(line):
            _finish(page, pending, texts, left, right)
            pending = []
            words = "\t".join(token.text for token in line.tokens(_TAB))
            texts.append(Text(page.number, words, page.shown(line.box), row=True, last_page=page.number))
        elif pending and line.y - pending[-1].y <= apart * line.size and _goes_on(pending[-1], line, left, right):
            pending.append(line)
        else:
            _finish(page, pending, texts, left, right)
            pending = [line]
    _finish(page, pending, texts, left, right)
    return texts


def _farthest(lines: Sequence[Line]) -> float:
    """Ems that lines of one paragraph stand apart at most: little more than most lines of the page do."""
    steps = [
        round((below.y - line.y) / line.size, 1)
        for line, below in pairwise(lines)
        if abs(below.size - line.size) <= _SAME_SIZE * line.size and 0 < below.y - line.y <= _FARTHEST * line.size
    ]
    step, times = Counter(steps).most_common(1)[0] if steps else (0.0, 0)
    return min(step + _MORE, _FARTHEST) if times >= _OFTEN else _FARTHEST


def runs_on(before: Text, after: Text) -> bool:
    """Whether a paragraph goes on over the page."""
    if before.last_page >= after.page or _begins(before.text, after.text):
        return False
    if abs(before.size - after.size) > _SAME_SIZE * before.size:
        return False
    return before.open and not (after.indented or before.row or after.row)


def merged(before: Text, after: Text) -> Text:
    """One paragraph of two, the second on the next page."""
    text = _join(before.text, after.text)
    return Text(before.page, text, before.box, after.open, before.indented, last_page=after.last_page, size=after.size)


def _margin(edges: Sequence[float], low: bool) -> float:
    """The edge most lines reach: robust to a title or a stray mark."""
    ordered = sorted(edges, reverse=not low)
    best = ordered[0]
    for edge in ordered:
        if sum(abs(edge - other) <= _NEAR for other in ordered) >= max(2, len(ordered) // 6):
            return edge
    return best


def _is_row(line: Line) -> bool:
    found = line.tokens(_TAB)
    return len(found) > 1


def _goes_on(line: Line, below: Line, left: float, right: float) -> bool:
    size = line.size
    if abs(below.size - size) > _SAME_SIZE * size:
        return False
    if below.y - line.y > _FARTHEST * size or below.box[0] - left > 1.0 * size:
        return False
    if _begins(line.text, below.text):
        return False
    white = right - line.box[2]
    return white <= 1.6 * size + _unbroken(below)


def _begins(above: str, text: str) -> bool:
    """Whether a numbered line stands under the end of a sentence, which may well fill its line."""
    return above.endswith("。") and _NUMBERED.match(text) is not None


def _unbroken(line: Line) -> float:
    """Points the first word takes that could not be broken to fill the line above."""
    width, first = 0.0, line.chars[0]
    for index, char in enumerate(line.chars):
        if not char.text.isascii() or (index and gap(line.chars[index - 1], char) > 0.2):
            break
        width = char.x1 - first.x0
    return width


def _finish(page: Page, lines: Sequence[Line], texts: list[Text], left: float, right: float) -> None:
    if not lines:
        return
    text = lines[0].text
    for line in lines[1:]:
        text = _join(text, line.text)
    lefts, tops, rights, bottoms = zip(*[line.box for line in lines], strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    last = lines[-1]
    indent = lines[0].box[0] - left
    aligned = len(lines) == 1 and indent > _SIGNED * last.size
    reaches = right - last.box[2] <= 1.6 * last.size and not aligned
    indented = indent > 1.0 * lines[0].size
    place = page.shown(box)
    texts.append(Text(page.number, text, place, reaches, indented, last_page=page.number, size=last.size))


def _join(before: str, after: str) -> str:
    apart = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if apart else before + after
