"""Few blanks among many noughts, in a table recognised in a picture."""

from __future__ import annotations

from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.grid import UNREADABLE, Place
from parsing.report import Address, Figure, State
from parsing.tables.blanks import DOUBT, LONE_DASH, doubt_lone_blanks

ADDRESSES = [address for address in EDITIONS["2021"].addresses() if address.table == "requests"]


def figures(blank: int) -> dict[Address, Figure]:
    """Table 三 on a second page, so many of its cells blank and all others 0."""
    place = Place(page=2)
    nought, nothing = Figure(Decimal(0), "0", place), Figure(None, "", place, State.BLANK)
    return {address: nothing if n < blank else nought for n, address in enumerate(ADDRESSES)}


def doubted(found: dict[Address, Figure]) -> list[Address]:
    return [address for address, figure in found.items() if figure.doubt == DOUBT]


def test_a_blank_where_all_noughts_are_printed_is_doubted() -> None:
    assert doubted(doubt_lone_blanks(figures(1), (2,))) == ADDRESSES[:1]


def test_blanks_that_the_table_writes_for_nothing_are_not() -> None:
    assert not doubted(doubt_lone_blanks(figures(28), (2,))), "a column of totals left open"


def test_what_was_not_recognised_says_what_it_says() -> None:
    assert not doubted(doubt_lone_blanks(figures(1), (1, 3)))
    assert not doubted(doubt_lone_blanks(figures(1), ()))


def test_a_dash_in_a_table_that_writes_none_may_be_left_of_a_digit() -> None:
    dash = Figure(None, "—", Place(page=2), State.DASH)
    lone = {**figures(0), ADDRESSES[5]: dash}
    assert [address for address, figure in doubt_lone_blanks(lone, (2,)).items() if figure.doubt == LONE_DASH] == [
        ADDRESSES[5]
    ]
    dashes = {address: dash if figure.state is State.BLANK else figure for address, figure in figures(28).items()}
    assert not any(figure.doubt for figure in doubt_lone_blanks(dashes, (2,)).values()), "a column of them"


def test_blanks_where_most_of_what_is_printed_was_not_read_are_none_for_certain() -> None:
    faint = Figure(None, UNREADABLE, Place(page=2), State.ILLEGIBLE, doubt="有字符无法识别")
    for read, doubtful in ((0, True), (60, True), (90, False)):
        found = {
            a: f if n < 28 or n >= len(ADDRESSES) - read else faint for n, (a, f) in enumerate(figures(28).items())
        }
        blank = [f for f in doubt_lone_blanks(found, (2,)).values() if f.state is State.BLANK]
        assert [bool(figure.doubt) for figure in blank] == [doubtful] * 28
