"""A yearly sum with everything that made it, alike whether it is of this moment or frozen in a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from django.db import connections
from django.db.models import F, Func, QuerySet, TextField, Value

from parsing.editions import Edition
from parsing.report import Address, State
from submissions.exports.compact import ABSENT, SEPARATOR, Fact, fact_of, unpacked
from submissions.exports.members import Member, shown
from submissions.models import FactSheet, MemberRole

CHUNK: Final = 500


class Tally(NamedTuple):
    """One cell over the added reports: the sum of those that give a number, None where none does, and how many
    give a number, leave it blank, print a dash, are illegible there, or do not have the cell."""

    value: Decimal | None
    numbers: int = 0
    blank: int = 0
    dash: int = 0
    illegible: int = 0
    absent: int = 0

    @property
    def reports(self) -> int:
        return self.numbers + self.blank + self.dash + self.illegible + self.absent


NO_TALLY: Final = Tally(None)


class Addend(NamedTuple):
    member: Member
    fact: Fact


@dataclass(frozen=True)
class Gathering:
    """``members`` are all who owe a report in the subtree, in the order of the tree; ``sheets`` hold their figures.

    ``number`` is that of the snapshot, empty for the sum of this moment.
    """

    year: int
    edition: Edition
    root_code: str
    root_name: str
    root_kind: str
    members: Sequence[Member]
    sheets: QuerySet[FactSheet]
    number: str = ""

    def of(self, *roles: MemberRole) -> list[Member]:
        return [member for member in self.members if member.role in roles]

    @cached_property
    def added(self) -> list[Member]:
        return self.of(MemberRole.ADDED)

    @property
    def covered(self) -> list[Member]:
        return self.of(MemberRole.COVERED)

    @property
    def missing(self) -> list[Member]:
        return self.of(MemberRole.MISSING)

    @property
    def lacking(self) -> list[Member]:
        """Whose figures are not in the sum: no approved report, and no 全域 report above that holds them."""
        return [member for member in self.missing if member.covered_by is None]

    @property
    def exempt(self) -> list[Member]:
        return self.of(MemberRole.EXEMPT)

    @property
    def nil(self) -> list[Member]:
        """Confirmed that there is nothing to report: no figures, and none of them taken for 0."""
        return self.of(MemberRole.NIL)

    @property
    def elsewhere(self) -> list[Member]:
        """Approved, and counted in its vertical system, not here."""
        return [member for member in self.of(MemberRole.SYSTEM) if member.is_approved]

    @property
    def narrow(self) -> list[Member]:
        """Governments of which only their own figures are in the sum."""
        return [member for member in self.added if member.is_narrow]

    @cached_property
    def own(self) -> Member | None:
        """The root's own 全域 report, once approved: compared with the sum, never added."""
        return next((member for member in self.of(MemberRole.OWN) if member.is_approved), None)

    @cached_property
    def by_submission(self) -> dict[int, Member]:
        return {member.submission: member for member in self.members}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many members have each part, by the value of MemberRole."""
        found = Counter(member.role for member in self.members)
        return {role.value: found[role.value] for role in MemberRole}

    def cells(self) -> Iterator[tuple[int, str]]:
        """Sheet and packed cells of every approved report, as they come."""
        return iter(self.sheets.order_by().values_list("pk", "cells").iterator(chunk_size=CHUNK))

    @cached_property
    def tallies(self) -> dict[Address, Tally]:
        """Every cell of the form. The texts of each column are counted, then each text is read once."""
        addresses = tuple(self.edition.addresses())
        counters: list[Counter[str]] = [Counter() for _ in addresses]
        wanted = {member.sheet for member in self.added}
        rows = (cells.split(SEPARATOR) for pk, cells in self.cells() if pk in wanted)
        while chunk := list(islice(rows, CHUNK)):
            for counter, column in zip(counters, zip(*chunk, strict=True), strict=True):
                counter.update(column)
        return {address: tally_of(counter) for address, counter in zip(addresses, counters, strict=True)}

    @cached_property
    def own_facts(self) -> dict[Address, Fact]:
        return self.facts(self.own) if self.own else {}

    def facts(self, member: Member) -> dict[Address, Fact]:
        """The cells one report has, also those beside the form."""
        found = FactSheet.objects.filter(pk=member.sheet or 0).values_list("cells", "others").first()
        return unpacked(self.edition, *found) if found else {}

    def difference(self, address: Address) -> Decimal | None:
        """The root's own figure less the sum; None where either is absent."""
        own, total = self.own_facts.get(address), self.tallies.get(address, NO_TALLY).value
        return None if own is None or own.value is None or total is None else own.value - total

    def addends(self, address: Address, *roles: MemberRole) -> list[Addend]:
        """What each report says in one cell, in the order of the tree; by default those that are added."""
        members = self.of(*(roles or (MemberRole.ADDED,)))
        texts = self.column(address) if members else {}
        return [Addend(m, fact_of(texts[m.sheet])) for m in members if m.sheet in texts]

    def column(self, address: Address) -> dict[int, str]:
        """By sheet: what each report says in one cell, as it is packed."""
        if address not in self._columns:
            place = tuple(self.edition.addresses()).index(address)
            self._columns[address] = dict(_parts(self.sheets, place))
        return self._columns[address]

    @cached_property
    def _columns(self) -> dict[Address, dict[int, str]]:
        return {}

    @cached_property
    def odd(self) -> Set[int]:
        """Submissions with cells beside the form of the year: those are neither shown nor added."""
        return set(self.sheets.exclude(others={}).order_by().values_list("submission_id", flat=True))

    @property
    def strangers(self) -> list[Member]:
        return [member for member in self.members if member.sheet and member.submission in self.odd]

    def shown(self, members: Sequence[Member]) -> list[Member]:
        """Some members as a list shows them: as they were frozen, or as they stand now."""
        return list(members) if self.number else shown(members)


def _parts(sheets: QuerySet[FactSheet], place: int) -> Iterator[tuple[int, str]]:
    """One cell of each sheet. PostgreSQL cuts it out; what it need not send costs nothing."""
    rows = sheets.order_by()
    if connections[rows.db].vendor == "postgresql":
        part = Func(F("cells"), Value(SEPARATOR), Value(place + 1), function="split_part", output_field=TextField())
        return iter(rows.values_list("pk", part).iterator(chunk_size=CHUNK * 10))
    return ((pk, cells.split(SEPARATOR, place + 1)[place]) for pk, cells in rows.values_list("pk", "cells").iterator())


def tally_of(texts: Counter[str]) -> Tally:
    """The sum to the last unit: whole numbers and decimals, never floats."""
    states: Counter[str] = Counter()
    total = Decimal(0)
    for text, times in texts.items():
        fact = fact_of(text)
        states[fact.state] += times
        if fact.value is not None:
            total += fact.value * times
    numbers = states[State.NUMBER.value]
    return Tally(
        total if numbers else None,
        numbers,
        states[State.BLANK.value],
        states[State.DASH.value],
        states[State.ILLEGIBLE.value],
        states[ABSENT],
    )
