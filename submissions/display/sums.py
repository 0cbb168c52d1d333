"""A yearly sum as its pages show it: the official tables, what a cell is made of, who has which part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parsing.editions import Edition
from parsing.report import Address, State
from submissions.display.cells import cell_label, number_text
from submissions.exports.compact import ABSENT, Fact
from submissions.exports.gathering import NO_TALLY, Addend, Gathering, Tally
from submissions.exports.members import Member
from submissions.models import Kind, MemberRole, Scope
from submissions.states import STATE_WORDS, Words
from submissions.states import State as Decision

SHOWS: Final[dict[str, Words]] = {
    "sum": gettext_lazy("合计"),
    "count": gettext_lazy("有数字的份数"),
    "own": gettext_lazy("全域报告"),
    "difference": gettext_lazy("差额"),
}
"""What the cells of the tables can hold."""

FACT_WORDS: Final[dict[str, Words]] = {
    State.NUMBER.value: gettext_lazy("数字"),
    State.BLANK.value: gettext_lazy("空白"),
    State.DASH.value: gettext_lazy("横线"),
    State.ILLEGIBLE.value: gettext_lazy("无法辨认"),
    ABSENT: gettext_lazy("无此单元格"),
}

UrlOf = Callable[[Address], str]


@dataclass(frozen=True, slots=True)
class SumCell:
    """One cell of a summed table. ``note`` says how many reports gave the number, where not all did."""

    address: str
    label: str
    text: str
    url: str
    note: str = ""
    css: str = ""

    @property
    def spoken(self) -> str:
        return "，".join(part for part in (self.label, self.text, self.note) if part)


@dataclass(frozen=True)
class ShownSum:
    """A sum ready for ``display.official.printed_tables``."""

    gathering: Gathering
    show: str
    url_of: UrlOf

    @property
    def edition(self) -> Edition:
        return self.gathering.edition

    def cell(self, address: Address) -> SumCell:
        tally = self.gathering.tallies.get(address, NO_TALLY)
        text, note, css = self._content(address, tally)
        return SumCell(str(address), cell_label(self.edition, address), text, self.url_of(address), note, css)

    def _content(self, address: Address, tally: Tally) -> tuple[str, str, str]:
        if self.show == "count":
            return str(tally.numbers), "", "" if tally.numbers else "cell-absent"
        if self.show == "own":
            return *fact_text(self.gathering.own_facts.get(address)), ""
        if self.show == "difference":
            value = self.gathering.difference(address)
            if value is None:
                return _("无法比较"), "", "cell-absent"
            return number_text(value), "", "sum-differs" if value else ""
        if tally.value is None:
            return _("没有数字"), "", "cell-absent"
        return number_text(tally.value), few(tally), ""


def few(tally: Tally) -> str:
    """ "12/15 份" where not every added report gave a number."""
    return "" if tally.numbers == tally.reports else _("%(n)s/%(m)s份") % {"n": tally.numbers, "m": tally.reports}


def fact_text(fact: Fact | None) -> tuple[str, str]:
    """What a report says in a cell, and what kind of cell that is where it is no number."""
    if fact is None or fact.state == ABSENT:
        return _("无此单元格"), ""
    return (str(FACT_WORDS[fact.state]) if fact.value is None else number_text(fact.value)), ""


@dataclass(frozen=True, slots=True)
class AddendRow:
    """One report's share of a cell. ``percent`` is of the sum, None where there is no number or no sum."""

    member: Member
    text: str
    state: str
    kind: str
    corrected: bool
    percent: Decimal | None
    holder: str = ""
    """Whose report holds it already, where it is left out."""

    @property
    def bar(self) -> int:
        """Length of its bar, 0 to 100."""
        return max(0, min(100, round(self.percent or 0)))


def addend_rows(addends: Iterable[Addend], total: Decimal | None) -> list[AddendRow]:
    return [_addend(addend, total) for addend in addends]


def left_out(gathering: Gathering, address: Address, limit: int) -> list[AddendRow]:
    """What the covered reports say in a cell, each with whose report holds it: added, they would count twice."""
    by = gathering.by_submission
    rows = addend_rows(gathering.addends(address, MemberRole.COVERED)[:limit], None)
    return [replace(row, holder=by[row.member.covered_by].name if row.member.covered_by in by else "") for row in rows]


def _addend(addend: Addend, total: Decimal | None) -> AddendRow:
    fact = addend.fact
    share = round(100 * fact.value / total, 1) if fact.value is not None and total else None
    kind = str(Kind(addend.member.kind).label)
    text = number_text(fact.value) if fact.value is not None else ""
    return AddendRow(addend.member, text, str(FACT_WORDS[fact.state]), kind, fact.corrected, share)


def chosen(addends: Iterable[Addend], wanted: Mapping[str, str]) -> list[Addend]:
    """Those that fit the filter, sorted: "size" (the largest first, those without a number last) or "tree"."""
    found = [
        addend
        for addend in addends
        if fits(addend.member, wanted) and wanted.get("state", "") in ("", addend.fact.state)
    ]
    if wanted.get("sort") != "tree":
        found.sort(key=lambda addend: (addend.fact.value is None, -(addend.fact.value or 0)))
    return found


def fits(member: Member, wanted: Mapping[str, str]) -> bool:
    """Whether the words of the filter are in its name or code, and kind and area are those asked for."""
    words = wanted.get("q", "").split()
    named = all(word in member.name or member.code.startswith(word) for word in words)
    area = wanted.get("area", "")
    return named and wanted.get("kind", "") in ("", member.kind) and area in ("", member.area or OWN)


OWN: Final = "-"
"""The area of the root's own offices and departments."""


def area_choices(gathering: Gathering) -> list[tuple[str, str]]:
    areas = dict.fromkeys(member.area or OWN for member in gathering.members)
    return [(area, _("本级机关和部门") if area == OWN else area) for area in areas]


@dataclass(frozen=True, slots=True)
class Part:
    """How many members have a part: the number opens the list of them."""

    code: str
    label: str
    count: int


NARROW: Final = "narrow"


def parts(gathering: Gathering) -> list[Part]:
    words: dict[str, Words] = {
        MemberRole.ADDED.value: _("计入合计"),
        NARROW: _("其中只报本级的政府"),
        MemberRole.COVERED.value: _("已含在上级全域数据中"),
        MemberRole.MISSING.value: _("未报送或未通过"),
        MemberRole.SYSTEM.value: _("按垂直系统统计"),
        MemberRole.NIL.value: _("零报告"),
        MemberRole.EXEMPT.value: _("免报"),
    }
    counts = gathering.counts | {NARROW: len(gathering.narrow)}
    seldom = (MemberRole.SYSTEM.value, NARROW)
    return [Part(code, str(label), counts[code]) for code, label in words.items() if counts[code] or code not in seldom]


def with_part(gathering: Gathering, code: str) -> list[Member]:
    return gathering.narrow if code == NARROW else gathering.of(MemberRole(code))


@dataclass(frozen=True, slots=True)
class MemberRow:
    member: Member
    kind: str
    scope: str
    state: str
    holder: str


def member_rows(gathering: Gathering, members: Iterable[Member]) -> list[MemberRow]:
    by = gathering.by_submission
    return [
        MemberRow(
            member,
            str(Kind(member.kind).label),
            str(Scope(member.scope).label),
            str(STATE_WORDS[Decision(member.state)]),
            by[member.covered_by].name if member.covered_by in by else "",
        )
        for member in members
    ]
