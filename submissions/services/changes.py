"""What has changed since a snapshot was frozen: approvals, reopenings, corrections, scopes, members, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from parsing.report import Address
from submissions.exports.compact import NOTHING, Fact, unpacked
from submissions.exports.gathering import NO_TALLY, Gathering
from submissions.exports.members import Member
from submissions.models import FactSheet, Snapshot
from submissions.services.snapshots import gather, of_snapshot


class Kind(StrEnum):
    """What happened to one agency's part, the weightiest first."""

    REFIGURED = "refigured"
    APPROVED = "approved"
    REOPENED = "reopened"
    SCOPE = "scope"
    ROLE = "role"
    STATE = "state"
    NEW = "new"
    GONE = "gone"
    AGAIN = "again"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class CellChange:
    address: Address
    was: Fact
    now: Fact


@dataclass(frozen=True, slots=True)
class Change:
    """One agency: as it was frozen, as it is now (either may be missing), and the cells that differ."""

    kind: Kind
    was: Member | None
    now: Member | None
    cells: tuple[CellChange, ...] = ()

    @property
    def member(self) -> Member:
        found = self.now or self.was
        if found is None:
            raise LookupError
        return found


@dataclass(frozen=True, slots=True)
class SumChange:
    """A sum that is another one now."""

    address: Address
    was: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, slots=True)
class Since:
    frozen: Gathering
    now: Gathering
    changes: tuple[Change, ...]

    @property
    def sums(self) -> list[SumChange]:
        """Cells whose sum differs, in printed order."""
        pairs = (
            (a, self.frozen.tallies.get(a, NO_TALLY).value, self.now.tallies.get(a, NO_TALLY).value)
            for a in self.frozen.edition.addresses()
        )
        return [SumChange(*pair) for pair in pairs if pair[1] != pair[2]]


def changed_since(snapshot: Snapshot) -> Since:
    """The snapshot held against this moment, in the order of the tree; what is gone stands at the end."""
    frozen, now = of_snapshot(snapshot), gather(snapshot.cycle, snapshot.root)
    was = {member.submission: member for member in frozen.members}
    pairs = [(was.pop(member.submission, None), member) for member in now.members]
    facts = _facts(frozen, pairs)
    changes = [change for before, after in pairs if (change := _change(before, after, facts))]
    changes += [Change(Kind.GONE, member, None) for member in was.values()]
    return Since(frozen, now, tuple(changes))


Facts = Mapping[int, Mapping[Address, Fact]]


def _facts(frozen: Gathering, pairs: list[tuple[Member | None, Member]]) -> Facts:
    """The figures of the reports that were approved anew, then and now."""
    wanted = {pk for was, now in pairs if was and was.sheet != now.sheet for pk in (was.sheet, now.sheet) if pk}
    rows = FactSheet.objects.filter(pk__in=wanted).values_list("pk", "cells", "others")
    return {pk: unpacked(frozen.edition, cells, others) for pk, cells, others in rows}


def _change(was: Member | None, now: Member, facts: Facts) -> Change | None:
    if was is None:
        return Change(Kind.NEW, None, now)
    if was.sheet and now.sheet and was.sheet != now.sheet:
        cells = tuple(_cells(facts.get(was.sheet, {}), facts.get(now.sheet, {})))
        return Change(Kind.REFIGURED if cells else Kind.AGAIN, was, now, cells)
    kind = _kind(was, now)
    return Change(kind, was, now) if kind else None


def _kind(was: Member, now: Member) -> Kind | None:
    tests = (
        (Kind.APPROVED, now.is_approved and not was.is_approved),
        (Kind.REOPENED, was.is_approved and not now.is_approved),
        (Kind.SCOPE, was.scope != now.scope),
        (Kind.ROLE, was.role != now.role),
        (Kind.STATE, was.state != now.state),
        (Kind.RENAMED, (was.name, was.code, was.parent) != (now.name, now.code, now.parent)),
    )
    return next((kind for kind, is_so in tests if is_so), None)


def _cells(was: Mapping[Address, Fact], now: Mapping[Address, Fact]) -> Iterator[CellChange]:
    for address in dict.fromkeys([*was, *now]):
        before, after = was.get(address, NOTHING), now.get(address, NOTHING)
        if (before.value, before.state) != (after.value, after.state):
            yield CellChange(address, before, after)
