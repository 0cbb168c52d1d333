"""Draws the pages of PDF files and pictures as people see them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from parsing.errors import Broken, Encrypted
from parsing.sizes import MOST_PIXELS, points_a_pixel, squared

PAGE_WIDTH = 1100
"""Pixels across a page: figures of 9 points are well legible, and a page is some 60 KB."""
MOST_PAGES = 60
WEBP_SIDE = 16_383
"""Pixels a WebP picture may have on a side."""
QUALITY = 72


@dataclass(frozen=True, slots=True)
class Page:
    """One page as shown; ``number`` from 1, width and height in points."""

    number: int
    width: float
    height: float
    picture: Image.Image

    def webp(self) -> bytes:
        picture = self.picture
        ratio = min(PAGE_WIDTH / picture.width, WEBP_SIDE / picture.height)
        if ratio < 1:
            picture = picture.resize((max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
        return out.getvalue()


def pages_of(kind: str, path: Path) -> Iterator[Page]:
    """The pages of a "pdf" or "scan", MOST_PAGES at most. Raises Encrypted, Broken."""
    return _pdf_pages(path) if kind == "pdf" else _pictures(path)


def _pdf_pages(path: Path) -> Iterator[Page]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise (Encrypted if "password" in str(error).lower() else Broken)(detail=repr(error)) from error
    with document:
        for number in range(1, min(len(document), MOST_PAGES) + 1):
            try:
                page = document[number - 1]
                width, height = page.get_size()
                yield Page(number, width, height, page.render(scale=PAGE_WIDTH / max(width, 1)).to_pil())
            except pdfium.PdfiumError:
                continue  # a damaged page costs that page


def _pictures(path: Path) -> Iterator[Page]:
    """The frames of a picture as they are shown."""
    try:
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as image:
            for number in range(1, min(getattr(image, "n_frames", 1), MOST_PAGES) + 1):
                image.seek(number - 1)
                size = squared(*image.size, image.info.get("dpi", (1, 1)))
                if size[0] * size[1] > MOST_PIXELS:
                    continue
                shown = ImageOps.exif_transpose(image if size == image.size else image.convert("L").resize(size))
                unit = points_a_pixel(*shown.size)
                yield Page(number, shown.width * unit, shown.height * unit, _visible(shown))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken("图片已损坏，无法打开。", "请重新扫描后上传。", detail=repr(error)) from error


def _visible(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey brought to eight; the other modes Pillow converts itself."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper
    return image
