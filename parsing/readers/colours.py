"""Whether a text shows on its ground: colours as files write them, how they differ, and sizes too small to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsing.grid import UNSEEN

Colour = tuple[int, int, int]
"""Red, green, blue of 0 to 255."""
WHITE: Colour = (255, 255, 255)
LEAST_CONTRAST = 1.2
"""Luminances of text and ground, the higher by the lower, below which nobody sees the text: what WCAG 2.1 counts as 1
where they are equal and 21 for black on white. White on the palest tint of Word's tables has 1.12, of headings 1.3."""
LEAST_POINTS = 2.0
"""Text of a smaller size shows as specks."""
USUAL_POINTS = 12.0
"""The size of text that has none of its own."""
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.I)


def from_hex(text: str) -> Colour | None:
    """A colour of three or six digits of hexadecimal, with or without #; None for anything else (auto)."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(2 * char for char in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def mixed(over: Colour, under: Colour, share: float) -> Colour:
    """``over`` laid on ``under``, where it covers that share."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(over, under, strict=True))
    return red, green, blue


def is_lost(ink: Colour, ground: Colour) -> bool:
    """Whether nobody sees text of the one colour on the other."""
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05) < LEAST_CONTRAST


def _luminance(colour: Colour) -> float:
    """WCAG 2.1, relative luminance."""
    parts = (value / 255 for value in colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Look:
    """How a text shows; ``size`` is in points, ``ink`` and ``ground`` are None where the file does not tell them."""

    visible: bool = True
    size: float = USUAL_POINTS
    ink: Colour | None = (0, 0, 0)
    ground: Colour | None = WHITE

    @property
    def shows(self) -> bool:
        return self.visible and self.size > 0

    @property
    def is_lost(self) -> bool:
        """Whether nobody sees it for its colour or size; some browsers enlarge what is very small."""
        lost = self.ink is not None and self.ground is not None and is_lost(self.ink, self.ground)
        return lost or self.size < LEAST_POINTS


def settled(pieces: Sequence[tuple[str, bool]]) -> tuple[str, str]:
    """The text of a cell from its pieces, each with whether it is lost on its ground, and what to doubt.

    Lost figures are left out. Lost words stay, as they may stand on a ground that the file does not tell, and name
    rows; the cell is doubted wherever a figure is lost.
    """
    lost = "".join(text for text, unseen in pieces if unseen)
    keeps = any(unicodedata.category(char)[0] == "L" for char in lost)
    text = "".join(text for text, unseen in pieces if keeps or not unseen)
    return text, UNSEEN if lost.strip() and (not keeps or any(map(str.isdigit, lost))) else ""
