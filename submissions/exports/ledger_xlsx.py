"""The 台账 as a workbook: what each number means, the numbers, and the agencies."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from submissions.exports.ledger import HEADS, Ledger, head_words
from submissions.exports.paper import A3, UNIT, lay
from submissions.exports.styles import Styles
from submissions.exports.workbooks import new_workbook
from submissions.language import of_record
from submissions.services.standing import MEASURES, RATES

WIDTHS = (12, 32, 28, 14, 12, 11, 11, 9, 8, 11, 10, 16, 24, 8, 11, 20)


@of_record()
def build(book: Ledger) -> bytes:
    """The content of the workbook: three sheets."""
    buffer = io.BytesIO()
    with new_workbook(buffer, UNIT) as workbook:
        workbook.set_properties({"title": book.title, "created": book.at.replace(tzinfo=None)})
        styles = Styles.of(workbook)
        _numbers(workbook, styles, book)
        _agencies(workbook, styles, book)
        _meanings(workbook, styles, book)
    return buffer.getvalue()


def _numbers(workbook: Workbook, styles: Styles, book: Ledger) -> None:
    sheet = workbook.add_worksheet(_("报送情况"))
    _title(sheet, styles, book)
    _row(sheet, styles.head, 2, (_("分组"), _("名称"), *head_words()))
    for row, group in enumerate(book.groups, start=3):
        _row(sheet, styles.label, row, (group.block or _("合计"), group.label))
        for column, number in enumerate(group.numbers, start=2):
            sheet.write_number(row, column, number, styles.figure)
        for column, rate in enumerate(group.rates, start=2 + len(group.numbers)):
            sheet.write_string(row, column, rate, styles.figure)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 1 + len(MEASURES) + len(RATES), 10)
    _paper(sheet, 3, 2)


def _agencies(workbook: Workbook, styles: Styles, book: Ledger) -> None:
    sheet = workbook.add_worksheet(_("单位名单"))
    _title(sheet, styles, book)
    _row(sheet, styles.head, 2, [str(head) for head in HEADS])
    for row, entry in enumerate(book.entries, start=3):
        for column, value in enumerate(entry.cells):
            if isinstance(value, int):
                sheet.write_number(row, column, value, styles.figure)
            else:
                sheet.write_string(row, column, value, styles.label)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _paper(sheet, 3, 2)
    sheet.autofilter(2, 0, 2 + max(len(book.entries), 1), len(HEADS) - 1)


def _meanings(workbook: Workbook, styles: Styles, book: Ledger) -> None:
    sheet = workbook.add_worksheet(_("指标说明"))
    _row(sheet, styles.head, 0, (_("指标"), _("含义")))
    for row, measure in enumerate((*MEASURES.values(), *RATES.values()), start=1):
        _row(sheet, styles.label, row, (str(measure.words), str(measure.meaning)))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 70)


def _title(sheet: Worksheet, styles: Styles, book: Ledger) -> None:
    sheet.write_string(0, 0, book.title, styles.title)
    at = timezone.localtime(book.at)
    facts = (f"{at:%Y-%m-%d %H:%M}", _("制表：%(by)s") % {"by": book.by}, book.chosen)
    sheet.write_string(1, 0, "　".join(fact for fact in facts if fact), styles.caption)


def _row(sheet: Worksheet, look: object, row: int, cells: Iterable[str] | Sequence[str]) -> None:
    for column, words in enumerate(cells):
        sheet.write_string(row, column, words, look)


def _paper(sheet: Worksheet, rows: int, columns: int) -> None:
    sheet.freeze_panes(rows, columns)
    sheet.repeat_rows(rows - 1)
    lay(sheet, A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
