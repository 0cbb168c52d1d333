"""Lines of a text, and tables whose columns are parted by nothing but blanks.

They are cut where all of their lines are blank, where a rule between them says that columns begin, or where their
headings do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

FIGURE = re.compile(r"^[0-9０-９][0-9０-９,，.．]*[^\s\d]{0,4}$|^[-—–/／－]$|^无$")
_NUMBER = re.compile(r"[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?")
_GAP = re.compile(r"\S(?:\s{2,}|\u3000)\S")
_TWO_CELLS = re.compile(r"\d\s+\d|\S\s{2,}\S")
_PARTED_RULE = re.compile(r"^\s*(?:-{2,}|={2,})(?:\s+(?:-{2,}|={2,})){2,}\s*$")
_IN_NUMBERS = frozenset("0123456789０１２３４５６７８９.,．，")
LEAST_LINES, LEAST_CELLS = 3, 3
LONGEST_CELL = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its text and its offsets in the whole."""

    text: str
    offset: int
    end: int


def together(pieces: Iterable[str]) -> str:
    """The lines of a cell as one; a number that goes on in the next line keeps a blank, as it may be another."""
    text = ""
    for piece in filter(None, pieces):
        text += f" {piece}" if text[-1:].isdigit() and piece[0] in _IN_NUMBERS else piece
    return text


class Columns(NamedTuple):
    """Where each column of a table begins and what is in it ends, in places of a line, of which characters that are
    ``wide`` take two."""

    spans: tuple[tuple[int, int], ...]
    wide: str


Rows = dict[Line, list[str]]


def aligned(lines: list[Line], before: Columns | None = None) -> tuple[list[Line], Columns] | None:
    """The lines cut where all are blank, so that an empty cell is seen, and where; None where that is not clear.

    Quotation marks and the like take one place or two, as the font has it. Lines without headings are cut as those
    ``before``, of which they are the rest: a column that is blank in all of them would be lost.
    """
    gapped = [line for line in lines if _GAP.search(line.text)]
    if len(gapped) < LEAST_LINES or any("\t" in line.text for line in gapped):
        return None
    tried = (cut(lines, gapped, wide) for cut in (_cut_by_rule, _cut_alike, _cut_by_headings) for wide in ("WF", "WFA"))
    found = next((cut for cut in tried if cut is not None), None)
    if found is None or not _has_headings(found[0]):
        if before is not None:
            found = _cut_as_before(gapped, before)
        elif found is not None and _has_blanks(found[0]):
            return None
    if found is None:
        return None
    rows, columns = found
    return [replace(line, text="\t".join(rows[line])) if line in rows else line for line in lines], columns


def _has_headings(rows: Rows) -> bool:
    """Whether some column holds words over its numbers, and none under them, as a column of labels does."""
    for cells in zip(*(rows[line] for line in sorted(rows, key=lambda line: line.offset)), strict=True):
        numbers = [bool(_NUMBER.fullmatch(cell)) for cell in cells if cell]
        words = [not FIGURE.match(cell) for cell in cells if cell]
        if True in numbers and True in words[: numbers.index(True)] and True not in words[numbers.index(True) :]:
            return True
    return False


def _has_blanks(rows: Rows) -> bool:
    """Whether a row of figures has none in a column of figures."""
    figures = [any(map(_NUMBER.fullmatch, cells)) for cells in zip(*rows.values(), strict=True)]
    own = ([cell for cell, is_figure in zip(cells, figures, strict=True) if is_figure] for cells in rows.values())
    return any(any(cells) and not all(cells) for cells in own)


def _columns_of(rows: Iterable[Sequence[str]], starts: Sequence[int], wide: str) -> Columns:
    """The columns that begin at ``starts``, by the cells in them that do not go on over the next."""
    spans = []
    for start, limit, cells in zip(starts, [*starts[1:], math.inf], zip(*rows, strict=True), strict=True):
        ends = (start + len(_columns(cell, wide)) for cell in cells if cell)
        spans.append((start, int(max((end for end in ends if end <= limit), default=start + 1))))
    return Columns(tuple(spans), wide)


def _cut_as_before(gapped: list[Line], before: Columns) -> tuple[Rows, Columns] | None:
    """The lines cut where those before were, words of one column together; None where a figure keeps to none."""
    rows: Rows = {}
    for line in gapped:
        cells = [""] * len(before.spans)
        for at, text in _apart(_columns(line.text, before.wide)):
            end = at + len(_columns(text, before.wide))
            over = [n for n, (start, stop) in enumerate(before.spans) if start < end and at < stop]
            number = FIGURE.match(text) or (over and FIGURE.match(cells[over[0]]))
            if not over or (number and (cells[over[0]] or len(over) > 1)) or _TWO_CELLS.search(text):
                return None
            cells[over[0]] = f"{cells[over[0]]} {text}".strip()
        rows[line] = cells
    return rows, before


def _cut_by_rule(lines: list[Line], gapped: list[Line], wide: str) -> tuple[Rows, Columns] | None:
    """The lines cut where their rules say that columns begin (---- -- ------): a heading over several columns is left
    whole, as it would be sliced; None where a row of figures would be."""
    rules = {line.text for line in lines if _PARTED_RULE.match(line.text)}
    if len(rules) != 1:
        return None
    cuts = [group.start() for group in re.finditer(r"\S+", rules.pop())][1:]
    rows: Rows = {}
    for line in lines:
        columns = _columns(line.text, wide)
        if not _is_sliced(columns, cuts):
            rows[line] = _cut(columns, cuts)
        elif sum(bool(FIGURE.match(word)) for word in line.text.split()) > 1:
            return None
    filled = [cell for cells in rows.values() for cell in cells]
    if any(_TWO_CELLS.search(cell) for cell in filled):
        return None
    return rows, _columns_of(rows.values(), (0, *cuts), wide)


def _cut_alike(lines: list[Line], gapped: list[Line], wide: str) -> tuple[Rows, Columns] | None:
    drawn = {line: _columns(line.text, wide) for line in gapped}
    width = max(len(columns) for columns in drawn.values())
    empty = [all(len(c) <= at or c[at].isspace() for c in drawn.values()) for at in range(width)]
    cuts = [at for at in range(1, width) if empty[at - 1] and not empty[at] and (at < 2 or empty[at - 2])]
    rows = {line: _cut(columns, cuts) for line, columns in drawn.items()}
    texts = [cell for cells in rows.values() for cell in cells]
    if len(cuts) < LEAST_CELLS - 1 or any(_TWO_CELLS.search(cell) for cell in texts):
        return None
    if sum(bool(FIGURE.match(cell)) for cell in texts) < LEAST_CELLS:
        return None
    for line in lines:
        columns = _columns(line.text, wide)
        if line not in rows and len(line.text.strip()) <= LONGEST_CELL // 2 and not _is_sliced(columns, cuts):
            rows[line] = _cut(columns, cuts)
    return rows, _columns_of(rows.values(), (0, *cuts), wide)


def _cut_by_headings(lines: list[Line], gapped: list[Line], wide: str) -> tuple[Rows, Columns] | None:
    """The lines cut where their words begin, so that a cell over several columns stays whole; None where most figures
    begin elsewhere, as those set from the right do. A line whose figures do is left."""
    drawn = {line: dict(_apart(_columns(line.text, wide))) for line in gapped}
    drawn = {line: cells for line, cells in drawn.items() if not any(map(_TWO_CELLS.search, cells.values()))}
    starts = {at for cells in drawn.values() for at, text in cells.items() if not FIGURE.match(text)}
    rows = [cells for cells in drawn.values() if any(map(FIGURE.match, cells.values()))]
    fitting = [cells for cells in rows if cells.keys() <= starts]
    figures = sum(bool(FIGURE.match(text)) for cells in fitting for text in cells.values())
    if figures < LEAST_CELLS or 2 * len(fitting) <= len(rows):
        return None
    own = set(gapped)
    short = (line for line in lines if line not in own and len(line.text.strip()) <= LONGEST_CELL // 2)
    drawn |= {line: dict(_apart(_columns(line.text, wide))) for line in short}
    order = sorted(starts)
    found = {line: [cells.get(at, "") for at in order] for line, cells in drawn.items() if cells.keys() <= starts}
    return found, _columns_of(found.values(), order, wide)


def _apart(columns: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The cells of a line, which two blanks part, with where they begin."""
    at = 0
    for gap in [*re.finditer(r"\s{2,}", "".join(char or "\0" for char in columns)), None]:
        end = gap.start() if gap else len(columns)
        if text := "".join(columns[at:end]).strip():
            yield at, text
        at = gap.end() if gap else end


def _is_sliced(columns: Sequence[str], cuts: Sequence[int]) -> bool:
    """Whether a cut goes through words."""
    return any(cut < len(columns) and not columns[cut - 1].isspace() for cut in cuts)


def _columns(text: str, wide: str) -> list[str]:
    """The characters by where they stand on the page: a wide one takes two places."""
    places: list[str] = []
    for char in text:
        places.append(char)
        if unicodedata.east_asian_width(char) in wide:
            places.append(" " if char.isspace() else "")
    return places


def _cut(columns: Sequence[str], cuts: Sequence[int]) -> list[str]:
    bounds = [0, *cuts, max(len(columns), *cuts) if cuts else len(columns)]
    return ["".join(columns[a:b]).strip() for a, b in pairwise(bounds)]
