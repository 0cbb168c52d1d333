"""What the rules may know beside the report: its agency, last year's report, its area, its like.

Every part is one or two queries, whatever the number of agencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.report import Address, Figure, Report, Section, State
from parsing.rules.model import AgencyKind, Context, Lineage, Member, Quote, Scope
from parsing.rules.model import Likeness as Alike
from parsing.rules.peers import PEER_CELLS
from submissions.models import GOVERNMENTS, Agency, Kind, Likeness, Submission
from submissions.models import Figure as Fact
from submissions.services.lineage import origin_of
from submissions.states import WITHOUT_REPORT
from submissions.states import State as Decided

FIRST_YEAR = 2019
MOST_PEERS = 200
ANOTHER = "同一年度的另一个机关"
"""An agency is not told whose report its own is like; the reviewer sees it beside the report."""


def context_of(submission: Submission) -> Context:
    """Everything the rules of this submission may ask for. ``submission`` comes with its agency and cycle."""
    agency, cycle = submission.agency, submission.cycle
    previous, lineage = last_year(submission)
    received = submission.submitted_at
    return Context(
        agency_names=agency.names,
        year=cycle.year,
        kind=AgencyKind(agency.kind),
        scope=Scope(submission.scope),
        previous=previous,
        lineage=lineage,
        members=members_of(submission),
        parents=parents_of(submission),
        likenesses=likenesses_of(submission),
        peers=peers_of(submission),
        due=submission.due_on,
        edition=submission.edition.code,
        received=timezone.localdate(received) if received else None,
    )


def last_year(submission: Submission) -> tuple[tuple[Report, ...], Lineage]:
    """Last year's approved reports that are this agency's, through renamings and mergers.

    Without all of them there are none: a sum over some of a merger's predecessors would be wrong.
    """
    year = submission.cycle.year
    if year <= FIRST_YEAR:
        return (), Lineage()
    origin = origin_of(submission.agency, year)
    if origin.obstacle:
        return (), Lineage(origin.words, obstacle=origin.obstacle)
    owed = Submission.objects.filter(cycle__year=year - 1, agency__in=origin.agency_ids, state=Decided.APPROVED.value)
    approved = list(owed.select_related("agency", "cycle"))
    lacking = set(origin.agency_ids) - {s.agency_id for s in approved}
    if lacking:
        names = Agency.objects.filter(pk__in=lacking).values_list("name", flat=True)
        return (), Lineage(origin.words, tuple(names))
    if {s.scope for s in approved} != {submission.scope}:
        told = {
            "then": "、".join(sorted({str(s.get_scope_display()) for s in approved})),
            "now": submission.get_scope_display(),
        }
        words = _("上年报告的数据范围是%(then)s，本年是%(now)s，数字不能直接比较") % told
        return (), Lineage(origin.words, obstacle=words)
    return reports_of(approved, with_text=True), Lineage(origin.words)


def reports_of(approved: Iterable[Submission], *, with_text: bool = False) -> tuple[Report, ...]:
    """Approved reports from the facts kept of them; their running text only where it is asked for."""
    wanted = list(approved)
    figures: dict[int, dict[Address, Figure]] = {s.pk: {} for s in wanted}
    if wanted:
        facts = Fact.objects.filter(submission__in=figures)
        for pk, table, row, column, value, state in facts.values_list(
            "submission_id", "table", "row", "column", "value", "state"
        ):
            # A fact says what holds, not how it was printed.
            figures[pk][Address(table, row, column)] = Figure(value, "", state=State(state))
    texts = _texts_of(figures) if with_text else {}
    return tuple(
        Report(
            agency=s.agency.name,
            year=s.cycle.year,
            edition=s.edition.code,
            figures=figures[s.pk],
            sections=texts.get(s.pk, ()),
        )
        for s in wanted
    )


def _texts_of(submission_ids: Iterable[int]) -> dict[int, tuple[Section, ...]]:
    """The sections of the current readings, without the rest of them."""
    rows = Submission.objects.filter(pk__in=submission_ids, current_reading__report__isnull=False)
    read = rows.values_list("pk", "current_reading__report__sections")
    return {pk: tuple(Section.from_json(section) for section in sections or ()) for pk, sections in read}


def members_of(submission: Submission) -> tuple[Member, ...]:
    """Whose figures go into a whole area's report: everybody right below it whose report there is to wait for.

    Who is exempt, or confirmed that there is nothing to report, brings no figures and is not waited for. Agencies of
    a vertical system are counted there, not here.
    """
    if submission.scope != Scope.AREA.value or not submission.agency.is_government or submission.is_past:
        return ()  # nobody knows who else owed a past report, so that none of those filed is the whole sum
    below = Submission.objects.filter(cycle=submission.cycle_id, agency__parent=submission.agency_id)
    below = below.filter(agency__system=None)
    return _as_members(below.exclude(state__in=WITHOUT_REPORT))


def parents_of(submission: Submission) -> tuple[Member, ...]:
    """The approved reports of whole areas this agency lies in."""
    above = [pk for pk in submission.agency.ancestor_ids if pk != submission.agency_id]
    if not above or submission.agency.system_id:
        return ()
    areas = Submission.objects.filter(cycle=submission.cycle_id, agency__in=above, scope=Scope.AREA.value)
    return _as_members(areas.filter(agency__kind__in=GOVERNMENTS, state=Decided.APPROVED.value))


def _as_members(owed: QuerySet[Submission]) -> tuple[Member, ...]:
    known = list(owed.select_related("agency", "cycle"))
    approved = [s for s in known if s.state == Decided.APPROVED]
    reports = dict(zip((s.pk for s in approved), reports_of(approved), strict=True))
    return tuple(
        Member(s.agency.name, AgencyKind(s.agency.kind), reports.get(s.pk), Scope(s.scope) if s.pk in reports else None)
        for s in known
    )


def likenesses_of(submission: Submission) -> tuple[Alike, ...]:
    """What the comparison of the cycle found, as far as both readings still count. The other one is not named."""
    rows = current_likenesses(submission).values_list("other_id", "ratio", "passages", "tables")
    return tuple(
        Alike(
            ANOTHER,
            ratio,
            tuple((Quote(**own), Quote(0, 0, 0, "", source=ANOTHER)) for own, _other in passages),
            tables,
            key=str(other),
        )
        for other, ratio, passages, tables in rows
    )


def current_likenesses(submission: Submission) -> QuerySet[Likeness]:
    """Those found in the readings that count now."""
    return Likeness.objects.filter(
        submission=submission, reading=submission.current_reading_id, other_reading=F("other__current_reading")
    )


def peers_of(submission: Submission) -> dict[Address, tuple[Decimal, ...]]:
    """What agencies of the same kind under the same parent reported this year, else last year, cell by cell."""
    agency, year = submission.agency, submission.cycle.year
    if agency.kind == Kind.PROVINCE:
        return {}
    like = Q(submission__agency__parent=agency.parent_id, submission__agency__kind=agency.kind)
    cells = Q()
    for address in PEER_CELLS:
        cells |= Q(table=address.table, row=address.row, column=address.column)
    facts = Fact.objects.filter(like, cells, submission__cycle__year__in=(year, year - 1), value__isnull=False)
    rows = facts.exclude(submission__agency=agency).order_by("-submission__cycle__year", "submission_id")
    found: dict[Address, dict[int, Decimal]] = {}
    for table, row, column, value, who in rows.values_list("table", "row", "column", "value", "submission__agency_id"):
        if value is not None:
            found.setdefault(Address(table, row, column), {}).setdefault(who, value)
    return {address: tuple(values.values())[:MOST_PEERS] for address, values in found.items()}
