"""Who has filed and who has not: counts of one cycle by area and by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from submissions.models import GOVERNMENTS, Agency, Cycle, Kind, Submission
from submissions.states import State

OWN = "own"
"""The code of the root's own offices and departments, beside the areas below it."""


@dataclass(slots=True)
class Standing:
    """How a group of agencies stands. ``owed`` leaves the exempt out; ``filed`` is what lies with the
    reviewers or has passed; a returned report is with its agency again and is neither filed nor missing.
    ``nil`` have confirmed that there is nothing to report: they owe, are done, and are counted by themselves."""

    code: str
    label: str
    numbers: Counter[State] = field(default_factory=Counter)

    @property
    def owed(self) -> int:
        return self.numbers.total() - self.exempt

    @property
    def filed(self) -> int:
        return self.waiting + self.approved

    @property
    def waiting(self) -> int:
        return self.numbers[State.SUBMITTED] + self.numbers[State.IN_REVIEW]

    @property
    def approved(self) -> int:
        return self.numbers[State.APPROVED]

    @property
    def returned(self) -> int:
        return self.numbers[State.RETURNED]

    @property
    def missing(self) -> int:
        return self.numbers[State.MISSING] + self.numbers[State.DRAFT]

    @property
    def nil(self) -> int:
        return self.numbers[State.NIL]

    @property
    def done(self) -> int:
        """Filed, or confirmed to have nothing: what the bar shows."""
        return self.filed + self.nil

    @property
    def exempt(self) -> int:
        return self.numbers[State.EXEMPT]


Row = tuple[str, str, State]
"""Path and kind of the agency, and the state of what it owes."""


@dataclass(frozen=True, slots=True)
class CycleStanding:
    """One cycle under one root: all together, by area and by kind, each group in the order of the tree."""

    cycle: Cycle
    total: Standing
    areas: tuple[Standing, ...]
    kinds: tuple[Standing, ...]


def cycle_standing(cycle: Cycle, root: Agency) -> CycleStanding:
    """Two queries, however many agencies."""
    rows = list(rows_of(cycle.submissions.filter(agency__path__startswith=root.path)))
    areas = {area.path: Standing(str(area.pk), area.name) for area in areas_below(root)}
    own = Standing(OWN, _("本级机关和部门"))
    for path, _kind, state in rows:
        area = next((areas[prefix] for prefix in prefixes(path, root.path) if prefix in areas), own)
        area.numbers[state] += 1
    return CycleStanding(
        cycle=cycle,
        total=Standing("", root.name, Counter(state for _path, _kind, state in rows)),
        areas=tuple(group for group in (own, *areas.values()) if group.numbers),
        kinds=tuple(by_kind(rows)),
    )


def areas_below(root: Agency) -> QuerySet[Agency]:
    """The governments right below ``root``: each leads an area."""
    return Agency.objects.filter(parent=root, kind__in=GOVERNMENTS)


def rows_of(submissions: QuerySet[Submission]) -> Iterator[Row]:
    for path, kind, state in submissions.order_by().values_list("agency__path", "agency__kind", "state"):
        yield path, kind, State(state)


def prefixes(path: str, root: str) -> Iterator[str]:
    """The path of the child of ``root`` that ``path`` runs through, when it runs below."""
    first = path.removeprefix(root).split("/", 1)[0]
    if first:
        yield f"{root}{first}/"


def by_kind(rows: Iterable[Row]) -> Iterator[Standing]:
    groups = {kind.value: Standing(kind.value, str(kind.label)) for kind in Kind}
    for _path, kind, state in rows:
        groups[kind].numbers[state] += 1
    return (group for group in groups.values() if group.numbers)
