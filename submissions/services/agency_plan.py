"""What a list of agencies would change: every field of every agency, old and new, and everything wrong with it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.access import agencies_of, may_administer
from submissions.models import Agency, AgencyLineage, User, VerticalSystem
from submissions.services.agency_columns import (
    BY_KEY,
    COLUMNS,
    HEADINGS,
    REQUIRED,
    Draft,
    Entry,
    Known,
    entry_words,
    read_row,
)
from submissions.services.errors import NotAllowed
from submissions.services.sheets import Row, RowError, SheetError, half_width, read_rows
from submissions.states import Role, Words

FIRST_YEAR: Final = 2019
NEW, RENAMED, MOVED, STOPPED, STARTED, OTHER = "new", "renamed", "moved", "stopped", "started", "other"
SORT_WORDS: Final[Mapping[str, Words]] = {
    NEW: gettext_lazy("新增"),
    RENAMED: gettext_lazy("更名"),
    MOVED: gettext_lazy("移动"),
    STOPPED: gettext_lazy("停用"),
    STARTED: gettext_lazy("重新启用"),
    OTHER: gettext_lazy("修改"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell that would change, as it is printed."""

    key: str
    old: str
    new: str

    @property
    def heading(self) -> str:
        return BY_KEY[self.key].heading


@dataclass(frozen=True, slots=True)
class Change:
    """One agency that would change. ``before`` is None for a new one; ``warnings`` are what else to think of."""

    number: int
    before: Known | None
    after: Known
    cells: tuple[FieldChange, ...]
    warnings: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.after.code

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(cell.key for cell in self.cells)

    @property
    def sorts(self) -> tuple[str, ...]:
        """What is done to it, the weightiest first."""
        if self.before is None:
            return (NEW,)
        found = [RENAMED] if "name" in self.keys else []
        found += [MOVED] if "parent" in self.keys else []
        if "is_active" in self.keys:
            found.append(STARTED if self.after.is_active else STOPPED)
        return tuple(found) or (OTHER,)

    @property
    def needs_reason(self) -> bool:
        """Whether it does what is done one by one only with a reason: closing or opening an agency again, taking
        lineage back, and entering lineage that names no reason of its own."""
        before = set(self.before.lineage) if self.before else set[Entry]()
        after = set(self.after.lineage)
        silent = any(not entry.remark for entry in after - before)
        return silent or bool(before - after) or not {STOPPED, STARTED}.isdisjoint(self.sorts)

    @property
    def sort_words(self) -> str:
        return "、".join(str(SORT_WORDS[sort]) for sort in self.sorts)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """All that would change, in the order of the sheet; with any error nothing is written."""

    rows: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unchanged: int = 0

    @property
    def ok(self) -> bool:
        return bool(self.rows) and not self.errors

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many agencies of each sort; one may be of two."""
        found = Counter(sort for change in self.rows for sort in change.sorts)
        return [(str(words), found[sort]) for sort, words in SORT_WORDS.items() if found[sort]]

    @property
    def needs_reason(self) -> bool:
        return any(change.needs_reason for change in self.rows)

    @property
    def digest(self) -> str:
        """Another one whenever anything that was shown would come out otherwise."""
        told = repr([(change.number, change.before, change.after) for change in self.rows])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def preview(actor: User, data: bytes) -> ListPlan:
    """What importing this CSV or XLSX would do. Five queries, however many agencies."""
    if not (answer := may_administer(actor)):
        raise NotAllowed(answer.why)
    try:
        rows = read_rows(data, HEADINGS, REQUIRED)
    except SheetError as error:
        return ListPlan(errors=[RowError(0, str(error))])
    mine = known_agencies(agencies_of(actor, Role.OFFICE))
    taken = set(Agency.objects.order_by().values_list("code", flat=True)) - set(mine)
    systems = set(VerticalSystem.objects.values_list("name", flat=True))
    drafts: dict[str, Draft] = {}
    errors: list[RowError] = []
    rows = [_typed(row, {*mine, *taken}) for row in rows]
    for row in rows:
        draft = read_row(row.number, row.values, mine.get(row["code"]))
        faults = [*draft.faults, *_faults(draft, mine, taken, systems, drafts)]
        errors += [RowError(row.number, fault) for fault in faults]
        if not faults:
            drafts[row["code"]] = draft
    errors += _lost(drafts, {row["code"] for row in rows}, mine)
    if errors:
        return ListPlan(errors=sorted(errors, key=lambda error: error.row))
    changes = [_change(draft, mine.get(code)) for code, draft in drafts.items()]
    changed = [change for change in changes if change.cells]
    return ListPlan(_warned(changed, mine), unchanged=len(changes) - len(changed))


def _typed(row: Row, known: Set[str]) -> Row:
    """Codes typed in full-width digits are those in half-width, but for one that stands so on the list."""
    codes = {key: row[key] for key in ("code", "parent") if row[key] and row[key] not in known}
    return replace(row, values={**row.values, **{key: half_width(code) for key, code in codes.items()}})


def known_agencies(agencies: Any) -> dict[str, Known]:
    """These agencies by code, in the order of the tree. Two queries."""
    columns = (
        *("pk", "code", "name", "kind", "parent__code", "system__name", "contact_name", "contact_phone", "aliases"),
        *("position", "is_active", "reviews_first"),
    )
    rows = list(agencies.order_by("path_depth", "position", "code").values_list(*columns))
    entries: dict[int, list[Entry]] = defaultdict(list)
    told = ("successor_id", "year", "kind", "predecessor__code", "on", "remark")
    for successor, *entry in AgencyLineage.objects.order_by().values_list(*told):
        entries[successor].append(Entry(*entry))
    names = [each.name for each in fields(Known)]
    found = {}
    for row in rows:
        said: dict[str, Any] = dict(zip(names, row, strict=False))
        said |= {"parent": said["parent"] or "", "system": said["system"] or ""}
        said["aliases"] = tuple(str(alias) for alias in said["aliases"])
        said["lineage"] = tuple(sorted(entries.get(row[0], ()), key=entry_words))
        found[said["code"]] = Known(**said)
    return found


def _faults(
    draft: Draft, mine: Mapping[str, Known], taken: set[str], systems: set[str], drafts: Mapping[str, Draft]
) -> list[str]:
    """What one row has wrong by itself, beside what its cells have."""
    values, faults = draft.values, list[str]()
    code, known = values["code"], mine.get(values["code"])
    if code in drafts:
        faults.append(_("代码“%(code)s”与第 %(row)s 行重复。") % {"code": code, "row": drafts[code].number})
    if code in taken:
        faults.append(_("代码“%(code)s”属于您管理范围之外的机关。") % {"code": code})
    if code and known is None and not values["parent"]:
        faults.append(_("新机关须填写上级代码。"))
    if values["system"] and values["system"] not in systems:
        told = {"name": values["system"], "known": "、".join(sorted(systems))}
        faults.append(_("没有“%(name)s”系统，可用：%(known)s。") % told)
    before = set(known.lineage if known else ())
    for entry in sorted(set(values["lineage"]) - before, key=entry_words):
        faults += _entry_faults(entry, code)
    for entry in sorted(before - set(values["lineage"]), key=entry_words):
        if entry.code not in mine:
            told = {"line": entry_words(entry)}
            faults.append(_("沿革“%(line)s”的原机关不在您的管理范围内，不能删除。") % told)
    if len({(entry.year, entry.code) for entry in values["lineage"]}) < len(values["lineage"]):
        faults.append(_("同一年度、同一原机关的沿革只能写一条。"))
    return faults


def _entry_faults(entry: Entry, code: str) -> list[str]:
    line = entry_words(entry)
    if entry.year <= FIRST_YEAR:
        return [_("沿革“%(line)s”的生效年度应在%(year)s年之后。") % {"line": line, "year": FIRST_YEAR}]
    if entry.on and entry.on.year not in (entry.year - 1, entry.year):
        return [_("沿革“%(line)s”的生效日期应在生效年度或者它的前一年。") % {"line": line}]
    if entry.code == code:
        return [_("沿革“%(line)s”的原机关不能是本机关。") % {"line": line}]
    return []


def _lost(drafts: Mapping[str, Draft], listed: set[str], mine: Mapping[str, Known]) -> list[RowError]:
    """Rows whose parent or predecessor is nowhere, or which stand below or come from themselves."""
    errors = []
    parents = {code: known.parent for code, known in mine.items()}
    parents |= {code: draft.values["parent"] for code, draft in drafts.items()}
    for code, draft in drafts.items():
        parent, known = draft.values["parent"], mine.get(code)
        stays = known is not None and parent == known.parent
        if parent and not stays and parent not in listed and parent not in mine:
            told = _("上级代码“%(code)s”不存在或不在您的管理范围内。") % {"code": parent}
            errors.append(RowError(draft.number, told))
        elif not stays and _is_below_itself(code, parents):
            errors.append(RowError(draft.number, _("上级不能是本机关或其下级。")))
        for entry in set(draft.values["lineage"]) - set(known.lineage if known else ()):
            if entry.code not in listed and entry.code not in mine:
                told = _("沿革中的原机关“%(code)s”不存在或不在您的管理范围内。") % {"code": entry.code}
                errors.append(RowError(draft.number, told))
    return errors + _circles(drafts, mine)


def _is_below_itself(code: str, parents: Mapping[str, str]) -> bool:
    seen, above = {code}, parents.get(code, "")
    while above:
        if above in seen:
            return above == code
        seen.add(above)
        above = parents.get(above, "")
    return False


def _circles(drafts: Mapping[str, Draft], mine: Mapping[str, Known]) -> list[RowError]:
    """Agencies that would come, in one year, from one another."""
    entries = {code: known.lineage for code, known in mine.items()}
    entries |= {code: draft.values["lineage"] for code, draft in drafts.items()}
    origins = {(code, line.year): set[str]() for code, lines in entries.items() for line in lines}
    for code, lines in entries.items():
        for line in lines:
            origins[code, line.year].add(line.code)
    errors = []
    for code, draft in drafts.items():
        known = mine.get(code)
        for year in {line.year for line in set(draft.values["lineage"]) - set(known.lineage if known else ())}:
            if _reaches(code, code, year, origins):
                told = _("%(year)s年的沿革互为来源。") % {"year": year}
                errors.append(RowError(draft.number, told))
    return errors


def _reaches(code: str, start: str, year: int, origins: Mapping[tuple[str, int], set[str]]) -> bool:
    seen, waiting = set[str](), list(origins.get((start, year), ()))
    while waiting:
        at = waiting.pop()
        if at == code:
            return True
        if at not in seen:
            seen.add(at)
            waiting += origins.get((at, year), ())
    return False


def _change(draft: Draft, before: Known | None) -> Change:
    after = replace(before or Known(position=draft.number), **_given(draft, before))
    old = before or Known()
    cells = tuple(
        FieldChange(column.key, column.shown(getattr(old, column.key)) if before else "", column.shown(now))
        for column in COLUMNS
        if (now := getattr(after, column.key)) != getattr(old, column.key)
    )
    return Change(draft.number, before, after, cells)


def _given(draft: Draft, before: Known | None) -> dict[str, Any]:
    """A new agency without a place of its own stands where its row does."""
    keep = {each.name for each in fields(Known)} & set(draft.values)
    given = {key: draft.values[key] for key in keep}
    if before is None and not given["position"]:
        given["position"] = draft.number
    return given


def _warned(changes: Iterable[Change], mine: Mapping[str, Known]) -> list[Change]:
    """With what an office should think of before it agrees."""
    changed = list(changes)
    after = dict(mine) | {change.code: change.after for change in changed}
    active = [known for known in after.values() if known.is_active]
    below = Counter(known.parent for known in active)
    called: dict[tuple[str, str], list[str]] = defaultdict(list)
    for known in active:
        called[known.parent, known.name].append(known.code)
    return [replace(change, warnings=tuple(_warnings(change, below, called))) for change in changed]


def _warnings(
    change: Change, below: Mapping[str, int], called: Mapping[tuple[str, str], Sequence[str]]
) -> Iterator[str]:
    if STOPPED in change.sorts and below[change.code]:
        yield _("下级还有 %(n)s 个启用的机关。") % {"n": below[change.code]}
    others = [code for code in called.get((change.after.parent, change.after.name), ()) if code != change.code]
    if others and change.after.is_active and not {NEW, RENAMED, MOVED, STARTED}.isdisjoint(change.sorts):
        codes = {"codes": "、".join(others)}
        yield _("同一上级下还有同名的机关（代码 %(codes)s），请核对是不是同一个机关。") % codes
