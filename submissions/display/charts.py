"""What a page of charts draws: each chart is a table of numbers with a way of drawing it, so that both say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from submissions.display.cells import number_text
from submissions.exports.measures import Measure
from submissions.exports.rollup import Cell, Group, Rolled
from submissions.models import MemberRole

TENTH: Final = Decimal("0.1")
Wanted = Callable[[Group], bool]


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a chart, None where there is none. ``text`` is what its table says, ``count`` what a share is of.

    ``partial`` says what is not in it ("3/5 份"), "" where nothing is lacking.
    """

    value: Decimal | None = None
    text: str = ""
    partial: str = ""
    count: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` is how it is drawn: line, bars (one beside another), stack, share (stacked to 100 %), rank, flow.

    The labels head the rows of its table, the series its columns. ``links`` are the edges of a flow.
    """

    code: str
    kind: str
    title: str
    first: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    links: tuple[tuple[str, str, Decimal], ...] = ()
    urls: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> list[tuple[str, str, list[Point]]]:
        """Label, address and points of each row of the table."""
        urls = self.urls or ("",) * len(self.labels)
        points = zip(*(one.points for one in self.series), strict=True)
        return [(label, url, list(row)) for label, url, row in zip(self.labels, urls, points, strict=True)]

    @property
    def is_empty(self) -> bool:
        return not any(point.value is not None for one in self.series for point in one.points)

    @property
    def drawn(self) -> dict[str, Any]:
        """What the script draws: numbers as JSON has them. Lines run through ``whole`` alone: what lacks reports is
        no fall."""
        return {
            "code": self.code,
            "kind": self.kind,
            "title": self.title,
            "unit": self.unit,
            "labels": self.labels,
            "notes": self.notes,
            "series": [
                {
                    "name": one.name,
                    "values": [None if p.value is None else float(p.value) for p in one.points],
                    "whole": [None if p.value is None or p.partial else float(p.value) for p in one.points],
                    "texts": [p.text for p in one.points],
                    "partial": [p.partial for p in one.points],
                }
                for one in self.series
            ],
            "links": [{"source": a, "target": b, "value": float(n)} for a, b, n in self.links],
        }


def reports_words(year: Rolled, wanted: Wanted) -> str:
    """How many of those who owe are in it, "" where all are."""
    parts = year.parts(wanted)
    added, missing = parts[MemberRole.ADDED.value], parts[MemberRole.MISSING.value]
    return _("%(n)d/%(m)d 份") % {"n": added, "m": added + missing} if missing else ""


def lacking_words(year: Rolled, wanted: Wanted, *cells: Cell) -> str:
    """What is not in a number: reports that are missing, and reports that do not give it."""
    most = max(cell.lacking for cell in cells)
    words = [reports_words(year, wanted), _("%(n)d 份缺数") % {"n": most} if most else ""]
    return "，".join(word for word in words if word)


def point(year: Rolled, cell: Cell, wanted: Wanted) -> Point:
    """A sum with what is lacking in it. Without any report there is no point: nothing is drawn as a fall to 0."""
    if cell.value is None:
        return Point(text="—", partial=reports_words(year, wanted))
    return Point(cell.value, number_text(cell.value), lacking_words(year, wanted, cell))


def share(part: Decimal | None, whole: Decimal | None, partial: str = "") -> Point:
    """A part of a whole in per cent, with the part beside it."""
    if part is None or not whole:
        return Point(text="—", partial=partial)
    percent = (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)
    return Point(percent, f"{number_text(percent)}%", partial, part)


def measured(year: Rolled, measure: Measure, wanted: Wanted) -> Point:
    if not year.has(measure.code):
        return Point(text=_("格式无此项"))
    return point(year, year.sum(measure.code, wanted), wanted)


def partial_notes(years: Iterable[Rolled]) -> list[str]:
    """Which years are not whole."""
    told = []
    for year in years:
        words = reports_words(year, lambda group: True)
        if words and not year.parts()[MemberRole.ADDED.value]:
            told.append(_("%(year)d 年度还没有审核通过的报告。") % {"year": year.year})
        elif words:
            told.append(_("%(year)d 年度只收齐 %(n)s，图上用空心点或浅色标出。") % {"year": year.year, "n": words})
    return told


def form_note(years: Sequence[Rolled], codes: Sequence[str]) -> list[str]:
    """That some of the years count something else, where they do."""
    lacking = [str(year.year) for year in years if not year.has(*codes)]
    return [_("%(years)s 年度用 2019 年格式，没有可比的数，不画。") % {"years": "、".join(lacking)}] if lacking else []
