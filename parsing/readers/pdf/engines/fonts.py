"""Fonts: from the bytes of a string to characters and their widths.

pdfminer knows the encodings and the metrics; only what costs it most of its time is done here:
its parser of ToUnicode tables walks byte by byte, and it unpacks every embedded font file
although a table of characters is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pdfminer.cmapdb import UnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFTrueTypeFont, PDFType1Font, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsing.readers.pdf.engines.content import hexadecimal
from parsing.readers.pdf.engines.streams import stream_bytes
from parsing.readers.pdf.glyphs import UNKNOWN, plain

_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf(?:char|range)", re.DOTALL)
_ITEM = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_LARGEST_RANGE = 65536


class Glyph(NamedTuple):
    """A character code's text, its advance as a share of the font size, whether a word space
    widens it, and for vertical fonts the offset of its origin."""

    text: str
    width: float
    space: bool
    shift: tuple[float, float] = (0.0, 0.0)


class Font:
    """A font as the interpreter needs it: decode a string into glyphs, each looked up once."""

    def __init__(self, font: PDFFont) -> None:
        self._font = font
        self._glyphs: dict[int, Glyph] = {}
        self._wide = font.is_multibyte()
        self.vertical = font.is_vertical()

    def glyphs(self, data: bytes) -> Iterator[Glyph]:
        known = self._glyphs
        for code in self._font.decode(data):
            glyph = known.get(code)
            if glyph is None:
                glyph = known[code] = self._glyph(code)
            yield glyph

    def _glyph(self, code: int) -> Glyph:
        try:
            text = plain(self._font.to_unichr(code))
        except (PDFUnicodeNotDefined, ValueError, TypeError):
            text = UNKNOWN
        width = self._font.char_width(code)
        return Glyph(text, width, code == 32 and not self._wide, self._shift(code) if self.vertical else (0.0, 0.0))

    def _shift(self, code: int) -> tuple[float, float]:
        offset = self._font.char_disp(code)
        vx, vy = offset if isinstance(offset, tuple) else (None, 880.0)
        return (0.5 if vx is None else vx * 0.001), vy * 0.001


class Fonts:
    """The fonts of one document, each built once."""

    def __init__(self) -> None:
        self._manager = PDFResourceManager(caching=False)
        self._by_id: dict[int, Font] = {}

    def get(self, reference: Any) -> Font:
        number = getattr(reference, "objid", None)
        if number is not None and number in self._by_id:
            return self._by_id[number]
        font = Font(self._build(dict_value(reference)))
        if number is not None:
            self._by_id[number] = font
        return font

    def _build(self, spec: Mapping[str, Any]) -> PDFFont:
        table = resolve1(spec.get("ToUnicode"))
        own = _table(table) if isinstance(table, PDFStream) else None
        trimmed = {key: value for key, value in spec.items() if key != "ToUnicode" or own is None}
        font = _make(self._manager, trimmed, light=own is not None)
        if own is not None and isinstance(font, PDFCIDFont | PDFType1Font | PDFType3Font):
            font.unicode_map = own
        return font


def _make(manager: PDFResourceManager, spec: dict[str, Any], light: bool) -> PDFFont:
    kind = literal_name(spec.get("Subtype", "Type1"))
    if kind == "Type0":
        inner = dict(dict_value(list_value(spec["DescendantFonts"])[0]))
        inner.update({key: resolve1(spec[key]) for key in ("Encoding", "ToUnicode") if key in spec})
        inner["CIDSystemInfo"] = _collection(inner)
        return PDFCIDFont(manager, _without_file(inner) if light else inner)
    if kind == "Type3":
        return PDFType3Font(manager, spec)
    if kind == "TrueType":
        return PDFTrueTypeFont(manager, spec)
    if kind in ("CIDFontType0", "CIDFontType2"):
        return PDFCIDFont(manager, _without_file(spec) if light else spec)
    return PDFType1Font(manager, spec)


def _collection(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The character collection of a CID font; by its encoding where the file garbles its name,
    as some writers do when they protect a file."""
    info = dict(dict_value(spec.get("CIDSystemInfo", {})))
    encoding = spec.get("Encoding")
    name = literal_name(encoding) if isinstance(encoding, PSLiteral) else ""
    if resolve1(info.get("Registry")) != b"Adobe" and name.startswith(("GB", "UniGB")):
        info.update(Registry=b"Adobe", Ordering=b"GB1")
    return info


def _without_file(spec: dict[str, Any]) -> dict[str, Any]:
    descriptor = dict(dict_value(spec.get("FontDescriptor", {})))
    descriptor.pop("FontFile2", None)
    return {**spec, "FontDescriptor": descriptor}


def _table(stream: PDFStream) -> UnicodeMap | None:
    """A ToUnicode table, or None when it holds nothing (then the encoding has to serve)."""
    found = UnicodeMap()
    for section in _SECTION.finditer(stream_bytes(stream)):
        items = _items(section[2])
        fill = _characters if section[1] == b"char" else _ranges
        fill(items, found.cid2unichr)
    return found if found.cid2unichr else None


def _items(body: bytes) -> list[bytes | list[bytes]]:
    items: list[bytes | list[bytes]] = []
    inner: list[bytes] | None = None
    for found in _ITEM.finditer(body):
        if found[2]:
            inner = []
        elif found[3]:
            items.append(inner or [])
            inner = None
        elif inner is not None:
            inner.append(hexadecimal(found[1]))
        else:
            items.append(hexadecimal(found[1]))
    return items


def _characters(items: list[bytes | list[bytes]], into: dict[int, str]) -> None:
    for code, text in zip(items[::2], items[1::2], strict=False):
        if isinstance(code, bytes) and isinstance(text, bytes):
            into[int.from_bytes(code, "big")] = text.decode("utf-16-be", "replace")


def _ranges(items: list[bytes | list[bytes]], into: dict[int, str]) -> None:
    for low, high, target in zip(items[::3], items[1::3], items[2::3], strict=False):
        if not isinstance(low, bytes) or not isinstance(high, bytes):
            continue
        first = int.from_bytes(low, "big")
        last = min(int.from_bytes(high, "big"), first + _LARGEST_RANGE - 1)
        if isinstance(target, list):
            for code, text in zip(range(first, last + 1), target, strict=False):
                into[code] = text.decode("utf-16-be", "replace")
            continue
        head, base = target[:-2], int.from_bytes(target[-2:], "big")
        for code in range(first, last + 1):
            unit = (base + code - first) & 0xFFFF
            into[code] = (head + unit.to_bytes(2, "big")).decode("utf-16-be", "replace")
