"""What the charts count, as data: one measure a line, over cells of either form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from parsing.editions import EDITIONS, Edition
from submissions.exports.drafting import RESULTS, results_of
from submissions.exports.terms import Known, Term, cell, request
from submissions.states import Words

RESULT_CODES: Final = ("granted", "partially_granted", "denied", "unavailable", "not_handled", "other")
OUTCOMES: Final = ("upheld", "corrected", "other", "pending")
GROUPS: Final = {"reconsideration": ("reconsideration",), "litigation": ("litigation_direct", "litigation_after")}
_DISCLOSURE: Final = {
    "regulations_in_force": ("regulations", "in_force"),
    "documents_issued": ("normative_documents", "issued"),
    "documents_in_force": ("normative_documents", "in_force"),
    "licensing": ("licensing", "decisions"),
    "penalties": ("penalties", "decisions"),
    "coercion": ("coercion", "decisions"),
    "fees": ("fees", "amount"),
}
ONLY_2021: Final = frozenset({"regulations_in_force", "documents_issued", "documents_in_force", "fees"})
"""Measures the form of 2019 does not count: their years before 2021 are not drawn."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that may be chosen on a page of charts. ``unit`` is 件 or 万元."""

    code: str
    label: Words
    unit: Words


CHOICES: Final = (
    Measure("new", _("本年新收申请"), _("件")),
    Measure("total", _("办结申请"), _("件")),
    Measure("carried_forward", _("结转下年度"), _("件")),
    Measure("reconsideration", _("行政复议"), _("件")),
    Measure("litigation", _("行政诉讼"), _("件")),
    Measure("documents_issued", _("制发行政规范性文件"), _("件")),
    Measure("documents_in_force", _("现行有效行政规范性文件"), _("件")),
    Measure("licensing", _("行政许可处理决定"), _("件")),
    Measure("penalties", _("行政处罚处理决定"), _("件")),
    Measure("coercion", _("行政强制处理决定"), _("件")),
    Measure("fees", _("行政事业性收费"), _("万元")),
)


def measure_of(code: str) -> Measure:
    """The first of the choices where there is none of this code."""
    return next((one for one in CHOICES if one.code == code), CHOICES[0])


@lru_cache(maxsize=8)
def terms_of(code: str) -> Mapping[str, Term]:
    """Every measure of a form by its code, over cells the form has."""
    edition = EDITIONS[code]
    found = {row: request(row) for row in ("new", "carried_in", "total", "carried_forward")}
    results = results_of(Known(edition, {}))
    found |= dict(zip(RESULT_CODES, (results[words] for words in RESULTS), strict=True))
    for name, groups in GROUPS.items():
        for outcome in (*OUTCOMES, "total"):
            key = name if outcome == "total" else f"{name}_{outcome}"
            found[key] = Term(tuple(cell("disputes", group, outcome).plus[0] for group in groups))
    found |= {name: cell("disclosure", row, column) for name, (row, column) in _DISCLOSURE.items()}
    return {name: term for name, term in found.items() if counts(edition, name, term)}


def counts(edition: Edition, name: str, term: Term) -> bool:
    known = set(edition.addresses())
    return set(term.plus) <= known and (edition.first_year >= 2021 or name not in ONLY_2021)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in per cent by which agencies are held against their like. ``part`` and ``whole`` are measures added,
    ``less`` measures the whole is less."""

    code: str
    label: Words
    part: tuple[str, ...]
    whole: tuple[str, ...]
    less: tuple[str, ...] = ()

    def of(self, value: Callable[[str], float | None]) -> tuple[float, float] | None:
        """The part and the whole; None where one is not known."""
        part, whole, less = ([value(name) for name in names] for names in (self.part, self.whole, self.less))
        if None in (*part, *whole, *less):
            return None
        return sum(v or 0 for v in part), sum(v or 0 for v in whole) - sum(v or 0 for v in less)


_DISPUTES: Final = ("reconsideration", "litigation")
_PENDING: Final = ("reconsideration_pending", "litigation_pending")
CORRECTED: Final = Rate(
    "corrected", _("复议诉讼纠错率"), ("reconsideration_corrected", "litigation_corrected"), _DISPUTES, _PENDING
)
RATES: Final = (
    Rate("granted", _("予以公开和部分公开占办结"), ("granted", "partially_granted"), ("total",)),
    Rate("unavailable", _("无法提供占办结"), ("unavailable",), ("total",)),
    Rate("carried", _("结转下年度占新收和结转"), ("carried_forward",), ("new", "carried_in")),
    Rate("disputed", _("复议诉讼相当于办结"), _DISPUTES, ("total",)),
    CORRECTED,
)
