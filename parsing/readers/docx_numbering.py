"""Numbers that Word writes before paragraphs by itself: 一、 of a heading that holds only its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from parsing.errors import Broken
from parsing.readers.docx_styles import W, word_part
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


@dataclass
class Numbering:
    """Counts the numbered paragraphs of a document. Parts that are broken or absent number nothing."""

    path: Path
    levels: dict[tuple[str, int], _Level] | None = None
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, paragraph: etree._Element) -> str:
        """The number printed before a paragraph, or ""."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        direct, style = properties.find(W + "numPr"), properties.find(W + "pStyle")
        if direct is None and style is None:
            return ""
        if self.levels is None:
            self._load()
        named = self.styles.get(style.get(W + "val", "") if style is not None else "")
        found = _reference(direct, named) if direct is not None else named
        return self._next(*found) if found else ""

    def _next(self, number: str, level: int) -> str:
        assert self.levels is not None
        abstract = self.lists.get(number, "")
        form = self.levels.get((abstract, level))
        if form is None:
            return ""
        key = (abstract, level)
        self.counts[key] = self.counts.get(key, form.start - 1) + 1
        for deeper in range(level + 1, MOST_LEVELS):
            self.counts.pop((abstract, deeper), None)
        text = form.text
        for above in range(level + 1):
            written = self.levels.get((abstract, above))
            count = self.counts.get((abstract, above), written.start if written else 1)
            text = text.replace(f"%{above + 1}", _numeral(count, written.form if written else "decimal"))
        return "" if "%" in text else text

    def _load(self) -> None:
        self.levels = {}
        root = _part(self.path, "word/numbering.xml")
        if root is None:
            return
        for abstract in root.iter(W + "abstractNum"):
            for level in abstract.iter(W + "lvl"):
                form = _Level(_value(level, "numFmt"), _value(level, "lvlText"), int(_value(level, "start") or 1))
                if form.form not in ("bullet", "none"):
                    depth = int(level.get(W + "ilvl", "0"))
                    self.levels[abstract.get(W + "abstractNumId", ""), depth] = form
        for number in root.iter(W + "num"):
            self.lists[number.get(W + "numId", "")] = _value(number, "abstractNumId")
        styles = _part(self.path, "word/styles.xml")
        for style in styles.iter(W + "style") if styles is not None else ():
            found = _reference(style.find(f"{W}pPr/{W}numPr"), None)
            if found:
                self.styles[style.get(W + "styleId", "")] = found


def _reference(numbered: etree._Element | None, default: tuple[str, int] | None) -> tuple[str, int] | None:
    """The list and level that a paragraph or style names; list 0 takes a paragraph out of its style's."""
    if numbered is None:
        return default
    number, level = _value(numbered, "numId"), _value(numbered, "ilvl")
    if not number:
        return (default[0], int(level or 0)) if default else None
    return (number, int(level or 0)) if number != "0" else None


def _value(element: etree._Element, name: str) -> str:
    found = element.find(W + name)
    value = found.get(W + "val", "") if found is not None else ""
    return "" if name in ("start", "ilvl") and not value.isdigit() else value


def _part(path: Path, name: str) -> etree._Element | None:
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
