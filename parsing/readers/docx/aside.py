"""Tables of a Word document that stand beside its text: in its notes, and at the head or foot of its pages.

What else stands there, the words of notes, letterheads and page numbers, is no part of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsing.errors import Broken, LimitExceeded
from parsing.readers.docx.styles import W, word_part
from parsing.readers.package import Package, Relations
from parsing.readers.xml import parse_xml

NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
"""What refers to a note, and the kind of the part the notes stand in."""
_PAGES = (W + "headerReference", W + "footerReference")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FIGURE = re.compile(r"\s*(?:\d[\d,.]*|[-—–/无])\s*")
LEAST_FIGURES = 5
"""Cells of nothing but a figure that tell a table of figures from one that sets out a letterhead."""


def of_note(path: Package, relations: Relations, reference: etree._Element) -> tuple[str, list[etree._Element]]:
    """The part of the note that an element refers to, and the note's tables."""
    part = relations.of_kind(NOTES[str(reference.tag)])
    number = reference.get(W + "id")
    notes = (note for note in _root(path, part) if note.get(W + "id") == number)
    return part, [table for note in notes for table in _tables(note)]


def of_pages(path: Package, relations: Relations, body: etree._Element) -> Iterator[tuple[str, list[etree._Element]]]:
    """The parts at the head and foot of pages with tables of figures, each once, and their tables."""
    named = dict.fromkeys(relations.part(reference.get(_R + "id") or "") for reference in body.iter(*_PAGES))
    for part in filter(None, named):
        if tables := list(_tables(_root(path, part))):
            yield part, tables


def _root(path: Package, part: str) -> etree._Element | tuple[()]:
    try:
        return parse_xml(word_part(path, part)) if part else ()
    except (Broken, LimitExceeded):
        return ()


def _tables(root: etree._Element | tuple[()]) -> Iterator[etree._Element]:
    for child in root:
        if child.tag == W + "tbl" and sum(map(_is_figure, child.iter(W + "tc"))) >= LEAST_FIGURES:
            yield child


def _is_figure(cell: etree._Element) -> bool:
    return bool(_FIGURE.fullmatch("".join(text.text or "" for text in cell.iter(W + "t"))))
