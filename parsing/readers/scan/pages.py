"""Files of pictures to page images: PDF pages without text, JPEG, PNG, TIFF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import raw as pdfium_raw

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.sizes import MOST_PIXELS, is_long, points_a_pixel, squared

Pixels = npt.NDArray[np.uint8]
"""Rows by columns of grey values, or rows by columns by red, green, blue; 255 is white."""

MOST_PAGES = 60
LONGEST_SIDE = 2600
"""Pixels of a page's longer side that are kept: A4 at 220 dpi."""
SHORTEST_SIDE = 1400
_PLAIN_SIDE = 2339
_LEAST_SIDE = 4
_SLIVER = 100
"""How many times as long as wide a page may be; as large as it is read, no other has room for a line of print."""
_DARK, _LIGHT, _MOST_OF_PRINT = 80, 128, 0.2
"""Grey up to which ground is dark and from which print on it is light, and the share of a page that print takes up."""
_STEP = 4
"""Pixels between those that are looked at for it."""
_OTHER, _TWICE = 16, 0.05
"""Grey values by which two lines differ, and how much less often than others do those of which one is the other."""
_BLANK = 64
PAPER = 250
"""The grey value white paper is brought to."""
_COUNTS = 0.05
"""Share of the page an image must cover to decide at what resolution the page is rendered."""
_LESS = 1 - 1e-6
"""What a scale is lessened by, that nothing of a whole number of pixels is given one more."""
_BROKEN = (OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError, TypeError, pdfium.PdfiumError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The image of one page as it is shown, or of many in one that is long; ``number`` from 1, width and height in
    points, of a picture as ``parsing.sizes`` counts them."""

    number: int
    pixels: Pixels
    width: float
    height: float


class Source:
    """An opened file: how many pages it has, and the image of each."""

    def __init__(self, count: int, load: Callable[[int], Sheet]) -> None:
        if count > MOST_PAGES:
            raise too_many_pages()
        self.count = count
        self._load = load

    def sheet(self, number: int) -> Sheet:
        """A page's image, numbers from 1. Raises Broken, LimitExceeded."""
        try:
            return _without_stairs(_in_dark_print(_or_blank(self._load(number))))
        except _BROKEN as error:
            raise Broken("图片已损坏，无法打开。", "请重新扫描后上传。", detail=repr(error)) from error


def too_many_pages() -> LimitExceeded:
    """What is said of a file of more pages than any report has."""
    return LimitExceeded(f"文件超过 {MOST_PAGES} 页。", "年度报告不应有这么多页，请检查是否选错了文件。")


def _or_blank(sheet: Sheet) -> Sheet:
    """A sliver, which has no room for a line of print, nor for what looks at pages, is a blank page."""
    low, long = sorted(sheet.pixels.shape[:2])
    if low * _SLIVER >= long and low >= _LEAST_SIDE:
        return sheet
    return replace(sheet, pixels=np.full((_BLANK, _BLANK), 255, np.uint8))


def _in_dark_print(sheet: Sheet) -> Sheet:
    """A picture of light print on dark ground, as screens show pages at night, the other way round. A page that lies on
    a dark desk takes up more of its picture than print does."""
    some = sheet.pixels[::_STEP, ::_STEP]
    if float(np.median(some)) >= _DARK or float((some > _LIGHT).mean()) > _MOST_OF_PRINT:
        return sheet
    return replace(sheet, pixels=255 - sheet.pixels)


def _without_stairs(sheet: Sheet) -> Sheet:
    """A fax of half as many lines as dots that was kept with every line twice, its stairs smoothed."""
    pixels = sheet.pixels
    grey = pixels if pixels.ndim == 2 else pixels[..., 1]
    for first in (0, 1):
        lines = grey[first : first + (len(grey) - first) // 2 * 2]
        within = np.count_nonzero(cv2.absdiff(lines[:-1:2], lines[1::2]) > _OTHER)
        between = np.count_nonzero(cv2.absdiff(lines[1:-1:2], lines[2::2]) > _OTHER)
        if within <= _TWICE * between and between:
            size = pixels.shape[1], pixels.shape[0]
            return replace(sheet, pixels=np.asarray(cv2.resize(pixels[first::2], size, interpolation=cv2.INTER_CUBIC)))
    return sheet


@contextmanager
def opened(file: Path | bytes) -> Iterator[Source]:
    """The pages of a file, or of its bytes. Raises Encrypted, Broken, LimitExceeded."""
    data = file.read_bytes() if isinstance(file, Path) else file
    if b"%PDF-" in data[:1024]:
        with _document(data) as document:
            yield Source(len(document), lambda number: _pdf_sheet(document, number))
        return
    with _picture(data) as image:
        yield Source(getattr(image, "n_frames", 1), lambda number: _picture_sheet(image, number))


# ---- PDF ----


@contextmanager
def _document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(detail=repr(error)) from error
        raise Broken(detail=repr(error)) from error
    try:
        yield document
    finally:
        document.close()


def _pdf_sheet(document: pdfium.PdfDocument, number: int) -> Sheet:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        pixels = _rendered(page, width, height, _scale(page, width, height))
    finally:
        page.close()
    return Sheet(number, pixels, width, height)


def _rendered(page: pdfium.PdfPage, width: float, height: float, scale: float) -> Pixels:
    """The page in colour. By a matrix: of a page that fills whole pixels exactly rounding makes a picture one larger,
    which resamples all of it."""
    across, down, less = max(ceil(width * scale * _LESS), 1), max(ceil(height * scale * _LESS), 1), scale * _LESS
    bitmap = pdfium.PdfBitmap.new_native(across, down, pdfium_raw.FPDFBitmap_BGR, rev_byteorder=True)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, across, down)
        matrix, clip = pdfium_raw.FS_MATRIX(less, 0, 0, less, 0, 0), pdfium_raw.FS_RECTF(0, 0, across, down)
        flags = pdfium_raw.FPDF_ANNOT | pdfium_raw.FPDF_REVERSE_BYTE_ORDER
        pdfium_raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, flags)
        return np.array(bitmap.to_numpy()[..., :3])
    finally:
        bitmap.close()


def _scale(page: pdfium.PdfPage, width: float, height: float) -> float:
    """Pixels a point: those of the page's own images, so that they are copied and not resampled."""
    longer = max(width, height)
    best = 0.0
    for image in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        across, down = image.get_px_size()
        _check_size(across, down)
        a, b, c, d, _, _ = image.get_matrix().get()
        wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        if wide * high >= _COUNTS * width * height:
            best = max(best, _copied(across / wide, down / high, longer))
    best = best or _PLAIN_SIDE / longer
    side = width if is_long(width, height) else longer
    return float(min(max(best, SHORTEST_SIDE / longer), LONGEST_SIDE / side, (MOST_PIXELS / (width * height)) ** 0.5))


def _copied(across: float, down: float, longer: float) -> float:
    """The scale at which a picture of so many pixels a point is copied: a page gets whole pixels, rounded up, and one
    more than its picture has resamples all of it, which is soft in its middle then."""
    if abs(across - down) * longer > 1:
        return max(across, down)
    return min(across, down)


# ---- pictures ----


@contextmanager
def _picture(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF", "BMP", "GIF"))
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except _BROKEN as error:
            raise Broken("图片已损坏，无法打开。", "请重新扫描后上传。", detail=repr(error)) from error
        with image:
            _check_size(*image.size)
            yield image


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> LimitExceeded:
    return LimitExceeded("图片超过 1 亿像素。", "请以 200 至 300 dpi 重新扫描后上传。")


def _picture_sheet(image: Image.Image, number: int) -> Sheet:
    if number > 1:
        image.seek(number - 1)
        _check_size(*image.size)
    if image.format == "JPEG":
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if (size := squared(*image.size, image.info.get("dpi", (1, 1)))) != image.size:
        _check_size(*size)
        image = image.convert("L").resize(size, Image.Resampling.BICUBIC)
    ImageOps.exif_transpose(image, in_place=True)  # without a copy where it stands upright
    pixels = fitted(_pixels(image), long=True)
    height, width = pixels.shape[:2]
    unit = points_a_pixel(width, height)
    return Sheet(number, pixels, width * unit, height * unit)


def _pixels(image: Image.Image) -> Pixels:
    """Grey or colour of a picture of any mode; what is transparent is white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        values: npt.NDArray[Any] = np.asarray(image, dtype=np.float32)
        top = float(values.max()) or 1.0
        return (values * (255.0 / (65535.0 if top > 255 else 255.0))).astype(np.uint8)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return np.asarray(paper.convert("RGB"))
    if image.mode in ("L", "RGB"):
        return np.asarray(image)
    return np.asarray(image.convert("L" if image.mode == "1" else "RGB"))


def fitted(pixels: Pixels, long: bool = False) -> Pixels:
    """The picture brought to between 1400 and 2600 pixels; of a ``long`` one that holds more than a page, the width."""
    height, width = pixels.shape[:2]
    longer = max(height, width)
    side = width if long and is_long(width, height) else longer
    if side > LONGEST_SIDE:
        ratio, how = LONGEST_SIDE / side, cv2.INTER_AREA
    elif longer < SHORTEST_SIDE:
        ratio, how = SHORTEST_SIDE / longer, cv2.INTER_CUBIC
    else:
        return pixels
    size = (round(width * ratio), round(height * ratio))
    return np.asarray(cv2.resize(pixels, size, interpolation=how), dtype=np.uint8)
