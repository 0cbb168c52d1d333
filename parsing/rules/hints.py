"""What may have caused a sum to fail. A hint is only ever attached to a failed rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from parsing.editions import Table
from parsing.editions.wording import column_name, quoted, row_name
from parsing.report import Address, Report
from parsing.rules.sums import ACROSS, Judged, Sum, Verdict
from parsing.rules.tables import number


def hint(one: Sum, verdict: Verdict, judged: Judged, table: Table, report: Report) -> str:
    """The likeliest cause in a Chinese sentence, or "" when none of the known ones fits."""
    if verdict.expected is None:
        return ""
    off = (verdict.actual or Decimal()) - verdict.expected
    causes = (
        _two_applicants(one, off, judged, table),
        _split_number(one, off, table, report),
        _one_cell(one, off, table, report),
        _swapped_digits(one, verdict, table, report),
    )
    return next(filter(None, causes), "")


def _differs(one: Sum, address: Address, table: Table) -> str:
    """What tells a cell from the others of its sum: its column across, its row otherwise."""
    if one.kind == ACROSS:
        return quoted(column_name(table, address.row, address.column))
    return quoted(row_name(table, address.row))


def _two_applicants(one: Sum, off: Decimal, judged: Judged, table: Table) -> str:
    if one.kind == ACROSS:
        return ""
    others = [
        other.subject.column
        for other in judged.sums
        if (other.kind, other.subject.row) == (one.kind, one.subject.row) and _off(judged.verdict(other)) == -off
    ]
    if len(others) != 1:
        return ""
    mine, theirs = (column_name(table, one.subject.row, code) for code in (one.subject.column, others[0]))
    return (
        f"{quoted(mine)}列与{quoted(theirs)}列相差的数额相等、方向相反（均为 {number(abs(off))}），"
        "可能是同一申请在两处计入了不同的申请人类别。"
    )


def _off(verdict: Verdict | None) -> Decimal | None:
    if verdict is None or verdict.expected is None or verdict.actual is None:
        return None
    return verdict.actual - verdict.expected


def _filled(one: Sum, report: Report) -> Iterator[tuple[Address, Decimal]]:
    for address in one.plus:
        value = report.figures[address].value
        if value:
            yield address, value


def _split_number(one: Sum, off: Decimal, table: Table, report: Report) -> str:
    """Two neighbouring digits that repair the sum when read as one number: 1 and 6 for 16."""
    if one.kind != ACROSS:
        return ""
    values = [report.figures[address].value or Decimal() for address in one.plus]
    for (first, left), (second, right) in pairwise(zip(one.plus, values, strict=True)):
        joined = left * 10 + right
        if 1 <= left <= 9 and 0 <= right <= 9 and joined - left - right == off:
            return (
                f"{_differs(one, first, table)}的 {number(left)} 与{_differs(one, second, table)}的 {number(right)} "
                f"连在一起（{number(joined)}）时合计相符，可能是一个数在读取或填写时被拆成了两格。"
            )
    return ""


def _one_cell(one: Sum, off: Decimal, table: Table, report: Report) -> str:
    same = [address for address, value in _filled(one, report) if value == abs(off)]
    if len(same) != 1:
        return ""
    what = "漏计" if off < 0 else "重复计算"
    return f"差额正好等于{_differs(one, same[0], table)}的 {number(abs(off))}，可能{what}了这一格。"


def _swapped_digits(one: Sum, verdict: Verdict, table: Table, report: Report) -> str:
    actual, expected = verdict.actual, verdict.expected
    if actual is None or expected is None or (actual - expected) % 9:
        return ""
    if expected in _swaps(actual):
        return f"差额能被 9 整除，{number(actual)} 可能是 {number(expected)} 的数字颠倒。"
    off = actual - expected
    for address, value in _filled(one, report):
        if value + off in _swaps(value):
            return (
                f"差额能被 9 整除，{_differs(one, address, table)}的 {number(value)} "
                f"可能是 {number(value + off)} 的数字颠倒。"
            )
    return "差额能被 9 整除，可能有一格的数字前后颠倒。"


def _swaps(value: Decimal) -> Iterable[Decimal]:
    """The numbers that differ from ``value`` by two neighbouring digits in each other's place."""
    digits = number(value)
    if not digits.isdecimal():
        return ()
    return [Decimal(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]) for n in range(len(digits) - 1)]
