"""The findings of one report as a list: what is wrong where, and what people said and decided."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from parsing.editions import Edition
from parsing.report import Address, Report
from parsing.rules.engine import RULES
from parsing.rules.model import Outcome, Severity
from submissions.exports.naming import for_file
from submissions.exports.paper import height_of, lay_list
from submissions.exports.styles import Styles
from submissions.exports.workbooks import new_workbook
from submissions.language import of_record
from submissions.models import Explanation, Finding, Reading, Ruling, Submission
from submissions.services import findings
from submissions.services.drafts import address_of, number, signed
from submissions.services.judging import edition_of

LONGEST: Final = 32_000
"""Excel takes 32,767 characters a cell and refuses the whole cell beyond."""

OPERANDS: Final = "涉及单元格和数值"
"""Often a line for each of 22 cells, most of them 0: no row is made as high as that."""
HEADS: Final = (
    ("序号", 6), ("等级", 7), ("规则", 8), ("规则名称", 20), ("表", 10), ("行", 24), ("列", 14), ("问题", 50),
    ("应为", 12), ("填写", 12), ("相差", 10), ("算式", 40), (OPERANDS, 40), ("原文", 40),
    ("可能原因", 30), ("怎样改", 40), ("依据", 30), ("答复", 10), ("情况说明", 40), ("说明人和时间", 22), ("附件", 20),
    ("审核意见", 12), ("审核人和时间", 22), ("单项决定", 12), ("放行或误报理由", 40), ("决定人和时间", 22),
)  # fmt: skip
PRINTED: Final = 1 + [head for head, _width in HEADS].index("算式")
"""Columns that fit on paper and can still be read: what is wrong, where, and by how much."""


@of_record()
def build(submission: Submission, reading: Reading) -> tuple[str, bytes]:
    """Name and content of the workbook; a second sheet lists what could not be judged. Silent rules are not in it."""
    answers = {e.fingerprint: e for e in findings.standing(submission).select_related("by", "verdict_by")}
    decided = {r.fingerprint: r for r in findings.rulings(submission).select_related("by")}
    edition = edition_of(reading, Report.from_json(reading.report or {}))
    open_rows = reading.findings.filter(outcome=Outcome.UNDETERMINED.value)
    sheets = ((_("问题"), list(findings.failed(reading))), (_("无法判定"), list(open_rows)))
    buffer = io.BytesIO()
    with new_workbook(buffer) as book:
        styles = Styles.of(book)
        for name, rows in sheets:
            lines = [
                line(n, row, edition, answers.get(row.fingerprint), decided.get(row.fingerprint))
                for n, row in enumerate(rows, 1)
            ]
            write(book, styles, name, f"{submission.agency.name} {submission.cycle.year}年", lines)
    return file_name(submission), buffer.getvalue()


@of_record()
def file_name(submission: Submission) -> str:
    agency = for_file(submission.agency.name)
    return _("%(agency)s%(year)s年度问题清单.xlsx") % {"agency": agency, "year": submission.cycle.year}


def write(book: Workbook, styles: Styles, name: str, title: str, lines: Iterable[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, f"{title} {name}", styles.title)
    for column, (head, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, head, styles.head)
    row = 1
    for row, cells in enumerate(lines, 2):
        texts = [(text, width) for text, (head, width) in zip(cells, HEADS, strict=True) if head != OPERANDS]
        sheet.set_row(row, height_of(texts))
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text[:LONGEST], styles.label)
    sheet.freeze_panes(2, 4)
    lay_list(sheet, 1)
    sheet.print_area(0, 0, max(row, 2), PRINTED - 1)


def line(
    index: int, finding: Finding, edition: Edition, answer: Explanation | None, ruling: Ruling | None
) -> list[str]:
    """One finding by the columns of HEADS."""
    data = finding.data
    names = {rule.id: rule.name for rule in RULES}
    return [
        str(index),
        Severity(finding.severity).label,
        finding.rule,
        names.get(finding.rule, ""),
        *labels(finding, edition),
        finding.message,
        *(value(data.get(key)) for key in ("expected", "actual")),
        signed(data["difference"]) if data.get("difference") is not None else "",
        data.get("sum", ""),
        operands(data, edition),
        "\n".join(filter(None, (quote["text"].strip() for quote in data.get("quotes", ())))),
        *(data.get(key, "") for key in ("hint", "fix", "basis")),
        *(spoken(answer) if answer else [""] * 6),
        *([str(ruling.get_kind_display()), ruling.reason, f"{ruling.by} {moment(ruling.at)}"] if ruling else [""] * 3),
    ]


def spoken(answer: Explanation) -> list[str]:
    weighed = f"{answer.verdict_by} {moment(answer.verdict_at)}" if answer.verdict_by and answer.verdict_at else ""
    return [
        str(answer.get_kind_display()),
        answer.text,
        f"{answer.by} {moment(answer.at)}",
        answer.attachment_name,
        str(answer.get_verdict_display()),
        weighed,
    ]


def labels(finding: Finding, edition: Edition) -> tuple[str, str, str]:
    """Official labels of the table, and of row and column where one cell is meant."""
    address = address_of(finding.subject)
    tables = {table.code: table for table in edition.tables}
    table = tables.get(finding.table or (address.table if address else ""))
    if table is None:
        return "", "", ""
    row = table.row(address.row) if address and address.table == table.code else None
    column = table.column(address.row, address.column) if address and row else None
    return table.title, " · ".join((*row.groups, row.label)) if row else "", column.label if column else ""


def operands(data: dict[str, Any], edition: Edition) -> str:
    known = {str(address): address for address in edition.addresses()}
    pairs = zip(data.get("cells", ()), data.get("values", ()), strict=False)
    return "\n".join(f"{cell_words(known[cell], edition)}：{held}" for cell, held in pairs if cell in known)


def cell_words(address: Address, edition: Edition) -> str:
    table = edition.table(address.table)
    row, column = table.row(address.row), table.column(address.row, address.column)
    return " · ".join(line.label for line in (row, column) if line)


def value(held: Any) -> str:
    return "" if held is None else number(held)


def moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
