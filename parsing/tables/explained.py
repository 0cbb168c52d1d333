"""Labels that explain themselves in brackets: 规章（设区的市、自治州人民政府应提供相关数据）, 处理决定数量（指办件量）.

Those who send the form out write into it what belongs in a row or column, and it stays there. What the form itself
has in brackets is part of its labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsing.grid import Grid, Paragraph
from parsing.labels import fold
from parsing.tables.vocabulary import COLUMNS, ROWS

_LEAST = 5
"""Characters of an explanation; what is shorter may tell one of two from the other: 总计（上年）."""
_EXPLAINED = re.compile(
    r"(?P<label>[^\t（()）]{2,30}|[（(][^\t（()）]{1,3}[)）][^\t（()）]{2,20})"
    r"(?P<words>[（(][^\t（()）]*(?:[（(][^\t（()）]*[)）][^\t（()）]*)*[)）])[ \n\v]*(?=[\t0-9０-９/—－-]|$)"
)
_LABELS = frozenset(label for axis in (ROWS, COLUMNS) for labels in axis.values() for label in labels)


def without_explanations(grid: Grid) -> Grid:
    """The grid with what its labels explain left out."""
    texts = [_without(cell.text).rstrip() for cell in grid.cells]
    if all(text == cell.text for text, cell in zip(texts, grid.cells, strict=True)):  # as in nearly every grid
        return grid
    return replace(grid, cells=tuple(cell._replace(text=text) for text, cell in zip(texts, grid.cells, strict=True)))


def unexplained(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The same of lines of a table as text, with blanks in the place of the words: all else keeps its own."""
    return [replace(paragraph, text=_without(paragraph.text)) for paragraph in paragraphs]


def _without(text: str) -> str:
    return _EXPLAINED.sub(_blanked, text) if "）" in text or ")" in text else text


def _blanked(found: re.Match[str]) -> str:
    label, words = found["label"], found["words"]
    if fold(label + words) in _LABELS or fold(label) not in _LABELS or len(fold(words)) < _LEAST:
        return found.group()
    return label + " " * (len(found.group()) - len(label))
