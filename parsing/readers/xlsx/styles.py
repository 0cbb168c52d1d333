"""How a workbook shows its numbers, as far as what is shown may differ from what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from parsing.readers.xlsx.ink import lost_styles

SCALED = "单元格的显示格式把数字缩小了，显示的与保存的不同，请对照原表确认"
DATED = "单元格是日期格式，数字可能被改成了日期，请对照原表确认"
PERCENT = "单元格是百分比格式，请对照原表确认"
ROUNDED = "单元格的显示格式舍入了小数，显示的与保存的不同，请对照原表确认"
HIDDEN = "单元格的格式不显示数字，请对照原表确认"

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|!(.)')
_DATE = re.compile(r"[ymdhs年月日]|AM/PM", re.I)
_SCALE = re.compile(r"[0#?],+(?![0#?])")
_POINT = re.compile(r"[0#?](?:[!\\]\.|\"\.\")[0#?]")
"""A point set among the digits as a sign and not as the point of the number."""
_CONDITION = re.compile(r"\s*(?:\[[^\]]*\])*\[[<>=]")
_WORDS = re.compile(r"[\u4e00-\u9fff（）()]+")
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Formats built into every workbook that show dates or times (ECMA-376 18.8.30)."""
_PERCENT_IDS = {9, 10}
_DECIMALS = {0: (1, 3, 5, 6, 37, 38, 41, 42), 2: (2, 4, 7, 8, 39, 40, 43, 44)}
_DECIMALS_OF_ID = {number: decimals for decimals, numbers in _DECIMALS.items() for number in numbers}
"""How many decimals the formats built in show; General and the others show what there is."""
_LEAST = 1e-9
"""What is left of a sum of fractions is less; it is no decimal."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell style does to a number: words set behind it, why it may not be what is stored, whether it shows at
    all, and how many decimals of it (None for all)."""

    suffix: str = ""
    doubt: str = ""
    struck: bool = False
    lost: bool = False
    """Whether its ink is that of its ground, so that nobody sees the number."""
    decimals: int | None = None

    def doubt_of(self, value: str) -> str:
        """Why the number stored as ``value`` may not be what is shown, or ""."""
        if self.doubt or self.decimals is None or not ("." in value or "e" in value.lower()):
            return self.doubt
        try:
            number = float(value)
            return ROUNDED if abs(number - round(number, self.decimals)) > _LEAST else ""
        except ValueError:
            return ""


PLAIN = Shown()


def styles_of(root: etree._Element | None, space: str) -> list[Shown]:
    """The styles that cells refer to by their index; ``root`` is the part of styles."""
    if root is None:
        return []
    codes = {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iter(space + "numFmt")}
    struck = [is_struck(font, space) for font in root.iterfind(f"{space}fonts/{space}font")]
    forms = root.iterfind(f"{space}cellXfs/{space}xf")
    return [
        replace(_shown(form, codes, struck), lost=lost)
        for form, lost in zip(forms, lost_styles(root, space), strict=True)
    ]


def is_struck(look: etree._Element | None, space: str) -> bool:
    """Whether a font or the look of a run strikes text out."""
    strike = look.find(space + "strike") if look is not None else None
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _shown(form: etree._Element, codes: dict[str, str], struck: list[bool]) -> Shown:
    number, font = form.get("numFmtId", "0"), form.get("fontId", "0")
    is_out = font.isdecimal() and int(font) < len(struck) and struck[int(font)]
    code = codes.get(number)
    if code is None:
        known = int(number) if number.isdecimal() else 0
        doubt = DATED if known in _DATE_IDS else PERCENT if known in _PERCENT_IDS else ""
        return Shown(doubt=doubt, struck=is_out, decimals=_DECIMALS_OF_ID.get(known))
    return Shown(_suffix(code), _doubt(code), is_out, decimals=_decimals(code))


def _doubt(code: str) -> str:
    sections = code.split(";")
    bare = _QUOTED.sub("", sections[0])
    if len(sections) >= 3 and not any(section.strip() for section in sections):
        return HIDDEN
    if _SCALE.search(bare) or _POINT.search(sections[0]):
        return SCALED
    if "%" in bare:
        return PERCENT
    return DATED if _DATE.search(bare.replace("General", "")) and not re.search("[0#]", bare) else ""


def _decimals(code: str) -> int | None:
    """The most that any section of the format shows, or None where one shows what there is."""
    sections = [_QUOTED.sub("", section) for section in code.split(";")]
    if any(sign in section for section in sections for sign in ("General", "/", "E")):
        return None
    after = (section.partition(".")[2] for section in sections if re.search("[0#?]", section))
    return max((len(re.findall("[0#?]", digits)) for digits in after), default=None)


def _suffix(code: str) -> str:
    """Words such as 万元 or 件 set behind the number, whatever it is."""
    section = code.split(";", maxsplit=1)[0]
    if _CONDITION.match(section):
        return ""
    plain = re.sub(r'"([^"]*)"', r"\1", re.sub(r"\[[^\]]*\]|\\|_.|\*.", "", section))
    last = max((plain.rfind(sign) for sign in "0#?l@"), default=-1)
    words = plain[last + 1 :].strip()
    return words if _WORDS.fullmatch(words) and not _DATE.search(words) else ""
