"""Which day a report is due: by the cycle, the kind of the agency, and the notices of the offices above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import may_administer, may_run_cycles
from submissions.language import of_record
from submissions.models import Agency, Cycle, Kind, LocalDeadline, Submission, User, VerticalSystem, default_due
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.holds import in_order

CHUNK: Final = 500
"""Primary keys in one statement; SQLite takes a thousand."""


class Like(NamedTuple):
    """All an agency's day depends on."""

    path: str
    kind: str
    system: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One LocalDeadline, kept or only thought of: the opening of a year is shown before it is made."""

    agency: int
    kind: str
    system: int | None
    due_on: date
    basis: str = ""

    def fits(self, like: Like) -> bool:
        return self.kind in ("", like.kind) and self.system in (None, like.system)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All days of one year, to be asked for any number of agencies."""

    year: int
    by_kind: Mapping[str, date]
    notices: Mapping[int, Sequence[Notice]]

    def due(self, like: Like) -> date:
        """The day of the nearest notice above, or of the kind.

        A vertical system's day goes before a place's, a nearer office's before a higher one's, and one for a kind
        before one for all.
        """
        found: tuple[tuple[bool, int, bool], date] | None = None
        for depth, part in enumerate(like.path.strip("/").split("/")):
            for notice in self.notices.get(int(part or 0), ()):
                rank = (notice.system is not None, depth, bool(notice.kind))
                if notice.fits(like) and (found is None or rank > found[0]):
                    found = rank, notice.due_on
        return found[1] if found else self.by_kind.get(like.kind) or default_due(like.kind, self.year)


def gathered(year: int, by_kind: Mapping[str, date], notices: Iterable[Notice]) -> Deadlines:
    below: dict[int, list[Notice]] = defaultdict(list)
    for each in notices:
        below[each.agency].append(each)
    return Deadlines(year, by_kind, below)


def notices_of(cycle: Cycle) -> list[Notice]:
    rows = cycle.local_deadlines.order_by("pk")
    return [Notice(*row) for row in rows.values_list("agency_id", "kind", "system_id", "due_on", "basis")]


def deadlines_of(cycle: Cycle) -> Deadlines:
    """Two queries."""
    by_kind = dict(cycle.deadlines.values_list("kind", "due_on"))
    return gathered(cycle.year, by_kind, notices_of(cycle))


def regular_due(submission: Submission) -> date:
    """The deadline of its like, whatever extension it has."""
    agency = submission.agency
    return deadlines_of(submission.cycle).due(Like(agency.path, agency.kind, agency.system_id))


def spread(cycle: Cycle, below: str = "/") -> int:
    """Brings the days of all below this path up to date, but of those with more time. How many moved."""
    days, wanted = deadlines_of(cycle), defaultdict[date, list[int]](list)
    owed = Submission.objects.filter(cycle=cycle, extended_from=None, agency__path__startswith=below)
    rows = owed.order_by()
    columns = ("pk", "due_on", "agency__path", "agency__kind", "agency__system_id")
    for pk, due_on, path, kind, system in rows.values_list(*columns):
        right = days.due(Like(path, kind, system))
        if right != due_on:
            wanted[right].append(pk)
    moving = sorted(pk for ids in wanted.values() for pk in ids)
    for start in range(0, len(moving), CHUNK):
        in_order(Submission.objects.filter(pk__in=moving[start : start + CHUNK]))
    for day, ids in wanted.items():
        for start in range(0, len(ids), CHUNK):
            Submission.objects.filter(pk__in=ids[start : start + CHUNK]).update(due_on=day, updated=timezone.now())
    return len(moving)


def set_notice(
    actor: User, cycle: Cycle, agency: Agency, kind: str, system: VerticalSystem | None, due_on: date, basis: str = "",
    *, ip: str = "",
) -> int:  # fmt: skip
    """An office sets the day for its own area, or for one kind or vertical system in it. How many moved."""
    _permit(actor, agency)
    if kind and kind not in Kind.values:
        raise Refused(_("没有这个机关类别。"))
    if due_on.year <= cycle.year:
        raise Refused(_("截止日期应在%(year)s年之后。") % {"year": cycle.year})
    _not_after_the_law(actor, cycle, kind, due_on)
    with transaction.atomic():
        kept = {"due_on": due_on, "basis": basis.strip(), "by": actor, "at": timezone.now()}
        row, _new = LocalDeadline.objects.update_or_create(
            cycle=cycle, agency=agency, kind=kind, system=system, defaults=kept
        )
        moved = spread(cycle, agency.path)
        with of_record():
            note(
                "local_deadline",
                actor,
                agency=agency,
                text=f"{cycle}：{row}",
                ip=ip,
            )
    return moved


def remove_notice(actor: User, row: LocalDeadline, *, ip: str = "") -> int:
    """The day of the level above counts again. How many moved."""
    _permit(actor, row.agency)
    with transaction.atomic():
        with of_record():
            text = _("%(cycle)s：取消 %(row)s") % {"cycle": row.cycle, "row": row}
        note("local_deadline", actor, agency=row.agency, text=text, ip=ip)
        row.delete()
        return spread(row.cycle, row.agency.path)


def _permit(actor: User, agency: Agency) -> None:
    if not (answer := may_administer(actor, agency)):
        raise NotAllowed(answer.why)


def _not_after_the_law(actor: User, cycle: Cycle, kind: str, due_on: date) -> None:
    """条例第四十九条 sets the last day of governments and departments: from below it is only made earlier.

    Who runs the year may set any day, and townships have none by law.
    """
    if kind == Kind.TOWNSHIP or may_run_cycles(actor):
        return
    set_days = dict(cycle.deadlines.values_list("kind", "due_on"))
    for each in [kind] if kind else [one for one in Kind.values if one != Kind.TOWNSHIP]:
        last = set_days.get(each) or default_due(each, cycle.year)
        if due_on > last:
            told = {"kind": Kind(each).label, "last": last}
            raise Refused(
                _("%(kind)s的截止日期是 %(last)s，本地只能提前，不能推后；个别单位确需推后的，请单独延期。") % told
            )
