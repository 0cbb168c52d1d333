"""Charts of a summary, native to the workbook: each stands beside the numbers it draws."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from parsing.report import Address, plain
from submissions.exports.areas import by_area
from submissions.exports.book import Book
from submissions.exports.paper import A4, ROW, UNSET, breaks, scale_of, width_of
from submissions.exports.styles import Styles
from submissions.exports.tables import to_print

HIGH: Final = 18
"""Rows of the sheet each chart takes at least."""
SPACE: Final = 2
"""Rows left free below a chart."""
COLUMNS: Final = (48, 14, UNSET)
"""Words, numbers, and what lies between them and their chart; in characters."""
BROAD: Final = 11
"""Columns behind these that a chart covers."""

Lines = list[tuple[str, Decimal | int | None]]


def write_charts(workbook: Workbook, styles: Styles, book: Book) -> None:
    """One sheet; a cell nobody gives a number for is left empty and not drawn."""
    sheet = workbook.add_worksheet(_("图表"))
    for column, chars in enumerate(COLUMNS):
        sheet.set_column(column, column, chars)
    tops = [0]
    for title, kind, lines in _drawn(book):
        tops.append(_write(workbook, sheet, styles, tops[-1], title, kind, lines))
    sheet.hide_gridlines(2)
    to_print(sheet, book, A4)
    _break_pages(sheet, tops)


def _break_pages(sheet: Worksheet, tops: list[int]) -> None:
    """No chart is cut in two by the end of a page."""
    scale = scale_of(A4, width_of([*COLUMNS, *[UNSET] * BROAD]))
    sheet.set_print_scale(scale)
    sizes = [(end - top) * ROW for top, end in pairwise(tops)]
    sheet.set_h_pagebreaks([tops[place] - 1 for place in breaks(sizes, A4.room[1] * 100 / scale)])


def _drawn(book: Book) -> Iterable[tuple[str, str, Lines]]:
    yield _("申请办理结果（件）"), "bar", _results(book)
    yield _("申请来源（件）"), "pie", _applicants(book)
    yield _("收到、结转和办理（件）"), "column", _flow(book)
    yield _("行政复议、行政诉讼结果（件）"), "column", _disputes(book)
    areas = by_area(book.gathering, Address("requests", "new", "total"))
    yield _("各地区本年新收申请（件）"), "bar", [(name, tally.value) for name, tally in areas]
    counts = book.gathering.counts
    words = (_("计入合计"), _("已含在上级"), _("未报送或未通过"), _("免报"), _("零报告"))
    parts = zip(("added", "covered", "missing", "exempt", "nil"), words, strict=True)
    yield _("报告份数"), "column", [(word, counts[key]) for key, word in parts]


def _results(book: Book) -> Lines:
    """One bar for each result with rows of its own: 予以公开, 部分公开, 不予公开 and the others with theirs summed."""
    found: dict[str, Decimal | None] = {}
    for row in book.gathering.edition.table("requests").blocks[0].rows:
        if row.into:
            word = row.groups[1] if len(row.groups) > 1 else row.label.split("（区分")[0]
            value = book.total(Address("requests", row.code, "total"))
            before = found.get(word)
            found[word] = value if before is None else before if value is None else before + value
    return list(found.items())


def _applicants(book: Book) -> Lines:
    columns = book.gathering.edition.table("requests").blocks[0].columns
    return [(c.label, book.total(Address("requests", "new", c.code))) for c in columns if c.into]


def _flow(book: Book) -> Lines:
    words = (
        (_("上年结转"), "carried_in"),
        (_("本年新收"), "new"),
        (_("本年办结"), "total"),
        (_("结转下年"), "carried_forward"),
    )
    return [(word, book.total(Address("requests", code, "total"))) for word, code in words]


def _disputes(book: Book) -> Lines:
    block = book.gathering.edition.table("disputes").blocks[0]
    return [
        (f"{row.label} {column.label}", book.total(Address("disputes", row.code, column.code)))
        for row in block.rows
        for column in block.columns
        if column.into
    ]


def _write(workbook: Workbook, sheet: Worksheet, styles: Styles, top: int, title: str, kind: str, lines: Lines) -> int:
    """Numbers on the left, the chart beside them; returns where the next one begins."""
    sheet.write_string(top, 0, title, styles.caption)
    for row, (word, value) in enumerate(lines, start=top + 1):
        sheet.write_string(row, 0, word, styles.label)
        if value is None:
            sheet.write_blank(row, 1, None, styles.figure)
        else:
            sheet.write_number(row, 1, plain(Decimal(value)) or 0, styles.figure)
    if not lines:
        return top + SPACE
    last, name = top + len(lines), sheet.get_name()
    chart: Any = workbook.add_chart({"type": kind})
    chart.add_series({"categories": [name, top + 1, 0, last, 0], "values": [name, top + 1, 1, last, 1], "name": title})
    chart.set_title({"name": title, "name_font": {"size": 11}})
    if kind != "pie":
        chart.set_legend({"none": True})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    height = max(len(lines) + 1, HIGH)
    chart.set_size({"width": 64 * BROAD, "height": 20 * height})
    sheet.insert_chart(top, 3, chart)
    return top + height + SPACE
