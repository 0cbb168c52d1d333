"""Whose report of which past year a file is, by what its title says, through names, aliases and lineage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.editions import edition_of_year
from parsing.report import squeeze
from submissions.models import Agency, AgencyLineage, LineageKind, Match
from submissions.services.fits import Found, Names, may_mean, names_in_use

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a file goes by its title; ``match`` CHECK or UNMATCHED with ``why`` where a person must decide."""

    agency: Agency | None = None
    year: int | None = None
    match: Match = Match.READY
    why: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """The agencies of one root and how they came out of one another, fetched once for many files."""

    agencies: dict[int, Agency]
    names: Names
    lineage: Sequence[AgencyLineage]

    @classmethod
    def of(cls, root: Agency) -> Directory:
        """Three queries, however many files are matched with it. Agencies that are no more are in it too."""
        columns = "pk", "name", "aliases", "kind", "path", "is_active", "parent"
        agencies = {a.pk: a for a in Agency.objects.filter(path__startswith=root.path).only(*columns)}
        return cls(agencies, names_in_use(), list(AgencyLineage.objects.select_related("predecessor", "successor")))

    def propose(self, found: Found) -> Proposal:
        """The agency and year a title names."""
        if not found.agency:
            return Proposal(None, found.year, Match.UNMATCHED, _("标题中没有认出机关名称。"))
        meant = self._meant(found)
        if meant.agency is None or meant.match is Match.UNMATCHED:
            return Proposal(None, found.year, Match.UNMATCHED, meant.why)
        if found.year is None:
            return Proposal(meant.agency, None, Match.UNMATCHED, _("标题中没有认出年度。"))
        if why := year_fault(found.year):
            return Proposal(meant.agency, found.year, Match.UNMATCHED, why)
        return self._in_year(meant, found.year)

    def _meant(self, found: Found) -> Proposal:
        title = squeeze(found.agency)
        known = self.names.get(title, frozenset())
        exact = [self.agencies[pk] for pk in known if pk in self.agencies]
        if exact:
            return self._one_of(exact, found)
        if known:
            why = _("标题是“%(found)s”的报告，不在您的管理范围内。") % {"found": found.agency}
            return Proposal(match=Match.UNMATCHED, why=why)
        near = [agency for agency in self.agencies.values() if may_mean(found, agency, self.names)]
        if len(near) != 1:
            return Proposal(match=Match.UNMATCHED, why=_several(near, found))
        why = _("标题写的是“%(found)s”，与“%(agency)s”不完全相同。") % {"found": found.agency, "agency": near[0].name}
        return Proposal(near[0], match=Match.CHECK, why=why)

    def _one_of(self, exact: list[Agency], found: Found) -> Proposal:
        """Of agencies that bear the same name one after the other, the one of that year."""
        fitting = exact if len(exact) == 1 or found.year is None else self._alive(exact, found.year)
        if len(fitting) == 1:
            return Proposal(fitting[0])
        return Proposal(match=Match.UNMATCHED, why=_several(exact, found))

    def _alive(self, agencies: Iterable[Agency], year: int) -> list[Agency]:
        return [a for a in agencies if not self._succeeded(a, year) and not self._began_after(a, year)]

    def _succeeded(self, agency: Agency, year: int) -> list[AgencyLineage]:
        """Who continues an agency by that year; an agency that went on itself has nobody."""
        rows = [row for row in self.lineage if row.predecessor_id == agency.pk and row.year <= year]
        return [] if agency.is_active else rows

    def _began_after(self, agency: Agency, year: int) -> list[AgencyLineage]:
        """What an agency came out of after that year, where it was nothing before: a renaming."""
        rows = [row for row in self.lineage if row.successor_id == agency.pk and row.year > year]
        return [row for row in rows if row.kind == LineageKind.RENAMED]

    def _in_year(self, meant: Proposal, year: int) -> Proposal:
        """Follows renamings and mergers to whoever owed the report of that year."""
        agency, remarks, seen = meant.agency, [], set[int]()
        while agency is not None and agency.pk not in seen:
            seen.add(agency.pk)
            before, after = self._began_after(agency, year), self._succeeded(agency, year)
            rows = before or after
            goals = {row.predecessor_id if before else row.successor_id for row in rows}
            if not rows:
                break
            if len(goals) > 1 or any(row.kind == LineageKind.SPLIT for row in rows):
                why = _("%(year)s年度时“%(name)s”已经分设或合并，请指定由哪个机关归档。")
                return Proposal(agency, year, Match.CHECK, why % {"year": year, "name": agency.name})
            told = _("按机关沿革（%(row)s）归到%(year)s年度的机关。") % {"row": rows[0], "year": year}
            remarks.append(told)
            goal = goals.pop()
            if goal not in self.agencies:
                why = _("按机关沿革应归到的机关不在您的管理范围内。")
                return Proposal(None, year, Match.UNMATCHED, why)
            agency = self.agencies[goal]
        return Proposal(agency, year, meant.match, meant.why, "".join(remarks))


def _several(agencies: Sequence[Agency], found: Found) -> str:
    if not agencies:
        return _("管理范围内没有名称是“%(found)s”的机关。") % {"found": found.agency}
    named = "、".join(sorted(agency.name for agency in agencies)[:MOST_NAMED])
    more = _("等 %(n)s 个机关") % {"n": len(agencies)} if len(agencies) > MOST_NAMED else ""
    return _("标题中的“%(found)s”可能是%(named)s。") % {"found": found.agency, "named": named + more}


def year_fault(year: int) -> str:
    """Why no report of that year can be filed; empty where it can."""
    try:
        edition_of_year(year)
    except LookupError:
        return _("%(year)s年没有对应的报告格式，只能归档2019年及以后的年度。") % {"year": year}
    return _("%(year)s年还没有结束。") % {"year": year} if year >= timezone.localdate().year else ""
