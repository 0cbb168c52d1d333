"""Print short of toner: digits in pieces are sure where they are images of others, and blanks where nothing is left."""

from __future__ import annotations

from collections.abc import Hashable

from parsing.readers import scan
from tests.parsing.scans import HIGH, needs_ocr, np

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.ink import Blob, ink_of
    from parsing.readers.scan.pages import PAPER
    from parsing.readers.scan.shapes import Word
    from parsing.readers.scan.worn import Number, holds_pieces, unproven
    from parsing.sizes import A4_SIDE

WHOLE = [Blob(0, 0, 10, 20, 80)]
BROKEN = [Blob(0, 0, 10, 8, 40), Blob(0, 14, 10, 20, 40)]
SPECKED = [Blob(0, 0, 10, 20, 80), Blob(4, 6, 6, 8, 4)]
UNIT = HIGH / A4_SIDE


def test_a_digit_in_pieces_is_sure_only_where_it_is_the_image_of_others() -> None:
    numbers = [Number(1, [WHOLE, BROKEN]), Number(2, [BROKEN]), Number(3, [WHOLE]), Number(4, [SPECKED])]
    said: dict[Hashable, Word] = {1: Word.BORNE_OUT, 2: Word.SILENT, 3: Word.SILENT, 4: Word.SILENT}
    assert unproven(numbers, said, {5}) == {2}


def test_where_many_digits_are_in_pieces_no_other_is_sure_without_being_the_image_of_others() -> None:
    numbers = [Number(key, [BROKEN if key < 10 else WHOLE]) for key in range(30)]
    said: dict[Hashable, Word] = {key: Word.BORNE_OUT if key % 2 else Word.SILENT for key in range(30)}
    assert unproven(numbers, said, {99}) == {*range(0, 30, 2), 99}


def test_what_is_left_of_a_nought_short_of_toner_is_no_blank_and_specks_are_one() -> None:
    page = np.full((HIGH, 1240), PAPER, np.uint8)
    page[300:303, 201:209] = page[318:321, 201:209] = page[308:313, 198:200] = 60
    page[300:302, 600:602] = page[311:313, 604:606] = page[320:322, 601:603] = 60
    ink = ink_of(page, UNIT)
    assert holds_pieces(page, ink, (160, 260, 250, 360))
    assert not holds_pieces(page, ink, (560, 260, 650, 360))
    assert not holds_pieces(page, ink, (160, 500, 250, 600))
