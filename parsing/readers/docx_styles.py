"""What the styles of a Word document do to characters: hide them, strike them out, or raise them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from parsing.errors import Broken
from parsing.readers.package import parse_xml, read_part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
HIDING = ("vanish", "strike", "dstrike")
_OFF = {"0", "false", "off", "none"}
MOST_STEPS = 20


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids; none where the part of styles is broken or absent."""

    own: dict[str, etree._Element] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Styles:
        try:
            root = parse_xml(word_part(path, "word/styles.xml"))
        except Broken:
            return cls()
        found = cls()
        for style in root.iter(W + "style"):
            name, look, above = style.get(W + "styleId", ""), style.find(W + "rPr"), style.find(W + "basedOn")
            if look is not None:
                found.own[name] = look
            if above is not None:
                found.based[name] = above.get(W + "val", "")
        return found

    def hides(self, run: etree._Element | None, paragraph: str) -> bool:
        """Whether a run of these properties, in a paragraph of this style, is not shown or struck out."""
        return any(is_on(self._found(run, paragraph, name)) for name in HIDING)

    def raises(self, run: etree._Element | None, paragraph: str) -> bool:
        """Whether it is set as a superscript."""
        found = self._found(run, paragraph, "vertAlign")
        return found is not None and found.get(W + "val") == "superscript"

    def _found(self, run: etree._Element | None, paragraph: str, name: str) -> etree._Element | None:
        """A property of a run: its own, its style's or its paragraph's."""
        if run is not None and (direct := run.find(W + name)) is not None:
            return direct
        style = run.find(W + "rStyle") if run is not None else None
        named = style.get(W + "val", "") if style is not None else ""
        found = self._of_style(named, name)
        return found if found is not None else self._of_style(paragraph, name)

    def _of_style(self, style: str, name: str) -> etree._Element | None:
        for _ in range(MOST_STEPS):
            look = self.own.get(style)
            if look is not None and (found := look.find(W + name)) is not None:
                return found
            if style not in self.based:
                return None
            style = self.based[style]
        return None


def word_part(path: Path, name: str) -> bytes:
    """A part of the document, in the namespace that nearly all write. Raises Broken where it is not there."""
    return read_part(path, name).replace(STRICT[1:-1].encode(), W[1:-1].encode())


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch of properties is there and on."""
    return element is not None and (element.get(W + "val") or "true").lower() not in _OFF
