"""What the ink of a cell says before anything is recognised: nothing, a dash, dirt, so many digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from parsing.readers.scan.gaps import POINT, SIDE, has_gap
from parsing.readers.scan.ink import Blob, Span

_DIGIT = 0.6
"""Share of the height of digits that a blob must have to be one."""
_DIRT = 0.34
_FLAT, _FLAT_AND_LOW, _LOW = 1.7, 1.4, 0.3
"""How much broader than high a dash is, and a short one, blurred, that is at most so many heights of digits high."""
_DASH = 0.4
_HYPHEN, _SHORT_HYPHEN = 0.2, 0.28
_WIDTH_SLACK = 0.4
_OVER = 0.5
STEP, _WIDTH_SLACK_UNKNOWN = 0.745, 0.3
"""Heights of digits from one to the next: 0.73 in Song, 0.74 in Times, 0.78 in Arial."""
_BROADEST, _NARROWEST, _BROADEST_UNKNOWN = 1.3, 0.4, 1.1
"""Steps one digit is broad at most, and at least unless it is a 1; its heights where no step is known."""
_FARTHEST = 1.5
"""Heights of digits from one to the next of a number at most: those as broad as ideographs stand 1.4 apart. What is
farther apart stands in two columns."""
_POINT_SLACK = 0.25
"""Steps by which a number with a decimal point may be broader or narrower."""
_POINT_HEIGHT = 0.22
"""Heights of digits over their foot below which the middle of a point or a comma lies, and above which that of a
hyphen: 0.07 and 0.33 in every usual font."""
_STEP_SLACK = 0.15
"""Heights of digits by which they may stand nearer or farther than a step: a 1 is not in the middle of its place."""
_TELLING = 3
"""Steps between the digits of one number from which it tells by itself how far they stand apart."""
_SPACED = re.compile(r"\d+(?:[.,]\d+)*")
_RUNS, _LENGTHS, _EVENLY = 3, 2, 0.04
"""Numbers whose digits are printed into each other, and how many lengths of them, from which they tell their step, and
by which share of it they may differ: where one of them had lost a digit it would differ by a sixth and more."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How the figures of a page are printed, in pixels: the height of their digits and the step
    from one to the next; 0 where their table does not tell. ``ratio`` is the step by the height in the
    page's other tables, which are printed in the same type if not in the same size."""

    height: float = 0.0
    step: float = 0.0
    ratio: float = 0.0

    def of(self, height: float) -> float:
        """The step of digits so high; 0 where nothing tells."""
        return self.step or self.ratio * height


def scale_of(lines: Iterable[tuple[str, Span, Sequence[Blob]]]) -> Scale:
    """The scale of lines that were read as digits, each with its blobs."""
    heights: list[float] = []
    steps: list[float] = []
    runs: list[tuple[str, Span]] = []
    for text, span, blobs in lines:
        tall = [blob for blob in whole(blobs) if blob.height >= 0.8 * span.height]
        if len(tall) != len(text) or any(blob.width >= blob.height for blob in tall):
            runs.append((text, span))
            continue
        heights.append(span.height)
        if len(tall) > 1:
            middles = sorted((blob.x0 + blob.x1) / 2 for blob in tall)
            step = (middles[-1] - middles[0]) / (len(tall) - 1)
            steps += [step] if step <= _FARTHEST * span.height else []
    step = median(steps) if steps else _step_of_runs(runs)
    return Scale(median(heights) if heights else 0.0, step)


def _step_of_runs(runs: Sequence[tuple[str, Span]]) -> float:
    """The step that numbers of several lengths have in common whose digits are printed into each other: each is as long
    as so many steps. A 1 at an end is narrower. 0 where they do not agree."""
    known = [(text, span) for text, span in runs if len(text) > 1 and "1" not in (text[0], text[-1])]
    found = [(span.x1 - span.x0) / (len(text) - SIDE) for text, span in known]
    if len(found) < _RUNS or len({len(text) for text, _ in known}) < _LENGTHS:
        return 0.0
    usual = median(found)
    return usual if all(abs(step - usual) <= _EVENLY * usual for step in found) else 0.0


def with_ratio(scales: Sequence[Scale]) -> list[Scale]:
    """The scales of a page's tables, those that tell no step with what the others tell of it."""
    known = [scale.step / scale.height for scale in scales if scale.step and scale.height]
    return [scale if scale.step or not known else replace(scale, ratio=median(known)) for scale in scales]


def is_dash(blobs: Sequence[Blob], scale: Scale) -> bool:
    """Whether all the ink is one or two flat strokes, longer than dirt and lower than a digit."""
    height = scale.height or 3.0 * max((blob.height for blob in blobs), default=0)
    large = [blob for blob in blobs if max(blob.width, blob.height) >= _HYPHEN * height]
    return 0 < len(large) <= 2 and all(_is_flat(blob, height) for blob in large)


def _is_short_hyphen(blob: Blob, height: float) -> bool:
    return _is_flat(blob, height) and blob.width >= _SHORT_HYPHEN * height


def _is_flat(blob: Blob, height: float) -> bool:
    flat = _FLAT_AND_LOW if blob.height <= _LOW * height else _FLAT
    return blob.width >= flat * blob.height and blob.height <= _DASH * height


def is_too_low(text: str, blobs: Sequence[Blob], scale: Scale) -> bool:
    """Whether no ink of a figure is as high as the table's digits are, or two fifths of them where it is no nought."""
    least = _DASH if text.strip("0.") else _DIGIT
    return bool(scale.height) and all(blob.height < least * scale.height for blob in whole(blobs))


def is_ring(text: str, blobs: Sequence[Blob], scale: Scale) -> bool:
    """Whether the ink of a lone digit is one blob as high as digits, or higher, and broader than high."""
    tall = [blob for blob in whole(blobs) if blob.height >= _DIGIT * scale.height]
    return bool(scale.height) and len(text) == len(tall) == 1 and tall[0].width >= tall[0].height


def is_hyphen(blob: Blob, height: float) -> bool:
    """Whether a blob is as long and as flat as a minus before digits of this height."""
    return blob.width >= _HYPHEN * height and blob.width >= 1.25 * blob.height


def is_stroke(blob: Blob) -> bool:
    """Whether a flat blob is a ruled stroke, not a brushed 一."""
    return blob.area >= 0.8 * blob.width * blob.height


def is_dirt(blobs: Sequence[Blob], scale: Scale) -> bool:
    """Whether nothing is there but specks far smaller than a digit, and not the short hyphen of a narrow type."""
    if not scale.height or (len(blobs) == 1 and _is_short_hyphen(blobs[0], scale.height)):
        return False
    ink = sum(blob.area for blob in blobs)
    return all(max(b.width, b.height) <= _DIRT * scale.height for b in blobs) and ink <= 0.12 * scale.height**2


def disagreement(text: str, span: Span, blobs: Sequence[Blob], scale: Scale) -> str:
    """Why the ink of a line cannot be these digits, points and dashes; "" where it can."""
    height = scale.height or span.height
    digits = sum(char.isdigit() for char in text)
    blobs = whole(blobs)
    tall = [blob for blob in blobs if blob.height >= _DIGIT * height]
    if scale.height and not 0.72 * height <= span.height <= 1.35 * height:
        return "height"
    run_together = len(tall) < digits and _spans(text, tall, scale)
    if len(tall) > digits or not (
        len(tall) == digits or run_together or _counted(tall, scale) == digits or _fits(text, tall, scale)
    ):
        return "count"
    if len(tall) == digits and not _is_one_each([char for char in text if char.isdigit()], tall, scale):
        return "width"
    if _uneven(tall):
        return "level"
    points, dashes = _small(blobs, tall, span, height)
    marked = points == sum(char in ".,，" for char in text) or (points == 0 and run_together)
    if (
        not marked
        or dashes != sum(char in "-—" for char in text)
        or has_gap(text, tall, scale.of(median(blob.height for blob in tall)) if tall else 0.0)
    ):
        return "marks"
    return ""


def digits_of(blobs: Sequence[Blob], span: Span, scale: Scale) -> list[Blob]:
    """The blobs of a line that are as high as digits, from left to right."""
    height = scale.height or span.height
    return [blob for blob in whole(blobs) if blob.height >= _DIGIT * height]


def middles_of(text: str, blobs: Sequence[Blob], span: Span, scale: Scale) -> list[float]:
    """Where each character of a figure stands, if from each digit to the next it is one step of its table, or its own
    where its table tells none: then it is one number, in full width or with its digits spaced. Empty if not, or where
    that is open."""
    tall = digits_of(blobs, span, scale)
    if len(tall) < 2 or not _SPACED.fullmatch(text) or len(tall) != sum(map(str.isdigit, text)):
        return []
    own, slack = iter([(blob.x0 + blob.x1) / 2 for blob in tall]), _STEP_SLACK * span.height
    found = [next(own) if char.isdigit() else 0.0 for char in text]
    beside = [index for index in range(1, len(text)) if text[index - 1 : index + 1].isdigit()]
    steps = [found[index] - found[index - 1] for index in beside]
    step = scale.step or (median(steps) if len(steps) >= _TELLING else 0.0)
    if not step or step > _FARTHEST * span.height or any(abs(one - step) > slack for one in steps):
        return []
    for index, char in enumerate(text):
        if not char.isdigit():
            found[index] = (found[index - 1] + found[index + 1]) / 2
    return found


def whole(blobs: Sequence[Blob]) -> list[Blob]:
    """Blobs joined that stand over each other: the parts of a digit whose strokes are broken."""
    found: list[Blob] = []
    for blob in sorted(blobs, key=lambda blob: blob.x0):
        last = found[-1] if found else None
        if last and min(last.x1, blob.x1) - blob.x0 >= _OVER * min(last.width, blob.width):
            found[-1] = Blob(
                last.x0, min(last.y0, blob.y0), max(last.x1, blob.x1), max(last.y1, blob.y1), last.area + blob.area
            )
        else:
            found.append(blob)
    return found


def _is_one_each(digits: Sequence[str], tall: Sequence[Blob], scale: Scale) -> bool:
    """Whether each of as many blobs as digits is as broad as one: not two printed into each other beside the
    two halves of a third, no half of a digit whose other half was lost, and no flat stroke: digits are higher
    than broad."""
    for digit, blob in zip(digits, tall, strict=True):
        if blob.width >= blob.height:
            return False
        step = scale.of(blob.height)
        most, least = (_BROADEST * step, _NARROWEST * step) if step else (_BROADEST_UNKNOWN * blob.height, 0.0)
        if blob.width > most + 1 or (digit != "1" and blob.width < least - 1):
            return False
    return True


def _counted(tall: Sequence[Blob], scale: Scale) -> int:
    """How many digits blobs hold that may be printed into each other, by their width; -1 where
    that is open."""
    step = scale.of(median(blob.height for blob in tall)) if tall else 0.0
    if not step:
        return -1
    count = 0
    for blob in tall:
        share = (blob.width + SIDE * step) / step
        if abs(share - round(share)) > _WIDTH_SLACK and share > 1:
            return -1
        count += max(1, round(share))
    return count


def _fits(text: str, tall: Sequence[Blob], scale: Scale) -> bool:
    """Whether digits printed into each other are as broad together as so many digits of their height
    are in every usual font, and no more or fewer would be. Only where the page does not tell its step."""
    if scale.step or scale.ratio or not tall:
        return False
    height = median(blob.height for blob in tall)
    wide = max(b.x1 for b in tall) - min(b.x0 for b in tall)
    digits, points = sum(c.isdigit() for c in text), sum(c in ".,，" for c in text)
    slack = _WIDTH_SLACK_UNKNOWN * height
    narrow = 0.2 * height * ((text[0] == "1") + (text[-1] == "1"))
    low = (digits * STEP + points * 0.35 - STEP * SIDE) * height - narrow - slack
    high = (digits * STEP + points * 0.7 - STEP * SIDE) * height + slack
    return low <= wide <= high


def _spans(text: str, tall: Sequence[Blob], scale: Scale) -> bool:
    """Whether digits whose point is printed into one of them are as broad together as they and half a step are:
    half a step more or less would be another number."""
    if not scale.step or text.count(".") != 1 or not tall or not text.replace(".", "").isdigit():
        return False
    wide = (max(b.x1 for b in tall) - min(b.x0 for b in tall)) / scale.step + SIDE
    return abs(wide - (len(text) - 1 + POINT)) <= _POINT_SLACK


def _uneven(tall: Sequence[Blob]) -> bool:
    """Digits of one number stand on one line and are of one height."""
    if len(tall) < 2:
        return False
    size = median(blob.height for blob in tall)
    tops, feet = [b.y0 for b in tall], [b.y1 for b in tall]
    return max(tops) - min(tops) > max(0.24 * size, 3) or max(feet) - min(feet) > max(0.24 * size, 3)


def _small(blobs: Sequence[Blob], tall: Sequence[Blob], span: Span, height: float) -> tuple[int, int]:
    """How many points stand at the foot between digits, and how many dashes beside them."""
    if not tall:
        return 0, 0
    left, right = min(b.x0 for b in tall), max(b.x1 for b in tall)
    foot = max(b.y1 for b in tall)
    points = dashes = 0
    for blob in blobs:
        if blob.height >= _DIGIT * height:
            continue
        middle = (blob.x0 + blob.x1) / 2
        low = (blob.y0 + blob.y1) / 2 > foot - _POINT_HEIGHT * height
        if low and left < middle < right and max(blob.width, blob.height) >= 0.09 * height:
            points += not any(digit.x0 < middle < digit.x1 for digit in tall)
        elif not low and is_hyphen(blob, height) and middle < left:
            dashes += 1
    return points, dashes
