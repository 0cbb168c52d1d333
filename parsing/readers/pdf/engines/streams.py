"""Streams unpacked within a limit, so that a small file cannot fill the memory."""

from __future__ import annotations

import zlib

from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream

from parsing.errors import LimitExceeded

LARGEST_STREAM = 64 * 1024 * 1024
"""Bytes one stream may unpack to."""
_AT_ONCE = 1 << 20
_CRUMB = 16


def stream_bytes(stream: PDFStream) -> bytes:
    """The unpacked bytes of a stream; what a damaged one still gives, or nothing.

    Raises LimitExceeded when they are more than LARGEST_STREAM.
    """
    return unpacked(stream)[0]


def unpacked(stream: PDFStream) -> tuple[bytes, bool]:
    """The unpacked bytes of a stream, and whether they are whole. Raises as ``stream_bytes``."""
    if stream.rawdata is not None and _plainly_deflated(stream):
        return _inflated(_raw(stream))
    try:
        data = stream.get_data()
    except (PDFException, ValueError, TypeError, KeyError, IndexError, AssertionError, zlib.error, OSError):
        return b"", False
    return _within(data), True


def _plainly_deflated(stream: PDFStream) -> bool:
    filters = stream.get_filters()
    if len(filters) != 1 or filters[0][0] not in LITERALS_FLATE_DECODE:
        return False
    settings = filters[0][1]
    return not (isinstance(settings, dict) and settings.get("Predictor", 1) != 1)


def _raw(stream: PDFStream) -> bytes:
    data = stream.rawdata or b""
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        return stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    return data


def _inflated(data: bytes) -> tuple[bytes, bool]:
    """Raw inflation behind the two bytes of header: a wrong checksum at the end loses nothing."""
    if not data:
        return b"", True
    plain = len(data) > 1 and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    body = data[2:] if plain else data
    found, whole = _inflate(body, len(body))
    return (found, whole) if whole else _inflate(body, _CRUMB)


def _inflate(data: bytes, portion: int) -> tuple[bytes, bool]:
    """Unpacks portion by portion, as the damaged one gives nothing; and whether the end was reached."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    total = 0
    for start in range(0, len(data), max(1, portion)):
        rest = data[start : start + portion]
        while rest and not unpacker.eof:
            try:
                parts.append(unpacker.decompress(rest, _AT_ONCE))
            except zlib.error:
                return b"".join(parts), False
            total += len(parts[-1])
            if total > LARGEST_STREAM:
                raise LimitExceeded(detail="stream")
            rest = unpacker.unconsumed_tail
        if unpacker.eof:
            break
    parts.append(unpacker.flush())
    return b"".join(parts), unpacker.eof


def _within(data: bytes) -> bytes:
    if len(data) > LARGEST_STREAM:
        raise LimitExceeded(detail="stream")
    return data
