"""Sums that choose between two readings of a figure: never another number, never without a sum across and one down."""

from __future__ import annotations

from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.grid import RECOGNITION
from parsing.report import Address, Figure
from parsing.tables.choosing import chosen

TWICE = RECOGNITION + "这个数字两次识别不一致（8、3），请对照原件核对。"


def requests(**values: int) -> dict[Address, Figure]:
    """Table 三 of zeros, with ``row__column`` set and every total adding up."""
    form = EDITIONS["2021"].table("requests")
    figures = {a: Decimal(0) for a in form.addresses()}
    for name, value in values.items():
        row, column = name.split("__")
        for one in (row, "total"):
            figures[Address("requests", one, column)] += value
            figures[Address("requests", one, "total")] += value
    for column in {a.column for a in figures}:
        figures[Address("requests", "new", column)] = figures[Address("requests", "total", column)]
    return {address: Figure(value, str(value)) for address, value in figures.items()}


def at(name: str) -> Address:
    return Address("requests", *name.split("__"))


def twice(figures: dict[Address, Figure], **readings: tuple[int, int]) -> dict[Address, Figure]:
    """The figures, some read first as one number and then as another."""
    return figures | {
        at(name): Figure(Decimal(one), str(one), doubt=TWICE, others=(str(other),))
        for name, (one, other) in readings.items()
    }


def shown(figures: dict[Address, Figure], name: str) -> tuple[str, bool]:
    figure = chosen(figures, "2021")[at(name)]
    return figure.raw, figure.is_sure


def test_the_reading_is_chosen_with_which_row_and_column_add_up() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__company=5)
    assert shown(twice(figures, granted__company=(3, 8)), "granted__company") == ("8", True)


def test_two_figures_of_a_row_are_chosen_together_where_one_way_alone_adds_up() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__research=7)
    both = twice(figures, granted__company=(3, 8), granted__research=(9, 4))
    assert shown(both, "granted__company") == ("8", True)
    assert shown(both, "granted__research") == ("4", True)


def test_a_number_that_nobody_read_is_never_put_there() -> None:
    figures = requests(granted__company=8, granted__research=4)
    assert shown(twice(figures, granted__company=(3, 6)), "granted__company") == ("3", False)


def test_the_only_figure_of_a_row_and_a_column_is_not_chosen_by_its_own_totals() -> None:
    figures = requests(granted__company=8)
    assert shown(twice(figures, granted__company=(3, 8)), "granted__company") == ("3", False)


def test_a_sum_across_alone_chooses_nothing() -> None:
    figures = requests(granted__company=8, granted__research=4)
    del figures[at("total__company")]
    for row in ("new", "carried_in", "carried_forward"):
        del figures[at(f"{row}__company")]
    assert shown(twice(figures, granted__company=(3, 8)), "granted__company") == ("3", False)


def test_a_sum_that_fails_with_both_readings_leaves_the_figure_in_doubt() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__company=5)
    figures[at("total__company")] = figures[at("total__company")]._replace(value=Decimal(12))
    assert shown(twice(figures, granted__company=(3, 8)), "granted__company") == ("3", False)


def test_nothing_is_chosen_where_another_figure_of_its_sums_is_in_doubt() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__company=5)
    figures[at("granted__research")] = figures[at("granted__research")]._replace(doubt=RECOGNITION + "看不清")
    assert shown(twice(figures, granted__company=(3, 8)), "granted__company") == ("3", False)


def test_figures_of_which_two_ways_add_up_stay_in_doubt() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__company=5)
    every = {"granted__company": (3, 8), "granted__total": (7, 12), "total__company": (8, 13), "total__total": (12, 17)}
    new = {"new__company": (8, 13), "new__total": (12, 17)}
    assert shown(twice(figures, **every, **new), "granted__company") == ("3", False)


def test_a_doubt_about_the_place_of_a_figure_is_no_matter_of_readings() -> None:
    figures = requests(granted__company=8, granted__research=4, partially_granted__company=5)
    figures[at("granted__company")] = Figure(Decimal(3), "3", doubt="文件中有两处读到不同的数字：3、8", others=("8",))
    assert shown(figures, "granted__company") == ("3", False)
