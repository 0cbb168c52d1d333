"""What clerks get wrong, planted on purpose: each with the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from parsing.report import Address
from submissions.demo import faults
from submissions.demo.draft import Draft
from submissions.demo.grown.tree import Unit
from submissions.models import Kind

MOBILE: Final = "13900000000"


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of fault. ``may`` tells whom and when it can happen to: (agency, year, is it the first year)."""

    rule: str
    make: Callable[[Draft], Draft]
    may: Callable[[Unit, int, bool], bool] = lambda unit, year, first: True


def _more(draft: Draft, *cells: Address, by: int = 1) -> Draft:
    for cell in cells:
        draft = faults.change_cell(draft, cell, (draft.values[cell] or Decimal(0)) + by)
    return draft


def _both(row: str) -> tuple[Address, Address]:
    """The cells of 自然人 and 总计 of a row of table 三."""
    return Address("requests", row, "natural_person"), Address("requests", row, "total")


def _sum(draft: Draft) -> Draft:
    return _more(draft, Address("requests", "granted", "total"))


def _balance(draft: Draft) -> Draft:
    return _more(draft, *_both("carried_forward"))


def _disputes(draft: Draft) -> Draft:
    return _more(draft, Address("disputes", "reconsideration", "total"))


def _carried(draft: Draft) -> Draft:
    """What was carried over is not what last year carried forward; all sums of the year itself hold."""
    return _more(draft, *_both("carried_in"), *_both("granted"), *_both("total"))


def _stock(draft: Draft) -> Draft:
    return _more(draft, Address("disclosure", "normative_documents", "in_force"), by=2)


def _regulations(draft: Draft) -> Draft:
    """规范性文件 taken for 规章."""
    return _more(draft, *(Address("disclosure", "regulations", column) for column in ("issued", "in_force")))


def _old_regulations(draft: Draft) -> Draft:
    return _more(
        draft, *(Address("disclosure", "regulations", column) for column in ("made", "disclosed", "total_disclosed"))
    )


def _text(draft: Draft) -> Draft:
    """The text claims other applications than table 三 has."""
    new, carried = (int(draft.values[Address("requests", row, "total")] or 0) for row in ("new", "carried_in"))
    said = f"本年共收到政府信息公开申请{new + carried + 7}件。"
    return _in_section(draft, 1, lambda paragraphs: (*paragraphs, said), "another count in the text")


def _nothing(draft: Draft) -> Draft:
    return _in_section(draft, 5, lambda paragraphs: ("无。",), "section five empty")


def _mobile(draft: Draft) -> Draft:
    said = f"申请人联系手机：{MOBILE}。"
    return _in_section(draft, 1, lambda paragraphs: (*paragraphs, said), "a mobile number")


def _in_section(draft: Draft, number: int, change: Callable[[tuple[str, ...]], tuple[str, ...]], name: str) -> Draft:
    sections = (replace(s, paragraphs=change(s.paragraphs)) if s.number == number else s for s in draft.sections)
    return replace(draft, sections=tuple(sections), faults=(*draft.faults, name))


def _is_low(unit: Unit, year: int, first: bool) -> bool:
    return unit.kind in (Kind.DEPARTMENT, Kind.TOWNSHIP)


SLIPS: Final = (
    Slip("A-03", _sum),
    Slip("A-01", _balance),
    Slip("A-04", _disputes),
    Slip("Y-01", _carried, lambda unit, year, first: not first),
    Slip("Y-02", _stock, lambda unit, year, first: not first and year >= 2022),
    Slip("L-06", _regulations, lambda unit, year, first: _is_low(unit, year, first) and year >= 2021),
    Slip("L-06", _old_regulations, lambda unit, year, first: _is_low(unit, year, first) and year < 2021),
    Slip("N-01", _text),
    Slip("C-03", _nothing),
    Slip("V-01", _mobile),
)
STANDS: Final = frozenset({"N-01"})
"""Those whose figures are right: the report may be approved with the slip in it, explained."""
