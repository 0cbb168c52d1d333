"""Builds a grown province: area by area from the counties up, so that only one area's figures are held at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from parsing.editions import edition_of_year
from parsing.rules.engine import judge
from parsing.rules.model import AgencyKind, Context, Member
from parsing.rules.model import Scope as JudgedScope
from submissions.demo.draft import Draft
from submissions.demo.grown.cells import Row
from submissions.demo.grown.figures import Counted, Province
from submissions.demo.grown.ledger import Ledger
from submissions.demo.grown.paper import bytes_of, draft_of, report_of
from submissions.demo.grown.people import People
from submissions.demo.grown.rows import keep_keys, settle
from submissions.demo.grown.season import Filing, Season
from submissions.demo.grown.story import File, Storyteller
from submissions.demo.grown.tree import Unit
from submissions.models import Agency, Cycle, CycleDeadline, CycleState, Membership, Submission, User
from submissions.services import policies
from submissions.services.duties import default_terms
from submissions.states import WITHOUT_REPORT, State

Say = Callable[[str], object]
UNDECIDED: Final = frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. ``files``: which documents are stored, "none", "open" (of the open year) or "all"."""

    units: tuple[Unit, ...]
    season: Season
    files: str = "open"
    judge_all: bool = False
    a_clerk_each: bool = False


@dataclass(slots=True)
class Made:
    """What came of it, counted."""

    states: Counter[str] = field(default_factory=Counter)
    slips: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0


def is_empty() -> bool:
    """Accounts with a known password and made-up figures go into a database without any agency or report."""
    return not (Agency.objects.exists() or Cycle.objects.exists() or Submission.objects.exists())


def build(wish: Wish, say: Say) -> Made:
    """Fills the empty database, all of it or nothing."""
    with transaction.atomic():
        return _Builder(wish, say).build()


class _Builder:
    def __init__(self, wish: Wish, say: Say) -> None:
        self.wish, self.say, self.season = wish, say, wish.season
        self.made, self.began = Made(), monotonic()
        self.filings = self.season.filings(wish.units)
        without = {number for (number, _), filing in self.filings.items() if filing.state in WITHOUT_REPORT}
        self.province = Province(wish.units, self.season.years, self.season.seed, without)

    def build(self) -> Made:
        people = People(self.wish.units, each=self.wish.a_clerk_each)
        self.say(f"机关 {len(people.agencies)} 个，账号 {len(people.names)} 个")
        cycles = {year: self._cycle(year) for year in self.season.years}
        self.policy = policies.policy_of(cycles[self.season.open_year])
        self.ledger = Ledger()
        self.teller = Storyteller(self.ledger, people, self.season, cycles)
        for counted in self.province.counted():
            self._file(counted)
            if counted.unit.is_area:
                self.ledger.flush()
                settle()
                self._tell(counted.unit)
        keep_keys([User, Agency, Membership, *(table.model for table in self.ledger.tables())])
        self.made.rows = {table.model.__name__: table.written for table in self.ledger.tables()}
        self.made.seconds = monotonic() - self.began
        return self.made

    def _cycle(self, year: int) -> Cycle:
        is_open = year == self.season.open_year
        state = CycleState.OPEN if is_open else CycleState.CLOSED
        cycle = Cycle.objects.create(year=year, state=state, opened_at=self.season.opened_at(year))
        CycleDeadline.objects.bulk_create(
            CycleDeadline(
                cycle=cycle, kind=kind, due_on=self.season.due(kind, year), scope=terms.scope, edition=terms.edition
            )
            for kind, terms in default_terms(year).items()
        )
        policies.establish(cycle)
        return cycle

    def _tell(self, area: Unit) -> None:
        done, whole = self.ledger.submissions.written, len(self.filings)
        passed = monotonic() - self.began
        left = passed / done * (whole - done)
        self.say(f"{area.name}：{done}/{whole} 份，已用 {passed:.0f} 秒，约余 {left:.0f} 秒")

    def _file(self, counted: Counted) -> None:
        for year in self.season.years:
            filing = self.filings[counted.unit.number, year]
            self.made.states[filing.state.value] += 1
            if filing.slip:
                self.made.slips[filing.slip.rule] += 1
            self.teller.tell(filing, list(self._files(filing, counted)), counted.series[year])

    # --- the documents and what the judge says to them

    def _files(self, filing: Filing, counted: Counted) -> Iterator[File]:
        """The documents handed in, the last one counts."""
        if filing.state is State.MISSING or filing.state in WITHOUT_REPORT:
            return
        draft = self._draft(filing.unit, filing.year, counted.series[filing.year])
        if filing.slip:
            yield self._document(filing, filing.slip.make(draft), counted, judged=True)
        if filing.slip is None or filing.mended:
            judged = self.wish.judge_all or filing.state in UNDECIDED
            yield self._document(filing, draft, counted, judged=judged)

    def _draft(self, unit: Unit, year: int, row: Row) -> Draft:
        return draft_of(unit, year, edition_of_year(year).code, row, self.season.seed)

    def _document(self, filing: Filing, draft: Draft, counted: Counted, *, judged: bool) -> File:
        verdict = judge(report_of(draft), self._context(filing, counted), self.policy) if judged else None
        file = File(draft, verdict)
        is_open = filing.year == self.season.open_year
        if self.wish.files == "all" or (self.wish.files == "open" and is_open):
            content = bytes_of(draft)
            file.size, file.digest = len(content), sha256(content).hexdigest()
            file.name = default_storage.save(f"uploads/{file.digest}.html", ContentFile(content))
        return file

    def _context(self, filing: Filing, counted: Counted) -> Context:
        """What services.context would have said on the day the file was read: nobody above was approved yet."""
        unit, year = filing.unit, filing.year
        last = year - 1
        previous = (report_of(self._draft(unit, last, counted.series[last])),) if last in counted.series else ()
        return Context(
            agency_names=(unit.name, unit.name.removesuffix("人民政府")) if unit.is_area else (unit.name,),
            year=year,
            kind=AgencyKind(unit.kind),
            scope=JudgedScope.AREA if unit.is_area else JudgedScope.OWN,
            previous=previous,
            members=tuple(self._members(counted, year)),
            due=self.season.due(unit.kind, year),
            edition=edition_of_year(year).code,
        )

    def _members(self, area: Counted, year: int) -> Iterator[Member]:
        for unit in self.province.below.get(area.unit.number, ()):
            state = self.filings[unit.number, year].state
            if state in WITHOUT_REPORT or unit.system:
                continue
            report = scope = None
            if state is State.APPROVED:
                report = report_of(self._draft(unit, year, area.members[unit.number][year]))
                scope = JudgedScope.AREA if unit.is_area else JudgedScope.OWN
            yield Member(unit.name, AgencyKind(unit.kind), report, scope)
