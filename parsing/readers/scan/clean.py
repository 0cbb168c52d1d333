"""A page image to even grey on white: seals lightened, shadows and streaks taken out."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.penned import Penned, penned
from parsing.readers.scan.screens import without_screens
from parsing.readers.scan.seals import Mask, without_grey_seals
from parsing.readers.scan.streaks import Struck, without_streaks
from parsing.sizes import A4_SIDE

_RED = 30
"""How much redder than its other colours a pixel must be before it counts as seal."""
_DEEP_RED, _PALE_RED, _LEAST_DEEP = 70, 42, 0.03
"""The same of the red of a seal, of its parts that are short of ink, and the share of a seal that is deep red."""
_LEAST_RED = 2e-4
"""Share of the page that must be deep red before a seal is looked for."""
_NEAR, _LEAST_SHARE = 9.0, 40
"""Points within which the red parts of a seal belong together, and how full of red a quarter's pixel must be."""
_SMALLEST = 45.0
"""Points a seal or its part on the page is long at least: five red digits take 30."""
_BACKGROUND = 8
"""Pixels of the page that become one pixel of its background."""
_DARKEST_PAPER = np.uint8(60)
_DARKEST_SEAL = 120.0
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
    there, and what it darkens the print under it is divided out.
    """
    unit = max(pixels.shape[:2]) / A4_SIDE
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    excess = _of_seals(_redness(pixels), unit)
    pen = penned(pixels, excess[0] if excess else None)
    if excess is not None:
        np.copyto(grey, pixels[..., 0], where=excess[0])
    even = _lit(grey, _paper(grey), PAPER)
    if excess is not None:
        even = _lit(even, _seal(even, excess[1]), PAPER)
    even = without_screens(even, unit)
    clean, stained = without_grey_seals(_without_lid(_without_folds(even, unit), unit), unit)
    if excess is not None:
        red = excess[1] > _DEEP_RED
        stained = red if stained is None else stained | red
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


def _redness(pixels: Pixels) -> Pixels | None:
    """How much redder than otherwise coloured each pixel is; None where the page has no seal."""
    if pixels.ndim == 2:
        return None
    excess = cv2.subtract(pixels[..., 0], np.maximum(pixels[..., 1], pixels[..., 2]))
    return np.asarray(excess, dtype=np.uint8) if float((excess > _DEEP_RED).mean()) > _LEAST_RED else None


def _of_seals(excess: Pixels | None, unit: float) -> tuple[Mask, Pixels] | None:
    """Where seals lie, and the redness there alone: what is red and small is a figure printed in red."""
    if excess is None:
        return None
    high, wide = excess.shape
    deep, any_red = (
        cv2.resize((excess > least).astype(np.uint8) * 255, (wide // 4, high // 4), interpolation=cv2.INTER_AREA)
        > _LEAST_SHARE
        for least in (_DEEP_RED, _PALE_RED)
    )
    near = max(3, round(_NEAR * unit / 4) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (near, near))
    joined = cv2.morphologyEx(any_red.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    deeply = np.bincount(labels[deep], minlength=len(stats)) >= _LEAST_DEEP * stats[:, 4]
    inside = np.zeros(excess.shape, np.bool_)
    edge = round(3 * unit)
    for x, y, across, down, _ in (stats[1:][deeply[1:]] * 4).tolist():
        if max(across, down) >= _SMALLEST * unit:
            inside[max(0, y - edge) : y + down + edge, max(0, x - edge) : x + across + edge] = True
    return (inside, np.where(inside, excess, np.uint8(0))) if inside.any() else None


def _seal(even: Pixels, excess: Pixels) -> Pixels:
    """How bright each pixel would be if nothing but seal, or paper, were there."""
    deep = excess > _DEEP_RED
    seal = max(float(np.median(even[deep])), _DARKEST_SEAL)
    usual = float(np.median(excess[deep]))
    share = np.clip((np.arange(256) - _RED) / (0.6 * usual), 0, 1)
    bright = np.rint(PAPER / (1.0 + share * (PAPER / seal - 1.0))).astype(np.uint8)
    return np.asarray(cv2.LUT(cv2.dilate(excess, np.ones((3, 3), np.uint8)), bright), dtype=np.uint8)


def _paper(grey: Pixels) -> Pixels:
    height, width = grey.shape
    size = (max(1, width // _BACKGROUND), max(1, height // _BACKGROUND))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    soft = np.asarray(cv2.GaussianBlur(paper, (0, 0), 5), dtype=np.uint8)
    return _sized(np.maximum(soft, _DARKEST_PAPER), width, height)
