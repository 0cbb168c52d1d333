"""What a cell says: its characters as text, and what must be doubted about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter

from parsing.grid import FULL_LINES, OVERPRINTED, Box
from parsing.readers.pdf.glyphs import UNKNOWN
from parsing.readers.pdf.layout.lines import NUMBER, Line, gap, lines_of
from parsing.readers.pdf.page import BELOW, Char, char_in

BROKEN_NUMBER = "数字在单元格内分成几行（{}），按一个数读作{}，请核对。"
FULL_NUMBER = FULL_LINES + "分成几行（{}），按一个数读作{}，请核对。"
NEAR_NUMBER = "数字分成几行（{}），行间没有表格线，按一个数读作{}，请核对。"
STACKED_NUMBERS = "单元格内有上下几行数字（{}），可能不是一个数，请核对。"
BROKEN_IN_TEXT = "单元格内有数字被换行断开，请核对。"
UNREADABLE = "有字符无法识别，请对照原件核对。"
OVERFLOWING = "数字越过了表格线，可能与相邻单元格混在一起，请核对。"
NESTED = "单元格内另有表格，请对照原件核对。"
SPANS_ROWS = "这一格与相邻一行之间缺少表格线，可能跨了两行，请对照原件核对。"
GOES_ON = "这一空格在换页处，可能与前一页的格是同一格，请对照原件核对。"
UNEVEN = "单元格内的数字高低不齐，可能混有别的数字，请对照原件核对。"
PRINTED_OVER = "这一格上印着别的格的文字，其中可能有这一格的数字，请对照原件核对。"
CUT_OFF = "这一格伸出了页面，可能没有显示全，请对照原件核对。"

_PADDING = 12.0
"""Points of a cell's width that may be padding: 5.4 on each side in Word, and slack."""
_STEP = 0.1
"""Ems between the baselines of two digits from which they are of different numbers."""
_TOUCHING = 0.1
"""Ems between the characters of a column at most."""
_FULL = 0.7
_ONE_TYPE = 0.8
"""Share of the largest type of a number's lines that the smallest has at least."""
_TURN: Callable[[Char], int] = itemgetter(6)
_DIGITS = re.compile(r"[0-9０-９]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]+|" + _GROUPED.pattern)
_LATIN = re.compile(r"[A-Za-z]")


def cell_text(chars: Sequence[Char], box: Box, known: list[Line] | None = None, ruled: bool = True) -> tuple[str, str]:
    """The text of a cell's characters, lines joined, and a sentence of doubt or nothing.

    ``known`` are their lines, where somebody has told them already; ``ruled`` says whether lines are drawn round
    the cell.
    """
    if len(chars) < 2:  # as in most cells
        text = chars[0][0] if chars else ""
        return text, UNREADABLE if UNKNOWN in text else ""
    if known and len(known) == 1 and not any(map(_TURN, chars)):  # as in most others
        text, doubt = known[0].text, _doubt_of(known[0])
        return text, UNREADABLE if UNKNOWN in text else doubt
    lines = reading_lines(chars, known)
    text, doubt = _numbers(lines, box, ruled) or _joined([line.text for line in lines])
    if UNKNOWN in text:
        doubt = doubt or UNREADABLE
    doubt = doubt or next(filter(None, (_doubt_of(line) for line in lines if len(line.chars) > 1)), "")
    return text, doubt


def reading_lines(chars: Sequence[Char], known: list[Line] | None = None) -> list[Line]:
    """Lines in reading order, also of text that runs down or up the page."""
    turned = [char for char in chars if char[6]]
    if 2 * len(turned) <= len(chars):
        lines = known or lines_of(chars)
        return _columns(chars, lines) or lines
    down = sum(char.turn == 1 for char in turned) * 2 >= len(turned)
    if down:
        return lines_of(map(_read_down, chars))
    return lines_of(char_in(c.text, (-c.y1, c.x0, -c.y0, c.x1), c.size, c.turn) for c in chars)


def full(chars: Sequence[Char], box: Box, known: list[Line] | None = None) -> bool:
    """Whether the last line fills its cell, so that the text may go on elsewhere."""
    if not chars:
        return False
    line = (known or lines_of(chars))[-1]
    return line.box[2] - line.box[0] > _FULL * (box[2] - box[0] - _PADDING) or len(line.chars) == 1


def _columns(chars: Sequence[Char], lines: Sequence[Line]) -> list[Line] | None:
    """Upright characters written in columns from the right, as vertical Chinese is: they touch each other in a column,
    where lines spread over a cell's width (分散对齐) stand apart."""
    if len(lines) < 3 or not all(2 <= len(line.chars) <= 4 for line in lines[:-1]):
        return None
    if any(char.text.isascii() for char in chars):
        return None
    beside = min(gap(left, right) for line in lines for left, right in pairwise(line.chars)) if lines else 0.0
    below = max((b.y - a.y) / a.size - 1.0 for a, b in pairwise(lines))
    if beside < 0.3 or below > _TOUCHING:
        return None
    return lines_of(map(_read_down, chars))


def _read_down(char: Char) -> Char:
    """A character of a column of text as one of a line."""
    return char_in(char.text, (char.y0, -char.x1, char.y1, -char.x0), char.size, char.turn)


def _numbers(lines: Sequence[Line], box: Box, ruled: bool) -> tuple[str, str] | None:
    """A figure broken over lines because its cell is narrow is one figure, but a doubtful one; where its lines part a
    group of three digits, nothing else can be meant."""
    if len(lines) < 2:
        return None
    texts = [line.text for line in lines]
    if not all(_DIGITS.search(text) and _part(text) for text in texts):
        return None
    shown = "／".join(texts)
    natural = sum(char.x1 - char.x0 for line in lines for char in line.chars)
    room = box[2] - box[0] - _PADDING
    if natural > room and _is_of_one_type(lines):
        text = "".join(texts)
        if ruled and _is_parted_within(texts):
            return text, ""
        broken = FULL_NUMBER if all(_has_no_room(line, room) for line in lines[:-1]) else BROKEN_NUMBER
        return text, (broken if ruled else NEAR_NUMBER).format(shown, text)
    return " ".join(texts), STACKED_NUMBERS.format(shown)


def _is_parted_within(texts: Sequence[str]) -> bool:
    """Whether lines are one number with commas before its thousands, which none of them but the last could be alone:
    3,0 over 01."""
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    return bool(_GROUPED.fullmatch("".join(plain))) and not any(map(_WHOLE.fullmatch, plain[:-1]))


def _is_of_one_type(lines: Sequence[Line]) -> bool:
    """Whether lines are as large as those of one number are."""
    sizes = [line.size for line in lines]
    return min(sizes) > _ONE_TYPE * max(sizes)


def _has_no_room(line: Line, room: float) -> bool:
    """Whether one more digit would not stand in a line of a cell."""
    wide = line.box[2] - line.box[0]
    return wide + wide / len(line.chars) > room


def _part(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or re.fullmatch(r"[0-9０-９,，.．]+", text) is not None


def _joined(texts: Sequence[str]) -> tuple[str, str]:
    parts = [texts[0]]
    doubt = ""
    for before, after in pairwise(texts):
        if _DIGITS.match(before[-1]) and _DIGITS.match(after[0]):
            doubt = BROKEN_IN_TEXT
        elif _separate(before, after):
            parts.append(" ")
        parts.append(after)
    return "".join(parts), doubt


def _separate(before: str, after: str) -> bool:
    """A figure on a line of its own stays apart from words; so do two Latin words."""
    if (NUMBER.fullmatch(before) is None) != (NUMBER.fullmatch(after) is None):
        return True
    return bool(_LATIN.match(before[-1]) and _LATIN.match(after[0]))


def _doubt_of(line: Line) -> str:
    """Why the characters of a line may not be what one figure is made of."""
    return OVERPRINTED if _overprinted(line) else UNEVEN if _uneven(line) else ""


def _uneven(line: Line) -> bool:
    """Whether digits of a line stand higher than those beside them, as those of a watermark do."""
    if len({char[4] for char in line.chars}) < 2:  # as in nearly all
        return False
    digits = ((left, right) for left, right in pairwise(line.chars) if left.text.isdigit() and right.text.isdigit())
    return any(abs(_baseline(left) - _baseline(right)) > _STEP * max(left.size, right.size) for left, right in digits)


def _baseline(char: Char) -> float:
    return char.y1 - BELOW * char.size


def _overprinted(line: Line) -> bool:
    over = [(left, right) for left, right in pairwise(line.chars) if right[1] < left[3] and left[0] != right[0]]
    return bool(over) and any(
        (left[0].isdigit() or right[0].isdigit()) and gap(left, right) < -0.35 for left, right in over
    )
