"""Numbers in running text, with their units: 3119件, 10.57万条, 18.6亿元, 二十三件, 百分之三, 33.9%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from parsing.labels import chinese_integer


class Kind(StrEnum):
    """What a number counts: things, money in 元, or a share in per cent."""

    COUNT = "#"
    MONEY = "$"
    PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence. ``value`` is in its plain unit (万条 → 条, 万元 → 元, 百分之三 → 3).

    ``step`` is what one unit of its last digit is worth (33.9% → 0.1; 18.6亿元 → 10,000,000): the
    sentence says no more than that. ``rough`` marks 约, 余, 近 and the like, and numbers that may
    be part of another one. ``start`` and ``end`` are offsets into the text it was found in.
    """

    kind: Kind
    value: Decimal
    unit: str
    step: Decimal
    start: int
    end: int
    rough: bool = False


COUNTED = "件次|件数|件|条次|条|宗|起|份|个|项|部|次|例|篇|期|场|人次|批次|批|家次|家|户|人|名|位|页|字|岗"
_UNITS = rf"(?P<unit>{COUNTED}|元|%|％|﹪)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_HAN = "零〇一二两三四五六七八九十百千"
_NUMBER = re.compile(
    rf"百分之(?P<part>{_DIGITS}|[{_HAN}]+(?:点[{_HAN}]+)?)"
    rf"|(?P<digits>{_DIGITS})(?P<more>余|多)?(?P<scale>[万亿千百]亿?)?(?P<most>余|多)?{_UNITS}?"
    rf"|(?P<han>[{_HAN}万]+)(?P<some>余|多|几)?(?P<word>{COUNTED}|元)"
)
# Dates, ordinals, document numbers and names hold digits that count nothing.
_NO_COUNT_AFTER = re.compile(
    r"年|月|日(?!常)|号|时|点|分钟|〕|届|周年|个?工作日|小时|天|季度|[-—~～－至到]\d|[./:：]\d|[×xX]|[A-Za-z]|”|》"
)
_NO_COUNT_BEFORE = re.compile(r"[第〔A-Za-z_./:-]$|\d[月:：]$|(?<!\d)[“《]$")
_ROUGH_BEFORE = re.compile(
    r"(?:约|近|超过?|逾|不足|不到|至少|最多|多达|大约|将近|接近|上|数|几|\d，|\d[-—~～－至到、])$"
)
_ROUGH_AFTER = re.compile(r"左右|以上|以下|以内|上下|余|多(?!项|个|次|件|种|部)|，\d{3}(?!\d|年)|[-—~～－至到]\d")
_RATES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "亿": 100_000_000, "万亿": 10**12}
_NOT_A_COUNT = re.compile(r"件事|项目(?!标)|部门|部分|次数|个百分点|份额|起到|条例|次会议")


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of a text without blanks, in order; dates, ordinals and document numbers left out."""
    found = (_number(match, text) for match in _NUMBER.finditer(text))
    return tuple(number for number in found if number is not None)


def _number(match: re.Match[str], text: str) -> Number | None:
    before, after = text[max(match.start() - 3, 0) : match.start()], text[match.end() : match.end() + 6]
    if match["part"]:
        return _percent(match["part"], match, before, after)
    unit = match["unit"] or match["word"] or ""
    if _NO_COUNT_BEFORE.search(before) or (not unit and _NO_COUNT_AFTER.match(after)):
        return None
    if match["han"] and (
        _NOT_A_COUNT.match(text, match.end() - len(unit)) or re.search(r"[每同某任逐第这那哪各]$", before)
    ):
        return None
    value, step = _value(match["digits"] or match["han"])
    scale = _RATES.get(match["scale"] or "")
    if value is None or scale is None:
        return None
    rough = bool(match["more"] or match["most"] or match["some"]) or _is_rough(before, after)
    kind = Kind.MONEY if unit == "元" else Kind.PERCENT if unit in ("%", "％", "﹪") else Kind.COUNT
    if after.startswith("百分点"):
        return None
    unit = "%" if kind is Kind.PERCENT else unit
    return Number(kind, value * scale, unit, step * scale, match.start(), match.end(), rough)


def _percent(digits: str, match: re.Match[str], before: str, after: str) -> Number | None:
    value, step = _value(digits)
    if value is None:
        return None
    return Number(Kind.PERCENT, value, "%", step, match.start(), match.end(), _is_rough(before, after))


def _is_rough(before: str, after: str) -> bool:
    return bool(_ROUGH_BEFORE.search(before) or _ROUGH_AFTER.match(after))


def _value(digits: str) -> tuple[Decimal | None, Decimal]:
    if digits[0].isdecimal():
        value = Decimal(digits.replace(",", ""))
        exponent = value.as_tuple().exponent
        return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    whole, _, part = digits.partition("点")
    number = chinese_integer(whole)
    decimals = "".join(str(chinese_integer(char)) for char in part)
    if number is None or whole == "万":
        return None, Decimal(1)
    return Decimal(f"{number}.{decimals}" if decimals else number), Decimal(1).scaleb(-len(decimals))
