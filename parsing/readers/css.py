"""Style sheets, as far as they tell what of a page shows: simple selectors, and the declarations that hide or colour.

Rules of other media and of states (:hover) are left out; of what a sheet makes up itself (::before) it is told only
which elements show an attribute of theirs, or a count, so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from lxml import etree

from parsing.readers.colours import Colour, from_hex

Declarations = Mapping[str, str]
LONGEST_SHEET = 400_000
MOST_RULES = 3000
_TOLD = frozenset({
    "display", "visibility", "opacity", "font-size", "color", "-webkit-text-fill-color", "background", "clip",
    "background-color", "background-image", "clip-path", "mso-hide", "text-decoration", "text-decoration-line",
    "vertical-align", "position", "left", "top", "text-indent", "overflow", "width", "height", "max-width",
    "max-height", "transform", "unicode-bidi", "direction",
    "grid-template-columns", "grid-area", "grid-row", "grid-column", "grid-row-start", "grid-row-end",
    "grid-column-start", "grid-column-end",
})  # fmt: skip
_APART = re.compile(r"""/\*.*?(?:\*/|\Z)|<!--|-->|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?""", re.S)
"""Comments, and strings: nothing that is told here stands in one."""
_SIGNS = re.compile("([{};])")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*", re.I)
_STEP = re.compile(r"\s*([>+~ ])\s*|([\w-]+|\*)|([.#])([\w-]+)|(:(?:first|last)-child|:nth-child\((?:odd|even|\d+)\))")
_MADE_UP = re.compile(r"::?(?:before|after)$", re.I)
_CONTENT = re.compile(r"content\s*:[^;]*?\b(attr|counters?)\(\s*([\w-]*)", re.I)
_RGB = re.compile(r"rgba?\(([^()]*)\)")
_NAMES: Mapping[str, Colour] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0),
    "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "navy": (0, 0, 128), "maroon": (128, 0, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0),
    "orange": (255, 165, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "azure": (240, 255, 255), "windowtext": (0, 0, 0),
    "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "darkblue": (0, 0, 139), "darkred": (139, 0, 0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Simple:
    """What one element of a selector must be, and how it stands to the next: " ", ">", or anything else for beside."""

    tag: str = "*"
    names: frozenset[str] = frozenset()
    place: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with its declarations; ``weight`` orders rules as browsers do."""

    path: tuple[_Simple, ...]
    says: Declarations
    weight: tuple[int, int, int, int]
    needs: frozenset[str]
    """The names that an element and those it stands in must have between them."""

    @property
    def key(self) -> str:
        """A name or tag that an element must have: by it the rules of an element are found."""
        last = self.path[-1]
        return min(last.names, default=last.tag)

    def matches(self, element: etree._Element) -> bool:
        *before, last = self.path
        return _is(element, last) and _stands(element, before)

    @staticmethod
    def inline(text: str) -> dict[str, str]:
        """The declarations of an element's own attribute."""
        return _declarations(text)


def rules_of(sheet: str) -> Iterator[Rule]:
    """The rules of a sheet that tell anything; none of one that is too large."""
    if len(sheet) > LONGEST_SHEET:
        return
    count = 0
    for selectors, body in _blocks(sheet):
        says = _declarations(body)
        for selector in selectors.split(",") if says else ():
            path = _path(selector.strip())
            if path and count < MOST_RULES:
                count += 1
                names = [name for simple in path for name in simple.names]
                tags = sum(simple.tag != "*" for simple in path)
                ids = sum(name[0] == "#" for name in names)
                yield Rule(path, says, (ids, len(names) - ids, tags, count), frozenset(names))


def made_up(sheet: str) -> Iterator[tuple[Rule, str]]:
    """Rules by which a sheet writes something before or behind the text of elements, and the name of the attribute it
    takes that from, or "" where it counts. What it writes in words is left out: signs of lists, mostly."""
    if len(sheet) > LONGEST_SHEET or ("attr(" not in sheet and "counter" not in sheet):
        return
    for selectors, body in _blocks(sheet):
        content = _CONTENT.search(body)
        for selector in map(str.strip, selectors.split(",") if content else ()):
            path = _path(_MADE_UP.sub("", selector)) if _MADE_UP.search(selector) else ()
            if content and path:
                names = frozenset(name for simple in path for name in simple.names)
                yield Rule(path, {}, (0, 0, 0, 0), names), content[2].lower() if content[1].lower() == "attr" else ""


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """What stands before and in the braces of each rule that a screen follows, in one pass over the sheet."""
    parts = _SIGNS.split(_APART.sub("", sheet) + "}")
    followed = [True]
    """Of the sheet, and of each block that is open: whether the rules in it are followed."""
    head, said = "", list[str]()
    for text, sign in zip(parts[::2], parts[1::2], strict=False):
        if sign == "{":
            followed.append(followed[-1] and bool(_SCREEN.fullmatch(text.strip())))
            head, said = text, []
        elif sign == ";":
            said.append(text)
        elif len(followed) > 1:
            followed.pop()
            if followed[-1] and head and "@" not in head:
                yield head, ";".join((*said, text))
            head = ""


def names_of(element: etree._Element) -> set[str]:
    """What a selector may call an element, beside its tag."""
    names = {f".{name}" for name in (element.get("class") or "").split()}
    return names | {f"#{own}"} if (own := element.get("id")) else names


def declared(rules: Iterable[Rule], element: etree._Element, within: Set[str]) -> dict[str, str]:
    """What the rules say of an element, the weightiest last. ``within`` are its names and those above it."""
    found: dict[str, str] = {}
    fitting = (rule for rule in rules if rule.needs <= within and rule.matches(element))
    for rule in sorted(fitting, key=lambda rule: rule.weight):
        found |= rule.says
    return found


def colour_of(text: str) -> tuple[Colour, float] | None:
    """A colour and how much it covers, 0 to 1; None for what is none that is known."""
    word = next(iter(re.findall(r"rgba?\([^()]*\)|[#\w-]+", text)), "")
    if word == "transparent":
        return (0, 0, 0), 0.0
    found = _RGB.fullmatch(word)
    if found is None:
        colour = _NAMES.get(word) or (from_hex(word) if word.startswith("#") or word.isalnum() else None)
        return (colour, 1.0) if colour else None
    try:
        red, green, blue, *rest = (_part(part) for part in re.split(r"[\s,/]+", found[1].strip()))
    except ValueError:
        return None
    return (round(red), round(green), round(blue)), rest[0] if rest else 1.0


def _part(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _declarations(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    urgent: dict[str, str] = {}
    for line in body.split(";"):
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name in _TOLD and value:
            bare = value.removesuffix("important").rstrip(" !") if value.endswith("important") else value
            (urgent if bare != value else found)[name] = bare
    return found | urgent


def _path(selector: str) -> tuple[_Simple, ...]:
    """The steps of a selector; none where it has any that is not known."""
    steps: list[_Simple] = [_Simple()]
    at = 0
    while at < len(selector):
        found = _STEP.match(selector, at)
        if found is None:
            return ()
        last = steps[-1]
        if found[1]:
            steps[-1:] = [_Simple(last.tag, last.names, last.place, found[1]), _Simple()]
        elif found[2]:
            steps[-1] = _Simple(found[2].lower(), last.names, last.place)
        elif found[4]:
            steps[-1] = _Simple(last.tag, last.names | {found[3] + found[4]}, last.place)
        else:
            steps[-1] = _Simple(last.tag, last.names, found[5])
        at = found.end()
    return tuple(steps) if steps[-1] != _Simple() and all(step.then in ("", " ", ">") for step in steps) else ()


def _is(element: etree._Element, simple: _Simple) -> bool:
    if simple.tag not in ("*", element.tag):
        return False
    if simple.names and not simple.names <= names_of(element):
        return False
    return not simple.place or _is_placed(element, simple.place)


def _is_placed(element: etree._Element, place: str) -> bool:
    before = sum(1 for other in element.itersiblings(preceding=True) if isinstance(other.tag, str))
    if place == ":first-child":
        return before == 0
    if place == ":last-child":
        return not any(isinstance(other.tag, str) for other in element.itersiblings())
    which = place.removeprefix(":nth-child(").rstrip(")")
    return before % 2 == (which == "even") if which in ("odd", "even") else before + 1 == int(which)


def _stands(element: etree._Element, before: list[_Simple]) -> bool:
    """Whether elements above this one are those that come before it in a selector."""
    above = list(element.iterancestors()) if before else []
    reached = [-1]
    """How far up, by index in ``above``, the steps so far may stand."""
    for simple in reversed(before):
        ahead = (
            [at + 1 for at in reached if at + 1 < len(above)]
            if simple.then == ">"
            else range(reached[0] + 1, len(above))
        )
        reached = [at for at in ahead if _is(above[at], simple)]
        if not reached:
            return False
    return True
