"""The sheets beside the tables: what this is, and an agency a row with every figure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, groupby
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from parsing.editions import Edition, Table
from parsing.report import Address
from parsing.report import State as CellState
from submissions.exports.book import Book
from submissions.exports.compact import CORRECTED, SEPARATOR, fact_of
from submissions.exports.members import Member
from submissions.exports.paper import A3, A4, breaks, width_of
from submissions.exports.streamed import Cells, add_streamed
from submissions.exports.styles import Styles
from submissions.exports.tables import to_print
from submissions.models import Kind, MemberRole, Scope
from submissions.states import STATE_WORDS, State

NO_NUMBER: Final = {CellState.BLANK.value: "空白", CellState.DASH.value: "—", CellState.ILLEGIBLE.value: "无法辨认"}
FIXED: Final = ("代码", "机关", "类别", "上级机关", "数据范围", "汇总方式")
WIDTHS: Final = (16, 34, 18, 26, 10, 44)
HEAD_ROWS: Final = 3
HEAD_HEIGHTS: Final = (20, 30, 42)
COUNTS, AMOUNTS = 8, 12
"""Characters of a column: numbers of reports and cases are short, those of the first table may be amounts of money."""
SCALE: Final = 71
"""Percent at which four rows of the form stand beside the name of the agency on a page that can be read."""
TOLD_EVERY: Final = 250


def write_notes(workbook: Workbook, styles: Styles, book: Book) -> None:
    """The first sheet: number, cycle, time, how many are in and out, what is counted and what is not."""
    sheet = workbook.add_worksheet(_("说明"))
    sheet.write_string(0, 0, book.title, styles.title)
    facts = _facts(book)
    for row, (word, value) in enumerate(facts, start=2):
        sheet.write_string(row, 0, word, styles.label)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, styles.figure)
        else:
            sheet.write_string(row, 1, value, styles.label)
    for row, line in enumerate(_rules(book), start=4 + len(facts)):
        sheet.merge_range(row, 0, row, 3, "", styles.text)
        sheet.write_string(row, 0, line, styles.text)
        sheet.set_row(row, 30)
    sheet.set_column(0, 3, 36)
    sheet.set_column(1, 1, 72)
    sheet.hide_gridlines(2)
    to_print(sheet, book, A4)


def _facts(book: Book) -> list[tuple[str, str | int]]:
    counts = book.gathering.counts
    owed = sum(number for part, number in counts.items() if part != MemberRole.EXEMPT)
    return [
        (_("汇总编号"), book.snapshot.number),
        (_("内容校验码（SHA-256）"), book.snapshot.sha256),
        (_("报告年度"), book.gathering.year),
        (_("报告格式"), book.gathering.edition.basis),
        (_("汇总机关"), book.gathering.root_name),
        (_("冻结时间"), f"{book.at:%Y-%m-%d %H:%M:%S}"),
        (_("应报份数"), owed),
        (_("计入合计份数"), counts[MemberRole.ADDED.value]),
        (_("其中只报本级的政府"), len(book.gathering.narrow)),
        (_("已含在上级全域数据中的份数"), counts[MemberRole.COVERED.value]),
        (_("按垂直管理系统统计、不计入合计的份数"), counts.get(MemberRole.SYSTEM.value, 0)),
        (_("未通过审核或未报送份数"), counts[MemberRole.MISSING.value]),
        (_("其中数据不在合计内的份数"), len(book.gathering.lacking)),
        (_("确认零报告份数"), counts[MemberRole.NIL.value]),
        (_("免报份数"), counts[MemberRole.EXEMPT.value]),
        (_("汇总机关的全域报告"), _own_words(book)),
    ]


def _own_words(book: Book) -> str:
    if book.gathering.own:
        return _("1 份，已通过，用于对照，不计入合计")
    if book.gathering.counts[MemberRole.OWN.value]:
        return _("1 份，还没有通过审核，没有对照数据")
    return _("没有，没有对照数据")


def _rules(book: Book) -> list[str]:
    lines = [
        _("一、合计只包含%(root)s范围内已审核通过的报告；汇总机关自己的全域报告用于对照，不计入合计。")
        % {"root": book.gathering.root_name},
        _("二、全域报告已包含其下级和所属机关的数据，这些机关的报告不再重复相加，见“已含在上级”。"),
        _("三、报告中没有的单元格、空白、横线均不按 0 计；每个合计由多少份报告的数字相加，见“参与合计的报告份数”。"),
        _(
            "四、“各机关数据”中：空单元格表示报告没有这一格，“空白”“—”表示这一格没有填数字，“无法辨认”表示读不出这一格。"
        ),
        _(
            "五、没有审核通过的机关见“未报送或未通过”；除“其数据已含在”一栏写明的以外，其数据不在合计内。"
            "确认零报告的机关没有数据，不按 0 计入合计。"
        ),
        _("六、本汇总按编号冻结：以后的审核、更正不改变其内容，用同一编号再次导出，内容相同。"),
    ]
    if strangers := sorted({member.name for member in book.gathering.strangers}):
        words = _("七、以下机关的报告含有本版格式以外的单元格，这些数字没有列出和相加：")
        lines.append(words + "、".join(strangers))
    return lines


def write_agencies(workbook: Workbook, styles: Styles, book: Book) -> None:
    """One row an approved report, the root's own first; every cell of the form a column."""
    sheet = add_streamed(workbook, _("各机关数据"))
    edition = book.gathering.edition
    addresses = list(edition.addresses())
    for column, word in enumerate(FIXED):
        sheet.merge_range(0, column, HEAD_ROWS - 1, column, "", styles.head)
        sheet.write_string(0, column, word, styles.head)
    pages = _pages(edition)
    _write_heads(sheet, styles, edition, pages)
    width = len(FIXED) + len(addresses)
    sheet.stream(HEAD_ROWS, _rows(styles, book), len(book.listed), width)
    for column, chars in enumerate(WIDTHS):
        sheet.set_column(column, column, chars)
    for column, address in enumerate(addresses, start=len(FIXED)):
        sheet.set_column(column, column, _chars(address))
    for row, height in enumerate(HEAD_HEIGHTS):
        sheet.set_row(row, height)
    sheet.freeze_panes(HEAD_ROWS, 2)
    sheet.repeat_rows(0, HEAD_ROWS - 1)
    sheet.repeat_columns(1)
    to_print(sheet, book, A3)
    sheet.set_print_scale(SCALE)
    sheet.set_v_pagebreaks(pages[1:])


def _chars(address: Address) -> int:
    return AMOUNTS if address.table == "disclosure" else COUNTS


def _pages(edition: Edition) -> list[int]:
    """The first column of each printed page: a table begins a page, and no row of the form is torn apart."""
    room, name = A3.room[0] * 100 / SCALE, width_of(WIDTHS[1:2])
    pages, column = [0], len(FIXED)
    for _table, addresses in groupby(edition.addresses(), lambda address: address.table):
        rows = [list(row) for _code, row in groupby(addresses, lambda address: address.row)]
        before = width_of(WIDTHS) if len(pages) == 1 else name
        if column > len(FIXED):
            pages.append(column)
        sizes = [before, *(width_of(map(_chars, row)) for row in rows)]
        starts = [column, column, *accumulate(map(len, rows), initial=column)]
        pages += [starts[place + 1] for place in breaks(sizes, room, name)]
        column += sum(map(len, rows))
    return pages


def _write_heads(sheet: Worksheet, styles: Styles, edition: Edition, pages: list[int]) -> None:
    """The title of a table once on each page it is printed on, a row's label once above its columns."""

    def write(row: int, columns: list[int], word: str) -> None:
        if len(columns) > 1:
            sheet.merge_range(row, columns[0], row, columns[-1], "", styles.head)
        sheet.write_string(row, columns[0], word, styles.head)

    columns = list(enumerate(edition.addresses(), start=len(FIXED)))
    keys = (
        lambda one: (one[1].table, bisect_right(pages, one[0])),
        lambda one: (one[1].table, one[1].row),
        lambda one: one[0],
    )
    for row, key in enumerate(keys):
        for _key, group in groupby(columns, key):
            run = list(group)
            write(row, [column for column, _address in run], heading(edition, run[0][1])[row])


def heading(edition: Edition, address: Address) -> tuple[str, str, str]:
    """Table, row with its groups, and column: three lines above a cell of the agencies' sheet."""
    table: Table = edition.table(address.table)
    row, column = table.row(address.row), table.column(address.row, address.column)
    if row is None or column is None:
        raise LookupError(str(address))
    return table.title, "".join((*row.groups[1:], row.label)), column.label


def _rows(styles: Styles, book: Book) -> Iterator[list[str]]:
    """The texts of the figures are made into cells once each: few differ among two million."""
    label, figure, made = Cells(styles.label), Cells(styles.figure), {}
    packed = dict(book.gathering.cells())
    absent = [""] * sum(1 for _each in book.gathering.edition.addresses())
    for done, member in enumerate(book.listed):
        codes = packed[member.sheet].split(SEPARATOR) if member.sheet in packed else absent
        for code in codes:
            if code not in made:
                made[code] = _cell(figure, code)
        yield [*map(label, words_of(book, member)), *map(made.__getitem__, codes)]
        if done % TOLD_EVERY == 0:
            book.tell(done)


def _cell(figure: Cells, code: str) -> str:
    fact = fact_of(code)
    if fact.value is None:
        return figure(NO_NUMBER.get(fact.state))
    return figure.number(code.removesuffix(CORRECTED))


def words_of(book: Book, member: Member) -> tuple[str, ...]:
    return (
        member.code,
        member.name,
        str(Kind(member.kind).label),
        member.parent,
        str(Scope(member.scope).label),
        how(book, member),
    )


def how(book: Book, member: Member) -> str:
    """The part an agency has in the sum, and by whose report its own is covered."""
    words = str(MemberRole(member.role).label)
    if member.covered_by and member.role == MemberRole.COVERED:
        words += _("（%(agency)s）") % {"agency": book.name_of(member.covered_by)}
    return words


def state_of(member: Member) -> str:
    return str(STATE_WORDS[State(member.state)])
