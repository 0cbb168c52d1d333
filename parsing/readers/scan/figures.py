"""Whether what was recognised in a cell can be relied on, and what to say where it cannot.

A figure is sure when the free and the restricted reading agree, the probabilities are high, the
ink has as many digits as the text, and, unless it is a plain zero, a second picture of it reads
the same. Nothing here makes a figure up: where readings differ the first stands, in doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsing.grid import OVERTALL, RECOGNITION
from parsing.readers.pdf.glyphs import UNKNOWN
from parsing.readers.scan.ink import Blob, Span
from parsing.readers.scan.marks import Scale, disagreement, is_dash, is_dirt, is_hyphen, is_ring, is_stroke, is_too_low
from parsing.readers.scan.recogniser import Letter, Reading

UNSURE = RECOGNITION + "这个数字识别得不确定，请对照原件核对。"
DIFFERENT = RECOGNITION + "这个数字两次识别不一致（{}、{}），请对照原件核对。"
DAMAGED = RECOGNITION + "这个数字笔画不完整、粘连或被遮挡，请对照原件核对。"
CUT = RECOGNITION + "这个数字紧贴表格线，可能缺笔或混入相邻单元格，请对照原件核对。"
STAMPED_ON = RECOGNITION + "这个数字以 0 开头，可能是收文章、号码机盖上的号码，或者缺了前面的数字，请对照原件核对。"
UNLIKE = RECOGNITION + "这个数字与同一页其他数字的字形对不上，请对照原件核对。"
SMUDGED = RECOGNITION + "这个格子里有看不清的痕迹，请对照原件核对。"
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_REMARKED = re.compile(
    r"[增减新加少+-]{0,3}\d[\d,.]*(?:[亿万千]?元|件次|[件个项条部次宗起篇份人家万])?(?:[(（].*[)）])?"
)
_SPECKS = ".,:;·'`´‘’\"“”^、。…"
_SPECKLED = re.compile(rf"[{_SPECKS}]*\d[\d,.]*[{_SPECKS}]*")
NONE = "无"
_NONE = re.compile(rf"[^\d{NONE}]{{0,2}}{NONE}[^\d{NONE}]{{0,2}}")
_POINTS = ".,"
DASH = "—"
_BROAD = 0.8
_TALL, _TWO_LINES = 0.6, 1.8
"""Heights of digits from which ink is a digit, and from which it is more than one line of them."""
_DASHES = re.compile(r"[-—–一−~/\\|_]{1,3}")
_ROUND = str.maketrans("Oo〇○", "0000")
_ALIKE = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "D": "0", "C": "0", "〇": "0", "○": "0", "口": "0", "l": "1", "I": "1", "|": "1",
     "丨": "1", "!": "1", "i": "1", "S": "5", "s": "5", "Z": "2", "z": "2", "B": "8", "g": "9", "q": "9", "b": "6",
     "日": "0", "曰": "0"}
)  # fmt: skip
_LOOK_ALIKES = frozenset(map(chr, _ALIKE))
_AS_HIGH = 0.85, 1.1
_SURE = 0.93
_FAIR = 0.6
_CLEAR = 0.9
_SEEN = 0.1


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of a cell: where it stands, its ink, and what was read of it."""

    span: Span
    blobs: tuple[Blob, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """The letters to take for a line, and why they are in doubt; ``again`` asks for a second look, ``others``
    are the whole numbers that other looks read."""

    letters: tuple[Letter, ...]
    doubt: str = ""
    again: bool = False
    others: tuple[str, ...] = ()


_ILLEGIBLE = Verdict((Letter(UNKNOWN, 0.0, 0.5),), SMUDGED)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",").replace("。", ".")


def is_plain_figure(reading: Reading) -> bool:
    """Whether a line reads as digits and nothing else, freely and restricted, without hesitation."""
    return (
        reading.figure.isdecimal()
        and _rounded(folded(reading.text), reading) == reading.figure
        and _clear(reading.strict, reading.strict)
    )


def is_alone(reading: Reading) -> bool:
    """Whether a line outside ruled tables is nothing but a figure, a look-alike of one, or a dash."""
    free = folded(reading.text)
    return bool(_FIGURE.fullmatch(free.translate(_ALIKE)) or _SPECKLED.fullmatch(free) or _DASHES.fullmatch(free))


def unjudged(reading: Reading) -> str:
    """Why the number of a line outside ruled tables is in doubt that has a few characters beside it, as of its unit,
    and is not judged as one that stands alone is; "" where it is none, or reads well."""
    free = folded(reading.text)
    digits = [letter for letter in reading.free if letter.text.isdecimal()]
    if not digits or 2 * len(digits) < len(free) or is_alone(reading):
        return ""
    if not _REMARKED.fullmatch(free):
        return SMUDGED
    return UNSURE if _least(digits) < _CLEAR else ""


def _rounded(free: str, reading: Reading) -> str:
    """The free reading with O for 0 put right, where the restricted one says so too."""
    alike = free.translate(_ROUND)
    return alike if alike == folded(reading.figure) else free


def judge(seen: Seen, scale: Scale, zone: bool) -> Verdict:
    """What a line of a cell says. ``zone`` tells that the cell stands among figures."""
    free = _rounded(folded(seen.reading.text), seen.reading)
    flat, dirt = is_dash(seen.blobs, scale), is_dirt(seen.blobs, scale)
    if _FIGURE.fullmatch(free):
        if flat and zone and scale.height and not dirt:
            return _dash(seen, free, scale)  # short and bold as it is, it was read as a zero
        return _figure(seen, scale, free)
    if _SPECKLED.fullmatch(free):
        return _speckled(seen, scale)
    if flat and (_DASHES.fullmatch(free) or (zone and not dirt)):
        return _ILLEGIBLE if zone and _may_be_one(seen, free, scale) else _dash(seen, free, scale)
    if dirt and (zone or not free):
        return Verdict(())
    among = zone or _is_as_digits(seen, scale, free)
    return _among_figures(seen, scale, free) if among else Verdict(seen.reading.free)


def _is_as_digits(seen: Seen, scale: Scale, free: str) -> bool:
    """Whether a look-alike is as high as digits: a nought with a dot in it reads as 日, which is higher."""
    low, high = _AS_HIGH
    return free in _LOOK_ALIKES and low * scale.height <= seen.span.height <= high * scale.height


def core_of(seen: Seen, scale: Scale) -> Span:
    """The line without the specks before and after its digits, a minus included."""
    height = scale.height or seen.span.height
    tall = [blob for blob in seen.blobs if blob.height >= _TALL * height or blob.width >= _TALL * height]
    if not tall:
        return seen.span
    left = min(blob.x0 for blob in tall)
    tall += [blob for blob in seen.blobs if blob.x1 <= left and is_hyphen(blob, height)]
    return Span(min(b.x0 for b in tall), min(b.y0 for b in tall), max(b.x1 for b in tall), max(b.y1 for b in tall))


def _speckled(seen: Seen, scale: Scale) -> Verdict:
    """A figure with what reads as a point before or after it: dirt, if the rest holds alone."""
    letters = tuple(seen.reading.strict)
    while letters and letters[0].text in _POINTS:
        letters = letters[1:]
    while letters and letters[-1].text in _POINTS:
        letters = letters[:-1]
    text = "".join(letter.text for letter in letters)
    if not _FIGURE.fullmatch(text):
        return _ILLEGIBLE
    if disagreement(text, core_of(seen, scale), seen.blobs, scale):
        return Verdict(letters, DAMAGED)
    return Verdict(letters, again=True)


def _among_figures(seen: Seen, scale: Scale, free: str) -> Verdict:
    """What is no figure in digits but stands where figures do: a look-alike, a remark, a smudge."""
    alike = free.translate(_ALIKE)
    if _FIGURE.fullmatch(alike) and alike == folded(seen.reading.figure):
        return _figure(seen, scale, alike)
    if _NONE.fullmatch(free):
        return _none(seen, free)
    if free == "/" or _REMARKED.fullmatch(free) or (len(free) > 6 and not free[0].isdigit()):
        return Verdict(seen.reading.free, UNSURE if _least(seen.reading.free) < _FAIR else "")
    figure = folded(seen.reading.figure)
    if _FIGURE.fullmatch(figure) and not _is_no_figure(figure, seen, scale):
        return Verdict(seen.reading.strict, SMUDGED)
    return _ILLEGIBLE


def _none(seen: Seen, free: str) -> Verdict:
    """The word for nothing in place of a figure, without the specks or marks beside it."""
    word = tuple(letter for letter in seen.reading.free if letter.text == NONE)
    if free.strip(_SPECKS) != NONE:
        return Verdict(word, SMUDGED)
    return Verdict(word, UNSURE if _least(word) < _FAIR else "")


def judge_again(first: Verdict, second: Reading, seen: Seen) -> Verdict:
    """The first verdict after a second look at the same figure in another picture."""
    one, other = "".join(letter.text for letter in first.letters), folded(second.figure)
    if folded(one) not in (other, other.strip(_POINTS)):
        return Verdict(first.letters, DIFFERENT.format(one, other or "空"), others=_numbers(other))
    weak = not _clear(first.letters, second.strict)
    return Verdict(first.letters, first.doubt or (UNSURE if weak else ""))


def _figure(seen: Seen, scale: Scale, text: str) -> Verdict:
    strict = seen.reading.strict
    if folded(seen.reading.figure) != text:
        other = folded(seen.reading.figure)
        return Verdict(seen.reading.free, DIFFERENT.format(text, other or "空"), others=_numbers(other))
    if _is_no_figure(text, seen, scale):
        return _ILLEGIBLE
    if disagreement(text, seen.span, seen.blobs, scale):
        return Verdict(strict, OVERTALL if 0 < _TWO_LINES * scale.height <= seen.span.height else DAMAGED)
    plain_zero = text == "0" and _clear(strict, strict)
    return Verdict(strict, again=not plain_zero)


def _is_no_figure(text: str, seen: Seen, scale: Scale) -> bool:
    """Whether what reads as a figure is too low for one, a dash or a smudge, or as a zero is broader than high, a ring
    by hand. A zero that is none makes every sum hold, and dashes that all read as the same digit make some hold, which
    would clear their doubt."""
    ring = not text.strip("0.") and is_ring(text, seen.blobs, scale)
    return ring or is_too_low(text, seen.blobs, scale)


def _numbers(text: str) -> tuple[str, ...]:
    """What another look read, where it is a whole number."""
    return (text,) if text.isdecimal() and text.isascii() else ()


def _may_be_one(seen: Seen, free: str, scale: Scale) -> bool:
    """Whether a flat stroke is the numeral 一: brushed, and as broad as an ideograph."""
    stroke = _largest(seen)
    return free == "一" and not is_stroke(stroke) and stroke.width >= _BROAD * scale.height


def _dash(seen: Seen, free: str, scale: Scale) -> Verdict:
    if _may_be_one(seen, free, scale):
        return Verdict(seen.reading.free, UNSURE)
    return Verdict((Letter(DASH, 1.0, 0.5),))


def _largest(seen: Seen) -> Blob:
    return max(seen.blobs, key=lambda blob: blob.area)


def _clear(first: Sequence[Letter], second: Sequence[Letter]) -> bool:
    """Whether no other character of figures comes near in either look, and one look saw each
    well: a lone zero divides its probability with O and 〇."""
    return all(letter.among >= _CLEAR and letter.probability >= _SEEN for letter in (*first, *second)) and all(
        max(one.probability, other.probability) >= _FAIR for one, other in zip(first, second, strict=False)
    )


def _least(letters: Sequence[Letter]) -> float:
    return min((letter.probability for letter in letters), default=0.0)
