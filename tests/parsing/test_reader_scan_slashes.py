"""Leaning strokes on pages that hold few figures: what tells whether they are slashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from parsing.readers import scan
from tests.parsing.scans import needs_ocr, np

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.figures import Seen
    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.slashes import slashes

STROKES = ["/"] * 7
LABELS = ("1.属于", "2.其他", "3.危及")


def page(lines: Sequence[tuple[str, float]]) -> tuple[list[Any], Any]:
    """The lines of a page, one under the other, and its ink: of each its first character alone, as a bar that leans so
    far, broader than strokes are where it is a digit."""
    mask = np.zeros((30 * len(lines), 60), dtype=bool)
    seen = []
    for at, (text, lean) in enumerate(lines):
        top, high, wide = 30 * at + 5, 20, 3 if text == "/" else 10
        for row in range(high):
            left = 25 + round(lean * (high / 2 - row))
            mask[top + row, left : left + wide] = True
        columns = np.flatnonzero(mask[top : top + high].any(axis=0))
        blob = Blob(int(columns[0]), top, int(columns[-1]) + 1, top + high, wide * high)
        free = tuple(Letter(char, 1.0, 0.5) for char in text)
        figure = (Letter("1" if text == "/" else text[0], 1.0, 0.5),)
        seen.append(Seen(Span(*blob[:4]), (blob,), Reading(free, figure)))
    return seen, mask


def sure(lines: Sequence[tuple[str, float]]) -> list[bool]:
    """Of each leaning stroke whether it is a slash beyond doubt."""
    seen, mask = page(lines)
    verdicts = slashes(seen, mask)
    return [not verdicts[id(line)].doubt for line in seen if line.reading.text == "/"]


def upright(texts: Sequence[str]) -> list[tuple[str, float]]:
    return [(text, 0.0) for text in texts]


SLASHES = [(stroke, 0.3) for stroke in STROKES]


def test_labels_numbered_in_upright_type_tell_slashes_where_a_page_has_no_figures() -> None:
    assert sure([*SLASHES, *upright(LABELS)]) == [True] * 7
    assert sure([*SLASHES, *upright(LABELS), *upright(["1", "2"])]) == [True] * 7


@pytest.mark.parametrize(
    "others",
    [
        [],
        upright(["属于", "其他", "危及"]),
        upright(LABELS[:2]),
        [*upright(LABELS), ("1", 0.25)],
        [*upright(LABELS), ("4", 0.25)],
        [(label, 0.25) for label in LABELS],
    ],
    ids=["nothing", "no numbers", "too few", "italic figures", "a figure that does not tell", "italic labels"],
)
def test_slashes_stay_in_doubt_where_nothing_tells_that_figures_stand_upright(others: list[tuple[str, float]]) -> None:
    assert sure([*SLASHES, *others]) == [False] * 7


def test_fewer_strokes_than_a_row_has_are_not_told_by_labels() -> None:
    assert sure([*SLASHES[:6], *upright(LABELS)]) == [False] * 6


def test_a_slash_with_the_trace_of_a_seal_at_its_end_is_no_one() -> None:
    seen, mask = page([("/", 0.3), *SLASHES, *upright(LABELS), ("1", 0.0)])
    mask[5:8, 20:28] = True
    seen[0] = Seen(Span(20, 5, 31, 25), (Blob(20, 5, 31, 25, 70),), seen[0].reading)
    verdicts = slashes(seen, mask)
    assert verdicts[id(seen[0])].doubt
    assert id(seen[-1]) not in verdicts
