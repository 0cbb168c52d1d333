"""The sheets beside the tables: what this is, an agency a row, who is missing."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from parsing.editions import Edition, Table
from parsing.report import Address, plain
from parsing.report import State as CellState
from submissions.exports.book import Book
from submissions.exports.members import Fact
from submissions.exports.styles import Styles
from submissions.models import Submission
from submissions.states import STATE_WORDS, State

NO_NUMBER: Final = {CellState.BLANK.value: "空白", CellState.DASH.value: "—", CellState.ILLEGIBLE.value: "无法辨认"}
FIXED: Final = ("代码", "机关", "类别", "上级机关", "数据范围", "汇总方式")


def write_notes(workbook: Workbook, styles: Styles, book: Book) -> None:
    """The first sheet: cycle, time, how many are in and out, what is counted and what is not."""
    sheet = workbook.add_worksheet(_("说明"))
    sheet.write_string(0, 0, f"{book.root.name}{book.cycle.year}年度政府信息公开工作年度报告汇总", styles.title)
    for row, (word, value) in enumerate(_facts(book), start=2):
        sheet.write_string(row, 0, word, styles.label)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, styles.figure)
        else:
            sheet.write_string(row, 1, value, styles.label)
    for row, line in enumerate(_rules(book), start=4 + len(_facts(book))):
        sheet.merge_range(row, 0, row, 3, "", styles.text)
        sheet.write_string(row, 0, line, styles.text)
        sheet.set_row(row, 30)
    sheet.set_column(0, 3, 36)
    sheet.hide_gridlines(2)


def _facts(book: Book) -> list[tuple[str, str | int]]:
    return [
        (_("报告年度"), book.cycle.year),
        (_("报告格式"), book.cycle.edition.basis),
        (_("汇总机关"), book.root.name),
        (_("生成时间"), f"{book.at:%Y-%m-%d %H:%M:%S}"),
        (_("下级机关应报份数"), len(book.included) + len(book.covered) + len(book.missing) + len(book.nil)),
        (_("计入合计份数"), len(book.included)),
        (_("已含在上级全域数据中的份数"), len(book.covered)),
        (_("未通过审核或未报送份数"), len(book.missing)),
        (_("确认零报告份数"), len(book.nil)),
        (_("免报份数"), len(book.exempt)),
        (_("汇总机关本机关报告"), _("已通过，用于对照，不计入合计") if book.own else _("未通过审核，没有对照数据")),
    ]


def _rules(book: Book) -> list[str]:
    lines = [
        _("一、合计只包含%(root)s以下、已审核通过的报告。") % {"root": book.root.name},
        _("二、下级政府的全域报告已包含其所属机关的数据，所属机关的报告不再重复相加，在“各机关数据”中注明。"),
        _("三、报告中没有的单元格、空白、横线均不按 0 计；每个合计由多少份报告的数字相加，见“参与合计的报告份数”。"),
        _("四、“各机关数据”中：空单元格表示报告没有这一格，“空白”“—”表示这一格没有填数字。"),
        _("五、未通过审核和未报送的机关见“未报送”，其数据不在合计内。确认零报告的机关没有数据，不按 0 计入合计。"),
    ]
    strangers = sorted({s.agency.name for s in book.listed if _outside(book, s)})
    if strangers:
        lines.append(_("六、以下机关的报告含有本版格式以外的单元格，这些数字没有列出和相加：") + "、".join(strangers))
    return lines


def _outside(book: Book, submission: Submission) -> bool:
    official = set(book.cycle.edition.addresses())
    return any(address not in official for address in book.figures.get(submission.pk, {}))


def write_agencies(workbook: Workbook, styles: Styles, book: Book) -> None:
    """One row an approved report, the root's own first; every cell of the form a column."""
    sheet = workbook.add_worksheet(_("各机关数据"))
    edition = book.cycle.edition
    addresses = list(edition.addresses())
    for column, word in enumerate(FIXED):
        sheet.merge_range(0, column, 2, column, "", styles.head)
        sheet.write_string(0, column, word, styles.head)
    for column, address in enumerate(addresses, start=len(FIXED)):
        for row, word in enumerate(heading(edition, address)):
            sheet.write_string(row, column, word, styles.head)
    for row, submission in enumerate(book.listed, start=3):
        _write_agency(sheet, styles, book, submission, row, addresses)
    sheet.set_column(0, len(FIXED) - 1, 18)
    sheet.set_column(len(FIXED), len(FIXED) + len(addresses) - 1, 14)
    for row, height in enumerate((30, 90, 30)):
        sheet.set_row(row, height)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(0, 2)
    sheet.repeat_columns(0, 1)
    sheet.set_landscape()


def heading(edition: Edition, address: Address) -> tuple[str, str, str]:
    """Table, row with its groups, and column: three lines above a cell of the agencies' sheet."""
    table: Table = edition.table(address.table)
    row, column = table.row(address.row), table.column(address.row, address.column)
    if row is None or column is None:
        raise LookupError(str(address))
    return table.title, "".join((*row.groups[1:], row.label)), column.label


def _write_agency(
    sheet: Worksheet, styles: Styles, book: Book, submission: Submission, row: int, addresses: list[Address]
) -> None:
    agency = submission.agency
    parent = agency.parent.name if agency.parent else ""
    words = (agency.code, agency.name, agency.get_kind_display(), parent, submission.get_scope_display())
    for column, word in enumerate((*words, _how(book, submission))):
        sheet.write_string(row, column, str(word), styles.label)
    cells = book.figures.get(submission.pk, {})
    for column, address in enumerate(addresses, start=len(FIXED)):
        _write_figure(sheet, styles, cells.get(address), row, column)


def _how(book: Book, submission: Submission) -> str:
    if submission == book.own:
        return _("汇总机关本机关报告，不计入合计")
    return _("计入合计") if submission.pk in book.included else _("已含在上级全域数据中")


def _write_figure(sheet: Worksheet, styles: Styles, figure: Fact | None, row: int, column: int) -> None:
    if figure is None:
        sheet.write_blank(row, column, None, styles.figure)
    elif figure.value is None:
        sheet.write_string(row, column, NO_NUMBER.get(figure.state, ""), styles.figure)
    else:
        sheet.write_number(row, column, plain(figure.value) or 0, styles.figure)


def write_missing(workbook: Workbook, styles: Styles, book: Book) -> None:
    """Who owes a report that is not approved, how far it is, and whom to call."""
    sheet = workbook.add_worksheet(_("未报送"))
    heads = (_("代码"), _("机关"), _("上级机关"), _("状态"), _("截止日期"), _("联系人"), _("联系电话"))
    for column, word in enumerate(heads):
        sheet.write_string(0, column, word, styles.head)
    for row, submission in enumerate(book.missing, start=1):
        agency = submission.agency
        words = (
            agency.code,
            agency.name,
            agency.parent.name if agency.parent else "",
            str(STATE_WORDS[State(submission.state)]),
            submission.due_on.isoformat(),
            agency.contact_name,
            agency.contact_phone,
        )
        for column, word in enumerate(words):
            sheet.write_string(row, column, word, styles.label)
    sheet.set_column(0, len(heads) - 1, 20)
    sheet.set_column(1, 2, 36)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
