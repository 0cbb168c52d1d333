"""Who owes a report for a year, by when, on which form and of which scope; who does not, and why.

The same answer is shown before a year is opened and written when it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parsing.editions import EDITIONS, edition_of_year
from submissions.models import (
    GOVERNMENTS,
    Agency,
    AgencyLineage,
    Cycle,
    Kind,
    LineageKind,
    Scope,
    VerticalSystem,
    default_due,
)
from submissions.services.deadlines import Deadlines, Like, deadlines_of
from submissions.services.standing import LEADS, LEVEL_WORDS
from submissions.states import Words

INACTIVE, GONE, OWN_SYSTEM = "inactive", "gone", "system"
WHY_WORDS: Final[Mapping[str, Words]] = {
    INACTIVE: gettext_lazy("已停用"),
    GONE: gettext_lazy("已并入或更名为其他机关"),
    OWN_SYSTEM: gettext_lazy("在垂直管理系统内报送"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What agencies of one kind owe: by when, of which scope, on which form (the code of an edition)."""

    due_on: date
    scope: str
    edition: str


class Duty(NamedTuple):
    """What one agency owes. The group it is in begins with ``kind``."""

    agency: int
    path: str
    kind: str
    level: str
    due_on: date
    scope: str
    edition: str


class Passed(NamedTuple):
    """One agency that owes nothing: ``why`` is a key of WHY_WORDS, ``words`` say more."""

    agency: int
    path: str
    code: str
    name: str
    kind: str
    why: str
    words: str


class Group(NamedTuple):
    """How many owe the same."""

    kind: str
    level: str
    due_on: date
    scope: str
    edition: str
    owing: int

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def level_words(self) -> str:
        return str(LEVEL_WORDS[self.level])

    @property
    def edition_words(self) -> str:
        return EDITIONS[self.edition].basis

    @property
    def scope_words(self) -> str:
        return str(Scope(self.scope).label)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody of a year, sorted."""

    duties: tuple[Duty, ...]
    passed: tuple[Passed, ...]

    @property
    def groups(self) -> list[Group]:
        """By kind, level and day, in the order of the levels."""
        kinds, levels = list(Kind.values), list(LEVEL_WORDS)
        counted = Counter(duty[2:] for duty in self.duties)
        groups = [Group(*like, number) for like, number in counted.items()]
        return sorted(groups, key=lambda group: (levels.index(group.level), kinds.index(group.kind), group.due_on))

    def below(self, path: str) -> Plan:
        """Those at or below this path."""
        duties = tuple(duty for duty in self.duties if duty.path.startswith(path))
        return Plan(duties, tuple(one for one in self.passed if one.path.startswith(path)))

    @property
    def reasons(self) -> list[tuple[str, list[Passed]]]:
        """Who owes nothing, by reason."""
        named = [(str(words), [one for one in self.passed if one.why == why]) for why, words in WHY_WORDS.items()]
        return [(words, found) for words, found in named if found]

    @property
    def digest(self) -> str:
        """Another one whenever anything a person was shown would come out otherwise."""
        told = repr((sorted(self.duties), sorted(self.passed)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def default_terms(year: int) -> dict[str, Terms]:
    """Those of 条例第四十九条 and of the form of the year; raises LookupError before 2019."""
    edition = edition_of_year(year).code
    return {
        kind: Terms(default_due(kind, year), Scope.AREA if kind in GOVERNMENTS else Scope.OWN, edition)
        for kind in Kind.values
    }


def terms_of(cycle: Cycle) -> dict[str, Terms]:
    rows = cycle.deadlines.values_list("kind", "due_on", "scope", "edition")
    set_ones = {kind: Terms(due_on, scope, edition or cycle.edition.code) for kind, due_on, scope, edition in rows}
    return default_terms(cycle.year) | set_ones


def plan_of(cycle: Cycle) -> Plan:
    """Who owes in a year that is open, as the agencies are now."""
    return plan(cycle.year, terms_of(cycle), deadlines_of(cycle))


def plan(year: int, terms: Mapping[str, Terms], deadlines: Deadlines) -> Plan:
    """Sorts every agency. Three queries, however many."""
    columns = ("pk", "path", "kind", "system_id", "code", "name", "is_active")
    agencies = list(Agency.objects.order_by("path_depth", "position", "code").values_list(*columns))
    kinds = {pk: kind for pk, _path, kind, *_rest in agencies}
    gone, systems = gone_by(year), dict(VerticalSystem.objects.filter(reports_here=False).values_list("pk", "name"))
    duties: list[Duty] = []
    passed: list[Passed] = []
    for pk, path, kind, system, code, name, is_active in agencies:
        why = _why_not(is_active, gone.get(pk), systems.get(system) if system else None)
        if why:
            passed.append(Passed(pk, path, code, name, kind, *why))
            continue
        of_kind = terms[kind]
        due_on = deadlines.due(Like(path, kind, system))
        duties.append(Duty(pk, path, kind, _level(path, kinds), due_on, of_kind.scope, of_kind.edition))
    return Plan(tuple(duties), tuple(passed))


def _why_not(is_active: bool, successors: str | None, system: str | None) -> tuple[str, str] | None:
    if not is_active:
        return INACTIVE, ""
    if successors is not None:
        return GONE, successors
    if system is not None:
        return OWN_SYSTEM, _("%(system)s系统在本系统内报送，不在本平台报送") % {"system": system}
    return None


def gone_by(year: int) -> dict[int, str]:
    """Agencies that were merged or renamed away by ``year``, with what became of them in words.

    A split does not end its predecessor: whether it goes on is for the office to say, by deactivating it. One that
    was set up again later, as the successor of another, is not gone.
    """
    rows = AgencyLineage.objects.filter(year__lte=year).select_related("successor").order_by("year", "pk")
    gone: dict[int, str] = {}
    for row in rows:
        gone.pop(row.successor_id, None)
        if row.kind != LineageKind.SPLIT:
            gone[row.predecessor_id] = _("%(when)s%(how)s：%(name)s") % {
                "when": row.on or _("%(year)s年度起") % {"year": row.year},
                "how": row.get_kind_display(),
                "name": row.successor.name,
            }
    return gone


def _level(path: str, kinds: Mapping[int, str]) -> str:
    """The kind of the nearest government at or above."""
    for part in reversed(path.strip("/").split("/")):
        kind = kinds.get(int(part or 0), "")
        if kind in LEADS:
            return kind
    return ""


def without(plan: Plan, agencies: Iterable[int]) -> list[Duty]:
    """The duties of all but these."""
    known = set(agencies)
    return [duty for duty in plan.duties if duty.agency not in known]
