"""The official form as data, one file per version."""

from __future__ import annotations

from parsing.editions import y2019, y2021
from parsing.editions.form import Balance, Block, Edition, Line, Measure, Table
from parsing.editions.wording import explain, tables_of
from parsing.report import Address

EDITIONS: dict[str, Edition] = {e.code: e for e in (y2019.EDITION, y2021.EDITION)}


def edition_of_year(year: int) -> Edition:
    """The edition a report of ``year`` must use; raises LookupError before 2019."""
    for edition in EDITIONS.values():
        if edition.fits(year):
            return edition
    raise LookupError(f"no official form for {year}")


def explain_address(address: Address | str, edition: Edition | str = "") -> str:
    """The official words for a cell, a table, a section or the title: 表三“（七）总计”行“其他”列.

    ``address`` may be any subject of a finding; one no edition knows is given back as it is.
    """
    known = EDITIONS.get(edition) if isinstance(edition, str) else edition
    return explain(str(address), tables_of(known, reversed(EDITIONS.values())))


__all__ = [
    "EDITIONS",
    "Balance",
    "Block",
    "Edition",
    "Line",
    "Measure",
    "Table",
    "edition_of_year",
    "explain_address",
]
