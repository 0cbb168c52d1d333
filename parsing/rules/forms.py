"""Rules S-04 and S-09: whether the form is that of the year, and what stands in cells beside numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from parsing.editions import EDITIONS, Table
from parsing.editions.wording import cell_name, column_name, quoted, row_name, table_name
from parsing.report import Address, Report, State
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity, address_text
from parsing.rules.tables import TABLES, addresses_of, number, table_of

LEAST_FOREIGN = 3
"""Cells of another form in one table; fewer may be a label misread."""
NAMED_CELLS = 5


def form_of_the_year(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-04: one finding a table. Cells that only another edition has tell that its form was used."""
    year = report.year if report.year is not None else context.year
    owed = EDITIONS.get(context.edition) if year == context.year else None
    right = owed or next((e for e in EDITIONS.values() if year is not None and e.fits(year)), None)
    for code in TABLES:
        found = [address for address in report.figures if address.table == code]
        if not found:
            continue
        finding = partial(Finding, rule.id, rule.severity, subject=f"table.{code}", table=code)
        used, table = table_of(report, code)
        if right is None:
            message = f"不知道报告是哪一年度的，无法核对{table_name(table)}的格式。"
            yield finding(Outcome.UNDETERMINED, message=message, fix="请核对标题是否写明年度。")
            continue
        own = addresses_of(right.table(code))
        groups = {address.row.rpartition(".")[0] for address in found}  # a row with rows of its own is their label
        foreign = [address for address in found if address not in own and address.row not in groups]
        if len(foreign) < LEAST_FOREIGN:
            message = f"{table_name(table)}的行和列是 {year} 年度应使用的格式。"
            yield finding(Outcome.PASSED, message=message, basis=rule.cite(right))
            continue
        yield finding(
            Outcome.FAILED,
            message=f"{table_name(table)}用的是{used.basis}的格式，{year} 年度应使用{right.basis}的格式："
            f"{_foreign(table, foreign)}{_lacking(right.table(code), found)}。",
            fix=rule.fix,
            basis=rule.cite(right),
            cells=address_text(foreign),
            values=(*("有" for _ in foreign), str(year)),
        )


def _foreign(table: Table, foreign: list[Address]) -> str:
    """Rows, and columns of rows that both forms have, that the right form does not know."""
    rows = dict.fromkeys(address.row for address in foreign)
    own = {a for e in EDITIONS.values() for a in e.table(table.code).addresses()}
    words = []
    for row in rows:
        columns = [address.column for address in foreign if address.row == row]
        whole = all(a.column in columns for a in own if a.row == row)
        names = "、".join(quoted(column_name(table, row, column)) for column in columns)
        words.append(f"{quoted(row_name(table, row))}行" if whole else f"{quoted(row_name(table, row))}行的{names}")
    return f"多出{'、'.join(words)}"


def _lacking(table: Table, found: list[Address]) -> str:
    present = {address.row for address in found}
    rows = [row.code for block in table.blocks for row in block.rows if row.code not in present]
    names = "、".join(quoted(row_name(table, row)) for row in rows)
    return f"，没有{names}行" if rows and len(rows) <= NAMED_CELLS else ""


def nothing_but_numbers(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-09: one finding a table with every cell whose number was taken out of other words."""
    for code in TABLES:
        edition, table = table_of(report, code)
        known = [address for address in table.addresses() if address in report.figures]
        noted = [a for a in known if report.figures[a].note.strip() and report.figures[a].state is State.NUMBER]
        finding = partial(
            Finding, rule.id, rule.severity, subject=f"table.{code}", table=code, basis=rule.cite(edition)
        )
        if noted:
            yield finding(
                Outcome.FAILED,
                message=_notes(table, report, noted),
                fix=rule.fix,
                cells=address_text(noted),
                values=tuple(report.figures[a].raw.strip() for a in noted),
            )
        elif known:
            yield finding(Outcome.PASSED, message=f"{table_name(table)}各格只有数字。")


def _notes(table: Table, report: Report, noted: list[Address]) -> str:
    words = []
    for address in noted[:NAMED_CELLS]:
        figure = report.figures[address]
        raw = " ".join(figure.raw.split())
        words.append(f"{cell_name(table, address)}写作“{raw}”，按 {number(figure.value)} 计")
    more = f"等 {len(noted)} 格" if len(noted) > NAMED_CELLS else ""
    return f"{'；'.join(words)}{more}。格内只填数字。"


RULES = (
    Rule(
        id="S-04",
        name="格式与年度相符",
        severity=Severity.VERIFY,
        words="2019、2020 年度使用〔2019〕60号的格式，2021 年度起使用〔2021〕30号的格式，行和列都要相符。",
        formula="各表的行和列 ＝ 报告年度适用格式的行和列",
        basis="各年度适用的格式",
        fix="换用报告年度适用的格式，把数据填入对应的行和列后重新上传。",
        check=form_of_the_year,
        passes="2022 年度报告的表三“（六）其他处理”分三行",
        fails="2022 年度报告的表三“（六）其他处理”只有一行",
    ),
    Rule(
        id="S-09",
        name="格内只填数字",
        severity=Severity.NOTICE,
        words="格内写有单位或说明的，按其中的数字（换算成本栏的单位）参加核对，并列出原样和所取的数。",
        formula="格内文字 ＝ 数字",
        basis="各表数字栏",
        fix="格内只保留数字，单位以表头为准；需要说明的写入正文。",
        check=nothing_but_numbers,
        passes="政府集中采购总金额填 1180.8",
        fails="政府集中采购总金额填“1180.8万元”；规范性文件填“22（其中修订16件）”",
    ),
)
