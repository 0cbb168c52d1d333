"""The figures of a whole province: agencies one by one, areas as the sums of those right below them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from submissions.demo.grown import leaf
from submissions.demo.grown.cells import Row, layout_in, total_of
from submissions.demo.grown.tree import Unit

Series = dict[int, Row]
"""A unit's figures by year."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One agency with its figures; for an area ``members`` are the figures of those right below it, by number."""

    unit: Unit
    series: Series
    members: Mapping[int, Series]


class Province:
    """The tree with what is drawn for it. ``without`` are the numbers of those that report nothing in any year.

    What a vertical system leads is counted there, and in no area.
    """

    def __init__(self, units: Sequence[Unit], years: Sequence[int], seed: int, without: Collection[int] = ()) -> None:
        self.units, self.years, self.seed = units, years, seed
        self.uncounted = {*without, *(unit.number for unit in units if unit.system)}
        self.mean = leaf.mean_of(sum(not unit.is_area for unit in units))
        self.below: dict[int, list[Unit]] = {}
        for unit in units:
            if unit.above:
                self.below.setdefault(unit.above[-1], []).append(unit)

    def counted(self) -> Iterator[Counted]:
        """Every agency, members before their area; only what lies between an area and the root is held."""
        yield from self._area(self.units[0])

    def _area(self, area: Unit) -> Iterator[Counted]:
        members: dict[int, Series] = {}
        for unit in self.below[area.number]:
            if unit.is_area:
                for counted in self._area(unit):
                    yield counted
                members[unit.number] = counted.series
            else:
                members[unit.number] = leaf.series(unit, self.years, self.mean, self.seed)
                yield Counted(unit, members[unit.number], {})
        yield Counted(area, self._sum(members), members)

    def _sum(self, members: Mapping[int, Series]) -> Series:
        owing = [series for number, series in members.items() if number not in self.uncounted]
        return {year: total_of((s[year] for s in owing), len(layout_in(year).addresses)) for year in self.years}
