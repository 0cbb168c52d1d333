"""A page image to even grey on white: seals lightened, shadows and streaks taken out."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from parsing.readers.scan.coloured import seals_of, without_colour
from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.penned import Penned, penned
from parsing.readers.scan.screens import without_screens
from parsing.readers.scan.seals import Mask, without_grey_seals
from parsing.readers.scan.streaks import Struck, without_streaks
from parsing.sizes import A4_SIDE

_BACKGROUND = 8
"""Pixels of the page that become one pixel of its background."""
_DARKEST_PAPER = np.uint8(60)
_BROADEST = 5.0
"""Points: what is broader and not darker than a fold is no print."""
_DARKEST_FOLD = 0.45
_LID, _SOFT = 140, 1.5
"""The grey value below which what is as broad and reaches the edge of the picture is no part of the page, and points of
its soft edge."""
_SMALLER = 4
_LEAST_INK = 45
_FEWEST_INK = 400
_USUAL_INK = 70
_MOST_GAIN = 2.6


class Evened(NamedTuple):
    """A page in grey with its paper white everywhere, and where a seal was taken out, if one was, or streaks that
    may have hidden a figure, and where there is ink of a pen."""

    pixels: Pixels
    stained: Mask | None
    struck: Struck | None
    pen: Penned | None


def evened(pixels: Pixels, streaks: bool = True) -> Evened:
    """The page in grey, seals taken out, and ``streaks`` where it may have any, with its paper white everywhere.

    The paper's brightness around each spot is what stays of the page when everything smaller
    than a block of print is closed. Print is dark in the red of the page; a seal is nearly white
    there, and what it darkens the print under it is divided out (``coloured``).
    """
    unit = max(pixels.shape[:2]) / A4_SIDE
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    seals = seals_of(pixels, unit)
    pen = penned(pixels, seals)
    light = np.zeros_like(grey)  # where a red seal and a blue stamp lie over each other, the lighter of the two
    for seal in seals:
        np.maximum(light, pixels[..., seal.channel], out=light, where=seal.inside)
    for seal in seals:
        np.copyto(grey, light, where=seal.inside)
    even = _lit(grey, _paper(grey), PAPER)
    for seal in seals:
        even = without_colour(even, seal)
    even = without_screens(even, unit)
    clean, stained = without_grey_seals(_without_lid(_without_folds(even, unit), unit), unit)
    for seal in seals:
        stained = seal.ink if stained is None else stained | seal.ink
    clean, struck = without_streaks(clean, unit) if streaks else (clean, None)
    return Evened(_darkened(clean), stained, struck, pen)


def _lit(grey: Pixels, paper: Pixels, white: float) -> Pixels:
    """The page with what has the brightness of ``paper`` brought to ``white``, nothing above PAPER: in bytes
    throughout, a page in floats takes four times the memory."""
    return np.asarray(np.minimum(cv2.divide(grey, paper, scale=white), PAPER), dtype=np.uint8)


def _without_folds(even: Pixels, unit: float) -> Pixels:
    """The page without what is dark and broader than strokes of print: folds, shadows with an edge. The paper
    is what stays when all strokes are closed."""
    height, width = even.shape
    small = cv2.resize(even, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    across = max(3, round(_BROADEST * unit / 2) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), 0.4 * unit)
    usual = float(np.median(paper))
    limited = np.clip(paper, _DARKEST_FOLD * usual, usual).astype(np.uint8)
    return _lit(even, _sized(limited, width, height), usual)


def _without_lid(even: Pixels, unit: float) -> Pixels:
    """The page without what is dark and broad at the edges of its picture: the lid of a scanner, the black margin of a
    copier. It would be taken for the darkest print, and print for pale marks beside it."""
    height, width = even.shape
    size = max(1, width // _SMALLER), max(1, height // _SMALLER)
    dark = np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA) < _LID, dtype=np.uint8)
    across = max(3, round(_BROADEST * unit / _SMALLER) | 1)
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((across, across), np.uint8))
    edged = cv2.copyMakeBorder(broad, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(1,))
    labels = cv2.connectedComponents(edged, connectivity=4)[1]
    lid = (labels == labels[0, 0])[1:-1, 1:-1].astype(np.uint8)
    if not lid.any():
        return even
    soft = 2 * max(1, round(_SOFT * unit / _SMALLER)) + 1
    grown = cv2.dilate(lid, np.ones((soft, soft), np.uint8))
    return np.where(cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST) > 0, np.uint8(PAPER), even)


def _sized(small: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _darkened(even: Pixels) -> Pixels:
    """Pale print brought to the darkness print usually has."""
    ink = even[even < PAPER - _LEAST_INK]
    if ink.size < _FEWEST_INK:
        return even
    usual = float(np.percentile(ink, 25))
    gain = min((PAPER - _USUAL_INK) / (PAPER - usual), _MOST_GAIN)
    if gain <= 1.05:
        return even
    values = np.clip(PAPER - (PAPER - np.arange(256, dtype=np.float32)) * gain, 0, PAPER).astype(np.uint8)
    return np.asarray(cv2.LUT(even, values), dtype=np.uint8)


def _paper(grey: Pixels) -> Pixels:
    height, width = grey.shape
    size = (max(1, width // _BACKGROUND), max(1, height // _BACKGROUND))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    soft = np.asarray(cv2.GaussianBlur(paper, (0, 0), 5), dtype=np.uint8)
    return _sized(np.maximum(soft, _DARKEST_PAPER), width, height)
