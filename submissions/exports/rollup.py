"""A yearly sum by area and kind, in the few hundred numbers the charts are drawn from; and who stands out.

It is added up from the same gathering as the yearly sum itself, so that both say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any, Final, NamedTuple

from parsing.report import State
from submissions.exports.compact import SEPARATOR, fact_of
from submissions.exports.gathering import Gathering
from submissions.exports.measures import RATES, Rate, terms_of
from submissions.exports.members import Member
from submissions.exports.report_docx import number_text
from submissions.exports.terms import LEAST_SAMPLE
from submissions.models import MemberRole

SILENT: Final = frozenset({State.BLANK.value, State.DASH.value})
LEAST_PEERS, FAR, FARTHEST, MOST_ODD = 8, 3.5, 5.0, 100
"""Held against their like are those with so many; who stands out is so many robust deviations (0.6745 × distance
÷ MAD) and so many points away; so many are kept."""
ROBUST: Final = 0.6745


class Cell(NamedTuple):
    """A measure over some reports: its sum, None where nobody gives a number, and how many do not give it whole."""

    value: Decimal | None = None
    numbers: int = 0
    lacking: int = 0


def _text(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


@dataclass(slots=True)
class Group:
    """The agencies of one kind in one area right below the root; ``area`` 0 is the root's own."""

    area: int
    name: str
    kind: str
    parts: Counter[str] = field(default_factory=Counter)
    sums: dict[str, Cell] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        sums = {
            c: [None if s.value is None else number_text(s.value), s.numbers, s.lacking] for c, s in self.sums.items()
        }
        return {"area": self.area, "name": self.name, "kind": self.kind, "parts": dict(self.parts), "sums": sums}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Group:
        sums = {c: Cell(None if v is None else Decimal(v), n, k) for c, (v, n, k) in data["sums"].items()}
        return cls(data["area"], data["name"], data["kind"], Counter(data["parts"]), sums)


@dataclass(frozen=True, slots=True)
class Odd:
    """An approved report whose rate is far from what its like report, of the same kind and level."""

    submission: int
    name: str
    kind: str
    depth: int
    rate: str
    value: float
    whole: int
    middle: float
    peers: int
    deviation: float


def rolled(gathering: Gathering, root: str) -> dict[str, Any]:
    """What a Rollup keeps. ``root`` is the path of the agency summed for. One pass over the reports' cells."""
    plan = _plan(gathering)
    by_sheet = {member.sheet: member for member in gathering.members if member.sheet}
    groups: dict[tuple[int, str], Group] = {}
    for member in gathering.members:
        _group(groups, member, root).parts[_part(member)] += 1
    known: list[tuple[Member, Values]] = []
    for sheet, cells in gathering.cells():
        if sheet not in by_sheet:
            continue
        member = by_sheet[sheet]
        read = dict(_read(cells.split(SEPARATOR), plan))
        known.append(
            (member, {code: None if lacking else float(value or 0) for code, (value, lacking) in read.items()})
        )
        if member.role == MemberRole.ADDED:
            _add(_group(groups, member, root), read)
    return {"groups": [g.to_json() for g in groups.values()], "odd": [_odd_json(o) for o in odd_ones(known)]}


Plan = list[tuple[str, tuple[int, ...]]]
"""Measures with the places of their cells on the form."""
Values = Mapping[str, float | None]


def _plan(gathering: Gathering) -> Plan:
    places = {address: place for place, address in enumerate(gathering.edition.addresses())}
    terms = terms_of(gathering.edition.code)
    return [(code, tuple(places[address] for address in term.plus)) for code, term in terms.items()]


def _part(member: Member) -> str:
    """A missing report whose figures an area's report above holds is not missed."""
    if member.role == MemberRole.MISSING and member.covered_by is not None:
        return MemberRole.COVERED.value
    return member.role


def _group(groups: dict[tuple[int, str], Group], member: Member, root: str) -> Group:
    area = int(member.path.removeprefix(root).split("/", 1)[0] or 0) if member.area else 0
    key = (area, member.kind)
    if key not in groups:
        groups[key] = Group(area, member.area, member.kind)
    return groups[key]


def _read(
    parts: list[str], plan: list[tuple[str, tuple[int, ...]]]
) -> Iterator[tuple[str, tuple[Decimal | None, bool]]]:
    """By measure: its sum in one report, None where it gives no number, and whether a part of it is not known."""
    for code, places in plan:
        facts = [fact_of(parts[place]) for place in places]
        numbers = [fact.value for fact in facts if fact.value is not None]
        lacking = any(fact.value is None and fact.state not in SILENT for fact in facts)
        yield code, (sum(numbers, Decimal()) if numbers else None, lacking)


def _add(group: Group, read: Mapping[str, tuple[Decimal | None, bool]]) -> None:
    for code, (value, lacking) in read.items():
        before = group.sums.get(code, Cell())
        total = before.value if value is None else (before.value or Decimal()) + value
        group.sums[code] = Cell(total, before.numbers + (value is not None), before.lacking + lacking)


def odd_ones(known: list[tuple[Member, Values]]) -> list[Odd]:
    """Who stands out among agencies of the same kind and level, the farthest first."""
    found = [one for rate in RATES for one in _odd_by(rate, known)]
    return sorted(found, key=lambda one: -abs(one.deviation))[:MOST_ODD]


def _odd_by(rate: Rate, known: list[tuple[Member, Values]]) -> Iterator[Odd]:
    like: dict[tuple[str, int], list[tuple[Member, float, float]]] = {}
    for member, values in known:
        pair = rate.of(values.get)
        if pair and pair[1] >= LEAST_SAMPLE:
            share = pair[0] * 100 / pair[1]
            like.setdefault((member.kind, member.path.count("/") - 1), []).append((member, share, pair[1]))
    for (kind, depth), rows in like.items():
        middle, spread = _robust([share for _m, share, _w in rows])
        if len(rows) < LEAST_PEERS or not spread:
            continue
        for member, share, whole in rows:
            deviation = ROBUST * (share - middle) / spread
            if abs(deviation) >= FAR and abs(share - middle) >= FARTHEST:
                words = member.submission, member.name, kind, depth, rate.code
                yield Odd(*words, round(share, 1), int(whole), round(middle, 1), len(rows), round(deviation, 1))


def _robust(shares: list[float]) -> tuple[float, float]:
    """The median and the median of the distances to it."""
    middle = median(shares)
    return middle, median(abs(share - middle) for share in shares)


def _odd_json(one: Odd) -> list[Any]:
    return [getattr(one, name) for name in Odd.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Rolled:
    """One year of a root, as the charts ask for it."""

    year: int
    edition: str
    groups: tuple[Group, ...]
    odd: tuple[Odd, ...]

    @classmethod
    def of(cls, year: int, edition: str, data: Mapping[str, Any]) -> Rolled:
        groups = tuple(Group.from_json(group) for group in data.get("groups", ()))
        return cls(year, edition, groups, tuple(Odd(*row) for row in data.get("odd", ())))

    def has(self, *codes: str) -> bool:
        """Whether the form of the year counts these measures."""
        return set(codes) <= set(terms_of(self.edition))

    def sum(self, code: str, wanted: Callable[[Group], bool] = lambda group: True) -> Cell:
        cells = [group.sums[code] for group in self.groups if code in group.sums and wanted(group)]
        values = [one.value for one in cells if one.value is not None]
        total = sum(values, Decimal()) if values else None
        return Cell(total, sum(one.numbers for one in cells), sum(one.lacking for one in cells))

    def parts(self, wanted: Callable[[Group], bool] = lambda group: True) -> Counter[str]:
        return sum((group.parts for group in self.groups if wanted(group)), Counter())
