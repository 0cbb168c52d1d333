"""How large a picture counts, whatever its file says of its resolution, for what reads it and for what shows it."""

from __future__ import annotations

A4_SIDE, A4_WIDTH = 841.89, 595.28
"""Points."""
_LONG = 1.8
"""How many times as high as wide a picture is that is more than one page: longer than those that telephones take."""
_HIGHEST = 14_400.0
"""Points a page of a PDF may be high."""


def is_long(width: float, height: float) -> bool:
    """Whether a picture is so long that it holds more than a page."""
    return height > _LONG * width


def points_a_pixel(width: float, height: float) -> float:
    """The longer side of a picture is that of A4; the width of a long one is."""
    if is_long(width, height):
        return min(A4_WIDTH / width, _HIGHEST / height)
    return A4_SIDE / max(width, height)
