"""A page image to even grey on white: seals lightened, shadows taken out."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import Pixels

_RED = 24.0
"""How much redder than its other colours a pixel must be before it counts as seal."""
_PRINT, _SEAL = 100.0, 190.0
"""Red below which a reddish pixel is print under the seal, and above which it is bare seal."""
_BACKGROUND = 8
"""Pixels of the page that become one pixel of its background."""
_DARKEST_PAPER = 60.0
PAPER = 250


def evened(pixels: Pixels) -> Pixels:
    """The page in grey, red seals nearly taken out, with its paper white everywhere.

    The paper's brightness around each spot is what stays of the page when everything smaller
    than a block of print is closed. Print is dark in the red of the page, a seal is not.
    """
    seal = _seal(pixels)
    if seal is None:
        grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    else:
        grey = np.ascontiguousarray(pixels[..., 0])
    even = grey.astype(np.float32) * (PAPER / np.maximum(_paper(grey), _DARKEST_PAPER))
    if seal is not None:
        even += seal
    return np.clip(even, 0, PAPER).astype(np.uint8)


def _seal(pixels: Pixels) -> npt.NDArray[np.float32] | None:
    """How much to lighten each pixel for being bare seal; None where the page has no red."""
    if pixels.ndim == 2:
        return None
    red = pixels[..., 0].astype(np.float32)
    excess = red - np.maximum(pixels[..., 1], pixels[..., 2])
    if float((excess > _RED).mean()) < 2e-4:
        return None
    bare = np.clip((red - _PRINT) / (_SEAL - _PRINT), 0, 1)
    return np.asarray(np.clip(cv2.blur(excess, (3, 3)) - _RED, 0, None) * bare, dtype=np.float32)


def _paper(grey: Pixels) -> npt.NDArray[np.float32]:
    height, width = grey.shape
    size = (max(1, width // _BACKGROUND), max(1, height // _BACKGROUND))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    paper = cv2.GaussianBlur(paper, (0, 0), 5)
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
