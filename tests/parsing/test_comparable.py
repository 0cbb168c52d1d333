"""Which figures of the two forms may stand side by side."""

from __future__ import annotations

from parsing.editions import EDITIONS
from parsing.editions.comparable import matches
from parsing.report import Address

OLD, NEW = EDITIONS["2019"], EDITIONS["2021"]


def test_every_cell_of_a_form_is_matched_once_or_said_to_have_no_like() -> None:
    for one, other in ((OLD, NEW), (NEW, OLD), (NEW, NEW)):
        found = [cell for match in matches(one, other) for cell in match.cells]
        assert sorted(found) == sorted(one.addresses())
        known = set(other.addresses())
        assert all(bool(match.others) != bool(match.why_not) for match in matches(one, other))
        assert all(cell in known for match in matches(one, other) for cell in match.others)


def test_three_rows_of_the_new_form_are_one_of_the_old() -> None:
    by_cell = {cell: match for match in matches(NEW, OLD) for cell in match.cells}
    match = by_cell[Address("requests", "other.fee_unpaid", "total")]
    assert [cell.row for cell in match.cells] == ["other.not_corrected", "other.fee_unpaid", "other.other"]
    assert match.others == (Address("requests", "other", "total"),)
    back = {cell: match for match in matches(OLD, NEW) for cell in match.cells}
    assert back[Address("requests", "other", "total")].others == match.cells


def test_table_two_is_not_comparable_and_says_why() -> None:
    for one, other in ((OLD, NEW), (NEW, OLD)):
        found = [match for match in matches(one, other) if match.cells[0].table == "disclosure"]
        assert found
        assert all(match.others == () and "口径不同" in match.why_not for match in found)


def test_the_rest_of_tables_three_and_four_is_comparable() -> None:
    found = [match for match in matches(NEW, OLD) if match.cells[0].table != "disclosure"]
    assert all(match.others for match in found)
    counted = [cell for cell in NEW.addresses() if cell.table != "disclosure"]
    assert sorted(cell for match in found for cell in match.cells) == sorted(counted)


def test_a_form_is_comparable_with_itself() -> None:
    assert all(match.cells == match.others for match in matches(NEW, NEW))
