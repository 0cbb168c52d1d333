"""Which printed table a report's figures belong to, and what one of its cells holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from parsing.editions import EDITIONS, Edition, Table, explain_address
from parsing.report import Address, Figure, Report, State

ABSENT, BLANK = "缺", "空白"
TABLES = ("disclosure", "requests", "disputes")
NAMED_AT_MOST = 3
MISREAD = 6
"""Of so many characters recognised on a bad scan one may be wrong."""


@lru_cache(maxsize=32)
def addresses_of(table: Table) -> frozenset[Address]:
    return frozenset(table.addresses())


class _Tables:
    """What was found for a report; that of the ``last`` asked about is kept, as some fifty rules ask the same
    of one report after another."""

    last: _Tables

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found: dict[str, tuple[Edition, Table]] = {}


_Tables.last = _Tables(Report())


def table_of(report: Report, code: str) -> tuple[Edition, Table]:
    """The edition whose table ``code`` the report's figures fit best.

    Figures decide, not the year: 2021-form reports are seen with the single row 其他处理 of the
    2019 form. Without a difference it is the edition recognised, then that of the year.
    """
    tables = _Tables.last  # another thread may put its own in the meantime
    if tables.report is not report:
        tables = _Tables.last = _Tables(report)
    if code not in tables.found:
        tables.found[code] = _table_of(report, code)
    return tables.found[code]


def _table_of(report: Report, code: str) -> tuple[Edition, Table]:
    own = EDITIONS.get(report.edition)
    table = next((t for t in own.tables if t.code == code), None) if own else None
    if own and table and addresses_of(table).issuperset([a for a in report.figures if a[0] == code]):
        return own, table  # as in nearly every report: none can fit better, and this one is the one recognised
    found = {address for address in report.figures if address.table == code}

    def fit(edition: Edition) -> tuple[int, bool, bool, int]:
        known = len(found & addresses_of(edition.table(code)))
        fits = report.year is not None and edition.fits(report.year)
        return known, edition.code == report.edition, fits, edition.first_year

    best = max((e for e in EDITIONS.values() if any(t.code == code for t in e.tables)), key=fit)
    return best, best.table(code)


def edition_of(report: Report) -> Edition:
    """The edition recognised, else that of the year, else the newest: what a rule about text cites."""
    found = EDITIONS.get(report.edition)
    fits = (e for e in EDITIONS.values() if report.year is not None and e.fits(report.year))
    return found or next(fits, max(EDITIONS.values(), key=lambda e: e.first_year))


def may_be_misread(report: Report, printed: str, right: str) -> bool:
    """Whether OCR rather than the agency may have written ``printed``: as long as the right words, and near them."""
    return bool(report.facts.recognised) and is_near(printed, right)


def is_near(printed: str, right: str) -> bool:
    """As long as the right words, and but few characters other."""
    if len(printed) != len(right):
        return False
    return sum(one != other for one, other in zip(printed, right, strict=True)) <= max(1, len(right) // MISREAD)


def is_sure(figure: Figure) -> bool:
    """Read without doubt, or typed by a person."""
    return figure.corrected or figure.is_sure


def is_empty(figure: Figure) -> bool:
    return figure.state in (State.BLANK, State.DASH)


def number(value: Decimal | None) -> str:
    """A value as people write it: no exponent, no trailing zeros."""
    if value is None:
        return BLANK
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")


def value_text(figure: Figure | None) -> str:
    """What stands in a cell; blank, dash, absent and illegible stay different things."""
    if figure is None:
        return ABSENT
    if figure.state is State.NUMBER:
        return number(figure.value)
    return figure.raw.strip() or BLANK


def values_of(report: Report, addresses: Iterable[Address]) -> tuple[str, ...]:
    return tuple(value_text(report.figures.get(address)) for address in addresses)


def named(addresses: Iterable[Address], edition: Edition) -> str:
    """The cells by their labels, the first few of them when they are many."""
    known = list(addresses)
    words = "、".join(explain_address(address, edition) for address in known[:NAMED_AT_MOST])
    return words if len(known) <= NAMED_AT_MOST else f"{words}等 {len(known)} 格"


def obstacles_text(addresses: Iterable[Address], report: Report, edition: Edition) -> str:
    """Why cells cannot be counted with: 表三…缺失；表三…空白；表三…读不准."""
    why: dict[str, list[Address]] = {"缺失": [], "空白": [], "读不准": []}
    for address in addresses:
        figure = report.figures.get(address)
        reason = "缺失" if figure is None else "空白" if is_empty(figure) and is_sure(figure) else "读不准"
        why[reason].append(address)
    return "；".join(f"{named(cells, edition)}{reason}" for reason, cells in why.items() if cells)
