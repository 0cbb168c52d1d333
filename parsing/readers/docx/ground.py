"""What stands behind the text of Word's cells, and whether the text shows on it.

A cell is as it says itself, else as the style of its table says for its place: the first row, the last column, every
other row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from parsing.readers.colours import LEAST_POINTS, WHITE, Colour, from_hex, is_lost, mixed
from parsing.readers.docx.styles import Styles, W, is_so

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_LOOK = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "00008B", "darkCyan": "008B8B", "darkGreen": "006400",
    "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000", "darkGray": "A9A9A9", "lightGray": "D3D3D3",
}  # fmt: skip
LEAST_SCALE = 5
"""Per cent of its width below which a character is a line."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under the text of a cell: its colour, None where that is not known, and the looks of characters that
    the style of its table gives it, those that count most first."""

    colour: Colour | None = WHITE
    looks: tuple[etree._Element, ...] = ()


@dataclass(slots=True)
class Dress:
    """How a table is dressed; ``under`` is what the table itself lies on."""

    styles: Styles
    under: Colour | None
    line: tuple[etree._Element, ...] = ()
    """The style of the table and those it is derived from, nearest first."""
    wears: frozenset[str] = frozenset()
    sizes: tuple[int, ...] = ()
    """Rows and columns of a band; none where the style of the table has no parts."""
    known: dict[tuple[str, ...], Ground] = field(default_factory=dict)

    @classmethod
    def of(cls, table: etree._Element, styles: Styles, under: Colour | None) -> Dress:
        named = table.find(f"{W}tblPr/{W}tblStyle")
        name = named.get(W + "val", "") if named is not None else ""
        line = tuple(styles.whole[above] for above in styles.line(name) if above in styles.whole) if name else ()
        parted = any(style.find(W + "tblStylePr") is not None for style in line)
        sizes = (_band(line, "Row"), _band(line, "Col")) if parted else ()
        return cls(styles, under, line, frozenset(_worn(table.find(f"{W}tblPr/{W}tblLook"))), sizes)

    def ground(self, cell: etree._Element, at: tuple[int, int], ends: tuple[bool, bool]) -> Ground:
        """``at`` are the row and the column of a cell, ``ends`` whether they are the last."""
        own = cell.find(f"{W}tcPr/{W}shd")
        if not self.line:
            return Ground(shade(own, self.under)) if own is not None else Ground(self.under)
        conditions = tuple(self._conditions(at, ends)) if self.sizes else ()
        if conditions not in self.known:
            self.known[conditions] = self._dressed((*conditions, ""))
        ground = self.known[conditions]
        return Ground(shade(own, ground.colour), ground.looks) if own is not None else ground

    def _dressed(self, conditions: Sequence[str]) -> Ground:
        looks: list[etree._Element] = []
        shadings: list[etree._Element] = []
        for condition in conditions:
            for style in self.line:
                part = _part(style, condition) if condition else style
                if part is not None:
                    looks += part.findall(W + "rPr")
                    shadings += filter(_is_shaded, part.findall(f"{W}tcPr/{W}shd"))
        return Ground(shade(shadings[0], self.under) if shadings else self.under, tuple(looks))

    def _conditions(self, at: tuple[int, int], ends: tuple[bool, bool]) -> Iterator[str]:
        """The parts of the table's style that dress a cell, those that count most first (ECMA-376 17.7.6)."""
        row, column = at
        first, last = row == 0 and "firstRow" in self.wears, ends[0] and "lastRow" in self.wears
        left, right = column == 0 and "firstColumn" in self.wears, ends[1] and "lastColumn" in self.wears
        for name, wanted in (("seCell", last and right), ("swCell", last and left), ("neCell", first and right),
                             ("nwCell", first and left), ("lastCol", right), ("firstCol", left), ("lastRow", last),
                             ("firstRow", first)):  # fmt: skip
            if wanted:
                yield name
        if "noHBand" not in self.wears and not first and not last:
            yield f"band{(row - ('firstRow' in self.wears)) // self.sizes[0] % 2 + 1}Horz"
        if "noVBand" not in self.wears and not left and not right:
            yield f"band{(column - ('firstColumn' in self.wears)) // self.sizes[1] % 2 + 1}Vert"


def _band(line: Sequence[etree._Element], of: str) -> int:
    sizes = (style.find(f"{W}tblPr/{W}tblStyle{of}BandSize") for style in line)
    value = next((size.get(W + "val", "") for size in sizes if size is not None), "")
    return int(value) if value.isdecimal() and int(value) else 1


def _part(style: etree._Element, condition: str) -> etree._Element | None:
    return next((part for part in style.findall(W + "tblStylePr") if part.get(W + "type") == condition), None)


def _worn(look: etree._Element | None) -> Iterator[str]:
    """Which of its parts a table takes from its style; all but the columns where it does not say."""
    if look is None:
        return
    try:
        bits = int(look.get(W + "val") or "0", 16)
    except ValueError:
        bits = 0
    for name, bit in _LOOK.items():
        given = look.get(W + name)
        if is_so(given) if given is not None else bool(bits & bit):
            yield name


def _is_shaded(shading: etree._Element) -> bool:
    return any(shading.get(W + name) not in (None, "auto") for name in ("fill", "themeFill")) or (
        shading.get(W + "val", "clear") not in ("clear", "nil")
    )


def shade(shading: etree._Element, under: Colour | None) -> Colour | None:
    """The colour of a shading over another; None where the file does not tell it."""
    fill = shading.get(W + "fill") or "auto"
    ground = from_hex(fill)
    if fill == "auto":
        ground = None if shading.get(W + "themeFill") else under
    pattern = shading.get(W + "val", "clear")
    if pattern in ("clear", "nil") or ground is None:
        return ground
    ink = from_hex(shading.get(W + "color") or "") or (0, 0, 0)
    share = 100 if pattern == "solid" else int(pattern[3:]) if pattern[:3] == "pct" and pattern[3:].isdecimal() else 25
    return mixed(ink, ground, share / 100)


def is_unseen(
    run: etree._Element | None, paragraph: etree._Element, style: str, ground: Ground, styles: Styles
) -> bool:
    """Whether a run of these properties shows on what lies under its cell."""
    scale, size = (styles.found(run, style, name, ground.looks) for name in ("w", "sz"))
    if 0 <= _number(scale) < LEAST_SCALE or 0 <= _number(size) < 2 * LEAST_POINTS:
        return True
    if run is not None and run.find(f"{_W14}textFill/{_W14}noFill") is not None:
        return True
    given = styles.found(run, style, "color", ground.looks)
    ink = from_hex(given.get(W + "val") or "") if given is not None else None
    if ink is None:
        return False  # of itself Word takes black or white, whichever shows
    under = ground.colour
    for shading in _shadings(run, paragraph, style, styles):
        under = shade(shading, under)
    bright = styles.found(run, style, "highlight")
    if bright is not None and bright.get(W + "val") in _HIGHLIGHTS:
        under = from_hex(_HIGHLIGHTS[bright.get(W + "val", "")])
    return under is not None and is_lost(ink, under)


def _shadings(
    run: etree._Element | None, paragraph: etree._Element, style: str, styles: Styles
) -> Iterator[etree._Element]:
    """What is laid over the ground of the cell, one on the other: the paragraph's and the run's."""
    names = list(styles.line(style or styles.usual))
    of_styles: Sequence[etree._Element | None] = [
        styles.whole[name].find(f"{W}pPr/{W}shd") for name in names if name in styles.whole
    ]
    own = paragraph.find(f"{W}pPr/{W}shd")
    for shading in (next((s for s in (own, *of_styles) if s is not None), None), styles.found(run, style, "shd")):
        if shading is not None:
            yield shading


def _number(element: etree._Element | None) -> float:
    """The number a property says, or -1."""
    value = (element.get(W + "val") or "") if element is not None else ""
    try:
        return float(value)
    except ValueError:
        return -1
