"""How large a picture counts, whatever its file says of its resolution, for what reads it and for what shows it."""

from __future__ import annotations

A4_SIDE, A4_WIDTH = 841.89, 595.28
"""Points."""
MOST_PIXELS = 100_000_000
"""Of a picture that is opened, to be read or to be shown."""
_LONG = 1.8
"""How many times as high as wide a picture is that is more than one page: longer than those that telephones take."""
_HIGHEST = 14_400.0
"""Points a page of a PDF may be high."""
_FLAT = 1.5, 2.7
"""How many times as many dots an inch a fax has one way as the other: 204 across and 98 lines down. Else it is the file
that errs."""


def is_long(width: float, height: float) -> bool:
    """Whether a picture is so long that it holds more than a page."""
    return height > _LONG * width


def points_a_pixel(width: float, height: float) -> float:
    """The longer side of a picture is that of A4; the width of a long one is."""
    if is_long(width, height):
        return min(A4_WIDTH / width, _HIGHEST / height)
    return A4_SIDE / max(width, height)


def squared(width: int, height: int, dots: tuple[float, float]) -> tuple[int, int]:
    """The size of a picture with so many dots an inch across and down when its dots are made square, as faxes' are
    not."""
    across, down = map(float, dots)
    if min(across, down) <= 0 or not _FLAT[0] <= max(across, down) / min(across, down) <= _FLAT[1]:
        return width, height
    return (width, round(height * across / down)) if across > down else (round(width * down / across), height)
