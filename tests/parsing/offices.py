"""What the copiers, feeders, pens and apps of offices do to a page: more harms for tests/parsing/dirty.py."""

from __future__ import annotations

from typing import Any

import pytest

cv2: Any = pytest.importorskip("cv2", reason="the ocr extra is not installed (requirements-ocr.txt)")

import numpy as np  # noqa: E402 — OCR's packages are asked for first: without them its tests are skipped
import numpy.typing as npt  # noqa: E402

Pixels = npt.NDArray[np.uint8]


def _clipped(values: npt.NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def streaked(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Dust on the glass of a feeder: three thin lines down the whole page, grey, red and yellow."""
    done = page.astype(np.float32)
    for colour in ((1.0, 1.0, 1.0), (0.3, 1.0, 1.0), (1.0, 1.0, 0.4)):
        x, wide = round(rng.uniform(0.1, 0.9) * page.shape[1]), int(rng.integers(1, 3))
        done[:, x : x + wide] *= 1 - rng.uniform(0.3, 0.9) * np.array(colour)
    return _clipped(done)


def copied(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A copier's black margin, ragged, on all four sides."""
    done = page.copy()
    for turn in range(4):
        side = np.rot90(done, turn)
        edge = cv2.GaussianBlur(rng.random((1, side.shape[0])).astype(np.float32), (0, 0), 0.4 * dpi)[0]
        wide = dpi * (0.06 + 0.2 * (edge - edge.min()) / (np.ptp(edge) + 1e-6))
        side[np.arange(side.shape[1])[None, :] < wide[:, None]] = 15
    return done


def penned(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A pen in red, black and blue: circles, lines, short strokes as of a 1, ticks."""
    done = page.copy()
    thick = max(1, round(dpi / 110))
    for index in range(16):
        x, y = rng.uniform(0.25, 0.9) * page.shape[1], rng.uniform(0.15, 0.9) * page.shape[0]
        colour, size = ((200, 30, 40), (30, 30, 30), (30, 60, 160))[index % 3], rng.uniform(0.05, 0.13) * dpi
        if index % 4 == 0:
            axes = (round(1.6 * size), round(size))
            cv2.ellipse(done, (round(x), round(y)), axes, rng.uniform(-15, 15), 0, 370, colour, thick, cv2.LINE_AA)
            continue
        ends = {
            1: [(x - 1.6 * size, y), (x + 1.6 * size, y - 2)],
            2: [(x, y - 0.7 * size), (x - rng.uniform(-0.2, 0.3) * size, y + 0.7 * size)],
            3: [(x - size, y - size / 3), (x - size / 3, y + size / 2), (x + size, y - size)],
        }[index % 4]
        cv2.polylines(done, [np.array(ends, np.int32)], False, colour, thick, cv2.LINE_AA)
    return done


def as_by_app(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A photograph as a scanning app hands it on: lightened, sharpened, nearly black and white."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    paper = cv2.GaussianBlur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((31, 31))), (0, 0), 15)
    even = grey.astype(np.float32) * 255 / np.maximum(paper, 40)
    sharp = even + 1.4 * (even - cv2.GaussianBlur(even, (0, 0), 1.2))
    return np.repeat(_clipped((sharp - 90) * 1.9)[..., None], 3, axis=2)


def rippled(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Moiré: waves of brightness that cross."""
    down, along = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    turn, long = rng.uniform(0.1, 0.5), rng.uniform(2.6, 4.2)
    one = np.sin(2 * np.pi * (along * np.cos(turn) + down * np.sin(turn)) / long)
    other = np.sin(2 * np.pi * (along * np.sin(turn) - down * np.cos(turn)) / (1.13 * long))
    return _clipped(page * (0.9 + 0.05 * (one + other))[..., None])
