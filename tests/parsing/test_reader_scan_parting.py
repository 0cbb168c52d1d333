"""Digits that run together are counted where they stand apart at a darker edge of ink, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parsing.readers import scan
from tests.parsing.scans import needs_ocr, np

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.figures import DAMAGED, Seen, judge
    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.marks import Scale
    from parsing.readers.scan.parting import parted
    from parsing.readers.scan.recogniser import Letter, Reading

EDGE = 200.0
LINE = Span(40, 20, 90, 40)


def smeared(starts: tuple[int, ...], wide: int, between: int = 150) -> Any:
    """A line of full digits, its white ``between`` them grey."""
    page = np.full((60, 130), 250, np.uint8)
    page[LINE.y0 : LINE.y1, LINE.x0 : LINE.x1] = between
    for x in starts:
        page[LINE.y0 : LINE.y1, x : x + wide] = 20
    return page


def read_as(text: str) -> Seen:
    letters = tuple(Letter(char, 1.0, 0.5) for char in text)
    return Seen(LINE, (Blob(*LINE, 800),), Reading(letters, letters))


def test_digits_that_run_together_are_counted_where_they_stand_apart_in_darker_ink() -> None:
    run_together = read_as("2408")
    assert judge(run_together, Scale(height=20.0), zone=True).doubt == DAMAGED
    apart = parted(smeared((40, 53, 66, 79), 11), run_together, Scale(height=20.0), EDGE)
    assert [(blob.x0, blob.x1) for blob in apart.blobs] == [(40, 51), (53, 64), (66, 77), (79, 90)]
    assert judge(apart, Scale(height=20.0), zone=True).doubt == ""


def test_a_minus_that_touches_its_digit_is_one_beside_it() -> None:
    page = smeared((76,), 14, between=250)
    page[29:32, 62:75] = 20
    page[28:33, 75:76] = 150
    span = LINE._replace(x0=62)
    line = replace(read_as("-4"), span=span, blobs=(Blob(*span, 400),))
    assert judge(line, Scale(height=20.0, step=16.0), zone=True).doubt == DAMAGED
    apart = parted(page, line, Scale(height=20.0, step=16.0), EDGE)
    assert judge(apart, Scale(height=20.0, step=16.0), zone=True).doubt == ""


@pytest.mark.parametrize("text", ["248", "24088"])
def test_digits_that_are_more_or_fewer_than_were_read_stay_run_together(text: str) -> None:
    line = read_as(text)
    assert parted(smeared((40, 53, 66, 79), 11), line, Scale(height=20.0), EDGE) is line


def test_the_two_sides_of_a_nought_are_not_two_digits() -> None:
    page = smeared((40,), 6)
    page[LINE.y0 : LINE.y1, 60:64] = page[LINE.y0 : LINE.y1, 86:90] = 20
    line = read_as("100")
    assert parted(page, line, Scale(height=20.0), EDGE) is line


def test_what_is_gone_in_darker_ink_is_no_part_of_a_number() -> None:
    line = read_as("240")
    assert parted(smeared((40, 53, 66), 11), line, Scale(height=20.0), EDGE) is line
