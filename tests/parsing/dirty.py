"""Clean page images made into the scans and photographs agencies send: the generator of dirty scans.

A condition is a function of a page (rows by columns by red, green, blue; 255 is white), its resolution
in dots an inch and a generator of chance. ``CONDITIONS`` names those that are measured
(scripts/bench_scans.py) and tested.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

cv2: Any = pytest.importorskip("cv2", reason="the ocr extra is not installed (requirements-ocr.txt)")

import numpy as np  # noqa: E402 — OCR's packages are asked for first: without them its tests are skipped
import numpy.typing as npt  # noqa: E402
import pypdfium2 as pdfium  # noqa: E402
from PIL import Image  # noqa: E402

from tests.parsing.desks import (  # noqa: E402
    BLACK,
    BLUE,
    VIOLET,
    bound,
    carbon,
    dated,
    fingered,
    highlighted,
    screened,
    striped,
    watermarked,
    yellowed,
)
from tests.parsing.kept import (  # noqa: E402
    Kept,
    Laid,
    as_fax,
    as_fax_pdf,
    as_group4,
    as_jbig2,
    as_jpx,
    at_several_resolutions,
    each_another_way,
    in_strips,
    in_tiles,
    two_up,
)
from tests.parsing.offices import as_by_app, copied, penned, rippled, streaked  # noqa: E402

Pixels = npt.NDArray[np.uint8]
Harm = Callable[[Pixels, int, np.random.Generator], Pixels]
RED = (205, 30, 40)


@dataclass(frozen=True, slots=True)
class Condition:
    """How pages are scanned: at what resolution, what happens to each in turn, how they are then laid together, and as
    what they are kept: a PDF of a picture a page, or ``file`` says what."""

    dpi: int
    harms: tuple[Harm, ...] = ()
    quality: int = 75
    mode: str = "RGB"
    dither: Image.Dither = Image.Dither.NONE
    laid: Laid = list
    file: Kept | None = None


def rendered(path: Path, dpi: int, pages: Sequence[int] | None = None) -> list[Pixels]:
    """The pages of a PDF as pictures."""
    document = pdfium.PdfDocument(path)
    try:
        numbers = range(len(document)) if pages is None else pages
        return [
            np.ascontiguousarray(document[number].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[..., :3])
            for number in numbers
        ]
    finally:
        document.close()


def scanned(pages: Sequence[Pixels], condition: Condition, seed: int = 0) -> bytes:
    """The pages as a file of pictures in this condition; pages are rendered at its resolution."""
    rng = np.random.default_rng(seed)
    pictures = []
    for page in condition.laid(pages):
        harmed = page
        for harm in condition.harms:
            harmed = harm(harmed, condition.dpi, rng)
        pictures.append(Image.fromarray(harmed).convert(condition.mode, dither=condition.dither))
    if condition.file:
        return condition.file(pictures, condition.dpi)
    data = io.BytesIO()
    options: dict[str, Any] = {} if condition.mode == "1" else {"quality": condition.quality}
    pictures[0].save(data, "PDF", save_all=True, append_images=pictures[1:], resolution=float(condition.dpi), **options)
    return data.getvalue()


def _clipped(values: npt.NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


# ---- scanners ----


def skewed(degrees: float) -> Harm:
    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        height, width = page.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
        return np.asarray(turned, dtype=np.uint8)

    return harm


def noisy(deviation: float) -> Harm:
    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        return _clipped(page + rng.normal(0, deviation, page.shape[:2])[..., None])

    return harm


def speckled(share: float) -> Harm:
    """Black specks of one to three pixels."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        chance = rng.random(page.shape[:2])
        large = cv2.dilate(np.asarray(rng.random(page.shape[:2]) < share / 6, np.uint8), np.ones((3, 3), np.uint8))
        return np.where(((chance < share) | (large > 0))[..., None], np.uint8(30), page)

    return harm


def pale(ink: int, paper: int) -> Harm:
    """Low contrast: black becomes ``ink`` and white ``paper``."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        return _clipped(ink + page.astype(np.float32) * ((paper - ink) / 255))

    return harm


def blurred(points: float) -> Harm:
    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        return np.asarray(cv2.GaussianBlur(page, (0, 0), points * dpi / 72), dtype=np.uint8)

    return harm


def greyed(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def thickened(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A copy of a copy: strokes run together."""
    return np.asarray(cv2.erode(page, np.ones((2, 2), np.uint8)), dtype=np.uint8)


def thinned(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A copy short of toner: strokes worn thin."""
    return np.asarray(cv2.dilate(page, np.ones((2, 2), np.uint8)), dtype=np.uint8)


def faxed(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A fax of normal resolution: half as many lines down as dots across, then shown at its height."""
    height, width = page.shape[:2]
    flat = cv2.resize(page, (width, height // 2), interpolation=cv2.INTER_AREA)
    black = np.where(flat.mean(axis=2, keepdims=True) < 150, np.uint8(0), np.uint8(255)).repeat(3, axis=2)
    return np.asarray(cv2.resize(black, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def sixteen(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A picture of sixteen colours, as offices' archives keep them."""
    return np.asarray(Image.fromarray(page).quantize(16).convert("RGB"))


def lying(quarters: int) -> Harm:
    """Fed sideways or upside down."""
    return lambda page, dpi, rng: np.ascontiguousarray(np.rot90(page, quarters))


def edged(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A lid left open: black along two edges, and a grey gutter."""
    done = page.copy()
    done[:, : round(0.18 * dpi)] = 22
    done[: round(0.1 * dpi)] = 30
    done[:, -round(0.12 * dpi) :] = 150
    return done


def bled(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Print of the other side shining through, mirrored and soft."""
    behind = cv2.GaussianBlur(np.ascontiguousarray(page[:, ::-1]), (0, 0), 0.5 * dpi / 72)
    behind = np.roll(behind, (round(0.21 * dpi), round(0.13 * dpi)), axis=(0, 1))
    return _clipped(page.astype(np.float32) * (1 - 0.16 * (1 - behind.astype(np.float32) / 255)))


# ---- what lies on the paper ----


def stamped(count: int = 1, strength: float = 0.9) -> Harm:
    """Round red seals over the tables: a ring, a star, characters around, ink that is uneven."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        done = page.astype(np.float32)
        for _ in range(count):
            x, y = (rng.uniform(0.3, 0.75) * side for side in (page.shape[1], page.shape[0]))
            done *= 1 - _seal(page.shape[:2], x, y, dpi, rng)[..., None] * (1 - np.array(RED) / 255) * strength
        return _clipped(done)

    return harm


def _seal(size: tuple[int, ...], x: float, y: float, dpi: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Where a seal of 42 mm has ink, 0 to 1."""
    radius = 21 / 25.4 * dpi
    mask = np.zeros(size, np.uint8)
    centre = (round(x), round(y))
    cv2.circle(mask, centre, round(radius), (255,), max(2, round(radius * 0.05)), cv2.LINE_AA)
    turn = rng.uniform(-0.4, 0.4)
    star = [(turn - np.pi / 2 + np.pi * k / 5, radius * (0.34 if k % 2 == 0 else 0.13)) for k in range(10)]
    corners = np.array([[x + r * np.cos(a), y + r * np.sin(a)] for a, r in star], np.int32)
    cv2.fillPoly(mask, [corners], (255,), cv2.LINE_AA)
    for k in range(14):
        angle = turn + np.pi * (0.85 + k * 1.3 / 13)
        at = (x + radius * 0.78 * np.cos(angle), y + radius * 0.78 * np.sin(angle))
        _glyph(mask, at, radius * 0.12, rng)
    uneven = cv2.GaussianBlur(rng.random(size).astype(np.float32), (0, 0), dpi / 12)
    uneven = np.clip((uneven - uneven.mean()) / (3 * uneven.std() + 1e-6) + 0.85, 0.5, 1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), dpi / 200).astype(np.float32) / 255 * uneven, dtype=np.float32)


def _glyph(mask: Pixels, at: tuple[float, float], half: float, rng: np.random.Generator) -> None:
    """Strokes as of a character."""
    wide = max(1, round(half / 4))
    for _ in range(4):
        across = rng.uniform(-half, half, 2)
        if rng.random() < 0.5:
            ends = (at[0] - half, at[1] + across[0]), (at[0] + half, at[1] + across[0])
        else:
            ends = (at[0] + across[0], at[1] - half), (at[0] + across[0], at[1] + half)
        cv2.line(mask, tuple(map(round, ends[0])), tuple(map(round, ends[1])), (255,), wide, cv2.LINE_AA)


def folded(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A fold across and one down: a soft shadow with a light crease in it."""
    light = np.ones(page.shape[:2], np.float32)
    for axis in (0, 1):
        at = rng.uniform(0.4, 0.6) * page.shape[axis]
        apart = np.abs(np.arange(page.shape[axis]) - at) / dpi
        line = 1 - 0.35 * np.exp(-((apart / 0.06) ** 2)) + 0.2 * np.exp(-((apart / 0.008) ** 2))
        light *= line[:, None].astype(np.float32) if axis == 0 else line[None, :].astype(np.float32)
    return _clipped(page * light[..., None])


def punched(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Two holes in the margin and a staple."""
    done = page.copy()
    for share in (0.37, 0.63):
        cv2.circle(done, (round(0.45 * dpi), round(share * page.shape[0])), round(0.12 * dpi), (25, 25, 25), -1)
    cv2.line(done, (round(0.3 * dpi), round(0.4 * dpi)), (round(0.7 * dpi), round(0.25 * dpi)), (60, 60, 60), 3)
    return done


def ticked(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Ticks by hand, in blue and in pencil, beside and over the tables."""
    done = page.copy()
    for index in range(14):
        x, y = rng.uniform(0.12, 0.9) * page.shape[1], rng.uniform(0.15, 0.9) * page.shape[0]
        size = rng.uniform(0.08, 0.16) * dpi
        points = np.array([[x - size, y - size / 3], [x - size / 3, y + size / 2], [x + size, y - size]], np.int32)
        colour = (40, 60, 170) if index % 2 else (110, 110, 110)
        cv2.polylines(done, [points], False, colour, max(2, round(dpi / 90)), cv2.LINE_AA)
    return done


# ---- rules of the table ----


ACROSS, DOWN = 1, 0


def dotted(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Every ruling line broken into dots."""
    return _ruled(page, dpi, white=2.0, dark=2.0)


def dashed(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Every ruling line broken into dashes."""
    return _ruled(page, dpi, white=2.2, dark=4.5)


def unruled(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """No ruling line at all."""
    return _ruled(page, dpi)


def half_ruled(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Ruling lines across alone."""
    return _ruled(page, dpi, axes=(DOWN,))


def hairlined(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Every ruling line as pale and thin as a scanner still shows."""
    return np.asarray(cv2.addWeighted(page, 0.45, _ruled(page, dpi), 0.55, 0), dtype=np.uint8)


def _ruled(
    page: Pixels, dpi: int, white: float = 0.0, dark: float = 0.0, axes: Sequence[int] = (ACROSS, DOWN)
) -> Pixels:
    """The page without its ruling lines, or with only ``dark`` points of them after every ``white`` ones."""
    black = np.asarray(page.min(axis=2) < 200, dtype=np.uint8)
    length = round(dpi * 0.3)
    done = page.copy()
    for axis in axes:
        kernel = np.ones((1, length) if axis == ACROSS else (length, 1), np.uint8)
        line = cv2.dilate(cv2.morphologyEx(black, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8)) > 0
        if dark:
            period = (white + dark) * dpi / 72
            gap = (np.arange(page.shape[axis]) % period) >= dark * dpi / 72
            line &= gap[None, :] if axis == ACROSS else gap[:, None]
        done[line] = 255
    return done


# ---- photographs ----


def photographed(tilt: float, light: float = 0.5, blur: float = 0.35) -> Harm:
    """Seen from the side, unevenly lit, a hand's shadow on it, a little out of focus."""

    def harm(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
        height, width = page.shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        margin = 0.04
        inner = corners * (1 - 2 * margin) + np.array([width, height], np.float32) * margin
        moved = inner + rng.uniform(-tilt, tilt, (4, 2)).astype(np.float32) * np.array([width, height], np.float32)
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        seen = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=(105, 92, 80))
        seen = cv2.GaussianBlur(seen, (0, 0), blur * dpi / 72)
        down, along = np.mgrid[0:height, 0:width].astype(np.float32)
        fall = 1 - light * (0.6 * along / width + 0.4 * down / height)
        shadow = 1 / (1 + np.exp(-(along - 0.55 * width - 0.3 * down) / (0.04 * width)))
        fall *= 1 - 0.3 * shadow
        warm = np.array([1.0, 0.96, 0.88], np.float32)
        return _clipped(seen * fall[..., None] * warm + rng.normal(0, 4, (height, width))[..., None])

    return harm


def curled(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """A sheet that does not lie flat: its lines bend by some 1.5 mm, and its light with them."""
    height, width = page.shape[:2]
    down, along = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.sin(np.pi * (along / width * 1.1 + rng.uniform(0.0, 0.3)))
    bent = cv2.remap(
        page, along, down + wave * 0.06 * dpi, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3
    )
    return _clipped(bent * (0.86 + 0.14 * wave)[..., None])


CONDITIONS: dict[str, Condition] = {
    "clean 200": Condition(200),
    "clean 150": Condition(150),
    "clean 300": Condition(300),
    "grey 200": Condition(200, (greyed,), mode="L"),
    "one bit 200": Condition(200, mode="1"),
    "one bit 300": Condition(300, mode="1"),
    "one bit dithered": Condition(200, mode="1", dither=Image.Dither.FLOYDSTEINBERG),
    "skew 2": Condition(200, (skewed(2.0),)),
    "skew -1.3 at 150": Condition(150, (skewed(-1.3), noisy(6)), quality=55),
    "noise 150": Condition(150, (noisy(16),), quality=50),
    "JPEG 25": Condition(200, quality=25),
    "specks 200": Condition(200, (speckled(4e-4),)),
    "low contrast": Condition(200, (pale(120, 225), noisy(4))),
    "blur 150": Condition(150, (blurred(0.5),)),
    "thick": Condition(200, (thickened, blurred(0.2))),
    "thin": Condition(200, (thinned, noisy(5))),
    "red seals": Condition(200, (stamped(2),)),
    "red seals skewed 150": Condition(150, (stamped(2), skewed(1.2), noisy(6)), quality=60),
    "grey seals": Condition(200, (stamped(2), greyed), mode="L"),
    "grey seals 150": Condition(150, (stamped(2), greyed, noisy(5)), mode="L", quality=60),
    "fold lines": Condition(200, (folded, noisy(4))),
    "holes": Condition(200, (punched, skewed(0.6))),
    "ticks": Condition(200, (ticked,)),
    "dotted": Condition(200, (dotted,)),
    "dotted 150": Condition(150, (dotted, noisy(4))),
    "dashed 150": Condition(150, (dashed, noisy(4))),
    "hairlines 150": Condition(150, (hairlined, noisy(3)), mode="L"),
    "half ruled": Condition(200, (half_ruled,)),
    "borderless": Condition(200, (unruled,)),
    "borderless 150 skewed": Condition(150, (unruled, skewed(-0.8), noisy(4)), mode="L"),
    "on its side": Condition(200, (lying(1),)),
    "upside down": Condition(150, (skewed(0.7), lying(2)), mode="L"),
    "fax": Condition(204, (skewed(0.5), faxed, speckled(1e-4)), mode="1"),
    "lid open": Condition(150, (skewed(0.9), edged, noisy(4)), mode="L", quality=60),
    "shining through": Condition(200, (bled, noisy(4))),
    "grey seals one bit": Condition(200, (stamped(1), greyed), mode="1"),
    "photograph": Condition(200, (photographed(0.015),)),
    "photograph tilted": Condition(220, (photographed(0.035, 0.6, 0.45),), quality=70),
    "photograph curled": Condition(200, (curled, photographed(0.01, 0.4))),
    "phone 300": Condition(300, (photographed(0.03, 0.7, 0.4),), quality=45),
    "streaks": Condition(200, (skewed(0.6), streaked), quality=70),
    "streaks 150": Condition(150, (skewed(-0.5), streaked, greyed), mode="L", quality=60),
    "copier": Condition(200, (skewed(1.6), copied, thickened), mode="1"),
    "pen 150": Condition(150, (penned, greyed, noisy(4)), mode="L", quality=60),
    "scanning app 150": Condition(150, (photographed(0.012, blur=0.25), as_by_app), mode="L", quality=60),
    "moiré 150": Condition(150, (rippled, blurred(0.2)), quality=50),
    "red seals, pale": Condition(200, (stamped(2, 0.55), skewed(-0.5)), quality=60),
    "two on a sheet": Condition(200, laid=two_up),
    "two on a sheet 300": Condition(300, (skewed(0.4), noisy(3)), mode="L", laid=two_up),
    "two on a sheet, sideways": Condition(250, (lying(1),), laid=two_up),
    "each page another way": Condition(200, (noisy(3),), laid=each_another_way),
    "two resolutions": Condition(200, (skewed(0.5),), laid=at_several_resolutions),
    "strips": Condition(200, (noisy(3),), file=in_strips),
    "tiles": Condition(200, (skewed(-0.5),), file=in_tiles),
    "JPEG 2000": Condition(200, (noisy(4),), file=as_jpx),
    "JBIG2": Condition(200, (skewed(0.4),), file=as_jbig2),
    "TIFF G4": Condition(200, (skewed(0.4),), file=as_group4),
    "CMYK": Condition(200, mode="CMYK"),
    "16 colours": Condition(200, (skewed(0.3), sixteen)),
    "fax fine": Condition(204, (skewed(0.5), speckled(1e-4)), mode="1"),
    "fax file": Condition(204, (skewed(0.5), speckled(1e-4)), file=as_fax),
    "fax in a PDF": Condition(204, (skewed(0.5), speckled(1e-4)), file=as_fax_pdf),
    "JPEG 20 at 150": Condition(150, (skewed(0.6),), quality=20),
    "JPEG 30 seals": Condition(150, (stamped(1), skewed(-0.4)), quality=30),
    "dated red": Condition(200, (dated(RED), skewed(0.4))),
    "dated blue": Condition(200, (dated(BLUE), skewed(0.4))),
    "dated violet 150": Condition(150, (dated(VIOLET, 0.7), noisy(4)), quality=60),
    "dated black": Condition(200, (dated(BLACK), skewed(0.4))),
    "dated grey 150": Condition(150, (dated(BLUE, 0.6), greyed, noisy(4)), mode="L", quality=60),
    "dated one bit": Condition(200, (dated(RED), greyed), mode="1"),
    "dated in the margin": Condition(200, (dated(BLUE, over=False), skewed(0.4))),
    "highlighter": Condition(200, (highlighted, skewed(0.4))),
    "highlighter grey": Condition(150, (highlighted, greyed, noisy(4)), mode="L", quality=60),
    "highlighter one bit": Condition(200, (highlighted, greyed), mode="1", dither=Image.Dither.FLOYDSTEINBERG),
    "copier's watermark": Condition(200, (watermarked(), noisy(4))),
    "copier's watermark one bit": Condition(200, (watermarked(0.4), greyed), mode="1"),
    "bound": Condition(200, (bound, noisy(4))),
    "bound grey 150": Condition(150, (bound, greyed, noisy(4)), mode="L", quality=60),
    "fingers": Condition(200, (photographed(0.01, 0.3, 0.2), fingered)),
    "yellowed": Condition(200, (yellowed, noisy(4))),
    "yellowed grey 150": Condition(150, (yellowed, greyed, noisy(4)), mode="L", quality=60),
    "carbon": Condition(200, (carbon, skewed(0.5))),
    "carbon 150": Condition(150, (carbon, skewed(0.5), greyed), mode="L", quality=60),
    "pale stripes down": Condition(200, (striped(True, 0.35), skewed(0.4))),
    "white stripes down": Condition(200, (striped(True, 0.0), skewed(0.4))),
    "white stripes across": Condition(200, (striped(False, 0.0), skewed(0.4))),
    "white stripes down one bit": Condition(200, (striped(True, 0.0), skewed(0.4)), mode="1"),
    "screen": Condition(200, (screened,), quality=70),
    "screen 150": Condition(150, (screened,), quality=50),
    "everything": Condition(170, (stamped(1), folded, ticked, skewed(1.4), noisy(7), blurred(0.25)), quality=55),
}
