"""Whether a page that has pictures shows the text its file holds: the text of a searchable scan is what some OCR made
of its picture, in no ink, behind it or over the same print, and right only as far as that OCR was.

There are more ways of hiding text than anybody lists (transparent ink, glyphs without outlines, a clip, a mask), so the
page is drawn as it is and once more without its text, and the two are held against each other where characters stand.
Two drawings of a page cost more than reading it: only pages with pictures are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pypdfium2 import PdfiumError, PdfPage, raw

from parsing.errors import ParsingError
from parsing.readers.pdf.engines import pdfium
from parsing.readers.pdf.glyphs import DIGITS
from parsing.readers.pdf.page import Char, Page
from parsing.sizes import MOST_PIXELS

_LEAST_PICTURED = 0.04
"""Share of its page that pictures cover from which they may show a table; seals and emblems are smaller."""
_MAY_BE_SCANNED = 0.3
_LEAST_PRINT = 100
"""Characters beside digits that are fewer on a page where they are a footer or stamp on a scan."""
_LONGER_SIDE = 1100
"""Pixels of the longer side a page is drawn with: its digits are some nine high."""
_DEEPEST = 8
_SEEN = 12
"""Levels of grey from 255 by which a character changes what is drawn under it at least."""
_CONTRAST = 90
"""Levels of grey between print and its ground; watermarks are paler."""
_FEWEST, _SHARE = 3, 0.2
"""Digits printed over print, and their share of a page's, from which its text is another's reading of it."""
_PAPER, _SOME, _MOST = 150, 0.003, 0.25
"""The grey of paper, and the share of it that is ink on a page of print; a photograph has no such paper."""
_STEP = 3


class _Drawing(NamedTuple):
    """Grey levels of a page, line by line, ``stride`` bytes a line."""

    levels: bytes
    stride: int
    width: int
    height: int
    scale: float

    def lines(self, char: Char, page: Page) -> Iterator[slice]:
        """Where the middle part of a character stands, a slice a line."""
        x0, y0, x1, y1 = page.shown((char.x0, char.y0, char.x1, char.y1))
        left, right = max(0, int(x0 * self.scale)), min(self.width, int(x1 * self.scale) + 1)
        for line in range(max(0, int(y0 * self.scale)), min(self.height, int(y1 * self.scale) + 1)):
            yield slice(line * self.stride + left, line * self.stride + right)


def has_pictures(page: Page) -> bool:
    """Whether a page has pictures beside its text that may show a table."""
    return bool(page.chars) and page.pictured >= _LEAST_PICTURED


def layered(path: Path, pages: Iterable[Page]) -> frozenset[int]:
    """The numbers of the pages whose text is not what their pictures show; of those nobody can draw, the pages that
    may be scans."""
    wanted = [page for page in pages if has_pictures(page)]
    if not wanted:
        return frozenset()
    try:
        pdfium.refuse_bombs(path)
        with pdfium.opened(path) as sources:
            return frozenset(page.number for page in wanted if _is_layered_in(sources[page.number - 1], page))
    except ParsingError:
        return frozenset(page.number for page in wanted if page.pictured >= _MAY_BE_SCANNED)


def _is_layered_in(source: pdfium.Source, page: Page) -> bool:
    try:
        opened = source.open()
        if any(wide * high > MOST_PIXELS for wide, high in _sizes(opened)):
            return page.pictured >= _MAY_BE_SCANNED
        return _is_layered(opened, page)
    except PdfiumError:
        return page.pictured >= _MAY_BE_SCANNED


def _sizes(source: PdfPage) -> Iterator[tuple[int, int]]:
    for image in source.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        yield image.get_px_size()


def _is_layered(source: PdfPage, page: Page) -> bool:
    scale = _LONGER_SIDE / max(source.get_size())
    whole = _drawn(source, scale)
    for text in source.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST):
        raw.FPDFTextObj_SetTextRenderMode(text.raw, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    bare = _drawn(source, scale)
    digits = [char for char in page.chars if char.text in DIGITS]
    if any(not _is_seen(char, page, whole, bare) for char in digits):
        return True
    over = sum(_is_over_print(char, page, bare) for char in digits)
    if over >= max(_FEWEST, _SHARE * len(digits)):
        return True
    if page.pictured < _MAY_BE_SCANNED or _has_words(page, whole, bare):
        return False
    for path in source.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST):
        raw.FPDFPageObj_SetIsActive(path.raw, False)
    return _is_print(_drawn(source, scale))


def _drawn(source: PdfPage, scale: float) -> _Drawing:
    bitmap: Any = source.render(scale=scale, grayscale=True)
    try:
        return _Drawing(bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height, scale)
    finally:
        bitmap.close()


def _is_seen(char: Char, page: Page, whole: _Drawing, bare: _Drawing) -> bool:
    one, other = whole.levels, bare.levels
    return any(one[line] != other[line] and _differ(one[line], other[line]) for line in whole.lines(char, page))


def _differ(one: Sequence[int], other: Sequence[int]) -> bool:
    return any(abs(a - b) > _SEEN for a, b in zip(one, other, strict=True))


def _is_over_print(char: Char, page: Page, bare: _Drawing) -> bool:
    """Whether what is drawn under a character is as dark and as light as print on paper."""
    parts = [part for line in bare.lines(char, page) if (part := bare.levels[line])]
    return bool(parts) and max(map(max, parts)) - min(map(min, parts)) >= _CONTRAST


def _has_words(page: Page, whole: _Drawing, bare: _Drawing) -> bool:
    """Whether more than a footer's or a stamp's characters beside digits are seen of a page."""
    seen = (char for char in page.chars if char.text not in DIGITS and _is_seen(char, page, whole, bare))
    return next(islice(seen, _LEAST_PRINT - 1, None), None) is not None


def _is_print(drawing: _Drawing) -> bool:
    """Whether what is drawn is some ink on much paper."""
    lines = (line * drawing.stride for line in range(0, drawing.height, _STEP))
    some = b"".join(drawing.levels[at : at + drawing.width : _STEP] for at in lines)
    paper = sorted(some)[len(some) // 2] if some else 0
    ink = sum(map((paper - _CONTRAST).__gt__, some))
    return paper >= _PAPER and _SOME * len(some) <= ink <= _MOST * len(some)
