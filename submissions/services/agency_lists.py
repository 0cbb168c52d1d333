"""The list of agencies: shown before it is written, written whole and as shown, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from submissions.access import agencies_of
from submissions.language import of_record
from submissions.models import Agency, AgencyLineage, User, VerticalSystem
from submissions.services import stale
from submissions.services.agency_columns import COLUMNS, HEADINGS, REQUIRED, Entry, Known, entry_words
from submissions.services.agency_plan import Change, ListPlan, known_agencies, preview
from submissions.services.cycles import enrol_in_open_cycle, spread_in_open_cycle
from submissions.services.errors import Refused
from submissions.services.events import note, note_each
from submissions.services.holds import in_order
from submissions.services.levels import stop_first_reviews
from submissions.services.sheets import ImportRefused, RowError
from submissions.states import Role

__all__ = ["HEADINGS", "REQUIRED", "ListPlan", "import_rows", "listed", "preview"]

CHUNK: Final = 400
PLAIN: Final = ("name", "kind", "contact_name", "contact_phone", "position", "is_active", "reviews_first")
"""Fields that are kept as the list says them."""
WRITTEN: Final = (*PLAIN, "aliases", "parent_id", "system_id")


class Outdated(Refused):
    """The agencies are not what they were when the list was shown. ``plan`` is what it would do now."""

    def __init__(self, plan: ListPlan) -> None:
        self.plan = plan
        super().__init__(_("预览之后机关有了变化，还没有导入。请核对新的预览再确认。"))


class NoReason(Refused):
    """Something in the list needs a reason, and there is none."""

    def __init__(self, plan: ListPlan) -> None:
        self.plan = plan
        super().__init__(_("名单停用、重新启用机关或者改动沿革，请写明理由，理由会记入操作记录。还没有导入。"))


def listed(actor: User) -> list[list[str]]:
    """Everything this person administers, a row an agency, as ``preview`` reads it back without a change."""
    with of_record():
        rows = known_agencies(agencies_of(actor, Role.OFFICE)).values()
        return [[column.shown(getattr(known, column.key)) for column in COLUMNS] for known in rows]


def note_export(actor: User, number: int, *, ip: str = "") -> None:
    """Remembers that the list, with whom to call, left the portal."""
    with of_record():
        note("agencies_exported", actor, text=_("%(n)s 个机关") % {"n": number}, ip=ip)


def import_rows(actor: User, data: bytes, reason: str = "", *, seen: str = "", ip: str = "") -> ListPlan:
    """Writes what ``preview`` showed, or nothing. ``seen`` is the digest of the plan the person agreed to, ``reason``
    that of all in it that needs one.

    Raises ImportRefused where the list is wrong, NoReason, and Outdated where it would now do something else.
    """
    try:
        with transaction.atomic():
            # Held until the end: what was compared is what is written over.
            in_order(agencies_of(actor, Role.OFFICE))
            plan = preview(actor, data)
            if plan.errors:
                raise ImportRefused(plan.errors)
            if seen and plan.digest != seen:
                raise Outdated(plan)
            if not plan.rows:
                words = _("表中的内容与现有机关相同，没有要改的。") if plan.unchanged else _("表中没有可导入的行。")
                raise ImportRefused([RowError(0, words)])
            if plan.needs_reason and not reason.strip():
                raise NoReason(plan)
            _write(plan.rows)
            _tell(actor, plan, reason.strip(), ip)
    except IntegrityError as error:
        raise ImportRefused([RowError(0, _("导入时另有人新增了相同代码的机关，没有导入。请重新预览。"))]) from error
    return plan


def _write(changes: Sequence[Change]) -> None:
    systems = dict(VerticalSystem.objects.values_list("name", "pk"))
    ids = dict(Agency.objects.order_by().values_list("code", "pk"))
    for batch in _parents_first([change for change in changes if change.is_new]):
        made = [_agency(change.after, ids, systems) for change in batch]
        for agency in Agency.objects.bulk_create(made, batch_size=CHUNK):
            ids[agency.code] = agency.pk
    touched = [change for change in changes if not change.is_new and change.keys != {"lineage"}]
    Agency.objects.bulk_create(
        [_agency(change.after, ids, systems) for change in touched],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(WRITTEN),
    )
    plant()
    if any("parent" in change.keys for change in touched):
        replant()
    _trace(changes, ids)
    enrol_in_open_cycle()
    if any(change.keys & {"parent", "kind", "system"} for change in touched):
        spread_in_open_cycle("/")
    stopped = [c.code for c in touched if c.before and c.before.reviews_first and not c.after.reviews_first]
    for agency in Agency.objects.filter(code__in=stopped):
        stop_first_reviews(agency)


def _parents_first(new: Sequence[Change]) -> Iterable[list[Change]]:
    """New agencies by how many new ones stand above them: a row needs its parent's key."""
    waiting = {change.code: change for change in new}
    while waiting:
        ready = [change for change in waiting.values() if change.after.parent not in waiting]
        for change in ready:
            del waiting[change.code]
        yield ready


def _agency(known: Known, ids: dict[str, int], systems: dict[str, int]) -> Agency:
    """The row to write. Its path is brought up to date afterwards, for all together."""
    return Agency(
        pk=known.pk,
        code=known.code,
        parent_id=ids.get(known.parent),
        system_id=systems.get(known.system),
        aliases=list(known.aliases),
        **{name: getattr(known, name) for name in PLAIN},
    )


def plant() -> None:
    """Gives new agencies their paths, from above: one statement a level."""
    above = Agency.objects.filter(pk=OuterRef("parent_id"))
    own = Concat(Cast("pk", CharField()), Value("/"))
    waiting = Agency.objects.filter(path="", parent__in=Agency.objects.exclude(path=""))
    while waiting.update(
        path=Concat(Subquery(above.values("path")), own), path_depth=Subquery(above.values("path_depth")) + 1
    ):
        pass


def replant() -> int:
    """Brings the paths of all agencies in line with their parents; how many were not. One look, and what changed."""
    rows = {pk: (parent, path) for pk, parent, path in Agency.objects.order_by().values_list("pk", "parent_id", "path")}
    paths: dict[int, str] = {}

    def path_of(pk: int) -> str:
        above, at = [], pk
        while at not in paths:
            above.append(at)
            parent = rows[at][0]
            if parent is None:
                break
            at = parent
        for each in reversed(above):
            parent = rows[each][0]
            paths[each] = f"{paths[parent] if parent is not None else '/'}{each}/"
        return paths[pk]

    moved = [Agency(pk=pk, path=path_of(pk), path_depth=path_of(pk).count("/") - 1) for pk in rows]
    moved = [agency for agency in moved if agency.path != rows[agency.pk][1]]
    Agency.objects.bulk_update(moved, ["path", "path_depth"], batch_size=CHUNK)
    return len(moved)


def _trace(changes: Iterable[Change], ids: dict[str, int]) -> None:
    """Lineage that is gone from the list and lineage that is new in it; what rests on it is judged again."""
    for change in changes:
        if "lineage" not in change.keys:
            continue
        before = set(change.before.lineage) if change.before else set[Entry]()
        after = set(change.after.lineage)
        for entry in before - after:
            _forget(ids[change.code], entry)
        for entry in sorted(after - before, key=entry_words):
            row = AgencyLineage.objects.create(
                predecessor_id=ids[entry.code],
                successor_id=ids[change.code],
                kind=entry.kind,
                year=entry.year,
                on=entry.on,
                remark=entry.remark,
            )
            stale.after_lineage(row)


def _forget(successor: int, entry: Entry) -> None:
    for row in AgencyLineage.objects.filter(
        successor=successor, predecessor__code=entry.code, year=entry.year, kind=entry.kind
    ):
        stale.after_lineage(row)
        row.delete()


def _tell(actor: User, plan: ListPlan, reason: str, ip: str) -> None:
    """One event for the import, and one for each agency with what changed, and why where that needs a reason."""
    with of_record():
        counts = "、".join(f"{words} {number}" for words, number in plan.counts)
        text = _("%(n)s 个机关：%(counts)s") % {"n": len(plan.rows), "counts": counts}
        note("agencies_imported", actor, text=text, ip=ip)
        pks = dict(
            Agency.objects.filter(code__in=[change.code for change in plan.rows]).values_list("code", "pk")
            if len(plan.rows) <= CHUNK
            else Agency.objects.order_by().values_list("code", "pk")
        )
        told = [(pks[change.code], record_of(change, reason)) for change in plan.rows]
        note_each("agency_saved", actor, told, ip=ip)


def record_of(change: Change, reason: str) -> str:
    """What changed, and why where that needs a reason, for the history of the agency."""
    why = _("（理由：%(why)s）") % {"why": reason} if change.needs_reason else ""
    if change.is_new:
        return _("名单导入：新增 %(code)s %(name)s") % {"code": change.code, "name": change.after.name} + why
    told = "；".join(f"{cell.heading} {cell.old or '—'} → {cell.new or '—'}" for cell in change.cells)
    return _("名单导入：%(told)s") % {"told": told} + why
