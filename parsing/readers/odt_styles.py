"""What the styles of an OpenDocument text hide, strike out or raise."""

from __future__ import annotations

import re

from lxml import etree

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style"))
_MARK = re.compile(r"[\d*※#①-⑳]+|[(（\[【〔].{1,6}[)）\]】〕]")


class Styles:
    """The automatic styles of a text, by what they do to characters."""

    def __init__(self, root: etree._Element) -> None:
        self.gone: set[str] = set()
        self.raised: set[str] = set()
        for style in root.iter(STYLE + "style"):
            look, name = style.find(STYLE + "text-properties"), style.get(STYLE + "name", "")
            if look is None or style.get(STYLE + "family") != "text":
                continue
            struck = look.get(STYLE + "text-line-through-style", "none") != "none"
            if struck or look.get(TEXT + "display") == "none":
                self.gone.add(name)
            if look.get(STYLE + "text-position", "").startswith("super"):
                self.raised.add(name)

    def shown(self, span: etree._Element, text: str) -> str:
        """The text of a span as the page shows it; raised marks stand in brackets."""
        name = span.get(TEXT + "style-name", "")
        if span.tag != TEXT + "span" or not name:
            return text
        if name in self.gone:
            return ""
        return f"[{text}]" if name in self.raised and _MARK.fullmatch(text) else text
