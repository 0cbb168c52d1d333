"""What the styles of an OpenDocument text hide, strike out or raise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from parsing.readers.colours import WHITE, Colour, Look, from_hex
from parsing.readers.marks import in_brackets, is_mark

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style"))
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_FAMILIES = {
    TEXT + "span": "text", TEXT + "p": "paragraph", TEXT + "h": "paragraph", TABLE + "table": "table",
    TABLE + "table-row": "table-row", TABLE + "table-cell": "table-cell",
}  # fmt: skip
_POINTS = re.compile(r"([\d.]+)pt")
_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
_INCHES = {"cm": 1 / 2.54, "mm": 1 / 25.4, "in": 1.0, "pt": 1 / 72}
LEAST_HEIGHT = 4 / 72
"""Inches below which a row of exactly that height shows no text."""
Piece = tuple[str, bool]
"""A text and whether nobody sees it."""
_RAISED = re.compile(r"super|[1-9]\d*(?:\.\d+)?%")
MOST_STEPS = 20


@dataclass(slots=True)
class Styles:
    """The styles of characters and paragraphs, those of the text itself and the named ones they are derived from."""

    own: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    """By family and name."""
    _looks: dict[tuple[str, str, Look], Look] = field(default_factory=dict)

    @classmethod
    def of(cls, *roots: etree._Element | None) -> Styles:
        """``roots`` are the parts that declare styles, those that count most first."""
        found = cls()
        for root in roots:
            for style in root.iter(STYLE + "style") if root is not None else ():
                key = (style.get(STYLE + "family", ""), style.get(STYLE + "name", ""))
                found.own.setdefault(key, style)
        return found

    def shown(self, element: etree._Element, pieces: list[Piece]) -> list[Piece]:
        """What the page shows of a span or paragraph; raised marks stand in brackets."""
        family, name = _key(element)
        if not name or element.tag == TEXT + "a":
            return pieces
        if self.strikes(element) or self._found(family, name, TEXT + "display") == "none":
            return []
        raised = family == "text" and _RAISED.match(self._found(family, name, STYLE + "text-position"))
        whole = "".join(text for text, _ in pieces)
        return [(in_brackets(whole), pieces[0][1])] if raised and is_mark(whole) else pieces

    def strikes(self, element: etree._Element) -> bool:
        """Whether a span or paragraph is struck out."""
        family, name = _key(element)
        return bool(name) and self._found(family, name, STYLE + "text-line-through-style") not in ("", "none")

    def look(self, element: etree._Element, above: Look) -> Look:
        """How the text of a span or paragraph shows, in what is around it."""
        family, name = _key(element)
        if (family, name, above) not in self._looks:
            self._looks[family, name, above] = self._look(family, name, above)
        return self._looks[family, name, above]

    def _look(self, family: str, name: str, above: Look) -> Look:
        ink, size = (self._found(family, name, FO + what) for what in ("color", "font-size"))
        ground = self._ground(family, name, above.ground)
        itself = self._found(family, name, STYLE + "use-window-font-color") == "true"
        points = _POINTS.fullmatch(size)
        return Look(
            ink=None if itself else from_hex(ink) if ink else above.ink,
            size=float(points[1]) if points else above.size,
            ground=self._ground(family, name, ground, "text-properties") if family == "paragraph" else ground,
        )

    def ground(self, cell: etree._Element) -> Colour | None:
        """What lies under the text of a cell: its own colour, its row's, its table's, the page's; None in a box."""
        ground: Colour | None = WHITE
        above = [element for element in cell.iterancestors() if _key(element)[0] or element.tag == DRAW + "text-box"]
        for element in (*reversed(above), cell):
            family, name = _key(element)
            ground = self._ground(family, name, ground) if family else None
        return ground

    def is_flat(self, row: etree._Element) -> bool:
        """Whether a row is drawn so low that its text does not show."""
        height = _LENGTH.fullmatch(self._found(*_key(row), STYLE + "row-height", "table-row-properties"))
        return height is not None and float(height[1]) * _INCHES[height[2]] < LEAST_HEIGHT

    def _ground(self, family: str, name: str, under: Colour | None, part: str = "") -> Colour | None:
        """A colour laid over another; an empty one where it has none."""
        said = self._found(family, name, FO + "background-color", part or f"{family}-properties") if name else ""
        return under if said in ("", "transparent") else from_hex(said)

    def _found(self, family: str, name: str, attribute: str, part: str = "text-properties") -> str:
        """A property of a style: its own, or that of the style it is derived from; "" where none says."""
        for _ in range(MOST_STEPS):
            style = self.own.get((family, name))
            if style is None:
                return ""
            look = style.find(STYLE + part)
            if look is not None and (value := look.get(attribute)) is not None:
                return value
            name = style.get(STYLE + "parent-style-name", "")
        return ""


def _key(element: etree._Element) -> tuple[str, str]:
    """The family and the name of the style of an element."""
    family = _FAMILIES.get(str(element.tag), "")
    return family, element.get((TABLE if family.startswith("table") else TEXT) + "style-name", "")
