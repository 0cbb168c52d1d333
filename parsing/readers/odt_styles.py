"""What the styles of an OpenDocument text hide, strike out or raise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from parsing.readers.marks import in_brackets, is_mark

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style"))
_RAISED = re.compile(r"super|[1-9]\d*(?:\.\d+)?%")
MOST_STEPS = 20


@dataclass(slots=True)
class Styles:
    """The styles of characters and paragraphs, those of the text itself and the named ones they are derived from."""

    own: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    """By family and name."""

    @classmethod
    def of(cls, *roots: etree._Element | None) -> Styles:
        """``roots`` are the parts that declare styles, those that count most first."""
        found = cls()
        for root in roots:
            for style in root.iter(STYLE + "style") if root is not None else ():
                key = (style.get(STYLE + "family", ""), style.get(STYLE + "name", ""))
                found.own.setdefault(key, style)
        return found

    def shown(self, element: etree._Element, text: str) -> str:
        """The text of a span or paragraph as the page shows it; raised marks stand in brackets."""
        family = "text" if element.tag == TEXT + "span" else "paragraph"
        name = element.get(TEXT + "style-name", "")
        if not name or element.tag == TEXT + "a":
            return text
        struck = self._found(family, name, STYLE + "text-line-through-style") not in ("", "none")
        if struck or self._found(family, name, TEXT + "display") == "none":
            return ""
        raised = family == "text" and _RAISED.match(self._found(family, name, STYLE + "text-position"))
        return in_brackets(text) if raised and is_mark(text) else text

    def _found(self, family: str, name: str, attribute: str) -> str:
        """A property of a style: its own, or that of the style it is derived from; "" where none says."""
        for _ in range(MOST_STEPS):
            style = self.own.get((family, name))
            if style is None:
                return ""
            look = style.find(STYLE + "text-properties")
            if look is not None and (value := look.get(attribute)) is not None:
                return value
            name = style.get(STYLE + "parent-style-name", "")
        return ""
