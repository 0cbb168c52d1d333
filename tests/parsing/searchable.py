"""Searchable scans: pages as pictures with the text that an OCR made of them, hidden in every way programs have."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest

from parsing.readers.pdf.engines import pdfium
from parsing.readers.pdf.page import Char, Page
from tests.security.hostile import pdf

Image: Any = pytest.importorskip("PIL.Image")

ORDERS = ("under", "over")
HIDINGS = (
    "mode 3", "mode 7", "transparent", "nearly transparent", "white", "no outlines", "clipped", "not hidden",
    "transparent form", "no colorant", "layer off", "masked",
)  # fmt: skip
PICTURES = ("page", "margins", "strips", "masks", "narrow")
BESIDES = ("nothing", "line", "footer", "frame", "line and footer")
FOOTER = "由扫描全能王扫描创建"
_WRONG = {
    "0": "86OoD", "1": "7lI", "2": "7Z", "3": "8", "4": "9", "5": "6S", "6": "85b", "7": "1", "8": "603B", "9": "40g",
}  # fmt: skip
_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> <ffff> "
    b"endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end end"
)
_DESCRIPTOR = b"/FontBBox [-25 -254 1000 880] /Ascent 880 /Descent -120 /ItalicAngle 0 /CapHeight 880 /StemV 93"
_WAYS = {
    "mode 3": (b"q BT 3 Tr ET ", b" Q"), "mode 7": (b"q BT 7 Tr ET ", b" Q"), "transparent": (b"q /Gone gs ", b" Q"),
    "nearly transparent": (b"q /Faint gs ", b" Q"), "white": (b"q 1 1 1 rg ", b" Q"), "no outlines": (b"", b""),
    "clipped": (b"q 0 0 0 0 re W n ", b" Q"), "not hidden": (b"", b""), "no colorant": (b"q /Nothing cs 1 scn ", b" Q"),
    "layer off": (b"/OC /Off BDC ", b" EMC"), "masked": (b"q /Masked gs ", b" Q"),
}  # fmt: skip
_STATES = {
    "transparent": b"/ExtGState << /Gone << /ca 0 /CA 0 >> >>",
    "transparent form": b"/ExtGState << /Gone << /ca 0 /CA 0 >> >>",
    "nearly transparent": b"/ExtGState << /Faint << /ca 0.02 >> >>",
    "masked": b"/ExtGState << /Masked << /SMask << /S /Luminosity /G 11 0 R >> >> >>",
    "layer off": b"/Properties << /Off 10 0 R >>",
    "no colorant": b"/ColorSpace << /Nothing [/Separation /None /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] "
    b"/C1 [0] /N 1 >>] >>",
}


def misread(chars: Sequence[Char], rng: Random, share: float) -> list[Char]:
    """Characters as a poor OCR reads them: digits taken for others, for letters, or lost."""
    kind = rng.choice(("digits", "letters", "lost"))
    found = []
    for char in chars:
        if char.text not in _WRONG or rng.random() >= share:
            found.append(char)
        elif kind != "lost":
            like = _WRONG[char.text]
            found.append(char._replace(text=rng.choice(like if kind == "letters" else like[:1])))
    return found


def pages_of(path: Path) -> list[Page]:
    with pdfium.opened(path) as sources:
        engine = pdfium.Engine()
        return [engine.page(source, number) for number, source in enumerate(sources, 1)]


class SearchableScan:
    """Writes the pages of a text PDF as pictures in one way, with their text in another."""

    def __init__(self, order: str, hiding: str, picture: str, beside: str) -> None:
        self.order, self.hiding, self.picture, self.beside = order, hiding, picture, beside
        self._objects: list[bytes] = []

    def write(self, source: Path, rng: Random, share: float = 0.15, dpi: int = 100) -> bytes:
        """The file; ``share`` of the digits of its text are wrong."""
        self._objects = []
        self._add(_descriptor(b"STSong-Light"))
        self._add(_song(1))
        self._add(b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
                               b"/DescendantFonts [2 0 R] >>")  # fmt: skip
        blank = _blank_font()
        self._stream(_UNICODE)
        self._stream(blank, b"/Length1 %d" % len(blank))
        self._stream(bytes(2 << 16))
        self._add(_descriptor(b"GlyphLessFont", b"/FontFile2 5 0 R"))
        self._add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont /CIDToGIDMap 6 0 R /DW 500 "
                  b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R >>")  # fmt: skip
        self._add(b"<< /Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont /Encoding /Identity-H "
                  b"/DescendantFonts [8 0 R] /ToUnicode 4 0 R >>")  # fmt: skip
        self._add(b"<< /Type /OCG /Name (text) >>")
        self._stream(b"0 g 0 0 2000 2000 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 2000 2000] "
                     b"/Group << /S /Transparency /CS /DeviceGray >>")  # fmt: skip
        pages = self._add(b"")
        kids = []
        document = pypdfium2.PdfDocument(source)
        for page, read in zip(document, pages_of(source), strict=True):
            fine = 1.6 if self.picture == "masks" else 1.0  # as files of ink apart from paper are
            bitmap = page.render(scale=dpi * fine / 72, grayscale=True).to_pil()
            kids.append(self._page(pages, read, bitmap, misread(read.chars, rng, share)))
        document.close()
        self._objects[pages - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), _references(kids))
        layers = b"/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>" if self.hiding == "layer off" else b""
        root = self._add(b"<< /Type /Catalog /Pages %d 0 R %s >>" % (pages, layers))
        return pdf(*self._objects, root=root)

    def _page(self, parent: int, page: Page, bitmap: Any, chars: Sequence[Char]) -> int:
        wide, high = page.width, page.height
        ratio = {"margins": 0.84, "narrow": 0.6}.get(self.picture, 1.0)
        left, low = wide * (1 - ratio) / 2, high * (1 - ratio) / 2
        names, drawing = self._drawing(bitmap, wide * ratio, high * ratio, left, low)
        text = b"".join(_lines(chars, b"/Blank" if self.hiding == "no outlines" else b"/Song", ratio, left, low, high))
        if self.hiding == "transparent form":
            names.append(self._stream(text, b"/Type /XObject /Subtype /Form /BBox [0 0 %f %f] /Group << /S /Transparency >> "
                                      b"/Resources << /Font << /Song 3 0 R >> >>" % (wide, high)))  # fmt: skip
            text = b"q /Gone gs /X%d Do Q " % names[-1]
        else:
            begin, end = _WAYS[self.hiding]
            text = begin + text + end
        content = (text + b"\n" + drawing if self.order == "under" else drawing + text) + self._beside(wide, high)
        state = _STATES.get(self.hiding, b"")  # and no other, of which a reader would take notice
        return self._add(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %f %f] /Contents %d 0 R /Resources << /Font << /Song 3 0 R "
            b"/Blank 9 0 R >> /XObject << %s >> %s >> >>"
            % (parent, wide, high, self._stream(content), b" ".join(b"/X%d %d 0 R" % (n, n) for n in names), state)
        )

    def _drawing(self, bitmap: Any, wide: float, high: float, left: float, low: float) -> tuple[list[int], bytes]:
        if self.picture == "masks":
            paper = self._jpeg(Image.new("L", (bitmap.width // 4, bitmap.height // 4), 250))
            ink = bitmap.point(lambda level: 255 if level > 140 else 0).convert("1")
            mask = self._stream(ink.tobytes(), b"/Type /XObject /Subtype /Image /Width %d /Height %d /ImageMask true "
                                b"/BitsPerComponent 1" % ink.size)  # fmt: skip
            return [paper, mask], b"q %f 0 0 %f 0 0 cm /X%d Do 0 g /X%d Do Q " % (wide, high, paper, mask)
        tall = bitmap.height
        cuts = sorted({*(range(0, tall, tall // 16) if self.picture == "strips" else ()), 0, tall - 2, tall})
        if self.picture != "strips":
            cuts = [0, tall]
        names, drawing = [], b""
        for top, bottom in pairwise(cuts):
            names.append(self._jpeg(bitmap.crop((0, top, bitmap.width, bottom))))
            part = (bottom - top) / tall * high
            drawing += b"q %f 0 0 %f %f %f cm /X%d Do Q " % (
                wide,
                part,
                left,
                low + high - bottom / tall * high,
                names[-1],
            )
        return names, drawing

    def _beside(self, wide: float, high: float) -> bytes:
        found = b""
        if "line" in self.beside:
            found += b" q 0.8 w 60 %f m %f %f l S Q" % (high - 30, wide - 60, high - 30)
        if "frame" in self.beside:
            found += b" q 0.5 w 5 5 %f %f re S Q" % (wide - 10, high - 10)
        if "footer" in self.beside:
            found += b" BT /Song 8 Tf 60 12 Td <%s> Tj ET" % _codes(FOOTER)
        return found

    def _jpeg(self, picture: Any) -> int:
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=70)
        body = data.getvalue()
        return self._add(b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
                         b"/Filter /DCTDecode /Length %d >> stream\n%s\nendstream"
                         % (picture.width, picture.height, len(body), body))  # fmt: skip

    def _add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)

    def _stream(self, data: bytes, entries: bytes = b"") -> int:
        packed = zlib.compress(data)
        return self._add(
            b"<< /Length %d /Filter /FlateDecode %s >> stream\n%s\nendstream" % (len(packed), entries, packed)
        )


def _lines(chars: Sequence[Char], font: bytes, ratio: float, left: float, low: float, high: float) -> Iterator[bytes]:
    """Pieces of lines, stretched to the width they have on the page."""
    for run in _runs(chars):
        size = run[0].size * ratio
        advance = sum(0.5 if font == b"/Blank" or char.text.isascii() else 1.0 for char in run) * size
        stretch = 100 * (run[-1].x1 - run[0].x0) * ratio / advance
        baseline = low + (high - run[0].y1 + 0.12 * run[0].size) * ratio
        yield b"BT %s %f Tf %f Tz 1 0 0 1 %f %f Tm <%s> Tj ET\n" % (
            font, size, stretch, left + run[0].x0 * ratio, baseline, _codes("".join(char.text for char in run)),
        )  # fmt: skip


def _runs(chars: Sequence[Char]) -> Iterator[list[Char]]:
    run: list[Char] = []
    for char in sorted(chars, key=lambda char: (round(char.y1), char.x0)):
        if run and (abs(char.y1 - run[-1].y1) > 0.3 * char.size or not -1 < char.x0 - run[-1].x1 < 0.3 * char.size):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _codes(text: str) -> bytes:
    return "".join(f"{ord(letter):04x}" for letter in text if ord(letter) < 1 << 16).encode()


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _descriptor(name: bytes, file: bytes = b"") -> bytes:
    return b"<< /Type /FontDescriptor /FontName /%s /Flags 6 %s %s >>" % (name, _DESCRIPTOR, file)


def _song(descriptor: int) -> bytes:
    return (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor %d 0 R >>" % descriptor
    )


def _blank_font() -> bytes:
    """A TrueType font of one glyph without outlines, as OCR programs put into their files."""
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHHHHHHHHHHh", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": bytes(4),
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 1000, 1000, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 1 << 16, 880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hh", 1000, 0),
        b"loca": bytes(4),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 1 << 16, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip
    head = struct.pack(">IHHHH", 1 << 16, len(tables), 128, 3, len(tables) * 16 - 128)
    body = b""
    for name, table in tables.items():
        head += struct.pack(">4sIII", name, 0, 12 + 16 * len(tables) + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + body
