"""Documents that are one file of XML: Word's packages laid flat (2007 and later), the XML of Word 2003, and flat
OpenDocument.

Programs that fill in templates write them, often under the name .doc; LibreOffice saves .fodt.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from parsing.errors import LimitExceeded
from parsing.kinds import FLAT_XML, HEAD_BYTES, ODT_TYPE, is_flat_odf, is_flat_xml
from parsing.readers.xml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PKG = f"{{{FLAT_XML[0].decode()}}}"
_OLD = FLAT_XML[1]
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_RENAMED = {W + "vmerge": W + "vMerge", W + "hmerge": W + "hMerge"}
_WRAPPERS = {_WX + "sect", _WX + "sub-section", _AML + "content", _AML + "annotation"}
_DROPPED = {"Word.Deletion", "Word.Comment"}
_PARTS_OF_ODF = ("content.xml", "meta.xml")
MOST_BYTES = 64 * 1024 * 1024


def flat_parts(path: Path) -> dict[str, bytes] | None:
    """The parts of a document that is one file of XML, by the names they have in a package; None for other files.

    Raises Broken, LimitExceeded.
    """
    status = path.stat()
    return _parts(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1)
def _parts(path: Path, size: int, changed: int) -> dict[str, bytes] | None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        is_odf = is_flat_odf(head, ODT_TYPE)
        if not (is_odf or is_flat_xml(head)):
            return None
        if size > MOST_BYTES:
            raise LimitExceeded
        file.seek(0)
        data = file.read()
    if is_odf:
        # Its one root holds what a package keeps in several parts; each reader takes from it what it looks for.
        return dict.fromkeys(_PARTS_OF_ODF, data)
    if FLAT_XML[0] in head:
        return dict(_laid_flat(parse_xml(data)))
    return _of_2003(parse_xml(data.replace(_OLD, W[1:-1].encode())))


def _laid_flat(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    for part in root.iter(PKG + "part"):
        name = (part.get(PKG + "name") or "").lstrip("/")
        markup, binary = part.find(PKG + "xmlData"), part.find(PKG + "binaryData")
        if markup is not None and len(markup):
            yield name, etree.tostring(markup[0], encoding="utf-8")
        elif binary is not None:
            try:
                yield name, base64.b64decode(binary.text or "")
            except binascii.Error:
                continue


def _of_2003(root: etree._Element) -> dict[str, bytes]:
    """The text and the styles, in the words that Word took for the same things later."""
    for element in list(root.iter(etree.Element)):
        if element.tag in _RENAMED:
            element.tag = _RENAMED[element.tag]
        elif element.tag == _AML + "annotation" and element.get(W + "type") in _DROPPED:
            _drop(element)
        elif element.tag in _WRAPPERS:
            element.tag = W + "customXml"
        elif element.tag == W + "listPr" and (said := element.find(_WX + "t")) is not None:
            _number(element, said.get(_WX + "val") or "")
    parts = {"word/document.xml": root, "word/styles.xml": root.find(W + "styles")}
    return {name: etree.tostring(part, encoding="utf-8") for name, part in parts.items() if part is not None}


def _drop(element: etree._Element) -> None:
    above, tail = element.getparent(), element.tail
    if above is not None:
        before = element.getprevious()
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        above.remove(element)


def _number(listing: etree._Element, text: str) -> None:
    """Puts the number that Word had written before a paragraph into its text."""
    look = listing.getparent()
    paragraph = look.getparent() if look is not None else None
    if look is None or paragraph is None or paragraph.tag != W + "p":
        return
    run = etree.Element(W + "r")
    etree.SubElement(run, W + "t").text = text
    look.addnext(run)
