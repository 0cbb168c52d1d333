"""Who is how far, and when things happened: closed years are done, the open one is a season in full swing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from submissions.demo.grown.slips import SLIPS, STANDS, Slip
from submissions.demo.grown.tree import Unit
from submissions.models import GOVERNMENTS, Kind, default_due
from submissions.states import WITHOUT_REPORT, State

MIX: Final[dict[State, float]] = {
    State.APPROVED: 0.42,
    State.SUBMITTED: 0.18,
    State.IN_REVIEW: 0.05,
    State.RETURNED: 0.05,
    State.DRAFT: 0.1,
    State.MISSING: 0.192,
    State.EXEMPT: 0.004,
    State.NIL: 0.004,
}
LATE: Final = 0.06
"""The share of reports that come after their deadline."""
UNFINISHED_DRAFTS: Final = 0.15
"""Of the governments that still wait for their members, so many have begun."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One agency's report of one year: how far it came, and what is or was wrong with it.

    ``mended``: the faulty file was returned once and a right one was approved.
    """

    unit: Unit
    year: int
    state: State
    slip: Slip | None = None
    mended: bool = False


def parse_mix(text: str) -> dict[State, float]:
    """``approved=50,submitted=30,missing=20`` as shares of 1. Raises ValueError with what is wrong."""
    parts = dict(part.split("=", 1) for part in text.replace(" ", "").split(",") if part)
    mix = {State(name): float(share) for name, share in parts.items()}
    whole = sum(mix.values())
    if whole <= 0 or min(mix.values()) < 0:
        raise ValueError(text)
    return {state: share / whole for state, share in mix.items()}


@dataclass(frozen=True, slots=True)
class Season:
    """The years, the last of them open, and what is drawn for each report. ``mix`` is that of the open year."""

    years: Sequence[int]
    today: date
    mix: Mapping[State, float]
    faults: float
    seed: int

    @property
    def open_year(self) -> int:
        return self.years[-1]

    def filings(self, units: Sequence[Unit]) -> dict[tuple[int, int], Filing]:
        """Every filing by (number of the agency, year)."""
        without = self._without(units)
        done = self._finished(units)
        share = sum(u.above[-1] in done for u in units if u.above) / len(units)
        rest = self._rest(share)
        found: dict[tuple[int, int], Filing] = {}
        for unit in units:
            for year in self.years:
                state = State.APPROVED
                if unit.number in without:
                    state = without[unit.number]
                elif year == self.open_year:
                    state = self._state(unit, done, rest)
                found[unit.number, year] = self._filing(unit, year, state)
        return found

    def _without(self, units: Sequence[Unit]) -> dict[int, State]:
        """Those without a report, the same in every year: sums over years would not agree otherwise."""
        exempt, nil = self.mix.get(State.EXEMPT, 0), self.mix.get(State.NIL, 0)
        draws = {u.number: self._draw(u, "exempt") for u in units if not u.is_area and not u.code.endswith("-00")}
        found = {number: State.EXEMPT for number, draw in draws.items() if draw < exempt}
        return found | {number: State.NIL for number, draw in draws.items() if exempt <= draw < exempt + nil}

    def _finished(self, units: Sequence[Unit]) -> set[int]:
        """The counties whose members are all approved already, and their own report too: half of what is approved."""
        share = self.mix.get(State.APPROVED, 0) / 2
        if share >= 0.5:
            return {u.number for u in units if u.is_area}
        return {u.number for u in units if u.kind is Kind.COUNTY and self._draw(u, "finished") < share}

    def _rest(self, finished: float) -> dict[State, float]:
        """The mix of those outside finished counties, so that all together have the mix that was asked for."""
        rest: dict[State, float] = {state: share for state, share in self.mix.items() if state not in WITHOUT_REPORT}
        rest[State.APPROVED] = max(rest.get(State.APPROVED, 0) - finished, 0)
        return rest

    def _state(self, unit: Unit, done: set[int], rest: Mapping[State, float]) -> State:
        if unit.number in done or (unit.above and unit.above[-1] in done and not unit.is_area):
            return State.APPROVED
        draw = self._draw(unit, "state")
        if unit.is_area:
            return State.DRAFT if draw < UNFINISHED_DRAFTS else State.MISSING
        states = list(rest)
        return Random(draw).choices(states, [rest[s] for s in states])[0]  # noqa: S311 — can be repeated

    def _filing(self, unit: Unit, year: int, state: State) -> Filing:
        if state is State.MISSING or state in WITHOUT_REPORT:
            return Filing(unit, year, state)
        if self._draw(unit, f"fault/{year}") >= self.faults and state is not State.RETURNED:
            return Filing(unit, year, state)
        first = year == self.years[0]
        possible = [slip for slip in SLIPS if slip.may(unit, year, first)]
        slip = possible[int(self._draw(unit, f"slip/{year}") * len(possible))]
        return Filing(unit, year, state, slip, mended=state is State.APPROVED and slip.rule not in STANDS)

    def _draw(self, unit: Unit, what: str) -> float:
        return Random(f"{self.seed}/{unit.code}/{what}").random()  # noqa: S311 — a draw that can be repeated

    # --- days

    def due(self, kind: str, year: int) -> date:
        """The law's day; where the open year's has passed long ago, one that lies ahead."""
        law = default_due(kind, year)
        if year != self.open_year or default_due(Kind.DEPARTMENT, year) >= self.today:
            return law
        return self.today + timedelta(days=60 if kind in GOVERNMENTS else 9)

    def opened_at(self, year: int) -> datetime:
        if year == self.open_year:
            return moment(self.today - timedelta(days=32), 9)
        return moment(date(year + 1, 1, 4), 9)

    def handed_in(self, filing: Filing, rng: Random, after: timedelta) -> datetime:
        """When the report was first handed in; ``after`` is how long what followed took, which lies in the past."""
        hour = rng.uniform(8.5, 17)
        if filing.year == self.open_year:
            day = self.today - after - timedelta(days=rng.uniform(1, 12))
            return min(moment(day, hour), moment(self.today, 8) - after)
        late = rng.random() < LATE
        days = -rng.randint(1, 10) if late else rng.randint(0, 24)
        return moment(self.due(filing.unit.kind, filing.year) - timedelta(days=days), hour)


def moment(day: date, hour: float) -> datetime:
    """A point of time on a day, by hours since midnight."""
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(hours=hour)
