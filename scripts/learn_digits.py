"""Learns how the ten digits are drawn from the fonts named, and prints parsing/readers/pdf/engines/shape_weights.py.

Fisher's linear discriminant with a ridge over the ink of parts of each glyph (``outlines`` beside it); a font
counts the less the more of its family there are."""

from __future__ import annotations

import argparse
import ctypes
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from parsing.readers.pdf.engines import calls, outlines
from parsing.readers.pdf.engines.shapes import DIGITS

RIDGE = 0.5
"""Of the mean variance, added to each."""
LARGEST, MARGIN = 30, 20.0
"""What the largest weight is rounded to, and log odds from which a digit is another."""
SUFFIXES = (".ttf", ".otf", ".ttc", ".pfb")


def faces(paths: Iterable[Path]) -> Iterator[tuple[str, np.ndarray]]:
    """Each font's family and the ink of its ten digits; fonts without them are left out."""
    document = pdfium.PdfDocument.new()
    for path in sorted({p for root in paths for p in root.rglob("*") if p.suffix in SUFFIXES}):
        data = path.read_bytes()
        kind = raw.FPDF_FONT_TYPE1 if path.suffix == ".pfb" else raw.FPDF_FONT_TRUETYPE
        font = raw.FPDFText_LoadFont(
            document.raw, (ctypes.c_uint8 * len(data)).from_buffer_copy(data), len(data), kind, 1
        )
        if not font:
            continue
        for letters in (list(DIGITS)[:10], list(DIGITS)[10:]):
            inks = [outlines.ink(calls.address(font), letter) for letter in letters]
            if all(inks) and len(np.unique(np.round(np.array(inks), 3), axis=0)) == 10:
                yield re.split(r"[-_.\d]", path.name)[0][:6], np.array(inks)
        raw.FPDFFont_Close(font)


def discriminant(inks: np.ndarray, families: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Weights of ten digits by parts and their offsets, of fonts by digits by parts."""
    count = Counter(families)
    weight = np.array([count[family] ** -0.5 for family in families])
    means = np.average(inks, axis=0, weights=weight)
    apart = (inks - means).reshape(-1, inks.shape[-1])
    spread = (apart * np.repeat(weight, 10)[:, None]).T @ apart / (10 * weight.sum())
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    weights = np.linalg.solve(spread, means.T).T
    return weights, -0.5 * (weights * means).sum(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    found = list(faces(arguments.folders))
    unique = {np.round(ink, 2).tobytes(): (family, ink) for family, ink in found}
    families, inks = [f for f, _ in unique.values()], np.array([ink for _, ink in unique.values()])
    weights, offsets = discriminant(inks, families)
    scale = LARGEST / np.abs(weights).max()
    print('"""How the ten digits are drawn, as ``scripts/learn_digits.py`` learnt it from')
    print(f'{len(unique)} fonts of {len(set(families))} families."""\n')
    print("LEAST_MARGIN =", round(MARGIN * scale))
    print('"""From which a glyph is far more like another digit."""')
    print("OFFSETS = (" + ", ".join(str(round(float(o * scale))) for o in offsets) + ")")
    print("WEIGHTS = tuple(\n    [float(weight) for weight in line.split()]\n    for line in (")
    for line in np.round(weights * scale).astype(int):
        half = len(line) // 2
        print('        "' + " ".join(map(str, line[:half])) + ' "')
        print('        "' + " ".join(map(str, line[half:])) + '",')
    print("    )\n)")


if __name__ == "__main__":
    main()
