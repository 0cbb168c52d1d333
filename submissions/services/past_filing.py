"""Filing a past report as approved, and taking it back: each in one transaction, each as often as one likes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import RULES_VERSION
from parsing.report import Report
from submissions import access
from submissions.language import of_record
from submissions.models import (
    Agency,
    Cycle,
    CycleDeadline,
    CycleState,
    Decision,
    Intake,
    Match,
    Reading,
    Result,
    Scope,
    Submission,
    Upload,
    User,
    default_due,
)
from submissions.services import corrections, duties, factsheets, past_assessing, policies, stale
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.holds import in_order
from submissions.services.judging import rejudge
from submissions.services.moves import advance
from submissions.services.review import write_figures
from submissions.states import Processing, State


@of_record()
def file_one(actor: User, intake: Intake) -> bool:
    """Files one file where it goes, or keeps why not; False when it was not filed. A second call does nothing."""
    match, why = past_assessing.standing(intake)
    if match is not Match.READY:
        _say(intake, Result.SKIPPED, why, match=match, why=why)
        return False
    try:
        with transaction.atomic():
            if not _open(intake).update(filed_at=timezone.now()):
                return False
            # As it is now that it is held: personal data may have been taken out of it a moment ago.
            intake.refresh_from_db(fields=["report"])
            upload, made = _enter(actor, intake)
            done = {"upload": upload, "made_submission": made}
            told = _("已归档到%(agency)s%(year)s年度。") % {"agency": intake.to_agency, "year": intake.to_year}
            Intake.objects.filter(pk=intake.pk).update(result=Result.FILED, result_words=told, **done)
    except Refused as no:
        _say(intake, Result.FAILED, no.why)
        return False
    return True


def _open(intake: Intake) -> QuerySet[Intake]:
    return Intake.objects.filter(pk=intake.pk, filed_at=None, dropped_at=None, match=Match.READY)


def _say(intake: Intake, result: Result, words: str, **columns: object) -> None:
    columns |= {"result": result, "result_words": words}
    Intake.objects.filter(pk=intake.pk, filed_at=None).update(**columns)


def _enter(actor: User, intake: Intake) -> tuple[Upload, bool]:
    """The file as the approved report of its agency and year; beside it, whether the submission was made for it."""
    agency = Agency.objects.get(pk=intake.to_agency_id or 0)
    if not (answer := access.may_administer(actor, agency)):
        raise NotAllowed(answer.why)
    submission, made = _submission(actor, agency, intake.to_year or 0)
    upload = Upload.objects.create(
        submission=submission,
        uploaded_by=actor,
        uploaded_at=intake.received_at,
        original_name=intake.original_name,
        sha256=intake.sha256,
        size=intake.size,
        format=intake.format,
        file=intake.file.name,
        twin=Upload.objects.filter(sha256=intake.sha256).order_by("pk").first(),
    )
    now = timezone.now()
    reading = Reading.objects.create(
        upload=upload,
        parser_version=intake.parser_version,
        rules_version=RULES_VERSION,
        processing=Processing.DONE.value,
        stage="done",
        started_at=now,
        finished_at=now,
        report=intake.report,
    )
    corrections.carry(intake, reading, Report.from_json(intake.report or {}))
    _approve(actor, submission, reading, intake)
    return upload, made


def _approve(actor: User, submission: Submission, reading: Reading, intake: Intake) -> None:
    if submission.status is State.EXEMPT:
        submission = advance(submission.pk, "unexempt", actor, reason=_("往年报告补录"), exempt_reason="")
    now = timezone.now()
    current: dict[str, Any] = {"current_upload": reading.upload, "current_reading": reading, "past_filed_at": now}
    after = advance(
        submission.pk, "file_past", actor, reason=f"{intake.batch}：{intake.path}", decided_at=now, **current
    )
    reading.upload.submission = after
    rejudge(reading)
    write_figures(after, reading, doubt_is_unknown=True)
    Decision.objects.create(
        submission=after, move="file_past", reading=reading, by=actor, reason=_("往年报告补录，未经网上审核。")
    )
    stale.after_decision(after)


def _submission(actor: User, agency: Agency, year: int) -> tuple[Submission, bool]:
    cycle = closed_cycle(actor, year)
    there = Submission.objects.filter(agency=agency, cycle=cycle).select_related("agency", "cycle").first()
    if there:
        return there, there.status is State.EXEMPT
    scope = Scope.AREA if agency.is_government else Scope.OWN
    due = default_due(agency.kind, year)
    return Submission.objects.create(agency=agency, cycle=cycle, due_on=due, scope=scope), True


def closed_cycle(actor: User, year: int) -> Cycle:
    """The closed cycle of a past year, made where there is none: nobody owes anything in it."""
    known = Cycle.objects.filter(year=year).first()
    if known:
        return known
    if not access.may_run_cycles(actor):
        raise Refused(_("还没有%(year)s年度，请最上级的管理员先归档一份该年度的报告。") % {"year": year})
    cycle, made = Cycle.objects.get_or_create(year=year, defaults={"state": CycleState.CLOSED, "past_only": True})
    if made:
        CycleDeadline.objects.bulk_create(
            CycleDeadline(cycle=cycle, kind=kind, due_on=one.due_on, scope=one.scope, edition=one.edition)
            for kind, one in duties.default_terms(year).items()
        )
        policies.establish(cycle)
        note("past_year", actor, text=_("%(year)s年度，为补录往年报告而建，不要求报送") % {"year": year})
    return cycle


@of_record()
def undo_one(actor: User, intake: Intake, reason: str) -> bool:
    """Takes one filed report back: its figures are no facts any more, and the file can be filed anew.

    False, with the reason kept, where the report has gone on to another file or state meanwhile.
    """
    upload = intake.upload
    if upload is None:
        return False
    with transaction.atomic():
        in_order(Intake.objects.filter(pk=intake.pk))
        mine = Submission.objects.filter(pk=upload.submission_id, current_upload=upload, past_filed_at__isnull=False)
        held = mine.filter(state=State.APPROVED.value)
        if not held.update(updated=timezone.now()):
            words = _("报告在归档之后又有变化，没有撤回。")
            Intake.objects.filter(pk=intake.pk).update(result_words=words)
            return False
        blank: dict[str, Any] = {
            "current_upload": None,
            "current_reading": None,
            "past_filed_at": None,
            "decided_at": None,
        }
        after = advance(upload.submission_id, "unfile_past", actor, reason=reason, **blank)
        after.figures.all().delete()
        factsheets.end(after)
        after.decisions.filter(move="file_past", undone_at=None).update(undone_at=timezone.now())
        after.issues.filter(resolved_at=None).update(resolved_at=timezone.now())
        if intake.made_submission:
            undone = past_assessing.UNDONE
            after = advance(after.pk, "exempt", actor, reason=undone, exempt_reason=undone)
        stale.after_decision(after)
        columns = {"upload": None, "filed_at": None, "made_submission": False}
        told = {"result": "", "result_words": _("已撤回：%(why)s") % {"why": reason}}
        Intake.objects.filter(pk=intake.pk).update(**columns, **told)
    return True
