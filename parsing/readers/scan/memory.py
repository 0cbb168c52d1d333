"""Memory that goes back to the system when a page is done with.

The C library asks the system for large pieces one by one and gives them back when they are freed; but with every one
that is freed it raises, up to 32 MB, the size from which it does so. Images of pages then come from its heap and stay
in it, cut into pieces, and so does what recognition leaves: ninety megabytes after five pages at 300 dpi.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of glibc's mallopt, which other C libraries do not have."""
_TRIM_THRESHOLD = -1
"""M_TRIM_THRESHOLD: how much the heap may hold at its end that nobody uses, before it is given back."""
_PAGES, _RECOGNITION = 3 << 20, 8 << 20
"""Bytes from which a piece is asked for by itself: the image of a page is, and what a line as broad as the page takes;
what recognition asks for and frees a hundred times a page is not."""
_LITTLE, _RUNS = 128 << 10, 64 << 20
"""Bytes that stay at the heap's end: what the C library leaves there, and what one run of recognition after another
needs. Given back after each, they are new pages in the next, which the system clears: a tenth of recognition's time."""


def give_back() -> None:
    """Gives back what is left of the pages before, and has images of pages given back as soon as they are freed."""
    _set(_PAGES, _LITTLE)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@contextmanager
def recognising() -> Iterator[None]:
    """Keeps what is freed meanwhile: asking the system for it again takes longer."""
    _set(_RECOGNITION, _RUNS)
    try:
        yield
    finally:
        _set(_PAGES, _LITTLE)


def _set(alone: int, kept: int) -> None:
    """Has pieces from so many bytes asked for by themselves, and so many kept at the heap's end."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, alone)
        mallopt(_TRIM_THRESHOLD, kept)
