"""What desks, stamps, markers, worn drums and screens do to a page: more harms for tests/parsing/dirty.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

cv2: Any = pytest.importorskip("cv2", reason="the ocr extra is not installed (requirements-ocr.txt)")

import numpy as np  # noqa: E402 — OCR's packages are asked for first: without them its tests are skipped
import numpy.typing as npt  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

Pixels = npt.NDArray[np.uint8]
Harm = Callable[[Pixels, int, np.random.Generator], Pixels]
BLUE, VIOLET, BLACK = (40, 60, 170), (120, 50, 150), (25, 25, 25)


def _clipped(values: npt.NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _inked(page: Pixels, ink: npt.NDArray[Any], colour: tuple[int, int, int]) -> Pixels:
    """The page with ink, 0 to 1, of a colour over it: what is darker shines through."""
    return _clipped(page * (1 - ink[..., None] * (1 - np.array(colour, np.float32) / 255)))


# ---- stamps and marks ----


def dated(colour: tuple[int, int, int], strength: float = 0.9, over: bool = True) -> Harm:
    """Two stamps of whoever received or filed it, each with a number and a date in a box, and a number by a numbering
    machine: over the tables, or in the margins."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        done = page
        for kind in ("box", "box", "number"):
            picture = _stamp(dpi, rng, kind == "box")
            turned = picture.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True)
            ink = np.zeros(page.shape[:2], np.float32)
            high, wide = page.shape[:2]
            y = rng.uniform(0.2, 0.75) * high if over else rng.choice((0.012, 0.93)) * high
            x = rng.uniform(0.15, 0.7) * wide
            y, x = (round(min(at, side - own)) for at, side, own in ((y, high, turned.height), (x, wide, turned.width)))
            ink[y : y + turned.height, x : x + turned.width] = np.asarray(turned, np.float32) / 255
            done = _inked(done, ink * strength * rng.uniform(0.75, 1.0, ink.shape), colour)
        return done

    return harm


def _stamp(dpi: int, rng: np.random.Generator, boxed: bool) -> Image.Image:
    """Ink of a stamp: 255 where it is."""
    number = f"{rng.integers(1, 10_000):06d}"
    if not boxed:
        font = ImageFont.load_default(round(0.2 * dpi))
        stamp = Image.new("L", (round(1.1 * dpi), round(0.3 * dpi)))
        ImageDraw.Draw(stamp).text((stamp.width / 2, stamp.height / 2), number, fill=255, font=font, anchor="mm")
        return stamp
    stamp = Image.new("L", (round(1.8 * dpi), round(0.7 * dpi)))
    pen, font, thick = ImageDraw.Draw(stamp), ImageFont.load_default(round(0.15 * dpi)), max(2, dpi // 70)
    pen.rectangle((thick, thick, stamp.width - thick, stamp.height - thick), outline=255, width=thick)
    date = f"2025 - 1 - {rng.integers(10, 31)}"
    for line, text in enumerate((f"No. {number[2:]}", date)):
        pen.text((stamp.width / 2, (0.3 + 0.4 * line) * stamp.height), text, fill=255, font=font, anchor="mm")
    return stamp


def highlighted(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A marker in yellow, green, pink and blue drawn along lines of the page."""
    done = page
    for colour in ((255, 240, 60), (150, 235, 110), (255, 140, 190), (120, 200, 250)) * 2:
        high, wide = page.shape[:2]
        ink = np.zeros((high, wide), np.float32)
        x, y, long = rng.uniform(0.1, 0.6) * wide, rng.uniform(0.15, 0.85) * high, rng.uniform(0.1, 0.3) * wide
        ends = (round(x), round(y)), (round(x + long), round(y + rng.uniform(-0.02, 0.02) * dpi))
        cv2.line(ink, *ends, 1.0, round(0.17 * dpi))
        done = _inked(done, ink * rng.uniform(0.85, 1.0), colour)
    return done


def watermarked(strength: float = 0.16) -> Harm:
    """What an office's copier prints under every page: grey words and the day aslant, over and over, and a line of who
    copied it, when, at the head."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        high, wide = page.shape[:2]
        mark = Image.new("L", (wide + high, wide + high))
        pen, font = ImageDraw.Draw(mark), ImageFont.load_default(round(0.28 * dpi))
        for y in range(0, mark.height, round(1.9 * dpi)):
            for x in range(0, mark.width, round(3.1 * dpi)):
                pen.text((x + y // 3 % dpi, y), "COPY 20250117", fill=255, font=font)
        turned = np.asarray(mark.rotate(30, Image.Resampling.BICUBIC), np.float32) / 255
        left = (mark.width - wide) // 2, (mark.height - high) // 2
        done = _inked(page, turned[left[1] : left[1] + high, left[0] : left[0] + wide] * strength, (0, 0, 0))
        head = Image.fromarray(done)
        ImageDraw.Draw(head).text(
            (0.5 * dpi, 0.12 * dpi), "2025-01-17 10:22  3F-02  10357", (60, 60, 60), ImageFont.load_default(0.12 * dpi)
        )
        return np.asarray(head)

    return harm


# ---- paper ----


def bound(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A bound volume that does not lie flat: along its left edge the page falls into shadow, and its lines bend."""
    high, wide = page.shape[:2]
    down, along = np.mgrid[0:high, 0:wide].astype(np.float32)
    deep = np.exp(-along / (0.45 * dpi))
    bend = rng.uniform(0.03, 0.06) * dpi * np.exp(-along / (0.8 * dpi))
    bent = cv2.remap(page, along, down + bend, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return _clipped(bent * (1 - 0.8 * deep)[..., None])


def fingered(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Two fingers that hold the sheet, at its sides, with a soft shadow about them."""
    done = page.astype(np.float32)
    high, wide = page.shape[:2]
    for x in (0.0, 1.0):
        at = round(x * wide), round(rng.uniform(0.3, 0.8) * high)
        for size, colour, soft in ((1.15, (120, 110, 105), 0.06), (1.0, (205, 150, 125), 0.01)):
            ink = np.zeros((high, wide), np.float32)
            axes = round(size * 0.6 * dpi), round(size * 0.33 * dpi)
            cv2.ellipse(ink, at, axes, rng.uniform(-12, 12), 0, 360, 1.0, -1)
            ink = cv2.GaussianBlur(ink, (0, 0), soft * dpi)[..., None] * (0.5 if soft > 0.02 else 1.0)
            done = done * (1 - ink) + np.array(colour, np.float32) * ink
    return _clipped(done)


def yellowed(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Old paper: yellow, browner towards its edges, with spots."""
    high, wide = page.shape[:2]
    cloud = cv2.GaussianBlur(rng.random((high // 8 + 1, wide // 8 + 1)).astype(np.float32), (0, 0), dpi / 30)
    cloud = cv2.resize((cloud - cloud.mean()) / (cloud.std() + 1e-6), (wide, high))
    down, along = np.mgrid[0:high, 0:wide].astype(np.float32)
    edge = np.minimum(np.minimum(along, wide - along), np.minimum(down, high - down)) / dpi
    light = 1 - 0.05 * np.clip(cloud, -1, 2) - 0.12 * np.exp(-edge / 0.3)
    done = page * light[..., None] * np.array([0.93, 0.86, 0.66], np.float32)
    for _ in range(25):
        at = round(rng.uniform(0, wide)), round(rng.uniform(0, high))
        spot = np.zeros((high, wide), np.float32)
        cv2.circle(spot, at, round(rng.uniform(0.01, 0.05) * dpi), 1.0, -1)
        done *= 1 - 0.3 * cv2.GaussianBlur(spot, (0, 0), 0.015 * dpi)[..., None] * np.array([0.4, 0.7, 1.0], np.float32)
    return _clipped(done)


def carbon(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A carbon copy: grey blue print with soft edges, uneven, and smudges."""
    soft = cv2.GaussianBlur(page, (0, 0), 0.45 * dpi / 72).astype(np.float32)
    high, wide = page.shape[:2]
    grain = cv2.GaussianBlur(rng.random((high, wide)).astype(np.float32), (0, 0), dpi / 150)
    grain = np.clip((grain - grain.mean()) / (grain.std() + 1e-6) * 0.12 + 0.62, 0.3, 1)
    cloud = cv2.GaussianBlur(rng.random((high // 8 + 1, wide // 8 + 1)).astype(np.float32), (0, 0), dpi / 24)
    cloud = np.clip(cv2.resize((cloud - cloud.mean()) / (cloud.std() + 1e-6), (wide, high)), 0, 2) * 0.05
    ink = (1 - soft.mean(axis=2) / 255) * grain + cloud
    return _inked(np.full_like(page, 246), ink, (45, 50, 85))


# ---- printers and screens ----


def striped(down: bool, share: float) -> Harm:
    """A printer's worn drum or empty cartridge: stripes in which print keeps only a ``share`` of its ink."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        long = page.shape[1 if down else 0]
        kept = np.ones(long, np.float32)
        for _ in range(4):
            at, wide = rng.uniform(0.1, 0.9) * long, rng.uniform(0.01, 0.045) * dpi
            kept *= 1 - (1 - share) * np.exp(-((np.abs(np.arange(long) - at) / wide) ** 4))
        kept = kept[None, :, None] if down else kept[:, None, None]
        return _clipped(255 - (255 - page.astype(np.float32)) * kept)

    return harm


def screened(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A photograph of a screen: its dots of red, green and blue under the camera's own, and a reflection."""
    high, wide = page.shape[:2]
    fine = cv2.resize(page, (wide * 3 // 2, high * 3 // 2), interpolation=cv2.INTER_AREA).astype(np.float32)
    for colour in range(3):
        column = np.arange(fine.shape[1]) % 3 == colour
        fine[:, :, colour] *= np.where(column, 1.0, 0.55)[None, :]
    fine *= np.where(np.arange(fine.shape[0]) % 3 == 2, 0.72, 1.0)[:, None, None]
    turn = cv2.getRotationMatrix2D((fine.shape[1] / 2, fine.shape[0] / 2), rng.uniform(-1.5, 1.5), 0.98)
    seen = cv2.warpAffine(fine, turn * 2 / 3, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(30, 30, 35))
    seen = cv2.GaussianBlur(seen, (0, 0), 0.55)
    down, along = np.mgrid[0:high, 0:wide].astype(np.float32)
    shine = np.exp(-(((along - 0.7 * wide) / (0.2 * wide)) ** 2) - ((down - 0.3 * high) / (0.15 * high)) ** 2)
    return _clipped(seen * 1.3 * (1 - 0.25 * shine[..., None]) + 60 * shine[..., None])
