"""The lists of a summary, a line each: who is missing or covered, when it came, what was found and let through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from submissions.exports import dictionary
from submissions.exports.book import Book
from submissions.exports.members import Member
from submissions.exports.paper import A3
from submissions.exports.sheets import how, state_of
from submissions.exports.streamed import Cells, Value, add_streamed
from submissions.exports.styles import Styles
from submissions.exports.tables import to_print
from submissions.models import Kind, MemberRole, Scope

MOST_ROWS: Final = 1_000_000
"""Excel takes 1,048,576."""

Heads = Sequence[tuple[str, int]]


def write_list(
    workbook: Workbook, styles: Styles, book: Book, name: str, heads: Heads, rows: Sequence[Iterable[Value]], none: str
) -> None:
    """One sheet: heads with their widths, and the rows; ``none`` says that there are none."""
    sheet = add_streamed(workbook, name)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles.head)
    rows = rows or [[none]]
    sheet.stream(1, _cells(styles, rows), min(len(rows), MOST_ROWS), len(heads))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    to_print(sheet, book, A3)


def _cells(styles: Styles, rows: Iterable[Iterable[Value]]) -> Iterator[list[str]]:
    label = Cells(styles.label)
    for row in islice(rows, MOST_ROWS):
        yield [label.cell(value) for value in row]


def write_missing(workbook: Workbook, styles: Styles, book: Book) -> None:
    """Who owes a report that is not approved, how far it is, and whom to call."""
    heads = (
        *((_("代码"), 20), (_("机关"), 36), (_("上级机关"), 36), (_("状态"), 16), (_("截止日期"), 14)),
        *((_("联系人"), 14), (_("联系电话"), 18), (_("其数据已含在"), 36)),
    )
    rows = [
        (m.code, m.name, m.parent, state_of(m), m.due_on.isoformat(), m.contact, m.phone, book.name_of(m.covered_by))
        for m in book.gathering.missing
    ]
    write_list(workbook, styles, book, _("未报送或未通过"), heads, rows, _("没有未报送或未通过审核的机关。"))


def write_apart(workbook: Workbook, styles: Styles, book: Book) -> None:
    """Who is not added though nothing is owed, and governments of which only their own figures are in."""
    heads = (
        (_("代码"), 20),
        (_("机关"), 36),
        (_("类别"), 18),
        (_("上级机关"), 36),
        (_("数据范围"), 12),
        (_("为什么"), 60),
    )
    gathering = book.gathering
    rows = [(*_who(m), how(book, m)) for m in gathering.of(MemberRole.COVERED, MemberRole.SYSTEM)]
    rows += [(*_who(m), _("只报本级：其下级的数据不在这份报告里")) for m in gathering.narrow]
    rows += [(*_who(m), f"{how(book, m)}：{m.reason}") for m in gathering.of(MemberRole.EXEMPT, MemberRole.NIL)]
    write_list(workbook, styles, book, _("已含在上级、只报本级、免报、零报告"), heads, rows, _("没有这样的机关。"))


def _who(member: Member) -> tuple[str, ...]:
    kind, scope = Kind(member.kind).label, Scope(member.scope).label
    return member.code, member.name, str(kind), member.parent, str(scope)


def write_timeliness(workbook: Workbook, styles: Styles, book: Book) -> None:
    """When each report was due, handed in and approved, and how often it went back; late by what held when it came."""
    heads = (
        *((_("代码"), 20), (_("机关"), 36), (_("类别"), 18), (_("地区"), 24), (_("状态"), 16), (_("截止日期"), 14)),
        *((_("报送时间"), 18), (_("当时的截止日期"), 16), (_("是否按时"), 12), (_("最后提交时间"), 18)),
        *((_("通过时间"), 18), (_("退回次数"), 10)),
    )
    rows = [
        _when(member) for member in book.gathering.members if member.role not in (MemberRole.EXEMPT, MemberRole.NIL)
    ]
    write_list(workbook, styles, book, _("报送时间"), heads, rows, _("没有应报的机关。"))


def _when(m: Member) -> tuple[Value, ...]:
    who = m.code, m.name, str(Kind(m.kind).label), m.area, state_of(m), m.due_on.isoformat()
    filed = _moment(m.filed_at), m.filed_due.isoformat() if m.filed_due else "", _punctual(m)
    return *who, *filed, _moment(m.submitted_at), _moment(m.decided_at if m.is_approved else None), m.returns


def _punctual(m: Member) -> str:
    """By the filing and the deadline of its day, as everywhere: a return, or more time given afterwards, changes
    nothing. Nothing is said where no filing is known."""
    if m.filed_at is None or m.filed_due is None:
        return ""
    late = (timezone.localdate(m.filed_at) - m.filed_due).days
    return _("迟报 %(n)s 天") % {"n": late} if late > 0 else str(_("按时"))


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def write_findings(workbook: Workbook, styles: Styles, book: Book) -> None:
    """What the rules said of the approved reports, and what was answered."""
    heads = (
        *((_("代码"), 20), (_("机关"), 36), (_("规则"), 10), (_("等级"), 10)),
        *((_("位置"), 40), (_("问题"), 60), (_("说明和决定"), 60)),
    )
    rows = [
        (m.code, m.name, f["rule"], f["severity"], f["place"], f["message"], f["answer"])
        for m, f in book.said("findings")
    ]
    write_list(workbook, styles, book, _("核对问题"), heads, rows, _("审核通过的报告没有未改正的问题。"))


def write_waivers(workbook: Workbook, styles: Styles, book: Book) -> None:
    """Which 强制 findings the approved reports were let through with, by whom and why."""
    heads = (
        *((_("单位"), 36), (_("规则"), 10), (_("问题"), 60), (_("决定"), 12)),
        *((_("理由"), 50), (_("审核人"), 14), (_("通过时间"), 18)),
    )
    rows = [
        (m.name, w["rule"], w["message"], w["kind"], w["reason"], w["by"], w["at"]) for m, w in book.said("waivers")
    ]
    write_list(workbook, styles, book, _("放行的问题"), heads, rows, _("没有放行的强制性问题。"))


def write_dictionary(workbook: Workbook, styles: Styles, book: Book) -> None:
    """What the columns mean, what a value can be, and every cell of the form with its codes."""
    edition = book.gathering.edition
    rows: list[tuple[Value, ...]] = []
    for title, fields in dictionary.files():
        rows += [(title, field.head, field.key, field.words) for field in fields]
    rows += [(_("数值的状态"), state.head, state.key, state.words) for state in dictionary.states()]
    rows += [(_("汇总方式"), words, key, "") for key, words in dictionary.roles()]
    for cell in dictionary.cells(edition):
        code = f"{cell['table']}.{cell['row']}.{cell['column']}"
        words = f"{cell['table_label']} · {cell['row_label']} · {cell['column_label']}"
        rows.append((_("单元格"), words, code, cell["unit"]))
    heads = (_("属于"), 24), (_("名称"), 60), (_("代码"), 40), (_("含义或单位"), 60)
    write_list(workbook, styles, book, _("数据字典"), heads, rows, "")
