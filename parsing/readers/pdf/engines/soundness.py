"""What the bytes of a file say against taking PDFium's text of it for whole.

PDFium mends and drops in silence: a damaged stream is read as far as it goes, text named by
ActualText stands in for the glyphs that are printed, a glyph of a font without a table may come
out as a blank. Whatever is not plainly sound is read by the other engine first, with PDFium as
its witness; so a doubt here costs time and never a figure.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from parsing.readers.pdf.engines.streams import LARGEST_STREAM

_DICTIONARY = re.compile(rb"<<(?:[^<>]|<[0-9A-Fa-f\s]*>|<<(?:[^<>]|<[0-9A-Fa-f\s]*>|<<[^<>]*>>)*>>)*>>")
_FONT = re.compile(rb"/Type\s*/Font\b.*/Subtype\s*/(?:Type0|Type1|MMType1|TrueType|Type3)\b"
                   rb"|/Subtype\s*/(?:Type0|Type1|MMType1|TrueType|Type3)\b.*/Type\s*/Font\b", re.DOTALL)  # fmt: skip
_A_FONT = re.compile(rb"/Type\s*/Font\b")
_NAMED_ENCODING = re.compile(
    rb"/Encoding\s*/(?:WinAnsiEncoding|MacRomanEncoding|StandardEncoding|(?:GB|UniGB)[\w-]*-H)\b"
)
_BUILT_IN = re.compile(rb"/BaseFont\s*/(?:Helvetica|Times|Courier)[\w-]*\b")
_DIFFERENCES = re.compile(rb"/Differences\b|/Encoding\s*\d|/Identity-")
_VERTICAL = re.compile(rb"/Encoding\s*/(?:[\w-]+-)?V\b|/WMode\s+1\b")
_MODE = re.compile(rb"Tr\b")
_TRANSPARENT = re.compile(rb"/ca\s+0?(?:\.0\d*|\.?)(?![\d.])")
"""Ink of next to no opacity."""
OF_BROWSER = b"Skia/PDF"
"""Names the library by which browsers print, which leaves out all text that a box hides."""
_CLIP = re.compile(rb"([\d.]+)\s+[\d.-]+\s+re\s+W\*?\s+n\b")
"""A box that hides what is outside it, with its width."""
_NAMED = ((b"/ActualText", "actual text"), (b"/OCProperties", "layers"))
_LONGEST_OPERAND = 8
_ONES = b"1", b"1.0", b"1.00", b"1.000"
_NOUGHTS = b"0", b"0.0", b"0.00", b"0.000"
_WHITES = (*(one + operator for one in _ONES for operator in (b" rg", b" g")), b"0 k")
_PARTS = {b"rg": (3, _ONES), b"g": (1, _ONES), b"k": (4, _NOUGHTS)}
_LONGEST_COLOUR = 24
_INK_OR_TEXT = re.compile(rb"\b(?:rg|g|k|scn?|Q)\b|\b(T[jJ])\b")
_NOT_TEXT = re.compile(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)\b|/Length1\b|/Type\s*/(?:XRef|Metadata)\b|/Alternate\b"
)
_FILTER = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_NAME = re.compile(rb"/(\w+)")
_LINE_END = re.compile(rb"\r\n|\n|\r")


TOO_LARGE = "too large"
"""A stream unpacks to more than any report holds: PDFium must not see such a file at all."""
_LARGEST_RATIO = 1032
"""Times its size that a deflated stream may unpack to."""
_SAMPLE, _SAMPLE_STEP = 256, 8192
_FEWEST_VALUES = 64
"""Different bytes in a sample of deflated data; what swells a thousand times repeats a few."""


class _Swollen(Exception):
    """A stream that unpacks to more than LARGEST_STREAM."""


def doubt(data: bytes) -> str:
    """Why PDFium should not read a file first, as a word for developers; "" where nothing says so."""
    try:
        return _doubt(data)
    except _Swollen:
        return TOO_LARGE


def _doubt(data: bytes) -> str:
    outside: list[bytes] = []
    clips: set[bytes] | None = set() if OF_BROWSER in data else None
    for text, inner in _texts(data):
        if text is None:
            return "encrypted" if b"/Encrypt" in data else "stream"
        if odd := next((word for name, word in _NAMED if name in text), ""):
            return odd
        if _has_transparent(text) or (inner and _sets_unseen(text)):
            return "unseen text"
        if inner and _writes_white(text):
            return "white text"
        if inner and clips is not None:
            clips.update(_CLIP.findall(text))
        if not inner or b"/Font" in text:
            outside.append(text)
    if clips and len(clips) > 1:  # one is the part of a page that is printed on
        return "clips"
    return _of_dictionaries(b"\n".join(outside))


def _of_dictionaries(plain: bytes) -> str:
    return "encrypted" if b"/Encrypt" in plain else _of_fonts(plain)


def _has_transparent(text: bytes) -> bool:
    """Whether a state is named in which nothing that is filled can be seen."""
    return b"/ca" in text and _TRANSPARENT.search(text) is not None


def _sets_unseen(text: bytes) -> bool:
    """Whether a content stream asks for text that paints nothing (ISO 32000-1, table 106)."""
    for found in _MODE.finditer(text) if b"Tr" in text else ():  # looking for the two letters alone is sooner
        operands = text[max(0, found.start() - _LONGEST_OPERAND) : found.start()].split()
        if operands and operands[-1] in (b"3", b"7"):
            return True
    return False


def _writes_white(text: bytes) -> bool:
    """Whether a content stream writes in white, which PDFium gives as any other text."""
    if b"BT" not in text:
        return False
    return any(_sets_white(text, at, end) and _is_for_text(text, end) for at, end in _ends_of_white(text))


def _ends_of_white(text: bytes) -> Iterator[tuple[int, int]]:
    """Where the last operand and operator of what may be white stand: to look for each as it is written is soonest."""
    for word in _WHITES:
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + 1)


def _sets_white(text: bytes, at: int, end: int) -> bool:
    *operands, operator = text[max(0, at - _LONGEST_COLOUR) : end].split()
    parts, white = _PARTS[operator]
    return len(operands) >= parts and all(part in white for part in operands[-parts:])


def _is_for_text(text: bytes, start: int) -> bool:
    follows = _INK_OR_TEXT.search(text, start)
    return follows is not None and follows[1] is not None


def _of_fonts(text: bytes) -> str:
    if _VERTICAL.search(text):
        return "vertical"
    done = 0
    for found in _A_FONT.finditer(text):
        if found.start() < done:
            continue
        begin = max(done, text.rfind(b"endobj", done, found.start()))
        end = text.find(b"endobj", found.end())
        done = len(text) if end < 0 else end
        for one in _DICTIONARY.finditer(text, begin, done):
            if _without_table(one.group()):
                return "font without a table"
    return ""


def _without_table(font: bytes) -> bool:
    """Whether a dictionary is a font whose characters no table names and no encoding of the format does."""
    if not _FONT.search(font) or b"/ToUnicode" in font:
        return False
    named = _NAMED_ENCODING.search(font) or (_BUILT_IN.search(font) and b"/Encoding" not in font)
    return not named or _DIFFERENCES.search(font) is not None


def _texts(data: bytes) -> Iterator[tuple[bytes | None, bool]]:
    """What stands between the streams, and with True each stream of text unpacked: None where
    one is damaged or packed in a way that shows no damage."""
    begin = position = 0
    while (position := data.find(b"stream", position)) >= 0:
        head = data[max(begin, data.rfind(b" obj", begin, position)) : position]
        start = _LINE_END.match(data, position + 6)
        if start is None or not head.rstrip().endswith(b">>"):
            position += 6
            continue
        end = data.find(b"endstream", start.end())
        end = len(data) if end < 0 else end
        yield data[begin:position], False
        if not _NOT_TEXT.search(head):
            yield _unpacked(head, data[start.end() : end]), True
        elif _may_swell(data, start.end(), end) and b"/Image" not in head:
            _unpacked(head, data[start.end() : end])
        begin = position = end
        position += 9
    yield data[begin:], False


def _unpacked(head: bytes, body: bytes) -> bytes | None:
    found = _FILTER.search(head)
    filters = _NAME.findall(found[1]) if found else []
    if not filters:
        return body
    if filters[0] in (b"ASCII85Decode", b"A85"):
        body, filters = _of_base_85(body), filters[1:]
    if filters not in ([b"FlateDecode"], [b"Fl"]):
        return None
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(body, LARGEST_STREAM)
    except zlib.error:
        return None
    if len(text) >= LARGEST_STREAM:
        raise _Swollen
    return text if unpacker.eof else None


def _may_swell(data: bytes, start: int, end: int) -> bool:
    """Whether a stream that is no text, such as a font, is worth unpacking to see how large it is."""
    if (end - start) * _LARGEST_RATIO < LARGEST_STREAM:
        return False
    samples = (data[at : at + _SAMPLE] for at in range(start, end - _SAMPLE, _SAMPLE_STEP))
    return any(len(set(sample)) < _FEWEST_VALUES for sample in samples)


def _of_base_85(body: bytes) -> bytes:
    """ASCII85 (ISO 32000-1, 7.4.3), by columns of five: base64.a85decode walks byte by byte."""
    body = b"".join(body.split()).removeprefix(b"<~").partition(b"~>")[0].replace(b"z", b"!!!!!")
    short = -len(body) % 5
    body += b"u" * short
    groups = zip(*(body[n::5] for n in range(5)), strict=True)
    base = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)
    words = [(((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - base for a, b, c, d, e in groups]
    text = b"".join([word.to_bytes(4, "big") for word in words if 0 <= word < 1 << 32])
    return text[: len(text) - short] if short else text
