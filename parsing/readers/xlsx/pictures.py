"""Which cells of a sheet lie under pictures, or under boxes with figures in them: what a page shows there, the cells
do not hold."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from parsing.readers.package import Package, read_part
from parsing.readers.xml import parse_xml

_D = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MOST_COVERED = 10_000
"""Cells under one picture; what covers more is the ground of the sheet."""

At = tuple[int, int]


def covered(path: Package, sheet: str, names: set[str]) -> set[At]:
    """Rows and columns from 0 of the cells under the pictures of a sheet, by its part and those that there are."""
    folder, name = posixpath.split(sheet)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names:
        return set()
    targets = [
        posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
        for relation in parse_xml(read_part(path, relations))
        if relation.get("Type", "").endswith("/drawing")
    ]
    drawings = [parse_xml(read_part(path, target)) for target in targets if target in names]
    return {at for drawing in drawings for anchor in drawing if _is_figure(anchor) for at in _under(anchor)}


def _is_figure(anchor: etree._Element) -> bool:
    """Whether it holds a picture, or a box in which a digit stands."""
    if next(anchor.iter(_D + "pic"), None) is not None:
        return True
    return any(map(str.isdigit, "".join(text.text or "" for text in anchor.iter(_A + "t"))))


def _under(anchor: etree._Element) -> Iterator[At]:
    start, end = anchor.find(_D + "from"), anchor.find(_D + "to")
    if start is None:
        return
    top, left = _number(start, "row"), _number(start, "col")
    bottom, right = (top, left) if end is None else (_last(end, "row"), _last(end, "col"))
    if (bottom - top + 1) * (right - left + 1) <= MOST_COVERED:
        yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _last(end: etree._Element, way: str) -> int:
    """The last row or column that a picture reaches into."""
    return _number(end, way) - (not _number(end, f"{way}Off"))


def _number(corner: etree._Element, name: str) -> int:
    text = (corner.findtext(_D + name) or "").strip()
    return int(text) if text.isdecimal() else 0
