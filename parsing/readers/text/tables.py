"""Tables drawn with characters, as lines whose cells are set off by tabs.

Walls (│ | ｜), commas and columns of blanks all become tabs, so that whoever reads the lines has one
shape to know. A line that is no row of such a table stays as it is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from parsing.readers.text.columns import (
    FIGURE,
    LEAST_CELLS,
    LEAST_LINES,
    LONGEST_CELL,
    Columns,
    Line,
    aligned,
    together,
)
from parsing.readers.text.pasted import put_together
from parsing.readers.text.wrapped import WALLS, rejoined

_STROKES = "-=_—–─━┄┅┈┉═╌╍－＝＿"
_RULE = re.compile(rf"^[\s:+＋{re.escape(_STROKES)}\u2500-\u257f{re.escape(WALLS)}]+$")
_STROKE = re.compile(rf"[{re.escape(_STROKES)}]{{2,}}|[:|]\s*-+\s*[:|]")
_WALL = re.compile(rf"[{re.escape(WALLS)}]")
_ESCAPED = "\ue000"
_TABS = re.compile(r"\t+")
_LOOK = re.compile(r"(\*\*|`|__)([^*`_\s](?:[^*`_]*[^*`_\s])?)\1")
"""Bold and set like code, in markdown."""
_HALF_LOOK = re.compile(r"^\*\*(?=[^*\s])|(?<=[^*\s])\*\*$")
"""Bold that goes over several cells. Asterisks alone stand for themselves."""
_BREAK = re.compile(r"<br\s*/?>", re.I)
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_COLON = re.compile(r"(.*[^\d\s：:])\s*[：:]\s*([0-9０-９.．]+)")
_LISTED = re.compile(r"\d\s*[、，,；;/]|[、，,；;/]\s*\d")
_GROUPED = re.compile(r"\s*\d{1,3}(?:[,，]\d{3})+\s*$")
_THOUSANDS = re.compile(r"0\d\d$")
LEAST_RULES = 4
"""Rules of a table in which each row is between two of them."""


def tabbed(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with the cells of tables set off by tabs, and without the rules between rows."""
    columns: Columns | None = None
    for filled, group in groupby(_single(put_together(lines)), key=lambda line: bool(line.text.strip())):
        if not filled:
            yield from group
            continue
        rows, columns = _block(list(group), columns)
        yield from rows


def _single(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with one tab between cells: where all tabs of a text come in pairs, each pair parts two cells."""
    runs = [run for line in lines for run in _TABS.findall(line.text)]
    if len(runs) < LEAST_LINES * LEAST_CELLS or any(len(run) % 2 for run in runs):
        return lines
    return [replace(line, text=line.text.replace("\t\t", "\t")) for line in lines]


def _block(lines: list[Line], before: Columns | None) -> tuple[list[Line], Columns | None]:
    """Lines without a blank one between them are read alike; ``before`` are the columns of blanks of those before, and
    so is what comes back."""
    lines = rejoined(lines)
    walled = sum(1 for line in lines if len(_cells(line.text)) >= LEAST_CELLS - 1)
    if walled >= LEAST_LINES - 1 and any(_is_rule(line.text) or _holds_figure(_cells(line.text)) for line in lines):
        return list(_drawn(lines)), before
    if (separated := _separated(lines)) is not None:
        return separated, before
    if (found := aligned(lines, before)) is not None:
        return found
    return [replace(o, text="\t".join(_cells(o.text))) if _is_row(o.text) else o for o in lines], before


# ---- walls ----


def _is_row(text: str) -> bool:
    """A row that a page break set apart from its table."""
    bare = text.strip()
    return bool(_WALL.match(bare) and _WALL.match(bare[-1])) and len(_cells(bare)) >= LEAST_CELLS


def _is_rule(text: str) -> bool:
    return bool(_RULE.match(text)) and bool(_STROKE.search(text))


def _is_of_dashes(text: str) -> bool:
    """Whether each cell holds one stroke: beside longer rules that is a row in which nothing is counted."""
    cells = _cells(text)
    return len(cells) >= LEAST_CELLS and all(len(cell) == 1 for cell in cells)


def _cells(text: str, fenced: bool = True) -> list[str]:
    """The cells between walls; one cell where there is none. In a ``fenced`` table the outer walls part nothing."""
    pieces = _WALL.split(text.strip().replace(r"\|", _ESCAPED))
    if len(pieces) == 1:
        return [text]
    if fenced:
        pieces = pieces[1:] if not pieces[0].strip() else pieces
        pieces = pieces[:-1] if len(pieces) > 1 and not pieces[-1].strip() else pieces
    return [_bare(piece) for piece in pieces]


def _bare(cell: str) -> str:
    text = _BREAK.sub("\n", _HALF_LOOK.sub("", _LOOK.sub(r"\2", cell.replace(_ESCAPED, "|").strip())))
    return re.sub(r"\n(?=\D)|(?<=\D)\n", "", text.strip()).replace("\n", "\v")


def _holds_figure(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and any(FIGURE.match(cell) for cell in cells)


def _drawn(lines: list[Line]) -> Iterator[Line]:
    """Rows between walls. Where a rule parts every row from the next, a row may take several lines."""
    ruled = sum(_is_rule(line.text) for line in lines) >= LEAST_RULES
    fenced = _is_fenced(lines)
    long = any(_is_rule(line.text) and not _is_of_dashes(line.text) for line in lines)
    segment: list[Line] = []
    for line in [*lines, Line("---", 0, 0)]:
        if _is_rule(line.text) and not (long and _is_of_dashes(line.text)):
            yield from _rows(segment, ruled, fenced)
            segment = []
        else:
            segment.append(line)


def _is_fenced(lines: Sequence[Line]) -> bool:
    """Whether each row begins with a wall, as its rules tell, or without any all its rows."""
    rules = [line.text.strip() for line in lines if _is_rule(line.text)]
    if rules:
        return all(rule[0] not in ":" + _STROKES for rule in rules)
    return all(_WALL.match(line.text.strip()) for line in lines if _WALL.search(line.text))


def _rows(segment: list[Line], ruled: bool, fenced: bool) -> Iterator[Line]:
    """``fenced`` tables begin each row with a wall: a line that does not is no row."""
    rows = [
        (line, [line.text] if fenced and not _WALL.match(line.text.strip()) else _cells(line.text, fenced))
        for line in segment
    ]
    counts = {len(cells) for _, cells in rows}
    if ruled and len(rows) > 1 and len(counts) == 1 and _is_one_row([cells for _, cells in rows]):
        columns = zip(*(cells for _, cells in rows), strict=True)
        texts = [together(column) for column in columns]
        yield Line("\t".join(texts), segment[0].offset, segment[-1].end)
        return
    for line, cells in rows:
        yield replace(line, text="\t".join(cells)) if len(cells) > 1 else line


def _is_one_row(rows: Sequence[Sequence[str]]) -> bool:
    """Whether at most one of the lines has the figures of a row; the others are what did not fit."""
    counts = [sum(bool(FIGURE.match(cell)) for cell in cells) for cells in rows]
    return sum(count >= max(2, (max(counts) + 1) // 2) for count in counts) <= 1 and len(rows[0]) > 1


# ---- separators ----


def _separated(lines: list[Line]) -> list[Line] | None:
    """The lines parted at commas or semicolons, where most have equally many cells and figures in them, or all of them
    have short cells: merged ones may have left no trace."""
    if any("\t" in line.text for line in lines):
        return [replace(line, text="\t".join(map(_unquoted, line.text.split("\t")))) for line in lines]
    for mark in (",", ";", "，", "；"):
        if not any(line.text.count(mark) >= LEAST_CELLS - 1 for line in lines):
            continue
        parted = _parted(lines, mark)
        rows = [(line, [line.text] if _GROUPED.match(line.text) else _without_colon(cells)) for line, cells in parted]
        counts = Counter(len(cells) for _, cells in rows if len(cells) > 1 or "。" not in cells[0])
        usual, often = counts.most_common(1)[0] if counts else (0, 0)  # sentences around a table are no rows of it
        alike = [cells for _, cells in rows if len(cells) == usual]
        enough = usual >= LEAST_CELLS and often >= LEAST_LINES and _is_table(alike)
        if enough or (all(_is_short(cells) for _, cells in rows) and _is_table([cells for _, cells in rows])):
            return [
                replace(line, text="\t".join(cell.strip() for cell in cells))
                if len(cells) == usual or (len(cells) > 1 and _is_short(cells))
                else line
                for line, cells in rows
            ]
    return None


def _is_short(cells: Sequence[str]) -> bool:
    """Whether a line holds no sentence, nor a number whose thousands the mark parts, nor figures that another parts."""
    texts = [cell.strip() for cell in cells]
    listed = any(_LISTED.search(text) and not _GROUPED.match(text) for text in texts)
    return not listed and not any(len(t) > LONGEST_CELL // 2 or "。" in t or _THOUSANDS.match(t) for t in texts)


def _parted(lines: list[Line], mark: str) -> list[tuple[Line, list[str]]]:
    """The cells of each line; with a half-width mark they may be quoted, and go over several lines."""
    if mark in "，；":
        return [(line, [_unquoted(cell) for cell in _outside_brackets(line.text, mark)]) for line in lines]
    found: list[tuple[Line, list[str]]] = []
    reader = csv.reader((line.text + "\n" for line in lines), delimiter=mark)
    start = 0
    try:
        for cells in reader:
            first, last = lines[start], lines[reader.line_num - 1]
            text = first.text if start == reader.line_num - 1 else "".join(cells)
            found.append((Line(text, first.offset, last.end), [" ".join(cell.split()) for cell in cells]))
            start = reader.line_num
    except csv.Error:
        return [(line, line.text.split(mark)) for line in lines]
    return found


def _outside_brackets(text: str, mark: str) -> list[str]:
    """Parted at the mark, but for what stands in brackets: （区分处理的，只计这一情形，不计其他情形）."""
    kept = _BRACKETED.sub(lambda found: found.group().replace(mark, _ESCAPED), text)
    return [piece.replace(_ESCAPED, mark) for piece in kept.split(mark)]


def _without_colon(cells: list[str]) -> list[str]:
    """The cells of a row with its label parted from the first figure: 规章：1,0,11."""
    found = _COLON.fullmatch(cells[0]) if len(cells) > 1 else None
    return [*found.groups(), *cells[1:]] if found else cells


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else cell


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Short cells, some figures, and no cell with two numbers that a blank parts: 10,067 203 24."""
    cells = [cell.strip() for row in rows for cell in row]
    if any(len(cell) > LONGEST_CELL and "。" not in cell for cell in cells):
        return False
    if any(re.search(r"\d\s+\d", cell) for cell in cells):
        return False
    figures = sum(bool(FIGURE.match(cell)) for cell in cells)
    return figures >= LEAST_CELLS and any(
        sum(len(c.strip()) > 1 and not FIGURE.match(c.strip()) for c in r) for r in rows
    )
