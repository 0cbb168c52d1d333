"""What has changed since a snapshot, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parsing.editions import Edition
from parsing.report import Address
from submissions.display.cells import cell_label, number_text
from submissions.display.sums import fact_text
from submissions.exports.members import Member
from submissions.models import MemberRole, Scope
from submissions.services.changes import CellChange, Change, Kind, Since
from submissions.states import STATE_WORDS, State, Words

KIND_WORDS: Final[dict[Kind, Words]] = {
    Kind.REFIGURED: gettext_lazy("重新审核通过，数字有变"),
    Kind.APPROVED: gettext_lazy("后来审核通过"),
    Kind.REOPENED: gettext_lazy("审核通过已撤销"),
    Kind.SCOPE: gettext_lazy("数据范围有变"),
    Kind.ROLE: gettext_lazy("汇总方式有变"),
    Kind.STATE: gettext_lazy("报送状态有变"),
    Kind.NEW: gettext_lazy("后来新增的应报机关"),
    Kind.GONE: gettext_lazy("已不在汇总范围内"),
    Kind.AGAIN: gettext_lazy("重新审核通过，数字没有变"),
    Kind.RENAMED: gettext_lazy("机关名称、代码或上级有变"),
}
SHOWN: Final = 30
"""Cells of one report that are written out; the report's own pages show the rest."""


@dataclass(frozen=True, slots=True)
class CellRow:
    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    name: str
    submission: int
    words: str
    was: str
    now: str
    cells: tuple[CellRow, ...]
    more: int


def change_rows(since: Since, changes: Iterable[Change]) -> list[ChangeRow]:
    return [_row(since.frozen.edition, change) for change in changes]


def _row(edition: Edition, change: Change) -> ChangeRow:
    was, now = change.was, change.now
    return ChangeRow(
        name=change.member.name,
        submission=change.member.submission,
        words=str(KIND_WORDS[change.kind]),
        was=_standing(was, change) if was else "",
        now=_standing(now, change) if now else "",
        cells=tuple(_cell(edition, cell) for cell in change.cells[:SHOWN]),
        more=max(0, len(change.cells) - SHOWN),
    )


def _standing(member: Member, change: Change) -> str:
    if change.kind is Kind.RENAMED:
        return f"{member.name}（{member.code}，{member.parent}）"
    words = STATE_WORDS[State(member.state)], Scope(member.scope).label, MemberRole(member.role).label
    return _("，").join(map(str, words))


def _cell(edition: Edition, cell: CellChange) -> CellRow:
    known = cell.address in set(edition.addresses())
    label = cell_label(edition, cell.address) if known else str(cell.address)
    return CellRow(label, fact_text(cell.was)[0], fact_text(cell.now)[0])


@dataclass(frozen=True, slots=True)
class SumRow:
    address: Address
    label: str
    was: str
    now: str
    change: str


def sum_rows(since: Since) -> list[SumRow]:
    none = _("没有数字")
    return [
        SumRow(
            each.address,
            cell_label(since.frozen.edition, each.address),
            none if each.was is None else number_text(each.was),
            none if each.now is None else number_text(each.now),
            "" if each.was is None or each.now is None else f"{each.now - each.was:+f}",
        )
        for each in since.sums
    ]
