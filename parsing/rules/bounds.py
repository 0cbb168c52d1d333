"""Rules of kind A that hold a figure against a bound: whole, not negative, not less than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parsing.editions import Edition, Measure, Table, explain_address
from parsing.editions.wording import column_name, quoted, row_name, table_name
from parsing.report import Address, Figure, Report, State
from parsing.rules.model import Check, Context, Finding, Outcome, Rule, Severity, address_text
from parsing.rules.tables import TABLES, is_sure, number, obstacles_text, table_of, value_text, values_of


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Within a row, the ``most`` columns together are not less than the column ``least``."""

    subject: str
    most: tuple[str, ...]
    least: str


def at_least(bound: AtLeast) -> Check:
    def check(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        for code in TABLES:
            edition, table = table_of(report, code)
            for block in table.blocks:
                columns = {column.code for column in block.columns}
                if columns.issuperset((*bound.most, bound.least)):
                    for row in block.rows:
                        yield from _bounded(rule, _Row(bound, report, edition, table, row.code))

    return check


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of one report under one bound."""

    bound: AtLeast
    report: Report
    edition: Edition
    table: Table
    code: str

    @property
    def cells(self) -> tuple[Address, ...]:
        return tuple(Address(self.table.code, self.code, c) for c in (*self.bound.most, self.bound.least))

    @property
    def subject(self) -> Address:
        return Address(self.table.code, self.code, self.bound.subject)

    @property
    def name(self) -> str:
        return f"{table_name(self.table)}{quoted(row_name(self.table, self.code))}行"

    def value(self, column: str) -> Decimal:
        figure = self.report.figures.get(Address(self.table.code, self.code, column))
        return (figure.value if figure else None) or Decimal()

    def term(self, column: str) -> str:
        return f"{quoted(column_name(self.table, self.code, column))}{number(self.value(column))}"

    def obstacles(self) -> list[Address]:
        """Cells absent or read with doubt, and the subject where it is blank beside figures."""
        figures = {cell: self.report.figures.get(cell) for cell in self.cells}
        unknown = [cell for cell, figure in figures.items() if figure is None or not is_sure(figure)]
        subject = figures[self.subject]
        if not unknown and subject and subject.value is None and self.value(self.bound.least):
            return [self.subject]
        return unknown


def _bounded(rule: Rule, row: _Row) -> Iterator[Finding]:
    if not any(cell in row.report.figures for cell in row.cells):
        return
    obstacles, bound = row.obstacles(), row.bound
    most, least = sum(map(row.value, bound.most), Decimal()), row.value(bound.least)
    stated = "，".join(map(row.term, (bound.least, *bound.most)))
    if obstacles:
        where = explain_address(row.subject, row.edition)
        why = obstacles_text(obstacles, row.report, row.edition)
        outcome, message = Outcome.UNDETERMINED, f"{where}：无法核对，{why}。"
    elif most >= least:
        outcome, message = Outcome.PASSED, f"{row.name}：{stated}，相符。"
    else:
        subject = column_name(row.table, row.code, bound.subject)
        outcome, message = Outcome.FAILED, f"{row.name}：{stated}，“{subject}”至少少 {number(least - most)}，请核实。"
    failed = outcome is Outcome.FAILED
    yield Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=outcome,
        subject=str(row.subject),
        message=message,
        expected=least - most + row.value(bound.subject) if failed else None,
        actual=row.value(bound.subject) if failed else None,
        fix="" if outcome is Outcome.PASSED else rule.fix,
        sum=f"{' ＋ '.join(map(row.term, bound.most))} ＜ {row.term(bound.least)}" if failed else "",
        basis=rule.cite(row.edition),
        table=row.table.code,
        cells=address_text(row.cells),
        values=values_of(row.report, row.cells),
    )


def countable(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """A-05: one finding a cell that breaks it or cannot be read, one a table when none does."""
    for code in TABLES:
        edition, table = table_of(report, code)
        known = [address for address in table.addresses() if address in report.figures]
        found = [f for address in known for f in _counted(rule, report, edition, table, address)]
        yield from found
        if known and not found:
            message = f"{table_name(table)}：各格数字均无负数，数量均为整数。"
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                outcome=Outcome.PASSED,
                subject=f"table.{code}",
                message=message,
                basis=rule.cite(edition),
                table=code,
            )


def _counted(rule: Rule, report: Report, edition: Edition, table: Table, address: Address) -> Iterator[Finding]:
    figure = report.figures[address]
    value = figure.value
    if value is not None and value >= 0 and figure.state is State.NUMBER and value == int(value):
        return  # as in nearly every cell
    why = _not_countable(figure.value, _measure(table, address))
    if figure.state is State.ILLEGIBLE or (why and not is_sure(figure)):
        yield _of_cell(rule, figure, edition, address, Outcome.UNDETERMINED, f"“{figure.raw.strip()}”读不出确定的数")
    elif why:
        yield _of_cell(rule, figure, edition, address, Outcome.FAILED, why)


def _of_cell(rule: Rule, figure: Figure, edition: Edition, address: Address, outcome: Outcome, why: str) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=outcome,
        subject=str(address),
        message=f"{explain_address(address, edition)}：{why}。",
        cells=(str(address),),
        values=(value_text(figure),),
        actual=figure.value,
        fix=rule.fix if outcome is Outcome.FAILED else "请对照原文核对这一格，并更正读取的数字。",
        basis=rule.cite(edition),
        table=address.table,
    )


def _measure(table: Table, address: Address) -> Measure:
    column = table.column(address.row, address.column)
    return column.measure if column else Measure.COUNT


def _not_countable(value: Decimal | None, measure: Measure) -> str:
    if value is None:
        return ""
    if value < 0 and measure is not Measure.CHANGE:
        return f"填报 {number(value)}，{'金额' if measure is Measure.AMOUNT else '数量'}不能是负数"
    if measure is not Measure.AMOUNT and value != value.to_integral_value():
        return f"填报 {number(value)}，数量应为整数"
    return ""


RULES = (
    Rule(
        id="A-05",
        name="数量为非负整数，金额不为负",
        severity=Severity.MANDATORY,
        words="三张表的数量应为整数且不小于 0（“本年增/减”可以为负），金额不小于 0，可以有小数。",
        formula="数量 ≥ 0 且为整数；金额 ≥ 0",
        basis="各表的数量栏和金额栏",
        fix="更正这一格：件数填整数，没有的填 0；金额单位为万元。",
        check=countable,
        passes="行政处罚 8668797；行政事业性收费 96171.6 万元",
        fails="行政许可 -3；予以公开 1.5",
    ),
    Rule(
        id="A-07",
        name="现行有效件数不少于本年制发件数",
        severity=Severity.VERIFY,
        words="表二规章、行政规范性文件：本年制发的应在现行有效之内，除非当年制发当年废止。",
        formula="现行有效件数 ＋ 本年废止件数 ≥ 本年制发件数",
        basis="表二第二十条第（一）项",
        fix="核对制发、废止和现行有效件数；确属当年制发当年废止的，在说明中写明。",
        check=at_least(AtLeast("in_force", ("in_force", "repealed"), "issued")),
        passes="制发 3、废止 16、现行有效 167；制发 5、废止 5、现行有效 0",
        fails="制发 5、废止 0、现行有效 2",
        editions=frozenset({"2021"}),
    ),
    Rule(
        id="A-08",
        name="对外公开总数量不少于本年新公开数量",
        severity=Severity.VERIFY,
        words="表二规章、规范性文件：对外公开总数量包含本年新公开的数量；新制作数量可以多于新公开数量。",
        formula="对外公开总数量 ≥ 本年新公开数量",
        basis="表二第二十条第（一）项",
        fix="核对本年新公开数量和对外公开总数量，更正填错的一格。",
        check=at_least(AtLeast("total_disclosed", ("total_disclosed",), "disclosed")),
        passes="新制作 43、新公开 38、对外公开总数量 511",
        fails="新公开 38、对外公开总数量 30",
        editions=frozenset({"2019"}),
    ),
)
