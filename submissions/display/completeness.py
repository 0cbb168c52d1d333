"""The page of a year: a table whose every number leads to the list it counts, and that list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from submissions.display.queue import Row, queue_rows, with_row_parts
from submissions.models import Agency, Chased, Submission, User
from submissions.services import chases
from submissions.services.standing import MEASURES, OWN, RATES, CycleStanding, Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """One number and where its list is; no link where there is nothing to list."""

    code: str
    number: int
    link: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One group of agencies: its numbers, its shares as words, and for an area the page one step down."""

    label: str
    cells: tuple[Cell, ...]
    rates: tuple[str, ...]
    down: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one kind, under a heading of their own."""

    title: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All numbers of one page. ``heads`` and ``rates`` say each column in a word and in full."""

    heads: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    states: tuple[Cell, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it has."""
        return 1 + len(self.heads) + len(self.rates)


def table(standing: CycleStanding, root: Agency, at: Agency) -> Table:
    """The numbers below ``at``, seen from ``root``."""
    here = {"root": str(root.pk), "at": str(at.pk)}

    def area(group: Standing) -> TableRow:
        if group.agency is None:
            return _row(group, here | {"area": OWN})
        below = here | {"at": str(group.agency.pk)}
        return _row(group, below, f"?{urlencode(below)}")

    blocks = [
        Block("", (_row(standing.total, here),)),
        Block(_("按地区"), tuple(area(group) for group in standing.areas)) if len(standing.areas) > 1 else None,
        Block(_("按单位类别"), tuple(_row(group, here | {"kind": group.code}) for group in standing.kinds)),
        Block(_("按层级"), tuple(_row(group, here | {"level": group.code}) for group in standing.levels)),
    ]
    return Table(
        heads=tuple((str(measure.words), str(measure.meaning)) for measure in MEASURES.values()),
        rates=tuple((str(measure.words), str(measure.meaning)) for measure in RATES.values()),
        blocks=tuple(block for block in blocks if block and block.rows),
        states=tuple(_state(group, here) for group in standing.states),
    )


def _row(group: Standing, query: dict[str, str], down: str = "") -> TableRow:
    cells = tuple(Cell(name, number := group.numbers[name], _list(query, name) if number else "") for name in MEASURES)
    rates = tuple("—" if rate is None else f"{rate}%" for rate in group.rates.values())
    return TableRow(str(group.label), cells, rates, down)


def _state(group: Standing, query: dict[str, str]) -> Cell:
    number = group.numbers["all"]
    return Cell(str(group.label), number, _list(query | {"state": group.code}, "all"))


def _list(query: dict[str, str], show: str) -> str:
    return f"?{urlencode(query | {'show': show})}#list"


@dataclass(frozen=True, slots=True)
class Line:
    """One agency of the list: how its report stands, whom to call, and how it was chased."""

    row: Row
    clerks: tuple[User, ...] = ()
    chased: tuple[Chased, ...] = ()

    @property
    def submission(self) -> Submission:
        return self.row.submission

    @property
    def last(self) -> Chased | None:
        return self.chased[0] if self.chased else None


def lines(ids: Sequence[int]) -> list[Line]:
    """The rows of one page, in this order, with whom to call; five queries, however many rows.

    Lists are sorted and cut by id alone and filled here: a database that sorts ten thousand whole rows for fifty
    of them takes three times as long.
    """
    found = {s.pk: s for s in with_row_parts(Submission.objects.filter(pk__in=ids))}
    rows = queue_rows(found[pk] for pk in ids if pk in found)
    people = chases.clerks_by_agency(row.submission.agency_id for row in rows)
    chased = chases.last_of(row.submission.pk for row in rows)
    return [
        Line(row, tuple(people.get(row.submission.agency_id, ())), tuple(chased.get(row.submission.pk, ())))
        for row in rows
    ]


def crumbs(root: Agency, at: Agency, page: str) -> Iterator[tuple[str, str]]:
    """The way from the root down to the agency looked at: names and addresses, the last without one."""
    above = Agency.objects.filter(pk__in=at.ancestor_ids, path__startswith=root.path).order_by("path_depth")
    for agency in above:
        here = agency == at
        yield agency.name, "" if here else f"{page}?{urlencode({'root': root.pk, 'at': agency.pk})}"
