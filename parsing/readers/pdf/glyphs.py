"""The characters an office means where a font's table names a look-alike.

Browsers and some fonts map a glyph to the radical that shares it: the 民 of 人民政府 comes out
as U+2EA0. Kangxi radicals and compatibility ideographs have a Unicode decomposition; the radicals
supplement has none, so the ones that are whole characters are listed (Unicode
EquivalentUnifiedIdeograph.txt).
"""

from __future__ import annotations

import unicodedata

UNKNOWN = "\ufffd"

DIGITS = {chr(base + digit): digit for base in (0x30, 0xFF10) for digit in range(10)}
"""Digits, those of full width among them."""

_SUPPLEMENT = {
    "⺁": "厂", "⺇": "几", "⺌": "小", "⺎": "兀", "⺓": "幺", "⺛": "旡", "⺝": "月", "⺟": "母", "⺠": "民",
    "⺩": "王", "⺬": "示", "⺮": "竹", "⺯": "糸", "⺰": "纟", "⺱": "罓", "⺲": "罒", "⺳": "㓁", "⺶": "羊",
    "⺷": "羊", "⺸": "芈", "⺻": "聿", "⺼": "肉", "⺽": "臼", "⻁": "虎", "⻂": "衤", "⻃": "覀", "⻄": "西",
    "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠", "⻉": "贝", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶",
    "⻏": "阝", "⻐": "钅", "⻑": "長", "⻒": "镸", "⻓": "长", "⻔": "门", "⻖": "阝", "⻗": "雨", "⻘": "青",
    "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻟": "飠", "⻠": "饣", "⻢": "马", "⻣": "骨",
    "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉", "⻬": "齐",
    "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟", "⺀": "冫", "⺄": "乙",
    "⺆": "冂", "⺈": "刀", "⺉": "刂", "⺊": "卜", "⺋": "㔾", "⺍": "小", "⺏": "尣", "⺑": "尢", "⺒": "巳",
    "⺔": "彑", "⺕": "彐", "⺖": "忄", "⺗": "心", "⺘": "扌", "⺙": "攵", "⺜": "日", "⺞": "歹", "⺡": "氵",
    "⺢": "氺", "⺣": "灬", "⺤": "爫", "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭", "⺪": "疋", "⺫": "目",
    "⺭": "礻", "⺴": "网", "⺵": "网", "⺹": "耂", "⺺": "肀", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻊": "足",
    "⻕": "阜", "⻞": "食", "⻡": "首",
}  # fmt: skip

_VERTICAL = {
    "︰": "：", "︱": "—", "︵": "（", "︶": "）", "︹": "〔", "︺": "〕", "︽": "《", "︾": "》", "﹁": "「",
    "﹂": "」", "︻": "【", "︼": "】", "︐": "，", "︑": "、", "︒": "。", "︓": "：", "︔": "；",
}  # fmt: skip


def plain(text: str) -> str:
    """One glyph's text with look-alikes replaced; U+FFFD where the file gives no real character."""
    if len(text) == 1:
        return _plain(text)
    return "".join(map(_plain, text))


def _plain(char: str) -> str:
    code = ord(char)
    if 0x20 < code < 0x7F or 0x4E00 <= code < 0xA000:
        return char
    if char.isspace():
        return " "
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB07 or 0x2F800 <= code < 0x2FA20:
        return _SUPPLEMENT.get(char) or unicodedata.normalize("NFKC", char)
    if char == _SOFT_HYPHEN:
        return "-"
    return _VERTICAL.get(char) or _BY_KIND.get(unicodedata.category(char), char)


_SOFT_HYPHEN = "\u00ad"
"""Printed it is a hyphen, and some fonts name every hyphen so."""
_BY_KIND = {"Co": UNKNOWN, "Cn": UNKNOWN, "Cs": UNKNOWN, "Cc": UNKNOWN, "Cf": ""}
"""Glyphs said to be control characters are fonts with a broken table: what they show is not known."""
