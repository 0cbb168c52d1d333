"""The tree of agencies: changed one by one, or brought in from a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from submissions.access import agencies_of, may_administer
from submissions.language import of_record, recorded
from submissions.models import Agency, Kind, User
from submissions.services.cycles import enrol_in_open_cycle, spread_in_open_cycle
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.levels import stop_first_reviews
from submissions.services.sheets import ImportRefused, Preview, Row, RowError, SheetError, read_rows
from submissions.states import Role

HEADINGS: Final[Mapping[str, str]] = {
    "代码": "code",
    "名称": "name",
    "类别": "kind",
    "上级代码": "parent",
    "联系人": "contact_name",
    "电话": "contact_phone",
    "其他名称": "aliases",
}
REQUIRED: Final = ("code", "name", "kind", "parent")
LIMITS: Final = {"code": 40, "name": 120, "contact_name": 60, "contact_phone": 60}
KINDS: Final[Mapping[str, Kind]] = {recorded(kind.label): kind for kind in Kind} | {kind.value: kind for kind in Kind}


def save(actor: User, agency: Agency, *, ip: str = "") -> Agency:
    """Keeps a new or changed agency. It and its parent must be in the subtree the actor administers."""
    before = Agency.objects.filter(pk=agency.pk).first() if agency.pk else None
    moved = before is None or before.parent_id != agency.parent_id
    for asked in filter(None, (before, agency.parent if moved else None)):
        if not (answer := may_administer(actor, asked)):
            raise NotAllowed(answer.why)
    if moved and agency.parent is None:
        raise Refused(_("请选择上级机关。"))
    with transaction.atomic():
        try:
            agency.save()
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        enrol_in_open_cycle()
        if before and (moved or (before.kind, before.system_id) != (agency.kind, agency.system_id)):
            spread_in_open_cycle(agency.path)
        if before and before.reviews_first and not agency.reviews_first:
            stop_first_reviews(agency)
        levels = _first_review_words(before, agency)
        note("agency_saved", actor, agency=agency, text=f"{agency.code} {agency.name}{levels}", ip=ip)
    return agency


@of_record()
def _first_review_words(before: Agency | None, agency: Agency) -> str:
    """A change of who reviews first is said in the history; nothing else is."""
    if agency.reviews_first == (before is not None and before.reviews_first):
        return ""
    return _("（开始先行初审）") if agency.reviews_first else _("（停止先行初审）")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency as the list gives it. ``agency`` is the one that would be changed, None for a new one."""

    number: int
    code: str
    name: str
    kind: Kind
    parent_code: str
    contact_name: str
    contact_phone: str
    aliases: tuple[str, ...]
    agency: Agency | None = None

    @property
    def is_new(self) -> bool:
        return self.agency is None


def preview(actor: User, data: bytes) -> Preview[AgencyRow]:
    """What importing this CSV or XLSX would do, and everything that is wrong with it."""
    if not (answer := may_administer(actor)):
        raise NotAllowed(answer.why)
    try:
        rows = read_rows(data, HEADINGS, REQUIRED)
    except SheetError as error:
        return Preview([], [RowError(0, str(error))])
    mine = {agency.code: agency for agency in agencies_of(actor, Role.OFFICE).select_related("parent")}
    taken = set(Agency.objects.values_list("code", flat=True)) - set(mine)
    errors: list[RowError] = []
    found: dict[str, AgencyRow] = {}
    for row in rows:
        wrong = _faults(row, mine, taken, found)
        errors += [RowError(row.number, message) for message in wrong]
        if not wrong:
            found[row["code"]] = _row(row, mine)
    errors += _lost(found, rows, mine)
    return Preview(list(found.values()), sorted(errors, key=lambda error: error.row))


def _faults(row: Row, mine: Mapping[str, Agency], taken: set[str], found: Mapping[str, AgencyRow]) -> list[str]:
    """What one row has wrong by itself."""
    code, faults = row["code"], []
    faults += [
        _("“%(column)s”不能为空。") % {"column": word} for word, key in HEADINGS.items() if _is_lacking(row, key)
    ]
    if code in found:
        faults.append(_("代码“%(code)s”与第 %(row)s 行重复。") % {"code": code, "row": found[code].number})
    if code in taken:
        faults.append(_("代码“%(code)s”属于您管理范围之外的机关。") % {"code": code})
    if row["kind"] and row["kind"] not in KINDS:
        known = "、".join(recorded(kind.label) for kind in Kind)
        faults.append(_("类别“%(kind)s”不存在，可用：%(known)s。") % {"kind": row["kind"], "known": known})
    if code and code not in mine and not row["parent"]:
        faults.append(_("新机关须填写上级代码。"))
    for word, key in HEADINGS.items():
        if key in LIMITS and len(row[key]) > LIMITS[key]:
            faults.append(_("“%(column)s”超过 %(n)s 个字。") % {"column": word, "n": LIMITS[key]})
    return faults


def _is_lacking(row: Row, key: str) -> bool:
    return key in ("code", "name", "kind") and not row[key]


def _row(row: Row, mine: Mapping[str, Agency]) -> AgencyRow:
    known, kept = mine.get(row["code"]), row.values

    def given(key: str) -> str:
        """A column the list does not have leaves what is known."""
        return kept[key] if key in kept else str(getattr(known, key, ""))

    aliases = tuple(a.strip() for a in row["aliases"].replace("；", "、").replace(";", "、").split("、") if a.strip())
    return AgencyRow(
        number=row.number,
        code=row["code"],
        name=row["name"],
        kind=KINDS[row["kind"]],
        parent_code=row["parent"],
        contact_name=given("contact_name"),
        contact_phone=given("contact_phone"),
        aliases=aliases if "aliases" in kept or known is None else tuple(map(str, known.aliases)),
        agency=known,
    )


def _lost(found: Mapping[str, AgencyRow], rows: list[Row], mine: Mapping[str, Agency]) -> list[RowError]:
    """Rows whose parent is nowhere, or which stand below themselves."""
    listed = {row["code"] for row in rows}
    errors = []
    for row in found.values():
        parent = row.parent_code
        if parent and parent not in listed and parent not in mine:
            errors.append(RowError(row.number, _("上级代码“%(code)s”不存在或不在您的管理范围内。") % {"code": parent}))
        elif _is_below_itself(row, found, mine):
            errors.append(RowError(row.number, _("上级不能是本机关或其下级。")))
    return errors


def _is_below_itself(row: AgencyRow, found: Mapping[str, AgencyRow], mine: Mapping[str, Agency]) -> bool:
    seen, code = {row.code}, row.parent_code
    while code:
        if code in seen:
            return code == row.code
        seen.add(code)
        code = _parent_code(code, found, mine)
    return False


def _parent_code(code: str, found: Mapping[str, AgencyRow], mine: Mapping[str, Agency]) -> str:
    if code in found and found[code].parent_code:
        return found[code].parent_code
    agency = mine.get(code)
    return agency.parent.code if agency and agency.parent else ""


def import_rows(actor: User, data: bytes, *, ip: str = "") -> Preview[AgencyRow]:
    """Writes the whole list, or raises ImportRefused and writes nothing."""
    with transaction.atomic():
        plan = preview(actor, data)
        if not plan.ok:
            raise ImportRefused(plan.errors or [RowError(0, _("表中没有可导入的行。"))])
        waiting = {row.code: row for row in plan.rows}
        while waiting:
            # Parents first: a row waits while its parent is still to be written.
            ready = [row for row in waiting.values() if row.parent_code not in waiting]
            for row in ready:
                _write(waiting.pop(row.code))
        enrol_in_open_cycle()
        with of_record():
            note("agencies_imported", actor, text=_("%(n)s 个机关") % {"n": len(plan.rows)}, ip=ip)
    return plan


def _write(row: AgencyRow) -> None:
    agency = row.agency or Agency(code=row.code, position=row.number)
    if row.parent_code:
        agency.parent = Agency.objects.get(code=row.parent_code)
    agency.name, agency.kind, agency.aliases = row.name, row.kind, list(row.aliases)
    agency.contact_name, agency.contact_phone = row.contact_name, row.contact_phone
    agency.save()
