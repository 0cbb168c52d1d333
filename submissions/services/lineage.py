"""Where an agency comes from: entered by the office, followed by the rules across years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from submissions.access import may_administer
from submissions.language import of_record
from submissions.models import Agency, AgencyLineage, LineageKind, User
from submissions.services import stale
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.events import note

FIRST_YEAR = 2019


def add(
    actor: User, predecessor: Agency, successor: Agency, kind: str, year: int, remark: str,
    on: date | None = None, *, ip: str = "",
) -> AgencyLineage:  # fmt: skip
    """Notes that ``successor`` continues ``predecessor`` from the reports of ``year`` on.

    ``on`` is the day, ``remark`` the reason or its document.
    """
    for agency in (predecessor, successor):
        if not (answer := may_administer(actor, agency)):
            raise NotAllowed(answer.why)
    if kind not in LineageKind.values:
        raise Refused(_("请选择更名、合并或分设。"))
    if year <= FIRST_YEAR:
        raise Refused(_("生效年度应在%(year)s年之后。") % {"year": FIRST_YEAR})
    if on is not None and on.year not in (year - 1, year):
        raise Refused(_("生效日期应在%(before)s年或%(year)s年。") % {"before": year - 1, "year": year})
    if predecessor.pk == successor.pk:
        raise Refused(_("原机关和现机关不能是同一个。只改名称的，直接修改机关的全称，并把原名写入“其他名称”。"))
    if _comes_from(successor, predecessor, year):
        raise Refused(_("%(successor)s已登记为%(predecessor)s的来源，不能互为来源。") % _names(successor, predecessor))
    why = required(remark)
    try:
        with transaction.atomic():
            row = AgencyLineage.objects.create(
                predecessor=predecessor, successor=successor, kind=kind, year=year, on=on, remark=why
            )
            note("lineage_added", actor, agency=successor, text=f"{_record(row)}：{why}", ip=ip)
            stale.after_lineage(row)
    except IntegrityError as error:
        raise Refused(_("这一条沿革已经登记过。")) from error
    return row


@of_record()
def _record(row: AgencyLineage) -> str:
    return str(row)


def _names(successor: Agency, predecessor: Agency) -> dict[str, str]:
    return {"successor": successor.name, "predecessor": predecessor.name}


def _comes_from(origin: Agency, agency: Agency, year: int) -> bool:
    """Whether ``agency`` already comes, in the same year, from ``origin``."""
    rows = AgencyLineage.objects.filter(year=year).values_list("successor_id", "predecessor_id")
    origins: dict[int, set[int]] = {}
    for successor, predecessor in rows:
        origins.setdefault(successor, set()).add(predecessor)
    seen, waiting = set[int](), [agency.pk]
    while waiting:
        current = waiting.pop()
        if current == origin.pk:
            return True
        if current not in seen:
            seen.add(current)
            waiting += origins.get(current, ())
    return False


def remove(actor: User, row: AgencyLineage, reason: str, *, ip: str = "") -> None:
    """Takes an entry back; entering it again is the opposite."""
    for agency in (row.predecessor, row.successor):
        if not (answer := may_administer(actor, agency)):
            raise NotAllowed(answer.why)
    why = required(reason)
    with transaction.atomic():
        note("lineage_removed", actor, agency=row.successor, text=f"{_record(row)}：{why}", ip=ip)
        stale.after_lineage(row)
        row.delete()


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose reports of the year before are an agency's own.

    ``agency_ids`` are those agencies, ``words`` tells how they became this one, ``obstacle`` why
    their figures are not its own (a split).
    """

    agency_ids: tuple[int, ...]
    words: str = ""
    obstacle: str = ""


def origin_of(agency: Agency, year: int) -> Origin:
    """Follows renamings and mergers of ``year`` back to the agencies that reported the year before. One query."""
    rows = list(AgencyLineage.objects.filter(year=year).select_related("predecessor", "successor"))
    mine = [row for row in rows if row.successor_id == agency.pk]
    divided = [
        row for row in rows if row.kind == LineageKind.SPLIT and agency.pk in (row.predecessor_id, row.successor_id)
    ]
    if divided:
        return Origin((), _split_words(divided, agency, year), _("上年数据不能按现在的机关分开"))
    if not mine:
        return Origin((agency.pk,))
    ids: list[int] = []
    for row in mine:
        before = origin_of_rows(row.predecessor_id, rows, {agency.pk})
        if before is None:
            return Origin((), _words(mine, agency, year), _("上年数据不能按现在的机关分开"))
        ids += before
    if _took_in(mine, agency, year):
        ids.append(agency.pk)
    return Origin(tuple(dict.fromkeys(ids)), _words(mine, agency, year))


def origin_of_rows(agency_id: int, rows: list[AgencyLineage], seen: set[int]) -> list[int] | None:
    """Agencies renamed twice in a year; None behind a split."""
    if any(row.kind == LineageKind.SPLIT and row.successor_id == agency_id for row in rows):
        return None
    mine = [row for row in rows if row.successor_id == agency_id and row.predecessor_id not in seen]
    found: list[int] = []
    for row in mine:
        before = origin_of_rows(row.predecessor_id, rows, seen | {agency_id})
        if before is None:
            return None
        found += before
    return found or [agency_id]


def _took_in(mine: list[AgencyLineage], agency: Agency, year: int) -> bool:
    """Another agency was merged into this one, which reported the year before too."""
    merged = any(row.kind == LineageKind.MERGED for row in mine)
    return merged and agency.submissions.filter(cycle__year=year - 1).exists()


@of_record()
def _words(mine: list[AgencyLineage], agency: Agency, year: int) -> str:
    names = "、".join(row.predecessor.name for row in mine)
    merged = any(row.kind == LineageKind.MERGED for row in mine)
    how = _("%(year)s年由%(names)s合并为%(agency)s") if merged else _("%(year)s年由%(names)s更名为%(agency)s")
    return how % {"year": year, "names": names, "agency": agency.name}


@of_record()
def _split_words(rows: list[AgencyLineage], agency: Agency, year: int) -> str:
    names = "、".join(dict.fromkeys(row.predecessor.name for row in rows))
    into = "、".join(dict.fromkeys(row.successor.name for row in rows))
    return _("%(year)s年%(names)s分设为%(into)s") % {"year": year, "names": names, "into": into}
