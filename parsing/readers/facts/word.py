"""Facts of Office packages (.docx, .xlsx): properties, remarks, tracked changes, pictures, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from parsing.facts import FileFacts, Link
from parsing.readers.docx.styles import word_part
from parsing.readers.package import part_names, read_part
from parsing.readers.xml import parse_xml

_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHANGES = tuple(_W + tag for tag in ("ins", "del", "moveFrom", "moveTo"))
_FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"')
LEAST_WIDTH, LEAST_HEIGHT = 2_520_000, 1_080_000
"""EMU, 7 by 3 cm: a table would hardly be smaller, a seal is hardly wider."""


def facts(path: Path) -> FileFacts:
    """Raises ParsingError."""
    names = set(part_names(path))
    authors = tuple(_authors(path)) if "docProps/core.xml" in names else ()
    if "word/document.xml" not in names:
        return FileFacts(authors=authors)
    root = _part(path, "word/document.xml")
    relations = "word/_rels/document.xml.rels"
    targets = _targets(path, relations) if relations in names else {}
    return FileFacts(
        authors=authors,
        comments=tuple(_comments(path)) if "word/comments.xml" in names else (),
        changes=sum(1 for _ in root.iter(*_CHANGES)),
        pictures=sum(map(_may_be_a_table, root.iter(_W + "drawing"))),
        links=tuple(_links(root, targets)),
    )


def _part(path: Path, name: str) -> etree._Element:
    return parse_xml(word_part(path, name))


def _authors(path: Path) -> Iterator[str]:
    root = parse_xml(read_part(path, "docProps/core.xml"))
    for tag in (_DC + "creator", _CORE + "lastModifiedBy"):
        yield root.findtext(tag) or ""


def _comments(path: Path) -> Iterator[str]:
    for comment in _part(path, "word/comments.xml").iter(_W + "comment"):
        text = "".join(part.text or "" for part in comment.iter(_W + "t")).strip()
        if text:
            yield text


def _may_be_a_table(drawing: etree._Element) -> bool:
    extent = next(drawing.iter(_EXTENT), None)
    if extent is None or next(drawing.iter(_BLIP), None) is None:
        return False
    if any(above.tag == _FALLBACK for above in drawing.iterancestors()):
        return False
    return _number(extent.get("cx")) >= LEAST_WIDTH and _number(extent.get("cy")) >= LEAST_HEIGHT


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _targets(path: Path, relations: str) -> dict[str, str]:
    found = parse_xml(read_part(path, relations)).iter(_RELATION)
    return {r.get("Id", ""): r.get("Target", "") for r in found if r.get("TargetMode") == "External"}


def _links(root: etree._Element, targets: dict[str, str]) -> Iterator[Link]:
    for link in root.iter(_W + "hyperlink"):
        target = targets.get(link.get(_R + "id", ""))
        if target:
            yield Link("".join(part.text or "" for part in link.iter(_W + "t")), target)
    for code in root.iter(_W + "instrText"):
        field = _FIELD.search(code.text or "")
        if field:
            yield Link("", field[1])
