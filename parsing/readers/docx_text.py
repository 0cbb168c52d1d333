"""The text of Word's paragraphs and cells as the page shows it.

Insertions are kept and deletions dropped, hidden and struck-out text and the hints of empty
content controls are not there, a superscript mark stands in brackets.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from parsing.grid import INVISIBLE, SOFT_BREAK

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FALLBACK = MC + "Fallback"
UNREADABLE = "\ufffd"
"""A symbol of a font of its own: what it looks like is not known."""

_SKIPPED = {
    W + tag
    for tag in (
        *("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "sectPr", "pict", "rt", "object"),
        *("p", "tbl", "txbxContent", "sdtPr", "sdtEndPr"),
    )
} | {FALLBACK}
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_MARK = re.compile(r"[\d*※#①-⑳]+|[(（\[【〔].{1,6}[)）\]】〕]")
_OFF = {"0", "false", "off", "none"}


def cell_text(cell: etree._Element) -> str:
    """A cell's own paragraphs, a line each; a table in it is a block of its own, but for a frame of one cell."""
    lines = (paragraph_text(p).strip() for p in cell.iter(W + "p") if _is_own(p, cell))
    return "\n".join(filter(None, lines))


def _is_own(paragraph: etree._Element, cell: etree._Element) -> bool:
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return True
        if ancestor.tag == FALLBACK:
            return False
        if ancestor.tag == W + "tbl" and not is_one_cell(ancestor):
            return False
    return False


def is_one_cell(table: etree._Element) -> bool:
    """A table that only puts a frame around the text of one cell."""
    return next(islice(table.iter(W + "tc"), 1, None), None) is None


def paragraph_text(element: etree._Element) -> str:
    """The text of a paragraph without that of the boxes and tables anchored in it."""
    parts: list[str] = []
    _collect(element, parts)
    return SOFT_BREAK.sub("\v", INVISIBLE.sub("", "".join(parts)))


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == W + "t":
            parts.append(child.text or "")
        elif tag in _BREAKS:
            parts.append(_BREAKS[tag])
        elif tag == W + "sym":
            parts.append(UNREADABLE)
        elif tag == W + "r":
            _run(child, parts)
        elif tag != W + "sdt" or child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
            _collect(child, parts)


def _run(run: etree._Element, parts: list[str]) -> None:
    properties = run.find(W + "rPr")
    if properties is None:
        _collect(run, parts)
        return
    if any(_is_on(properties.find(W + name)) for name in ("vanish", "strike", "dstrike")):
        return
    raised = properties.find(W + "vertAlign")
    if raised is None or raised.get(W + "val") != "superscript":
        _collect(run, parts)
        return
    own: list[str] = []
    _collect(run, own)
    text = "".join(own)
    parts.append(f"[{text}]" if _MARK.fullmatch(text) else text)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (element.get(W + "val") or "true").lower() not in _OFF
