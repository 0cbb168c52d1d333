"""A page image to even grey on white: seals lightened, shadows taken out."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import Pixels

_RED = 30
"""How much redder than its other colours a pixel must be before it counts as seal."""
_DEEP_RED = 70
_LEAST_RED = 2e-4
"""Share of the page that must be deep red before a seal is looked for."""
_BACKGROUND = 8
"""Pixels of the page that become one pixel of its background."""
_DARKEST_PAPER = 60.0
_DARKEST_SEAL = 120.0
PAPER = 250

Floats = npt.NDArray[np.float32]


def evened(pixels: Pixels) -> Pixels:
    """The page in grey, red seals taken out, with its paper white everywhere.

    The paper's brightness around each spot is what stays of the page when everything smaller
    than a block of print is closed. Print is dark in the red of the page; a seal is nearly white
    there, and what it darkens the print under it is divided out.
    """
    excess = _redness(pixels)
    if excess is None:
        grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    else:
        grey = np.ascontiguousarray(pixels[..., 0])
    light = PAPER / np.maximum(_paper(grey), _DARKEST_PAPER)
    even: Floats = np.multiply(grey, light, dtype=np.float32)
    if excess is not None:
        even *= _lightening(even, excess)
    return np.clip(even, 0, PAPER).astype(np.uint8)


def _redness(pixels: Pixels) -> Pixels | None:
    """How much redder than otherwise coloured each pixel is; None where the page has no seal."""
    if pixels.ndim == 2:
        return None
    excess = cv2.subtract(pixels[..., 0], np.maximum(pixels[..., 1], pixels[..., 2]))
    return np.asarray(excess, dtype=np.uint8) if float((excess > _DEEP_RED).mean()) > _LEAST_RED else None


def _lightening(even: Floats, excess: Pixels) -> Floats:
    """By what to multiply each pixel so that bare seal becomes paper."""
    deep = excess > _DEEP_RED
    seal = max(float(np.median(even[deep])), _DARKEST_SEAL)
    usual = float(np.median(excess[deep]))
    share = np.clip((np.arange(256) - _RED) / (0.6 * usual), 0, 1)
    factors = (1.0 + share * (PAPER / seal - 1.0)).astype(np.float32)
    return np.asarray(factors[cv2.dilate(excess, np.ones((3, 3), np.uint8))], dtype=np.float32)


def _paper(grey: Pixels) -> Floats:
    height, width = grey.shape
    size = (max(1, width // _BACKGROUND), max(1, height // _BACKGROUND))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    paper = cv2.GaussianBlur(paper, (0, 0), 5)
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
