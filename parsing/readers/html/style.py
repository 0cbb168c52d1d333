"""What of a page does not show: by the elements themselves, and by the style sheets that come with it.

A sheet that hides most of a page is a leftover of a script that shows it, and is not believed; nor are elements that
hide themselves where a page shows no tables of figures without them: its script opens them, as tabs or when it is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from parsing.readers.colours import USUAL_POINTS, Colour, Look, mixed
from parsing.readers.css import Declarations, Rule, colour_of, declared, made_up, names_of, rules_of

_MOST = 0.3
"""Share of a page's text above which a rule that hides it is a tab of the page, not a leftover."""
_PIXEL = 0.75
"""Points."""
_FAR = re.compile(r"-\d{3,}")
_LENGTH = re.compile(r"([\d.]+)\s*(px|pt|em|rem|%)?")
_NOTHING = re.compile(r"0*\.?0*(?:px|pt|em|rem|%)?|1px")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)|inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0"
)
"""What takes away all but what screen readers say."""
_RAISED = ("super", "text-top")
_STRUCK = frozenset(("del", "s", "strike"))
_CELLS = frozenset(("td", "th"))
HIDING = ("display", "visibility", "opacity", "font-size", "clip", "clip-path")


@dataclass
class Looks:
    """Tells how the elements of a page show, and which do not."""

    root: etree._Element
    sheets: Mapping[str, bytes] = field(default_factory=dict)
    """The files that come with the page, by address."""
    believed: bool = True
    """Whether colours are to be judged; a table may lie on a ground that the page does not tell."""
    opened: bool = False
    """Whether elements that hide themselves are to be seen."""

    def __post_init__(self) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._declared: dict[etree._Element, Declarations] = {}
        self._looks: dict[etree._Element, Look] = {}
        self._names: dict[etree._Element, frozenset[str]] = {}
        sheets = list(self._texts())
        found = [rule for sheet in sheets for rule in rules_of(sheet)]
        self._made_up = [rule for sheet in sheets for rule in made_up(sheet)]
        hiding = any(_may_hide(rule.says) for rule in found)
        body = self.root.find("body")
        whole = len(text_in(self.root if body is None else body)) if hiding else 0
        named = self._named() if hiding else {}
        for rule in found:
            if _may_hide(rule.says) and self._text_under(rule, named) > _MOST * whole:
                rule = replace(rule, says={name: said for name, said in rule.says.items() if name not in HIDING})  # noqa: PLW2901
            self._rules.setdefault(rule.key, []).append(rule)

    def hides(self, element: etree._Element) -> bool:
        """Whether nothing of an element shows, whatever is in it."""
        return (element.get("hidden") is not None and not self.opened) or _hides(self._said(element))

    def strikes(self, element: etree._Element) -> bool:
        """Whether an element is struck out."""
        return element.tag in _STRUCK or _strikes(self._said(element))

    def leaves_out(self, element: etree._Element) -> bool:
        """Whether a cell, or what holds cells, is none of its table; one that is struck out keeps its place."""
        return self.hides(element) or (element.tag not in _CELLS and self.strikes(element))

    def says(self, element: etree._Element, name: str) -> str:
        """What the page says of a property of an element, or ""."""
        return self._said(element).get(name, "")

    def makes_up(self, element: etree._Element) -> bool:
        """Whether the page writes a number into an element that is no text of it."""
        return any(
            rule.matches(element) and (not name or any(map(str.isdigit, element.get(name) or "")))
            for rule, name in self._made_up
        )

    def is_raised(self, element: etree._Element) -> bool:
        """Whether an element is set as a superscript."""
        return element.tag == "sup" or self._said(element).get("vertical-align", "") in _RAISED

    def of(self, element: etree._Element) -> Look:
        """How text that stands in an element shows."""
        if element not in self._looks:
            above = element.getparent()
            self._looks[element] = _look(element, self._said(element), self.of(above) if above is not None else Look())
        return self._looks[element]

    def turns(self, element: etree._Element) -> bool:
        """Whether text in an element is set from the right sign by sign, as pages do against copying: 12 shows 21."""
        return any(map(self._overrides, (element, *element.iterancestors())))

    def _overrides(self, element: etree._Element) -> bool:
        said = self._said(element)
        override = element.tag == "bdo" or said.get("unicode-bidi", "").endswith("override")
        return override and (said.get("direction") or element.get("dir") or "").lower() == "rtl"

    def is_lost(self, element: etree._Element) -> bool:
        return self.believed and self.of(element).is_lost

    def _said(self, element: etree._Element) -> Declarations:
        if element not in self._declared:
            inline = element.get("style")
            found = declared(self._for(element), element, self._within(element)) if self._rules else {}
            own = Rule.inline(inline) if inline else {}
            if self.opened:
                own = {name: said for name, said in own.items() if name not in HIDING}
            self._declared[element] = found | own if own else found
        return self._declared[element]

    def _for(self, element: etree._Element) -> Iterable[Rule]:
        for key in _keys(element):
            yield from self._rules.get(key, ())

    def _within(self, element: etree._Element) -> frozenset[str]:
        """The names of an element and of those it stands in."""
        if element not in self._names:
            above = element.getparent()
            own = names_of(element)
            over = self._within(above) if above is not None else frozenset()
            self._names[element] = over | own if own else over
        return self._names[element]

    def _texts(self) -> Iterable[str]:
        for sheet in self.root.iter("style", "link"):
            if sheet.tag == "style":
                yield sheet.text or ""
            elif data := self.sheets.get((sheet.get("href") or "").strip()):
                yield data.decode("utf-8", errors="replace")

    def _text_under(self, rule: Rule, named: Mapping[str, Sequence[etree._Element]]) -> int:
        return sum(len(text_in(element)) for element in named.get(rule.key, ()) if rule.matches(element))

    def _named(self) -> dict[str, list[etree._Element]]:
        """The elements of the page by what rules call them."""
        found: dict[str, list[etree._Element]] = {}
        for element in self.root.iter(etree.Element):
            for key in _keys(element):
                found.setdefault(key, []).append(element)
        return found


def _keys(element: etree._Element) -> list[str]:
    """Under what the rules of an element are kept."""
    return [str(element.tag), "*", *names_of(element)]


def text_in(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _hides(said: Declarations) -> bool:
    """Whether declarations leave nothing of an element to be seen."""
    if not said:
        return False
    gone = said.get("display") == "none" or said.get("visibility") == "collapse" or said.get("mso-hide") == "all"
    faint = _number(said.get("opacity", "1")) < 0.05
    clipped = bool(_CLIPPED.match(said.get("clip", "")) or _CLIPPED.match(said.get("clip-path", "")))
    return gone or faint or clipped or _is_away(said)


def _strikes(said: Declarations) -> bool:
    return "line-through" in said.get("text-decoration", "") + said.get("text-decoration-line", "")


def _may_hide(said: Declarations) -> bool:
    """The same, or struck out, or hidden but for what within shows itself."""
    return (
        _hides(said)
        or _strikes(said)
        or said.get("visibility") == "hidden"
        or _size(said.get("font-size", ""), USUAL_POINTS) == 0
    )


def _is_away(said: Declarations) -> bool:
    """Whether an element lies outside of the page, or in a box too small for anything."""
    out = said.get("position") in ("absolute", "fixed") and any(_FAR.match(said.get(s, "")) for s in ("left", "top"))
    cut = said.get("overflow", "").startswith("hidden") and any(
        _NOTHING.fullmatch(said.get(side, "x")) for side in ("width", "height", "max-width", "max-height")
    )
    return out or cut or bool(_FAR.match(said.get("text-indent", ""))) or said.get("transform", "") == "scale(0)"


def _look(element: etree._Element, said: Declarations, above: Look) -> Look:
    size = said.get("font-size")
    ink = (
        said.get("-webkit-text-fill-color")
        or said.get("color")
        or (element.get("color") if element.tag == "font" else None)
    )
    ground = said.get("background-color") or said.get("background") or element.get("bgcolor")
    visibility = said.get("visibility")
    if not (size or ink or ground or visibility or element.get("background")):
        return above
    under = _ground(ground, above.ground) if ground else above.ground
    if element.get("background") or "url(" in (said.get("background", "") + said.get("background-image", "")):
        under = None
    return Look(
        visible=above.visible if visibility in (None, "inherit") else visibility == "visible",
        size=_size(size, above.size) if size else above.size,
        ink=_ink(ink, above.ink, under) if ink else above.ink,
        ground=under,
    )


def _ground(text: str, under: Colour | None) -> Colour | None:
    found = colour_of(text)
    if found is None:
        return under if text in ("none", "inherit", "initial") else None
    colour, share = found
    if share == 1 or under is None:
        return colour if share else under
    return mixed(colour, under, share)


def _ink(text: str, above: Colour | None, ground: Colour | None) -> Colour | None:
    found = colour_of(text)
    if found is None:
        return above if text in ("inherit", "currentcolor") else None
    colour, share = found
    return colour if share == 1 else mixed(colour, ground, share) if ground is not None else None


def _size(text: str, above: float) -> float:
    """Points of a size as it is written; words for sizes are all large enough."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return USUAL_POINTS
    unit = found[2] or "px"
    return _number(found[1]) * {"px": _PIXEL, "pt": 1.0, "em": above, "rem": USUAL_POINTS, "%": above / 100}[unit]


def _number(text: str) -> float:
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0
