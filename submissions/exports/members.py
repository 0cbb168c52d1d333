"""Who has which part in a yearly sum: added, held already by a report above, missing, exempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from submissions.models import GOVERNMENTS, Agency, Cycle, FactSheet, Kind, MemberRole, Scope, Submission
from submissions.states import State

COLUMNS: Final = (
    *("pk", "agency_id", "agency__path", "agency__code", "agency__name", "agency__kind", "agency__parent__name"),
    *("scope", "state", "due_on", "submitted_at", "decided_at", "returns"),
    *("agency__contact_name", "agency__contact_phone", "exempt_reason", "nil_reason"),
    *("agency__system_id", "filed_at", "filed_due"),
)

PASSING: Final = ("due_on", "submitted_at", "decided_at", "filed_at", "filed_due", "contact", "phone", "reason")
"""What no sum counts; nor does one count the state and the returns of what is not approved."""
WITHOUT: Final = {State.EXEMPT: MemberRole.EXEMPT, State.NIL: MemberRole.NIL}


class Member(NamedTuple):
    """One agency of a sum as it stood then. ``submission``, ``agency``, ``sheet`` and the like are primary keys.

    ``covered_by`` is the submission whose 全域 report holds what this one says, or would say. ``filed_at`` is the
    handing-in that counts and ``filed_due`` the deadline that held then (``services.timeliness``).
    """

    submission: int
    agency: int
    path: str
    code: str
    name: str
    kind: str
    parent: str
    scope: str
    state: str
    due_on: date
    submitted_at: datetime | None
    decided_at: datetime | None
    returns: int
    contact: str
    phone: str
    reason: str
    area: str = ""
    role: str = MemberRole.MISSING.value
    covered_by: int | None = None
    sheet: int | None = None
    upload: int | None = None
    reading: int | None = None
    system: int | None = None
    filed_at: datetime | None = None
    filed_due: date | None = None

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    @property
    def is_narrow(self) -> bool:
        """A government added with a report of itself alone: what lies below it is not in there."""
        return self.role == MemberRole.ADDED and self.kind in GOVERNMENTS and self.scope == Scope.OWN


def members_of(cycle: Cycle, root: Agency) -> list[Member]:
    """Everyone in the subtree who owes a report of the cycle, in the order of the tree. Four queries."""
    owed = Submission.objects.filter(cycle=cycle, agency__path__startswith=root.path).order_by()
    rows = [_member(row) for row in owed.values_list(*COLUMNS).iterator(chunk_size=5000)]
    places = {pk: (place, code) for pk, place, code in Agency.objects.order_by().values_list("pk", "position", "code")}
    rows.sort(key=lambda row: [places[int(part)] for part in row.path.split("/") if part])
    return placed(rows, root.path, areas_of(root), sheets_of(cycle, root), root.system_id)


def shown(members: Sequence[Member]) -> list[Member]:
    """The same with what no sum counts as it stands now. One query."""
    rows = Submission.objects.filter(pk__in=[member.submission for member in members]).order_by().values_list(*COLUMNS)
    now = {row.submission: row for row in map(_member, rows)}
    passing = (*PASSING, "state", "returns")
    return [
        member._replace(**{name: getattr(now[member.submission], name) for name in passing})
        for member in members
        if member.submission in now
    ]


def _member(row: tuple[Any, ...]) -> Member:
    """A topmost agency has no parent's name; why there is no report is one reason."""
    *words, exempt, nil, system, filed_at, filed_due = row
    told: Iterable[Any] = (
        *("" if value is None and place == 6 else value for place, value in enumerate(words)),
        exempt or nil,
    )
    return Member(*told)._replace(system=system, filed_at=filed_at, filed_due=filed_due)


def areas_of(root: Agency) -> dict[str, str]:
    """Names of the governments right below, by path."""
    return dict(Agency.objects.filter(parent=root, kind__in=GOVERNMENTS).values_list("path", "name"))


Sheets = Mapping[int, tuple[int, int | None, int | None]]


def sheets_of(cycle: Cycle, root: Agency) -> Sheets:
    """Sheet, upload and reading by submission."""
    found = FactSheet.objects.filter(
        ended_at=None, submission__cycle=cycle, submission__agency__path__startswith=root.path
    )
    rows = found.order_by().values_list("submission_id", "pk", "upload_id", "reading_id")
    return {submission: (pk, upload, reading) for submission, pk, upload, reading in rows}


def placed(
    rows: Iterable[Member], root: str, areas: Mapping[str, str], sheets: Sheets, system: int | None = None
) -> list[Member]:
    """The members with their parts. ``root`` is the path of the agency summed for, ``system`` its vertical system.

    Who belongs to another vertical system is counted there and neither added here nor missed.
    """
    rows = list(rows)
    inside = [row for row in rows if row.system in (None, system)]
    covering = _covering(inside)
    known = {row.submission for row in inside}
    return [
        _placed(row, root, covering, areas, sheets)
        if row.submission in known or row.state in WITHOUT
        else _placed(row, root, {}, areas, sheets)._replace(role=MemberRole.SYSTEM.value)
        for row in rows
    ]


def _placed(row: Member, root: str, covering: Mapping[str, Member], areas: Mapping[str, str], sheets: Sheets) -> Member:
    by = _holder(row, root, covering)
    sheet, upload, reading = sheets.get(row.submission, (None, None, None)) if row.is_approved else (None, None, None)
    return row._replace(
        role=_role(row, root, covering, by),
        covered_by=by.submission if by else None,
        area=areas.get(f"{root}{row.path.removeprefix(root).split('/', 1)[0]}/", ""),
        sheet=sheet,
        upload=upload,
        reading=reading,
    )


def reach_of(row: Member) -> str:
    """The path of the area an approved 全域 report speaks for; "" where it speaks only for itself.

    A government's report is of what lies below it; one of its office (办公厅、办公室) is of the
    same area, where the office files for the government. A department's is never of others, but
    where it leads a vertical system: then it is of what lies below it.
    """
    if row.scope != Scope.AREA or not row.is_approved:
        return ""
    if row.kind in GOVERNMENTS or row.system is not None:
        return row.path
    if row.kind == Kind.OFFICE and row.path.count("/") > 2:
        return row.path.rstrip("/").rsplit("/", 1)[0] + "/"
    return ""


def _covering(rows: Iterable[Member]) -> dict[str, Member]:
    """By the path of the area: the report that speaks for it, the government's own before its office's."""
    found: dict[str, Member] = {}
    for row in rows:
        reach = reach_of(row)
        if reach and (reach not in found or row.kind in GOVERNMENTS):
            found[reach] = row
    return found


def _holder(row: Member, root: str, covering: Mapping[str, Member]) -> Member | None:
    """The highest report below the root's own that holds what this one says; None where none does.

    The root's own 全域 report is what the sum is compared with: it takes nobody out of it, but an
    office that files the same area a second time.
    """
    path = root
    for part in row.path.removeprefix(root).strip("/").split("/"):
        path = f"{path}{part}/" if part else path
        holder = covering.get(path)
        if holder is not None and holder.submission != row.submission and path != root:
            return holder
    holder = covering.get(root)
    if holder is not None and holder.submission != row.submission and reach_of(row) == root:
        return holder
    return None


def _role(row: Member, root: str, covering: Mapping[str, Member], by: Member | None) -> str:
    if row.state in WITHOUT:
        return WITHOUT[State(row.state)].value
    if not row.is_approved:
        # The whole area's own report, once there, is compared with the sum: without it nothing is missing in it.
        is_own = row.path == root and (row.kind in GOVERNMENTS or row.system) and row.scope == Scope.AREA
        return MemberRole.OWN.value if is_own else MemberRole.MISSING.value
    own = covering.get(root)
    if own is not None and own.submission == row.submission:
        return MemberRole.OWN.value
    return MemberRole.COVERED.value if by else MemberRole.ADDED.value
