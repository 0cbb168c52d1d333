"""The few figures an agency is known by over the years and among its like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy

from parsing.report import Address, Report
from submissions.models import Figure
from submissions.states import Words

GROUPS: Final = ("reconsideration", "litigation_direct", "litigation_after")


@dataclass(frozen=True, slots=True)
class Key:
    """A figure, or the sum of some; without a value as soon as one of them has none."""

    code: str
    label: Words
    cells: tuple[Address, ...]


KEYS: Final = (
    Key("new", gettext_lazy("新收申请"), (Address("requests", "new", "total"),)),
    Key("total", gettext_lazy("办理结果总计"), (Address("requests", "total", "total"),)),
    Key("forward", gettext_lazy("结转下年度"), (Address("requests", "carried_forward", "total"),)),
    Key("disputes", gettext_lazy("复议和诉讼总计"), tuple(Address("disputes", group, "total") for group in GROUPS)),
    Key("corrected", gettext_lazy("其中结果纠正"), tuple(Address("disputes", group, "corrected") for group in GROUPS)),
)
Values = Mapping[Address, Decimal | None]
Keyed = dict[str, Decimal | None]


def keyed(values: Values) -> Keyed:
    return {key.code: _sum(values.get(cell) for cell in key.cells) for key in KEYS}


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal()
    for value in values:
        if value is None:
            return None
        total += value
    return total


def keyed_report(report: Report) -> Keyed:
    return keyed({address: figure.value for address, figure in report.figures.items()})


def keyed_facts(submissions: Iterable[int]) -> dict[int, Keyed]:
    """By submission, from the facts of approved reports; one query."""
    cells = Q()
    for key in KEYS:
        for cell in key.cells:
            cells |= Q(table=cell.table, row=cell.row, column=cell.column)
    rows = Figure.objects.filter(cells, submission__in=list(submissions))
    found: dict[int, dict[Address, Decimal | None]] = {}
    for pk, table, row, column, value in rows.values_list("submission_id", "table", "row", "column", "value"):
        found.setdefault(pk, {})[Address(table, row, column)] = value
    return {pk: keyed(values) for pk, values in found.items()}
