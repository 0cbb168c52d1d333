"""Numbers that Word writes before paragraphs by itself: 一、 of a heading that holds only its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from parsing.errors import Broken
from parsing.readers.docx.styles import MOST_STEPS, W, word_part
from parsing.readers.package import Package
from parsing.readers.xml import parse_xml

_HAN = "〇一二三四五六七八九"
_HAN_FORMATS = {
    *(
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
    ),
    *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"),
}
MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    keeps: bool
    """Whether it counts on below a new number of a higher level."""

    @classmethod
    def of(cls, level: etree._Element) -> _Level:
        start, keeps = int(_value(level, "start") or 1), _value(level, "lvlRestart") == "0"
        return cls(_value(level, "numFmt"), _value(level, "lvlText"), start, keeps)


@dataclass
class Numbering:
    """Counts the numbered paragraphs of a document. Parts that are broken or absent number nothing."""

    path: Package
    levels: dict[tuple[str, int], _Level] | None = None
    """By what is counted together and its level."""
    own: dict[tuple[str, int], _Level] = field(default_factory=dict)
    """Those that a list writes otherwise than others it is counted with, by the list."""
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where a list begins anew, until it has."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, paragraph: etree._Element) -> str:
        """The number printed before a paragraph, or ""; each paragraph is to be asked for once, in their order, as
        those without text are counted."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        direct, style = properties.find(W + "numPr"), properties.find(W + "pStyle")
        if (direct is None and style is None) or properties.find(f"{W}rPr/{W}del") is not None:
            return ""
        if self.levels is None:
            self._load()
        named = self.styles.get(style.get(W + "val", "") if style is not None else "")
        found = _reference(direct, named) if direct is not None else named
        return self._next(*found) if found else ""

    def _next(self, number: str, level: int) -> str:
        assert self.levels is not None
        abstract = self.lists.get(number, "")
        form = self._level(number, level)
        if form is None:
            return ""
        key = (abstract, level)
        begins = self.starts.pop((number, level), None)
        self.counts[key] = self.counts.get(key, form.start - 1) + 1 if begins is None else begins
        for deeper in range(level + 1, MOST_LEVELS):
            below = self._level(number, deeper)
            if below is None or not below.keeps:
                self.counts.pop((abstract, deeper), None)
        text = form.text
        for above in range(level + 1):
            written = self._level(number, above)
            count = self.counts.get((abstract, above), written.start if written else 1)
            text = text.replace(f"%{above + 1}", _numeral(count, written.form if written else "decimal"))
        return "" if "%" in text else text

    def _level(self, number: str, level: int) -> _Level | None:
        assert self.levels is not None
        form = self.own.get((number, level)) or self.levels.get((self.lists.get(number, ""), level))
        return form if form is not None and form.form not in ("bullet", "none") else None

    def _load(self) -> None:
        self.levels = {}
        root = _part(self.path, "word/numbering.xml")
        if root is None:
            return
        linked: dict[str, int] = {}
        borrowed: dict[str, str] = {}
        for abstract in root.iter(W + "abstractNum"):
            name = abstract.get(W + "abstractNumId", "")
            borrowed[name] = _value(abstract, "numStyleLink")
            for level in abstract.iter(W + "lvl"):
                depth = _depth(level)
                self.levels[name, depth] = _Level.of(level)
                linked[_value(level, "pStyle")] = depth
        for number in root.iter(W + "num"):
            self.lists[number.get(W + "numId", "")] = _value(number, "abstractNumId")
            self._override(number)
        self._load_styles(linked)
        for listed, counted in tuple(self.lists.items()):
            lender = self.styles.get(borrowed.get(counted, ""))
            if lender:
                self.lists[listed] = self.lists.get(lender[0], counted)

    def _override(self, number: etree._Element) -> None:
        """What a list does otherwise than others it is counted with."""
        name = number.get(W + "numId", "")
        for change in number.iter(W + "lvlOverride"):
            place, start, level = (name, _depth(change)), _value(change, "startOverride"), change.find(W + "lvl")
            if start.isdecimal():
                self.starts[place] = int(start)
            if level is not None:
                self.own[place] = _Level.of(level)

    def _load_styles(self, linked: Mapping[str, int]) -> None:
        """The lists that styles number paragraphs by; ``linked`` are the levels of lists that name a style."""
        root = _part(self.path, "word/styles.xml")
        styles = {s.get(W + "styleId", ""): s for s in root.iter(W + "style")} if root is not None else {}
        for name in styles:
            found = _of_style(name, styles, linked)
            if found:
                self.styles[name] = found


def _of_style(name: str, styles: Mapping[str, etree._Element], linked: Mapping[str, int]) -> tuple[str, int] | None:
    """The list and level of a style, its own or those of a style that it is based on."""
    level = ""
    for _ in range(MOST_STEPS):
        style = styles.get(name)
        if style is None:
            return None
        numbered = style.find(f"{W}pPr/{W}numPr")
        if numbered is not None:
            number = _value(numbered, "numId")
            level = level or _value(numbered, "ilvl") or str(linked.get(name, ""))
            if number:
                return (number, int(level or 0)) if number != "0" else None
        name = _value(style, "basedOn")
    return None


def _reference(numbered: etree._Element | None, default: tuple[str, int] | None) -> tuple[str, int] | None:
    """The list and level that a paragraph or style names; list 0 takes a paragraph out of its style's."""
    if numbered is None:
        return default
    number, level = _value(numbered, "numId"), _value(numbered, "ilvl")
    if not number:
        return (default[0], int(level or 0)) if default else None
    return (number, int(level or 0)) if number != "0" else None


def _depth(element: etree._Element) -> int:
    level = element.get(W + "ilvl", "")
    return int(level) if level.isdecimal() else 0


def _value(element: etree._Element, name: str) -> str:
    found = element.find(W + name)
    value = found.get(W + "val", "") if found is not None else ""
    return "" if name in ("start", "ilvl") and not value.isdecimal() else value


def _part(path: Package, name: str) -> etree._Element | None:
    try:
        return parse_xml(word_part(path, name))
    except Broken:
        return None


def _numeral(number: int, form: str) -> str:
    if form not in _HAN_FORMATS or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")
