"""Which fonts of a workbook nobody sees on the fills of their cells, as far as its styles say both."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from parsing.readers.colours import WHITE, Colour, from_hex, is_lost

_WHITE_NUMBERS = {("indexed", "1"), ("indexed", "9"), ("theme", "0")}
"""How files name white without its digits: in the old palette, and as the ground of the usual theme."""


def lost_styles(root: etree._Element, space: str) -> list[bool]:
    """For each style that cells refer to, whether its ink is lost on its fill."""
    inks = [_colour(font.find(space + "color")) for font in root.iterfind(f"{space}fonts/{space}font")]
    grounds = list(_grounds(root, space))
    return [
        (ink := _at(inks, form.get("fontId"))) is not None
        and (ground := _at(grounds, form.get("fillId"))) is not None
        and is_lost(ink, ground)
        for form in root.iterfind(f"{space}cellXfs/{space}xf")
    ]


def _grounds(root: etree._Element, space: str) -> Iterator[Colour | None]:
    """What each fill lays under its cells: the sheet where it is none, None where it is no plain colour."""
    for fill in root.iterfind(f"{space}fills/{space}fill"):
        pattern = fill.find(space + "patternFill")
        kind = pattern.get("patternType", "none") if pattern is not None else ""
        plain = pattern.find(space + "fgColor") if pattern is not None and kind == "solid" else None
        yield WHITE if kind == "none" else _colour(plain)


def _colour(element: etree._Element | None) -> Colour | None:
    """A colour in digits, or white; a tint makes another of any."""
    if element is None or element.get("tint", "0").strip("-0."):
        return None
    if rgb := element.get("rgb"):
        return from_hex(rgb[-6:])
    return WHITE if any((name, element.get(name, "")) in _WHITE_NUMBERS for name in ("indexed", "theme")) else None


def _at(found: list[Colour | None], index: str | None) -> Colour | None:
    number = int(index) if index and index.isdecimal() else 0
    return found[number] if number < len(found) else None
