"""What a printed label or number means, one string at a time.

Labels are compared by their characters after normalisation: compatibility forms folded
(Chromium prints Kangxi radicals), blanks and punctuation dropped, numbering cut off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from parsing.editions.form import Measure
from parsing.grid import INVISIBLE, UNREADABLE
from parsing.report import State

LEAST_SIMILARITY = 0.6
LEAST_MARGIN = 0.15
"""How like the best official label must be, and how much better than the second best.

Measured on the labels of both editions: the closest two that mean different things share
0.71 of their characters (本年新制作数量, 本年新公开数量), the worst misprint of the reports
seen reaches 0.67 of the right one (本年废止数量) and 0.33 of the next.
"""

_NUMERAL = "一二三四五六七八九十"
_ENUMERATOR = re.compile(
    rf"^(?:[(（【\[]\s*(?:[{_NUMERAL}]{{1,3}}|\d{{1,2}})\s*[)）】\]][、.,:：．，]?"
    rf"|第?[{_NUMERAL}]{{1,3}}(?:[、.,:：．，]|(?=本年|上年|结转))|\d{{1,2}}(?:[、.,:：．，)）]|(?=[^\d\s.,万元件])))\s*"
)
_SIMPLIFIED = str.maketrans(
    "業為舉於會決況減製辦務區單發處復複審對屬廢開強當總報護據執數無機權條構沒類係糾納組織經結繼續維繳罰範獲補規計認許訟訪訴詢請購費轉這過項額關國採現確萬門員",
    "业为举于会决况减制办务区单发处复复审对属废开强当总报护据执数无机权条构没类系纠纳组织经结继续维缴罚范获补规计认许讼访诉询请购费转这过项额关国采现确万门员",
)
"""The characters of the forms as they are written traditionally."""
_LATIN = re.compile(r"[a-z]+")
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The characters of a label that carry meaning, without its numbering."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).translate(_SIMPLIFIED).strip().lstrip("*#> ")
    squeezed = re.sub(r"\s+", "", text)
    return _NOT_WORD.sub("", _ENUMERATOR.sub("", squeezed).lower())


@dataclass(frozen=True, slots=True)
class Match:
    """The official label a printed one means: its key, and how like the two are (1 is equal)."""

    key: str
    similarity: float


def similarity(printed: str, official: str) -> float:
    """How like two folded labels are, 0 to 1; a label cut short counts by how much is left."""
    if printed == official:
        return 1.0
    whole = float(Levenshtein.normalized_similarity(printed, official))
    if len(printed) >= 4 and len(official) > len(printed) and printed in official:
        return max(whole, 0.75 + 0.2 * len(printed) / len(official))
    return whole


def match(printed: str, official: Mapping[str, str]) -> Match | None:
    """The one key of ``official`` (folded label → key) that ``printed`` means, or None.

    None too where two keys are about as near: a guess would put a figure in the wrong row.
    """
    folded = fold(printed)
    if not folded or folded.isdecimal():
        return None  # a figure is like no label: none has a digit
    exact = official.get(folded) or official.get(_LATIN.sub("", folded))  # which may stand in English beside
    if exact is not None:
        return Match(exact, 1.0)
    best: dict[str, float] = {}
    least, length = LEAST_SIMILARITY - LEAST_MARGIN, len(folded)
    for label, key in official.items():
        # Two texts are no more alike than their lengths: what cannot come near is not compared.
        if least * max(length, len(label)) <= min(length, len(label)) or folded in label:
            best[key] = max(best.get(key, 0.0), similarity(folded, label))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < LEAST_SIMILARITY:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < LEAST_MARGIN:
        return None
    return Match(*ranked[0])


@dataclass(frozen=True, slots=True)
class Number:
    """A cell's text read as a figure. ``value`` is None unless ``state`` is NUMBER."""

    value: Decimal | None
    state: State
    note: str = ""
    doubt: str = ""


_DASHES = re.compile(r"^[-‐‑‒–—―−─－~/\\]{1,4}$")
_NONE_WORDS = {"无", "没有", "空", "不涉及", "无此项", "暂无", "未发生", "不适用", "无数据", "n/a"}
_NUMBER = re.compile(r"^([+\-−－–]?)\s*(\d+(?:[,'’‘′]\d+)*(?:\.\d+)?|\.\d+)")
_GROUPED = re.compile(r"\d{1,3}(?:[,'’‘′]\d{3})+(?:\.\d+)?")
_BEFORE = re.compile(r"^(?:¥|人民币|共计|共)(?=[\d.])")
_FIXED_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007-\u2009\u202f](?=\d{3}(?!\d))")
"""Blanks that keep a number on one line part its thousands; a plain one may part two numbers."""
_CHINESE_NUMBER = re.compile(r"^[零〇一二三四五六七八九十百千万两]{1,20}$")
_STROKES = re.compile(r"^一+$")
_NOTE_MARKS = "※*#"
_REFERENCE = re.compile(r"(?<=.)\[[^\[\]]{1,6}\]$")
_SPLIT = re.compile(r"[\d,.]\s+[\d,.]|[零〇一二三四五六七八九十百千万两]\s+[零〇一二三四五六七八九十百千万两]")
_STANDS_OFF = re.compile(r"[-+−–—]\s+[0-9]")
"""A stroke with white after it: of a page's number (- 2 -) that stands in a table, rather than a sign."""
_MAY_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""A count with three decimals: nobody counts so, and some set a point where others set a comma."""
_MONEY = "亿元|万元|千元|元|万|亿"
_UNIT = re.compile(rf"^({_MONEY})?(?:人民币)?(件次|人次|批次|件|个|项|条|部|次|宗|起|篇|份|人|家|例|笔|户|册|卷)?$")
_BRACKETED_UNIT = re.compile(rf"^[(\[【〔](?:单位:?)?({_MONEY}|件|个|项|部|次)[)\]】〕]$")
_BRACKETED = r"[(\[【〔](?:[^()\[\]【】〔〕]|[(\[【〔][^()\[\]【】〔〕]*[)\]】〕])*[)\]】〕]"
_REMARK = re.compile(rf"^(?:(?:{_BRACKETED})+|[,、;；。.]?(?:其中|含|包括|包含)[^()]*(?:\(.*\))?)。?$", re.S)
_RATES = {"亿元": Decimal(10000), "万元": Decimal(1), "千元": Decimal("0.1"), "元": Decimal("0.0001")}
_RATES |= {"亿": _RATES["亿元"], "万": _RATES["万元"]}
_PLAIN_NUMBER = re.compile(r"\.?[0-9][0-9,.\s]*")
_NOUGHTS = ("零", "〇")
_SIGNS = {"增": 1, "增加": 1, "新增": 1, "减": -1, "减少": -1}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

TOO_LARGE = Decimal(10) ** 14
"""No figure of a report is as large; such digits are numbers run together."""
LONE_STROKE_DOUBT = "“一”可能是数字1，也可能是横线，请核对"
SPLIT_DOUBT = "数字中间有空白或换行，已合并，请核对"
THOUSANDS_DOUBT = "小数点后有三位，可能是千位分隔号，请核对"


@lru_cache(maxsize=8192)
def read_number(text: str, measure: Measure = Measure.COUNT) -> Number:
    """Reads the text of a figure cell.

    Amounts are given in 万元, whatever unit stands in the cell. What is neither a number nor
    an empty mark is ILLEGIBLE: never 0, never a guess; so is a number that no report can mean.
    """
    number = number_said(text, measure)
    if number.value is not None and abs(number.value) >= TOO_LARGE:
        return Number(None, State.ILLEGIBLE, number.note)
    return number


def number_said(text: str, measure: Measure) -> Number:
    """The same, however large the number is: whoever typed it is told that, not that it is none."""
    folded = unicodedata.normalize("NFKC", _without_marks(text)).strip()
    if not folded:
        return Number(None, State.BLANK)
    joined = re.sub(r"\s+", "", folded)
    if _DASHES.match(_REFERENCE.sub("", joined)) or joined.rstrip("。").lower() in _NONE_WORDS:
        return Number(None, State.DASH)
    stroke = measure is not Measure.CHANGE and _STANDS_OFF.match(folded)
    doubt = SPLIT_DOUBT if stroke or _SPLIT.search(folded) else ""
    sign, body = _signed(joined) if measure is Measure.CHANGE else (1, joined)
    body = _BEFORE.sub("", body)
    found = _NUMBER.match(body)
    if found is None:
        said = _chinese_number(body, sign)
        return replace(said, doubt=doubt) if doubt else said
    value = _decimal(found[2])
    rest = body[found.end() :]
    if value is None or UNREADABLE in joined:
        return Number(None, State.ILLEGIBLE)
    if measure is not Measure.AMOUNT and _MAY_BE_THOUSANDS.fullmatch(found[2]):
        doubt = doubt or THOUSANDS_DOUBT
    negative = found[1] not in ("", "+")
    return _with_rest(-value if negative else value, rest, sign, measure, doubt)


def _without_marks(text: str) -> str:
    """Raised, lowered and circled digits after a number refer to a note: they are set in brackets, not read as digits;
    before or within one nobody knows what they are."""
    seen = _FIXED_SPACE.sub(",", INVISIBLE.sub("", text)).strip()
    noted = _REFERENCE.search(seen) if seen.endswith("]") else None
    if noted is not None and all(map(_is_note_mark, noted[0][1:-1])):
        return _without_marks(seen[: noted.start()]) + noted[0]
    bare = seen
    while bare and _is_note_mark(bare[-1]):
        bare = bare[:-1]
    known = "".join(UNREADABLE if unicodedata.category(char) == "No" else char for char in bare)
    return known if bare == seen else f"{known}[{seen[len(bare) :]}]"


def _is_note_mark(char: str) -> bool:
    """Whether a character is a mark, or a digit in another shape than digits are written in (²₂②⒉)."""
    return char in _NOTE_MARKS or (unicodedata.category(char) == "No" and unicodedata.numeric(char).is_integer())


def _signed(text: str) -> tuple[int, str]:
    for word in sorted(_SIGNS, key=len, reverse=True):
        if text.startswith(word):
            return _SIGNS[word], text[len(word) :].lstrip("了:：")
    return 1, text


def _decimal(digits: str) -> Decimal | None:
    if not digits.replace(".", "", 1).isdigit() and not _GROUPED.fullmatch(digits):
        return None
    try:
        return Decimal(re.sub(r"[^\d.]", "", digits))
    except InvalidOperation:
        return None


def _with_rest(value: Decimal, rest: str, sign: int, measure: Measure, doubt: str) -> Number:
    """Splits the unit and the remark off a number; anything else makes the cell illegible."""
    unit_text, remark = _parted(rest)
    unit = _UNIT.match(unit_text)
    inner = _BRACKETED_UNIT.match(remark)
    if unit is None or (remark and not _REMARK.match(remark)) or (unit[1] and inner):
        return Number(None, State.ILLEGIBLE, note=rest)
    money = unit[1] or (inner[1] if inner and inner[1] in _RATES else None)
    value *= sign
    if measure is Measure.AMOUNT:
        value *= _RATES.get(money or "万元", Decimal(1))
    elif money == "万":
        value *= 10000
    elif money:
        return Number(None, State.ILLEGIBLE, note=rest)
    return Number(value.normalize() + 0, State.NUMBER, rest, doubt)


def _parted(rest: str) -> tuple[str, str]:
    """What follows a number as its unit and the remark after it; a unit may stand behind the remark."""
    start = min((at for at in map(rest.find, "([【〔,、;；。其含包") if at >= 0), default=len(rest))
    unit, remark = rest[:start], rest[start:]
    closed = max(remark.rfind(mark) for mark in ")]】〕") + 1
    if not unit and closed and _UNIT.match(remark[closed:]):
        return remark[closed:], remark[:closed]
    return unit, remark


def _chinese_number(text: str, sign: int) -> Number:
    body = re.sub(r"[件个项条部次宗]$", "", text)
    if not _CHINESE_NUMBER.match(body):
        return Number(None, State.ILLEGIBLE)
    value = chinese_integer(body)
    if _STROKES.match(body) and len(body) > 1:
        return Number(None, State.ILLEGIBLE, note=text)
    if body == "一":
        return Number(Decimal(sign), State.NUMBER, text, LONE_STROKE_DOUBT)
    return Number(None, State.ILLEGIBLE) if value is None else Number(Decimal(sign * value), State.NUMBER, text)


def chinese_integer(text: str) -> int | None:
    """A whole number in Chinese numerals (二十三 → 23, 二〇二四 → 2024), or None."""
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if text else None
    total, section, digit = 0, 0, -1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "十百千":
            unit = {"十": 10, "百": 100, "千": 1000}[char]
            section += unit * (1 if digit < 0 else digit)
            digit = -1
        elif char == "万":
            total, section, digit = (section + max(digit, 0)) * 10000, 0, -1
        else:
            return None
    return total + section + max(digit, 0)


@lru_cache(maxsize=8192)
def is_figure(text: str) -> bool:
    """Whether a text is a number in digits or a mark that stands for none; blank is neither.

    A lone Chinese numeral but nought is more often a piece of a label printed a character a line.
    """
    number = read_number(text, Measure.AMOUNT)
    if number.state is State.NUMBER:
        return text.strip() in _NOUGHTS or any(char.isdigit() for char in unicodedata.normalize("NFKC", text))
    return number.state is State.DASH


@lru_cache(maxsize=8192)
def is_plain_number(text: str) -> bool:
    """Whether a text is digits and nothing but what parts them, as the parts of a broken number are."""
    return bool(_PLAIN_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()))
