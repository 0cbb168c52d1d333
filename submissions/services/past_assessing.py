"""What may be done with each file of a batch: proposed, held against what is filed already and against its like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from parsing.report import Report
from parsing.rules.engine import judge
from parsing.rules.model import AgencyKind, Context, Outcome, Scope
from parsing.rules.policy import Policy
from submissions.language import of_record
from submissions.models import Agency, Cycle, Finding, Intake, Match, PastBatch, Submission, Upload
from submissions.services import findings
from submissions.services.fits import found_in
from submissions.services.judging import effective_report
from submissions.services.past_matching import Directory, Proposal
from submissions.services.policies import policy_of
from submissions.states import STATE_WORDS, Processing, State

Goal = tuple[int | None, int | None]
MOST_RIVALS = 20
"""Beyond so many files for one report it is enough to say that there are too many."""
UNDONE = "往年报告补录已撤回"
"""Why nothing is owed where a batch was taken back: the words of the record."""


@of_record()
def propose(intake: Intake, report: Report, directory: Directory) -> None:
    """Keeps where a file goes by its title, what was read in it, and what may be done with it."""
    proposal = directory.propose(found_in(report))
    _keep(intake, proposal, report)
    if intake.batch:
        assess(intake.batch, {(intake.to_agency_id, intake.to_year)})


def settle(intake: Intake, agency: Agency, year: int) -> None:
    """Keeps where the office says a file goes."""
    report = effective_report(intake)
    before = (intake.to_agency_id, intake.to_year)
    with of_record():
        _keep(intake, Proposal(agency, year, remark=_title_words(report, agency, year)), report, by_hand=True)
    if intake.batch:
        assess(intake.batch, {before, (agency.pk, year)})


def _title_words(report: Report, agency: Agency, year: int) -> str:
    """What a person overruled."""
    named, of_year = report.agency not in ("", *agency.names), report.year not in (None, year)
    if not (named or of_year):
        return ""
    return _("标题写的是“%(title)s”，由管理员指定归属。") % {"title": report.title[:100]}


def _keep(intake: Intake, proposal: Proposal, report: Report, *, by_hand: bool = False) -> None:
    intake.to_agency, intake.to_year, intake.by_hand = proposal.agency, proposal.year, by_hand
    intake.match, intake.why = proposal.match, proposal.why
    intake.remark = proposal.remark + twin_words(intake)
    intake.save(update_fields=["to_agency", "to_year", "by_hand", "match", "why", "remark"])
    recount(intake, report)


def recount(intake: Intake, report: Report) -> None:
    """Keeps what its row in the list says of the report as it stands: how many figures, doubts and findings."""
    figures = report.figures.values()
    intake.figures, intake.doubted = len(figures), sum(not figure.is_sure for figure in figures)
    failed = (f for f in findings_of(report, intake) if f.outcome == Outcome.FAILED)
    intake.found = dict(Counter(finding.severity for finding in failed))
    intake.save(update_fields=["figures", "doubted", "found"])


def findings_of(report: Report, intake: Intake) -> list[Finding]:
    """What the rules find in a report by itself, where it goes: no other year or agency is asked."""
    agency, year = intake.to_agency, intake.to_year
    context = Context()
    policy = Policy()
    if agency is not None and year is not None:
        kind, scope = AgencyKind(agency.kind), Scope.AREA if agency.is_government else Scope.OWN
        context = Context(agency_names=agency.names, year=year, kind=kind, scope=scope)
        cycle = Cycle.objects.filter(year=year).first()
        policy = policy_of(cycle) if cycle else policy
    rows = (findings.row_of(judged, policy) for judged in judge(report, context, policy))
    return [row for row in rows if not row.silent]


def rematch(batch: PastBatch) -> None:
    """Proposes anew whatever nobody has settled by hand."""
    directory = Directory.of(batch.root)
    waiting = Intake.objects.filter(batch=batch, by_hand=False, filed_at=None, processing=Processing.DONE)
    for intake in waiting.iterator(chunk_size=50):
        if intake.report:
            report = effective_report(intake)
            with of_record():
                _keep(intake, directory.propose(found_in(report)), report)
    assess_all(batch)


def assess_all(batch: PastBatch) -> None:
    """Holds every file against what is filed today."""
    goals = Intake.objects.filter(batch=batch, filed_at=None, dropped_at=None).values_list("to_agency", "to_year")
    assess(batch, set(goals.distinct()))


@of_record()
def assess(batch: PastBatch, goals: Iterable[Goal]) -> None:
    """Says for each file of these goals whether it can be filed; files without a goal stay as they are."""
    for agency_id, year in goals:
        if agency_id is None or year is None:
            continue
        waiting = Intake.objects.filter(
            batch=batch, to_agency=agency_id, to_year=year, filed_at=None, dropped_at=None, processing=Processing.DONE
        ).exclude(match__in=(Match.CHECK, Match.UNMATCHED))
        rivals = list(waiting.defer("report").order_by("pk")[:MOST_RIVALS])
        for intake in rivals:
            before = intake.match, intake.why
            intake.match, intake.why = _verdict(intake, rivals)
            if before != (intake.match, intake.why):
                intake.save(update_fields=["match", "why"])
        if len(rivals) == MOST_RIVALS:
            why = _("这一批里归到同一份报告的文件太多，请只留一个，移除其余。")
            waiting.filter(pk__gt=rivals[-1].pk).update(match=Match.CONFLICT, why=why)


def _verdict(intake: Intake, rivals: list[Intake]) -> tuple[Match, str]:
    match, why = standing(intake)
    if why:
        return match, why
    others = [rival for rival in rivals if rival.pk != intake.pk]
    if differing := [rival for rival in others if rival.sha256 != intake.sha256]:
        named = "、".join(f"“{rival.path}”" for rival in differing[:3])
        return Match.CONFLICT, _("%(named)s也是这份报告，请只留一个，移除其余。") % {"named": named}
    if others and others[0].pk < intake.pk:
        return Match.DUPLICATE, _("与“%(name)s”内容完全相同。") % {"name": others[0].path}
    return Match.READY, ""


def standing(intake: Intake) -> tuple[Match, str]:
    """What stands against filing a file where it goes, by what is there now."""
    cycle = Cycle.objects.filter(year=intake.to_year or 0).first()
    if cycle is None:
        return Match.READY, ""
    if cycle.is_open:
        why = _("%(year)s年度正在报送，请由填报人上传，不作往年报告补录。") % {"year": cycle.year}
        return Match.CONFLICT, why
    there = Submission.objects.filter(cycle=cycle, agency=intake.to_agency_id).select_related("current_upload").first()
    return (Match.READY, "") if there is None else _against(intake, there)


def _against(intake: Intake, there: Submission) -> tuple[Match, str]:
    if there.status is State.MISSING or (there.status is State.EXEMPT and there.exempt_reason == UNDONE):
        return Match.READY, ""
    if there.status is State.APPROVED:
        if there.current_upload and there.current_upload.sha256 == intake.sha256:
            return Match.DUPLICATE, _("这份报告已经归档，文件内容完全相同。")
        return Match.CONFLICT, _("已有审核通过的报告，文件不同。需要替换的，请先撤回原来的。")
    return Match.CONFLICT, _("这份报告现在是“%(state)s”，不能补录。") % {"state": STATE_WORDS[there.status]}


def mark_unreadable(batch: PastBatch) -> int:
    """What could not be read says so in the list too."""
    failed = Q(batch=batch, processing=Processing.FAILED, match="")
    return Intake.objects.filter(failed).update(match=Match.UNREADABLE, why=F("error_message"))


def twin_words(intake: Intake) -> str:
    """Where the same bytes lie already, under another agency or year."""
    if intake.batch is None:
        return ""
    under = intake.batch.root.path
    same = Upload.objects.filter(sha256=intake.sha256, submission__agency__path__startswith=under)
    same = same.select_related("submission__agency", "submission__cycle")
    twin = same.exclude(submission__agency=intake.to_agency_id, submission__cycle__year=intake.to_year or 0).first()
    if twin is None:
        return ""
    told = {"agency": twin.submission.agency.name, "year": twin.submission.cycle.year}
    return _("与%(agency)s%(year)s年度的文件内容完全相同。") % told
