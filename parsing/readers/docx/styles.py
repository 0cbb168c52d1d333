"""What the styles of a Word document do to characters: hide them, strike them out, or raise them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from parsing.errors import Broken
from parsing.readers.package import Package, read_part
from parsing.readers.xml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument)/(\w+)")
"""The namespaces of a document saved as strict (ISO/IEC 29500-1), whose others have a year between (29500-4)."""
STRIKING = ("strike", "dstrike")
HIDING = ("vanish", *STRIKING)
_OFF = {"0", "false", "off", "none"}
MOST_STEPS = 20


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids; none where the part of styles is broken or absent."""

    own: dict[str, etree._Element] = field(default_factory=dict)
    """The look of characters."""
    whole: dict[str, etree._Element] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    usual: str = ""
    """The style of paragraphs that name none."""
    defaults: etree._Element | None = None
    judged: dict[Hashable, bool] = field(default_factory=dict)
    """Whether looks of runs, as they are written, were found to hide or not to show; most runs look alike."""
    _known: dict[tuple[str, str], etree._Element | None] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Package) -> Styles:
        try:
            root = parse_xml(word_part(path, "word/styles.xml"))
        except Broken:
            return cls()
        found = cls(defaults=root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in root.iter(W + "style"):
            name, look, above = style.get(W + "styleId", ""), style.find(W + "rPr"), style.find(W + "basedOn")
            found.whole[name] = style
            if look is not None:
                found.own[name] = look
            if above is not None:
                found.based[name] = above.get(W + "val", "")
            if style.get(W + "type") == "paragraph" and is_so(style.get(W + "default")):
                found.usual = name
        return found

    def hides(self, run: etree._Element | None, paragraph: str) -> bool:
        """Whether a run of these properties, in a paragraph of this style, is not shown or struck out."""
        key = (paragraph, etree.tostring(run) if run is not None else b"")
        if key not in self.judged:
            self.judged[key] = any(is_on(self.found(run, paragraph, name)) for name in HIDING)
        return self.judged[key]

    def strikes(self, run: etree._Element | None, paragraph: str) -> bool:
        """Whether it is struck out, and shown so."""
        said = (is_on(self.found(run, paragraph, name)) for name in STRIKING)
        return not is_on(self.found(run, paragraph, "vanish")) and any(said)

    def raises(self, run: etree._Element | None, paragraph: str) -> bool:
        """Whether it is set as a superscript."""
        found = self.found(run, paragraph, "vertAlign")
        return found is not None and found.get(W + "val") == "superscript"

    def found(
        self, run: etree._Element | None, paragraph: str, name: str, under: Sequence[etree._Element] = ()
    ) -> etree._Element | None:
        """A property of a run: its own, its style's, its paragraph's, that of the looks ``under`` these, or of all
        text."""
        if run is not None and (direct := run.find(W + name)) is not None:
            return direct
        style = run.find(W + "rStyle") if run is not None else None
        named = style.get(W + "val", "") if style is not None else ""
        if (given := self._of_style(named, name)) is None:
            given = self._of_style(paragraph or self.usual, name)
        if given is not None:
            return given
        for look in under if self.defaults is None else (*under, self.defaults):
            if (given := look.find(W + name)) is not None:
                return given
        return None

    def _of_style(self, style: str, name: str) -> etree._Element | None:
        if (style, name) not in self._known:
            self._known[style, name] = self._sought(style, name)
        return self._known[style, name]

    def _sought(self, style: str, name: str) -> etree._Element | None:
        for above in self.line(style):
            look = self.own.get(above)
            if look is not None and (found := look.find(W + name)) is not None:
                return found
        return None

    def line(self, style: str) -> Iterator[str]:
        """A style and those it is derived from, nearest first."""
        for _ in range(MOST_STEPS):
            yield style
            if style not in self.based:
                return
            style = self.based[style]


def word_part(path: Package, name: str) -> bytes:
    """A part of the document, in the namespace that nearly all write. Raises Broken where it is not there."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", read_part(path, name))


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch of properties is there and on."""
    return element is not None and is_so(element.get(W + "val") or "true")


def is_so(value: str | None) -> bool:
    return value is not None and value.lower() not in _OFF
