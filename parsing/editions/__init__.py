"""The official form as data, one file per version."""

from __future__ import annotations

from parsing.editions import y2019, y2021
from parsing.editions.form import Balance, Block, Edition, Line, Measure, Table

EDITIONS: dict[str, Edition] = {e.code: e for e in (y2019.EDITION, y2021.EDITION)}


def edition_of_year(year: int) -> Edition:
    """The edition a report of ``year`` must use; raises LookupError before 2019."""
    for edition in EDITIONS.values():
        if edition.fits(year):
            return edition
    raise LookupError(f"no official form for {year}")


__all__ = ["EDITIONS", "Balance", "Block", "Edition", "Line", "Measure", "Table", "edition_of_year"]
