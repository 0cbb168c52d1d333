"""How scanned pages are put together and kept as files: two on a sheet, each fed another way, cut in strips and tiles,
in every coding of pictures a PDF or a TIFF has. For tests/parsing/dirty.py."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest

from tests.security.hostile import pdf

cv2: Any = pytest.importorskip("cv2", reason="the ocr extra is not installed (requirements-ocr.txt)")

import numpy as np  # noqa: E402 — OCR's packages are asked for first: without them its tests are skipped
import numpy.typing as npt  # noqa: E402
from PIL import Image  # noqa: E402

Pixels = npt.NDArray[np.uint8]
Laid = Callable[[Sequence[Pixels]], list[Pixels]]
"""How pages come to lie on what is scanned."""
Kept = Callable[[Sequence[Image.Image], int], bytes]
"""Pictures, and their dots an inch, as a file."""
_POINTS = 72


# ---- pages on sheets ----


def two_up(pages: Sequence[Pixels]) -> list[Pixels]:
    """Two pages beside each other on a sheet on its side, each at seven tenths of its size."""
    sheets = []
    for first in range(0, len(pages), 2):
        high, wide = pages[first].shape[:2]
        sheet = np.full((min(high, wide), max(high, wide), 3), 255, np.uint8)
        for number, page in enumerate(pages[first : first + 2]):
            half = sheet.shape[1] // 2
            ratio = min(sheet.shape[0] / page.shape[0], half / page.shape[1])
            size = int(page.shape[1] * ratio), int(page.shape[0] * ratio)
            top, left = (sheet.shape[0] - size[1]) // 2, number * half + (half - size[0]) // 2
            sheet[top : top + size[1], left : left + size[0]] = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
        sheets.append(sheet)
    return sheets


def each_another_way(pages: Sequence[Pixels]) -> list[Pixels]:
    """Pages fed sideways, upside down and right in turn."""
    return [np.ascontiguousarray(np.rot90(page, number % 4)) for number, page in enumerate(pages, 1)]


def at_several_resolutions(pages: Sequence[Pixels]) -> list[Pixels]:
    """Pages scanned by several machines: every second one has three quarters of the dots."""
    return [
        page if number % 2 else cv2.resize(page, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
        for number, page in enumerate(pages)
    ]


# ---- files ----


def in_strips(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """Every page cut across into strips of 64 lines, as many scanners write them."""
    return _of_pieces(pictures, dpi, lambda picture: (picture.width, 64))


def in_tiles(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    return _of_pieces(pictures, dpi, lambda picture: (picture.width // 3 + 1, picture.height // 4 + 1))


def _of_pieces(pictures: Sequence[Image.Image], dpi: int, of: Callable[[Image.Image], tuple[int, int]]) -> bytes:
    file = _File(dpi)
    for picture in pictures:
        wide, high = of(picture)
        boxes = [
            (left, top, right, low)
            for top, low in _cuts(picture.height, high)
            for left, right in _cuts(picture.width, wide)
        ]
        file.page(picture.size, [(box, *_jpeg(picture.crop(box))) for box in boxes])
    return file.written()


def _cuts(long: int, step: int) -> Iterator[tuple[int, int]]:
    yield from pairwise([*range(0, long, step), long])


def as_jpx(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """JPEG 2000."""

    def coded(picture: Image.Image) -> tuple[bytes, bytes]:
        data = io.BytesIO()
        picture.convert("L").save(data, "JPEG2000", quality_mode="rates", quality_layers=[20])
        return b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /JPXDecode", data.getvalue()

    return _whole(pictures, dpi, coded)


def as_jbig2(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """JBIG2: a page and one generic region coded as a fax is (ITU-T T.88, 7.4)."""

    def coded(picture: Image.Image) -> tuple[bytes, bytes]:
        wide, high = picture.size
        lines = _group4(picture)
        page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", wide, high, 0, 0, 0, 0)
        region = struct.pack(">IIIIB", wide, high, 0, 0, 0) + b"\1" + lines
        return (
            b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
            page + struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region,
        )

    return _whole(pictures, dpi, coded)


def as_group4(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """A TIFF of several pages."""
    data = io.BytesIO()
    first, *others = [picture.convert("1", dither=Image.Dither.NONE) for picture in pictures]
    first.save(data, "TIFF", save_all=True, append_images=others, compression="group4", dpi=(dpi, dpi))
    return data.getvalue()


def as_fax(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """A fax as its machine keeps it: a TIFF with half as many lines an inch as dots."""
    data = io.BytesIO()
    first, *others = [_halved(picture) for picture in pictures]
    first.save(data, "TIFF", save_all=True, append_images=others, compression="group4", dpi=(dpi, dpi / 2))
    return data.getvalue()


def as_fax_pdf(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """The same as a PDF, whose pages stretch it."""

    def coded(picture: Image.Image) -> tuple[bytes, bytes]:
        parms = b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>" % picture.size
        return b"/ColorSpace /DeviceGray /BitsPerComponent 1 " + parms, _group4(picture)

    return _whole([_halved(picture) for picture in pictures], dpi, coded, lines=dpi // 2)


def _halved(picture: Image.Image) -> Image.Image:
    small = picture.convert("L").resize((picture.width, picture.height // 2), Image.Resampling.BOX)
    return small.convert("1", dither=Image.Dither.NONE)


def _group4(picture: Image.Image) -> bytes:
    """A picture in one bit by ITU-T T.6, black as 1."""
    data = io.BytesIO()
    black = picture.convert("L").point(lambda level: 255 if level < 128 else 0).convert("1")
    black.save(data, "TIFF", compression="group4", tiffinfo={278: picture.height})
    tiff: Any = Image.open(io.BytesIO(data.getvalue()))
    (start,), (count,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return data.getvalue()[start : start + count]


def _jpeg(picture: Image.Image) -> tuple[bytes, bytes]:
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=75)
    return b"/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode", data.getvalue()


def _whole(
    pictures: Sequence[Image.Image],
    dpi: int,
    coded: Callable[[Image.Image], tuple[bytes, bytes]],
    lines: int = 0,
) -> bytes:
    file = _File(dpi, lines)
    for picture in pictures:
        file.page(picture.size, [((0, 0, *picture.size), *coded(picture))])
    return file.written()


class _File:
    """A PDF of pages that are nothing but pictures; ``lines`` an inch where they are not as many as dots."""

    def __init__(self, dpi: int, lines: int = 0) -> None:
        self._across, self._down = _POINTS / dpi, _POINTS / (lines or dpi)
        self._objects: list[bytes] = [b"", b""]
        self._pages: list[int] = []

    def page(self, size: tuple[int, int], pieces: Sequence[tuple[tuple[int, int, int, int], bytes, bytes]]) -> None:
        wide, high = size[0] * self._across, size[1] * self._down
        names, drawing = [], b""
        for (left, top, right, low), entries, data in pieces:
            names.append(self._stream(
                b"/Type /XObject /Subtype /Image /Width %d /Height %d %s" % (right - left, low - top, entries), data
            ))  # fmt: skip
            place = (
                (right - left) * self._across,
                (low - top) * self._down,
                left * self._across,
                high - low * self._down,
            )
            drawing += b"q %f 0 0 %f %f %f cm /X%d Do Q " % (*place, names[-1])
        content = self._stream(b"", drawing)
        self._pages.append(self._add(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %f %f] /Contents %d 0 R /Resources << /XObject << %s >> >> >>"
            % (wide, high, content, b" ".join(b"/X%d %d 0 R" % (name, name) for name in names))
        ))  # fmt: skip

    def written(self) -> bytes:
        self._objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self._pages), kids)
        return pdf(*self._objects, root=1)

    def _stream(self, entries: bytes, data: bytes) -> int:
        return self._add(b"<< %s /Length %d >> stream\n%s\nendstream" % (entries, len(data), data))

    def _add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)
