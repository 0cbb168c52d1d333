"""The tree of a grown province: which agencies there are, and how much of the province's work each does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, replace
from random import Random
from typing import Final

from submissions.demo.grown.names import AREAS, BUREAUS, VERTICAL, Bureau, town
from submissions.models import GOVERNMENTS, Kind

ROOT: Final = "230000"
FEWEST: Final = 12
TOWNS: Final = 70
"""The most a county has."""


@dataclass(frozen=True, slots=True)
class Work:
    """An agency's part of what all agencies do: 1 is the mean of all. Zero where it does none of it."""

    requests: float = 0.0
    licensing: float = 0.0
    penalties: float = 0.0
    coercion: float = 0.0
    fees: float = 0.0
    documents: float = 0.0
    regulations: float = 0.0


NONE: Final = Work()


@dataclass(frozen=True, slots=True)
class Unit:
    """One agency: ``number`` counts them in tree order from 0, ``above`` are the numbers from root to parent;
    ``system`` is the vertical system it is led by, "" where by the government of its place."""

    number: int
    code: str
    name: str
    kind: Kind
    above: tuple[int, ...]
    work: Work = NONE
    system: str = ""

    @property
    def is_area(self) -> bool:
        """A government: its report is the sum of those right below it that no vertical system leads."""
        return self.kind in GOVERNMENTS


@dataclass(slots=True, eq=False)
class _Area:
    """A government with what is dealt to it, before it has its place in the tree.

    ``weight`` is what an agency of this level does, beside one of a county.
    """

    code: str
    name: str
    kind: Kind
    weight: float
    below: list[_Area] = field(default_factory=list)
    departments: int = 0
    towns: int = 0

    @property
    def prefix(self) -> str:
        """How the names of its departments begin."""
        return self.name.removesuffix("人民政府").removesuffix("行政公署")


def most() -> int:
    """How many agencies there are names for."""
    counties = sum(len(counties.split()) for _, counties in AREAS.values())
    return (1 + len(AREAS) + counties) * (2 + len(BUREAUS)) + counties * TOWNS


def grow(agencies: int, vertical: float = 1) -> tuple[Unit, ...]:
    """A province of exactly so many agencies, parents before children, each area's together.

    Every government has its office; departments and towns are dealt out evenly, a department to each area
    and every other time a town. Of the bureaus that may be (VERTICAL) the share ``vertical`` is led from above.
    Raises ValueError below FEWEST and above most().
    """
    if not FEWEST <= agencies <= most():
        raise ValueError(agencies)
    province = _province(agencies)
    _deal(agencies, province)
    return _weighed([_led(unit, vertical) for unit in _in_order(province)])


def _province(agencies: int) -> _Area:
    """The governments: some counties of few areas where there are few agencies, all 121 where there are many."""
    province = _Area(ROOT, "黑龙江省人民政府", Kind.PROVINCE, 5)
    areas = list(AREAS.items())[: max(1, agencies // 40)]
    left = max(len(areas), agencies // 25)
    known = [counties.split() for _, (_, counties) in areas]
    for code, (name, _) in areas:
        government = "大兴安岭地区行政公署" if code == "232700" else f"{name}人民政府"
        province.below.append(_Area(code, government, Kind.PREFECTURE, 2.5))
    for turn in range(max(map(len, known))):
        for area, counties in zip(province.below, known, strict=True):
            if turn < len(counties) and left:
                area.below.append(_county(area, counties[turn]))
                left -= 1
    return province


def _county(area: _Area, line: str) -> _Area:
    """Districts carry the city's name; a county, and a city at county level, does not."""
    digits, name = line[:2], line[2:]
    prefix = area.prefix if name.endswith("区") else ""
    return _Area(area.code[:4] + digits, f"{prefix}{name}人民政府", Kind.COUNTY, 1)


def _governments(area: _Area) -> Iterator[_Area]:
    yield area
    for lower in area.below:
        yield from _governments(lower)


def _deal(agencies: int, province: _Area) -> None:
    governments = list(_governments(province))
    counties = [area for area in governments if area.kind is Kind.COUNTY]
    left = agencies - 2 * len(governments)
    for turn in range(len(BUREAUS) + 2 * TOWNS):
        towns = counties if turn % 2 == 0 or turn >= len(BUREAUS) else []
        for area in governments if turn < len(BUREAUS) else ():
            area.departments += left > 0
            left -= left > 0
        for area in towns:
            if left > 0 and area.towns < TOWNS:
                area.towns += 1
                left -= 1


def _in_order(province: _Area) -> Iterator[Unit]:
    """The agencies without their weights summed up; ``number`` counts them as they come."""
    counted = iter(range(10**6))

    def walk(area: _Area, above: tuple[int, ...]) -> Iterator[Unit]:
        own = Unit(next(counted), area.code, area.name, area.kind, above)
        yield own
        here = (*above, own.number)
        word = "办公厅" if area.kind is Kind.PROVINCE or area.code == "230100" else "办公室"
        yield Unit(next(counted), f"{area.code}-00", area.name + word, Kind.OFFICE, here, _office(area))
        for turn, bureau in enumerate(BUREAUS[: area.departments], 1):
            ending = bureau.province if area.kind is Kind.PROVINCE else bureau.local
            code, name = f"{area.code}-{turn:02d}", f"{area.prefix}{bureau.stem}{ending}"
            yield Unit(next(counted), code, name, Kind.DEPARTMENT, here, _department(bureau, area.weight))
        for turn in range(area.towns):
            code, name = f"{area.code}{turn + 101}", area.prefix + town(turn)
            yield Unit(next(counted), code, name, Kind.TOWNSHIP, here, Work(requests=0.5, documents=0.05))
        for lower in area.below:
            yield from walk(lower, here)

    yield from walk(province, ())


def _led(unit: Unit, vertical: float) -> Unit:
    """With its vertical system, where the draw of its code falls so."""
    stem = next((each for each in VERTICAL if unit.kind is Kind.DEPARTMENT and unit.name.endswith(f"{each}局")), "")
    drawn = Random(f"{unit.code}/system").random()  # noqa: S311 — a draw that can be repeated
    return replace(unit, system=stem) if stem and drawn < vertical else unit


def _office(area: _Area) -> Work:
    """An area's office issues its 规范性文件; 规章 only where there is the power to make them (L-06)."""
    makes = 0.0 if area.kind is Kind.COUNTY else area.weight
    return Work(requests=4 * area.weight, documents=12 * area.weight, regulations=makes)


def _department(bureau: Bureau, weight: float) -> Work:
    done = (bureau.requests, bureau.licensing, bureau.penalties, bureau.coercion, bureau.fees, bureau.documents)
    return Work(*(weight * each for each in done))


def _weighed(units: list[Unit]) -> tuple[Unit, ...]:
    """Each kind of work divided by its mean over all agencies that report for themselves."""
    leaves = [astuple(unit.work) for unit in units if not unit.is_area]
    means = [sum(column) / len(leaves) or 1.0 for column in zip(*leaves, strict=True)]
    return tuple(
        replace(unit, work=Work(*(own / mean for own, mean in zip(astuple(unit.work), means, strict=True))))
        for unit in units
    )
