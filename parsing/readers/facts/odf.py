"""Facts of OpenDocument text: properties, remarks, tracked changes, pictures, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from parsing.facts import FileFacts, Link
from parsing.readers.odt import paragraph_text
from parsing.readers.package import part_names, read_part
from parsing.readers.xml import parse_xml

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TEXT, _DRAW, _META, _SVG = (_NS % n for n in ("office", "text", "drawing", "meta", "svg-compatible"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_LENGTH = re.compile(r"^([\d.]+)(cm|mm|in|pt)$")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
LEAST_WIDTH, LEAST_HEIGHT = 7.0, 3.0
"""Centimetres: a table would hardly be smaller, a seal is hardly wider."""


def facts(path: Path) -> FileFacts:
    """Raises ParsingError."""
    root = parse_xml(read_part(path, "content.xml"))
    return FileFacts(
        authors=tuple(_authors(path)) if "meta.xml" in part_names(path) else (),
        comments=tuple(_comments(root)),
        changes=sum(1 for _ in root.iter(_TEXT + "changed-region")),
        pictures=sum(map(_may_be_a_table, root.iter(_DRAW + "frame"))),
        links=tuple(Link(paragraph_text(a), a.get(_HREF, "")) for a in root.iter(_TEXT + "a") if a.get(_HREF)),
    )


def _authors(path: Path) -> Iterator[str]:
    root = parse_xml(read_part(path, "meta.xml"))
    for tag in (_META + "initial-creator", _DC + "creator"):
        for element in root.iter(tag):
            yield element.text or ""


def _comments(root: etree._Element) -> Iterator[str]:
    for comment in root.iter(_OFFICE + "annotation"):
        text = "".join(map(paragraph_text, comment.iter(_TEXT + "p"))).strip()
        if text:
            yield text


def _may_be_a_table(frame: etree._Element) -> bool:
    if frame.find(_DRAW + "image") is None:
        return False
    return _length(frame.get(_SVG + "width")) >= LEAST_WIDTH and _length(frame.get(_SVG + "height")) >= LEAST_HEIGHT


def _length(text: str | None) -> float:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _CENTIMETRES[found[2]] if found and found[1].count(".") <= 1 else 0.0
