"""Pages scanned sideways or upside down, noticed by what they read and turned."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.recogniser import Reading

Matrix = npt.NDArray[np.float64]

_LINES = 8
"""Longest lines of a page by which it is told how it lies."""
_LETTERS, _SENSE = 70, 0.98
"""How many words' characters they hold at least where it lies right, and how surely they are read then. On its
side a page gives up to 67, read nearly as surely: the model knows ideographs that lie."""
_PLAIN_LETTERS, _PLAIN = 40, 0.99
"""How many words' characters in cells, or on a page, tell the same, read so surely: upright 0.999, on their side up to
0.98."""
_FIGURES, _NO_NONSENSE = 4, 0.9
"""Numbers of several digits, which from the side stand over each other, and how surely words are read beside them
on a page that lies right."""
_PLAINEST = 0.999
"""How surely numbers are read that stand; four pages on their side held one read so each at most, of 528 lines."""
_SEVERAL, _SIDE_BY_SIDE = 3, 0.5
"""Words' characters a line holds, and the share of all that stand in such lines on a page that lies right."""
_FEWEST, _CERTAIN = 4, 0.85
TURNED = 1.5
"""How many times the sense a page makes as it lies another way must make: ideographs that lie are read as well."""
PROBED = 8
"""Lines, the longest ones, that are read to compare the four ways a page can lie."""
_WORDS = re.compile(
    "政府|信息|公开|工作|情况|本年|行政|申请|办理|结果|机关|机构|单位|年度|管理|服务|其他|数量|"
    "总计|规范|文件|处理|提供|内容|组织|法律|企业|维持|审结|公司"
)
"""Of which any page of a report has many. Ideographs that lie are known one by one, and make words only by chance."""
_WORDY, _OF_WORDS = 20, 0.06
"""Words' characters from which a page has some of them, and what share of those are theirs at least: 8 to 50 in a
hundred where a page lies right, up to 5 on its side."""
_WORDLESS = 0.25
"""What sense lines make that have none."""
_UNLIKE = frozenset("2345679")
"""Digits that are others, or none, upside down."""


def _letters(readings: Sequence[Reading]) -> list[float]:
    """The probabilities of the characters that are no digits or marks, which read the same upside down."""
    return [letter.probability for reading in readings for letter in reading.free if letter.text.isalpha()]


def sense(readings: Sequence[Reading]) -> float:
    """How much sense lines make: the sum of those probabilities, less where they make no words; 0 where the lines
    read badly."""
    values = _letters(readings)
    share = _WORDLESS if _is_wordless(readings) else 1.0
    return share * float(np.sum(values)) if len(values) >= _FEWEST and float(np.mean(values)) >= _CERTAIN else 0.0


def _is_wordless(readings: Sequence[Reading]) -> bool:
    """Whether lines hold characters enough for words, and no more of them than chance makes."""
    letters = len(_letters(readings))
    if letters < _WORDY:
        return False
    return sum(len(word) for reading in readings for word in _WORDS.findall(reading.text)) < _OF_WORDS * letters


def makes_sense(readings: Sequence[Reading]) -> bool:
    """Whether the longest of these lines are read so well that the page lies right, whatever else there is on it."""
    longest = sorted(readings, key=lambda reading: -len(reading.free))[:_LINES]
    values = _letters(longest)
    return len(values) >= _LETTERS and float(np.mean(values)) >= _SENSE and not _is_wordless(longest)


def lies_wrong(readings: Sequence[Reading], cells: int = 0) -> bool:
    """Whether what was read of a page does not show that it lies right; the first ``cells`` are of its tables."""
    if makes_sense(readings) or _is_plain(readings[:cells]) or _is_plain(readings):
        return False
    if _is_wordless(readings):
        return True
    figures = sum(_is_upright_figure(reading) for reading in readings)
    words = _letters(readings)
    if len(words) < _FEWEST:
        values = [letter.probability for reading in readings for letter in reading.free]
        return bool(values) and float(np.mean(values)) < _CERTAIN
    return figures < _FIGURES or float(np.mean(words)) < _NO_NONSENSE or _together(readings) < _SIDE_BY_SIDE


def stands(readings: Sequence[Reading], cells: int = 0) -> bool:
    """Whether numbers of several digits show that a page stands, or lies upside down: from the side their digits stand
    over each other. Its words may tell less, two ideographs a line in a narrow column, or under a seal. The first
    ``cells`` readings are of tables; among others, of which there are many, a lying ideograph may read as a number."""
    inside = sum(_is_upright_figure(reading) for reading in readings[:cells])
    return inside >= _FIGURES or sum(_is_upright_figure(reading, _PLAINEST) for reading in readings) >= _FIGURES


def _is_plain(lines: Sequence[Reading]) -> bool:
    """Whether words are read as well as only upright print is, in however narrow columns it stands: those in cells,
    whatever the desk around the page reads as, or all, where a table has no lines between its columns."""
    values = _letters(lines)
    return len(values) >= _PLAIN_LETTERS and float(np.mean(values)) >= _PLAIN and not _is_wordless(lines)


def _together(readings: Sequence[Reading]) -> float:
    """The share of words' characters that stand in lines of several. On a page on its side they stand over each
    other, a line each."""
    counts = [sum(letter.text.isalpha() for letter in reading.free) for reading in readings]
    return sum(count for count in counts if count >= _SEVERAL) / max(sum(counts), 1)


def _is_upright_figure(reading: Reading, least: float = _CERTAIN) -> bool:
    sure = all(letter.probability >= least for letter in reading.free)
    return sure and len(reading.text) > 1 and reading.text.isdecimal() and not _UNLIKE.isdisjoint(reading.text)


def turned(pixels: Pixels, quarters: int) -> Pixels:
    """The page after so many quarter turns anticlockwise."""
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def back(width: int, height: int, quarters: int) -> Matrix:
    """Maps pixels of the turned page to those of the page before, of this width and height."""
    matrix = np.eye(3)
    for _ in range(quarters % 4):
        matrix = matrix @ np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        width, height = height, width
    return matrix
