"""Yearly sums, of this moment or frozen: ``gather`` and ``of_snapshot`` give the same shape.

    gathering = snapshots.gather(cycle, root)            # or snapshots.of_snapshot(snapshot)
    gathering.tallies[address].value                      # the sum of one cell, None where nobody gives a number
    gathering.added, .own, .covered, .missing, .exempt    # who has which part
    gathering.addends(address)                            # what a cell is made of

A snapshot copies who the agencies were and refers to the FactSheets, which never change, so it is
the same whatever is approved, reopened, corrected or renamed after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from parsing.report import Address
from submissions.access import may_administer
from submissions.exports.compact import number
from submissions.exports.gathering import Gathering, Tally
from submissions.exports.members import Member, members_of
from submissions.language import of_record
from submissions.models import Agency, Cycle, FactSheet, Snapshot, SnapshotMember, User
from submissions.services import factsheets
from submissions.services.errors import NotAllowed
from submissions.services.events import note
from submissions.services.said import said_of

CHUNK: Final = 500
KEYS: Final = ("submission", "agency", "sheet", "upload", "reading", "covered_by")
"""Fields of a Member that are primary keys."""
WORDS: Final = tuple(name for name in Member._fields if name not in (*KEYS, "system"))
"""All but the vertical system: a part follows from it, and the part itself is kept."""
FILING: Final = ("filed_at", "filed_due")
"""Fields that snapshots of earlier versions have not: they are part of the digest where they are known."""


def gather(cycle: Cycle, root: Agency) -> Gathering:
    """The sum of this moment over everything in the subtree of ``root``."""
    factsheets.ensure(cycle)
    return Gathering(
        year=cycle.year,
        edition=cycle.edition,
        root_code=root.code,
        root_name=root.name,
        root_kind=root.kind,
        members=members_of(cycle, root),
        sheets=FactSheet.objects.filter(
            ended_at=None, submission__cycle=cycle, submission__agency__path__startswith=root.path
        ),
    )


def of_snapshot(snapshot: Snapshot) -> Gathering:
    """The sum as it was frozen. Its tallies are those kept with it: nothing is added up again."""
    columns = (*WORDS, *(f"{key}_id" for key in KEYS))
    rows = snapshot.members.order_by("place").values_list(*columns).iterator(chunk_size=5000)
    found = Gathering(
        year=snapshot.cycle.year,
        edition=snapshot.edition,
        root_code=snapshot.root_code,
        root_name=snapshot.root_name,
        root_kind=snapshot.root_kind,
        members=[Member(**dict(zip((*WORDS, *KEYS), row, strict=True))) for row in rows],
        sheets=FactSheet.objects.filter(snapshots__snapshot=snapshot),
        number=snapshot.number,
    )
    found.__dict__["tallies"] = totals_of(snapshot)
    return found


def totals_of(snapshot: Snapshot) -> dict[Address, Tally]:
    """The frozen sums by address. One look at the snapshot's own row."""
    return opened_totals(snapshot.totals)


def kept_totals(tallies: Mapping[Address, Tally]) -> dict[str, list[str | int | None]]:
    """Sums as a row keeps them."""
    return {str(address): _kept(tally) for address, tally in tallies.items()}


def opened_totals(kept: Mapping[str, Sequence[Any]]) -> dict[Address, Tally]:
    return {Address.parse(key): _tally(*cell) for key, cell in kept.items()}


def _tally(value: str | None, *counts: int) -> Tally:
    return Tally(None if value is None else Decimal(value), *counts)


def take(
    actor: User, cycle: Cycle, root: Agency, remark: str = "", *, at: datetime | None = None, ip: str = ""
) -> Snapshot:
    """Freezes the sum of this moment under a number of its own."""
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    with transaction.atomic(), of_record():
        gathering = gather(cycle, root)
        snapshot = Snapshot.objects.create(
            cycle=cycle,
            root=root,
            root_code=root.code,
            root_name=root.name,
            root_kind=root.kind,
            edition_code=cycle.edition.code,
            by=actor,
            at=at or timezone.now(),
            remark=remark.strip(),
            totals=kept_totals(gathering.tallies),
            counts=gathering.counts,
        )
        said = said_of(gathering)
        rows = (_row(snapshot, place, member, said) for place, member in enumerate(gathering.members))
        SnapshotMember.objects.bulk_create(rows, batch_size=CHUNK)
        Snapshot.objects.filter(pk=snapshot.pk).update(sha256=digest_of(snapshot))
        note("snapshot", actor, agency=root, text=f"{cycle} {snapshot.number} {snapshot.remark}".strip(), ip=ip)
    snapshot.refresh_from_db()
    return snapshot


def _kept(tally: Tally) -> list[str | int | None]:
    return [None if tally.value is None else number(tally.value), *tally[1:]]


def _row(snapshot: Snapshot, place: int, member: Member, said: dict[int, Any]) -> SnapshotMember:
    findings, waivers = said.get(member.submission, ([], []))
    words = {name: getattr(member, name) for name in WORDS}
    keys = {f"{key}_id": getattr(member, key) for key in KEYS}
    return SnapshotMember(snapshot=snapshot, place=place, findings=findings, waivers=waivers, **words, **keys)


def digest_of(snapshot: Snapshot) -> str:
    """SHA-256 of everything the snapshot holds, in a fixed order: what ``verify`` compares."""
    mark = hashlib.sha256()
    for line in _lines(snapshot):
        mark.update(json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode())
        mark.update(b"\n")
    return mark.hexdigest()


def _lines(snapshot: Snapshot) -> Iterator[Any]:
    kept = Snapshot.objects.get(pk=snapshot.pk)
    yield [kept.number, kept.cycle.year, kept.root_code, kept.root_name, kept.edition_code, kept.remark, kept.at]
    yield [kept.totals, kept.counts]
    words = (name for name in WORDS if name not in FILING)
    columns = (*words, *(f"{key}_id" for key in KEYS), "sheet__sha256", "findings", "waivers")
    for row in snapshot.members.order_by("place").values_list(*columns, *FILING).iterator(chunk_size=2000):
        yield row if any(row[-len(FILING) :]) else row[: -len(FILING)]


def verify(snapshot: Snapshot) -> bool:
    """Whether everything still is as it was frozen, figures included."""
    sheets = snapshot.members.exclude(sheet=None).select_related("sheet")
    for member in sheets.iterator(chunk_size=1000):
        sheet = member.sheet
        if sheet is None or factsheets.digest_of(sheet.edition, sheet.cells, sheet.others) != sheet.sha256:
            return False
    return digest_of(snapshot) == snapshot.sha256
