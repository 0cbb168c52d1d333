"""Streams unpacked within a limit, so that a small file cannot fill the memory."""

from __future__ import annotations

import zlib

from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream

from parsing.errors import LimitExceeded

LARGEST_STREAM = 64 * 1024 * 1024
"""Bytes one stream may unpack to."""


def stream_bytes(stream: PDFStream) -> bytes:
    """The unpacked bytes of a stream; what a damaged one still gives, or nothing.

    Raises LimitExceeded when they are more than LARGEST_STREAM.
    """
    if stream.rawdata is not None and _plainly_deflated(stream):
        return _inflated(_raw(stream))
    try:
        data = stream.get_data()
    except (PDFException, ValueError, TypeError, KeyError, IndexError, AssertionError, zlib.error, OSError):
        return b""
    return _within(data)


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


def _inflated(data: bytes) -> bytes:
    parts: list[bytes] = []
    total = 0
    unpacker = zlib.decompressobj()
    while data:
        try:
            part = unpacker.decompress(data, 1 << 20)
        except zlib.error:
            break
        total += len(part)
        if total > LARGEST_STREAM:
            raise LimitExceeded(detail="stream")
        parts.append(part)
        data = unpacker.unconsumed_tail
    parts.append(unpacker.flush())
    return b"".join(parts)


def _within(data: bytes) -> bytes:
    if len(data) > LARGEST_STREAM:
        raise LimitExceeded(detail="stream")
    return data
